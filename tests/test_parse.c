// parse: positions and values in trees, Go's messages for malformed programs,
// the limit of nesting, Go's own test programs, and the grammar.
#include "lang/parse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "base/vec.h"

#include "parsed.h"

TEST(iota_counts_the_specs_of_a_group)
{
    struct parsed t;

    parse_text(&t, "package p\nconst (a = iota; b; _; c = 1)\nconst d = 2\n");
    static const int64_t want[] = {0, 1, 2, 3, 0};
    assert_int_equal(t.file->ndecls, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(t.file->decls[i]->iota, want[i]);
    release(&t);
}

TEST(positions_are_those_of_first_tokens_and_operators)
{
    struct parsed t;

    parse_text(&t, "package p\nfunc (r T) m() {\n\ta.b(1)[2] += x * y\n}\n");
    const struct func_decl *f = t.file->decls[0]->func;
    const struct stmt *s = f->body->v[0];
    assert_int_equal(t.file->package_pos.col, 9);
    assert_int_equal(t.file->decls[0]->pos.col, 1);
    assert_int_equal(f->pos.col, 12);
    assert_int_equal(f->body->start.col, 16);
    assert_int_equal(f->body->end.line, 4);
    assert_int_equal(s->pos.col, 2);
    assert_int_equal(s->op_pos.col, 12);
    assert_int_equal(s->lhs.v[0]->pos.col, 2);
    assert_int_equal(s->lhs.v[0]->end.col, 10);
    assert_int_equal(s->lhs.v[0]->x->x->name_pos.col, 4);
    assert_int_equal(s->rhs.v[0]->pos.col, 17);
    release(&t);
}

TEST(literals_keep_value_and_text)
{
    struct parsed t;

    parse_text(&t, "package p\nvar x = \"a\\x00\" + 'b'\n");
    const struct expr *x = t.file->decls[0]->values.v[0];
    assert_int_equal(x->x->value.len, 2);
    assert_memory_equal(x->x->value.s, "a", 2);
    assert_int_equal(x->x->ntext, 7);
    assert_memory_equal(x->x->text, "\"a\\x00\"", 7);
    assert_int_equal(x->y->op, TOK_CHAR);
    assert_true(x->y->value.i == 'b');
    release(&t);
}

// --- Errors ------------------------------------------------------------------

static const struct bad bad_files[] = {
    {"", 1, 1, "syntax error: package statement must be first"},
    {"// x\n", 2, 1, "syntax error: package statement must be first"},
    {"package", 1, 8, "syntax error: unexpected EOF, expected name"},
    {"package p q", 1, 11,
     "syntax error: unexpected name q, expected semicolon or newline"},
    {"package p\nx := 1", 2, 1,
     "syntax error: non-declaration statement outside function body"},
    {"package p\nfunc f() {\n}\n}", 4, 1,
     "syntax error: non-declaration statement outside function body"},
    {"package p\nfunc f()\n{", 3, 1,
     "syntax error: unexpected semicolon or newline before {"},
    {"package p\nvar x int\nimport \"a\"", 3, 1,
     "syntax error: imports must appear before other declarations"},
    {"package p\nimport x", 2, 9, "syntax error: missing import path"},
    {"package p\nimport 1", 2, 8, "syntax error: import path must be a string"},
    {"package p\nimport \"a\\x00b\"", 2, 8,
     "invalid import path (invalid character U+0000)"},
    {"package p\nimport \"\"", 2, 8, "invalid import path (empty string)"},
    {"package p\nimport \"a\\\\b\"", 2, 8,
     "invalid import path (invalid character U+005C '\\')"},
    {"package p\nimport \"a b\"", 2, 8,
     "invalid import path (invalid character U+0020 ' ')"},
    {"package p\nimport \"a\\tb\"", 2, 8,
     "invalid import path (invalid character U+0009)"},
    {"package p\nimport \"a!\"", 2, 8,
     "invalid import path (invalid character U+0021 '!')"},
    {"package p\nvar x = 1 2", 2, 11,
     "syntax error: unexpected literal 2 after top level declaration"},
    {"package p\nvar (a int b int)", 2, 12,
     "syntax error: unexpected name b in grouped declaration; possibly "
     "missing semicolon or newline or )"},
    {"package p\ntype T", 2, 7,
     "syntax error: unexpected EOF in type declaration"},
    {"package p\nfunc 1()", 2, 6,
     "syntax error: unexpected literal 1, expected name or ("},
    {"package p\nfunc (t T) ()", 2, 12,
     "syntax error: unexpected (, expected name"},
    {"package p\nfunc () m()", 2, 9, "method has no receiver"},
    {"package p\nfunc (a, b T) m()", 2, 15, "method has multiple receivers"},
    {"package p\nfunc f(a int, []string)", 2, 15,
     "syntax error: missing parameter name"},
    {"package p\nfunc f(a int, b)", 2, 16,
     "syntax error: missing parameter type"},
    {"package p\nfunc f(a ...int, b int)", 2, 10,
     "can only use ... with final parameter"},
    {"package p\nfunc f() (...int)", 2, 11, "invalid use of ..."},
    {"package p\nfunc f(...)", 2, 11, "syntax error: ... is missing type"},
    {"package p\nfunc f(+)", 2, 8, "syntax error: unexpected +, expected )"},
    {"package p\ntype T struct { 1 }", 2, 17,
     "syntax error: unexpected literal 1, expected field name or embedded "
     "type"},
    {"package p\ntype T struct { *(U) }", 2, 18,
     "syntax error: cannot parenthesize embedded type"},
    {"package p\ntype T struct { a int 1 }", 2, 23,
     "syntax error: struct field tag must be a string"},
    {"package p\ntype T interface { + }", 2, 20,
     "syntax error: unexpected +, expected ~ term or type"},
    {"package p\nvar c chan", 2, 11,
     "syntax error: missing channel element type"},
    {"package p\nvar c <-int", 2, 9,
     "syntax error: unexpected name int, expected keyword chan"},
    {"package p\nvar x [1,]int", 2, 9,
     "syntax error: unexpected comma; expected ]"},
    {"package p\nvar x", 2, 6, "syntax error: unexpected EOF, expected type"},
};

TEST(errors_in_files_are_worded_as_in_go)
{
    CHECK_BAD(bad_files, "", "");
}

static const struct bad bad_functions[] = {
    {"if true {", 3, 2, "syntax error: unexpected EOF, expected }"},
    {"x :=", 3, 1, "syntax error: unexpected }, expected expression"},
    {"if a {\n}\nelse {\n}", 4, 1,
     "syntax error: unexpected keyword else, expected }"},
    {"if a {} else x", 2, 14,
     "syntax error: else must be followed by if or statement block"},
    {"if {}", 2, 4, "syntax error: missing condition in if statement"},
    {"if x := f(); {}", 2, 12,
     "syntax error: missing condition in if statement"},
    {"if x := f() {}", 2, 6, "syntax error: cannot use x := f() as value"},
    {"if x = 1 {}", 2, 6, "syntax error: cannot use assignment x = 1 as value"},
    {"if x = f(1,\n\t\t2) {}", 2, 6,
     "syntax error: cannot use assignment x = f(1, 2) as value"},
    {"if var x = 1; x {}", 2, 8,
     "syntax error: var declaration not allowed in if initializer"},
    {"if x\n{}", 2, 5,
     "syntax error: unexpected newline, expected { after if clause"},
    {"for i := 0; i < 1; i++; {\n}", 2, 23,
     "syntax error: unexpected semicolon, expected { after for clause"},
    {"for i := 0; {}", 2, 13,
     "syntax error: unexpected {, expected for loop condition"},
    {"for i := 0; i < 1; i := 2 {}", 2, 22,
     "syntax error: cannot declare in post statement of for loop"},
    {"for a, b, c := range x {}", 2, 11,
     "range clause permits at most two iteration variables"},
    {"select x {}", 2, 8, "syntax error: missing { after select clause"},
    {"switch x { y }", 2, 12,
     "syntax error: unexpected name y, expected case or default or }"},
    {"switch x { case 1 }", 2, 19, "syntax error: unexpected }, expected :"},
    {"switch {\ndefault:\ndefault:\n}", 4, 1,
     "multiple defaults (first at t.go:3:1)"},
    {"select {\ndefault:\ndefault:\n}", 4, 1,
     "multiple defaults (first at t.go:3:1)"},
    {"select { case x: }", 2, 15,
     "select case must be send or receive (possibly with assignment)"},
    {"select { case x += <-c: }", 2, 15,
     "select case must be send or receive (possibly with assignment)"},
    {"select { case a, b, c = <-d: }", 2, 15,
     "select case must be send or receive (possibly with assignment)"},
    {"select { case x++: }", 2, 15,
     "select case must be send or receive (possibly with assignment)"},
    {"defer (f())", 2, 7, "expression in defer must not be parenthesized"},
    {"a, b", 2, 5,
     "syntax error: unexpected newline, expected := or = or comma"},
    {"x y", 2, 3, "syntax error: unexpected name y at end of statement"},
    {"f(a b)", 2, 5,
     "syntax error: unexpected name b in argument list; possibly missing "
     "comma or )"},
    {"x = T{1\n}", 2, 8,
     "syntax error: unexpected newline in composite literal; possibly "
     "missing comma or }"},
    {"x = (T){}", 2, 8,
     "syntax error: cannot parenthesize type in composite literal"},
    {"x = a[]", 2, 7, "syntax error: unexpected ], expected operand"},
    {"x = a[1:2:]", 2, 11, "final index required in 3-index slice"},
    {"x = a[::3]", 2, 8, "middle index required in 3-index slice"},
    {"x = a[1 2]", 2, 9,
     "syntax error: unexpected literal 2, expected comma, : or ]"},
    {"x = a.1", 2, 6,
     "syntax error: unexpected literal .1 at end of "
     "statement"},
    {"x = a.", 3, 1, "syntax error: unexpected }, expected name or ("},
    {"x = y.(type)", 2, 5, "use of .(type) outside type switch"},
    {"switch a, b := x.(type) {}", 2, 13,
     "syntax error: cannot use a, b := x.(type) as value"},
    {"switch f(x.(type)) {}", 2, 10, "use of .(type) outside type switch"},
    {"goto L; L: }", 3, 1,
     "syntax error: non-declaration statement outside function body"},
    {"switch { case x: L: case y: }", 2, 19,
     "syntax error: missing statement after label"},
    {"var x, = 1", 2, 8, "syntax error: unexpected =, expected name"},
    {"var x := 1", 2, 7, "syntax error: unexpected :=, expected ="},
    {"x = <-chan<- int", 2, 14,
     "syntax error: unexpected element type, expected chan"},
    {"x = 08 + 1 }", 2, 6, "invalid digit '8' in octal literal"},
};

TEST(errors_in_functions_are_worded_as_in_go)
{
    CHECK_BAD(bad_functions, "package p; func f() {\n", "\n}");
}

TEST(generics_are_named_with_their_level)
{
    static const char *const cases[] = {
        "func f[T any](x T) {}",
        "func f[K comparable, V int | string](m map[K]V) V { return m[x] }",
        "type T[P any] struct{ x P }",
        "type T[P *C] struct{}; type U[P *C,] int",
        "type T[P interface{ m() }, Q []P] = int",
        "type T interface{ ~int | ~string }",
        "type T interface{ int | string }",
        "type T struct{ U[int] }",
        "type T struct{ x U[int, string] }",
        "var x T[int]",
        "var x = f[int, string](1)",
        "var x = f[[]int](1)",
        "var x = T[int]{}",
        "func f(x T[int]) {}",
    };
    struct parsed t;
    char source[200];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(source, sizeof source, "package p\n%s\n", cases[i]);
        parse_text(&t, source);
        if (t.diag.nmessage != 1)
            fail_msg("%d errors in: %s", t.diag.nmessage, cases[i]);
        assert_string_equal(t.diag.message[0].text,
                            "generics are not supported (level S3)");
        release(&t);
    }
    parse_text(&t, "package p\nfunc f[T any]() {}\ntype U[T any] int\n");
    assert_true(t.file->decls[0]->func->has_type_params);
    assert_true(t.file->decls[1]->has_type_params);
    release(&t);
}

TEST(several_errors_are_found_in_one_file)
{
    struct parsed t;

    parse_text(&t, "package p\n"
                   "func f() {\n\tx := \n\ty(1 2)\n\tif {\n\t}\n}\n"
                   "var 1\n"
                   "func g() {\n\tbreak\n}\n");
    static const uint32_t lines[] = {4, 5, 8, 10};
    assert_int_equal(t.diag.nmessage, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(t.diag.message[i].pos.line, lines[i]);
    assert_int_equal(t.file->ndecls, 3);
    release(&t);
}

// --- Nesting -----------------------------------------------------------------

// before, n times open, middle, n times close, after.
static char *nested(const char *before, const char *open, const char *middle,
                    const char *close, const char *after, int n, size_t *len)
{
    size_t unit = strlen(open) + strlen(close);
    size_t size =
        strlen(before) + strlen(middle) + strlen(after) + unit * (size_t)n + 1;
    char *text = xmalloc(size), *p = text;

    p = stpcpy(p, before);
    for (int i = 0; i < n; i++)
        p = stpcpy(p, open);
    p = stpcpy(p, middle);
    for (int i = 0; i < n; i++)
        p = stpcpy(p, close);
    p = stpcpy(p, after);
    *len = (size_t)(p - text);
    return text;
}

TEST(nesting_ends_at_1000_levels)
{
    static const struct {
        const char *before, *open, *middle, *close, *after;
        int max; // what fits in LANG_NESTING_MAX levels
    } cases[] = {
        {"var x = ", "(", "1", ")", "\n", 999},
        {"var x = ", "!", "true", "", "\n", 999},
        {"var x = 1", "+1", "", "", "\n", 999},
        {"var x = a", ".b", "", "", "\n", 999},
        {"var x = a", "[0]", "", "", "\n", 999},
        {"var x = ", "f(", "1", ")", "\n", 999},
        {"var x = ", "&T{", "nil", "}", "\n", 333},
        {"var x = []T", "{", "", "}", "\n", 999},
        {"var x ", "[]", "int", "", "\n", 999},
        {"var x ", "*", "int", "", "\n", 999},
        {"var x ", "struct{ a ", "int", "}", "\n", 999},
        {"var x ", "func(", "int", ")", "\n", 999},
        {"func f() {", "{", "", "}", "}\n", 1000},
        {"func f() {", "func(){", "", "}()", "}\n", 333},
        {"func f() { x()\n if a {}", " else if a {}", "", "", "}\n", 996},
        {"func f() {", "for {", "", "}", "}\n", 1000},
        {"func f() {", "switch { case a: ", "", "}", "}\n", 999},
    };
    struct parsed t;
    char before[100];
    size_t len;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(before, sizeof before, "package p\n%s", cases[i].before);
        for (int more = -1; more <= 1; more++) {
            char *text =
                nested(before, cases[i].open, cases[i].middle, cases[i].close,
                       cases[i].after, cases[i].max + more, &len);
            parse_bytes(&t, text, len);
            if ((t.diag.nerror > 0) != (more > 0))
                fail_msg("%s: %d levels give %ld errors", cases[i].open,
                         cases[i].max + more, t.diag.nerror);
            if (more > 0)
                assert_string_equal(t.diag.message[0].text,
                                    "nesting too deep (limit 1000)");
            release(&t);
            free(text);
        }
        char *text = nested(before, cases[i].open, cases[i].middle,
                            cases[i].close, cases[i].after, 100000, &len);
        parse_bytes(&t, text, len);
        assert_int_equal(t.diag.nerror, 1);
        release(&t);
        free(text);
    }
}

static int depth_of(const struct expr *x)
{
    int deepest = 0, d;

    if (x == NULL)
        return 0;
    deepest = depth_of(x->x);
    d = depth_of(x->y);
    return 1 + (d > deepest ? d : deepest);
}

// Chains hang to the left: they make deep trees without deep recursion of the
// parser. Those who walk the tree rely on its depth.
TEST(the_depth_of_the_tree_is_limited_not_just_the_recursion)
{
    static const struct {
        int parens, chain;
        bool ok;
    } cases[] = {
        {9, 100, true}, {11, 100, false}, {30, 30, true},
        {3, 300, true}, {4, 300, false},  {100, 10, false},
    };
    struct parsed t;
    char chain[700];
    size_t len;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *p = stpcpy(chain, "1)");
        for (int k = 0; k < cases[i].chain; k++)
            p = stpcpy(p, "+1");
        char *text = nested("package p\nvar x = ", "(", "1", chain + 1, "\n",
                            cases[i].parens, &len);
        parse_bytes(&t, text, len);
        assert_int_equal(t.diag.nerror, !cases[i].ok);
        if (cases[i].ok)
            assert_true(depth_of(t.file->decls[0]->values.v[0]) <=
                        LANG_NESTING_MAX);
        release(&t);
        free(text);
    }
}

TEST(deep_neighbours_do_not_add_up)
{
    struct parsed t;
    char text[10000] = "package p\nvar x = f(", *p = text + strlen(text);

    for (int i = 0; i < 700; i++)
        p = stpcpy(p, "(");
    p = stpcpy(p, "1");
    for (int i = 0; i < 700; i++)
        p = stpcpy(p, ")");
    p = stpcpy(p, ", a");
    for (int i = 0; i < 700; i++)
        p = stpcpy(p, ".b");
    p = stpcpy(p, ", 1");
    for (int i = 0; i < 700; i++)
        p = stpcpy(p, "+1");
    stpcpy(p, ")\n");
    parse_text(&t, text);
    assert_int_equal(t.diag.nerror, 0);
    release(&t);
}

// --- Files -------------------------------------------------------------------

static bool is_go_file(const char *name)
{
    size_t n = strlen(name);

    return n > 3 && strcmp(name + n - 3, ".go") == 0;
}

// Parses the .go files of a directory; returns how many there were.
static int parse_directory(const char *dir)
{
    struct dirent **names;
    int n = scandir(dir, &names, NULL, alphasort), files = 0;
    char path[512], *error;
    struct parsed t;
    size_t len;

    for (int i = 0; i < n; i++) {
        if (is_go_file(names[i]->d_name)) {
            snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
            char *text = infile_read(path, LANG_SOURCE_MAX_BYTES, &len, &error);
            assert_non_null(text);
            parse_bytes(&t, text, len);
            if (t.diag.nerror > 0)
                fail_msg("%s:%u: %s", path,
                         (unsigned)t.diag.message[0].pos.line,
                         t.diag.message[0].text);
            release(&t);
            free(text);
            files++;
        }
        free(names[i]);
    }
    if (n >= 0)
        free(names);
    return files;
}

TEST(the_test_programs_of_go_parse)
{
    int files = parse_directory("/usr/share/go-1.19/test/ken") +
                parse_directory("/usr/share/go-1.19/test/chan");

    if (files == 0)
        skip();
}

// --- Grammar -----------------------------------------------------------------

// Reads a file of sim/lang without its white space and comment slashes.
static char *squeezed(const char *name)
{
    char path[512], *error;
    size_t len, n = 0;

    snprintf(path, sizeof path, "%s/sim/lang/%s", GMPSIM_SOURCE_DIR, name);
    char *text = infile_read(path, 1 << 20, &len, &error);
    assert_non_null(text);
    for (size_t i = 0; i < len; i++)
        if (strchr(" \n", text[i]) == NULL)
            text[n++] = text[i];
    text[n] = '\0';
    return text;
}

// Copies the production that starts at line (after "// ") without white space,
// up to its " .".
static void production(const char *line, char *out, size_t cap)
{
    size_t n = 0;

    for (const char *p = line; n + 1 < cap; p++) {
        if (p[0] == '\n') {
            assert_memory_equal(p, "\n//", 3);
            p += 2;
        } else if (p[0] != ' ') {
            out[n++] = *p;
            if (p[0] == '.' && p[-1] == ' ' && (p[1] == '\n' || p[1] == ' '))
                break;
        }
    }
    out[n] = '\0';
}

TEST(the_grammar_holds_what_stands_above_the_functions)
{
    static const char *const files[] = {
        "parse.c",      "parse_decl.c", "parse_type.c",   "parse_func.c",
        "parse_expr.c", "parse_stmt.c", "parse_control.c"};
    char path[512], *error, rule[1000], *grammar = squeezed("grammar.ebnf");
    size_t len, found = 0;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/sim/lang/%s", GMPSIM_SOURCE_DIR,
                 files[i]);
        char *text = infile_read(path, 1 << 20, &len, &error);
        assert_non_null(text);
        for (char *p = text; (p = strstr(p, "\n// ")) != NULL; p++) {
            size_t name = strspn(p + 4, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
                                        "klmnopqrstuvwxyz");
            size_t blank = strspn(p + 4 + name, " ");
            if (name == 0 || blank == 0 || p[4 + name + blank] != '=' ||
                p[4] < 'A' || p[4] > 'Z')
                continue;
            production(p + 4, rule, sizeof rule);
            if (strstr(grammar, rule) == NULL)
                fail_msg("%s: not in grammar.ebnf: %s", files[i], rule);
            found++;
        }
        free(text);
    }
    assert_true(found > 70);
    free(grammar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(iota_counts_the_specs_of_a_group),
        RUN(positions_are_those_of_first_tokens_and_operators),
        RUN(literals_keep_value_and_text),
        RUN(errors_in_files_are_worded_as_in_go),
        RUN(errors_in_functions_are_worded_as_in_go),
        RUN(generics_are_named_with_their_level),
        RUN(several_errors_are_found_in_one_file),
        RUN(nesting_ends_at_1000_levels),
        RUN(the_depth_of_the_tree_is_limited_not_just_the_recursion),
        RUN(deep_neighbours_do_not_add_up),
        RUN(the_test_programs_of_go_parse),
        RUN(the_grammar_holds_what_stands_above_the_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
