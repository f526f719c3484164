// energy: the integral is right, and what SimGrid's own plugin finds for the
// same load.
#include "host/energy.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/plugins/energy.h>

#include "scratch.h"
#include "testing.h"

static void make(struct machine *m, int ncores, struct wattage w)
{
    *m = (struct machine){.ncores = ncores, .has_wattage = true, .wattage = w};
    for (int i = 0; i < ncores; i++)
        m->mhz[i] = 1000;
}

TEST(power_is_idle_then_epsilon_and_a_part_for_each_busy_core)
{
    static struct machine m;
    struct energy e;

    make(&m, 2, (struct wattage){30000000, 40000000, 100000000});
    energy_init(&e, &m);
    assert_true(energy_uj(&e, 0) == 0);
    assert_true(energy_uj(&e, 10 * NSEC_SEC) == 300000000);
    energy_busy(&e, 0, 10 * NSEC_SEC); // 70 W
    energy_busy(&e, 1, 11 * NSEC_SEC); // 100 W
    energy_idle(&e, 0, 13 * NSEC_SEC); // 70 W
    energy_idle(&e, 1, 14 * NSEC_SEC);
    assert_true(energy_uj(&e, 15 * NSEC_SEC) ==
                300000000 + 70000000 + 200000000 + 70000000 + 30000000);
}

TEST(a_run_goes_on_after_it_was_asked)
{
    static struct machine m;
    struct energy e;

    make(&m, 1, (struct wattage){1000000, 1000000, 2000000});
    energy_init(&e, &m);
    energy_busy(&e, 0, 0);
    assert_true(energy_uj(&e, 500000) == 1000);
    assert_true(energy_uj(&e, 500000) == 1000);
    assert_true(energy_uj(&e, 1000000) == 2000);
}

TEST(cores_count_by_their_speed)
{
    static struct machine m;
    struct energy e;

    make(&m, 2, (struct wattage){0, 0, 4000000});
    m.mhz[0] = 3000;
    energy_init(&e, &m);
    energy_busy(&e, 0, 0);
    assert_true(energy_uj(&e, NSEC_SEC) == 3000000);
    energy_idle(&e, 0, NSEC_SEC);
    energy_busy(&e, 1, NSEC_SEC);
    assert_true(energy_uj(&e, 2 * NSEC_SEC) == 4000000);
}

TEST(a_large_machine_for_a_long_time_does_not_overflow)
{
    static struct machine m;
    struct energy e;
    const int64_t max = INT64_C(1000000000000); // 1 MW
    const nsec year = 365 * 24 * 3600 * NSEC_SEC;

    make(&m, MACHINE_CORES_MAX, (struct wattage){max, 0, max});
    for (int i = 0; i < MACHINE_CORES_MAX; i++)
        m.mhz[i] = 1000000;
    energy_init(&e, &m);
    for (int i = 0; i < MACHINE_CORES_MAX; i++)
        energy_busy(&e, i, 0);
    // 1 MW for 100 days, in uJ, near the end of what 64 bits hold.
    assert_true(energy_uj(&e, year / 4) == max * (year / 4 / NSEC_SEC));
}

TEST(a_machine_without_wattage_counts_nothing)
{
    static struct machine m;
    struct energy e;

    make(&m, 1, (struct wattage){0});
    m.has_wattage = false;
    energy_init(&e, &m);
    energy_busy(&e, 0, 5);
    energy_idle(&e, 0, 3); // not even looked at
    assert_null(e.machine);
}

// ---- SimGrid's plugin ----

enum { CORES = 4, TASKS = 4, LEGS = 4 };

// A task waits and computes in turn: ns, a negative one is computing. Never
// more than CORES at once, so that nobody shares a core.
static const struct {
    int64_t ns[LEGS];
} load[TASKS] = {
    {{1000000, -5000000, 3000001, -1234567}},
    {{0, -2000000, 1, -999999}},
    {{2500000, -300, 20000000, -7000000}},
    {{2500000, -4000000, 0, -1}},
};

#define PLATFORM                                                               \
    "<?xml version=\"1.0\"?>\n"                                                \
    "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"         \
    "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">"               \
    "<host id=\"machine\" speed=\"2Gf,1Gf\" pstate=\"1\" core=\"4\">"          \
    "<prop id=\"wattage_per_state\" value=\"%s\"/></host></zone></platform>"

static void task(int argc, char **argv)
{
    int i = atoi(argv[argc - 1]);

    for (int k = 0; k < LEGS; k++) {
        int64_t ns = load[i].ns[k];
        if (ns > 0)
            sg_actor_sleep_for((double)ns * 1e-9);
        else if (ns < 0)
            sg_actor_execute((double)-ns); // 1 Gf/s: a flop is 1 ns
    }
}

// In a child: joules and ns, through a pipe.
_Noreturn static void ask_simgrid(int out)
{
    char name[] = "test", quiet[] = "--log=root.thres:error";
    char *argv[] = {name, quiet, NULL};
    int argc = 2;
    static char index[TASKS][8];

    simgrid_init(&argc, argv);
    sg_host_energy_plugin_init();
    simgrid_load_platform("machine.xml");
    sg_host_t host = sg_host_by_name("machine");
    for (int i = 0; i < TASKS; i++) {
        snprintf(index[i], sizeof index[i], "%d", i);
        char *args[] = {name, index[i], NULL};
        sg_actor_create(index[i], host, task, 2, args);
    }
    simgrid_run();
    double answer[2] = {simgrid_get_clock(), sg_host_get_consumed_energy(host)};
    if (write(out, answer, sizeof answer) != sizeof answer)
        _exit(1);
    _exit(0);
}

struct change {
    int64_t at;
    int busy; // 1 or -1
};

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->busy - y->busy;
}

static int64_t our_uj(const struct wattage *w, nsec *end)
{
    static struct machine m;
    struct change change[2 * TASKS * LEGS];
    struct energy e;
    int n = 0, nbusy = 0;

    make(&m, CORES, *w);
    energy_init(&e, &m);
    for (int i = 0; i < TASKS; i++) {
        nsec t = 0;
        for (int k = 0; k < LEGS; k++) {
            nsec ns = load[i].ns[k];
            if (ns < 0) {
                change[n++] = (struct change){t, 1};
                change[n++] = (struct change){t - ns, -1};
            }
            t += ns < 0 ? -ns : ns;
        }
        *end = t > *end ? t : *end;
    }
    qsort(change, (size_t)n, sizeof change[0], compare_changes);
    for (int i = 0; i < n; i++)
        if (change[i].busy > 0)
            energy_busy(&e, nbusy++, change[i].at);
        else
            energy_idle(&e, --nbusy, change[i].at);
    return energy_uj(&e, *end);
}

static void compare_with_simgrid(const char *watts)
{
    double answer[2] = {0};
    struct wattage w;
    nsec end = 0;
    int fd[2], status;
    char *xml = NULL;

    assert_null(wattage_parse(watts, 2, 1, &w));
    assert_true(asprintf(&xml, PLATFORM, watts) > 0);
    scratch_write("machine.xml", xml);
    free(xml);
    assert_int_equal(pipe(fd), 0);
    pid_t child = fork();
    if (child == 0)
        ask_simgrid(fd[1]);
    close(fd[1]);
    assert_int_equal(read(fd[0], answer, sizeof answer), sizeof answer);
    close(fd[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    double ours = (double)our_uj(&w, &end);
    assert_true(answer[0] * 1e9 > (double)end - 1 &&
                answer[0] * 1e9 < (double)end + 1);
    double difference = ours - answer[1] * 1e6;
    if (!(difference > -1 && difference < 1))
        fail_msg("%s: %f uJ, SimGrid %f uJ", watts, ours, answer[1] * 1e6);
}

TEST(simgrids_plugin_finds_the_same)
{
    scratch_enter();
    compare_with_simgrid("100:120:200, 93:110:170.25");
    compare_with_simgrid("100:200,0:170");
    compare_with_simgrid("1:1:1,50:10:10");
    scratch_leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(power_is_idle_then_epsilon_and_a_part_for_each_busy_core),
        RUN(a_run_goes_on_after_it_was_asked),
        RUN(cores_count_by_their_speed),
        RUN(a_large_machine_for_a_long_time_does_not_overflow),
        RUN(a_machine_without_wattage_counts_nothing),
        RUN(simgrids_plugin_finds_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
