// vm_dump: the pieces of a dump.
#include "testing.h"

#include <stdio.h>
#include <string.h>

#include "vm/vm_dump.h"
#include "vmasm.h"

#define ABC(op, a, b, c) vmasm_abc(f, OP_##op, a, b, c)
#define BC(op, a, x)     vmasm_bc(f, OP_##op, a, x)
#define EXT(lo, hi)      vmasm_ext(f, lo, hi)

static struct vmasm a;

// func f(n int) { if n == 0 { close(n) }; f(n-1) }, stopped at the close with
// so many frames.
static struct vm_dump_g stopped(word frames)
{
    vmasm_init(&a);
    struct func *f = vmasm_func(&a, "main.f", 6);
    f->nparams = 1;
    ABC(JNEI, 0, 0, 0);
    EXT(1, 0);
    ABC(CLOSE, 0, 0, 0);
    ABC(ADDI, 4, 0, (uint16_t)-1);
    BC(CALL, 1, (int32_t)f->id);
    ABC(RET, 0, 0, 0);
    frames--;
    vmasm_start(&a, f, &frames, 1);
    assert_int_equal(vmasm_run(&a), REQ_CLOSE);
    return (struct vm_dump_g){.ctx = &a.ctx, .goid = 7, .state = "running"};
}

static char *dumped(const struct vm_dump_g *g, enum vm_dump_why why,
                    int go_minor)
{
    struct text out = {0};

    vm_dump_g(&a.vm, &out, g, why, go_minor);
    char *s = xstrdup(text_cstr(&out));
    text_release(&out);
    return s;
}

// How many frames stand in text before the word, or in all of it.
static int frames_in(const char *text, const char *before)
{
    const char *end = before == NULL ? NULL : strstr(text, before);
    int n = 0;

    for (const char *at = text; (at = strstr(at, "main.f(")) != NULL; at++)
        n += end == NULL || at < end;
    return n;
}

TEST(of_many_frames_some_are_elided)
{
    static const struct {
        word frames;
        int go;
        enum vm_dump_why why;
        int inner, all; // shown
        const char *elided;
    } cases[] = {
        // gopanic is hidden and counts, so the line never comes.
        {99, 20, VM_DUMP_PANIC, 99, 99, NULL},
        {100, 20, VM_DUMP_PANIC, 99, 99, NULL},
        {99, 20, VM_DUMP_FATAL, 99, 99, NULL},
        {100, 20, VM_DUMP_FATAL, 100, 100, "...additional frames elided...\n"},
        {101, 20, VM_DUMP_FATAL, 100, 100, "...additional frames elided...\n"},
        // runtime.main and goexit are below.
        {97, 20, VM_DUMP_THROW, 97, 97, NULL},
        {98, 20, VM_DUMP_THROW, 98, 98, "...additional frames elided...\n"},
        {50, 21, VM_DUMP_PANIC, 50, 50, NULL},
        {51, 21, VM_DUMP_PANIC, 51, 51, NULL},
        {100, 21, VM_DUMP_PANIC, 100, 100, NULL},
        {101, 21, VM_DUMP_PANIC, 50, 100, "...1 frames elided...\n"},
        {150, 26, VM_DUMP_FATAL, 50, 100, "...50 frames elided...\n"},
        {98, 26, VM_DUMP_THROW, 98, 98, NULL},
        {99, 26, VM_DUMP_THROW, 50, 98, "...1 frames elided...\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vm_dump_g g = stopped(cases[i].frames);
        char *s = dumped(&g, cases[i].why, cases[i].go);
        assert_int_equal(frames_in(s, cases[i].elided), cases[i].inner);
        assert_int_equal(frames_in(s, NULL), cases[i].all);
        if (cases[i].elided == NULL)
            assert_null(strstr(s, "elided"));
        else
            assert_non_null(strstr(s, cases[i].elided));
        free(s);
        vmasm_release(&a);
    }
}

TEST(the_header_says_what_there_is_to_say)
{
    struct vm_dump_g g = stopped(1);
    static const struct {
        int64_t minutes;
        bool locked;
        const char *want;
    } cases[] = {
        {0, false, "\ngoroutine 7 [select]:\n"},
        {1, false, "\ngoroutine 7 [select, 1 minutes]:\n"},
        {0, true, "\ngoroutine 7 [select, locked to thread]:\n"},
        {90, true, "\ngoroutine 7 [select, 90 minutes, locked to thread]:\n"},
    };

    g.state = "select";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        g.minutes = cases[i].minutes;
        g.locked = cases[i].locked;
        char *s = dumped(&g, VM_DUMP_PANIC, 26);
        assert_memory_equal(s, cases[i].want, strlen(cases[i].want));
        free(s);
    }
    vmasm_release(&a);
}

TEST(who_created_it_comes_last_and_since_1_21_as_which_goroutine)
{
    struct vm_dump_g g = stopped(1);
    struct diag_source source = {.name = "a\033b.go"};

    a.code.nsources = 1;
    a.code.sources = &source;
    g.elsewhere = true;
    g.creator = a.code.funcs[0];
    g.created = (struct pos){.line = 9};
    g.parent = 3;
    char *s = dumped(&g, VM_DUMP_FATAL, 20);
    assert_string_equal(
        s, "\ngoroutine 7 [running]:\n"
           "\tgoroutine running on other thread; stack unavailable\n"
           "created by main.f\n\ta\\x1bb.go:9\n");
    free(s);
    s = dumped(&g, VM_DUMP_FATAL, 21);
    assert_non_null(strstr(s, "created by main.f in goroutine 3\n\t"));
    free(s);
    vmasm_release(&a);
}

TEST(what_is_beyond_the_program_shows_all_goroutines)
{
    assert_int_equal(vm_dump_why("stack overflow"), VM_DUMP_THROW);
    assert_int_equal(vm_dump_why("runtime: out of memory"), VM_DUMP_THROW);
    assert_int_equal(vm_dump_why("all goroutines are asleep - deadlock!"),
                     VM_DUMP_FATAL);
    assert_true(vm_dump_shows_all(VM_DUMP_THROW, 26));
    assert_true(vm_dump_shows_all(VM_DUMP_FATAL, 25));
    assert_false(vm_dump_shows_all(VM_DUMP_FATAL, 26));
    assert_false(vm_dump_shows_all(VM_DUMP_PANIC, 19));
}

TEST(lines_of_their_own)
{
    struct text out = {0};

    vm_dump_fatal(&out, "x\033y");
    assert_string_equal(text_cstr(&out), "fatal error: x\\x1by\n");
    text_clear(&out);
    vm_dump_thread_limit(&out, 10000);
    assert_string_equal(text_cstr(&out),
                        "runtime: program exceeds 10000-thread limit\n"
                        "fatal error: thread exhaustion\n");
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(of_many_frames_some_are_elided),
        RUN(the_header_says_what_there_is_to_say),
        RUN(who_created_it_comes_last_and_since_1_21_as_which_goroutine),
        RUN(what_is_beyond_the_program_shows_all_goroutines),
        RUN(lines_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
