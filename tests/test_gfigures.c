// gfigures: every goroutine's time is in the right sum; orders are compared by
// creation, not by number.
#include "trace/gfigures.h"

#include "timeline.h"
#include "testing.h"

static struct creation tree;

static struct gfigures *figures_of(const char *body)
{
    struct reader *r = timeline("# procs: 1\n# cores: 1\n", body);
    struct stats *s = stats_read(r, false);
    struct gfigures *f = NULL;

    reader_close(r);
    if (s != NULL) {
        uint32_t *node = creation_of(&tree, s->fold);
        f = gfigures_of(s, node, creation_nodes(&tree));
        free(node);
    }
    stats_free(s);
    return f;
}

static void expect(const struct gfigures *f, uint32_t node, int64_t starts,
                   nsec run, nsec wait, nsec blocked, nsec in_syscall)
{
    const struct gfigures_g *g = gfigures_at(f, node);

    assert_non_null(g);
    assert_int_equal(g->figure[GF_STARTS], starts);
    assert_int_equal(g->figure[GF_RUN], run);
    assert_int_equal(g->figure[GF_WAIT], wait);
    assert_int_equal(g->figure[GF_BLOCKED], blocked);
    assert_int_equal(g->figure[GF_SYSCALL], in_syscall);
}

TEST(time_is_added_up_by_what_it_was_spent_on)
{
    struct gfigures *f =
        figures_of("0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
                   "0 0 0 0 - ProcStart -\n"
                   "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"
                   "0 0 0 0 - GoCreate new=5 fn=runtime.system line=0\n"
                   "2 0 0 0 1 GoStart rule=start\n"
                   "5 0 0 0 1 CoreStop why=slice\n" // waits for a core: runs
                   "9 0 0 0 1 CoreStart -\n"
                   "10 0 0 0 1 GoCreate new=7 fn=main.f line=4\n"
                   "11 0 0 0 1 GoBlock reason=chan%20receive\n"
                   "11 0 0 0 5 GoStart rule=runq\n"
                   "12 0 0 0 5 GoBlock reason=chan%20receive\n"
                   "12 0 0 0 7 GoStart rule=runq\n"
                   "20 0 0 0 7 SyscallBegin call=write\n"
                   "50 0 0 0 7 SyscallEnd -\n"
                   "51 0 0 0 1 GoUnblock to=runnext\n"
                   "52 0 0 0 7 GoDestroy -\n"
                   "55 0 0 0 1 GoStart rule=runnext\n"
                   "60 0 0 0 1 Exit status=0 why=exit\n");

    assert_non_null(f);
    assert_int_equal(f->g.n, 2);
    expect(f, 1, 2, 9 + 5, 2 + 4, 40, 0);
    expect(f, 2, 1, 8 + 2, 2, 30, 30);
    assert_null(gfigures_at(f, 3));
    assert_null(gfigures_at(f, CREATION_NONE));
    gfigures_free(f);
    creation_release(&tree);
}

// main starts two goroutines, in the order of the two numbers.
static struct gfigures *starts_of(int first, int second)
{
    char body[1024];

    snprintf(body, sizeof body,
             "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
             "0 - 0 0 - GoCreate new=1 fn=main.main line=3\n"
             "0 - 0 0 1 GoStart rule=start\n"
             "0 - 0 0 1 GoCreate new=8 fn=main.f line=4\n"
             "0 - 0 0 1 GoCreate new=9 fn=main.f line=4\n"
             "0 - 0 0 1 GoStop why=Gosched\n"
             "0 - 0 0 %d GoStart rule=runq\n"
             "0 - 0 0 %d GoStop why=Gosched\n"
             "0 - 0 0 1 GoStart rule=global\n" // not a first start
             "0 - 0 0 1 GoStop why=Gosched\n"
             "0 - 0 0 %d GoStart rule=runq\n"
             "9 - - - - Exit status=0 why=exit\n",
             first, first, second);
    struct gfigures *f = figures_of(body);
    assert_non_null(f);
    return f;
}

TEST(orders_differ_where_another_goroutine_starts)
{
    struct gfigures *a = starts_of(8, 9), *b = starts_of(9, 8);
    struct gfigures *same = starts_of(8, 9);

    assert_int_equal(a->order.n, 3);
    assert_int_equal(gfigures_order(a, b), 1);
    assert_int_equal(gfigures_order(b, a), 1);
    assert_true(gfigures_order(a, same) == SIZE_MAX);
    same->order.n--; // one that did not start any more
    assert_int_equal(gfigures_order(a, same), 2);
    assert_int_equal(gfigures_order(same, a), 2);
    gfigures_free(a);
    gfigures_free(b);
    gfigures_free(same);
    creation_release(&tree);
}

TEST(a_wrong_timeline_has_no_figures)
{
    assert_null(figures_of("0 - 0 0 7 GoStart rule=runq\n"));
    creation_release(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(time_is_added_up_by_what_it_was_spent_on),
        RUN(orders_differ_where_another_goroutine_starts),
        RUN(a_wrong_timeline_has_no_figures),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
