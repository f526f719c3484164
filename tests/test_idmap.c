// idmap: any ids, dense indices in the order of appearance.
#include "trace/idmap.h"

#include "testing.h"

TEST(indices_count_up_whatever_the_ids)
{
    static const uint64_t factor[] = {1, 16, UINT64_C(0x100000000),
                                      UINT64_C(0x9e3779b97f4a7c15)};

    for (size_t f = 0; f < sizeof factor / sizeof factor[0]; f++) {
        struct idmap m = {0};

        assert_int_equal(idmap_find(&m, 0), IDMAP_NONE);
        for (uint64_t i = 0; i < 100000; i++) {
            assert_int_equal(idmap_find(&m, i * factor[f]), IDMAP_NONE);
            assert_int_equal(idmap_get(&m, i * factor[f]), i);
        }
        for (uint64_t i = 0; i < 100000; i++)
            assert_int_equal(idmap_get(&m, i * factor[f]), i);
        idmap_release(&m);
        assert_int_equal(idmap_find(&m, 1), IDMAP_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(indices_count_up_whatever_the_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
