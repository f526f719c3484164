// lanes: cells cut time without gap or overlap; the shared lane shows the
// busiest.
#include "trace/lanes.h"

#include "testing.h"

TEST(cells_cut_time_without_gap_or_overlap)
{
    static const struct grid grids[] = {
        {0, 1, 1},          {0, 100, 7},
        {5, 12, 40}, // more cells than nanoseconds
        {0, NSEC_MAX, 999}, {NSEC_MAX - 3, NSEC_MAX, 2},
    };

    for (size_t i = 0; i < sizeof grids / sizeof grids[0]; i++) {
        const struct grid *g = &grids[i];

        assert_int_equal(grid_start(g, 0), g->start);
        assert_int_equal(grid_start(g, g->width), g->end);
        for (int c = 0; c < g->width; c++) {
            nsec from = grid_start(g, c), to = grid_start(g, c + 1);

            assert_true(from <= to);
            assert_true(to - from <= (g->end - g->start) / g->width + 1);
            if (from < to) {
                assert_int_equal(grid_cell(g, from), c);
                assert_int_equal(grid_cell(g, to - 1), c);
            }
        }
    }
}

static void none(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

static struct fold *fold_of(int procs)
{
    struct fold *f = fold_new(1, procs, none, NULL);

    fold_event(f, &(struct reader_event){.t = 0, .event = EV_NETPOLL});
    return f;
}

TEST(the_last_lane_is_shared_only_when_there_are_too_many)
{
    static const int max[TRACKS] = {4, 4, 4};

    for (int n = 1; n < 9; n++) {
        struct fold *f = fold_of(n);
        struct lanes l = lanes_of(f, max);

        assert_int_equal(l.own[TRACK_P], n <= 4 ? n : 3);
        assert_int_equal(l.more[TRACK_P], n <= 4 ? 0 : n - 3);
        assert_int_equal(lanes_count(&l, TRACK_P), n <= 4 ? n : 4);
        assert_int_equal(lanes_count(&l, TRACK_CORE), 0); // none was told
        assert_int_equal(lanes_count(&l, TRACK_G), 0);
        lanes_release(&l);
        fold_free(f);
    }
}

static void create(struct fold *f, uint32_t by, uint32_t g, const char *fn)
{
    fold_event(f, &(struct reader_event){.event = EV_GO_CREATE,
                                         .g = by,
                                         .number = {g},
                                         .text = {"", fn, ""}});
}

// The lane of G number index, as a span of its own and as what runs on a P.
static uint32_t lane_of(const struct lanes *l, uint32_t index)
{
    struct span g = {
        .track = TRACK_G, .index = index, .g = 9, .g_index = index};
    struct span p = {.track = TRACK_P, .index = 0, .g = 9, .g_index = index};

    bool shown = lanes_place(l, &g);

    assert_int_equal(shown, g.index != LANE_NONE);
    assert_true(lanes_place(l, &p));
    assert_int_equal(p.index, 0);
    assert_int_equal(p.g_index, g.index);
    return g.index;
}

TEST(goroutines_of_the_run_time_have_no_lane)
{
    static const int max[TRACKS] = {4, 4, 3};
    struct fold *f = fold_of(1);

    create(f, 0, 1, "main.main");
    create(f, 0, 5, "runtime.system");
    create(f, 1, 7, "runtime.Gosched"); // the program's
    create(f, 1, 8, "main.f");
    struct lanes l = lanes_of(f, max);
    assert_int_equal(l.own[TRACK_G], 3);
    assert_int_equal(l.more[TRACK_G], 0);
    assert_int_equal(lane_of(&l, 0), 0);
    assert_true(lane_of(&l, 1) == LANE_NONE);
    assert_int_equal(lane_of(&l, 2), 1);
    assert_int_equal(lane_of(&l, 3), 2);
    assert_true(lane_of(&l, 4) == LANE_NONE); // it was not there
    assert_int_equal(lanes_g(&l, 2), 3);
    lanes_release(&l);
    fold_free(f);
}

TEST(lanes_can_be_given_for_more_goroutines_than_a_run_had)
{
    static const int max[TRACKS] = {4, 4, 3};
    static const uint32_t of_g[] = {0, 4, LANE_NONE, 1};
    struct fold *f = fold_of(1);

    for (uint32_t g = 1; g <= 4; g++)
        create(f, g - 1, g, "main.f");
    struct lanes l = lanes_given(f, max, of_g, 6);
    assert_int_equal(l.own[TRACK_G], 2);
    assert_int_equal(l.more[TRACK_G], 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(lane_of(&l, i) == of_g[i]);
    assert_int_equal(lanes_g(&l, 1), 3);
    lanes_release(&l);
    fold_free(f);
}

static void add(struct crowd *c, enum span_state state, nsec start, nsec end)
{
    crowd_add(c, &(struct span){.start = start, .end = end, .state = state});
}

TEST(a_crowd_shows_the_busiest_state_of_half_a_cell)
{
    struct crowd c;
    enum span_state s = SPAN_IDLE;

    crowd_init(&c, (struct grid){100, 140, 4});
    add(&c, SPAN_BLOCKED, 100, 140);
    add(&c, SPAN_RUNNABLE, 108, 114); // 2 of cell 0, 4 of cell 1
    add(&c, SPAN_RUNNING, 120, 122);
    add(&c, SPAN_RUNNING, 127, 135); // 5 of 10, in two Gs
    assert_true(crowd_state(&c, 0, &s));
    assert_int_equal(s, SPAN_BLOCKED);
    assert_true(crowd_state(&c, 1, &s));
    assert_int_equal(s, SPAN_BLOCKED);
    assert_true(crowd_state(&c, 2, &s));
    assert_int_equal(s, SPAN_RUNNING);
    assert_true(crowd_state(&c, 3, &s));
    assert_int_equal(s, SPAN_RUNNING);
    crowd_release(&c);

    crowd_init(&c, (struct grid){0, 20, 2});
    add(&c, SPAN_RUNNING, 0, 3);
    add(&c, SPAN_BLOCKED, 0, 4);
    assert_true(crowd_state(&c, 0, &s)); // neither half: the longer
    assert_int_equal(s, SPAN_BLOCKED);
    assert_false(crowd_state(&c, 1, &s));
    crowd_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(cells_cut_time_without_gap_or_overlap),
        RUN(the_last_lane_is_shared_only_when_there_are_too_many),
        RUN(goroutines_of_the_run_time_have_no_lane),
        RUN(lanes_can_be_given_for_more_goroutines_than_a_run_had),
        RUN(a_crowd_shows_the_busiest_state_of_half_a_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
