// Signatures and parameter lists.
#include "lang/parse_impl.h"

#include "base/check.h"

// ParameterDecl = [ IdentifierList ] [ "..." ] Type .
// Go spec: Function types. A name may turn out to be a type: then only name is
// set, and distribute_types decides.
static bool parse_parameter_decl(struct parse *p, void *arg)
{
    struct field_vec *out = arg;
    struct field f = {.pos = p->s.pos};

    if (p->s.tok == TOK_IDENT) {
        const char *name = parse_name(p, &f.pos);
        if (p->s.tok == TOK_PERIOD) {
            f.type = parse_type_name(p, parse_new_ident(p, name, f.pos));
        } else if (p->s.tok == TOK_LBRACK) {
            f.type = parse_array_or_type_args(p);
            if (f.type == NULL)
                f.type = parse_bad_expr(p, f.pos);
            else
                f.name = name;
        } else {
            f.name = name;
        }
    }
    struct pos dots = p->s.pos;
    if (f.type == NULL && parse_got(p, TOK_ELLIPSIS)) {
        f.type = parse_new_expr(p, EX_ELLIPSIS, dots);
        f.type->x = parse_type_or_nil(p);
        if (f.type->x == NULL) {
            parse_syntax_error(p, p->s.pos, "... is missing type");
            f.type->kind = EX_BAD;
        }
    } else if (f.type == NULL) {
        f.type = parse_type_or_nil(p);
    }
    if (f.name != NULL || f.type != NULL) {
        vec_push(out, f);
        return false;
    }
    parse_unexpected(p, ", expected )");
    parse_advance(p, TOKS(COMMA) | TOKS(RPAREN));
    return false;
}

// Gives names their types: either all parameters are named, and a name alone
// has the type of the next one, or none is, and names alone are types.
// Source: cmd/compile/internal/syntax/parser.go: paramList.
static void distribute_types(struct parse *p, struct field_vec *list,
                             struct pos end)
{
    size_t named = 0, typed = 0;
    struct expr *type = NULL;
    struct pos error_pos = {0};

    for (size_t i = 0; i < list->n; i++) {
        named += list->v[i].name != NULL && list->v[i].type != NULL;
        typed += list->v[i].type != NULL;
    }
    for (size_t i = list->n; i-- > 0;) {
        struct field *f = &list->v[i];
        if (named == 0 && f->type == NULL) {
            f->type = parse_new_ident(p, f->name, f->pos);
            f->name = NULL;
        } else if (named == 0) {
            continue;
        } else if (f->type != NULL) {
            type = f->type;
            if (f->name == NULL) {
                error_pos = f->pos;
                f->name = strtab_cstr(&p->l->names, "_");
            }
        } else if (type != NULL) {
            f->type = type;
        } else {
            error_pos = f->pos;
            f->type = parse_bad_expr(p, f->pos);
        }
    }
    if (error_pos.line == 0)
        return;
    if (named == typed)
        parse_syntax_error(p, end, "missing parameter type");
    else
        parse_syntax_error(p, error_pos, "missing parameter name");
}

// Parameters    = "(" [ ParameterList [ "," ] ] ")" .
// ParameterList = ParameterDecl { "," ParameterDecl } .
// Go spec: Function types. variadic is NULL where ... is not allowed.
void parse_parameters(struct parse *p, struct field_list *out, bool *variadic)
{
    struct field_vec list = {0};
    bool reported = false;

    parse_want(p, TOK_LPAREN);
    struct pos end = parse_list(p, "parameter list", TOK_COMMA, TOK_RPAREN,
                                parse_parameter_decl, &list);
    distribute_types(p, &list, end);
    for (size_t i = 0; i < list.n; i++) {
        struct expr *type = list.v[i].type;
        CHECK(type != NULL);
        if (type->kind != EX_ELLIPSIS)
            continue;
        if (variadic != NULL && i + 1 == list.n) {
            *variadic = true;
            continue;
        }
        if (!reported)
            parse_error(p, type->pos,
                        variadic == NULL
                            ? "invalid use of ..."
                            : "can only use ... with final parameter");
        reported = true;
        list.v[i].type = type->x;
    }
    out->n = list.n;
    out->v = PARSE_KEEP(p, &list);
}

// Signature      = Parameters [ Result ] .
// Result         = Parameters | Type .
// TypeParameters = "[" TypeParamList [ "," ] "]" .
// Go spec: Function types, Type parameter declarations.
void parse_signature(struct parse *p, const char *context,
                     struct signature *sig, bool *has_type_params)
{
    struct pos pos = p->s.pos;

    if (parse_got(p, TOK_LBRACK)) {
        if (context != NULL)
            parse_syntax_error(p, pos, "%s must have no type parameters",
                               context);
        else
            parse_no_generics(p, pos);
        if (has_type_params != NULL)
            *has_type_params = true;
        parse_skip_brackets(p);
    }
    parse_parameters(p, &sig->params, &sig->variadic);
    if (p->s.tok == TOK_LPAREN) {
        parse_parameters(p, &sig->results, NULL);
        return;
    }
    struct field result = {.pos = p->s.pos};
    result.type = parse_type_or_nil(p);
    if (result.type == NULL)
        return;
    struct field_vec results = {0};
    vec_push(&results, result);
    sig->results.n = 1;
    sig->results.v = PARSE_KEEP(p, &results);
}

// FunctionType = "func" Signature .
// Go spec: Function types.
struct expr *parse_func_type(struct parse *p)
{
    CHECK(p->s.tok == TOK_FUNC);
    parse_next(p);
    struct expr *x = parse_new_expr(p, EX_FUNCTYPE, p->s.pos);
    x->sig = arena_new(&p->l->arena, struct signature);
    parse_signature(p, "function type", x->sig, NULL);
    return x;
}
