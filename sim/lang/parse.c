// The parser's entry, and what all its parts use: tokens, errors, recovery.
//
// The method is that of Go's own compiler (cmd/compile/internal/syntax), so
// that errors read and recover alike: one token of lookahead, and after an
// error skip to a token that can follow.
#include "lang/parse_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

_Static_assert(TOK_COUNT <= 128, "a set of tokens has 128 bits");

// --- Tokens ------------------------------------------------------------------

void parse_next(struct parse *p)
{
    p->prev_end = p->s.end;
    if (!p->stopped)
        scan_next(&p->s);
}

bool parse_got(struct parse *p, enum token tok)
{
    if (p->s.tok != tok)
        return false;
    parse_next(p);
    return true;
}

// Words for tokens in messages: token_class() token_word().
static const char *token_word(enum token tok)
{
    switch (tok) {
    case TOK_COMMA:
        return "comma";
    case TOK_SEMICOLON:
        return "semicolon or newline";
    default:
        return token_text(tok);
    }
}

static const char *token_class(enum token tok)
{
    return token_is_keyword(tok) ? "keyword " : "";
}

void parse_want(struct parse *p, enum token tok)
{
    CHECK(tok != TOK_EOF);
    if (parse_got(p, tok))
        return;
    parse_unexpected(p, ", expected %s%s", token_class(tok), token_word(tok));
    parse_advance(p, 0);
}

bool parse_got_assign(struct parse *p)
{
    if (p->s.tok == TOK_DEFINE)
        parse_unexpected(p, ", expected =");
    else if (p->s.tok != TOK_ASSIGN)
        return false;
    parse_next(p);
    return true;
}

void parse_advance(struct parse *p, tokens follow)
{
    static const tokens statements =
        TOKS(BREAK) | TOKS(CONST) | TOKS(CONTINUE) | TOKS(DEFER) |
        TOKS(FALLTHROUGH) | TOKS(FOR) | TOKS(GO) | TOKS(GOTO) | TOKS(IF) |
        TOKS(RETURN) | TOKS(SELECT) | TOKS(SWITCH) | TOKS(TYPE) | TOKS(VAR);
    bool one = follow == 0;

    follow |= TOKS(EOF);
    if (!one && p->fnest > 0)
        follow |= statements;
    while ((follow >> p->s.tok & 1) == 0) {
        parse_next(p);
        if (one)
            break;
    }
}

// --- Nesting -----------------------------------------------------------------

static void check_deepest(struct parse *p)
{
    if (p->deepest <= LANG_NESTING_MAX || p->stopped)
        return;
    p->l->nsyntax++;
    parse_error(p, p->s.pos, "nesting too deep (limit %d)", LANG_NESTING_MAX);
    p->stopped = true;
    p->s.tok = TOK_EOF;
}

void parse_enter(struct parse *p)
{
    p->depth++;
    if (p->deepest < p->depth)
        p->deepest = p->depth;
    check_deepest(p);
}

void parse_leave(struct parse *p)
{
    CHECK(p->depth > 0);
    p->depth--;
}

void parse_wrap(struct parse *p)
{
    p->deepest++;
    check_deepest(p);
}

// --- Errors ------------------------------------------------------------------

static void report(struct parse *p, struct pos pos, const char *prefix,
                   const char *fmt, va_list ap)
{
    char text[256];

    if (p->stopped)
        return;
    vsnprintf(text, sizeof text, fmt, ap);
    scan_error_at(&p->s, pos, "%s%s", prefix, text);
}

void parse_error(struct parse *p, struct pos pos, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    report(p, pos, "", fmt, ap);
    va_end(ap);
}

// After an error, another one at the end of the file says nothing new.
static bool is_follow_up(const struct parse *p)
{
    return p->s.tok == TOK_EOF && p->s.nerror > 0;
}

void parse_syntax_error(struct parse *p, struct pos pos, const char *fmt, ...)
{
    va_list ap;

    p->l->nsyntax++;
    if (is_follow_up(p))
        return;
    va_start(ap, fmt);
    report(p, pos, "syntax error: ", fmt, ap);
    va_end(ap);
}

void parse_unexpected(struct parse *p, const char *fmt, ...)
{
    enum { TEXT_MAX = 60 };
    const struct scan *s = &p->s;
    char prefix[160], text[TEXT_MAX + 4];
    const char *class = token_class(s->tok), *what = token_word(s->tok);
    va_list ap;

    p->l->nsyntax++;
    if (is_follow_up(p))
        return;
    if (s->tok == TOK_SEMICOLON) {
        what = s->semi;
    } else if (s->tok >= TOK_IDENT && s->tok <= TOK_STRING) {
        class = s->tok == TOK_IDENT ? "name " : "literal ";
        diag_escape(text, sizeof text, s->text + s->start, s->end - s->start);
        what = text;
    }
    snprintf(prefix, sizeof prefix, "syntax error: unexpected %s%s", class,
             what);
    va_start(ap, fmt);
    report(p, s->pos, prefix, fmt, ap);
    va_end(ap);
}

void parse_no_generics(struct parse *p, struct pos pos)
{
    p->l->nsyntax++; // names of type parameters are not known
    parse_error(p, pos, "generics are not supported (level S3)");
}

void parse_flush_guard(struct parse *p)
{
    if (p->guard == NULL)
        return;
    CHECK(p->guard->kind == EX_ASSERT && p->guard->type_expr == NULL);
    parse_error(p, p->guard->pos, "use of .(type) outside type switch");
    p->guard->kind = EX_BAD;
    p->guard = NULL;
}

// --- Common productions ------------------------------------------------------

struct pos parse_list(struct parse *p, const char *context, enum token sep,
                      enum token close,
                      bool (*elem)(struct parse *p, void *arg), void *arg)
{
    bool done = false;

    CHECK(sep == TOK_COMMA || sep == TOK_SEMICOLON);
    CHECK(close == TOK_RPAREN || close == TOK_RBRACE);
    while (p->s.tok != TOK_EOF && p->s.tok != close && !done) {
        done = elem(p, arg);
        // The separator is optional before close.
        if (parse_got(p, sep) || p->s.tok == close)
            continue;
        parse_unexpected(p, " in %s; possibly missing %s or %s", context,
                         token_word(sep), token_word(close));
        parse_advance(p, TOKS(RPAREN) | TOKS(RBRACK) | TOKS(RBRACE));
        if (p->s.tok != close)
            return p->s.pos;
    }
    struct pos pos = p->s.pos;
    parse_want(p, close);
    return pos;
}

void parse_skip_brackets(struct parse *p)
{
    for (int open = 1; p->s.tok != TOK_EOF; parse_next(p)) {
        if (p->s.tok == TOK_LBRACK)
            open++;
        else if (p->s.tok == TOK_RBRACK && --open == 0)
            break;
    }
    parse_want(p, TOK_RBRACK);
}

const char *parse_name(struct parse *p, struct pos *pos)
{
    const char *name = p->s.name;

    *pos = p->s.pos;
    if (parse_got(p, TOK_IDENT))
        return name;
    parse_unexpected(p, ", expected name");
    parse_advance(p, 0);
    return strtab_cstr(&p->l->names, "_");
}

void *parse_keep(struct parse *p, void *v, size_t n, size_t elem_size)
{
    void *kept = NULL;

    if (n > 0) {
        CHECK(v != NULL);
        kept = arena_array(&p->l->arena, n, elem_size);
        memcpy(kept, v, n * elem_size);
    }
    free(v);
    return kept;
}

struct expr_list parse_keep_exprs(struct parse *p, struct expr_vec *vec)
{
    return (struct expr_list){PARSE_KEEP(p, vec), vec->n};
}

struct expr *parse_new_expr(struct parse *p, enum expr_kind kind,
                            struct pos pos)
{
    struct expr *x = arena_new(&p->l->arena, struct expr);

    x->kind = kind;
    x->pos = pos;
    return x;
}

struct expr *parse_bad_expr(struct parse *p, struct pos pos)
{
    return parse_new_expr(p, EX_BAD, pos);
}

struct expr *parse_new_ident(struct parse *p, const char *name, struct pos pos)
{
    struct expr *x = parse_new_expr(p, EX_IDENT, pos);

    x->name = name;
    return x;
}

struct expr *parse_ident(struct parse *p)
{
    struct pos pos;
    const char *name = parse_name(p, &pos);

    return parse_new_ident(p, name, pos);
}

// --- Files -------------------------------------------------------------------

static void parse_top_level_error(struct parse *p, const struct decl_vec *decls)
{
    const struct decl *last = decls->n > 0 ? vec_last(decls) : NULL;

    if (p->s.tok == TOK_LBRACE && last != NULL && last->kind == DECL_FUNC &&
        last->func->body == NULL)
        parse_syntax_error(p, p->s.pos,
                           "unexpected semicolon or newline before {");
    else if (p->s.tok == TOK_IMPORT)
        parse_syntax_error(p, p->s.pos,
                           "imports must appear before other declarations");
    else
        parse_syntax_error(p, p->s.pos,
                           "non-declaration statement outside function body");
}

// TopLevelDecl = Declaration | FunctionDecl | MethodDecl .
// Go spec: Declarations and scope. Returns false when there is none.
static bool parse_top_level_decl(struct parse *p, struct decl_vec *decls)
{
    p->depth = p->deepest = p->xnest = p->fnest = 0;
    switch (p->s.tok) {
    case TOK_IMPORT:
        if (decls->n > 0 && vec_last(decls)->kind != DECL_IMPORT)
            parse_top_level_error(p, decls);
        parse_declaration(p, decls);
        break;
    case TOK_CONST:
    case TOK_TYPE:
    case TOK_VAR:
        parse_declaration(p, decls);
        break;
    case TOK_FUNC:
        vec_push(decls, parse_func_decl(p));
        break;
    default:
        return false;
    }
    parse_flush_guard(p);
    return true;
}

// SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
// PackageClause = "package" PackageName .
// Go spec: Source file organization.
static void parse_source_file(struct parse *p, struct file *f)
{
    static const tokens starts =
        TOKS(IMPORT) | TOKS(CONST) | TOKS(TYPE) | TOKS(VAR) | TOKS(FUNC);
    struct decl_vec decls = {0};

    f->package_pos = p->s.pos;
    if (!parse_got(p, TOK_PACKAGE)) {
        parse_syntax_error(p, p->s.pos, "package statement must be first");
        return;
    }
    f->package = parse_name(p, &f->package_pos);
    parse_want(p, TOK_SEMICOLON);
    if (p->s.nerror > 0)
        return;
    while (p->s.tok != TOK_EOF) {
        if (!parse_top_level_decl(p, &decls)) {
            parse_top_level_error(p, &decls);
            parse_advance(p, starts);
        } else if (p->s.tok != TOK_EOF && !parse_got(p, TOK_SEMICOLON)) {
            parse_unexpected(p, " after top level declaration");
            parse_advance(p, starts);
        }
    }
    f->ndecls = decls.n;
    f->decls = PARSE_KEEP(p, &decls);
}

struct file *parse_file(struct lang *l, uint16_t file)
{
    struct parse p = {.l = l};
    struct file *f = arena_new(&l->arena, struct file);

    f->file = file;
    f->package = strtab_cstr(&l->names, "_");
    scan_init(&p.s, l, file);
    parse_source_file(&p, f);
    CHECK(p.s.tok == TOK_EOF || p.s.nerror > 0);
    CHECK(p.depth == 0 && p.fnest == 0 && p.xnest == 0 && p.guard == NULL);
    return f;
}
