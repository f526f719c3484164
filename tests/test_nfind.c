// nfind: the order in which thieves visit the Ps. The rest of the module is
// tested with whole programs in test_native.c.
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "native/ngmp.h"
#include "testing.h"

// From every start, with every step, each P is visited once: a thief that finds
// nothing has looked everywhere.
static void visits_all(const struct nsched *s, uint32_t start, uint32_t step)
{
    static unsigned char seen[NATIVE_PROCS_MAX];
    uint32_t n = nprocs(s), at = start;

    memset(seen, 0, sizeof seen);
    for (uint32_t i = 0; i < n; i++) {
        assert_in_range(at, 0, n - 1);
        assert_int_equal(seen[at], 0);
        seen[at] = 1;
        at = (at + step) % n;
    }
    assert_int_equal(at, start);
}

TEST(every_order_of_stealing_visits_each_p_once)
{
    static const uint32_t sizes[] = {1, 2,  3,  4,  5,  6,   7,
                                     8, 12, 63, 64, 65, 255, NATIVE_PROCS_MAX};
    struct nsched *s = xcalloc(1, sizeof *s);

    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        uint32_t n = sizes[k];
        s->gomaxprocs = n;
        nsteal_order(s);
        assert_in_range(s->ncoprimes, 1, n);
        for (uint32_t i = 0; i < s->ncoprimes; i++)
            visits_all(s, i % n, s->coprimes[i]);
    }
    free(s);
}

// Go's tables (proc.go: randomOrder.reset).
TEST(the_steps_are_the_numbers_without_a_common_divisor)
{
    static const uint32_t of_8[] = {1, 3, 5, 7}, of_6[] = {1, 5}, of_1[] = {1};
    static const struct {
        uint32_t procs, nsteps;
        const uint32_t *steps;
    } cases[] = {{8, 4, of_8}, {6, 2, of_6}, {1, 1, of_1}};
    struct nsched *s = xcalloc(1, sizeof *s);

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        s->gomaxprocs = cases[k].procs;
        nsteal_order(s);
        assert_int_equal(s->ncoprimes, cases[k].nsteps);
        assert_memory_equal(s->coprimes, cases[k].steps,
                            cases[k].nsteps * sizeof(uint32_t));
    }
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_order_of_stealing_visits_each_p_once),
        RUN(the_steps_are_the_numbers_without_a_common_divisor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
