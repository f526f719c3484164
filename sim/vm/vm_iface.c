// vm_iface: interfaces, which are nil or a box of type and value, and
// everything that depends on the dynamic type: assertions, methods, equality.
#include "vm/vm_impl.h"

#include <stdlib.h>

#include "base/vec.h"

word kind_extend(enum rkind kind, word w)
{
    switch (kind) {
    case RK_BOOL:
    case RK_UINT8:
        return (uint8_t)w;
    case RK_INT8:
        return (word)(int64_t)(int8_t)w;
    case RK_INT16:
        return (word)(int64_t)(int16_t)w;
    case RK_INT32:
        return (word)(int64_t)(int32_t)w;
    case RK_UINT16:
        return (uint16_t)w;
    case RK_UINT32:
    case RK_FLOAT32:
        return (uint32_t)w;
    default:
        return w;
    }
}

// Methods are sorted by name: few enough to look through, or halved.
static const struct rmethod *find_method(const struct rtype *t, uint32_t name)
{
    uint32_t lo = 0, hi = t->nmethods;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (t->methods[mid].name == name)
            return &t->methods[mid];
        if (t->methods[mid].name < name)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

const struct func *rtype_method(const struct vm *vm, const struct rtype *t,
                                uint32_t name)
{
    const struct rmethod *m = find_method(t, name);
    CHECK(m != NULL);
    CHECK(m->func < vm->code->nfuncs);
    return vm->code->funcs[m->func];
}

const struct func *type_string_method(const struct vm *vm,
                                      const struct rtype *t)
{
    // Error goes before String, as in package fmt.
    uint32_t number = t->error_method != 0 ? t->error_method : t->stringer;
    if (number == 0)
        return NULL;
    CHECK(number <= t->nmethods);
    CHECK(t->methods[number - 1].func < vm->code->nfuncs);
    return vm->code->funcs[t->methods[number - 1].func];
}

bool type_is_basic(const struct rtype *t)
{
    bool basic = t->kind <= RK_FLOAT64 || t->kind == RK_STRING;
    return basic && strchr(t->name, '.') == NULL;
}

enum vm_result iface_box(struct vm *vm, const struct rtype *t, const word *v,
                         word *box)
{
    if (t->words == 0) {
        // The table of types holds a box of every type without value.
        *box = (word)(uintptr_t)&vm->code->types[t->id];
        return VM_OK;
    }
    word *p = vm_alloc_words(vm, 1 + (size_t)t->words);
    if (p == NULL)
        return VM_OOM;
    p[0] = (word)(uintptr_t)t;
    memcpy(p + 1, v, t->words * sizeof(word));
    *box = (word)(uintptr_t)p;
    return VM_OK;
}

// error.go: TypeAssertionError. static_type: of the operand, NULL if unknown.
static enum vm_result assert_error(struct vm *vm,
                                   const struct rtype *static_type, word box,
                                   const struct rtype *want)
{
    const char *from = static_type != NULL ? static_type->name : "interface {}";
    if (box == 0)
        return vm_plain_error(vm, "interface conversion: %s is nil, not %s",
                              from, want->name);
    const char *have = box_type(box)->name;
    return vm_plain_error(
        vm, "interface conversion: %s is %s, not %s%s", from, have, want->name,
        strcmp(have, want->name) == 0 ? " (types from different scopes)" : "");
}

// The low half of ASSERT's extension is the number of the static type + 1, or
// 0.
static const struct rtype *assert_static_type(const struct vm *vm,
                                              const union instr *in)
{
    uint32_t number = (uint32_t)in[1].lo;
    return number == 0 ? NULL : vm->code->types[number - 1];
}

enum vm_result iface_assert(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    word box = R[in->b];
    if (box == 0 || box_type(box) != t)
        return assert_error(vm, assert_static_type(vm, in), box, t);
    memcpy(&R[in->a], box_words(box), t->words * sizeof(word));
    return VM_OK;
}

void iface_assert2(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    word box = R[in->b], *d = &R[in->a];
    bool ok = box != 0 && box_type(box) == t;
    if (ok)
        memcpy(d, box_words(box), t->words * sizeof(word));
    else
        memset(d, 0, t->words * sizeof(word));
    d[t->words] = ok;
}

// The first method that t lacks of those that the interface wants, or NULL.
static const struct rmethod *missing_method(const struct rtype *t,
                                            const struct rtype *iface)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < iface->nmethods; i++) {
        while (k < t->nmethods && t->methods[k].name < iface->methods[i].name)
            k++;
        if (k == t->nmethods || t->methods[k].name != iface->methods[i].name)
            return &iface->methods[i];
    }
    return NULL;
}

enum vm_result iface_assert_iface(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *want = vm->code->types[in[1].hi];
    word box = R[in->b], *d = &R[in->a];
    const struct rmethod *missing =
        box == 0 ? NULL : missing_method(box_type(box), want);
    bool ok = box != 0 && missing == NULL;
    if (in->op == OP_ASSERTI2) {
        d[0] = ok ? box : 0;
        d[1] = ok;
        return VM_OK;
    }
    if (box == 0)
        return vm_plain_error(
            vm, "interface conversion: interface is nil, not %s", want->name);
    if (missing != NULL)
        return vm_plain_error(
            vm, "interface conversion: %s is not %s: missing method %s",
            box_type(box)->name, want->name, vm->code->names[missing->name]);
    d[0] = box;
    return VM_OK;
}

// A pair of values still to be compared.
struct vm_equal_item {
    const struct rtype *type;
    const word *x, *y;
};

static struct vm_equal_item *equal_push(struct vm_text *t, size_t n)
{
    if (n == t->equal_cap)
        t->equal = vec_grow(t->equal, &t->equal_cap, sizeof *t->equal);
    return &t->equal[n];
}

static bool floats_equal(enum rkind kind, word x, word y)
{
    if (kind == RK_FLOAT32) {
        float a, b;
        uint32_t i = (uint32_t)x, k = (uint32_t)y;
        memcpy(&a, &i, sizeof a);
        memcpy(&b, &k, sizeof b);
        return a == b;
    }
    double a, b;
    memcpy(&a, &x, sizeof a);
    memcpy(&b, &y, sizeof b);
    return a == b;
}

// Compares one word of a type that is not a struct. Interfaces that hold the
// same type are left to the caller: *deeper.
static bool words_equal(const struct rtype *t, word x, word y, bool *deeper)
{
    *deeper = false;
    switch (t->kind) {
    case RK_STRING:
        return string_compare(x, y) == 0;
    case RK_FLOAT32:
    case RK_FLOAT64:
        return floats_equal(t->kind, x, y);
    case RK_INTERFACE:
        if (x == 0 || y == 0 || box_type(x) != box_type(y))
            return x == y;
        *deeper = true;
        return true;
    default:
        return kind_extend(t->kind, x) == kind_extend(t->kind, y);
    }
}

// Values nest as deep as a program makes them, so the list of what is left to
// compare is ours, not the C stack.
enum vm_result value_equal(struct vm *vm, const struct rtype *t, const word *x,
                           const word *y, word *equal)
{
    struct vm_text *scratch = vm->text;
    size_t n = 0;
    CHECK(t != NULL);
    *equal_push(scratch, n++) = (struct vm_equal_item){t, x, y};
    while (n > 0) {
        struct vm_equal_item it = scratch->equal[--n];
        bool deeper;
        if (!it.type->comparable)
            return vm_error(vm, "comparing uncomparable type %s",
                            it.type->name);
        if (it.type->kind == RK_STRUCT) {
            // Last first, so that the first field is compared first.
            for (uint32_t i = it.type->nfields; i-- > 0;) {
                const struct rfield *f = &it.type->fields[i];
                if (strcmp(f->name, "_") == 0)
                    continue;
                *equal_push(scratch, n++) = (struct vm_equal_item){
                    f->type, it.x + f->offset_words, it.y + f->offset_words};
            }
            continue;
        }
        if (!words_equal(it.type, it.x[0], it.y[0], &deeper)) {
            *equal = 0;
            return VM_OK;
        }
        if (deeper)
            *equal_push(scratch, n++) = (struct vm_equal_item){
                box_type(it.x[0]), box_words(it.x[0]), box_words(it.y[0])};
    }
    *equal = 1;
    return VM_OK;
}

enum vm_result iface_equal(struct vm *vm, word x, word y, word *equal)
{
    if (x == 0 || y == 0 || box_type(x) != box_type(y)) {
        *equal = x == y;
        return VM_OK;
    }
    return value_equal(vm, box_type(x), box_words(x), box_words(y), equal);
}
