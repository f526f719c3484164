// place: where a thread wakes up, by what is idle.
#include "host/host.h"

#include <string.h>

#include "host/cores.h"
#include "host/topology.h"
#include "hostscript.h"
#include "testing.h"

static const struct os_model os = {.eevdf = 1,
                                   .run_to_parity = 1,
                                   .slice_ns = 3000,
                                   .balance_ns = 1000000,
                                   .migrate_ns = 1,
                                   .migrate_l3_ns = 2,
                                   .migrate_socket_ns = 3};

static struct machine m;
static struct host h;

// Two sockets of two caches of two cores of two threads: 16 CPUs, CPU 2k and
// 2k + 1 of one core, 4 of one cache, 8 of one socket.
static void make(void)
{
    struct topology t;

    topology_init(&t, 16);
    assert_null(topology_see(&t, "smt", "2"));
    assert_null(topology_see(&t, "sockets", "2"));
    assert_null(topology_see(&t, "l3_cores", "2"));
    m = (struct machine){.ncores = 16};
    topology_apply(&t, MHZ, &m);
    host_init(&h, &m, 16, &os, MHZ);
}

TEST(a_woken_thread_goes_to_the_nearest_idle_cpu)
{
    static const struct {
        const char *busy; // CPU by CPU
        int last, want;   // -1: it waits for its last one
    } cases[] = {
        {"................", 5, 5},  // its last one
        {".....x..........", 5, 6},  // a whole core of the cache
        {".....xx.........", 5, 4},  // a sibling of the cache, its own
        {"....xx.x........", 5, 6},  // or the other one
        {"....xxxx........", 5, 0},  // the other cache of the socket
        {"x...xxxx........", 5, 2},  // a whole core there
        {"xxxxxxxx........", 5, 8},  // the other socket
        {"xxxxxxxxxxxx....", 5, 12}, // the next cache there
        {"xxxxxxxxxxxxxxxx", 5, -1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host_thread th = {.host = &h, .last_core = cases[i].last};
        struct host_core *queue;
        make();
        for (int c = 0; c < 16; c++)
            if (cases[i].busy[c] == 'x') {
                place_active(&h.cores[c]);
                h.cores[c].state = CORE_BUSY;
            }
        struct host_core *c = place_find(&th, &queue);
        if ((c == NULL ? -1 : c->id) != cases[i].want)
            fail_msg("%s: %d, not %d", cases[i].busy, c == NULL ? -1 : c->id,
                     cases[i].want);
        if (c == NULL)
            assert_int_equal(queue->id, cases[i].last);
        host_release(&h);
    }
}

TEST(the_cost_of_migration_goes_by_distance)
{
    static const int to[] = {4, 5, 6, 0, 8}, ns[] = {0, 0, 1, 2, 3};

    make();
    for (int i = 0; i < 5; i++) {
        struct host_thread th = {.host = &h, .last_core = 4};
        assert_int_equal(place_migration_ns(&th, &h.cores[to[i]]), ns[i]);
    }
    host_release(&h);
}

TEST(new_threads_spread_over_caches_and_fill_the_first_socket_first)
{
    static const int want[] = {0, 4, 2, 6, 8, 12, 10, 14, 1};
    static const nsec work[] = {1000000, 0};
    static struct script s[9];

    make();
    for (int i = 0; i < 9; i++) {
        script_add(&h, &s[i], i, work, 0);
        if (s[i].th.core != want[i])
            fail_msg("thread %d is on CPU %d, not %d", i, s[i].th.core,
                     want[i]);
    }
    host_release(&h);
}

TEST(the_longest_queue_of_a_range_is_found)
{
    int first, end;

    make();
    assert_null(place_longest(&h, 0, 16));
    place_length(&h.cores[9], 2);
    place_length(&h.cores[3], 1);
    place_length(&h.cores[12], 2);
    assert_int_equal(place_longest(&h, 0, 16)->id, 9);
    assert_int_equal(place_longest(&h, 10, 16)->id, 12);
    assert_int_equal(place_longest(&h, 0, 9)->id, 3);
    assert_null(place_longest(&h, 4, 9));
    static const int ranges[][2] = {{10, 12}, {8, 12}, {8, 16}, {0, 16}};
    for (int level = 0; level < PLACE_LEVELS; level++) {
        place_range(&h.cores[11], level, &first, &end);
        assert_int_equal(first, ranges[level][0]);
        assert_int_equal(end, ranges[level][1]);
    }
    host_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_woken_thread_goes_to_the_nearest_idle_cpu),
        RUN(the_cost_of_migration_goes_by_distance),
        RUN(new_threads_spread_over_caches_and_fill_the_first_socket_first),
        RUN(the_longest_queue_of_a_range_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
