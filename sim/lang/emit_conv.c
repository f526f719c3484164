// Explicit conversions.
#include "lang/emit_impl.h"

// Of an integer type.
static int bits_of(struct type *t)
{
    switch (type_underlying(t)->kind) {
    case TYPE_INT8:
    case TYPE_UINT8:
        return 8;
    case TYPE_INT16:
    case TYPE_UINT16:
        return 16;
    case TYPE_INT32:
    case TYPE_UINT32:
        return 32;
    default:
        return 64;
    }
}

// Whether every value of the integer type from, extended, is one of to.
static bool keeps(struct type *from, struct type *to)
{
    bool fu = type_is_unsigned(from), tu = type_is_unsigned(to);
    int fb = bits_of(from), tb = bits_of(to);

    if (tb == 64) // the register is the same
        return true;
    return fu == tu ? fb <= tb : fu && fb < tb;
}

// A 64-bit integer to float32: through float64, rounding once. What float64
// cannot hold keeps a sticky last bit instead of its low 11 bits.
static void big_to_float32(struct fn *f, uint32_t d, uint32_t x, bool uns)
{
    struct label exact = {0};
    uint32_t v = fn_alloc(f, 1), t = fn_alloc(f, 1), one = fn_alloc(f, 1);

    fn_move(f, v, x, 1);
    fn_op(f, uns ? OP_SHRUI : OP_SHRI, t, x, 53);
    if (!uns)
        fn_op(f, OP_ADDI, t, t, 1);
    fn_wide(f, OP_LOADI, one, uns ? 0 : 1);
    fn_branch(f, OP_JLEU, t, one, &exact, 0);
    fn_op(f, OP_ANDI, t, x, 0x7ff);
    fn_op(f, OP_ADDI, t, t, 0x7ff);
    fn_op(f, OP_OR, t, t, x);
    fn_op(f, OP_ANDI, v, t, (uint16_t)-0x800);
    fn_place(f, &exact);
    fn_op(f, uns ? OP_U2F : OP_I2F, d, v, 0);
    fn_op(f, OP_F2F32, d, d, 0);
}

// Integers of up to 32 bits are exact in float64, so that rounding to float32
// happens once anyway.
static void int_to_float(struct fn *f, uint32_t d, uint32_t x,
                         struct type *from, struct type *to)
{
    bool uns = type_is_unsigned(from) && bits_of(from) == 64;
    bool is32 = type_underlying(to)->kind == TYPE_FLOAT32;

    if (is32 && bits_of(from) == 64) {
        uint32_t mark = f->top;
        // d and x may be one register above the top.
        f->top = (x >= mark && x < REGS_MAX ? x + 1 : mark);
        big_to_float32(f, d, x, uns);
        f->top = mark;
        return;
    }
    fn_op(f, uns ? OP_U2F : OP_I2F, d, x, 0);
    if (is32)
        fn_op(f, OP_F2F32, d, d, 0);
}

// Out of range the result is what the machine gives: the language leaves it
// open.
static void float_to_int(struct fn *f, uint32_t d, uint32_t x,
                         struct type *from, struct type *to)
{
    bool uns = type_is_unsigned(to) && bits_of(to) == 64;

    if (type_underlying(from)->kind == TYPE_FLOAT32) {
        fn_op(f, OP_F322F, d, x, 0);
        x = d;
    }
    fn_op(f, uns ? OP_F2U : OP_F2I, d, x, 0);
    if (bits_of(to) < 64)
        emit_extend(f, to, d, d);
}

// Between numeric types; nothing to do where the register is the same.
static uint32_t number(struct fn *f, struct expr *x, struct type *to,
                       uint32_t dest)
{
    struct type *from = x->type;
    bool ff = type_is_float(from), tf = type_is_float(to);
    enum type_kind fk = type_underlying(from)->kind;
    enum type_kind tk = type_underlying(to)->kind;

    if ((ff && tf && fk == tk) || (!ff && !tf && keeps(from, to)))
        return emit_expr(f, x, dest);
    struct spot s = fn_spot(f, dest);
    uint32_t r = emit_expr(f, x, REG_NONE);
    uint32_t d = fn_land(f, s, 1);
    CHECK(fk != tk);
    if (ff && tf)
        fn_op(f, tk == TYPE_FLOAT32 ? OP_F2F32 : OP_F322F, d, r, 0);
    else if (ff)
        float_to_int(f, d, r, from, to);
    else if (tf)
        int_to_float(f, d, r, from, to);
    else
        emit_extend(f, to, d, r);
    return d;
}

static bool is_bytes(struct type *t)
{
    return type_underlying(type_underlying(t)->elem)->kind == TYPE_UINT8;
}

// Between a string and a slice of bytes: natives that copy.
static uint32_t string_bytes(struct fn *f, struct expr *e, struct expr *x,
                             uint32_t dest)
{
    bool to_string = type_is_string(e->type);
    uint32_t mark = f->top, words = to_string ? 1 : SLICE_WORDS;
    uint32_t area = emit_area(f, SLICE_WORDS, 0), at = area + FRAME_WORDS;

    emit_value(f, x, emit_default_type(f->e, x->type), at);
    f->here = e->pos;
    emit_native_call(f, area, to_string ? NAT_BYTES_STRING : NAT_STRING_BYTES);
    if (dest == REG_NONE) {
        f->top = at + words;
        return at;
    }
    fn_move(f, dest, at, words);
    f->top = mark;
    return dest;
}

// What is no conversion of representation is an assignment.
uint32_t emit_conversion(struct fn *f, struct expr *e, uint32_t dest)
{
    CHECK(e->is_conversion && e->list.n == 1);
    struct expr *x = expr_unparen(e->list.v[0]);
    struct type *to = e->type;

    if (type_is_interface(to) || x->mode == MODE_NIL)
        return emit_value(f, x, to, dest);
    if (x->mode == MODE_CONST) {
        // string(65) with a named type is not constant-folded everywhere.
        bool rune = type_is_string(to) && x->value.kind != CONST_STRING;
        if (!rune && !type_is_bytes_or_runes(to))
            return emit_const(f, &x->value, to, dest);
    }
    struct type *from = emit_default_type(f->e, x->type);
    if (type_is_numeric(from) && type_is_numeric(to))
        return number(f, x, to, dest);
    if (type_is_integer(from) && type_is_string(to)) {
        struct spot s = fn_spot(f, dest);
        uint32_t r = emit_integer(f, x, REG_NONE);
        uint32_t d = fn_land(f, s, 1);
        fn_op(f, OP_STRRUNE, d, r, 0);
        return d;
    }
    bool bytes = type_is_bytes_or_runes(from) || type_is_bytes_or_runes(to);
    if (bytes && (type_is_string(from) || type_is_string(to))) {
        if (is_bytes(type_is_string(from) ? to : from))
            return string_bytes(f, e, x, dest);
        emit_error(f->e, e->pos,
                   "conversions between strings and slices of runes are not "
                   "supported yet (level S2)");
        return fn_dest(f, dest, emit_words(f->e, to));
    }
    return emit_value(f, x, to, dest);
}
