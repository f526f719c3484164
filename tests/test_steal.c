// steal: what a thief takes, in which order it looks, and when it takes a
// runnext.
#include "simulate.h"

#include <stdio.h>
#include <string.h>

// Counts what is recorded in the order of running.
#define RECORD                                                                 \
    "---\n"                                                                    \
    "var order []int\n"                                                        \
    "func f(i int) { order = append(order, i); work.CPU(time.Microsecond) }\n"

TEST(a_thief_takes_the_oldest_half_and_runs_its_newest)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "for i := 0; i < 9; i++ { go f(i) }\n"
                                 "work.CPU(time.Millisecond)\n"
                                 "fmt.Print(order)\n" RECORD);
    static const int64_t taken[] = {4, 2, 1, 1, 1};
    const struct sim_event *e = NULL;

    assert_string_equal(r->out, "[3 0 1 2 5 4 6 7 8]");
    for (size_t i = 0; i < 5; i++) {
        e = sim_need(r, e, EV_STEAL, 0);
        assert_int_equal(e->p, 1);
        assert_int_equal(e->number[0], 0); // victim
        assert_int_equal(e->number[1], taken[i]);
        const struct sim_event *start = sim_need(r, e, EV_GO_START, 0);
        assert_int_equal(start->t, e->t);
        assert_int_equal(start->number[0],
                         i < 4 ? RULE_STEAL : RULE_STEAL_RUNNEXT);
        assert_int_equal(start->number[1], 0);
        assert_int_equal(start->number[2], taken[i]);
    }
    assert_null(sim_next(r, e, EV_STEAL, 0));
    assert_int_equal(r->result.summary.steals, 5);
    sim_free(r);
}

TEST(a_thief_takes_half_rounded_up)
{
    static const struct {
        int gs; // one of them is runnext
        int64_t taken;
    } cases[] = {{2, 1}, {3, 1}, {4, 2}, {5, 2}, {6, 3}, {100, 50}, {101, 50}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[256];
        snprintf(source, sizeof source,
                 "for i := 0; i < %d; i++ { go f(i) }\n"
                 "work.CPU(time.Millisecond)\n" RECORD,
                 cases[i].gs);
        struct sim_run *r = simulate(&(struct simulation){.procs = 2}, source);
        const struct sim_event *e = sim_need(r, NULL, EV_STEAL, 0);
        assert_int_equal(e->number[1], cases[i].taken);
        sim_free(r);
    }
}

// --- runnext

static const struct sim_event *steal_delay(const struct sim_run *r)
{
    const struct sim_event *e = NULL;

    while ((e = sim_next(r, e, EV_CORE_STOP, 0)) != NULL &&
           strcmp(e->text[0], "steal-delay") != 0)
        ;
    return e;
}

TEST(a_runnext_is_stolen_after_a_sleep_of_3_us)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go f(1)\n"
                                 "work.CPU(time.Millisecond)\n"
                                 "fmt.Print(order)\n" RECORD);
    const struct sim_event *sleep = steal_delay(r);
    const struct sim_event *start = sim_start(r, NULL, RULE_STEAL_RUNNEXT);

    assert_string_equal(r->out, "[1]");
    assert_non_null(sleep);
    assert_non_null(start);
    assert_int_equal(start->m, sleep->m);
    // 3 us and the kernel's slack and wake-up.
    assert_int_equal(start->t - sleep->t, (3 + 50 + 20) * NSEC_USEC);
    assert_int_equal(sim_count_rule(r, RULE_STEAL), 0);
    sim_free(r);
}

TEST(a_runnext_is_looked_at_in_the_fourth_pass_only)
{
    // Three looks at the victim's empty queue, one at its runnext, and one more
    // after the sleep.
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go os.Exit(0)\n"
                                 "work.CPU(time.Millisecond)\n");

    assert_int_equal(sim_count_rule(r, RULE_STEAL_RUNNEXT), 1);
    assert_int_equal(r->result.summary.steal_attempts, 5);
    sim_free(r);
}

TEST(a_victim_that_runs_its_runnext_in_time_keeps_it)
{
    // The thread exists after 41 us, sleeps until 114 us: main parks between.
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "c := make(chan int)\n"
                                 "go g(c)\n"
                                 "work.CPU(60 * time.Microsecond)\n"
                                 "<-c\n"
                                 "---\n"
                                 "func g(c chan int) {\n"
                                 "  work.CPU(time.Millisecond); c <- 1 }\n");
    const struct sim_event *sleep = steal_delay(r);

    assert_non_null(sleep);
    const struct sim_event *start =
        sim_need(r, NULL, EV_GO_START, sim_g(r, "main.g", 0));
    assert_int_equal(start->number[0], RULE_RUNNEXT);
    assert_int_equal(start->p, 0);
    assert_true(start->t > sleep->t);
    assert_int_equal(r->result.summary.steals, 0);
    sim_free(r);
}

TEST(a_runnext_whose_p_is_in_a_system_call_is_stolen_at_once)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "go f(1)\n"
                                 "work.Syscall(100 * time.Microsecond)\n"
                                 "work.CPU(time.Millisecond)\n"
                                 "fmt.Print(order)\n" RECORD);

    assert_string_equal(r->out, "[1]");
    assert_null(steal_delay(r));
    assert_non_null(sim_start(r, NULL, RULE_STEAL_RUNNEXT));
    sim_free(r);
}

// --- the order of looking

// How many victims the thief looks at until it finds the work of P0.
static int64_t looks(int procs, uint64_t seed)
{
    struct sim_run *r =
        simulate(&(struct simulation){.procs = procs, .seed = seed},
                 "go os.Exit(0)\n"
                 "go os.Exit(0)\n"
                 "work.CPU(time.Millisecond)\n");
    int64_t n = r->result.summary.steal_attempts;
    assert_int_equal(r->result.summary.steals, 1);
    sim_free(r);
    return n;
}

TEST(every_victim_is_visited_once_in_a_pass_in_random_order)
{
    static const int procs[] = {2, 3, 4, 6, 7, 12};

    for (size_t i = 0; i < 6; i++) {
        uint32_t seen = 0;
        for (uint64_t seed = 1; seed <= 60; seed++) {
            int64_t n = looks(procs[i], seed);
            assert_between(n, 1, procs[i] - 1);
            seen |= UINT32_C(1) << n;
        }
        // After 1, 2, … procs - 1 looks: all of these happen.
        assert_int_equal(seen, (UINT32_C(1) << procs[i]) - 2);
    }
}

TEST(the_step_from_victim_to_victim_is_random_too)
{
    // P4 looks for P0 of five. It finds it at the first look when it starts
    // there, or starts at itself and steps by 1: 2 of 5 orders with that step,
    // 1 of 5 with the steps 2, 3, 4.
    int first = 0;

    for (uint64_t seed = 1; seed <= 200; seed++)
        first += looks(5, seed) == 1;
    assert_between(first, 35, 65); // of 50; 80 with step 1 alone
}

TEST(a_thief_gives_up_after_four_passes)
{
    static const int procs[] = {2, 3, 8};

    for (size_t i = 0; i < 3; i++) {
        struct sim_run *r =
            simulate(&(struct simulation){.procs = procs[i]}, "select {}\n");
        assert_int_equal(r->result.summary.steal_attempts, 4 * (procs[i] - 1));
        sim_free(r);
    }
}

TEST(nobody_steals_with_one_p)
{
    struct sim_run *r = simulate(&(struct simulation){.cores = 4},
                                 "for i := 0; i < 9; i++ { go f(i) }\n"
                                 "time.Sleep(time.Millisecond)\n" RECORD);

    assert_int_equal(r->result.summary.steal_attempts, 0);
    assert_int_equal(r->result.summary.steals, 0);
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_thief_takes_the_oldest_half_and_runs_its_newest),
        RUN(a_thief_takes_half_rounded_up),
        RUN(a_runnext_is_stolen_after_a_sleep_of_3_us),
        RUN(a_runnext_is_looked_at_in_the_fourth_pass_only),
        RUN(a_victim_that_runs_its_runnext_in_time_keeps_it),
        RUN(a_runnext_whose_p_is_in_a_system_call_is_stolen_at_once),
        RUN(every_victim_is_visited_once_in_a_pass_in_random_order),
        RUN(the_step_from_victim_to_victim_is_random_too),
        RUN(a_thief_gives_up_after_four_passes),
        RUN(nobody_steals_with_one_p),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
