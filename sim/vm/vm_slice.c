// vm_slice: slices. Their elements lie in an array object that begins with its
// size, so that a slice whose four words were torn apart by a data race is
// recognised; see CHKSLICE.
#include "vm/vm_impl.h"

#include <stdio.h>

// Go's limit of an object on linux/amd64 (malloc.go: maxAlloc).
#define GO_MAX_ALLOC ((word)1 << 48)

enum { GO_MAX_SMALL_BYTES = 32768, GO_PAGE_BYTES = 8192 };

// Go's size classes (sizeclasses.go), which cap() shows after append.
static const uint16_t size_classes[] = {
    8,     16,    24,    32,    48,    64,    80,    96,    112,   128,
    144,   160,   176,   192,   208,   224,   240,   256,   288,   320,
    352,   384,   416,   448,   480,   512,   576,   640,   704,   768,
    896,   1024,  1152,  1280,  1408,  1536,  1792,  2048,  2304,  2688,
    3072,  3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,
    8192,  9472,  9728,  10240, 10880, 12288, 13568, 14336, 16384, 18432,
    19072, 20480, 21760, 24576, 27264, 28672, 32768,
};

enum vm_result slice_index_error(struct vm *vm, word index, word len)
{
    if ((int64_t)index < 0)
        return vm_error(vm, "index out of range [%lld]", (long long)index);
    return vm_error(vm, "index out of range [%lld] with length %lld",
                    (long long)index, (long long)len);
}

bool slice_new(struct vm *vm, const struct rtype *t, word n, word *s)
{
    word bytes, words;
    if (__builtin_mul_overflow(n, (word)t->elem_bytes, &bytes) ||
        bytes > INT64_MAX - sizeof(word))
        return false;
    words = (bytes + sizeof(word) - 1) / sizeof(word);
    word *array = vm_alloc_words(vm, ARRAY_WORDS + words);
    if (array == NULL)
        return false;
    array[0] = bytes;
    array[1] = t->elem_bytes;
    s[SLICE_DATA] = (word)(uintptr_t)(array + ARRAY_WORDS);
    s[SLICE_LEN] = n;
    s[SLICE_CAP] = n;
    s[SLICE_ARRAY] = (word)(uintptr_t)array;
    return true;
}

void slice_of_array(word array, word *s)
{
    const word *a = (const word *)(uintptr_t)array;
    CHECK(a != NULL);
    CHECK(a[1] != 0);
    s[SLICE_DATA] = (word)(uintptr_t)(a + ARRAY_WORDS);
    s[SLICE_LEN] = s[SLICE_CAP] = a[0] / a[1];
    s[SLICE_ARRAY] = array;
}

// Whether Go could make n elements of type t (slice.go: makeslice).
static bool fits_go(const struct rtype *t, word n)
{
    word bytes;
    return (int64_t)n >= 0 &&
           !__builtin_mul_overflow(n, (word)t->go_bytes, &bytes) &&
           bytes <= GO_MAX_ALLOC;
}

enum vm_result slice_make(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    word len = R[in->b], cap = R[in->c];
    if (!fits_go(t, len))
        return vm_error(vm, "makeslice: len out of range");
    if (!fits_go(t, cap) || len > cap)
        return vm_error(vm, "makeslice: cap out of range");
    if (!slice_new(vm, t, cap, &R[in->a]))
        return VM_OOM;
    R[in->a + SLICE_LEN] = len;
    return VM_OK;
}

// Go's texts (error.go: boundsErrorFmts) by what was out of range: of s[x:y] or
// s[x:y:z] the bound that is too large, and the other one or the limit.
static const struct bound_text {
    const char *text, *negative;
} bound_texts[] = {
    [BOUND_LEN] = {"[:%lld] with length %lld", "[:%lld]"},
    [BOUND_CAP] = {"[:%lld] with capacity %lld", "[:%lld]"},
    [BOUND_LOW] = {"[%lld:%lld]", "[%lld:]"},
    [BOUND_MAX_CAP] = {"[::%lld] with capacity %lld", "[::%lld]"},
    [BOUND_HIGH_MAX] = {"[:%lld:%lld]", "[:%lld:]"},
    [BOUND_LOW_MAX] = {"[%lld:%lld:]", "[%lld::]"},
};

enum vm_result slice_bound_error(struct vm *vm, enum bound bound, word x,
                                 word y)
{
    const struct bound_text *t = &bound_texts[bound];
    char range[80];
    snprintf(range, sizeof range, (int64_t)x < 0 ? t->negative : t->text,
             (long long)x, (long long)y);
    return vm_error(vm, "slice bounds out of range %s", range);
}

enum vm_result slice_reslice(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    const word *s = &R[in->b];
    word cap = s[SLICE_CAP];
    bool has_hi = in[1].h[0] != REG_NONE, has_max = in[1].h[1] != REG_NONE;
    word lo = in->c == REG_NONE ? 0 : R[in->c];
    word hi = has_hi ? R[in[1].h[0]] : s[SLICE_LEN];
    word max = has_max ? R[in[1].h[1]] : cap;

    if (max > cap)
        return slice_bound_error(vm, BOUND_MAX_CAP, max, cap);
    if (hi > max)
        return slice_bound_error(vm, has_max ? BOUND_HIGH_MAX : BOUND_CAP, hi,
                                 max);
    if (lo > hi)
        return slice_bound_error(vm, has_max ? BOUND_LOW_MAX : BOUND_LOW, lo,
                                 hi);
    word *d = &R[in->a];
    word data = s[SLICE_DATA], array = s[SLICE_ARRAY];
    // As in Go, an empty slice does not point behind the array.
    d[SLICE_DATA] = max == lo ? data : data + lo * t->elem_bytes;
    d[SLICE_LEN] = hi - lo;
    d[SLICE_CAP] = max - lo;
    d[SLICE_ARRAY] = array;
    return VM_OK;
}

// malloc.go: roundupsize
static word round_up_size(word bytes)
{
    if (bytes >= GO_MAX_SMALL_BYTES)
        return (bytes + GO_PAGE_BYTES - 1) / GO_PAGE_BYTES * GO_PAGE_BYTES;
    size_t lo = 0, hi = sizeof size_classes / sizeof *size_classes - 1;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (size_classes[mid] >= bytes)
            hi = mid;
        else
            lo = mid + 1;
    }
    CHECK(size_classes[lo] >= bytes);
    return size_classes[lo];
}

// The capacity that Go 1.19 gives to a slice of old_cap elements that has to
// hold n (slice.go: growslice); 0 when it panics. Newer versions differ for
// elements with pointers past 512 bytes. DIFFERS FROM GO: only then.
static word grown_cap(const struct rtype *t, word old_cap, word n)
{
    enum { THRESHOLD = 256 };
    word bytes, cap = old_cap;
    CHECK(n > old_cap);
    if (t->go_bytes == 0)
        return n;
    if (n > 2 * old_cap) {
        cap = n;
    } else if (old_cap < THRESHOLD) {
        cap = 2 * old_cap;
    } else {
        while (cap < n)
            cap += (cap + 3 * THRESHOLD) / 4;
    }
    if (__builtin_mul_overflow(cap, (word)t->go_bytes, &bytes) ||
        bytes > GO_MAX_ALLOC)
        return 0;
    return round_up_size(bytes) / t->go_bytes;
}

void slice_copy_elems(const struct rtype *t, word dst, word src, word n)
{
    word bytes = n * t->elem_bytes;
    if (bytes == 0 || dst == src)
        return;
    bool back = dst > src && dst - src < bytes;
    switch (t->elem_bytes) {
    case 1:
        for (word i = 0; i < n; i++) {
            word k = back ? n - 1 - i : i;
            at_store8_rlx((uint8_t *)(uintptr_t)dst + k,
                          at_load8_rlx((const uint8_t *)(uintptr_t)src + k));
        }
        return;
    case 2:
        for (word i = 0; i < n; i++) {
            word k = back ? n - 1 - i : i;
            at_store16_rlx((uint16_t *)(uintptr_t)dst + k,
                           at_load16_rlx((const uint16_t *)(uintptr_t)src + k));
        }
        return;
    case 4:
        for (word i = 0; i < n; i++) {
            word k = back ? n - 1 - i : i;
            at_store32_rlx((uint32_t *)(uintptr_t)dst + k,
                           at_load32_rlx((const uint32_t *)(uintptr_t)src + k));
        }
        return;
    default:
        n = bytes / sizeof(word);
        for (word i = 0; i < n; i++) {
            word k = back ? n - 1 - i : i;
            at_store_rel((uint64_t *)(uintptr_t)dst + k,
                         at_load_acq((const uint64_t *)(uintptr_t)src + k));
        }
    }
}

void slice_store_elem(const struct rtype *t, word dst, const word *v)
{
    switch (t->elem_bytes) {
    case 1:
        at_store8_rlx((uint8_t *)(uintptr_t)dst, (uint8_t)v[0]);
        return;
    case 2:
        at_store16_rlx((uint16_t *)(uintptr_t)dst, (uint16_t)v[0]);
        return;
    case 4:
        at_store32_rlx((uint32_t *)(uintptr_t)dst, (uint32_t)v[0]);
        return;
    default:
        for (uint32_t i = 0; i < t->words; i++)
            at_store_rel((uint64_t *)(uintptr_t)dst + i, v[i]);
    }
}

enum vm_result slice_append(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    const word *more = &R[in->c];
    word s[SLICE_WORDS];
    memcpy(s, &R[in->b], sizeof s);
    word old_len = s[SLICE_LEN];
    word n = in->op == OP_APPEND1 ? 1 : more[SLICE_LEN];
    word len = old_len + n;
    if (len > s[SLICE_CAP]) {
        word cap = (int64_t)len < 0 ? 0 : grown_cap(t, s[SLICE_CAP], len);
        if (cap < len)
            return vm_error(vm, "growslice: cap out of range");
        word old = s[SLICE_DATA];
        if (!slice_new(vm, t, cap, s))
            return VM_OOM;
        if (vm_long_elems(vm, t, len))
            return vm_long_begin(vm, s[SLICE_ARRAY]);
        slice_copy_elems(t, s[SLICE_DATA], old, old_len);
    }
    if (vm_long_elems(vm, t, n))
        return vm_long_begin(vm, 0);
    s[SLICE_LEN] = len;
    word end = s[SLICE_DATA] + old_len * t->elem_bytes;
    if (in->op == OP_APPEND1)
        slice_store_elem(t, end, more);
    else
        slice_copy_elems(t, end, more[SLICE_DATA], n);
    CHECK(len <= s[SLICE_CAP]);
    memcpy(&R[in->a], s, sizeof s);
    return VM_OK;
}

enum vm_result slice_copy(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    const word *dst = &R[in->b], *src = &R[in->c];
    word n = dst[SLICE_LEN] < src[SLICE_LEN] ? dst[SLICE_LEN] : src[SLICE_LEN];
    if (vm_long_elems(vm, t, n))
        return vm_long_begin(vm, 0);
    slice_copy_elems(t, dst[SLICE_DATA], src[SLICE_DATA], n);
    R[in->a] = n;
    return VM_OK;
}
