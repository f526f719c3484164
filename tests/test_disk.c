// disk: reads and writes wait in one queue and move at their own rates.
#include "host/disk.h"

#include <stddef.h>

#include "testing.h"

TEST(reads_and_writes_share_one_queue_of_the_first_disk)
{
    struct machine_disk disks[] = {
        {"a", 1000000000, 500000000, 100},
        {"b", 1, 1, 0},
    };
    struct machine m = {.disk = disks, .ndisk = 2};
    struct disk d;

    disk_init(&d, &m);
    assert_int_equal(disk_request(&d, 1000, false, 50), 1150);
    assert_int_equal(disk_request(&d, 1000, true, 50), 1350);
    assert_int_equal(disk_request(&d, 1350, false, 0), 1450);
    assert_int_equal(disk_request(&d, 9000, true, 1), 9102);
}

TEST(a_machine_may_have_none)
{
    struct machine m = {0};
    struct disk d;

    disk_init(&d, &m);
    assert_null(d.facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(reads_and_writes_share_one_queue_of_the_first_disk),
        RUN(a_machine_may_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
