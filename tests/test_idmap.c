// idmap: any ids, dense indices in the order of appearance.
#include "trace/idmap.h"

#include "testing.h"

TEST(indices_count_up_whatever_the_ids)
{
    static const uint32_t factor[] = {1, 16, 65536, 2654435769u};

    for (size_t f = 0; f < sizeof factor / sizeof factor[0]; f++) {
        struct idmap m = {0};
        uint32_t n = factor[f] == 65536 ? 65536 : 100000;

        assert_int_equal(idmap_find(&m, 0), IDMAP_NONE);
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(idmap_find(&m, i * factor[f]), IDMAP_NONE);
            assert_int_equal(idmap_add(&m, i * factor[f]), i);
        }
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(idmap_find(&m, i * factor[f]), i);
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
