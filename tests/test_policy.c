// policy: what other ways to schedule do to the order of a few goroutines.
#include <string.h>

#include "simulate.h"
#include "testing.h"

static const char four[] = "for i := 0; i < 4; i++ {\n"
                           "  go func() { print(i, \" \") }()\n"
                           "}\n"
                           "time.Sleep(time.Millisecond)\n";

static void order(const char *policy, const char *want)
{
    struct sim_run *r = simulate(&(struct simulation){.policy = policy}, four);

    assert_string_equal(r->err, want);
    sim_free(r);
}

TEST(each_policy_has_its_order)
{
    order("go", "3 0 1 2 ");
    order("global", "0 1 2 3 ");
    order("nosteal", "3 0 1 2 ");
    order("norunnext", "0 1 2 3 ");
    order("fifo", "0 1 2 3 ");
    order("lifo", "3 2 1 0 ");
}

TEST(every_policy_is_found_by_its_name)
{
    for (size_t i = 0; i < npolicies; i++)
        assert_ptr_equal(policy_find(policies[i]->name), policies[i]);
    assert_ptr_equal(policies[0], &policy_go);
    assert_null(policy_find("none"));
}

TEST(random_draws_from_its_seed)
{
    bool differ = false;
    char first[16] = "";

    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct simulation what = {.policy = "random", .seed = seed};
        struct sim_run *a = simulate(&what, four), *b = simulate(&what, four);
        assert_string_equal(a->err, b->err);
        assert_int_equal(strlen(a->err), 8);
        if (seed == 1)
            strcpy(first, a->err);
        differ |= strcmp(first, a->err) != 0;
        sim_free(a);
        sim_free(b);
    }
    assert_true(differ);
}

static const char work[] = "var wg sync.WaitGroup\n"
                           "for i := 0; i < 8; i++ {\n"
                           "  wg.Add(1)\n"
                           "  go func() { defer wg.Done()\n"
                           "    work.CPU(time.Millisecond) }()\n"
                           "}\n"
                           "wg.Wait()\n";

TEST(without_stealing_one_p_does_all)
{
    struct sim_run *go = simulate(&(struct simulation){.procs = 4}, work);
    struct sim_run *no =
        simulate(&(struct simulation){.procs = 4, .policy = "nosteal"}, work);

    assert_true(sim_count(go, EV_STEAL) > 0);
    assert_int_equal(sim_count(no, EV_STEAL), 0);
    assert_true(no->result.summary.makespan_ns > 8 * NSEC_MSEC);
    assert_true(go->result.summary.makespan_ns < 4 * NSEC_MSEC);
    sim_free(go);
    sim_free(no);
}

TEST(fifo_lets_who_yields_wait_for_its_own_p_alone)
{
    struct sim_run *r = simulate(&(struct simulation){.policy = "fifo"},
                                 "go func() { for { runtime.Gosched() } }()\n"
                                 "for i := 0; i < 100; i++ {\n"
                                 "  runtime.Gosched()\n"
                                 "}\n");

    assert_int_equal(sim_count_rule(r, RULE_GLOBAL), 0);
    assert_int_equal(sim_count_rule(r, RULE_SCHEDTICK61), 0);
    sim_free(r);
}

TEST(fifo_starves_nobody_in_the_global_queue_of_go_1_1)
{
    // When the call ends, its P is in use: G 2 goes to the global queue.
    struct sim_run *r = simulate(
        &(struct simulation){
            .policy = "fifo", .go = "go1.1", .time_limit = NSEC_SEC},
        "done := false\n"
        "go func() { work.Syscall(time.Millisecond); done = true }()\n"
        "for !done { runtime.Gosched() }\n");

    assert_int_equal(r->result.end, SCHED_EXIT);
    assert_true(r->result.summary.makespan_ns < 100 * NSEC_MSEC);
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(each_policy_has_its_order),
        RUN(every_policy_is_found_by_its_name),
        RUN(random_draws_from_its_seed),
        RUN(without_stealing_one_p_does_all),
        RUN(fifo_lets_who_yields_wait_for_its_own_p_alone),
        RUN(fifo_starves_nobody_in_the_global_queue_of_go_1_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
