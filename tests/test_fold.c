// fold: spans say what happened, follow each other without a gap, and add up.
#include "trace/fold.h"

#include "base/rng.h"
#include "timeline.h"
#include "testing.h"

// All spans as text, one a line.
static char spans[1 << 16];

static void note_span(void *arg, const struct span *s)
{
    size_t n = strlen(spans);

    (void)arg;
    snprintf(spans + n, sizeof spans - n,
             "%s%u %lld-%lld %s core=%d m=%d p=%d g=%u %s\n",
             span_track_name(s->track), s->id, (long long)s->start,
             (long long)s->end, span_state_name(s->state), s->core, s->m, s->p,
             s->g, s->detail);
}

static void expect(const char *head, const char *body, const char *want)
{
    struct reader *r = timeline(head, body);
    struct fold *f;

    spans[0] = '\0';
    f = fold_run(r, note_span, NULL);
    if (f == NULL)
        print_error("%s\n", reader_message(r, 0));
    assert_non_null(f);
    assert_string_equal(spans, want);
    fold_free(f);
    reader_close(r);
}

TEST(a_run_is_seen_from_its_core_its_p_and_its_g)
{
    expect("# procs: 1\n# cores: 1\n",
           "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
           "1 0 0 0 - ProcStart -\n"
           "2 0 0 0 - GoCreate new=1 fn=main.main line=3\n"
           "3 0 0 0 1 GoStart rule=start\n"
           "5 0 0 0 1 GoStop why=Gosched\n"
           "5 0 0 0 1 GoStart rule=global\n"
           "6 0 0 0 1 GoStop why=Gosched\n"
           "6 0 0 0 1 GoStart rule=global\n"
           "7 0 0 0 1 GoBlock reason=chan%20receive\n"
           "8 0 0 0 - MSpin on=1\n9 0 0 0 - MSpin on=0\n"
           "9 0 0 0 1 GoUnblock to=runnext\n"
           "10 0 0 0 1 GoStart rule=runnext\n"
           "12 0 0 0 1 Exit status=0 why=exit\n",
           "core0 0-1 scheduling core=0 m=0 p=-1 g=0 \n"
           "p0 0-1 idle core=-1 m=-1 p=0 g=0 \n"
           "g1 2-3 runnable core=-1 m=-1 p=-1 g=1 created\n"
           "core0 1-3 scheduling core=0 m=0 p=0 g=0 \n"
           "p0 1-3 scheduling core=0 m=0 p=0 g=0 \n"
           "core0 3-5 running core=0 m=0 p=0 g=1 start\n"
           "p0 3-5 running core=0 m=0 p=0 g=1 start\n"
           "g1 3-5 running core=0 m=0 p=0 g=1 start\n"
           "core0 5-6 running core=0 m=0 p=0 g=1 global\n"
           "p0 5-6 running core=0 m=0 p=0 g=1 global\n"
           "g1 5-6 running core=0 m=0 p=0 g=1 global\n"
           "core0 6-7 running core=0 m=0 p=0 g=1 global\n"
           "p0 6-7 running core=0 m=0 p=0 g=1 global\n"
           "g1 6-7 running core=0 m=0 p=0 g=1 global\n"
           "core0 7-8 scheduling core=0 m=0 p=0 g=0 \n"
           "p0 7-8 scheduling core=0 m=0 p=0 g=0 \n"
           "core0 8-9 spinning core=0 m=0 p=0 g=0 \n"
           "p0 8-9 spinning core=0 m=0 p=0 g=0 \n"
           "g1 7-9 blocked core=-1 m=-1 p=-1 g=1 chan receive\n"
           "g1 9-10 runnable core=-1 m=-1 p=-1 g=1 runnext\n"
           "core0 9-10 scheduling core=0 m=0 p=0 g=0 \n"
           "p0 9-10 scheduling core=0 m=0 p=0 g=0 \n"
           "core0 10-12 running core=0 m=0 p=0 g=1 runnext\n"
           "p0 10-12 running core=0 m=0 p=0 g=1 runnext\n"
           "g1 10-12 running core=0 m=0 p=0 g=1 runnext\n");
}

TEST(a_g_that_has_a_p_but_no_core_is_not_on_a_core)
{
    expect("# procs: 1\n# cores: 1\n",
           "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
           "0 0 0 0 - ProcStart -\n"
           "0 0 0 0 - GoCreate new=1 fn=f line=3\n"
           "0 0 0 0 1 GoStart rule=start\n"
           "4 0 0 0 1 CoreStop why=slice\n"
           "6 0 0 0 1 CoreStart -\n"
           "9 0 0 0 1 Exit status=0 why=exit\n",
           "core0 0-4 running core=0 m=0 p=0 g=1 start\n"
           "p0 0-4 running core=0 m=0 p=0 g=1 start\n"
           "g1 0-4 running core=0 m=0 p=0 g=1 start\n"
           "core0 4-6 idle core=0 m=-1 p=-1 g=0 \n"
           "p0 4-6 no-core core=-1 m=0 p=0 g=1 start\n"
           "g1 4-6 no-core core=-1 m=0 p=0 g=1 start\n"
           "core0 6-9 running core=0 m=0 p=0 g=1 start\n"
           "p0 6-9 running core=0 m=0 p=0 g=1 start\n"
           "g1 6-9 running core=0 m=0 p=0 g=1 start\n");
}

TEST(a_system_call_keeps_its_p_until_it_is_stolen)
{
    expect("# procs: 1\n# cores: 2\n",
           "0 - 0 0 - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
           "0 - 0 0 - GoCreate new=1 fn=f line=3\n"
           "0 - 0 0 1 GoStart rule=start\n"
           "2 - 0 0 1 SyscallBegin call=read\n"
           "3 - 0 0 1 SyscallEnd -\n"
           "4 - 0 0 1 SyscallBegin call=read\n"
           "6 - - 0 1 ProcSteal from=0 rule=retake-syscall\n"
           "8 - 0 - 1 SyscallEndBlocked -\n"
           "9 - - - - Exit status=0 why=exit\n",
           "p0 0-2 running core=-1 m=0 p=0 g=1 start\n"
           "g1 0-2 running core=-1 m=0 p=0 g=1 start\n"
           "p0 2-3 syscall core=-1 m=0 p=0 g=1 read\n"
           "g1 2-3 syscall core=-1 m=0 p=0 g=1 read\n"
           "p0 3-4 running core=-1 m=0 p=0 g=1 start\n"
           "g1 3-4 running core=-1 m=0 p=0 g=1 start\n"
           "p0 4-6 syscall core=-1 m=0 p=0 g=1 read\n"
           "g1 4-6 syscall core=-1 m=0 p=0 g=1 read\n"
           "g1 6-8 syscall core=-1 m=0 p=-1 g=1 read\n"
           "p0 6-9 idle core=-1 m=-1 p=0 g=0 \n"
           "g1 8-9 runnable core=-1 m=-1 p=-1 g=1 syscall\n");
}

TEST(ps_exist_as_long_as_gomaxprocs_says)
{
    expect("# procs: 1\n# cores: 1\n",
           "5 - - - - ProcsChange procs=3\n"
           "7 - - - - ProcsChange procs=2\n"
           "9 - - - - Exit status=0 why=exit\n",
           "p2 5-7 idle core=-1 m=-1 p=2 g=0 \n"
           "p0 5-9 idle core=-1 m=-1 p=0 g=0 \n"
           "p1 5-9 idle core=-1 m=-1 p=1 g=0 \n");
}

TEST(a_wrong_timeline_has_no_fold)
{
    struct reader *r = timeline(TIMELINE_HEAD, "0 - - - 7 Preempt rule=slice\n"
                                               "# truncated: x\n");

    assert_null(fold_run(r, note_span, NULL));
    assert_int_equal(reader_errors(r), 1);
    reader_close(r);
}

// ---- whatever comes, spans follow each other ----

enum { IDS = 6 };

struct tiling {
    nsec at[TRACKS][IDS + 1]; // where the next span must start, or -1
    nsec sum[TRACKS];
};

static void check_tile(void *arg, const struct span *s)
{
    struct tiling *t = arg;

    assert_true(s->id <= IDS);
    assert_true(s->start < s->end);
    if (s->track == TRACK_CORE && t->at[s->track][s->id] >= 0)
        assert_int_equal(s->start, t->at[s->track][s->id]);
    assert_true(s->start >= t->at[s->track][s->id]);
    t->at[s->track][s->id] = s->end;
    t->sum[s->track] += s->end - s->start;
}

TEST(events_that_make_no_sense_end_in_spans_all_the_same)
{
    struct rng rng = rng_stream(1, "fold");

    for (int run = 0; run < 50; run++) {
        struct tiling t;
        struct fold *f = fold_new(IDS, IDS, check_tile, &t);
        struct reader_event e = {.text = {"a", "b", "c"}};

        memset(&t, -1, sizeof t);
        memset(t.sum, 0, sizeof t.sum);
        for (int i = 0; i < 2000; i++) {
            e.event = (enum trace_event)rng_below(&rng, EV_COUNT);
            e.t += (nsec)rng_below(&rng, 3);
            e.core = (int32_t)rng_below(&rng, IDS + 1) - 1;
            e.m = (int32_t)rng_below(&rng, IDS + 1) - 1;
            e.p = (int32_t)rng_below(&rng, IDS + 1) - 1;
            e.g = (uint32_t)rng_below(&rng, IDS + 1);
            e.number[0] = (int64_t)rng_below(&rng, IDS + 1);
            e.number[1] = (int64_t)rng_below(&rng, 9) - 1;
            fold_event(f, &e);
        }
        fold_end(f);
        assert_int_equal(t.sum[TRACK_CORE],
                         IDS * (fold_end_ns(f) - fold_start_ns(f)));
        assert_int_equal(fold_cores(f), IDS);
        assert_true(fold_gs(f) <= IDS);
        fold_free(f);
    }
}

TEST(damaged_timelines_are_told_or_folded_but_do_no_harm)
{
    static const char body[] =
        "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
        "0 0 0 0 - ProcStart -\n0 0 0 0 - GoCreate new=1 fn=f line=3\n"
        "0 0 0 0 1 GoStart rule=start\n1 0 0 0 1 GoCreate new=2 fn=g line=1\n"
        "4 0 0 0 1 GoBlock reason=chan%20send\n"
        "4 0 0 0 2 GoStart rule=steal victim=1 n=1\n"
        "5 0 0 0 2 SyscallBegin call=read\n5 0 0 0 2 SyscallEnd -\n"
        "6 0 0 0 2 GoDestroy -\n7 0 0 0 2 Label text=x\n"
        "9 - - - - Exit status=0 why=exit\n";
    struct rng rng = rng_stream(1, "damage");
    char text[sizeof body];
    int right = 0;

    for (int run = 0; run < 3000; run++) {
        struct reader *r;
        struct fold *f;

        memcpy(text, body, sizeof body);
        for (uint64_t i = 0; i <= rng_below(&rng, 3); i++)
            text[rng_below(&rng, sizeof body - 1)] =
                body[rng_below(&rng, sizeof body - 1)];
        spans[0] = '\0';
        r = timeline(TIMELINE_HEAD, text);
        f = fold_run(r, note_span, NULL);
        right += f != NULL;
        assert_int_equal(f != NULL, reader_errors(r) == 0);
        fold_free(f);
        reader_close(r);
    }
    assert_true(right > 30 && right < 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_run_is_seen_from_its_core_its_p_and_its_g),
        RUN(a_g_that_has_a_p_but_no_core_is_not_on_a_core),
        RUN(a_system_call_keeps_its_p_until_it_is_stolen),
        RUN(ps_exist_as_long_as_gomaxprocs_says),
        RUN(a_wrong_timeline_has_no_fold),
        RUN(events_that_make_no_sense_end_in_spans_all_the_same),
        RUN(damaged_timelines_are_told_or_folded_but_do_no_harm),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
