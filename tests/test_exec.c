// exec: a G's work takes its time on the cores there are; effects happen in
// order of time; runs repeat exactly; limits end them.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

// --- CPU time

static void one_slice(struct sched_model *go, struct cost_model *costs,
                      struct os_model *os)
{
    (void)costs;
    (void)os;
    go->timeslice_ns = 3600 * NSEC_SEC;
}

// What the G ran: from each GoStart to its end, without the switch.
static nsec ran(const struct sim_run *r, uint32_t g)
{
    const nsec switch_ns = 25;
    nsec start = 0, sum = 0;

    for (size_t i = 0; i < r->nevents; i++) {
        const struct sim_event *e = &r->events[i];
        if (e->g != g)
            continue;
        if (e->event == EV_GO_START)
            start = e->t + switch_ns;
        else if (e->event == EV_GO_STOP || e->event == EV_GO_DESTROY ||
                 e->event == EV_GO_BLOCK)
            sum += e->t - start;
    }
    return sum;
}

TEST(work_that_is_cut_and_resumed_takes_exactly_its_time)
{
    static const char source[] = "go hog()\n"
                                 "go hog()\n"
                                 "time.Sleep(400 * time.Millisecond)\n"
                                 "---\n"
                                 "func hog() { work.CPU(101234567) }\n";
    struct sim_run *cut = simulate(&(struct simulation){0}, source);
    struct sim_run *whole =
        simulate(&(struct simulation){.adjust = one_slice}, source);

    assert_true(cut->result.summary.preemptions >= 9);
    assert_int_equal(whole->result.summary.preemptions, 0);
    for (int i = 0; i < 2; i++) {
        nsec want = ran(whole, sim_g(whole, "main.hog", i));
        nsec got = ran(cut, sim_g(cut, "main.hog", i));
        assert_between(want, 101234567, 101234567 + 10);
        assert_between(got, want - 2, want + 2); // fractions of a ns
    }
    sim_free(cut);
    sim_free(whole);
}

TEST(work_of_no_length_is_none)
{
    struct sim_run *r =
        simulate(&(struct simulation){0}, "work.CPU(0); work.CPU(-1)\n");

    assert_true(r->result.summary.makespan_ns < 100);
    sim_free(r);
}

// --- cores

#define HOGS                                                                   \
    "var wg sync.WaitGroup\n"                                                  \
    "for i := 0; i < 4; i++ {\n"                                               \
    "  wg.Add(1)\n"                                                            \
    "  go func() { work.CPU(30 * time.Millisecond); wg.Done() }()\n"           \
    "}\n"                                                                      \
    "wg.Wait()\n"

TEST(threads_share_the_cores_in_slices)
{
    static const struct {
        int cores;
        nsec makespan;
    } cases[] = {{1, 120}, {2, 60}, {4, 30}, {8, 30}};

    for (size_t i = 0; i < 4; i++) {
        struct sim_run *r = simulate(
            &(struct simulation){.procs = 4, .cores = cases[i].cores}, HOGS);
        const struct summary *s = &r->result.summary;
        int slices = 0;
        const struct sim_event *e = NULL;
        while ((e = sim_next(r, e, EV_CORE_STOP, 0)) != NULL)
            slices += strcmp(e->text[0], "slice") == 0;
        // The last turns may be on one core alone.
        assert_near(s->makespan_ns, cases[i].makespan * NSEC_MSEC, 4);
        assert_near(s->cpu_ns, 120 * NSEC_MSEC, 2);
        // 4 ms each; no need for them when each thread has its core.
        if (cases[i].cores < 4)
            assert_between(slices, 20, 60);
        else
            assert_int_equal(slices, 0);
        sim_free(r);
    }
}

TEST(a_g_can_be_on_a_p_without_a_core)
{
    // Two Ps, one core: both Gs are running for Go, one of them waits.
    struct sim_run *r = simulate(&(struct simulation){.procs = 2, .cores = 1},
                                 "go work.CPU(30 * time.Millisecond)\n"
                                 "work.CPU(30 * time.Millisecond)\n");
    const struct summary *s = &r->result.summary;

    assert_true(s->run_ns > s->makespan_ns * 3 / 2);
    assert_true(s->cpu_ns <= s->makespan_ns);
    sim_free(r);
}

TEST(slow_cores_take_longer)
{
    static const int mhz[] = {1500, 3000, 6000};
    static const nsec want[] = {60, 30, 15};

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r = simulate(&(struct simulation){.mhz = &mhz[i]},
                                     "work.CPU(30 * time.Millisecond)\n");
        assert_near(r->result.summary.makespan_ns, want[i] * NSEC_MSEC, 1);
        sim_free(r);
    }
}

TEST(big_and_little_cores_each_take_their_time)
{
    static const int mhz[] = {3000, 3000, 1000, 1000};
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 4, .mhz = mhz}, HOGS);
    int slow = 0;

    for (int i = 0; i < 4; i++) {
        uint32_t g = sim_g(r, "main.main.func1", i);
        const struct sim_event *start = sim_need(r, NULL, EV_GO_START, g);
        const struct sim_event *end = sim_need(r, start, EV_GO_DESTROY, g);
        assert_near(end->t - start->t, (end->core < 2 ? 30 : 90) * NSEC_MSEC,
                    2);
        slow += end->core >= 2;
    }
    assert_int_equal(slow, 2);
    sim_free(r);
}

// --- order of effects

TEST(what_others_can_see_happens_in_order_of_time)
{
    // Each writes the time before it takes its turn; turns never go back by
    // more than the switch between taking the time and adding.
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 4},
                 "var wg sync.WaitGroup\n"
                 "for i := 0; i < 4; i++ {\n"
                 "  wg.Add(1)\n"
                 "  go func() { defer wg.Done()\n"
                 "    for k := 0; k < 200; k++ {\n"
                 "      work.CPU(time.Duration(100 + 37*i + k % 5))\n"
                 "      n := atomic.AddInt64(&turn, 1)\n"
                 "      at[n-1] = int(time.Since(begin))\n"
                 "    } }()\n"
                 "}\n"
                 "wg.Wait()\n"
                 "for i := 1; i < 800; i++ {\n"
                 "  if at[i] + 60 < at[i-1] { print(i, \" \", at[i-1], \" \", "
                 "at[i], \"\\n\") }\n"
                 "}\n"
                 "---\n"
                 "var turn int64\n"
                 "var begin = time.Now()\n"
                 "var at = make([]int, 800)\n");

    assert_string_equal(r->err, "");
    sim_free(r);
}

TEST(the_clock_is_the_simulations)
{
    simulate_prints(&(struct simulation){0},
                    "t := time.Now()\n"
                    "work.CPU(5 * time.Millisecond)\n"
                    "d := time.Since(t)\n"
                    "fmt.Println(d >= 5*time.Millisecond,\n"
                    "  d < 5*time.Millisecond + time.Microsecond)\n",
                    "true true\n");
}

// --- repetition

#define MIXED                                                                  \
    "var wg sync.WaitGroup\n"                                                  \
    "c := make(chan int, 2)\n"                                                 \
    "for i := 0; i < 20; i++ {\n"                                              \
    "  wg.Add(2)\n"                                                            \
    "  go func() { work.CPU(time.Duration(i) * 10 * time.Microsecond)\n"       \
    "    select { case c <- i: case d <- i: }\n"                               \
    "    wg.Done() }()\n"                                                      \
    "  go func() { select { case v := <-c: fmt.Println(\"c\", v)\n"            \
    "    case v := <-d: fmt.Println(\"d\", v) }\n"                             \
    "    time.Sleep(100 * time.Microsecond); wg.Done() }()\n"                  \
    "}\n"                                                                      \
    "wg.Wait()\n"                                                              \
    "---\n"                                                                    \
    "var d = make(chan int, 2)\n"

TEST(the_same_seed_gives_the_same_bytes_and_others_differ)
{
    int differ = 0;

    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct simulation s = {.procs = 4, .cores = 3, .seed = seed};
        struct sim_run *a = simulate(&s, MIXED), *b = simulate(&s, MIXED);
        assert_string_equal(a->timeline, b->timeline);
        assert_string_equal(a->out, b->out);
        sim_free(b);
        s.seed += 100;
        b = simulate(&s, MIXED);
        differ += strcmp(a->timeline, b->timeline) != 0;
        sim_free(a);
        sim_free(b);
    }
    assert_true(differ >= 3);
}

TEST(without_a_timeline_the_figures_are_the_same)
{
    struct simulation s = {.procs = 4};
    struct sim_run *a = simulate(&s, MIXED);
    s.no_timeline = true;
    struct sim_run *b = simulate(&s, MIXED);

    assert_string_equal(a->out, b->out);
#define COUNT(name, meaning)                                                   \
    assert_int_equal(a->result.summary.name, b->result.summary.name);
#include "trace/summary.def"
#undef COUNT
    sim_free(a);
    sim_free(b);
}

// --- the end

TEST(os_exit_ends_at_once_with_the_low_byte)
{
    static const struct {
        int code, status;
    } cases[] = {{0, 0}, {1, 1}, {255, 255}, {256, 0}, {259, 3}, {-1, 255}};

    for (size_t i = 0; i < 6; i++) {
        char source[128];
        snprintf(source, sizeof source,
                 "defer print(\"never\")\n"
                 "os.Exit(%d)\n",
                 cases[i].code);
        struct sim_run *r = simulate(&(struct simulation){0}, source);
        assert_int_equal(r->result.end, SCHED_EXIT);
        assert_int_equal(r->result.status, cases[i].status);
        assert_string_equal(r->err, "");
        sim_free(r);
    }
}

TEST(the_time_limit_ends_a_run_to_the_nanosecond)
{
    static const char *const sources[] = {
        "work.CPU(1<<63 - 1)\n",
        "for {}\n",
        "for { runtime.Gosched() }\n",
        "for { time.Sleep(time.Microsecond) }\n",
        "for { work.Syscall(time.Millisecond) }\n",
        "work.IO(time.Hour)\n",
        "go func() { for {} }()\nselect {}\n",
    };

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct sim_run *r = simulate(
            &(struct simulation){.procs = 2, .time_limit = 3 * NSEC_MSEC + 7},
            sources[i]);
        assert_int_equal(r->result.end, SCHED_LIMIT);
        assert_int_equal(r->result.status, 124);
        assert_string_equal(r->result.why, "time limit");
        assert_int_equal(r->result.summary.makespan_ns, 3 * NSEC_MSEC + 7);
        assert_non_null(strstr(r->timeline, "# truncated: time limit\n"));
        sim_free(r);
    }
}

TEST(the_event_limit_ends_what_takes_no_time)
{
    struct sim_run *r = simulate(&(struct simulation){.event_limit = 5000},
                                 "for { runtime.Gosched() }\n");

    assert_int_equal(r->result.end, SCHED_LIMIT);
    assert_int_equal(r->result.status, 124);
    assert_string_equal(r->result.why, "event limit");
    // An event is a state of an M; Gosched takes three and writes two lines.
    assert_between(r->nevents, 5000 * 2 / 3 - 10, 5000 * 2 / 3 + 10);
    sim_free(r);
}

static const char *at_once(void *arg)
{
    (void)arg;
    return "signal";
}

TEST(an_interrupt_ends_a_run)
{
    struct sim_run *r = simulate(&(struct simulation){.interrupted = at_once},
                                 "for { time.Sleep(time.Second) }\n");

    assert_int_equal(r->result.end, SCHED_INTERRUPTED);
    assert_string_equal(r->result.why, "signal");
    assert_non_null(strstr(r->timeline, "# truncated: signal\n"));
    sim_free(r);
}

TEST(memory_that_runs_out_is_a_fatal_error)
{
    struct sim_run *r =
        simulate(&(struct simulation){.memory_limit_bytes = 1 << 22},
                 "var all [][]int\n"
                 "for { all = append(all, make([]int, 1000)) }\n");

    assert_int_equal(r->result.end, SCHED_DIED);
    assert_int_equal(r->result.status, 2);
    assert_memory_equal(r->err, "fatal error: ", 13);
    assert_non_null(strstr(r->err, "out of memory"));
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(work_that_is_cut_and_resumed_takes_exactly_its_time),
        RUN(work_of_no_length_is_none),
        RUN(threads_share_the_cores_in_slices),
        RUN(a_g_can_be_on_a_p_without_a_core),
        RUN(slow_cores_take_longer),
        RUN(big_and_little_cores_each_take_their_time),
        RUN(what_others_can_see_happens_in_order_of_time),
        RUN(the_clock_is_the_simulations),
        RUN(the_same_seed_gives_the_same_bytes_and_others_differ),
        RUN(without_a_timeline_the_figures_are_the_same),
        RUN(os_exit_ends_at_once_with_the_low_byte),
        RUN(the_time_limit_ends_a_run_to_the_nanosecond),
        RUN(the_event_limit_ends_what_takes_no_time),
        RUN(an_interrupt_ends_a_run),
        RUN(memory_that_runs_out_is_a_fatal_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
