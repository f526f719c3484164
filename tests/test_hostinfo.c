// hostinfo: CPUs are read from the files of several kinds of systems; what is
// missing or odd is unknown.
#include "host/hostinfo.h"

#include "fakeroot.h"
#include "testing.h"

static void put_cpu(int cpu, const char *name, const char *text)
{
    char *path = xasprintf("/sys/devices/system/cpu/cpu%d/%s", cpu, name);

    fakeroot_put(path, text);
    free(path);
}

static const int eight[] = {0, 1, 2, 3, 4, 5, 6, 7};

TEST(nothing_at_all_is_one_cpu_of_which_nothing_is_known)
{
    struct hostinfo h;

    hostinfo_read(&h, fakeroot, NULL, 0);
    assert_int_equal(h.n, 1);
    assert_int_equal(h.cpu[0].id, 0);
    assert_int_equal(h.cpu[0].mhz, 0);
    assert_int_equal(h.cpu[0].core, -1);
    assert_int_equal(h.cpu[0].l3, -1);
    assert_int_equal(h.cpu[0].package, -1);
    assert_string_equal(h.model, "");
    assert_int_equal(h.quota.quota, 0);
    hostinfo_release(&h);
}

TEST(sys_says_cores_caches_packages_and_frequencies)
{
    struct hostinfo h;

    put_cpu(1, "topology/core_cpus_list", "1,5\n");
    put_cpu(1, "topology/thread_siblings_list", "0-7\n"); // not looked at
    put_cpu(1, "topology/physical_package_id", "1\n");
    put_cpu(1, "cpufreq/cpuinfo_max_freq", "3700500\n");
    put_cpu(1, "cache/index0/level", "1\n");
    put_cpu(1, "cache/index0/shared_cpu_list", "1,5\n");
    put_cpu(1, "cache/index3/level", "3\n");
    put_cpu(1, "cache/index3/shared_cpu_list", "0-1,4-5\n");
    put_cpu(5, "topology/thread_siblings_list", "1,5\n"); // old kernels
    put_cpu(5, "cpufreq/cpuinfo_max_freq", "3700499\n");
    hostinfo_read(&h, fakeroot, (const int[]){1, 5}, 2);
    fakeroot_clear();
    assert_int_equal(h.n, 2);
    assert_int_equal(h.cpu[0].id, 1);
    assert_int_equal(h.cpu[0].core, 1);
    assert_int_equal(h.cpu[0].package, 1);
    assert_int_equal(h.cpu[0].mhz, 3701);
    assert_int_equal(h.cpu[0].l3, 0);
    assert_int_equal(h.cpu[1].id, 5);
    assert_int_equal(h.cpu[1].core, 1);
    assert_int_equal(h.cpu[1].package, -1);
    assert_int_equal(h.cpu[1].mhz, 3700);
    assert_int_equal(h.cpu[1].l3, -1);
    hostinfo_release(&h);
}

TEST(cpuinfo_fills_what_sys_does_not_say)
{
    struct hostinfo h;

    fakeroot_put("/proc/cpuinfo", "processor\t: 0\n"
                                  "model name\t: An \x01\"odd\"  <CPU>\t\n"
                                  "cpu MHz\t\t: 800.000\n"
                                  "physical id\t: 0\n"
                                  "core id\t\t: 0\n"
                                  "\n"
                                  "processor\t: 1\n"
                                  "model name\t: Another\n"
                                  "cpu MHz\t\t: 2596.544\n"
                                  "physical id\t: 0\n"
                                  "core id\t\t: 0\n"
                                  "\n"
                                  "processor\t: 2\n"
                                  "physical id\t: 1\n"
                                  "core id\t\t: 0");
    hostinfo_read(&h, fakeroot, eight, 3);
    fakeroot_clear();
    assert_string_equal(h.model, "An \"odd\" <CPU>");
    // What they run at now is less than what they can.
    for (int i = 0; i < 3; i++)
        assert_int_equal(h.cpu[i].mhz, 2597);
    assert_int_equal(h.cpu[0].package, 0);
    assert_int_equal(h.cpu[2].package, 1);
    assert_true(h.cpu[0].core >= 0);
    assert_true(h.cpu[0].core == h.cpu[1].core);
    assert_true(h.cpu[0].core != h.cpu[2].core);
    hostinfo_release(&h);
}

TEST(odd_content_is_unknown)
{
    static const char *const odd[] = {
        "", "\n", "-1\n", "x\n", "99999999999999999999999\n", "1048577\n",
    };
    struct hostinfo h;

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        put_cpu(0, "topology/core_cpus_list", odd[i]);
        put_cpu(0, "topology/physical_package_id", odd[i]);
        put_cpu(0, "cache/index3/level", "3\n");
        put_cpu(0, "cache/index3/shared_cpu_list", odd[i]);
        put_cpu(0, "cpufreq/cpuinfo_max_freq", i == 5 ? "999\n" : odd[i]);
        fakeroot_put("/proc/cpuinfo", odd[i]);
        hostinfo_read(&h, fakeroot, eight, 1);
        fakeroot_clear();
        assert_int_equal(h.cpu[0].core, -1);
        assert_int_equal(h.cpu[0].package, -1);
        assert_int_equal(h.cpu[0].l3, -1);
        assert_int_equal(h.cpu[0].mhz, 0);
        hostinfo_release(&h);
    }
}

TEST(a_long_line_and_a_long_name_are_cut)
{
    struct hostinfo h;
    char *long_text = xcalloc(1, 20001);

    memset(long_text, 'x', 20000);
    char *cpuinfo =
        xasprintf("model name : %s\nprocessor : 0\ncpu MHz : 5\n", long_text);
    fakeroot_put("/proc/cpuinfo", cpuinfo);
    hostinfo_read(&h, fakeroot, eight, 1);
    fakeroot_clear();
    assert_int_equal(strlen(h.model), HOSTINFO_MODEL_MAX - 1);
    assert_int_equal(h.cpu[0].mhz, 5);
    free(cpuinfo);
    free(long_text);
    hostinfo_release(&h);
}

TEST(cpus_beyond_what_a_machine_can_have_are_left_out)
{
    static int many[1030];
    struct hostinfo h;

    for (int i = 0; i < 1030; i++)
        many[i] = i;
    hostinfo_read(&h, fakeroot, many, 1030);
    assert_int_equal(h.n, 1024);
    assert_int_equal(h.left_out, 6);
    hostinfo_release(&h);
}

TEST(the_quota_is_that_of_the_control_group)
{
    struct hostinfo h;

    fakeroot_put("/proc/self/cgroup", "0::/\n");
    fakeroot_put("/proc/self/mountinfo",
                 "30 23 0:26 / /cg rw shared:9 - cgroup2 cgroup2 rw\n");
    fakeroot_put("/cg/cpu.max", "150000 100000\n");
    hostinfo_read(&h, fakeroot, eight, 2);
    fakeroot_clear();
    assert_int_equal(h.quota.quota, 150000);
    assert_int_equal(h.quota.period, 100000);
    hostinfo_release(&h);
}

TEST(this_system_has_a_cpu)
{
    struct hostinfo h;

    hostinfo_here(&h);
    assert_true(h.n >= 1);
    hostinfo_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(nothing_at_all_is_one_cpu_of_which_nothing_is_known),
        RUN(sys_says_cores_caches_packages_and_frequencies),
        RUN(cpuinfo_fills_what_sys_does_not_say),
        RUN(odd_content_is_unknown),
        RUN(a_long_line_and_a_long_name_are_cut),
        RUN(cpus_beyond_what_a_machine_can_have_are_left_out),
        RUN(the_quota_is_that_of_the_control_group),
        RUN(this_system_has_a_cpu),
    };

    return cmocka_run_group_tests(tests, fakeroot_make, fakeroot_delete);
}
