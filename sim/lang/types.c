// Identity follows go/types: type literals are compared part by part, defined
// types by pointer. Interfaces that refer to themselves are compared under the
// assumption that they are identical.
#include "lang/types.h"

#include "base/check.h"

// The depth of literals is bounded by type.depth, but methods of embedded
// interfaces lead on; and aliases can share parts (type A = struct{x, y B}, 60
// times). Past these limits types count as different.
enum { COMPARISONS_MAX = 1000000, DEPTH_MAX = 3000 };

static const int64_t ADDRESS_SPACE_BYTES = INT64_C(1) << 50; // as cmd/compile

struct type *type_underlying(struct type *t)
{
    static struct type invalid;

    while (t != NULL && t->kind == TYPE_NAMED)
        t = t->underlying;
    return t == NULL ? &invalid : t;
}

// ---- predicates ----

static enum type_kind under_kind(struct type *t)
{
    return type_underlying(t)->kind;
}

bool type_is_valid(struct type *t)
{
    return t != NULL && t->kind != TYPE_INVALID;
}

bool type_is_untyped(const struct type *t)
{
    return t->kind >= TYPE_UNTYPED_BOOL && t->kind <= TYPE_UNTYPED_NIL;
}

bool type_is_named(const struct type *t)
{
    return t->kind == TYPE_NAMED || t->kind < TYPE_POINTER;
}

bool type_is_integer(struct type *t)
{
    enum type_kind k = under_kind(t);

    return (k >= TYPE_INT && k <= TYPE_UINTPTR) || k == TYPE_UNTYPED_INT ||
           k == TYPE_UNTYPED_RUNE;
}

bool type_is_unsigned(struct type *t)
{
    enum type_kind k = under_kind(t);

    return k >= TYPE_UINT && k <= TYPE_UINTPTR;
}

bool type_is_float(struct type *t)
{
    enum type_kind k = under_kind(t);

    return k == TYPE_FLOAT32 || k == TYPE_FLOAT64 || k == TYPE_UNTYPED_FLOAT;
}

bool type_is_numeric(struct type *t)
{
    return type_is_integer(t) || type_is_float(t);
}

bool type_is_string(struct type *t)
{
    enum type_kind k = under_kind(t);

    return k == TYPE_STRING || k == TYPE_UNTYPED_STRING;
}

bool type_is_boolean(struct type *t)
{
    enum type_kind k = under_kind(t);

    return k == TYPE_BOOL || k == TYPE_UNTYPED_BOOL;
}

bool type_is_ordered(struct type *t)
{
    return type_is_numeric(t) || type_is_string(t);
}

bool type_is_const(struct type *t)
{
    return type_is_ordered(t) || type_is_boolean(t);
}

bool type_is_interface(struct type *t)
{
    return under_kind(t) == TYPE_INTERFACE;
}

bool type_is_bytes_or_runes(struct type *t)
{
    t = type_underlying(t);
    if (t->kind != TYPE_SLICE)
        return false;
    enum type_kind k = under_kind(t->elem);
    return k == TYPE_UINT8 || k == TYPE_INT32;
}

bool type_has_nil(struct type *t)
{
    switch (under_kind(t)) {
    case TYPE_POINTER:
    case TYPE_SLICE:
    case TYPE_MAP:
    case TYPE_CHAN:
    case TYPE_FUNC:
    case TYPE_INTERFACE:
        return true;
    default:
        return false;
    }
}

const char *type_kind_name(struct type *t)
{
    switch (under_kind(t)) {
    case TYPE_POINTER:
        return "pointer";
    case TYPE_SLICE:
        return "slice";
    case TYPE_ARRAY:
        return "array";
    case TYPE_MAP:
        return "map";
    case TYPE_CHAN:
        return "chan";
    case TYPE_STRUCT:
        return "struct";
    case TYPE_FUNC:
        return "func";
    case TYPE_INTERFACE:
        return "interface";
    case TYPE_TUPLE:
        return "tuple";
    default:
        return NULL;
    }
}

bool name_is_exported(const char *name)
{
    unsigned char c = (unsigned char)name[0];

    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    // The upper case letters past ASCII that have two bytes and come in blocks:
    // Latin-1, Greek and Cyrillic. Others count as lower case.
    unsigned u = (c & 0x1fu) << 6 | ((unsigned char)name[1] & 0x3fu);
    if ((c & 0xe0) != 0xc0)
        return false;
    return (u >= 0xc0 && u <= 0xde && u != 0xd7) ||
           (u >= 0x391 && u <= 0x3a9) || (u >= 0x400 && u <= 0x42f);
}

// ---- identity ----

// The pairs of interfaces that are being compared further up.
struct pair {
    const struct type *a, *b;
    const struct pair *outer;
};

struct comparison {
    bool ignore_tags;
    long left;
    int depth;
};

static bool identical(struct comparison *c, struct type *a, struct type *b,
                      const struct pair *pairs);

static bool identical_lists(struct comparison *c, struct type **a,
                            struct type **b, size_t n, const struct pair *pairs)
{
    for (size_t i = 0; i < n; i++)
        if (!identical(c, a[i], b[i], pairs))
            return false;
    return true;
}

static bool same_name(const struct type_field *f, const struct type_field *g)
{
    return f->name == g->name &&
           (f->name == NULL || name_is_exported(f->name) ||
            f->package == g->package);
}

static bool same_tag(const char *a, const char *b)
{
    a = a == NULL ? "" : a;
    b = b == NULL ? "" : b;
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

static bool identical_fields(struct comparison *c, struct type *a,
                             struct type *b, const struct pair *pairs)
{
    if (a->nfields != b->nfields)
        return false;
    for (size_t i = 0; i < a->nfields; i++) {
        struct type_field *f = &a->fields[i], *g = &b->fields[i];
        if (!same_name(f, g) || f->embedded != g->embedded)
            return false;
        if (!c->ignore_tags && !same_tag(f->tag, g->tag))
            return false;
        if (!identical(c, f->type, g->type, pairs))
            return false;
    }
    return true;
}

static bool identical_parts(struct comparison *c, struct type *a,
                            struct type *b, const struct pair *pairs)
{
    switch (a->kind) {
    case TYPE_POINTER:
    case TYPE_SLICE:
        return identical(c, a->elem, b->elem, pairs);
    case TYPE_ARRAY:
        return a->length == b->length && identical(c, a->elem, b->elem, pairs);
    case TYPE_MAP:
        return identical(c, a->key, b->key, pairs) &&
               identical(c, a->elem, b->elem, pairs);
    case TYPE_CHAN:
        return a->dir == b->dir && identical(c, a->elem, b->elem, pairs);
    case TYPE_STRUCT:
        return identical_fields(c, a, b, pairs);
    case TYPE_FUNC:
    case TYPE_TUPLE:
        return a->nparams == b->nparams && a->nresults == b->nresults &&
               a->variadic == b->variadic &&
               identical_lists(c, a->params, b->params, a->nparams, pairs) &&
               identical_lists(c, a->results, b->results, a->nresults, pairs);
    case TYPE_INTERFACE:
        for (const struct pair *p = pairs; p != NULL; p = p->outer)
            if (p->a == a && p->b == b)
                return true;
        return identical_fields(c, a, b, &(struct pair){a, b, pairs});
    case TYPE_NAMED:
        return false;
    default:
        return true; // basic types of one kind: byte is uint8
    }
}

static bool identical(struct comparison *c, struct type *a, struct type *b,
                      const struct pair *pairs)
{
    if (a == b)
        return true;
    if (a == NULL || b == NULL || a->kind != b->kind || --c->left < 0 ||
        c->depth == DEPTH_MAX)
        return false;
    c->depth++;
    bool same = identical_parts(c, a, b, pairs);
    c->depth--;
    return same;
}

bool type_identical(struct type *a, struct type *b)
{
    struct comparison c = {.left = COMPARISONS_MAX};

    return identical(&c, a, b, NULL);
}

bool type_identical_no_tags(struct type *a, struct type *b)
{
    struct comparison c = {.ignore_tags = true, .left = COMPARISONS_MAX};

    return identical(&c, a, b, NULL);
}

// ---- size and comparability ----

static int64_t align_up(int64_t n, int64_t align)
{
    CHECK(align > 0 && (align & (align - 1)) == 0);
    return (n + align - 1) & -align;
}

static void set_layout(struct type *t, int64_t size, uint8_t align,
                       bool incomparable)
{
    t->size = size >= ADDRESS_SPACE_BYTES ? -1 : size;
    t->align = align;
    t->incomparable = incomparable;
    t->layout = LAYOUT_DONE;
}

static bool layout_struct(struct type *t)
{
    int64_t size = 0;
    uint8_t align = 1;
    bool incomparable = false;

    for (size_t i = 0; i < t->nfields; i++) {
        struct type *f = t->fields[i].type;
        if (!type_layout(f))
            return false;
        // Of an incomplete type nothing is known yet, nor of this one.
        if (f->layout != LAYOUT_DONE)
            return true;
        align = f->align > align ? f->align : align;
        incomparable |= f->incomparable;
        if (size < 0 || f->size < 0) {
            size = -1;
            continue;
        }
        size = align_up(size, f->align) + f->size;
        // As in Go, so that no pointer to the last field points past the end.
        if (i + 1 == t->nfields && f->size == 0 && size > 0)
            size++;
        if (size >= ADDRESS_SPACE_BYTES)
            size = -1;
    }
    set_layout(t, size < 0 ? -1 : align_up(size, align), align, incomparable);
    return true;
}

static bool layout_array(struct type *t)
{
    struct type *e = t->elem;
    int64_t size;

    if (!type_layout(e))
        return false;
    if (e->layout != LAYOUT_DONE)
        return true;
    if (e->size < 0 || __builtin_mul_overflow(e->size, t->length, &size))
        size = -1;
    set_layout(t, size, e->align, e->incomparable);
    return true;
}

bool type_layout(struct type *t)
{
    static const uint8_t basic[TYPE_POINTER] = {
        [TYPE_BOOL] = 1,    [TYPE_INT] = 8,     [TYPE_INT8] = 1,
        [TYPE_INT16] = 2,   [TYPE_INT32] = 4,   [TYPE_INT64] = 8,
        [TYPE_UINT] = 8,    [TYPE_UINT8] = 1,   [TYPE_UINT16] = 2,
        [TYPE_UINT32] = 4,  [TYPE_UINT64] = 8,  [TYPE_UINTPTR] = 8,
        [TYPE_FLOAT32] = 4, [TYPE_FLOAT64] = 8, [TYPE_STRING] = 16,
    };

    if (t->layout != LAYOUT_NONE)
        return t->layout == LAYOUT_DONE;
    t->layout = LAYOUT_BUSY;
    bool finite = true;
    switch (t->kind) {
    case TYPE_STRUCT:
        finite = layout_struct(t);
        break;
    case TYPE_ARRAY:
        finite = layout_array(t);
        break;
    case TYPE_NAMED: {
        struct type *u = t->underlying;
        finite = u == NULL || type_layout(u);
        if (finite && u != NULL && u->layout == LAYOUT_DONE)
            set_layout(t, u->size, u->align, u->incomparable);
        break;
    }
    case TYPE_SLICE:
        set_layout(t, 24, 8, true);
        break;
    case TYPE_INTERFACE:
        set_layout(t, 16, 8, false);
        break;
    case TYPE_POINTER:
    case TYPE_CHAN:
        set_layout(t, 8, 8, false);
        break;
    case TYPE_MAP:
    case TYPE_FUNC:
        set_layout(t, 8, 8, true);
        break;
    case TYPE_STRING:
        set_layout(t, 16, 8, false);
        break;
    case TYPE_TUPLE:
        set_layout(t, 0, 1, true);
        break;
    default: {
        uint8_t size = basic[t->kind];
        set_layout(t, size, size == 0 ? 1 : size, t->kind == TYPE_UNTYPED_NIL);
    }
    }
    if (t->layout == LAYOUT_BUSY)
        t->layout = LAYOUT_NONE;
    return finite;
}

bool type_comparable(struct type *t)
{
    // A type that contains itself was reported; nothing more to say about it.
    return !type_layout(t) || !t->incomparable;
}
