// topology: what the properties of a host say of its cores, alone and together.
#include "host/topology.h"

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"

#include "testing.h"

static struct topology t;
static struct machine m;

// Takes "name=value" properties, separated by spaces; returns the first error.
static char *see_all(int ncpus, const char *props)
{
    char *copy = xstrdup(props), *save = NULL, *error = NULL;

    topology_init(&t, ncpus);
    for (char *p = strtok_r(copy, " ", &save); p != NULL && error == NULL;
         p = strtok_r(NULL, " ", &save)) {
        char *value = strchr(p, '=');
        assert_non_null(value);
        *value = '\0';
        error = topology_see(&t, p, value + 1);
    }
    free(copy);
    return error;
}

static void apply(int ncpus, const char *props)
{
    char *error = see_all(ncpus, props);

    if (error != NULL)
        fail_msg("%s: %s", props, error);
    m = (struct machine){.ncores = ncpus};
    topology_apply(&t, 1000, &m);
}

TEST(without_properties_each_core_is_by_itself_in_one_socket)
{
    apply(4, "description=none");
    assert_int_equal(m.smt, 1);
    assert_int_equal(m.nsockets, 1);
    assert_int_equal(m.nl3, 1);
    assert_int_equal(m.quota_ns, 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(m.core[i], i);
        assert_int_equal(m.l3[i], 0);
        assert_int_equal(m.socket[i], 0);
        assert_int_equal(m.mhz[i], 1000);
    }
}

TEST(siblings_are_neighbours_or_spread)
{
    static const int adjacent[] = {0, 0, 1, 1, 2, 2, 3, 3};
    static const int spread[] = {0, 1, 2, 3, 0, 1, 2, 3};

    for (int order = 0; order < 2; order++) {
        const int *core = order == 0 ? adjacent : spread;
        apply(8, order == 0 ? "smt=2 sockets=2 l3_cores=1"
                            : "sockets=2 l3_cores=1 smt_order=spread smt=2");
        for (int i = 0; i < 8; i++) {
            assert_int_equal(m.core[i], core[i]);
            assert_int_equal(m.l3[i], core[i]);
            assert_int_equal(m.socket[i], core[i] / 2);
        }
        assert_int_equal(m.nl3, 4);
        assert_int_equal(m.nsockets, 2);
    }
}

TEST(the_speed_of_siblings_is_given_or_the_usual_one)
{
    apply(8, "smt=4 smt_pct=70,50,40");
    assert_int_equal(m.smt_pct[0], 100);
    assert_int_equal(m.smt_pct[1], 70);
    assert_int_equal(m.smt_pct[3], 40);
    apply(8, "smt=4");
    assert_int_equal(m.smt_pct[1], 60);
    assert_int_equal(m.smt_pct[2], 140 / 3);
    assert_int_equal(m.smt_pct[3], 40);
}

TEST(distances_go_by_core_cache_and_socket)
{
    apply(16, "smt=2 sockets=2 l3_cores=2");
    assert_int_equal(machine_distance(&m, 3, 3), DISTANCE_SAME);
    assert_int_equal(machine_distance(&m, 2, 3), DISTANCE_CORE);
    assert_int_equal(machine_distance(&m, 1, 2), DISTANCE_L3);
    assert_int_equal(machine_distance(&m, 3, 4), DISTANCE_SOCKET);
    assert_int_equal(machine_distance(&m, 7, 8), DISTANCE_FAR);
    m = (struct machine){.ncores = 2}; // not told
    assert_int_equal(machine_distance(&m, 0, 1), DISTANCE_L3);
}

TEST(a_quota_is_worth_procs_as_go_counts_them)
{
    static const struct {
        const char *quota;
        int ncores, procs;
    } cases[] = {
        {"", 16, 16},
        {"cpu_quota=200000/100000", 16, 2},
        {"cpu_quota=200001/100000", 16, 3},
        {"cpu_quota=50000/100000", 16, 2}, // at least 2
        {"cpu_quota=50000/100000", 1, 1},  // but no more than there are
        {"cpu_quota=1600000/100000", 8, 8},
        {"cpu_quota=25000/10000", 16, 3},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        apply(16, cases[i].quota);
        assert_int_equal(machine_quota_procs(&m, cases[i].ncores),
                         cases[i].procs);
    }
    assert_int_equal(m.quota_ns, 25000000);
    assert_int_equal(m.quota_period_ns, 10000000);
}

TEST(what_is_wrong_is_said)
{
    static const struct {
        int ncpus;
        const char *props, *error; // NULL: right
    } cases[] = {
        {8, "smt=8", NULL},
        {16, "smt=9", "smt '9' must be a number from 1 to 8"},
        {8, "smt=0", "smt '0' must be"},
        {8, "smt=two", "smt 'two' must be"},
        {8, "smt=3", "smt '3' does not divide the host's 8 cores"},
        {8, "sockets=8", NULL},
        {8, "sockets=16", "sockets '16' does not divide the host's 8 physical"},
        {8, "sockets=8 smt=2", "sockets '8' does not divide the host's 4 "},
        {8, "smt=2 sockets=2 l3_cores=2", NULL},
        {8, "smt=2 sockets=2 l3_cores=4", "l3_cores '4' does not divide the 2"},
        {8, "smt=2 smt_pct=100", NULL},
        {8, "smt=2 smt_pct=101", "smt_pct '101' must be one to 7 numbers"},
        {8, "smt=2 smt_pct=0", "smt_pct '0' must be"},
        {8, "smt=2 smt_pct=", "smt_pct '' must be"},
        {8, "smt_pct=60,61 smt=4", "smt_pct '60,61' must be"},
        {8, "smt_pct=60,50 smt=2", "smt_pct has 2 numbers, smt '2' needs 1"},
        {8, "smt_pct=9,8,7,6,5,4,3 smt=8", NULL},
        {8, "smt_pct=9,8,7,6,5,4,3,2", "smt_pct '9,8,7,6,5,4,3,2' must be"},
        {8, "smt_order=adjacent", NULL},
        {8, "smt_order=odd", "smt_order 'odd' is not one of: adjacent, spread"},
        {8, "cpu_quota=1000/1000000", NULL},
        {8, "cpu_quota=999/100000", "cpu_quota '999/100000' is not QUOTA/"},
        {8, "cpu_quota=100000/999", "cpu_quota '100000/999' is not"},
        {8, "cpu_quota=100000/1000001", "cpu_quota '100000/1000001' is not"},
        {8, "cpu_quota=1024000000/1000000", NULL},
        {8, "cpu_quota=1024000001/1000000", "cpu_quota '1024000001/"},
        {8, "cpu_quota=100000", "cpu_quota '100000' is not"},
        {8, "cpu_quota=max/100000", "cpu_quota 'max/100000' is not"},
        {8, "cpu_quota=1/2/3", "cpu_quota '1/2/3' is not"},
        {2, "core_mhz=1*3", "core_mhz '1*3' has speeds for more than"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *error = see_all(cases[i].ncpus, cases[i].props);
        if ((error == NULL) != (cases[i].error == NULL) ||
            (error != NULL &&
             strncmp(error, cases[i].error, strlen(cases[i].error)) != 0))
            fail_msg("%s: %s", cases[i].props,
                     error == NULL ? "no error" : error);
        free(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(without_properties_each_core_is_by_itself_in_one_socket),
        RUN(siblings_are_neighbours_or_spread),
        RUN(the_speed_of_siblings_is_given_or_the_usual_one),
        RUN(distances_go_by_core_cache_and_socket),
        RUN(a_quota_is_worth_procs_as_go_counts_them),
        RUN(what_is_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
