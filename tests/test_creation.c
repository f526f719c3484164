// creation: the same way of creation is the same node, whatever the numbers of
// goroutines and the order in which runs created them.
#include "trace/creation.h"

#include <string.h>

#include "testing.h"

static void none(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

static void create(struct fold *f, uint32_t by, uint32_t g, const char *fn)
{
    fold_event(f, &(struct reader_event){.event = EV_GO_CREATE,
                                         .core = -1,
                                         .m = -1,
                                         .p = -1,
                                         .g = by,
                                         .number = {g},
                                         .text = {"", fn, ""}});
}

static void expect_path(const struct creation *c, uint32_t node,
                        const char *want)
{
    char path[CREATION_PATH_MAX];

    creation_path(c, node, path);
    assert_string_equal(path, want);
}

TEST(goroutines_are_named_by_who_created_them)
{
    struct fold *f = fold_new(1, 1, none, NULL);
    struct creation c = {0};

    create(f, 0, 1, "main.main");
    create(f, 0, 5, "runtime.system");
    create(f, 1, 9, "main.a");
    create(f, 1, 7, "main.b");
    create(f, 9, 30, "main.c");
    create(f, 7, 31,
           "runtime.Gosched"); // the program's own: go runtime.Gosched()
    create(f, 9, 32, "main.d");
    uint32_t *node = creation_of(&c, f);
    assert_int_equal(node[1], CREATION_NONE);
    expect_path(&c, node[0], "main");
    expect_path(&c, node[2], "main.1");
    expect_path(&c, node[3], "main.2");
    expect_path(&c, node[4], "main.1.1");
    expect_path(&c, node[5], "main.2.1");
    expect_path(&c, node[6], "main.1.2");
    assert_string_equal(creation_fn(&c, node[6]), "main.d");
    assert_int_equal(creation_nodes(&c), 7); // with the one above main
    free(node);
    fold_free(f);
    creation_release(&c);
}

TEST(another_run_finds_the_same_nodes_and_adds_what_is_new)
{
    struct fold *a = fold_new(1, 1, none, NULL);
    struct fold *b = fold_new(1, 1, none, NULL);
    struct creation c = {0};

    create(a, 0, 1, "main.main");
    create(a, 1, 2, "main.a");
    create(a, 1, 3, "main.b");
    create(a, 2, 4, "main.c");
    create(b, 0, 1, "main.main");
    create(b, 1, 8, "main.a");
    create(b, 8, 9, "main.c"); // earlier than in the other run
    create(b, 1, 10, "main.b");
    create(b, 10, 11, "main.new");
    uint32_t *x = creation_of(&c, a), *y = creation_of(&c, b);
    assert_int_equal(x[0], y[0]);
    assert_int_equal(x[1], y[1]);
    assert_int_equal(x[2], y[3]);
    assert_int_equal(x[3], y[2]);
    assert_int_equal(y[4], 5);
    expect_path(&c, y[4], "main.2.1");
    free(x);
    free(y);
    fold_free(a);
    fold_free(b);
    creation_release(&c);
}

TEST(deep_paths_are_cut_in_the_middle)
{
    struct creation c = {0};
    uint32_t node = CREATION_NONE, second = 0;

    for (int depth = 1; depth <= 6; depth++)
        node = creation_next(&c, node, 0);
    expect_path(&c, node, "main.1.1.1.1.1");
    second = creation_next(&c, node, creation_next(&c, node, 0));
    expect_path(&c, second, "main.1.1...1.1.2 (depth 7)");
    for (int depth = 8; depth <= 100000; depth++)
        second = creation_next(&c, second, 0);
    expect_path(&c, second, "main.1.1...1.1.1 (depth 100000)");
    creation_release(&c);
}

// What only a timeline of somebody else's can hold.
TEST(goroutines_that_nobody_created_have_names_too)
{
    struct fold *f = fold_new(1, 1, none, NULL);
    struct creation c = {0};

    create(f, 3, 3, "main.itself");
    create(f, 0, 4, "main.late");
    create(f, 4, 5, "main.child");
    uint32_t *node = creation_of(&c, f);
    expect_path(&c, node[0], "main");
    expect_path(&c, node[1], "nobody.2");
    expect_path(&c, node[2], "nobody.2.1");
    free(node);
    fold_free(f);
    creation_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(goroutines_are_named_by_who_created_them),
        RUN(another_run_finds_the_same_nodes_and_adds_what_is_new),
        RUN(deep_paths_are_cut_in_the_middle),
        RUN(goroutines_that_nobody_created_have_names_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
