// tracks: tracks, slices, flows and counters come once each, in their order.
#include "trace/tracks.h"

#include "base/vec.h"
#include "exporting.h"
#include "testing.h"

// What the sink got, a line each.
static char got[20000];

__attribute__((format(printf, 1, 2))) static void note(const char *fmt, ...)
{
    size_t n = strlen(got);
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(got + n, sizeof got - n, fmt, ap);
    va_end(ap);
}

static const char *where(struct tracks_at at)
{
    static char text[32];
    static const char *const kind[] = {"core", "P", "g", "m", "all"};

    snprintf(text, sizeof text, "%s%u", kind[at.track], at.index);
    return text;
}

static void track(void *arg, nsec t, struct tracks_at at, uint32_t id,
                  struct tracks_text name)
{
    (void)arg;
    note("%lld track %s %u %.*s\n", (long long)t, where(at), id, (int)name.n,
         name.s);
}

static void slice(void *arg, const struct span *s, uint64_t flow)
{
    char text[TRACKS_NAME_MAX];
    struct tracks_text name = tracks_slice_name(s, text);

    (void)arg;
    if (tracks_shown(s))
        note("%lld-%lld %s %.*s%s%.0llu\n", (long long)s->start,
             (long long)s->end,
             where((struct tracks_at){(int)s->track, s->index}), (int)name.n,
             name.s, flow == 0 ? "" : " <-", (unsigned long long)flow);
}

static void gone(void *arg, nsec t, struct tracks_at at)
{
    (void)arg;
    note("%lld gone %s\n", (long long)t, where(at));
}

static void instant(void *arg, nsec t, struct tracks_at at,
                    struct tracks_text name, uint64_t flow)
{
    (void)arg;
    note("%lld %s! %.*s%s%.0llu\n", (long long)t, where(at), (int)name.n,
         name.s, flow == 0 ? "" : " ->", (unsigned long long)flow);
}

static void arrive(void *arg, nsec t, struct tracks_at at, uint64_t flow,
                   int from)
{
    (void)arg;
    note("%lld %s arrives %llu from %d\n", (long long)t, where(at),
         (unsigned long long)flow, from);
}

static void counter(void *arg, nsec t, enum tracks_counter c, int32_t p,
                    int64_t value)
{
    char text[TRACKS_NAME_MAX];
    struct tracks_text name = tracks_counter_name(c, p, text);

    (void)arg;
    note("%lld %.*s=%lld %s\n", (long long)t, (int)name.n, name.s,
         (long long)value, tracks_counter_unit(c));
}

static bool run(struct tracks_sink sink, const char *body)
{
    struct reader *r = timeline(TIMELINE_HEAD, body);
    uint64_t flows = 0;
    bool right;

    got[0] = '\0';
    right = tracks_run(r, &sink, &flows);
    reader_close(r);
    return right;
}

TEST(slices_of_every_track_are_named)
{
    assert_true(run((struct tracks_sink){.slice = slice}, EXPORTING_BODY));
    assert_string_equal(got, "0-1300 m0 G1 main.main\n"
                             "0-1300 core0 G1 main.main\n"
                             "0-1300 P0 G1 main.main\n"
                             "0-1300 g0 running\n"
                             "1200-1300 g2 runnable\n"
                             "1100-1400 m1 waits for a core\n"
                             "1400-1500 m1 spinning\n"
                             "1400-1500 core1 spinning\n"
                             "1400-1500 P1 spinning\n"
                             "1000-1500 g1 runnable\n"
                             "1300-1600 g0 blocked: chan receive\n"
                             "1500-1700 m1 G2 main.f\n"
                             "1500-1700 core1 G2 main.f\n"
                             "1500-1700 P1 G2 main.f <-3\n"
                             "1500-1700 g1 running <-1\n"
                             "1700-2000 P1 G2 main.f: system call write\n"
                             "1700-2000 m1 G2 main.f: system call write\n"
                             "1700-2000 g1 system call write\n"
                             "1300-2100 m0 G3 main.g\n"
                             "1300-2100 core0 G3 main.g\n"
                             "1300-2100 P0 G3 main.g\n"
                             "1300-2100 g2 running <-2\n"
                             "2100-2150 P0 scheduler\n"
                             "2100-2150 m0 scheduler\n"
                             "2100-2150 core0 scheduler\n"
                             "1600-2200 g0 runnable\n"
                             "2150-2200 m0 scheduler\n"
                             "2150-2200 core0 scheduler\n"
                             "2150-2200 P1 scheduler\n"
                             "2000-2300 m1 G2 main.f: system call write\n"
                             "2000-2300 g1 system call write\n"
                             "2200-2400 core0 G1 main.main\n"
                             "2200-2400 P1 G1 main.main\n"
                             "2200-2400 m0 G1 main.main\n"
                             "2300-2400 m1 asleep: idle\n"
                             "2200-2400 g0 running <-4\n"
                             "2300-2400 g1 runnable\n");
}

TEST(flows_lead_from_the_waker_and_the_victim)
{
    assert_true(run((struct tracks_sink){.instant = instant, .arrive = arrive},
                    EXPORTING_BODY));
    assert_string_equal(got, "1000 g0! creates G2 main.f ->1\n"
                             "1200 g0! creates G3 main.g ->2\n"
                             "1300 g2 arrives 2 from 2\n"
                             "1500 P0! P1 steals 1 ->3\n"
                             "1500 g1 arrives 1 from 2\n"
                             "1500 P1 arrives 3 from 1\n"
                             "1600 g1! wakes G1 ->4\n"
                             "1900 g2! asked to stop: slice\n"
                             "2000 P1! taken from M1: retake-syscall\n"
                             "2200 g0 arrives 4 from 2\n"
                             "2400 all0! end: exit, status 0\n");
}

TEST(counters_come_once_a_moment)
{
    assert_true(run((struct tracks_sink){.counter = counter}, EXPORTING_BODY));
    assert_string_equal(got, "0 run queue P0=0 Gs\n"
                             "0 run queue P1=0 Gs\n"
                             "0 running Gs=0 Gs\n"
                             "0 runnable Gs=0 Gs\n"
                             "0 Gs in system calls=0 Gs\n"
                             "0 spinning Ms=0 Ms\n"
                             "0 global run queue=0 Gs\n"
                             "0 running Gs=1 Gs\n"
                             "1000 runnable Gs=1 Gs\n"
                             "1000 run queue P0=1 Gs\n"
                             "1200 runnable Gs=2 Gs\n"
                             "1200 run queue P0=2 Gs\n"
                             "1300 runnable Gs=1 Gs\n"
                             "1300 run queue P0=1 Gs\n"
                             "1400 spinning Ms=1 Ms\n"
                             "1500 running Gs=2 Gs\n"
                             "1500 runnable Gs=0 Gs\n"
                             "1500 spinning Ms=0 Ms\n"
                             "1500 run queue P0=0 Gs\n"
                             "1600 runnable Gs=1 Gs\n"
                             "1600 run queue P1=1 Gs\n"
                             "1700 running Gs=1 Gs\n"
                             "1700 Gs in system calls=1 Gs\n"
                             "2100 running Gs=0 Gs\n"
                             "2200 running Gs=1 Gs\n"
                             "2200 runnable Gs=0 Gs\n"
                             "2200 run queue P1=0 Gs\n"
                             "2300 runnable Gs=1 Gs\n"
                             "2300 Gs in system calls=0 Gs\n"
                             "2300 global run queue=1 Gs\n");
}

TEST(tracks_begin_before_all_else_and_end)
{
    assert_true(run((struct tracks_sink){.track = track, .gone = gone},
                    EXPORTING_BODY));
    assert_string_equal(got, "0 track P0 0 P0\n"
                             "0 track P1 1 P1\n"
                             "0 track m0 0 M0\n"
                             "0 track core0 0 core 0\n"
                             "0 track core1 1 core 1\n"
                             "0 track g0 1 G1 main.main\n"
                             "1000 track g1 2 G2 main.f\n"
                             "1100 track m1 1 M1\n"
                             "1200 track g2 3 G3 main.g\n"
                             "2100 gone g2\n");
}

TEST(a_wrong_timeline_is_told)
{
    assert_false(
        run((struct tracks_sink){.slice = slice}, "0 - - - - Netpoll n=1\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(slices_of_every_track_are_named),
        RUN(flows_lead_from_the_waker_and_the_victim),
        RUN(counters_come_once_a_moment),
        RUN(tracks_begin_before_all_else_and_end),
        RUN(a_wrong_timeline_is_told),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
