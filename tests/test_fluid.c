// fluid: threads share cores evenly, to the nanosecond. Each test runs in a
// child of its own: SimGrid cannot forget a platform.
#include "host/fluid.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/host_simgrid.h"
#include "scratch.h"
#include "testing.h"

enum { MHZ = 1000, THREADS = 4 };

static const struct os_model os = {.slice_ns = 3000,
                                   .switch_ns = 70,
                                   .migrate_ns = 90,
                                   .wake_ns = 100,
                                   .wake_idle_ns = 100,
                                   .idle_ns = 10000};

// A thread that works, in ns, until a 0.
struct script {
    struct host *h;
    struct host_thread th;
    const nsec *todo;
    nsec done_at;
    bool cut; // by an interrupt; what is left is done then
};

static void step(void *arg)
{
    struct script *s = arg;
    nsec ps = s->th.left_ps; // not 0 after an interrupt

    s->cut = s->cut || ps != 0;
    for (;;) {
        if (ps == 0)
            ps = *s->todo++ * 1000;
        if (ps == 0) {
            s->done_at = s->h->now;
            host_exit(s->h, &s->th);
            return;
        }
        s->th.left_ps = 0;
        if (!host_run(s->h, &s->th, ps))
            return;
        ps = 0;
    }
}

static void nothing(void *arg)
{
    (void)arg;
}

static void interrupt(void *arg)
{
    struct script *s = arg;

    host_interrupt(s->h, &s->th);
}

// Whether n threads that do todo on two cores end when they should; the first
// is interrupted at cut_at, if that is not 0.
static bool ends(int n, const nsec todo[THREADS][4], nsec cut_at,
                 const nsec want[THREADS], nsec cpu)
{
    static struct machine m;
    static struct host h;
    static struct script s[THREADS];
    struct host_timer last = {.fn = nothing};
    struct host_timer cut = {.fn = interrupt, .arg = &s[0]};
    bool good = true;

    m = (struct machine){.ncores = 2, .host = "machine"};
    m.mhz[0] = m.mhz[1] = MHZ;
    host_simgrid_load("fluid.xml");
    fluid_init(&h, &m, 2, &os, MHZ);
    for (int i = 0; i < n; i++) {
        s[i] = (struct script){.h = &h, .todo = todo[i]};
        s[i].th.id = i;
        s[i].th.step = step;
        s[i].th.arg = &s[i];
        host_start(&h, &s[i].th, 0);
    }
    host_at(&h, &last, 2 * NSEC_SEC);
    if (cut_at != 0)
        host_at(&h, &cut, cut_at);
    host_loop(&h, NSEC_SEC, NULL, NULL);
    for (int i = 0; i < n; i++) {
        nsec off = s[i].done_at - want[i];
        good = good && off >= -2 && off <= 2;
    }
    nsec used = fluid_cpu_ns(h.fluid);
    good = good && used >= cpu - 4 && used <= cpu + 4;
    good = good && s[0].cut == (cut_at != 0);
    host_release(&h);
    return good;
}

static void check(int n, const nsec todo[THREADS][4], nsec cut_at,
                  const nsec want[THREADS], nsec cpu)
{
    int status;

    scratch_enter();
    scratch_write("fluid.xml",
                  "<?xml version=\"1.0\"?>\n"
                  "<!DOCTYPE platform SYSTEM "
                  "\"https://simgrid.org/simgrid.dtd\">\n"
                  "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">"
                  "<host id=\"machine\" speed=\"1Gf\" core=\"2\"/>"
                  "</zone></platform>\n");
    pid_t child = fork();
    if (child == 0)
        _exit(ends(n, todo, cut_at, want, cpu) ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    scratch_leave();
    assert_int_equal(status, 0);
}

TEST(no_more_threads_than_cores_do_not_share)
{
    const nsec todo[THREADS][4] = {{5000, 700, 0}, {3000, 0}};
    const nsec want[THREADS] = {5700, 3000};

    check(2, todo, 0, want, 8700);
}

TEST(three_threads_have_two_thirds_of_a_core_each)
{
    // The third ends at 4500 ns; the others then have a core each.
    const nsec todo[THREADS][4] = {{10000, 0}, {5000, 0}, {3000, 0}};
    const nsec want[THREADS] = {4500 + 7000, 4500 + 2000, 4500};

    check(3, todo, 0, want, 18000);
}

TEST(work_in_pieces_takes_as_long_as_in_one)
{
    const nsec todo[THREADS][4] = {
        {2000, 3000, 0}, {5000, 0}, {1, 4999, 0}, {4000, 1000, 0}};
    const nsec want[THREADS] = {10000, 10000, 10000, 10000};

    check(4, todo, 0, want, 20000);
}

TEST(an_interrupt_finds_what_is_left)
{
    const nsec todo[THREADS][4] = {{6000, 0}, {6000, 0}, {6000, 0}};
    const nsec want[THREADS] = {9000, 9000, 9000};

    check(3, todo, 4000, want, 18000);
}

TEST(machines_that_cannot_be_shared_evenly_are_refused)
{
    static struct machine m;

    m = (struct machine){.ncores = 2, .smt = 1};
    m.mhz[0] = m.mhz[1] = MHZ;
    assert_null(fluid_refuses(&m));
    m.mhz[1]++;
    assert_non_null(fluid_refuses(&m));
    m.mhz[1]--;
    m.smt = 2;
    assert_non_null(fluid_refuses(&m));
    m.smt = 1;
    m.quota_ns = 1;
    assert_non_null(fluid_refuses(&m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(no_more_threads_than_cores_do_not_share),
        RUN(three_threads_have_two_thirds_of_a_core_each),
        RUN(work_in_pieces_takes_as_long_as_in_one),
        RUN(an_interrupt_finds_what_is_left),
        RUN(machines_that_cannot_be_shared_evenly_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
