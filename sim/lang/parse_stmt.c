// Statements, but for those with clauses.
#include "lang/parse_impl.h"

#include "base/check.h"

struct stmt *parse_new_stmt(struct parse *p, enum stmt_kind kind,
                            struct pos pos)
{
    struct stmt *s = arena_new(&p->l->arena, struct stmt);

    s->kind = kind;
    s->pos = pos;
    return s;
}

// --- Simple statements -------------------------------------------------------

static bool is_assign_op(enum token tok)
{
    return tok >= TOK_ADD_ASSIGN && tok <= TOK_AND_NOT_ASSIGN;
}

static struct expr_list one_expr(struct parse *p, struct expr *x)
{
    struct expr_vec list = {0};

    vec_push(&list, x);
    return parse_keep_exprs(p, &list);
}

// RangeClause = [ ( ExpressionList "=" | IdentifierList ":=" ) ]
//               "range" Expression .
// Go spec: For statements with range clause. At "range".
static struct stmt *parse_range_clause(struct parse *p, struct pos pos)
{
    struct stmt *s = parse_new_stmt(p, ST_RANGE, pos);

    CHECK(p->s.tok == TOK_RANGE);
    s->op = TOK_ASSIGN;
    s->op_pos = p->s.pos;
    parse_next(p);
    s->x = parse_expr(p);
    return s;
}

// One expression on the left: SendStmt, IncDecStmt, op= or ExpressionStmt.
static struct stmt *parse_one_expr_stmt(struct parse *p, struct expr *x,
                                        struct pos pos)
{
    struct stmt *s = parse_new_stmt(p, ST_EXPR, pos);

    s->x = x;
    s->op_pos = p->s.pos;
    if (is_assign_op(p->s.tok)) {
        s->kind = ST_ASSIGN;
        s->op = p->s.tok;
        s->x = NULL;
        s->lhs = one_expr(p, x);
        parse_next(p);
        s->rhs = one_expr(p, parse_expr(p));
    } else if (p->s.tok == TOK_INC || p->s.tok == TOK_DEC) {
        s->kind = ST_INCDEC;
        s->op = p->s.tok;
        parse_next(p);
    } else if (parse_got(p, TOK_ARROW)) {
        s->kind = ST_SEND;
        s->y = parse_expr(p);
    }
    return s;
}

// Assignment   = ExpressionList assign_op ExpressionList .
// ShortVarDecl = IdentifierList ":=" ExpressionList .
// Go spec: Assignments, Short variable declarations. At "=" or ":=".
static struct stmt *parse_assignment(struct parse *p,
                                     const struct expr_list *lhs,
                                     struct pos pos, enum token keyword)
{
    struct stmt *s = parse_new_stmt(p, ST_ASSIGN, pos);
    struct pos op_pos = p->s.pos;
    enum token op = p->s.tok;

    CHECK(p->s.tok == TOK_ASSIGN || p->s.tok == TOK_DEFINE);
    parse_next(p);
    if (keyword == TOK_FOR && p->s.tok == TOK_RANGE) {
        s = parse_range_clause(p, pos);
        if (lhs->n > 2)
            parse_error(p, lhs->v[2]->pos,
                        "range clause permits at most two iteration variables");
    } else {
        s->rhs = parse_expr_list(p);
    }
    s->op = op;
    s->op_pos = op_pos;
    s->lhs = *lhs;
    if (s->kind == ST_RANGE && s->lhs.n > 2)
        s->lhs.n = 2;
    return s;
}

// SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt |
//              Assignment | ShortVarDecl .
// Go spec: Statements.
struct stmt *parse_simple_stmt(struct parse *p, const struct expr_list *lhs,
                               struct pos pos, enum token keyword)
{
    struct expr_list list;

    if (keyword == TOK_FOR && p->s.tok == TOK_RANGE)
        return parse_range_clause(p, pos);
    list = lhs != NULL ? *lhs : parse_expr_list(p);
    CHECK(list.n > 0);
    if (p->s.tok == TOK_ASSIGN || p->s.tok == TOK_DEFINE)
        return parse_assignment(p, &list, pos, keyword);
    if (list.n == 1)
        return parse_one_expr_stmt(p, list.v[0], pos);
    parse_unexpected(p, ", expected := or = or comma");
    parse_advance(p, TOKS(SEMICOLON) | TOKS(RBRACE));
    return parse_new_stmt(p, ST_BAD, pos);
}

// --- Blocks ------------------------------------------------------------------

// Block = "{" StatementList "}" .
// Go spec: Blocks. context: what the block belongs to, for the message.
struct block parse_block(struct parse *p, const char *context)
{
    struct block b = {.start = p->s.pos};
    struct stmt_vec list = {0};

    if (!parse_got(p, TOK_LBRACE)) {
        parse_unexpected(p, ", expected { after %s", context);
        parse_advance(p, TOKS(IDENT) | TOKS(RBRACE));
        b.end = p->s.pos;
        if (parse_got(p, TOK_RBRACE))
            return b;
    }
    parse_stmt_list(p, &list);
    CHECK(p->fnest > 0);
    b.end = p->s.pos;
    parse_want(p, TOK_RBRACE);
    b.n = list.n;
    b.v = PARSE_KEEP(p, &list);
    return b;
}

// --- Statements of one line --------------------------------------------------

// Declaration = ConstDecl | TypeDecl | VarDecl . One statement for each spec.
static void parse_decl_stmt(struct parse *p, struct stmt_vec *out)
{
    struct decl_vec decls = {0};
    struct pos pos = p->s.pos;
    struct stmt *s;

    parse_declaration(p, &decls);
    for (size_t i = 0; i < decls.n; i++) {
        s = parse_new_stmt(p, ST_DECL, pos);
        s->decl = decls.v[i];
        vec_push(out, s);
    }
    if (decls.n == 0) {
        s = parse_new_stmt(p, ST_EMPTY, pos);
        vec_push(out, s);
    }
    vec_release(&decls);
}

// GoStmt    = "go" PrimaryExpr .
// DeferStmt = "defer" PrimaryExpr .
// Go spec: Go statements, Defer statements. That the expression is a call is
// checked with types; operators are no part of it, as in cmd/compile.
static struct stmt *parse_call_stmt(struct parse *p)
{
    bool go = p->s.tok == TOK_GO;
    struct stmt *s = parse_new_stmt(p, go ? ST_GO : ST_DEFER, p->s.pos);
    const char *word = token_text(p->s.tok);

    CHECK(p->s.tok == TOK_GO || p->s.tok == TOK_DEFER);
    parse_next(p);
    struct pos pos = p->s.pos;
    struct expr *x = parse_primary_expr(p, NULL);
    s->x = parse_unparen(x);
    if (s->x->kind != EX_BAD && s->x != x)
        parse_error(p, pos, "expression in %s must not be parenthesized", word);
    return s;
}

// BreakStmt    = "break" [ Label ] .
// ContinueStmt = "continue" [ Label ] .
// GotoStmt     = "goto" Label .
// FallthroughStmt = "fallthrough" .
// Go spec: Break statements, Continue statements, Goto statements,
// Fallthrough statements.
static struct stmt *parse_branch_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_BREAK, p->s.pos);
    enum token tok = p->s.tok;

    parse_next(p);
    switch (tok) {
    case TOK_BREAK:
        break;
    case TOK_CONTINUE:
        s->kind = ST_CONTINUE;
        break;
    case TOK_GOTO:
        s->kind = ST_GOTO;
        s->label = parse_name(p, &s->label_pos);
        return s;
    default:
        s->kind = ST_FALLTHROUGH;
        return s;
    }
    if (p->s.tok == TOK_IDENT)
        s->label = parse_name(p, &s->label_pos);
    return s;
}

// ReturnStmt = "return" [ ExpressionList ] .
// Go spec: Return statements.
static struct stmt *parse_return_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_RETURN, p->s.pos);

    CHECK(p->s.tok == TOK_RETURN);
    parse_next(p);
    if (p->s.tok != TOK_SEMICOLON && p->s.tok != TOK_RBRACE)
        s->rhs = parse_expr_list(p);
    return s;
}

// --- Statements --------------------------------------------------------------

static bool parse_stmt(struct parse *p, struct stmt_vec *out);

// LabeledStmt = Label ":" Statement .
// Go spec: Labeled statements. The label has been read. A group of
// declarations after it goes on in the statements that follow.
static bool parse_labeled_stmt(struct parse *p, struct expr *label,
                               struct stmt_vec *out)
{
    struct stmt *s = parse_new_stmt(p, ST_LABELED, label->pos);
    struct pos colon = p->s.pos;
    size_t at = out->n;

    CHECK(p->s.tok == TOK_COLON && label->kind == EX_IDENT);
    s->label = label->name;
    s->label_pos = label->pos;
    parse_next(p);
    // A semicolon may be left out before }.
    if (p->s.tok == TOK_RBRACE) {
        s->inner = parse_new_stmt(p, ST_EMPTY, p->s.pos);
        vec_push(out, s);
        return true;
    }
    if (!parse_stmt(p, out)) {
        parse_syntax_error(p, colon, "missing statement after label");
        return false;
    }
    CHECK(at < out->n);
    s->inner = out->v[at];
    out->v[at] = s;
    return true;
}

// Statements that begin with a name: labeled or simple.
static bool parse_name_stmt(struct parse *p, struct stmt_vec *out)
{
    struct pos pos = p->s.pos;
    struct expr_list lhs = parse_expr_list(p);

    if (p->s.tok == TOK_COLON && lhs.n == 1 && lhs.v[0]->kind == EX_IDENT)
        return parse_labeled_stmt(p, lhs.v[0], out);
    struct stmt *s = parse_simple_stmt(p, &lhs, pos, TOK_EOF);
    vec_push(out, s);
    return true;
}

// The statement at the current token, of those that are one node; NULL where
// none begins.
static struct stmt *parse_one_stmt(struct parse *p)
{
    struct pos pos = p->s.pos;
    struct stmt *s;

    switch (p->s.tok) {
    case TOK_LBRACE:
        s = parse_new_stmt(p, ST_BLOCK, pos);
        s->body = parse_block(p, "");
        return s;
    case TOK_FOR:
        return parse_for_stmt(p);
    case TOK_SWITCH:
        return parse_switch_stmt(p);
    case TOK_SELECT:
        return parse_select_stmt(p);
    case TOK_IF:
        return parse_if_stmt(p);
    case TOK_FALLTHROUGH:
    case TOK_BREAK:
    case TOK_CONTINUE:
    case TOK_GOTO:
        return parse_branch_stmt(p);
    case TOK_GO:
    case TOK_DEFER:
        return parse_call_stmt(p);
    case TOK_RETURN:
        return parse_return_stmt(p);
    case TOK_SEMICOLON:
        return parse_new_stmt(p, ST_EMPTY, pos);
    default:
        return NULL;
    }
}

static bool begins_expr(enum token tok)
{
    static const tokens starts =
        TOKS(INT) | TOKS(FLOAT) | TOKS(IMAG) | TOKS(CHAR) | TOKS(STRING) |
        TOKS(ADD) | TOKS(SUB) | TOKS(MUL) | TOKS(AND) | TOKS(XOR) | TOKS(NOT) |
        TOKS(FUNC) | TOKS(LPAREN) | TOKS(LBRACK) | TOKS(STRUCT) | TOKS(MAP) |
        TOKS(CHAN) | TOKS(INTERFACE) | TOKS(ARROW);

    return (starts >> tok & 1) != 0;
}

// Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt |
//             BreakStmt | ContinueStmt | GotoStmt | FallthroughStmt | Block |
//             IfStmt | SwitchStmt | SelectStmt | ForStmt | DeferStmt .
// Go spec: Statements. Appends to out; returns false when none begins here, or
// when there is nothing to append.
static bool parse_stmt(struct parse *p, struct stmt_vec *out)
{
    bool ok = true;

    parse_enter(p);
    if (p->s.tok == TOK_IDENT) {
        ok = parse_name_stmt(p, out);
    } else if (p->s.tok == TOK_VAR || p->s.tok == TOK_CONST ||
               p->s.tok == TOK_TYPE) {
        parse_decl_stmt(p, out);
    } else {
        struct stmt *s = begins_expr(p->s.tok)
                             ? parse_simple_stmt(p, NULL, p->s.pos, TOK_EOF)
                             : parse_one_stmt(p);
        ok = s != NULL;
        if (ok)
            vec_push(out, s);
    }
    parse_flush_guard(p);
    parse_leave(p);
    return ok;
}

// StatementList = { Statement ";" } .
// Go spec: Blocks. The last semicolon may be left out before }.
void parse_stmt_list(struct parse *p, struct stmt_vec *out)
{
    while (p->s.tok != TOK_EOF && p->s.tok != TOK_RBRACE &&
           p->s.tok != TOK_CASE && p->s.tok != TOK_DEFAULT) {
        if (!parse_stmt(p, out))
            break;
        if (parse_got(p, TOK_SEMICOLON) || p->s.tok == TOK_RBRACE)
            continue;
        parse_unexpected(p, " at end of statement");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RBRACE) | TOKS(CASE) |
                             TOKS(DEFAULT));
        parse_got(p, TOK_SEMICOLON);
    }
}
