// parting: the first decision that differs, and the area between two curves.
#include "trace/parting.h"

#include "timeline.h"
#include "testing.h"

#define START                                                                  \
    "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"                         \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "2 0 0 0 1 GoCreate new=2 fn=main.f line=4\n"                              \
    "3 0 0 0 1 GoCreate new=4 fn=main.f line=4\n"                              \
    "4 0 0 0 1 GoBlock reason=chan%20receive\n"

// The numbers of goroutines do not count, nor does when they run.
#define NUMBERED                                                               \
    "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"                         \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "2 0 0 0 1 GoCreate new=12 fn=main.f line=4\n"                             \
    "3 0 0 0 1 GoCreate new=14 fn=main.f line=4\n"                             \
    "4 0 0 0 1 GoBlock reason=chan%20receive\n"

static const char second_first[] =
    START "4 0 0 0 4 GoStart rule=runnext\n9 0 0 0 4 GoDestroy -\n"
          "9 0 0 0 2 GoStart rule=runq\n10 0 0 0 - Exit status=0 why=exit\n";
static const char first_first[] =
    START "4 0 0 0 2 GoStart rule=runq\n9 0 0 0 2 GoDestroy -\n"
          "9 0 0 0 4 GoStart rule=runq\n10 0 0 0 - Exit status=0 why=exit\n";
static const char numbered[] = NUMBERED
    "5 0 0 0 14 GoStart rule=runnext\n9 0 0 0 14 GoDestroy -\n"
    "9 0 0 0 12 GoStart rule=runq\n15 0 0 0 - Exit status=0 why=exit\n";
static const char shorter[] =
    START "4 0 0 0 4 GoStart rule=runnext\n5 0 0 0 - Exit status=0 why=exit\n";

static struct creation tree;

struct run {
    struct stats *stats;
    uint32_t *node;
};

static struct run run_of(const char *body)
{
    struct reader *r = timeline(TIMELINE_HEAD, body);
    struct run run = {.stats = stats_read(r, true)};

    if (run.stats == NULL)
        print_error("%s\n", reader_message(r, 0));
    assert_non_null(run.stats);
    reader_close(r);
    run.node = creation_of(&tree, run.stats->fold);
    return run;
}

static void run_free(struct run *r)
{
    stats_free(r->stats);
    free(r->node);
}

static void expect(const char *a, const char *b, size_t decision,
                   int64_t permille)
{
    struct run ra = run_of(a), rb = run_of(b);

    assert_int_equal(parting_decision(&(struct parting_run){ra.stats, ra.node},
                                      &(struct parting_run){rb.stats, rb.node}),
                     decision);
    assert_int_equal(parting_area_permille(ra.stats, rb.stats), permille);
    assert_int_equal(parting_area_permille(rb.stats, ra.stats), permille);
    run_free(&ra);
    run_free(&rb);
}

TEST(a_run_does_not_part_from_itself)
{
    expect(second_first, second_first, SIZE_MAX, 0);
}

TEST(another_goroutine_is_a_parting)
{
    expect(second_first, first_first, 1, 0);
}

TEST(goroutines_are_known_by_their_creation)
{
    // 4 to 5 nobody runs in one, 10 to 15 only the other one runs.
    expect(second_first, numbered, SIZE_MAX, 1000 * 6 / 14 + 1);
}

TEST(one_that_ends_earlier_parts_there)
{
    expect(second_first, shorter, 2, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_run_does_not_part_from_itself),
        RUN(another_goroutine_is_a_parting),
        RUN(goroutines_are_known_by_their_creation),
        RUN(one_that_ends_earlier_parts_there),
    };
    int failed =
        cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);

    creation_release(&tree);
    return failed;
}
