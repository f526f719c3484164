// Constants: the tables of words and strings, and how they get into registers.
#include <string.h>

#include "lang/constant.h"
#include "lang/emit_impl.h"
#include "lang/universe.h"

// Only where an entry lies depends on this, never an order.
static uint64_t mix(uint64_t h, uint64_t k)
{
    h = (h ^ k) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}

// The entry of the key, or the free one where it belongs.
static struct keymap_entry *find(struct keymap *m, const uint64_t key[3])
{
    uint64_t h = mix(mix(mix(1, key[0]), key[1]), key[2]);

    for (size_t i = h & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        struct keymap_entry *s = &m->slot[i];
        if (s->value == 0 || memcmp(s->key, key, sizeof s->key) == 0)
            return s;
    }
}

static void grow(struct keymap *m)
{
    struct keymap old = *m;

    m->cap = old.cap == 0 ? 64 : 2 * old.cap;
    m->slot = xcalloc(m->cap, sizeof *m->slot);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i].value != 0)
            *find(m, old.slot[i].key) = old.slot[i];
    free(old.slot);
}

uint32_t keymap_get(struct keymap *m, uint64_t a, uint64_t b, uint64_t c,
                    uint32_t next, bool *fresh)
{
    const uint64_t key[3] = {a, b, c};

    if (m->n >= m->cap / 2)
        grow(m);
    struct keymap_entry *s = find(m, key);
    *fresh = s->value == 0;
    if (*fresh) {
        memcpy(s->key, key, sizeof key);
        s->value = next + 1;
        m->n++;
    }
    return s->value - 1;
}

static uint32_t const_index(struct emit *e, uint64_t kind, word key, word w)
{
    bool fresh;
    CHECK(e->consts.n < INT32_MAX);
    uint32_t i =
        keymap_get(&e->const_map, kind, key, 0, (uint32_t)e->consts.n, &fresh);

    if (fresh)
        vec_push(&e->consts, w);
    return i;
}

uint32_t emit_const_word(struct emit *e, word w)
{
    return const_index(e, 0, w, w);
}

uint32_t emit_const_string(struct emit *e, const char *s, size_t len)
{
    // Equal text is the same interned pointer: the key.
    const char *text = strtab_intern(&e->l->names, s, len);
    bool fresh;
    uint32_t i = keymap_get(&e->const_map, 1, (uintptr_t)text, len,
                            (uint32_t)e->consts.n, &fresh);

    if (fresh) {
        struct gostr *g = arena_new(e->arena, struct gostr);
        g->len = (int64_t)len;
        g->data = (unsigned char *)arena_strndup(e->arena, s, len);
        vec_push(&e->consts, (word)(uintptr_t)g);
    }
    return i;
}

struct type *emit_basic(struct emit *e, enum type_kind kind)
{
    CHECK(kind < TYPE_POINTER);
    return universe_of(e->l)->types[kind];
}

// Go spec: Constants, default type.
struct type *emit_default_type(struct emit *e, struct type *t)
{
    switch (t->kind) {
    case TYPE_UNTYPED_BOOL:
        return emit_basic(e, TYPE_BOOL);
    case TYPE_UNTYPED_INT:
        return emit_basic(e, TYPE_INT);
    case TYPE_UNTYPED_RUNE:
        return universe_of(e->l)->rune_type;
    case TYPE_UNTYPED_FLOAT:
        return emit_basic(e, TYPE_FLOAT64);
    case TYPE_UNTYPED_STRING:
        return emit_basic(e, TYPE_STRING);
    default:
        return t;
    }
}

// Rounded once, from the constant's full precision.
static uint32_t float_const(struct fn *f, const struct const_value *v,
                            bool is32, uint32_t dest)
{
    word bits = 0;

    if (is32) {
        float x = (float)const_to_float(v, true);
        uint32_t half;
        memcpy(&half, &x, sizeof half);
        bits = half;
    } else {
        double x = const_to_float(v, false);
        memcpy(&bits, &x, sizeof bits);
    }
    return fn_int(f, (int64_t)bits, dest);
}

// The register form of a constant of type t: the same as that of any value of
// t.
uint32_t emit_const(struct fn *f, const struct const_value *v, struct type *t,
                    uint32_t dest)
{
    struct type *u = type_underlying(emit_default_type(f->e, t));

    if (v->kind == CONST_STRING) {
        if (v->len == 0)
            return fn_load(f, OP_LOADI, 0, dest);
        return fn_load(f, OP_LOADK, emit_const_string(f->e, v->s, v->len),
                       dest);
    }
    if (v->kind == CONST_BOOL)
        return fn_load(f, OP_LOADI, v->b, dest);
    CHECK(v->kind == CONST_INT || v->kind == CONST_FLOAT);
    if (u->kind == TYPE_FLOAT32 || u->kind == TYPE_FLOAT64)
        return float_const(f, v, u->kind == TYPE_FLOAT32, dest);
    int128 i = 0;
    // The checker made sure that the value is one of its integer type.
    bool whole = const_to_int(v, &i);
    CHECK(whole);
    return fn_int(f, (int64_t)(uint64_t)i, dest);
}
