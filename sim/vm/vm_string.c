// vm_string: strings, immutable objects of length and address of the bytes. The
// bytes of a new string follow its head; substrings share those of their
// origin.
#include "vm/natives.h"

// A string whose n bytes are still to be filled in, or NULL at the limit.
static struct gostr *string_alloc(struct vm *vm, size_t n, unsigned char **data)
{
    enum { HEAD_WORDS = sizeof(struct gostr) / sizeof(word) };
    CHECK(n <= INT64_MAX);
    size_t words = n / sizeof(word) + (n % sizeof(word) != 0);
    word *p = vm_alloc_words(vm, HEAD_WORDS + words);
    if (p == NULL)
        return NULL;
    struct gostr *s = (struct gostr *)(void *)p;
    *data = (unsigned char *)(p + HEAD_WORDS);
    s->len = (int64_t)n;
    s->data = *data;
    return s;
}

word string_new(struct vm *vm, const void *p, size_t n, bool *oom)
{
    unsigned char *data;
    *oom = false;
    if (n == 0)
        return 0;
    struct gostr *s = string_alloc(vm, n, &data);
    *oom = s == NULL;
    if (s != NULL)
        memcpy(data, p, n);
    return (word)(uintptr_t)s;
}

// string(b). Others may be writing to b.
enum vm_result vm_native_bytes_string(struct vm *vm, word *args)
{
    const uint8_t *from = (const uint8_t *)(uintptr_t)args[SLICE_DATA];
    const size_t n = (size_t)args[SLICE_LEN];
    unsigned char *data;
    struct gostr *s = NULL;

    if (n > 0 && (s = string_alloc(vm, n, &data)) == NULL)
        return VM_OOM;
    for (size_t i = 0; i < n; i++)
        data[i] = at_load8_rlx(&from[i]);
    args[0] = (word)(uintptr_t)s;
    return VM_OK;
}

enum vm_result string_concat(struct vm *vm, word *R, const union instr *in)
{
    const struct gostr x = string_get(R[in->b]), y = string_get(R[in->c]);
    if (x.len == 0 || y.len == 0) {
        R[in->a] = x.len == 0 ? R[in->c] : R[in->b];
        return VM_OK;
    }
    unsigned char *data;
    struct gostr *s = string_alloc(vm, (size_t)x.len + (size_t)y.len, &data);
    if (s == NULL)
        return VM_OOM;
    if (vm_long_bytes(vm, (word)s->len))
        return vm_long_begin(vm, (word)(uintptr_t)s);
    memcpy(data, x.data, (size_t)x.len);
    memcpy(data + x.len, y.data, (size_t)y.len);
    R[in->a] = (word)(uintptr_t)s;
    return VM_OK;
}

enum vm_result string_sub(struct vm *vm, word *R, const union instr *in)
{
    const struct gostr x = string_get(R[in->b]);
    word len = (word)x.len;
    word lo = in->c == REG_NONE ? 0 : R[in->c];
    word hi = in[1].h[0] == REG_NONE ? len : R[in[1].h[0]];
    if (hi > len)
        return slice_bound_error(vm, BOUND_LEN, hi, len);
    if (lo > hi)
        return slice_bound_error(vm, BOUND_LOW, lo, hi);
    if (lo == 0 && hi == len) {
        R[in->a] = R[in->b];
        return VM_OK;
    }
    if (lo == hi) {
        R[in->a] = 0;
        return VM_OK;
    }
    unsigned char *unused;
    struct gostr *s = string_alloc(vm, 0, &unused);
    if (s == NULL)
        return VM_OOM;
    s->len = (int64_t)(hi - lo);
    s->data = x.data + lo;
    R[in->a] = (word)(uintptr_t)s;
    return VM_OK;
}

int string_compare(word x, word y)
{
    if (x == y)
        return 0;
    const struct gostr a = string_get(x), b = string_get(y);
    int64_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.data, b.data, (size_t)n);
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

unsigned char *string_fresh(struct gostr *s)
{
    CHECK(s->data == (const unsigned char *)(s + 1));
    return (unsigned char *)(s + 1);
}

bool string_next(word s, word *state)
{
    const struct gostr x = string_get(s);
    word at = state[0];
    int width;
    if (at >= (word)x.len)
        return false;
    int32_t rune = utf8_decode(x.data + at, (size_t)((word)x.len - at), &width);
    state[0] = at + (word)width;
    state[1] = at;
    state[2] = (word)(int64_t)rune;
    return true;
}

enum vm_result string_rune(struct vm *vm, word *d, word rune)
{
    unsigned char buf[UTF8_MAX];
    bool oom;
    int n = utf8_encode(buf, (int64_t)rune);
    word s = string_new(vm, buf, (size_t)n, &oom);
    if (oom)
        return VM_OOM;
    *d = s;
    return VM_OK;
}
