// Arithmetic, shifts, unary operators and conversions between numbers.
#include "lang/constant.h"
#include "lang/emit_impl.h"

static uint32_t arith(struct fn *f, struct pos pos, enum token op,
                      struct type *t, struct operand x, struct operand y,
                      uint32_t dest, bool extend);

// Whether the low bits of x op y depend on nothing but low bits.
static bool is_low(enum token op)
{
    return op == TOK_ADD || op == TOK_SUB || op == TOK_MUL || op == TOK_AND ||
           op == TOK_OR || op == TOK_XOR || op == TOK_AND_NOT;
}

// The operand's value; low: it may overflow its small type, as the operation's
// result is extended anyway.
static uint32_t value_of(struct fn *f, struct operand x, struct type *t,
                         bool low)
{
    if (x.e == NULL)
        return x.reg;
    struct expr *e = expr_unparen(x.e);
    if (!low || e->kind != EX_BINARY || e->mode == MODE_CONST ||
        !is_low(e->op) || !type_is_small(t) || !type_is_integer(t))
        return emit_value(f, x.e, t, REG_NONE);
    struct operand a = {.e = e->x, .type = e->x->type};
    struct operand b = {.e = e->y, .type = e->y->type};
    return arith(f, e->pos, e->op, t, a, b, REG_NONE, false);
}

// The exponent of a power of two, or -1.
static int log2_of(int64_t c)
{
    if (c <= 0 || (c & (c - 1)) != 0)
        return -1;
    return __builtin_ctzll((unsigned long long)c);
}

// The c of ADDI, MULI and ANDI is a signed 16-bit number.
static bool fits16(int64_t c)
{
    return c >= INT16_MIN && c <= INT16_MAX;
}

static uint32_t imm16(int64_t c)
{
    return (uint16_t)(int16_t)c;
}

// Whether the result of op may leave the small type of its operands.
static bool overflows(enum token op, struct type *t, const struct operand *y)
{
    int32_t c;

    if (!type_is_small(t))
        return false;
    switch (op) {
    case TOK_ADD:
    case TOK_SUB:
    case TOK_MUL:
    case TOK_SHL:
        return true;
    case TOK_QUO: // the least number by -1
        return !type_is_unsigned(t) && !(expr_small_int(y->e, &c) && c != -1);
    default:
        return false;
    }
}

// x / 2^k or x % 2^k of a signed type, rounding towards 0.
static void divide_power(struct fn *f, enum token op, uint32_t d, uint32_t x,
                         int k)
{
    uint32_t t = fn_alloc(f, 1);

    if (k > 1) {
        fn_op(f, OP_SHRI, t, x, 63);
        fn_op(f, OP_SHRUI, t, t, (uint32_t)(64 - k));
    } else {
        fn_op(f, OP_SHRUI, t, x, 63);
    }
    fn_op(f, OP_ADD, t, t, x);
    if (op == TOK_QUO) {
        fn_op(f, OP_SHRI, d, t, (uint32_t)k);
    } else {
        fn_op(f, OP_ANDI, t, t, imm16(-((int64_t)1 << k)));
        fn_op(f, OP_SUB, d, x, t);
    }
}

// Whether there is an instruction for x op c.
static bool has_immediate(enum token op, struct type *t, int64_t c)
{
    int k = log2_of(c);

    if (!type_is_integer(t))
        return false;
    switch (op) {
    case TOK_ADD:
    case TOK_AND:
        return fits16(c);
    case TOK_SUB:
        return fits16(-c);
    case TOK_AND_NOT:
        return fits16(~c);
    case TOK_MUL:
        return k >= 0 || fits16(c);
    case TOK_QUO:
        return k >= 0;
    case TOK_REM:
        return k >= 0 && k <= 15 && (k > 0 || !type_is_unsigned(t));
    default:
        return false;
    }
}

// d = x op c, for what has_immediate said yes to.
static void immediate(struct fn *f, enum token op, struct type *t, uint32_t d,
                      uint32_t x, int64_t c)
{
    int k = log2_of(c);

    switch (op) {
    case TOK_ADD:
        fn_op(f, OP_ADDI, d, x, imm16(c));
        break;
    case TOK_SUB:
        fn_op(f, OP_ADDI, d, x, imm16(-c));
        break;
    case TOK_AND:
        fn_op(f, OP_ANDI, d, x, imm16(c));
        break;
    case TOK_AND_NOT:
        fn_op(f, OP_ANDI, d, x, imm16(~c));
        break;
    case TOK_MUL:
        if (k >= 0)
            fn_op(f, OP_SHLI, d, x, (uint32_t)k);
        else
            fn_op(f, OP_MULI, d, x, imm16(c));
        break;
    default:
        CHECK(op == TOK_QUO || op == TOK_REM);
        if (op == TOK_QUO && k == 0)
            fn_move(f, d, x, 1);
        else if (op == TOK_REM && k == 0)
            fn_wide(f, OP_LOADI, d, 0);
        else if (!type_is_unsigned(t))
            divide_power(f, op, d, x, k);
        else if (op == TOK_QUO)
            fn_op(f, OP_SHRUI, d, x, (uint32_t)k);
        else
            fn_op(f, OP_ANDI, d, x, imm16(((int64_t)1 << k) - 1));
    }
}

// The instruction for x op y in registers; not shifts.
static enum opcode arith_op(enum token op, struct type *t)
{
    struct type *u = type_underlying(t);
    bool uns = type_is_unsigned(t);

    if (type_is_string(t)) {
        CHECK(op == TOK_ADD);
        return OP_CONCAT;
    }
    if (type_is_float(t)) {
        bool is32 = u->kind == TYPE_FLOAT32;
        switch (op) {
        case TOK_ADD:
            return is32 ? OP_FADD32 : OP_FADD;
        case TOK_SUB:
            return is32 ? OP_FSUB32 : OP_FSUB;
        case TOK_MUL:
            return is32 ? OP_FMUL32 : OP_FMUL;
        default:
            CHECK(op == TOK_QUO);
            return is32 ? OP_FDIV32 : OP_FDIV;
        }
    }
    switch (op) {
    case TOK_ADD:
        return OP_ADD;
    case TOK_SUB:
        return OP_SUB;
    case TOK_MUL:
        return OP_MUL;
    case TOK_QUO:
        return uns ? OP_DIVU : OP_DIV;
    case TOK_REM:
        return uns ? OP_MODU : OP_MOD;
    case TOK_AND:
        return OP_AND;
    case TOK_OR:
        return OP_OR;
    case TOK_XOR:
        return OP_XOR;
    default:
        CHECK(op == TOK_AND_NOT);
        return OP_ANDNOT;
    }
}

// Only where an immediate form makes it worth knowing.
static bool commutes(enum token op)
{
    return op == TOK_ADD || op == TOK_MUL || op == TOK_AND;
}

// x op c, or false when that takes c in a register.
static bool arith_const(struct fn *f, struct pos pos, enum token op,
                        struct type *t, struct operand x, struct expr *y,
                        struct spot s, bool extend, uint32_t *d)
{
    int32_t c;

    if (!expr_small_int(y, &c) || !has_immediate(op, t, c))
        return false;
    bool low =
        is_low(op) && (!extend || overflows(op, t, &(struct operand){.e = y}));
    uint32_t xr = value_of(f, x, t, low);
    uint32_t to = fn_land(f, s, 1);
    uint32_t mark = f->top;
    // Division takes a register of its own while it reads x.
    if (xr >= f->top && xr < REGS_MAX)
        f->top = xr + 1;
    f->here = pos;
    immediate(f, op, t, to, xr, c);
    f->top = mark;
    if (extend && overflows(op, t, &(struct operand){.e = y}))
        emit_extend(f, t, to, to);
    *d = to;
    return true;
}

// x shifted by a constant. The count may be larger than the type is wide, in Go
// that is no error.
static uint32_t shift_const(struct fn *f, struct pos pos, enum token op,
                            struct type *t, uint32_t x, int64_t n, uint32_t d)
{
    bool uns = type_is_unsigned(t);

    f->here = pos;
    if (n >= 64 && (op == TOK_SHL || uns)) {
        fn_wide(f, OP_LOADI, d, 0);
        return d;
    }
    uint32_t by = n >= 64 ? 63 : (uint32_t)n;
    enum opcode code = op == TOK_SHL ? OP_SHLI : uns ? OP_SHRUI : OP_SHRI;
    fn_op(f, code, d, x, by);
    if (op == TOK_SHL && type_is_small(t))
        emit_extend(f, t, d, d);
    return d;
}

// Counts of 64 and more are the instructions' business; of small types only the
// left shift can leave the type: extending takes off what went too far.
static uint32_t shift(struct fn *f, struct pos pos, enum token op,
                      struct type *t, struct operand x, struct operand y,
                      uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    uint32_t xr = value_of(f, x, t, op == TOK_SHL);

    if (y.e != NULL && y.e->mode == MODE_CONST) {
        int128 n = 0;
        bool whole = const_to_int(&y.e->value, &n);
        CHECK(whole && n >= 0);
        return shift_const(f, pos, op, t, xr, n > 64 ? 64 : (int64_t)n,
                           fn_land(f, s, 1));
    }
    uint32_t yr = value_of(f, y, y.type, false);
    f->here = pos;
    if (!type_is_unsigned(y.type))
        fn_op(f, OP_CHKSHIFT, yr, 0, 0);
    uint32_t d = fn_land(f, s, 1);
    bool uns = type_is_unsigned(t);
    enum opcode code = op == TOK_SHL ? OP_SHL : uns ? OP_SHRU : OP_SHR;
    fn_op(f, code, d, xr, yr);
    if (op == TOK_SHL && type_is_small(t))
        emit_extend(f, t, d, d);
    return d;
}

// extend: the result is a value of t, not only in its low bits.
static uint32_t arith(struct fn *f, struct pos pos, enum token op,
                      struct type *t, struct operand x, struct operand y,
                      uint32_t dest, bool extend)
{
    struct spot s = fn_spot(f, dest);
    bool low = is_low(op) && (!extend || overflows(op, t, &y));
    uint32_t d;

    if (op == TOK_SHL || op == TOK_SHR)
        return shift(f, pos, op, t, x, y, dest);
    if (arith_const(f, pos, op, t, x, y.e, s, extend, &d))
        return d;
    if (commutes(op) && arith_const(f, pos, op, t, y, x.e, s, extend, &d))
        return d;
    uint32_t xr = value_of(f, x, t, low);
    uint32_t yr = value_of(f, y, t, low);
    d = fn_land(f, s, 1);
    f->here = pos;
    fn_op(f, arith_op(op, t), d, xr, yr);
    if (extend && type_is_integer(t) && overflows(op, t, &y))
        emit_extend(f, t, d, d);
    return d;
}

uint32_t emit_arith(struct fn *f, struct pos pos, enum token op, struct type *t,
                    struct operand x, struct operand y, uint32_t dest)
{
    return arith(f, pos, op, t, x, y, dest, true);
}

uint32_t emit_binary(struct fn *f, struct expr *e, uint32_t dest)
{
    struct operand x = {.e = e->x, .type = e->x->type};
    struct operand y = {.e = e->y, .type = e->y->type};

    switch (e->op) {
    case TOK_LAND:
    case TOK_LOR:
        return emit_logical(f, e, dest);
    case TOK_EQL:
    case TOK_NEQ:
    case TOK_LSS:
    case TOK_LEQ:
    case TOK_GTR:
    case TOK_GEQ:
        return emit_compare(f, e, dest);
    default:
        return emit_arith(f, e->pos, e->op, e->type, x, y, dest);
    }
}

// A variable whose address is taken lives in a cell: its address is the
// register that holds the cell.
static uint32_t address_of(struct fn *f, struct expr *e, uint32_t dest)
{
    struct expr *x = expr_unparen(e->x);

    if (x->kind == EX_COMPOSITE)
        return emit_composite_address(f, x, dest);
    struct spot s = fn_spot(f, dest);
    struct loc l = loc_of(f, x);
    f->here = e->pos;
    if (dest == REG_NONE && l.kind == LOC_MEM && l.not_nil && l.offset == 0)
        return l.reg;
    if (dest == REG_NONE && l.kind == LOC_GLOBAL)
        return loc_address(f, &l, REG_NONE);
    return loc_address(f, &l, fn_land(f, s, 1));
}

uint32_t emit_unary(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *t = e->type;

    switch (e->op) {
    case TOK_AND:
        return address_of(f, e, dest);
    case TOK_ARROW:
        return emit_receive(f, e, dest);
    case TOK_ADD:
        return emit_value(f, e->x, t, dest);
    default:
        break;
    }
    struct spot s = fn_spot(f, dest);
    uint32_t x = emit_value(f, e->x, t, REG_NONE);
    uint32_t d = fn_land(f, s, 1);
    f->here = e->pos;
    if (e->op == TOK_NOT) {
        fn_op(f, OP_NOT, d, x, 0);
    } else if (e->op == TOK_XOR) {
        fn_op(f, OP_COM, d, x, 0);
        if (type_is_unsigned(t) && type_is_small(t))
            emit_extend(f, t, d, d);
    } else {
        CHECK(e->op == TOK_SUB);
        bool is32 = type_underlying(t)->kind == TYPE_FLOAT32;
        bool is_float = type_is_float(t);
        fn_op(f, is32 ? OP_FNEG32 : is_float ? OP_FNEG : OP_NEG, d, x, 0);
        if (!is_float && type_is_small(t))
            emit_extend(f, t, d, d);
    }
    return d;
}
