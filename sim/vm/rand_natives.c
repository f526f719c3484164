// rand_natives: the table that seeds of math/rand are mixed with.
#include "vm/natives.h"

static const uint64_t rng_cooked[] = {
#include "rngcooked.def" // scripts/rngcooked.c computes it
};

enum { RNG_LEN = 607 };

_Static_assert(sizeof rng_cooked == RNG_LEN * sizeof rng_cooked[0],
               "as many as the generator has places");

// cooked(i int) int64
enum vm_result vm_native_rand_cooked(struct vm *vm, word *args)
{
    (void)vm;
    CHECK(args[0] < RNG_LEN); // only math/rand calls it
    args[0] = rng_cooked[args[0]];
    return VM_OK;
}
