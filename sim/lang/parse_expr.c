// Expressions, by precedence climbing.
#include "lang/parse_impl.h"

#include "base/check.h"

// Go spec: Operator precedence. 0: not a binary operator.
static int precedence(enum token op)
{
    switch (op) {
    case TOK_LOR:
        return 1;
    case TOK_LAND:
        return 2;
    case TOK_EQL:
    case TOK_NEQ:
    case TOK_LSS:
    case TOK_LEQ:
    case TOK_GTR:
    case TOK_GEQ:
        return 3;
    case TOK_ADD:
    case TOK_SUB:
    case TOK_OR:
    case TOK_XOR:
        return 4;
    case TOK_MUL:
    case TOK_QUO:
    case TOK_REM:
    case TOK_SHL:
    case TOK_SHR:
    case TOK_AND:
    case TOK_AND_NOT:
        return 5;
    default:
        return 0;
    }
}

struct expr *parse_unparen(struct expr *x)
{
    while (x->kind == EX_PAREN)
        x = x->x;
    return x;
}

// ExpressionList = Expression { "," Expression } .
// Go spec: Operands.
struct expr_list parse_expr_list(struct parse *p)
{
    struct expr_vec list = {0};

    do {
        struct expr *x = parse_expr(p);
        vec_push(&list, x);
    } while (parse_got(p, TOK_COMMA));
    return parse_keep_exprs(p, &list);
}

// --- Operands ----------------------------------------------------------------

// BasicLit = int_lit | float_lit | imaginary_lit | rune_lit | string_lit .
// Go spec: Operands.
static struct expr *parse_basic_lit(struct parse *p)
{
    const struct scan *s = &p->s;
    struct expr *x = parse_new_expr(p, s->bad ? EX_BAD : EX_LITERAL, s->pos);

    CHECK(s->tok >= TOK_INT && s->tok <= TOK_STRING);
    x->op = s->tok;
    x->value = s->value;
    x->text = s->text + s->start;
    x->ntext = s->end - s->start;
    parse_next(p);
    return x;
}

// FunctionLit = "func" Signature FunctionBody .
// Go spec: Function literals. Without a body it is a type.
static struct expr *parse_func_type_or_lit(struct parse *p)
{
    struct pos pos = p->s.pos;
    struct signature sig = {0};

    CHECK(p->s.tok == TOK_FUNC);
    parse_next(p);
    struct pos open = p->s.pos;
    parse_signature(p, "function type", &sig, NULL);
    if (p->s.tok != TOK_LBRACE) {
        struct expr *x = parse_new_expr(p, EX_FUNCTYPE, open);
        x->sig = arena_new(&p->l->arena, struct signature);
        *x->sig = sig;
        return x;
    }
    struct expr *x = parse_new_expr(p, EX_FUNC, pos);
    x->func = arena_new(&p->l->arena, struct func_decl);
    x->func->pos = pos;
    x->func->sig = sig;
    p->xnest++;
    x->func->body = parse_func_body(p);
    p->xnest--;
    x->end = x->func->body->end;
    return x;
}

static struct expr *parse_paren_expr(struct parse *p)
{
    struct expr *x = parse_new_expr(p, EX_PAREN, p->s.pos);

    CHECK(p->s.tok == TOK_LPAREN);
    parse_next(p);
    p->xnest++;
    x->x = parse_expr(p);
    p->xnest--;
    x->end = p->s.pos;
    parse_want(p, TOK_RPAREN);
    return x;
}

// Operand     = Literal | OperandName | "(" Expression ")" .
// Literal     = BasicLit | CompositeLit | FunctionLit .
// OperandName = identifier | QualifiedIdent .
// Go spec: Operands. Types too: conversions and composite literals begin with
// one.
static struct expr *parse_operand(struct parse *p)
{
    struct pos pos = p->s.pos;

    switch (p->s.tok) {
    case TOK_IDENT:
        return parse_ident(p);
    case TOK_INT:
    case TOK_FLOAT:
    case TOK_IMAG:
    case TOK_CHAR:
    case TOK_STRING:
        return parse_basic_lit(p);
    case TOK_LPAREN:
        return parse_paren_expr(p);
    case TOK_FUNC:
        return parse_func_type_or_lit(p);
    case TOK_LBRACK:
    case TOK_CHAN:
    case TOK_MAP:
    case TOK_STRUCT:
    case TOK_INTERFACE:
        return parse_type(p);
    default:
        parse_unexpected(p, ", expected expression");
        parse_advance(p, TOKS(RPAREN) | TOKS(RBRACK) | TOKS(RBRACE));
        return parse_bad_expr(p, pos);
    }
}

// --- Composite literals ------------------------------------------------------

static struct expr *parse_literal_value(struct parse *p, struct expr *type);

// Element = Expression | LiteralValue .
static struct expr *parse_element(struct parse *p)
{
    if (p->s.tok == TOK_LBRACE)
        return parse_literal_value(p, NULL);
    return parse_expr(p);
}

// KeyedElement = [ Key ":" ] Element .
// Key          = FieldName | Expression | LiteralValue .
static bool parse_keyed_element(struct parse *p, void *arg)
{
    struct expr_vec *out = arg;
    struct pos pos = p->s.pos;
    struct expr *x = parse_element(p);

    if (parse_got(p, TOK_COLON)) {
        struct expr *pair = parse_new_expr(p, EX_KEYVALUE, pos);
        pair->x = x;
        pair->y = parse_element(p);
        x = pair;
    }
    vec_push(out, x);
    return false;
}

// CompositeLit = LiteralType LiteralValue .
// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
// ElementList  = KeyedElement { "," KeyedElement } .
// Go spec: Composite literals.
static struct expr *parse_literal_value(struct parse *p, struct expr *type)
{
    struct pos pos = type != NULL ? type->pos : p->s.pos;
    struct expr *x = parse_new_expr(p, EX_COMPOSITE, pos);
    struct expr_vec elements = {0};

    parse_enter(p);
    x->type_expr = type;
    p->xnest++;
    parse_want(p, TOK_LBRACE);
    x->end = parse_list(p, "composite literal", TOK_COMMA, TOK_RBRACE,
                        parse_keyed_element, &elements);
    p->xnest--;
    x->list = parse_keep_exprs(p, &elements);
    parse_leave(p);
    return x;
}

// Whether the { after x begins a composite literal of type x, not a block.
static bool begins_literal(struct parse *p, const struct expr *x)
{
    switch (x->kind) {
    case EX_IDENT:
    case EX_SELECTOR:
        return p->xnest >= 0;
    case EX_INDEX:
        if (p->xnest >= 0)
            parse_no_generics(p, x->pos);
        return p->xnest >= 0;
    case EX_ARRAYTYPE:
    case EX_SLICETYPE:
    case EX_STRUCTTYPE:
    case EX_MAPTYPE:
        return true;
    default:
        return false;
    }
}

// --- Primary expressions -----------------------------------------------------

// Selector      = "." identifier .
// TypeAssertion = "." "(" Type ")" .
// Go spec: Selectors, Type assertions, Type switches.
static struct expr *parse_selector(struct parse *p, struct expr *x)
{
    struct expr *y = parse_new_expr(p, EX_SELECTOR, x->pos);

    CHECK(p->s.tok == TOK_PERIOD);
    y->x = x;
    y->op_pos = p->s.pos;
    parse_next(p);
    if (p->s.tok == TOK_IDENT) {
        y->name = parse_name(p, &y->name_pos);
    } else if (parse_got(p, TOK_LPAREN)) {
        y->kind = EX_ASSERT;
        if (parse_got(p, TOK_TYPE)) {
            parse_flush_guard(p);
            p->guard = y;
        } else {
            y->type_expr = parse_type(p);
        }
        y->end = p->s.pos;
        parse_want(p, TOK_RPAREN);
    } else {
        y->kind = EX_BAD;
        parse_unexpected(p, ", expected name or (");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RPAREN));
    }
    return y;
}

struct expr *parse_index_list(struct parse *p, bool *comma)
{
    size_t n = 1;

    CHECK(p->s.tok != TOK_RBRACK);
    p->xnest++;
    struct expr *x = parse_expr(p);
    *comma = false;
    while (parse_got(p, TOK_COMMA)) {
        *comma = true;
        if (parse_type_or_nil(p) == NULL)
            break;
        n++;
    }
    p->xnest--;
    if (n > 1 || parse_is_type_elem(x)) {
        parse_no_generics(p, x->pos);
        x = parse_bad_expr(p, x->pos);
    }
    return x;
}

// Slice = "[" [ Expression ] ":" [ Expression ] "]" |
//         "[" [ Expression ] ":" Expression ":" Expression "]" .
// Go spec: Slice expressions. The first index has been read.
static struct expr *parse_slice_rest(struct parse *p, struct expr *x,
                                     struct pos open, struct expr *lo)
{
    struct expr *y = parse_new_expr(p, EX_SLICE, x->pos);

    y->x = x;
    y->op_pos = open;
    y->lo = lo;
    if (!parse_got(p, TOK_COLON)) {
        parse_unexpected(p, ", expected comma, : or ]");
        parse_advance(p, TOKS(COMMA) | TOKS(COLON) | TOKS(RBRACK));
    }
    p->xnest++;
    if (p->s.tok != TOK_COLON && p->s.tok != TOK_RBRACK)
        y->hi = parse_expr(p);
    if (p->s.tok == TOK_COLON) {
        y->slice3 = true;
        if (y->hi == NULL) {
            parse_error(p, p->s.pos, "middle index required in 3-index slice");
            y->hi = parse_bad_expr(p, p->s.pos);
        }
        parse_next(p);
        if (p->s.tok != TOK_RBRACK) {
            y->max = parse_expr(p);
        } else {
            parse_error(p, p->s.pos, "final index required in 3-index slice");
            y->max = parse_bad_expr(p, p->s.pos);
        }
    }
    p->xnest--;
    y->end = p->s.pos;
    parse_want(p, TOK_RBRACK);
    return y;
}

// Index = "[" Expression [ "," ] "]" .
// Go spec: Index expressions, Slice expressions, Instantiations.
static struct expr *parse_index_or_slice(struct parse *p, struct expr *x)
{
    struct expr *index = NULL;
    struct pos open = p->s.pos;
    bool comma = false;

    CHECK(p->s.tok == TOK_LBRACK);
    parse_next(p);
    if (p->s.tok == TOK_RBRACK) {
        parse_unexpected(p, ", expected operand");
        index = parse_bad_expr(p, p->s.pos);
    } else if (p->s.tok != TOK_COLON) {
        index = parse_index_list(p, &comma);
    }
    if (index == NULL || (!comma && p->s.tok != TOK_RBRACK))
        return parse_slice_rest(p, x, open, index);
    struct expr *y = parse_new_expr(p, EX_INDEX, x->pos);
    y->x = x;
    y->y = index;
    y->op_pos = open;
    y->end = p->s.pos;
    parse_want(p, TOK_RBRACK);
    if (index->kind == EX_BAD)
        y->kind = EX_BAD;
    return y;
}

struct arguments {
    struct expr_vec list;
    bool spread;
};

static bool parse_argument(struct parse *p, void *arg)
{
    struct arguments *a = arg;
    struct expr *x = parse_expr(p);

    vec_push(&a->list, x);
    a->spread = parse_got(p, TOK_ELLIPSIS);
    return a->spread;
}

// Arguments = "(" [ ( ExpressionList | Type [ "," ExpressionList ] )
//             [ "..." ] [ "," ] ] ")" .
// Go spec: Calls.
static struct expr *parse_call(struct parse *p, struct expr *x)
{
    struct expr *call = parse_new_expr(p, EX_CALL, x->pos);
    struct arguments a = {0};

    CHECK(p->s.tok == TOK_LPAREN);
    call->x = x;
    call->op_pos = p->s.pos;
    parse_next(p);
    p->xnest++;
    call->end = parse_list(p, "argument list", TOK_COMMA, TOK_RPAREN,
                           parse_argument, &a);
    p->xnest--;
    call->list = parse_keep_exprs(p, &a.list);
    call->spread = a.spread;
    return call;
}

// One step of PrimaryExpr; returns NULL when x is complete.
static struct expr *parse_primary_step(struct parse *p, struct expr *x)
{
    switch (p->s.tok) {
    case TOK_PERIOD:
        return parse_selector(p, x);
    case TOK_LBRACK:
        return parse_index_or_slice(p, x);
    case TOK_LPAREN:
        return parse_call(p, x);
    case TOK_LBRACE:
        if (!begins_literal(p, parse_unparen(x)))
            return NULL;
        if (x->kind == EX_PAREN)
            parse_syntax_error(p, p->s.pos,
                               "cannot parenthesize type in composite literal");
        return parse_literal_value(p, x);
    default:
        return NULL;
    }
}

// As each operand has a parse_binary_expr above it, deepest is that of x here.
//
// PrimaryExpr = Operand | Conversion | MethodExpr |
//               PrimaryExpr Selector | PrimaryExpr Index |
//               PrimaryExpr Slice | PrimaryExpr TypeAssertion |
//               PrimaryExpr Arguments .
// Go spec: Primary expressions.
struct expr *parse_primary_expr(struct parse *p, struct expr *x)
{
    if (x == NULL)
        x = parse_operand(p);
    for (;;) {
        enum token tok = p->s.tok;
        if (tok == TOK_PERIOD || tok == TOK_LBRACK || tok == TOK_LPAREN ||
            tok == TOK_LBRACE)
            parse_wrap(p);
        struct expr *y = parse_primary_step(p, x);
        if (y == NULL)
            break;
        x = y;
    }
    return x;
}

// --- Operators ---------------------------------------------------------------

// "<-" before a channel type belongs to the type: <-chan T, and in
// <-chan<- T the second arrow belongs to the element type.
// Source: cmd/compile/internal/syntax/parser.go: unaryExpr.
static void reassociate_arrow(struct parse *p, struct expr *x, struct pos pos)
{
    enum chan_dir dir = CHAN_SEND;
    struct expr *t = x;

    CHECK(x->kind == EX_CHANTYPE);
    x->pos = pos;
    while (dir == CHAN_SEND && t->kind == EX_CHANTYPE) {
        dir = t->chan_dir;
        if (dir == CHAN_RECV)
            parse_syntax_error(p, pos, "unexpected <-, expected chan");
        t->chan_dir = CHAN_RECV;
        t = t->x;
    }
    if (dir == CHAN_SEND)
        parse_syntax_error(p, t->pos, "unexpected element type, expected chan");
}

// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
// unary_op  = "+" | "-" | "!" | "^" | "*" | "&" | "<-" .
// Go spec: Operators.
static struct expr *parse_unary_expr(struct parse *p)
{
    struct pos pos = p->s.pos;
    enum token op = p->s.tok;
    struct expr *x;

    parse_enter(p);
    switch (p->s.tok) {
    case TOK_MUL:
    case TOK_ADD:
    case TOK_SUB:
    case TOK_NOT:
    case TOK_XOR:
    case TOK_AND:
        x = parse_new_expr(p, op == TOK_MUL ? EX_STAR : EX_UNARY, pos);
        x->op = op;
        parse_next(p);
        x->x = parse_unary_expr(p);
        if (op == TOK_AND)
            x->x = parse_unparen(x->x); // &(T{})
        break;
    case TOK_TILDE:
        parse_no_generics(p, pos);
        parse_next(p);
        parse_unary_expr(p);
        x = parse_bad_expr(p, pos);
        break;
    case TOK_ARROW:
        parse_next(p);
        x = parse_unary_expr(p);
        if (x->kind == EX_CHANTYPE) {
            reassociate_arrow(p, x, pos);
        } else {
            struct expr *y = parse_new_expr(p, EX_UNARY, pos);
            y->op = TOK_ARROW;
            y->x = x;
            x = y;
        }
        break;
    default:
        x = parse_primary_expr(p, NULL);
        break;
    }
    parse_leave(p);
    return x;
}

// Expression = UnaryExpr | Expression binary_op Expression .
// Go spec: Operators.
struct expr *parse_binary_expr(struct parse *p, struct expr *x, int prec)
{
    int deepest = p->deepest;

    CHECK(prec >= 0 && prec <= 5);
    CHECK(p->depth <= p->deepest || p->stopped);
    if (x == NULL) {
        p->deepest = p->depth;
        x = parse_unary_expr(p);
    }
    for (int op_prec; (op_prec = precedence(p->s.tok)) > prec;) {
        struct expr *y = parse_new_expr(p, EX_BINARY, p->s.pos);
        y->op = p->s.tok;
        parse_wrap(p);
        parse_next(p);
        y->x = x;
        y->y = parse_binary_expr(p, NULL, op_prec);
        x = y;
    }
    if (p->deepest < deepest)
        p->deepest = deepest;
    return x;
}

struct expr *parse_expr(struct parse *p)
{
    return parse_binary_expr(p, NULL, 0);
}
