// Composite literals, slicing, assertions, receives.
#include "lang/constant.h"
#include "lang/emit_impl.h"

static struct type *literal_type(struct expr *e)
{
    // An elided &T in a list of pointers has the pointer's type.
    struct type *u = type_underlying(e->type);

    return u->kind == TYPE_POINTER ? u->elem : e->type;
}

// The value and the number of the field that element i of a literal sets.
static struct expr *field_value(const struct expr *e, size_t i, size_t *field)
{
    struct expr *x = e->list.v[i];

    *field = i;
    if (x->kind != EX_KEYVALUE)
        return x;
    CHECK(x->x->index >= 0);
    *field = (size_t)x->x->index;
    return x->y;
}

// Whether e can be stored field by field instead of as a value.
static bool is_literal_value(struct expr *e)
{
    e = expr_unparen(e);
    return e->kind == EX_COMPOSITE &&
           type_underlying(e->type)->kind == TYPE_STRUCT;
}

// Stores the struct literal e to zeroed memory.
static void store_struct(struct fn *f, struct expr *e, struct loc l)
{
    struct type *s = type_underlying(l.type);

    for (size_t i = 0; i < e->list.n; i++) {
        size_t k;
        struct expr *x = field_value(e, i, &k);
        struct loc to =
            loc_field(f, l, emit_field_offset(f->e, s, k), s->fields[k].type);
        uint32_t mark = f->top;
        if (is_literal_value(x) && !type_is_interface(to.type)) {
            store_struct(f, expr_unparen(x), to);
        } else {
            uint32_t r = emit_value(f, x, to.type, REG_NONE);
            loc_store(f, &to, r);
        }
        f->top = mark;
    }
}

// Fields are computed where they belong. dest is filled early only if it is
// fresh: p = pt{p.y, p.x}.
static uint32_t struct_literal(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *s = type_underlying(e->type);
    uint32_t words = emit_words(f->e, e->type);
    bool fresh = dest == REG_NONE || fn_is_fresh(f, dest);
    CHECK(e->list.n <= s->nfields);
    struct spot at = fn_spot(f, dest);
    uint32_t d = fresh ? fn_dest(f, dest, words) : fn_alloc(f, words);

    if (e->list.n < s->nfields)
        fn_zero(f, d, words);
    for (size_t i = 0; i < e->list.n; i++) {
        size_t k;
        struct expr *x = field_value(e, i, &k);
        uint32_t mark = f->top;
        emit_value(f, x, s->fields[k].type, d + emit_field_offset(f->e, s, k));
        f->top = mark;
    }
    if (fresh)
        return d;
    fn_move(f, dest, d, words);
    f->top = at.mark;
    return dest;
}

// ---- slices ----

// Stores x as element i of the slice in registers d.
static void store_element(struct fn *f, struct operand x, struct type *elem,
                          uint32_t d, uint64_t i)
{
    const struct rtype *r = emit_rtype(f->e, elem);
    uint64_t offset = i * r->words;
    struct loc l = loc_memory(d + SLICE_DATA, elem);
    uint32_t mark = f->top;

    l.offset = (uint32_t)offset;
    // Small elements are packed, and offsets have 16 bits.
    if (r->words > 0 &&
        (r->elem_bytes != 8 * r->words || offset + r->words > UINT16_MAX)) {
        l = (struct loc){.kind = LOC_ELEM, .type = elem, .reg = d};
        l.index = fn_int(f, (int64_t)i, REG_NONE);
        if (r->words > 1)
            l = loc_memory(loc_address(f, &l, REG_NONE), elem);
    }
    if (x.e != NULL && is_literal_value(x.e) && l.kind == LOC_MEM &&
        !type_is_interface(elem)) {
        store_struct(f, expr_unparen(x.e), l);
    } else {
        uint32_t v = emit_operand(f, x, elem, REG_NONE);
        loc_store(f, &l, v);
    }
    f->top = mark;
}

static void make_slice(struct fn *f, struct type *elem, uint64_t n, uint32_t d)
{
    uint32_t mark = f->top;
    uint32_t len = fn_int(f, (int64_t)n, REG_NONE);

    fn_op(f, OP_MKSLICE, d, len, len);
    fn_ext(f, 0, emit_rtype(f->e, elem)->id);
    f->top = mark;
}

// Of a new slice the memory is ours: elements of whole words are stored through
// its address, without index and check.
uint32_t emit_slice_of(struct fn *f, struct type *elem, struct operand *v,
                       size_t n, uint32_t dest)
{
    uint32_t d = fn_is_fresh(f, dest) ? dest : fn_alloc(f, SLICE_WORDS);

    make_slice(f, elem, n, d);
    for (size_t i = 0; i < n; i++)
        store_element(f, v[i], elem, d, i);
    if (dest == REG_NONE || dest == d)
        return d;
    fn_move(f, dest, d, SLICE_WORDS);
    f->top = d;
    return dest;
}

// Moves *next to the index of an element with a key; returns the value.
static struct expr *element(struct expr *x, uint64_t *next)
{
    int64_t i = 0;

    if (x->kind != EX_KEYVALUE)
        return x;
    bool whole = const_to_int64(&x->x->value, &i);
    CHECK(whole && i >= 0);
    *next = (uint64_t)i;
    return x->y;
}

// One more than the largest index.
static uint64_t literal_length(const struct expr *e)
{
    uint64_t next = 0, len = 0;

    for (size_t i = 0; i < e->list.n; i++) {
        element(e->list.v[i], &next);
        next++;
        len = next > len ? next : len;
    }
    return len;
}

// Elements that are not mentioned are zero already.
static uint32_t slice_literal(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *elem = type_underlying(e->type)->elem;
    uint32_t d = fn_is_fresh(f, dest) ? dest : fn_alloc(f, SLICE_WORDS);
    uint64_t next = 0;

    make_slice(f, elem, literal_length(e), d);
    for (size_t i = 0; i < e->list.n; i++) {
        struct expr *x = element(e->list.v[i], &next);
        struct operand v = {.e = x, .type = x->type};
        store_element(f, v, elem, d, next++);
    }
    if (dest == REG_NONE || dest == d)
        return d;
    fn_move(f, dest, d, SLICE_WORDS);
    f->top = d;
    return dest;
}

uint32_t emit_composite(struct fn *f, struct expr *e, uint32_t dest)
{
    switch (type_underlying(e->type)->kind) {
    case TYPE_POINTER:
        return emit_composite_address(f, e, dest);
    case TYPE_STRUCT:
        return struct_literal(f, e, dest);
    case TYPE_SLICE:
        return slice_literal(f, e, dest);
    default:
        emit_error(f->e, e->pos,
                   "this composite literal is not supported yet (level S2)");
        return fn_dest(f, dest, 1);
    }
}

// &T{…}: the fields are stored right to the new object.
uint32_t emit_composite_address(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *t = literal_type(e);
    uint32_t d = fn_is_fresh(f, dest) ? dest : fn_alloc(f, 1);
    uint32_t mark = f->top;

    fn_wide(f, OP_NEW, d, emit_rtype(f->e, t)->id);
    struct loc l = loc_memory(d, t);
    if (type_underlying(t)->kind == TYPE_STRUCT) {
        store_struct(f, e, l);
    } else {
        struct expr value = *e;
        value.type = t;
        uint32_t r = emit_composite(f, &value, REG_NONE);
        loc_store(f, &l, r);
    }
    f->top = mark;
    if (dest == REG_NONE || dest == d)
        return d;
    fn_move(f, dest, d, 1);
    f->top = d;
    return dest;
}

// Absent bounds are the instruction's business.
uint32_t emit_slice_expr(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *u = type_underlying(e->x->type);
    bool string = type_is_string(e->x->type);
    struct spot s = fn_spot(f, dest);

    if (!string && u->kind != TYPE_SLICE) {
        emit_error(f->e, e->pos,
                   "slices of arrays are not supported yet "
                   "(level S2)");
        return fn_dest(f, dest, SLICE_WORDS);
    }
    uint32_t x = emit_value(f, e->x, e->x->type, REG_NONE);
    uint32_t lo = REG_NONE, hi = REG_NONE, max = REG_NONE;
    if (e->lo != NULL)
        lo = emit_integer(f, e->lo, REG_NONE);
    if (e->hi != NULL)
        hi = emit_integer(f, e->hi, REG_NONE);
    if (e->max != NULL)
        max = emit_integer(f, e->max, REG_NONE);
    uint32_t d = fn_land(f, s, string ? 1 : SLICE_WORDS);
    f->here = e->pos;
    fn_op(f, string ? OP_SUBSTR : OP_RESLICE, d, x, lo);
    uint32_t type = string ? 0 : emit_rtype(f->e, u->elem)->id;
    fn_ext(f, 0, type);
    union instr *ext = &f->code.v[f->code.n - 1];
    ext->h[0] = (uint16_t)hi;
    ext->h[1] = (uint16_t)max;
    return d;
}

// One instruction; the type of the result decides which.
uint32_t emit_assert(struct fn *f, struct expr *e, uint32_t dest)
{
    bool comma_ok = e->mode == MODE_TUPLE;
    struct spot s = fn_spot(f, dest);
    struct type *t = e->type_expr->type;
    const struct rtype *r = emit_rtype(f->e, t);
    uint32_t x = emit_expr(f, e->x, REG_NONE);
    uint32_t d = fn_land(f, s, r->words + comma_ok);
    enum opcode op;

    if (r->kind == RK_INTERFACE)
        op = comma_ok ? OP_ASSERTI2 : OP_ASSERTI;
    else
        op = comma_ok ? OP_ASSERT2 : OP_ASSERT;
    f->here = e->pos;
    // The text of the panic names the type of the operand, too.
    bool names = op == OP_ASSERT;
    uint32_t from = names ? emit_rtype(f->e, e->x->type)->id + 1 : 0;
    fn_op(f, op, d, x, 0);
    fn_ext(f, from, r->id);
    return d;
}

// One request; the value comes to the registers when there is one.
uint32_t emit_receive(struct fn *f, struct expr *e, uint32_t dest)
{
    bool comma_ok = e->mode == MODE_TUPLE;
    struct spot s = fn_spot(f, dest);
    struct type *elem = type_underlying(e->x->type)->elem;
    uint32_t words = emit_words(f->e, elem);
    CHECK(e->op == TOK_ARROW);
    uint32_t c = emit_expr(f, e->x, REG_NONE);
    uint32_t d = fn_land(f, s, words + comma_ok);

    f->here = e->pos;
    fn_op(f, OP_RECV, d, c, comma_ok ? d + words : REG_NONE);
    fn_ext(f, words, 0);
    return d;
}
