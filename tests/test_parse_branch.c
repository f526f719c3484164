// parse_branch: what is wrong with labels and branches, and where the right
// ones go.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#include "parsed.h"

TEST(misplaced_branches_are_reported)
{
    static const struct bad cases[] = {
        {"break", 2, 1, "break is not in a loop, switch, or select"},
        {"if a { break }", 2, 8, "break is not in a loop, switch, or select"},
        {"for { func() { break }() }", 2, 16,
         "break is not in a loop, switch, or select"},
        {"continue", 2, 1, "continue is not in a loop"},
        {"switch { case a: continue }", 2, 18, "continue is not in a loop"},
        {"fallthrough", 2, 1, "fallthrough statement out of place"},
        {"switch { case a: fallthrough }", 2, 18,
         "cannot fallthrough final case in switch"},
        {"switch { case a: fallthrough; f(); case b: }", 2, 18,
         "fallthrough statement out of place"},
        {"switch { case a: if x { fallthrough }; case b: }", 2, 25,
         "fallthrough statement out of place"},
        {"switch x.(type) { case a: fallthrough; case b: }", 2, 27,
         "cannot fallthrough in type switch"},
        {"select { case <-c: fallthrough; default: }", 2, 20,
         "fallthrough statement out of place"},
        {"goto L", 2, 6, "label L not defined"},
        {"L: x++", 2, 1, "label L defined and not used"},
        {"goto L; L: x++; L: y++", 2, 17,
         "label L already defined at t.go:2:9"},
        {"for { break L }", 2, 13, "break label not defined: L"},
        {"for { break L }; L: x++; goto L", 2, 13,
         "break label not defined: L"},
        {"L: for {}; for { break L }", 2, 24, "invalid break label L"},
        {"L: x++; for { break L }", 2, 21, "invalid break label L"},
        {"L: switch { case a: for { continue L } }", 2, 36,
         "invalid continue label L"},
        {"L: M: for { break L; break M }", 2, 19, "invalid break label L"},
        {"L: if a { for { break L } }", 2, 23, "invalid break label L"},
        {"goto L; x := 1; _ = x; L:", 2, 6,
         "goto L jumps over declaration of x at t.go:2:11"},
        {"if a { goto L }; var x int; L:", 2, 13,
         "goto L jumps over declaration of x at t.go:2:22"},
        {"goto L; { L: x++ }", 2, 6,
         "goto L jumps into block starting at t.go:2:9"},
        {"for { L: x++ }; goto L", 2, 22,
         "goto L jumps into block starting at t.go:2:5"},
        {"switch { case a: goto L; case b: L: }", 2, 23,
         "goto L jumps into block starting at t.go:2:26"},
        {"_: x++; goto _", 2, 14, "label _ not defined"},
    };
    CHECK_BAD(cases, "package p; func f() {\n", "\n}");
}

TEST(branches_know_the_statement_they_leave)
{
    struct parsed t;

    parse_text(&t, "package p\nfunc f() {\n"
                   "L: for { for { break L; continue L; break } }\n"
                   "switch { case a: break }\n"
                   "select { default: break }\n"
                   "M: switch { case a: for { break M; goto N } }\n"
                   "N: goto N\n}\n");
    assert_int_equal(t.diag.nerror, 0);
    struct stmt **v = t.file->decls[0]->func->body->v;
    const struct stmt *outer = v[0]->inner, *inner = outer->body.v[0];
    assert_true(v[0]->label_used);
    assert_ptr_equal(inner->body.v[0]->target, outer);
    assert_ptr_equal(inner->body.v[1]->target, outer);
    assert_ptr_equal(inner->body.v[2]->target, inner);
    assert_ptr_equal(v[1]->clauses[0].body.v[0]->target, v[1]);
    assert_ptr_equal(v[2]->clauses[0].body.v[0]->target, v[2]);
    const struct stmt *loop = v[3]->inner->clauses[0].body.v[0];
    assert_ptr_equal(loop->body.v[0]->target, v[3]->inner);
    assert_ptr_equal(loop->body.v[1]->target, v[4]);
    assert_ptr_equal(v[4]->inner->target, v[4]);
    release(&t);
}

// Labels, gotos and breaks by the ten thousand must not take quadratic time.
TEST(many_labels_are_resolved)
{
    enum { N = 20000 };
    struct parsed t;
    char *text = xmalloc(N * 60 + 100);
    size_t n = (size_t)sprintf(text, "package p\nfunc f() {\n");

    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(text + n, "goto L%d\nL%d: for { break L%d }\n",
                             N - 1 - i, i, i);
    n += (size_t)sprintf(text + n, "}\n");
    parse_bytes(&t, text, n);
    assert_int_equal(t.diag.nerror, 0);
    struct stmt **v = t.file->decls[0]->func->body->v;
    assert_ptr_equal(v[0]->target, v[2 * N - 1]);
    release(&t);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(misplaced_branches_are_reported),
        RUN(branches_know_the_statement_they_leave),
        RUN(many_labels_are_resolved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
