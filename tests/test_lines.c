// lines: atomics on one cache line cost what the curve of the model says, by
// the number of cores that use it.
#include "simulate.h"

#include <stdio.h>

// Threads begin at once, so that all cores add all the time.
static void quick_threads(struct sched_model *go, struct cost_model *costs,
                          struct os_model *os)
{
    (void)go;
    costs->wake_ns = 0;
    os->wake_ns = 0;
    os->wake_idle_ns = 0;
    os->timer_slack_ns = 0;
    os->thread_create_ns = 1;
}

// Time for 240,000 additions by n goroutines on as many Ps and cores, to the
// words that the index expression says (64 bytes are 8 words).
static nsec add_time(int n, const char *index)
{
    char source[512];

    snprintf(source, sizeof source,
             "var wg sync.WaitGroup\n"
             "for i := 0; i < %d; i++ {\n"
             "  wg.Add(1)\n"
             "  go func() {\n"
             "    defer wg.Done()\n"
             "    for k := 0; k < 240000 / %d; k++ {\n"
             "      atomic.AddInt64(&x[%s], 1)\n"
             "    }\n"
             "  }()\n"
             "}\n"
             "wg.Wait()\n"
             "sum := 0\n"
             "for _, v := range x { sum += int(v) }\n"
             "print(sum)\n"
             "---\n"
             "var x = make([]int64, 256)\n",
             n, n, index);
    struct sim_run *r = simulate(
        &(struct simulation){.procs = n, .adjust = quick_threads}, source);
    assert_string_equal(r->err, "240000");
    nsec t = r->result.summary.makespan_ns;
    sim_free(r);
    return t;
}

TEST(a_shared_line_makes_two_ps_slower_than_one)
{
    static const char source[] =
        "var wg sync.WaitGroup\n"
        "for i := 0; i < 2; i++ {\n"
        "  wg.Add(1)\n"
        "  go func() {\n"
        "    for k := 0; k < 200000; k++ { atomic.AddInt64(&x, 1) }\n"
        "    wg.Done()\n"
        "  }()\n"
        "}\n"
        "wg.Wait()\n"
        "print(x)\n"
        "---\n"
        "var x int64\n";
    struct sim_run *one = simulate(&(struct simulation){0}, source);
    struct sim_run *two = simulate(&(struct simulation){.procs = 2}, source);

    assert_string_equal(one->err, "400000");
    assert_string_equal(two->err, "400000");
    // go1.19, 40,000,000 additions: 2.09 ns on one P, 4.5 to 5.3 on two.
    assert_near(one->result.summary.makespan_ns, 400000 * 209 / 100, 10);
    assert_near(two->result.summary.makespan_ns, 400000 * 490 / 100, 10);
    sim_free(one);
    sim_free(two);
}

TEST(a_line_serves_one_operation_after_the_other_at_the_curves_rate)
{
    static const struct {
        int n;
        int64_t ns_x100;
    } curve[] = {{2, 480}, {3, 600}, {4, 750}, {8, 1400}};

    for (size_t i = 0; i < 4; i++) {
        nsec t = add_time(curve[i].n, "0");
        // The start and the end, with fewer cores, are quicker.
        assert_near(t, 240000 * curve[i].ns_x100 / 100, 12);
    }
}

TEST(a_core_that_has_left_a_line_alone_for_2_us_counts_no_more)
{
    // f goes on with other work, so that additions stay events.
    struct sim_run *r =
        simulate(&(struct simulation){.procs = 2},
                 "go f()\n"
                 "work.CPU(300 * time.Microsecond)\n" // f runs
                 "t := time.Now()\n"
                 "for k := 0; k < 100000; k++ { atomic.AddInt64(&x, 1) }\n"
                 "print(int(time.Since(t)) / 100000)\n"
                 "---\n"
                 "var x int64\n"
                 "func f() {\n"
                 "  for k := 0; k < 1000; k++ { atomic.AddInt64(&x, 1) }\n"
                 "  work.CPU(9 * time.Millisecond) }\n");

    assert_string_equal(r->err, "2"); // ns
    sim_free(r);
}

TEST(lines_of_their_own_scale)
{
    nsec one = add_time(1, "0");
    nsec apart = add_time(4, "i * 16"); // 128 bytes
    nsec shared = add_time(4, "i");     // the same line

    assert_true(apart < one / 2);
    assert_near(shared, add_time(4, "0"), 5);
}

TEST(more_lines_than_the_table_has_are_no_worse)
{
    struct sim_run *r = simulate(&(struct simulation){.procs = 2},
                                 "var wg sync.WaitGroup\n"
                                 "for i := 0; i < 2; i++ {\n"
                                 "  wg.Add(1)\n"
                                 "  go func() {\n"
                                 "    defer wg.Done()\n"
                                 "    for k := 0; k < 20000; k++ {\n"
                                 "      atomic.AddInt64(&x[k * 8 % 40000], 1)\n"
                                 "    }\n"
                                 "  }()\n"
                                 "}\n"
                                 "wg.Wait()\n"
                                 "print(x[8])\n"
                                 "---\n"
                                 "var x = make([]int64, 40000)\n");

    assert_string_equal(r->err, "8");
    sim_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_shared_line_makes_two_ps_slower_than_one),
        RUN(a_line_serves_one_operation_after_the_other_at_the_curves_rate),
        RUN(a_core_that_has_left_a_line_alone_for_2_us_counts_no_more),
        RUN(lines_of_their_own_scale),
        RUN(more_lines_than_the_table_has_are_no_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
