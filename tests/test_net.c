// net: when transfers end, to the nanosecond. In a child: SimGrid cannot forget
// a platform.
#include "host/net.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/host_simgrid.h"
#include "scratch.h"
#include "testing.h"

enum { FLOWS = 3, LATENCY_NS = 1000 };

static const struct os_model os = {.slice_ns = 3000};

struct flow {
    struct host *h;
    struct net_flow flow;
    struct host_timer begin;
    int64_t bytes;
    nsec ended; // -1: not yet
};

// Of a link that carries a byte per ns.
static char far_name[] = "far";
static const struct machine_remote far = {.name = far_name,
                                          .latency_ns = LATENCY_NS,
                                          .back_latency_ns = LATENCY_NS,
                                          .bytes_per_s = NSEC_SEC,
                                          .back_bytes_per_s = NSEC_SEC};

static void begin(void *arg)
{
    struct flow *f = arg;

    net_start(f->h, &f->flow, &far, f->bytes);
}

static void ended(void *arg)
{
    struct flow *f = arg;

    f->ended = f->h->now;
}

// Flows of bytes[i] that begin at start[i] (0 bytes: none), in a run up to
// limit.
static bool ends(const nsec start[FLOWS], const int64_t bytes[FLOWS],
                 const nsec want[FLOWS], nsec limit)
{
    static char name[] = "machine";
    static struct machine m = {.ncores = 1, .host = name};
    static struct host h;
    static struct flow f[FLOWS];
    struct host_timer last = {.fn = ended, .arg = &f[0]};
    bool good = true;

    m.mhz[0] = 1000;
    host_init(&h, &m, 1, &os, 1000);
    for (int i = 0; i < FLOWS; i++) {
        f[i] = (struct flow){.h = &h, .bytes = bytes[i], .ended = -1};
        f[i].flow = (struct net_flow){.fn = ended, .arg = &f[i]};
        f[i].begin = (struct host_timer){.fn = begin, .arg = &f[i]};
        if (bytes[i] > 0)
            host_at(&h, &f[i].begin, start[i]);
    }
    host_at(&h, &last, limit + 1);
    host_loop(&h, limit, NULL, NULL);
    for (int i = 0; i < FLOWS; i++)
        good = good && f[i].ended == want[i];
    host_release(&h);
    return good;
}

// The number of the first wrong row, from 1 on, or 0.
static int wrong_row(void)
{
    static const struct {
        nsec start[FLOWS];
        int64_t bytes[FLOWS];
        nsec want[FLOWS], limit;
    } rows[] = {
        {{0}, {1}, {1001, -1, -1}, 2000},
        {{7}, {100}, {1107, -1, -1}, 1107},
        {{7}, {100}, {-1, -1, -1}, 1106}, // forgotten
        {{0, 0}, {100, 100}, {1200, 1200, -1}, 2000},
        {{0, 50}, {100, 100}, {1150, 1200, -1}, 2000},
        {{0, 500}, {100, 100}, {1100, 1600, -1}, 2000},
        {{0, 0, 0}, {300, 300, 600}, {1900, 1900, 2200}, 3000},
    };
    int wrong = 0;

    host_simgrid_load("net.xml");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!ends(rows[i].start, rows[i].bytes, rows[i].want, rows[i].limit) &&
            wrong == 0)
            wrong = (int)i + 1;
    return wrong;
}

TEST(transfers_end_when_their_link_lets_them)
{
    int status;

    scratch_enter();
    scratch_write("net.xml",
                  "<?xml version=\"1.0\"?>\n"
                  "<!DOCTYPE platform SYSTEM "
                  "\"https://simgrid.org/simgrid.dtd\">\n"
                  "<platform version=\"4.1\">\n"
                  "<zone id=\"z\" routing=\"Full\">\n"
                  "<host id=\"machine\" speed=\"1Gf\"/>\n"
                  "<host id=\"far\" speed=\"1Gf\"/>\n"
                  "<link id=\"l\" bandwidth=\"1GBps\" latency=\"1us\"/>\n"
                  "<route src=\"machine\" dst=\"far\">"
                  "<link_ctn id=\"l\"/></route>\n"
                  "</zone></platform>\n");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(wrong_row());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    scratch_leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(transfers_end_when_their_link_lets_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
