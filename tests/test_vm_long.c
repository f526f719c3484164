// vm_long: whatever the size of the pieces, a program does the same.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/xmalloc.h"
#include "lang/emit.h"
#include "lang/lang.h"
#include "testing.h"
#include "vm/verify.h"
#include "vm/vm.h"

enum { OUT_MAX = 8192 };

static struct code *compile(const char *text)
{
    struct diag d = {0};
    struct lang l;
    char fault[256];

    lang_init(&l, &d, 22);
    struct package *pkg = lang_check(&l, "main.go", text, strlen(text));
    struct code *code = pkg == NULL ? NULL : emit_program(&l, pkg);
    if (code == NULL) {
        diag_print(&d, STDERR_FILENO);
        fail_msg("does not compile:\n%s", text);
    }
    if (!verify_code(code, fault, sizeof fault))
        fail_msg("%s", fault);
    lang_release(&l);
    diag_release(&d);
    return code;
}

struct run {
    char out[OUT_MAX];
    size_t n;
    int cuts; // stops with budget left
};

// The goroutine goes from one vm to another whenever it stops, as natively.
static void run(struct run *r, const char *source, uint32_t piece)
{
    struct code *code = compile(source);
    struct vm_heap heap;
    struct vm vms[2];
    struct vm_ctx ctx;
    struct vm_costs costs;
    enum vm_stop stop;
    int i = 0;

    for (int k = 0; k < OPCLASS_COUNT; k++)
        costs.class_ps[k] = 1;
    code_charge(code, &costs);
    vm_heap_init(&heap, code, 64 << 20);
    for (int k = 0; k < 2; k++) {
        vm_init(&vms[k], code, &heap);
        vms[k].piece = piece;
        vms[k].solo = true;
    }
    vm_ctx_start(&vms[0], &ctx, code->funcs[code->entry], 0, NULL, 0);
    *r = (struct run){0};
    for (;; i = !i) {
        vms[i].budget = 1 << 30;
        stop = vm_run(&vms[i], &ctx);
        if (stop == REQ_BUDGET) {
            assert_true(vms[i].budget > 0);
            assert_true(ctx.at_pc);
            r->cuts++;
        } else if (stop == REQ_WRITE) {
            assert_true(r->n + vms[i].req.outlen < OUT_MAX);
            memcpy(r->out + r->n, vms[i].req.out, vms[i].req.outlen);
            r->n += vms[i].req.outlen;
        } else if (stop != REQ_LIBRARY_DONE) {
            break;
        }
    }
    assert_int_equal(stop, REQ_RETURN);
    for (int k = 0; k < 2; k++) {
        if (k == 0)
            vm_ctx_release(&vms[0], &ctx);
        vm_release(&vms[k]);
    }
    vm_heap_release(&heap);
    code_free(code);
}

// What source prints is out, and in pieces of one step it is cut at least so
// often; with pieces that suffice for each instruction, never.
static void does_the_same(const char *source, const char *out, int cuts)
{
    static const uint32_t pieces[] = {0, 1, 2, 3, 5, 7, 16, 1 << 20};
    struct run r;

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        run(&r, source, pieces[i]);
        assert_string_equal(r.out, out);
        if (pieces[i] == 0 || pieces[i] == 1 << 20)
            assert_int_equal(r.cuts, 0);
        if (pieces[i] == 1)
            assert_true(r.cuts >= cuts);
    }
}

TEST(copies_of_all_sizes_of_elements)
{
    static const char *const types[] = {"int8", "int16", "int32", "int"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char *source = xasprintf("package main\n"
                                 "import \"fmt\"\n"
                                 "func main() {\n"
                                 "    a := make([]%s, 9)\n"
                                 "    for i := range a { a[i] = %s(i + 1) }\n"
                                 "    b := make([]%s, 7)\n"
                                 "    n := copy(b, a)\n"
                                 "    fmt.Println(n, b)\n"
                                 "    n = copy(a[2:], a)\n"
                                 "    fmt.Println(n, a)\n"
                                 "    n = copy(a, a[3:])\n"
                                 "    fmt.Println(n, a)\n"
                                 "}\n",
                                 types[i], types[i], types[i]);
        does_the_same(source,
                      "7 [1 2 3 4 5 6 7]\n"
                      "7 [1 2 1 2 3 4 5 6 7]\n"
                      "6 [2 3 4 5 6 7 5 6 7]\n",
                      18);
        free(source);
    }
}

TEST(copies_of_large_elements)
{
    does_the_same("package main\n"
                  "import \"fmt\"\n"
                  "type t struct { a, b, c int }\n"
                  "func main() {\n"
                  "    a := []t{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}\n"
                  "    fmt.Println(copy(a[1:], a), a)\n"
                  "    var e []struct{}\n"
                  "    e = append(e, make([]struct{}, 100)...)\n"
                  "    fmt.Println(copy(e, e), len(e))\n"
                  "}\n",
                  "2 [{1 2 3} {1 2 3} {4 5 6}]\n100 100\n", 2);
}

TEST(appends_in_place_and_with_growth)
{
    does_the_same("package main\n"
                  "import \"fmt\"\n"
                  "func main() {\n"
                  "    a := make([]int, 3, 20)\n"
                  "    a[0], a[1], a[2] = 1, 2, 3\n"
                  "    a = append(a, a...)\n"
                  "    a = append(a[:2], a[1:]...)\n"
                  "    fmt.Println(a, len(a), cap(a))\n"
                  "    b := append(a[:5:5], 9)\n"
                  "    b[0] = 8\n"
                  "    fmt.Println(a, b, cap(b))\n"
                  "    b = append(b[:4:4], b...)\n"
                  "    fmt.Println(b, cap(b))\n"
                  "    b = append(b, a[:0]...)\n"
                  "    var c []int\n"
                  "    c = append(c, b...)\n"
                  "    c[1] = 7\n"
                  "    fmt.Println(b, c)\n"
                  "}\n",
                  "[1 2 2 3 1 2 3] 7 20\n"
                  "[1 2 2 3 1 2 3] [8 2 2 3 1 9] 10\n"
                  "[8 2 2 3 8 2 2 3 1 9] 10\n"
                  "[8 2 2 3 8 2 2 3 1 9] [8 7 2 3 8 2 2 3 1 9]\n",
                  30);
}

TEST(concatenations_and_comparisons_of_strings)
{
    does_the_same(
        "package main\n"
        "import \"fmt\"\n"
        "func main() {\n"
        "    a, b := \"0123456789abcdefXYZ\", \"0123456789abcdefXYz\"\n"
        "    c, s := a + b, \"\"\n"
        "    for i := 0; i < 3; i++ { s += c[:17] }\n"
        "    fmt.Println(c, s)\n"
        "    d := a[:10] + a[10:]\n"
        "    fmt.Println(a == d, a == b, a < b, b < a, a <= d, d < a, a != b)\n"
        "    e := a + \"!\"\n"
        "    fmt.Println(a == e, a < e, e < a, e <= a, a >= e, a == a)\n"
        "}\n",
        "0123456789abcdefXYZ0123456789abcdefXYz "
        "0123456789abcdefX0123456789abcdefX0123456789abcdefX\n"
        "true false true false true false true\n"
        "false true false false false true\n",
        30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(copies_of_all_sizes_of_elements),
        RUN(copies_of_large_elements),
        RUN(appends_in_place_and_with_growth),
        RUN(concatenations_and_comparisons_of_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
