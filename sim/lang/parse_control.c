// The statements with heads and clauses: if, for, switch, select.
#include "lang/parse_impl.h"

#include "base/check.h"

// What stands between the keyword and the {.
struct head {
    enum token keyword;
    struct stmt *init, *post;
    struct stmt *cond; // any simple statement; unpacked by head_cond
    size_t cond_start; // its text
    size_t cond_end;
    struct pos semi_pos; // of the first semicolon; line 0: none
    const char *semi;
};

static struct stmt *head_stmt(struct parse *p, struct head *h,
                              enum token keyword)
{
    size_t start = p->s.start;
    struct stmt *s = parse_simple_stmt(p, NULL, p->s.pos, keyword);

    h->cond_start = start;
    h->cond_end = p->prev_end;
    return s;
}

// The rest of the head of a for statement, after the first semicolon.
static void parse_for_rest(struct parse *p, struct head *h)
{
    if (p->s.tok == TOK_LBRACE) {
        parse_unexpected(p, ", expected for loop condition");
        return;
    }
    if (p->s.tok != TOK_SEMICOLON)
        h->cond = head_stmt(p, h, TOK_EOF);
    size_t start = h->cond_start, end = h->cond_end;
    parse_want(p, TOK_SEMICOLON);
    if (p->s.tok == TOK_LBRACE)
        return;
    h->post = head_stmt(p, h, TOK_EOF);
    if (h->post->kind == ST_ASSIGN && h->post->op == TOK_DEFINE) {
        parse_syntax_error(p, h->post->op_pos,
                           "cannot declare in post statement of for loop");
        h->post = NULL;
    }
    h->cond_start = start;
    h->cond_end = end;
}

// ForClause = [ InitStmt ] ";" [ Condition ] ";" [ PostStmt ] .
// Go spec: For statements, If statements, Switch statements. At the token
// after the keyword; ends at {.
static void parse_head(struct parse *p, struct head *h)
{
    int outer = p->xnest;

    CHECK(h->keyword == TOK_IF || h->keyword == TOK_FOR ||
          h->keyword == TOK_SWITCH);
    if (p->s.tok == TOK_LBRACE)
        return;
    p->xnest = -1;
    if (p->s.tok != TOK_SEMICOLON) {
        if (parse_got(p, TOK_VAR))
            parse_syntax_error(p, p->s.pos,
                               "var declaration not allowed in %s initializer",
                               token_text(h->keyword));
        h->init = head_stmt(p, h, h->keyword);
    }
    if (h->init != NULL && h->init->kind == ST_RANGE) {
        p->xnest = outer;
        return;
    }
    if (p->s.tok == TOK_LBRACE) {
        h->cond = h->init;
        h->init = NULL;
        p->xnest = outer;
        return;
    }
    if (p->s.tok == TOK_SEMICOLON) {
        h->semi_pos = p->s.pos;
        h->semi = p->s.semi;
        parse_next(p);
    } else {
        // Asking for { instead of ; gives the better message.
        parse_want(p, TOK_LBRACE);
        if (p->s.tok != TOK_LBRACE)
            parse_advance(p, TOKS(LBRACE) | TOKS(RBRACE));
    }
    if (h->keyword == TOK_FOR)
        parse_for_rest(p, h);
    else if (p->s.tok != TOK_LBRACE)
        h->cond = head_stmt(p, h, h->keyword);
    p->xnest = outer;
}

// Copies the n bytes of source at s to out as one line: line ends and the
// blanks after them become one blank. DIFFERS FROM GO: which formats the
// expression.
static size_t one_line(char *out, size_t cap, const char *s, size_t n)
{
    size_t len = 0;
    bool after_newline = false;

    for (size_t i = 0; i < n && len < cap; i++) {
        bool blank = s[i] == ' ' || s[i] == '\t' || s[i] == '\r';
        if (s[i] == '\n' && !after_newline)
            out[len++] = ' ';
        after_newline = s[i] == '\n' || (after_newline && blank);
        if (!after_newline)
            out[len++] = s[i];
    }
    return len;
}

// The condition or tag of the head, NULL when there is none.
static struct expr *head_cond(struct parse *p, const struct head *h)
{
    char raw[160], text[80];

    if (h->cond == NULL)
        return NULL;
    if (h->cond->kind == ST_EXPR)
        return h->cond->x;
    if (h->cond->kind != ST_BAD) {
        bool plain = h->cond->kind == ST_ASSIGN && h->cond->op == TOK_ASSIGN;
        size_t n = one_line(raw, sizeof raw, p->s.text + h->cond_start,
                            h->cond_end - h->cond_start);
        diag_escape(text, sizeof text, raw, n);
        parse_syntax_error(p, h->cond->op_pos, "cannot use %s%s as value",
                           plain ? "assignment " : "", text);
    }
    return parse_bad_expr(p, h->cond->pos);
}

// IfStmt = "if" [ SimpleStmt ";" ] Expression Block
//          [ "else" ( IfStmt | Block ) ] .
// Go spec: If statements.
struct stmt *parse_if_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_IF, p->s.pos);
    struct head h = {.keyword = TOK_IF};

    CHECK(p->s.tok == TOK_IF);
    parse_enter(p);
    parse_next(p);
    if (p->s.tok == TOK_LBRACE)
        parse_syntax_error(p, p->s.pos, "missing condition in if statement");
    parse_head(p, &h);
    parse_flush_guard(p);
    s->init = h.init;
    s->x = head_cond(p, &h);
    if (s->x == NULL && h.semi_pos.line != 0) {
        if (h.semi[0] == 's')
            parse_syntax_error(p, h.semi_pos,
                               "missing condition in if statement");
        else
            parse_syntax_error(p, h.semi_pos,
                               "unexpected %s, expected { after if clause",
                               h.semi);
    }
    if (s->x == NULL)
        s->x = parse_bad_expr(p, s->pos);
    s->body = parse_block(p, "if clause");
    if (parse_got(p, TOK_ELSE)) {
        if (p->s.tok == TOK_IF) {
            s->else_ = parse_if_stmt(p);
        } else if (p->s.tok == TOK_LBRACE) {
            s->else_ = parse_new_stmt(p, ST_BLOCK, p->s.pos);
            s->else_->body = parse_block(p, "");
        } else {
            parse_syntax_error(
                p, p->s.pos, "else must be followed by if or statement block");
            parse_advance(p, TOKS(IDENT) | TOKS(RBRACE));
        }
    }
    parse_leave(p);
    return s;
}

// ForStmt = "for" [ Condition | ForClause | RangeClause ] Block .
// Go spec: For statements.
struct stmt *parse_for_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_FOR, p->s.pos);
    struct head h = {.keyword = TOK_FOR};

    CHECK(p->s.tok == TOK_FOR);
    parse_next(p);
    parse_head(p, &h);
    parse_flush_guard(p);
    if (h.init != NULL && h.init->kind == ST_RANGE) {
        struct pos pos = s->pos;
        s = h.init;
        s->pos = pos;
    } else {
        s->init = h.init;
        s->x = head_cond(p, &h);
        s->post = h.post;
    }
    s->body = parse_block(p, "for clause");
    return s;
}

// --- Clauses -----------------------------------------------------------------

// The clauses of one statement.
struct clauses {
    struct clause *v;
    size_t n, cap;
    struct pos first_default; // line 0: none yet
};

static void check_default(struct parse *p, struct clauses *clauses,
                          struct pos pos)
{
    struct pos *first = &clauses->first_default;

    if (first->line == 0)
        *first = pos;
    else
        parse_error(p, pos, "multiple defaults (first at %s:%u:%u)",
                    p->l->diag->source[p->s.file].name, (unsigned)first->line,
                    (unsigned)first->col);
}

// RecvStmt = [ ExpressionList "=" | IdentifierList ":=" ] RecvExpr .
// Go spec: Select statements. Leaves the receive without parentheses.
static bool is_comm_stmt(struct stmt *s)
{
    if (s->kind == ST_SEND || s->kind == ST_BAD)
        return true;
    struct expr **recv = &s->x;
    if (s->kind == ST_ASSIGN && s->lhs.n <= 2 && s->rhs.n == 1 &&
        (s->op == TOK_ASSIGN || s->op == TOK_DEFINE))
        recv = &s->rhs.v[0];
    else if (s->kind != ST_EXPR)
        return false;
    *recv = parse_unparen(*recv);
    return ((*recv)->kind == EX_UNARY && (*recv)->op == TOK_ARROW) ||
           (*recv)->kind == EX_BAD;
}

// Where errors of a statement are said to be.
// Source: cmd/compile/internal/syntax: positions of nodes.
static struct pos node_pos(const struct stmt *s, struct pos start)
{
    const struct expr *x = s->kind == ST_EXPR ? s->x : NULL;

    if (x != NULL && x->op_pos.line != 0)
        return x->op_pos;
    return x != NULL && x->kind == EX_BINARY ? x->pos : start;
}

// CommCase = "case" ( SendStmt | RecvStmt ) | "default" .
// Go spec: Select statements. After "case".
static struct stmt *parse_comm(struct parse *p)
{
    struct pos pos = p->s.pos;
    struct stmt *s = parse_simple_stmt(p, NULL, pos, TOK_EOF);

    parse_flush_guard(p);
    if (is_comm_stmt(s))
        return s;
    parse_error(p, node_pos(s, pos),
                "select case must be send or receive (possibly with "
                "assignment)");
    return parse_new_stmt(p, ST_BAD, pos);
}

// ExprCaseClause = ExprSwitchCase ":" StatementList .
// ExprSwitchCase = "case" ExpressionList | "default" .
// TypeCaseClause = TypeSwitchCase ":" StatementList .
// TypeSwitchCase = "case" TypeList | "default" .
// CommClause     = CommCase ":" StatementList .
// Go spec: Switch statements, Select statements.
static void parse_clause(struct parse *p, enum stmt_kind kind,
                         struct clauses *out)
{
    struct clause c = {.pos = p->s.pos};
    struct stmt_vec list = {0};

    if (parse_got(p, TOK_CASE)) {
        if (kind == ST_SELECT)
            c.comm = parse_comm(p);
        else
            c.exprs = parse_expr_list(p);
        parse_flush_guard(p);
    } else if (parse_got(p, TOK_DEFAULT)) {
        c.is_default = true;
        check_default(p, out, c.pos);
    } else {
        parse_unexpected(p, ", expected case or default or }");
        parse_advance(p,
                      TOKS(COLON) | TOKS(CASE) | TOKS(DEFAULT) | TOKS(RBRACE));
    }
    parse_want(p, TOK_COLON);
    c.body.start = c.pos;
    parse_stmt_list(p, &list);
    c.body.end = p->s.pos;
    c.body.n = list.n;
    c.body.v = PARSE_KEEP(p, &list);
    vec_push(out, c);
}

static void parse_clauses(struct parse *p, struct stmt *s, const char *what)
{
    struct clauses clauses = {0};

    s->body.start = p->s.pos;
    if (!parse_got(p, TOK_LBRACE)) {
        parse_syntax_error(p, p->s.pos, "missing { after %s clause", what);
        parse_advance(p, TOKS(CASE) | TOKS(DEFAULT) | TOKS(RBRACE));
    }
    while (p->s.tok != TOK_EOF && p->s.tok != TOK_RBRACE)
        parse_clause(p, s->kind, &clauses);
    s->body.end = p->s.pos;
    parse_want(p, TOK_RBRACE);
    s->nclauses = clauses.n;
    s->clauses = PARSE_KEEP(p, &clauses);
}

// Makes s a type switch when the head is [ identifier ":=" ] x "." "(" "type"
// ")", and returns whether it is.
// TypeSwitchGuard = [ identifier ":=" ] PrimaryExpr "." "(" "type" ")" .
// Go spec: Type switches.
static bool claim_guard(struct parse *p, struct stmt *s,
                        const struct stmt *cond)
{
    CHECK(s->kind == ST_SWITCH);
    if (p->guard == NULL || cond == NULL)
        return false;
    if (cond->kind == ST_EXPR && cond->x == p->guard) {
        s->x = cond->x;
    } else if (cond->kind == ST_ASSIGN && cond->op == TOK_DEFINE &&
               cond->lhs.n == 1 && cond->lhs.v[0]->kind == EX_IDENT &&
               cond->rhs.n == 1 && cond->rhs.v[0] == p->guard) {
        s->x = cond->rhs.v[0];
        s->name = cond->lhs.v[0]->name;
        s->name_pos = cond->lhs.v[0]->pos;
    } else {
        return false;
    }
    s->kind = ST_TYPESWITCH;
    p->guard = NULL;
    return true;
}

// SwitchStmt     = ExprSwitchStmt | TypeSwitchStmt .
// ExprSwitchStmt = "switch" [ SimpleStmt ";" ] [ Expression ]
//                  "{" { ExprCaseClause } "}" .
// TypeSwitchStmt = "switch" [ SimpleStmt ";" ] TypeSwitchGuard
//                  "{" { TypeCaseClause } "}" .
// Go spec: Switch statements.
struct stmt *parse_switch_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_SWITCH, p->s.pos);
    struct head h = {.keyword = TOK_SWITCH};

    CHECK(p->s.tok == TOK_SWITCH);
    parse_next(p);
    parse_head(p, &h);
    s->init = h.init;
    if (!claim_guard(p, s, h.cond)) {
        s->x = head_cond(p, &h);
        parse_flush_guard(p);
    }
    parse_clauses(p, s, "switch");
    return s;
}

// SelectStmt = "select" "{" { CommClause } "}" .
// Go spec: Select statements.
struct stmt *parse_select_stmt(struct parse *p)
{
    struct stmt *s = parse_new_stmt(p, ST_SELECT, p->s.pos);

    CHECK(p->s.tok == TOK_SELECT);
    parse_next(p);
    parse_clauses(p, s, "select");
    return s;
}
