#include "base/cgroup.h"

#include <limits.h>

#include "fakeroot.h"
#include "testing.h"

struct file {
    const char *path, *text;
};

// The limit in a system of these files.
static int limit_in(const struct file *files)
{
    for (; files->path != NULL; files++)
        fakeroot_put(files->path, files->text);
    int cpus = cgroup_cpus(fakeroot);
    fakeroot_clear();
    return cpus;
}

#define FILES(...)                                                             \
    (const struct file[])                                                      \
    {                                                                          \
        __VA_ARGS__,                                                           \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }
#define CGROUP    "/proc/self/cgroup"
#define MOUNTINFO "/proc/self/mountinfo"
#define V2_MOUNT                                                               \
    "24 1 0:21 / /proc rw,nosuid shared:2 - proc proc rw\n"                    \
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
#define V1_MOUNT                                                               \
    "33 32 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"        \
    "34 32 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:5 master:1 - "   \
    "cgroup cgroup rw,cpu,cpuacct\n"

TEST(version_2_quotas_are_rounded_up)
{
    static const struct {
        const char *max;
        int cpus;
    } cases[] = {
        {"100000 100000\n", 1},
        {"100001 100000\n", 2},
        {"250000 100000\n", 3},
        {"1 100000\n", 1},
        {"max 100000\n", INT_MAX},
        {"", INT_MAX},
        {"0 100000\n", INT_MAX},
        {"5 0\n", INT_MAX},
        {"-5 100000\n", INT_MAX},
        {"9223372036854775807 1\n", INT_MAX},
        {"2147483646 1\n", INT_MAX - 1},
        {"2147483647 1\n", INT_MAX},
        {"9223372036854775807 9223372036854775807\n", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(
            limit_in(FILES({CGROUP, "0::/a/b\n"}, {MOUNTINFO, V2_MOUNT},
                           {"/sys/fs/cgroup/a/b/cpu.max", cases[i].max})),
            cases[i].cpus);
}

TEST(the_smallest_quota_up_to_the_mount_point_counts)
{
    assert_int_equal(
        limit_in(FILES({CGROUP, "0::/a/b/c\n"}, {MOUNTINFO, V2_MOUNT},
                       {"/sys/fs/cgroup/a/b/c/cpu.max", "700000 100000\n"},
                       {"/sys/fs/cgroup/a/b/cpu.max", "max 100000\n"},
                       {"/sys/fs/cgroup/a/cpu.max", "300000 100000\n"},
                       {"/sys/fs/cgroup/cpu.max", "500000 100000\n"},
                       {"/sys/fs/cpu.max", "100000 100000\n"})),
        3);
    // In a name space of its own a group is the root of what it sees.
    assert_int_equal(
        limit_in(FILES({CGROUP, "0::/\n"}, {MOUNTINFO, V2_MOUNT},
                       {"/sys/fs/cgroup/cpu.max", "400000 100000\n"})),
        4);
}

TEST(version_1_quotas_count_where_its_cpu_controller_is)
{
    static const struct {
        const char *quota, *period;
        int cpus;
    } cases[] = {
        {"150000\n", "100000\n", 2}, {"-1\n", "100000\n", INT_MAX},
        {"50000\n", "25000\n", 2},   {"", "100000\n", INT_MAX},
        {"1\n", "0\n", INT_MAX},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(
            limit_in(FILES(
                {CGROUP, "12:cpuset:/elsewhere\n5:cpu,cpuacct:/a\n"
                         "1:name=systemd:/x\n0::/a\n"},
                {MOUNTINFO, V1_MOUNT V2_MOUNT},
                {"/sys/fs/cgroup/a/cpu.max", "100000 100000\n"},
                {"/sys/fs/cgroup/cpuset/elsewhere/cpu.cfs_quota_us", "9\n"},
                {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us",
                 cases[i].quota},
                {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us",
                 cases[i].period})),
            cases[i].cpus);
}

TEST(version_1_without_its_cpu_controller_leaves_it_to_version_2)
{
    assert_int_equal(
        limit_in(FILES({CGROUP, "0::/a\n4:cpuset:/a\n1:name=systemd:/a\n"},
                       {MOUNTINFO, V1_MOUNT V2_MOUNT},
                       {"/sys/fs/cgroup/a/cpu.max", "200000 100000\n"})),
        2);
}

TEST(version_1_groups_nest_too)
{
    assert_int_equal(
        limit_in(FILES(
            {CGROUP, "5:cpu:/a/b\n"}, {MOUNTINFO, V1_MOUNT},
            {"/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us", "-1\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us", "100000\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "300000\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"})),
        3);
}

// A container sees its own group where it is mounted, but its path in the
// whole tree; what it sees of other groups does not count.
TEST(a_mount_that_shows_part_of_the_tree_is_understood)
{
#define PART_MOUNT                                                             \
    "9 1 0:9 /other /other rw - cgroup2 none rw\n"                             \
    "8 1 0:9 /docker/1 /cg rw - cgroup2 none rw\n"
    assert_int_equal(
        limit_in(FILES({CGROUP, "0::/docker/1/x\n"}, {MOUNTINFO, PART_MOUNT},
                       {"/other/cpu.max", "100000 100000\n"},
                       {"/cg/x/cpu.max", "600000 100000\n"},
                       {"/cg/cpu.max", "500000 100000\n"})),
        5);
    // /docker/1 is not above /docker/12.
    assert_int_equal(
        limit_in(FILES({CGROUP, "0::/docker/12\n"}, {MOUNTINFO, PART_MOUNT},
                       {"/cg/cpu.max", "500000 100000\n"},
                       {"/cg/2/cpu.max", "500000 100000\n"})),
        INT_MAX);
}

TEST(escaped_characters_of_mount_points_are_understood)
{
    assert_int_equal(
        limit_in(FILES(
            {CGROUP, "0::/a b\n"},
            {MOUNTINFO,
             "8 1 0:9 /a\\040b /my\\040c\\134g\\04 rw - cgroup2 none rw\n"},
            {"/my c\\g\\04/cpu.max", "300000 100000\n"})),
        3);
}

TEST(malformed_or_missing_files_are_no_limit)
{
    static const char *const cgroup[] = {
        "", "\n", "0\n", "0:\n", "x::/a\n", "0::/a", ":::", "1:cpux,xcpu:/a\n",
    };
    static const char *const mountinfo[] = {
        "",
        "\n",
        "1 2 3\n",
        "8 1 0:9 / /cg rw -\n",
        "8 1 0:9 / /cg rw\n",
        "8 1 0:9 / /cg rw - cgroup2 none\n",
        "- - - - - - - - -\n",
    };

    assert_int_equal(cgroup_cpus("/nonexistent"), INT_MAX);
    assert_int_equal(limit_in(FILES({CGROUP, "0::/\n"})), INT_MAX);
    for (size_t i = 0; i < sizeof cgroup / sizeof *cgroup; i++)
        for (size_t k = 0; k < sizeof mountinfo / sizeof *mountinfo; k++)
            assert_int_equal(
                limit_in(FILES({CGROUP, cgroup[i]}, {MOUNTINFO, mountinfo[k]},
                               {"/cg/cpu.max", "1 1\n"})),
                INT_MAX);
}

TEST(this_system_says_something)
{
    assert_true(cgroup_cpus("") >= 1);
}

TEST(the_limit_itself_is_not_rounded)
{
    fakeroot_put(CGROUP, "0::/a/b\n");
    fakeroot_put(MOUNTINFO, V2_MOUNT);
    fakeroot_put("/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
    fakeroot_put("/sys/fs/cgroup/a/cpu.max", "70000 50000\n");
    struct cgroup_limit l = cgroup_limit(fakeroot);

    assert_int_equal(l.quota, 70000);
    assert_int_equal(l.period, 50000);
    fakeroot_clear();
    assert_int_equal(cgroup_limit(fakeroot).quota, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(version_2_quotas_are_rounded_up),
        RUN(the_smallest_quota_up_to_the_mount_point_counts),
        RUN(version_1_quotas_count_where_its_cpu_controller_is),
        RUN(version_1_without_its_cpu_controller_leaves_it_to_version_2),
        RUN(version_1_groups_nest_too),
        RUN(a_mount_that_shows_part_of_the_tree_is_understood),
        RUN(escaped_characters_of_mount_points_are_understood),
        RUN(malformed_or_missing_files_are_no_limit),
        RUN(the_limit_itself_is_not_rounded),
        RUN(this_system_says_something),
    };

    return cmocka_run_group_tests(tests, fakeroot_make, fakeroot_delete);
}
