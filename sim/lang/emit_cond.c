// Comparisons and conditions, as jumps where they can be.
#include <string.h>

#include "lang/constant.h"
#include "lang/emit_impl.h"

// How two values are compared.
enum how {
    HOW_WORD,     // integers, booleans, pointers, channels
    HOW_UNSIGNED, // 64 bits: order is unsigned
    HOW_FLOAT32,
    HOW_FLOAT64,
    HOW_STRING,
    HOW_INTERFACE,
    HOW_VALUE, // structures
};

// Small unsigned types compare as signed words: they are extended.
static enum how how_of(struct type *t)
{
    switch (type_underlying(t)->kind) {
    case TYPE_UINT:
    case TYPE_UINT64:
    case TYPE_UINTPTR:
        return HOW_UNSIGNED;
    case TYPE_FLOAT32:
        return HOW_FLOAT32;
    case TYPE_FLOAT64:
    case TYPE_UNTYPED_FLOAT:
        return HOW_FLOAT64;
    case TYPE_STRING:
    case TYPE_UNTYPED_STRING:
        return HOW_STRING;
    case TYPE_INTERFACE:
        return HOW_INTERFACE;
    case TYPE_STRUCT:
        return HOW_VALUE;
    default:
        return HOW_WORD;
    }
}

// The operator of !(x op y). Not for floats: NaN.
static enum token negated(enum token op)
{
    switch (op) {
    case TOK_EQL:
        return TOK_NEQ;
    case TOK_NEQ:
        return TOK_EQL;
    case TOK_LSS:
        return TOK_GEQ;
    case TOK_GEQ:
        return TOK_LSS;
    case TOK_GTR:
        return TOK_LEQ;
    default:
        CHECK(op == TOK_LEQ);
        return TOK_GTR;
    }
}

// op with the operands in the other order.
static enum token mirrored(enum token op)
{
    switch (op) {
    case TOK_LSS:
        return TOK_GTR;
    case TOK_GTR:
        return TOK_LSS;
    case TOK_LEQ:
        return TOK_GEQ;
    case TOK_GEQ:
        return TOK_LEQ;
    default:
        return op;
    }
}

static bool is_nil(struct operand x)
{
    return x.e != NULL && expr_unparen(x.e)->mode == MODE_NIL;
}

// The type in which both are compared.
static struct type *common_type(struct fn *f, struct operand x,
                                struct operand y)
{
    if (is_nil(x))
        return y.type;
    if (is_nil(y))
        return x.type;
    if (type_is_interface(x.type))
        return x.type;
    if (type_is_interface(y.type))
        return y.type;
    if (type_is_untyped(x.type))
        return emit_default_type(f->e, y.type);
    return x.type;
}

static uint32_t value_of(struct fn *f, struct operand x, struct type *t)
{
    if (x.e != NULL)
        return emit_value(f, x.e, t, REG_NONE);
    return emit_assign_reg(f, x.reg, x.type, t, REG_NONE);
}

// The word that is 0 in a nil of the type.
static uint32_t nil_word(struct fn *f, struct operand x)
{
    uint32_t reg = value_of(f, x, x.type);

    if (type_underlying(x.type)->kind == TYPE_SLICE)
        return reg + SLICE_DATA;
    return reg;
}

// d = x op y in registers; op is ==, < or <=.
static void compare_regs(struct fn *f, enum token op, enum how how,
                         struct type *t, uint32_t d, uint32_t x, uint32_t y)
{
    static const enum opcode eq[] = {OP_EQ,  OP_EQ,  OP_FEQ, OP_FEQ,
                                     OP_SEQ, OP_EQI, OP_EQT};
    static const enum opcode less[] = {OP_LT, OP_LTU, OP_FLT, OP_FLT, OP_SLT};
    static const enum opcode at_most[] = {OP_LE, OP_LEU, OP_FLE, OP_FLE,
                                          OP_SLE};

    if (how == HOW_VALUE && emit_words(f->e, t) == 0) {
        fn_wide(f, OP_LOADI, d, 1);
        return;
    }
    if (how == HOW_FLOAT32) {
        uint32_t mark = f->top;
        uint32_t a = fn_alloc(f, 2);
        fn_op(f, OP_F322F, a, x, 0);
        fn_op(f, OP_F322F, a + 1, y, 0);
        x = a;
        y = a + 1;
        f->top = mark;
    }
    CHECK(op == TOK_EQL || op == TOK_LSS || op == TOK_LEQ);
    CHECK(op == TOK_EQL || how <= HOW_STRING);
    const enum opcode *ops = op == TOK_EQL   ? eq
                             : op == TOK_LSS ? less
                                             : at_most;
    fn_op(f, ops[how], d, x, y);
    if (how == HOW_VALUE)
        fn_ext(f, 0, emit_rtype(f->e, t)->id);
}

// The boolean x op y in a register, or its negation (*negate).
static uint32_t compare_value(struct fn *f, struct pos pos, enum token op,
                              struct operand x, struct operand y, uint32_t dest,
                              bool *negate)
{
    struct spot s = fn_spot(f, dest);

    *negate = op == TOK_NEQ;
    if (op == TOK_NEQ)
        op = TOK_EQL;
    if (is_nil(x) || is_nil(y)) {
        uint32_t r = nil_word(f, is_nil(x) ? y : x);
        uint32_t zero = fn_int(f, 0, REG_NONE);
        uint32_t d = fn_land(f, s, 1);
        fn_op(f, OP_EQ, d, r, zero);
        return d;
    }
    struct type *t = common_type(f, x, y);
    enum how how = how_of(t);
    CHECK(x.e != NULL || x.reg != REG_NONE);
    CHECK(y.e != NULL || y.reg != REG_NONE);
    uint32_t xr = value_of(f, x, t);
    uint32_t yr = value_of(f, y, t);
    f->here = pos;
    if (op == TOK_GTR || op == TOK_GEQ) {
        uint32_t swap = xr;
        xr = yr;
        yr = swap;
        op = mirrored(op);
    }
    // Operands of float32 are converted above themselves.
    uint32_t top = f->top;
    uint32_t d = fn_land(f, s, 1);
    if (f->top < top && how == HOW_FLOAT32)
        f->top = top;
    uint32_t after = d == s.mark && dest == REG_NONE ? d + 1 : s.mark;
    compare_regs(f, op, how, t, d, xr, yr);
    f->top = after;
    return d;
}

uint32_t emit_compare(struct fn *f, struct expr *e, uint32_t dest)
{
    struct operand x = {.e = e->x, .type = e->x->type};
    struct operand y = {.e = e->y, .type = e->y->type};
    bool negate;

    uint32_t d = compare_value(f, e->pos, e->op, x, y, dest, &negate);
    if (negate)
        fn_op(f, OP_NOT, d, d, 0);
    return d;
}

// An operand that an instruction can hold.
static bool small_operand(struct operand x, int32_t *c)
{
    return x.e != NULL && expr_small_int(expr_unparen(x.e), c);
}

// Jumps if x op c, signed.
static void jump_immediate(struct fn *f, enum token op, uint32_t x, int32_t c,
                           struct label *to)
{
    enum opcode code;

    switch (op) {
    case TOK_EQL:
        code = OP_JEQI;
        break;
    case TOK_NEQ:
        code = OP_JNEI;
        break;
    case TOK_LSS:
        code = OP_JLTI;
        break;
    case TOK_LEQ:
        code = OP_JLEI;
        break;
    case TOK_GTR:
        code = OP_JGTI;
        break;
    default:
        CHECK(op == TOK_GEQ);
        code = OP_JGEI;
    }
    fn_branch(f, code, x, 0, to, c);
}

// Whether x op c of 64 unsigned bits is one of the signed jumps; *op becomes
// it.
static bool unsigned_immediate(enum token *op, int32_t *c)
{
    if (*op == TOK_EQL || *op == TOK_NEQ)
        return true;
    bool zero = (*c == 0 && (*op == TOK_LEQ || *op == TOK_GTR)) ||
                (*c == 1 && (*op == TOK_LSS || *op == TOK_GEQ));
    if (!zero)
        return false;
    *op = *op == TOK_LEQ || *op == TOK_LSS ? TOK_EQL : TOK_NEQ;
    *c = 0;
    return true;
}

// x % 2^k == 0, whatever the sign of x: the low bits. Returns x, or NULL.
static struct expr *low_bits(struct operand x, enum token op, int32_t c,
                             int32_t *mask)
{
    struct expr *e = x.e != NULL ? expr_unparen(x.e) : NULL;
    int32_t m;

    if (e == NULL || e->kind != EX_BINARY || e->mode == MODE_CONST ||
        e->op != TOK_REM || c != 0 || (op != TOK_EQL && op != TOK_NEQ) ||
        !expr_small_int(e->y, &m) || m <= 0 || (m & (m - 1)) != 0 ||
        m > INT16_MAX)
        return NULL;
    *mask = m - 1;
    return e->x;
}

// Integers, booleans, pointers: one jump, with a constant inside it if there is
// one.
static void jump_words(struct fn *f, struct pos pos, enum token op,
                       enum how how, struct type *t, struct operand x,
                       struct operand y, struct label *to)
{
    int32_t c, mask;

    if (small_operand(x, &c) && !small_operand(y, &c)) {
        struct operand swap = x;
        x = y;
        y = swap;
        op = mirrored(op);
    }
    bool imm = small_operand(y, &c);
    if (imm && how == HOW_UNSIGNED)
        imm = unsigned_immediate(&op, &c);
    if (imm) {
        struct expr *low = low_bits(x, op, c, &mask);
        uint32_t r;
        if (low != NULL) {
            uint32_t v = emit_value(f, low, t, REG_NONE);
            r = fn_alloc(f, 1);
            fn_op(f, OP_ANDI, r, v, (uint32_t)mask);
        } else {
            r = value_of(f, x, t);
        }
        f->here = pos;
        jump_immediate(f, op, r, c, to);
        return;
    }
    uint32_t xr = value_of(f, x, t);
    uint32_t yr = value_of(f, y, t);
    f->here = pos;
    if (op == TOK_EQL || op == TOK_NEQ) {
        fn_branch(f, op == TOK_EQL ? OP_JEQ : OP_JNE, xr, yr, to, 0);
        return;
    }
    bool swap = op == TOK_GTR || op == TOK_GEQ;
    bool less = op == TOK_LSS || op == TOK_GTR;
    enum opcode code = how == HOW_UNSIGNED ? (less ? OP_JLTU : OP_JLEU)
                                           : (less ? OP_JLT : OP_JLE);
    fn_branch(f, code, swap ? yr : xr, swap ? xr : yr, to, 0);
}

static bool is_empty_string(struct operand x)
{
    struct expr *e = x.e != NULL ? expr_unparen(x.e) : NULL;

    return e != NULL && e->mode == MODE_CONST &&
           e->value.kind == CONST_STRING && e->value.len == 0;
}

// Other than words, a comparison gives a boolean first.
void emit_compare_jump(struct fn *f, struct pos pos, enum token op,
                       struct operand x, struct operand y, bool want,
                       struct label *to)
{
    uint32_t mark = f->top;
    bool equality = op == TOK_EQL || op == TOK_NEQ;
    enum token wanted = want ? op : negated(op);

    if (is_nil(x) || is_nil(y)) {
        uint32_t r = nil_word(f, is_nil(x) ? y : x);
        f->here = pos;
        jump_immediate(f, wanted, r, 0, to);
        f->top = mark;
        return;
    }
    struct type *t = common_type(f, x, y);
    enum how how = how_of(t);
    if (how == HOW_WORD || how == HOW_UNSIGNED) {
        jump_words(f, pos, wanted, how, t, x, y, to);
    } else if (how == HOW_STRING && equality &&
               (is_empty_string(x) || is_empty_string(y))) {
        uint32_t r = value_of(f, is_empty_string(x) ? y : x, t);
        uint32_t n = fn_alloc(f, 1);
        fn_op(f, OP_STRLEN, n, r, 0);
        jump_immediate(f, wanted, n, 0, to);
    } else {
        bool negate;
        uint32_t d = compare_value(f, pos, op, x, y, REG_NONE, &negate);
        fn_jump(f, want != negate ? OP_JT : OP_JF, d, to);
    }
    f->top = mark;
}

static void cond(struct fn *f, struct expr *e, bool want, struct label *to);

// a && b and a || b are jumps; no boolean is made.
static void logical_jump(struct fn *f, struct expr *e, bool want,
                         struct label *to)
{
    // a && b fails as soon as a fails; a || b is the mirror image.
    bool stops = e->op == TOK_LOR;

    if (want == stops) {
        emit_cond(f, e->x, want, to);
        emit_cond(f, e->y, want, to);
        return;
    }
    struct label skip = {0};
    emit_cond(f, e->x, stops, &skip);
    emit_cond(f, e->y, want, to);
    fn_place(f, &skip);
}

// What is neither a constant nor a logical operator.
static void cond(struct fn *f, struct expr *e, bool want, struct label *to)
{
    bool compares = e->kind == EX_BINARY &&
                    (e->op == TOK_EQL || e->op == TOK_NEQ || e->op == TOK_LSS ||
                     e->op == TOK_LEQ || e->op == TOK_GTR || e->op == TOK_GEQ);

    if (compares) {
        struct expr *operands[] = {e->x, e->y};
        size_t mark = emit_hoist(f, operands, 2);
        struct operand x = {.e = e->x, .type = e->x->type};
        struct operand y = {.e = e->y, .type = e->y->type};
        emit_compare_jump(f, e->pos, e->op, x, y, want, to);
        emit_unhoist(f, mark);
        return;
    }
    uint32_t mark = f->top;
    uint32_t r = emit_expr(f, e, REG_NONE);
    fn_jump(f, want ? OP_JT : OP_JF, r, to);
    f->top = mark;
}

// Constant conditions leave no test; what they exclude is not compiled.
void emit_cond(struct fn *f, struct expr *e, bool want, struct label *to)
{
    uint32_t mark = f->top;

    e = expr_unparen(e);
    if (e->mode == MODE_CONST) {
        CHECK(e->value.kind == CONST_BOOL);
        if (e->value.b == want)
            fn_jump(f, OP_JMP, 0, to);
    } else if (e->kind == EX_UNARY && e->op == TOK_NOT) {
        emit_cond(f, e->x, !want, to);
    } else if (e->kind == EX_BINARY &&
               (e->op == TOK_LAND || e->op == TOK_LOR)) {
        logical_jump(f, e, want, to);
    } else {
        cond(f, e, want, to);
    }
    f->top = mark;
}

// The value of a && b: b is evaluated into the register of a.
uint32_t emit_logical(struct fn *f, struct expr *e, uint32_t dest)
{
    struct label end = {0};
    // The right operand may read what dest is a variable of.
    uint32_t d = fn_is_fresh(f, dest) ? dest : fn_alloc(f, 1);
    uint32_t mark = f->top;

    size_t hoisted = emit_hoist(f, &e->x, 1);
    emit_value(f, e->x, e->type, d);
    emit_unhoist(f, hoisted);
    f->top = mark;
    fn_jump(f, e->op == TOK_LAND ? OP_JF : OP_JT, d, &end);
    emit_hoist(f, &e->y, 1);
    emit_value(f, e->y, e->type, d);
    emit_unhoist(f, hoisted);
    f->top = mark;
    fn_place(f, &end);
    if (dest == REG_NONE || dest == d)
        return d;
    fn_move(f, dest, d, 1);
    f->top = d;
    return dest;
}
