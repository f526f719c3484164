// Built-in functions.
#include "lang/emit_impl.h"
#include "lang/universe.h"

// len and cap read one word of a slice where it lies.
static uint32_t slice_part(struct fn *f, struct expr *x, uint32_t part,
                           uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    struct loc l = loc_of(f, x);

    if (l.kind == LOC_ELEM)
        l = loc_field(f, l, 0, l.type);
    if (l.kind == LOC_REG) {
        if (dest == REG_NONE)
            return l.reg + part;
        fn_move(f, dest, l.reg + part, 1);
        return dest;
    }
    l.offset += part;
    l.type = emit_basic(f->e, TYPE_INT);
    return loc_load(f, &l, fn_land(f, s, 1));
}

// Lengths of slices in registers are registers: no instruction.
static uint32_t length(struct fn *f, struct expr *e, uint32_t dest)
{
    struct expr *x = expr_unparen(e->list.v[0]);
    bool cap = expr_unparen(e->x)->builtin == BUILTIN_CAP;
    enum type_kind kind = type_underlying(x->type)->kind;

    if (kind == TYPE_SLICE)
        return slice_part(f, x, cap ? SLICE_CAP : SLICE_LEN, dest);
    struct spot s = fn_spot(f, dest);
    uint32_t r = emit_value(f, x, x->type, REG_NONE);
    uint32_t d = fn_land(f, s, 1);
    f->here = e->pos;
    if (kind == TYPE_CHAN) {
        fn_op(f, cap ? OP_CHANCAP : OP_CHANLEN, d, r, 0);
    } else {
        CHECK(type_is_string(x->type));
        fn_op(f, OP_STRLEN, d, r, 0);
    }
    return d;
}

// The common cases, one value and a spread, are one instruction each.
static uint32_t append(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *t = e->type, *elem = type_underlying(t)->elem;
    struct spot s = fn_spot(f, dest);
    uint32_t id = emit_rtype(f->e, elem)->id;
    size_t n;
    struct operand *v = emit_operands(f, e->list, &n);

    if (e->spread && type_is_string(v[1].type)) {
        emit_error(f->e, e->pos,
                   "append of a string is not supported yet (level S2)");
        return fn_dest(f, dest, SLICE_WORDS);
    }
    if (n == 1)
        return emit_operand(f, v[0], t, dest);
    uint32_t base = emit_operand(f, v[0], t, REG_NONE), more;
    enum opcode op = OP_APPEND;
    if (e->spread) {
        more = emit_operand(f, v[1], t, REG_NONE);
    } else if (n == 2) {
        more = emit_operand(f, v[1], elem, REG_NONE);
        op = OP_APPEND1;
    } else {
        // All at once: the capacity grows as for one append.
        more = emit_slice_of(f, elem, v + 1, n - 1, REG_NONE);
    }
    uint32_t d = fn_land(f, s, SLICE_WORDS);
    f->here = e->pos;
    fn_op(f, op, d, base, more);
    fn_ext(f, 0, id);
    return d;
}

static bool refuse_copy_of_string(struct fn *f, struct pos pos,
                                  struct type *from)
{
    if (!type_is_string(from))
        return false;
    emit_error(f->e, pos, "copy of a string is not supported yet (level S2)");
    return true;
}

static uint32_t copy(struct fn *f, struct expr *e, uint32_t dest)
{
    struct spot s = fn_spot(f, dest);
    size_t n;
    struct operand *v = emit_operands(f, e->list, &n);

    CHECK(n == 2);
    if (refuse_copy_of_string(f, e->pos, v[1].type))
        return fn_dest(f, dest, 1);
    uint32_t to = emit_operand(f, v[0], v[0].type, REG_NONE);
    uint32_t from = emit_operand(f, v[1], v[1].type, REG_NONE);
    uint32_t d = fn_land(f, s, 1);
    f->here = e->pos;
    fn_op(f, OP_COPY, d, to, from);
    fn_ext(f, 0, emit_rtype(f->e, type_underlying(v[0].type)->elem)->id);
    return d;
}

// Negative and absurd sizes are found at run time, as in Go.
static uint32_t make(struct fn *f, struct expr *e, uint32_t dest)
{
    struct type *u = type_underlying(e->type);
    struct expr_list v = e->list;
    struct spot s = fn_spot(f, dest);
    uint32_t len =
        v.n > 1 ? emit_integer(f, v.v[1], REG_NONE) : fn_int(f, 0, REG_NONE);

    if (u->kind == TYPE_CHAN) {
        uint32_t d = fn_land(f, s, 1);
        f->here = e->pos;
        fn_op(f, OP_MKCHAN, d, len, 0);
        fn_ext(f, 0, emit_rtype(f->e, u->elem)->id);
        return d;
    }
    CHECK(u->kind == TYPE_SLICE);
    uint32_t cap = v.n > 2 ? emit_integer(f, v.v[2], REG_NONE) : len;
    uint32_t d = fn_land(f, s, SLICE_WORDS);
    f->here = e->pos;
    fn_op(f, OP_MKSLICE, d, len, cap);
    fn_ext(f, 0, emit_rtype(f->e, u->elem)->id);
    return d;
}

static uint32_t new (struct fn *f, struct expr *e, uint32_t dest)
{
    uint32_t d = fn_dest(f, dest, 1);

    // Since Go 1.26 the argument may be a value.
    CHECK(e->list.v[0]->mode == MODE_TYPE);
    fn_wide(f, OP_NEW, d, emit_rtype(f->e, e->list.v[0]->type)->id);
    return d;
}

// ---- min and max ----

// d = the smaller (or larger) of d and b; NaN wins, -0 is less than 0.
static void choose_float(struct fn *f, bool max, bool is32, uint32_t d,
                         uint32_t b)
{
    struct label keep = {0}, take = {0};
    uint32_t t = fn_alloc(f, 1), x = d, y = b;

    if (is32) {
        x = fn_alloc(f, 2);
        y = x + 1;
        fn_op(f, OP_F322F, x, d, 0);
        fn_op(f, OP_F322F, y, b, 0);
    }
    fn_op(f, OP_FEQ, t, x, x);
    fn_jump(f, OP_JF, t, &keep);
    fn_op(f, OP_FEQ, t, y, y);
    fn_jump(f, OP_JF, t, &take);
    fn_op(f, OP_FLT, t, max ? y : x, max ? x : y);
    fn_jump(f, OP_JT, t, &keep);
    fn_op(f, OP_FLT, t, max ? x : y, max ? y : x);
    fn_jump(f, OP_JT, t, &take);
    // Equal: they differ at most in the sign of a zero.
    fn_op(f, max ? OP_AND : OP_OR, d, d, b);
    fn_jump(f, OP_JMP, 0, &keep);
    fn_place(f, &take);
    fn_move(f, d, b, 1);
    fn_place(f, &keep);
}

// d = min or max of d and b. Of equal strings the first stays, as in Go.
static void choose(struct fn *f, struct pos pos, bool max, struct type *t,
                   uint32_t d, uint32_t b)
{
    struct label keep = {0};
    struct operand x = {.reg = d, .type = t}, y = {.reg = b, .type = t};

    if (type_is_float(t)) {
        choose_float(f, max, type_underlying(t)->kind == TYPE_FLOAT32, d, b);
        return;
    }
    emit_compare_jump(f, pos, max ? TOK_GEQ : TOK_LEQ, x, y, true, &keep);
    fn_move(f, d, b, 1);
    fn_place(f, &keep);
}

// The result collects in a fresh register: dest may be an operand.
static uint32_t min_max(struct fn *f, struct expr *e, uint32_t dest)
{
    bool max = expr_unparen(e->x)->builtin == BUILTIN_MAX;
    uint32_t d = fn_is_fresh(f, dest) ? dest : fn_alloc(f, 1);
    size_t n;
    struct operand *v = emit_operands(f, e->list, &n);
    uint32_t mark = f->top;

    emit_operand(f, v[0], e->type, d);
    for (size_t i = 1; i < n; i++) {
        uint32_t b = emit_operand(f, v[i], e->type, REG_NONE);
        choose(f, e->pos, max, e->type, d, b);
        f->top = mark;
    }
    if (dest == REG_NONE || dest == d)
        return d;
    fn_move(f, dest, d, 1);
    f->top = d;
    return dest;
}

// ---- those that are statements ----

// The types in which a built-in function takes its operands, *n of them.
static void operand_types(struct fn *f, int builtin, const struct operand *v,
                          struct type *types[2], size_t *n)
{
    *n = 0;
    switch (builtin) {
    case BUILTIN_CLOSE:
    case BUILTIN_CLEAR:
        types[(*n)++] = v[0].type;
        break;
    case BUILTIN_PANIC:
        types[(*n)++] = universe_of(f->e->l)->empty_interface;
        break;
    case BUILTIN_COPY:
        types[(*n)++] = v[0].type;
        types[(*n)++] = v[1].type;
        break;
    default:
        break;
    }
}

static bool prints(int builtin)
{
    return builtin == BUILTIN_PRINT || builtin == BUILTIN_PRINTLN;
}

// print's operands as the []interface{} that the native takes.
static void print_operands(struct fn *f, struct operand *v, size_t n,
                           uint32_t at)
{
    if (n == 0)
        fn_zero(f, at, SLICE_WORDS);
    else
        emit_slice_of(f, universe_of(f->e->l)->empty_interface, v, n, at);
}

void emit_builtin_regs(struct fn *f, int builtin, struct type *t, uint32_t args)
{
    switch (builtin) {
    case BUILTIN_CLOSE:
        fn_op(f, OP_CLOSE, args, 0, 0);
        break;
    case BUILTIN_PANIC:
        // Go 1.21 release notes: recover returns nil only without a panic.
        fn_op(f, OP_PANIC, args, f->e->l->go_minor >= 21, 0);
        break;
    case BUILTIN_COPY:
        fn_op(f, OP_COPY, fn_alloc(f, 1), args, args + SLICE_WORDS);
        fn_ext(f, 0, emit_rtype(f->e, type_underlying(t)->elem)->id);
        break;
    case BUILTIN_CLEAR: {
        // Copies as many zeros as it has elements.
        uint32_t zeros = fn_alloc(f, SLICE_WORDS + 1);
        uint32_t id = emit_rtype(f->e, type_underlying(t)->elem)->id;
        fn_op(f, OP_MKSLICE, zeros, args + SLICE_LEN, args + SLICE_LEN);
        fn_ext(f, 0, id);
        fn_op(f, OP_COPY, zeros + SLICE_WORDS, args, zeros);
        fn_ext(f, 0, id);
        break;
    }
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN: {
        uint32_t area = emit_area(f, SLICE_WORDS, 0);
        fn_move(f, area + FRAME_WORDS, args, SLICE_WORDS);
        emit_native_call(f, area,
                         builtin == BUILTIN_PRINT ? NAT_PRINT : NAT_PRINTLN);
        break;
    }
    default:
        // A recover that is itself deferred recovers nothing.
        CHECK(builtin == BUILTIN_RECOVER);
    }
}

void emit_native_call(struct fn *f, uint32_t area, enum native n)
{
    f->e->native_used[n] = true;
    fn_wide(f, OP_CALLNAT, area, n);
}

// Those without result; the returned register means nothing.
static uint32_t statement(struct fn *f, struct expr *e)
{
    int builtin = expr_unparen(e->x)->builtin;
    uint32_t mark = f->top;
    size_t n, ntypes;
    struct operand *v = emit_operands(f, e->list, &n);
    struct type *types[2] = {NULL, NULL};

    operand_types(f, builtin, v, types, &ntypes);
    if (prints(builtin)) {
        uint32_t area = emit_area(f, SLICE_WORDS, 0);
        print_operands(f, v, n, area + FRAME_WORDS);
        f->here = e->pos;
        emit_native_call(f, area,
                         builtin == BUILTIN_PRINT ? NAT_PRINT : NAT_PRINTLN);
    } else {
        CHECK(ntypes == 1);
        uint32_t r = emit_operand(f, v[0], types[0], REG_NONE);
        f->here = e->pos;
        emit_builtin_regs(f, builtin, types[0], r);
    }
    f->top = mark;
    return mark;
}

uint32_t emit_builtin(struct fn *f, struct expr *e, uint32_t dest)
{
    switch (expr_unparen(e->x)->builtin) {
    case BUILTIN_LEN:
    case BUILTIN_CAP:
        return length(f, e, dest);
    case BUILTIN_APPEND:
        return append(f, e, dest);
    case BUILTIN_COPY:
        return copy(f, e, dest);
    case BUILTIN_MAKE:
        return make(f, e, dest);
    case BUILTIN_NEW:
        return new (f, e, dest);
    case BUILTIN_MIN:
    case BUILTIN_MAX:
        return min_max(f, e, dest);
    case BUILTIN_RECOVER: {
        uint32_t d = fn_dest(f, dest, 1);
        fn_op(f, OP_RECOVER, d, 0, 0);
        return d;
    }
    case BUILTIN_CLOSE:
    case BUILTIN_CLEAR:
    case BUILTIN_PANIC:
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN:
        return statement(f, e);
    default:
        emit_error(f->e, e->pos, "%s is not supported yet (level S2)",
                   expr_unparen(e->x)->name);
        return fn_dest(f, dest, 1);
    }
}

// The operands are evaluated now and become the arguments of a generated
// function.
void emit_builtin_go_defer(struct fn *f, struct expr *e, enum call_mode mode)
{
    struct pos pos = f->here;
    uint32_t mark = f->top;
    size_t hoisted = emit_hoist(f, e->list.v, e->list.n), n, ntypes;
    struct operand *v = emit_operands(f, e->list, &n);
    int builtin = expr_unparen(e->x)->builtin;
    struct job job = {.kind = JOB_BUILTIN, .builtin = builtin};
    struct type *types[2] = {NULL, NULL};

    if (builtin == BUILTIN_COPY && refuse_copy_of_string(f, pos, v[1].type))
        return;
    operand_types(f, builtin, v, types, &ntypes);
    job.params =
        prints(builtin) ? SLICE_WORDS : emit_tuple_words(f->e, types, ntypes);
    job.type = types[0];
    uint32_t func = emit_wrapper(f->e, job, "built-in function");
    uint32_t area = emit_area(f, job.params, 0);
    uint32_t at = area + FRAME_WORDS;
    if (prints(builtin))
        print_operands(f, v, n, at);
    for (size_t i = 0; i < ntypes; i++) {
        emit_operand(f, v[i], types[i], at);
        at += emit_words(f->e, types[i]);
    }
    emit_unhoist(f, hoisted);
    f->here = pos;
    fn_wide(f, mode == CALL_GO ? OP_GO : OP_DEFER, area, func);
    f->top = mark;
}
