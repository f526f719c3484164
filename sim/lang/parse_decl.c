// Declarations: import, const, type, var and func.
#include "lang/parse_impl.h"

#include <string.h>

#include "base/check.h"

// What the specs of one group share.
struct group {
    struct decl_vec *out;
    enum token keyword;
    int64_t iota;
    struct decl *last; // const: the last one with a type or values
};

static struct decl *new_decl(struct parse *p, enum decl_kind kind)
{
    struct decl *d = arena_new(&p->l->arena, struct decl);

    d->kind = kind;
    d->pos = p->s.pos;
    return d;
}

// Whether s can be an import path; reports it otherwise. Characters past ASCII
// are left to whoever looks for the package.
// Source: cmd/compile/internal/types2: validatedImportPath.
static bool check_import_path(struct parse *p, struct pos pos, const char *s,
                              size_t n)
{
    char text[SCAN_CHAR_TEXT_MAX];

    if (n == 0) {
        parse_error(p, pos, "invalid import path (empty string)");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c > ' ' && c != 0x7f &&
            strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", c) == NULL)
            continue;
        scan_char_text(text, c);
        parse_error(p, pos, "invalid import path (invalid character %s)", text);
        return false;
    }
    return true;
}

// ImportSpec = [ "." | PackageName ] ImportPath .
// ImportPath = string_lit .
// Go spec: Import declarations.
static struct decl *parse_import_spec(struct parse *p)
{
    struct decl *d = new_decl(p, DECL_IMPORT);
    struct pos pos;

    d->path = "";
    if (p->s.tok == TOK_IDENT) {
        d->local = parse_name(p, &pos);
    } else if (parse_got(p, TOK_PERIOD)) {
        d->local = strtab_cstr(&p->l->names, ".");
    }
    if (p->s.tok < TOK_INT || p->s.tok > TOK_STRING) {
        parse_syntax_error(p, p->s.pos, "missing import path");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RPAREN));
        return d;
    }
    if (p->s.tok != TOK_STRING) {
        parse_syntax_error(p, p->s.pos, "import path must be a string");
    } else if (!p->s.bad) {
        const struct const_value *v = &p->s.value;
        d->path_pos = p->s.pos;
        if (check_import_path(p, p->s.pos, v->s, v->len))
            d->path = strtab_intern(&p->l->names, v->s, v->len);
    }
    parse_next(p);
    return d;
}

// IdentifierList = identifier { "," identifier } .
// Go spec: Constant declarations.
static void parse_identifier_list(struct parse *p, struct decl *d)
{
    VEC(const char *) names = {0};
    VEC(struct pos) positions = {0};
    struct pos pos;

    do {
        const char *name = parse_name(p, &pos);
        vec_push(&names, name);
        vec_push(&positions, pos);
    } while (parse_got(p, TOK_COMMA));
    d->nnames = names.n;
    d->name_pos = PARSE_KEEP(p, &positions);
    d->names = PARSE_KEEP(p, &names);
}

// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
// Go spec: Constant declarations. A spec without type and values repeats the
// last one that has them.
static struct decl *parse_const_spec(struct parse *p, struct group *g)
{
    struct decl *d = new_decl(p, DECL_CONST);

    d->iota = g->iota++;
    parse_identifier_list(p, d);
    if (p->s.tok != TOK_EOF && p->s.tok != TOK_SEMICOLON &&
        p->s.tok != TOK_RPAREN) {
        d->type_expr = parse_type_or_nil(p);
        if (parse_got_assign(p))
            d->values = parse_expr_list(p);
        g->last = d;
    } else if (g->last != NULL) {
        d->type_expr = g->last->type_expr;
        d->values = g->last->values;
        d->inherited = true;
    }
    return d;
}

// Whether x, read after "type T [", begins a list of type parameters: it can be
// split into a name and a constraint (P *C, P (C)), for certain when force is
// set, else only when the rest can be nothing but a type.
// Source: cmd/compile/internal/syntax/parser.go: extractName.
static bool is_type_param(const struct expr *x, bool force)
{
    switch (x->kind) {
    case EX_BINARY:
        if (x->op == TOK_MUL)
            return x->x->kind == EX_IDENT &&
                   (force || parse_is_type_elem(x->y));
        return x->op == TOK_OR &&
               is_type_param(x->x, force || parse_is_type_elem(x->y));
    case EX_CALL:
        return x->x->kind == EX_IDENT && x->list.n == 1 && !x->spread &&
               (force || parse_is_type_elem(x->list.v[0]));
    default:
        return false;
    }
}

// After "type T [": the rest of an array or slice type, or type parameters and
// the type.
static void parse_bracketed_type(struct parse *p, struct decl *d,
                                 struct pos pos)
{
    if (parse_got(p, TOK_RBRACK)) {
        d->type_expr = parse_slice_type(p, pos);
        return;
    }
    if (p->s.tok != TOK_IDENT) {
        d->type_expr = parse_array_type(p, pos, NULL);
        return;
    }
    // A name followed by [ begins a type parameter: no array length holds an
    // index expression, which is never constant.
    struct expr *x = parse_ident(p);
    if (p->s.tok != TOK_LBRACK) {
        p->xnest++;
        x = parse_binary_expr(p, parse_primary_expr(p, x), 0);
        p->xnest--;
    }
    bool named = x->kind == EX_IDENT && p->s.tok != TOK_RBRACK;
    if (!named && !is_type_param(x, p->s.tok == TOK_COMMA)) {
        d->type_expr = parse_array_type(p, pos, x);
        return;
    }
    d->has_type_params = true;
    parse_no_generics(p, pos);
    parse_skip_brackets(p);
    d->alias = parse_got_assign(p);
    d->type_expr = parse_type_or_nil(p);
}

// TypeSpec = identifier [ TypeParameters ] [ "=" ] Type .
// Go spec: Type declarations.
static struct decl *parse_type_spec(struct parse *p)
{
    struct decl *d = new_decl(p, DECL_TYPE);
    VEC(const char *) names = {0};
    VEC(struct pos) positions = {0};
    struct pos pos;

    const char *name = parse_name(p, &pos);
    vec_push(&names, name);
    vec_push(&positions, pos);
    d->nnames = 1;
    d->names = PARSE_KEEP(p, &names);
    d->name_pos = PARSE_KEEP(p, &positions);
    pos = p->s.pos;
    if (parse_got(p, TOK_LBRACK)) {
        parse_bracketed_type(p, d, pos);
    } else {
        d->alias = parse_got_assign(p);
        d->type_expr = parse_type_or_nil(p);
    }
    if (d->type_expr == NULL) {
        d->type_expr = parse_bad_expr(p, p->s.pos);
        parse_unexpected(p, " in type declaration");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RPAREN));
    }
    return d;
}

// VarSpec = IdentifierList
//           ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
// Go spec: Variable declarations.
static struct decl *parse_var_spec(struct parse *p)
{
    struct decl *d = new_decl(p, DECL_VAR);

    parse_identifier_list(p, d);
    if (parse_got_assign(p)) {
        d->values = parse_expr_list(p);
        return d;
    }
    d->type_expr = parse_type(p);
    if (parse_got_assign(p))
        d->values = parse_expr_list(p);
    return d;
}

static bool parse_spec(struct parse *p, void *arg)
{
    struct group *g = arg;
    struct decl *d = NULL;

    switch (g->keyword) {
    case TOK_IMPORT:
        d = parse_import_spec(p);
        break;
    case TOK_CONST:
        d = parse_const_spec(p, g);
        break;
    case TOK_TYPE:
        d = parse_type_spec(p);
        break;
    case TOK_VAR:
        d = parse_var_spec(p);
        break;
    default:
        CHECK_UNREACHABLE();
    }
    vec_push(g->out, d);
    return false;
}

// Declaration = ConstDecl | TypeDecl | VarDecl .
// ConstDecl  = "const" ( ConstSpec | "(" { ConstSpec ";" } ")" ) .
// TypeDecl   = "type" ( TypeSpec | "(" { TypeSpec ";" } ")" ) .
// VarDecl    = "var" ( VarSpec | "(" { VarSpec ";" } ")" ) .
// ImportDecl = "import" ( ImportSpec | "(" { ImportSpec ";" } ")" ) .
// Go spec: Declarations and scope, Import declarations.
void parse_declaration(struct parse *p, struct decl_vec *out)
{
    struct group g = {.out = out, .keyword = p->s.tok};

    parse_next(p);
    if (parse_got(p, TOK_LPAREN))
        parse_list(p, "grouped declaration", TOK_SEMICOLON, TOK_RPAREN,
                   parse_spec, &g);
    else
        parse_spec(p, &g);
}

// Receiver = Parameters .
// Go spec: Method declarations.
static struct field *parse_receiver(struct parse *p)
{
    struct field_list list;
    struct pos pos = p->s.pos;

    parse_parameters(p, &list, NULL);
    if (list.n != 1)
        parse_error(p, p->s.pos,
                    list.n == 0 ? "method has no receiver"
                                : "method has multiple receivers");
    if (list.n > 0)
        return &list.v[0];
    struct field *recv = arena_new(&p->l->arena, struct field);
    recv->pos = pos;
    recv->type = parse_bad_expr(p, pos);
    return recv;
}

// FunctionDecl = "func" FunctionName [ TypeParameters ] Signature
//                [ FunctionBody ] .
// MethodDecl   = "func" Receiver MethodName Signature [ FunctionBody ] .
// Go spec: Function declarations, Method declarations.
struct decl *parse_func_decl(struct parse *p)
{
    struct decl *d = new_decl(p, DECL_FUNC);
    struct func_decl *f = arena_new(&p->l->arena, struct func_decl);
    const char *context = NULL;

    CHECK(p->s.tok == TOK_FUNC);
    d->func = f;
    parse_next(p);
    if (p->s.tok == TOK_LPAREN) {
        context = "method";
        f->recv = parse_receiver(p);
    }
    if (p->s.tok == TOK_IDENT) {
        f->name = parse_name(p, &f->pos);
        parse_signature(p, context, &f->sig, &f->has_type_params);
        d->has_type_params = f->has_type_params;
    } else {
        f->pos = p->s.pos;
        f->name = strtab_cstr(&p->l->names, "_");
        parse_unexpected(p, context == NULL ? ", expected name or ("
                                            : ", expected name");
        parse_advance(p, TOKS(LBRACE) | TOKS(SEMICOLON));
    }
    if (p->s.tok == TOK_LBRACE)
        f->body = parse_func_body(p);
    return d;
}

// FunctionBody = Block .
// Go spec: Function declarations.
struct block *parse_func_body(struct parse *p)
{
    struct block *body = arena_new(&p->l->arena, struct block);
    long nsyntax = p->l->nsyntax;

    p->fnest++;
    *body = parse_block(p, "");
    p->fnest--;
    // Half a tree would give misleading further errors.
    if (p->l->nsyntax == nsyntax)
        parse_check_branches(p, body);
    return body;
}
