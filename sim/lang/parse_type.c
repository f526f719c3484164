// Types, but for functions: those are in parse_func.c.
#include "lang/parse_impl.h"

#include "base/check.h"

// Whether x can be nothing but a type (or a set of types).
// Source: cmd/compile/internal/syntax/parser.go: isTypeElem.
bool parse_is_type_elem(const struct expr *x)
{
    switch (x->kind) {
    case EX_ARRAYTYPE:
    case EX_SLICETYPE:
    case EX_STRUCTTYPE:
    case EX_FUNCTYPE:
    case EX_INTERFACETYPE:
    case EX_MAPTYPE:
    case EX_CHANTYPE:
        return true;
    case EX_BINARY:
        return parse_is_type_elem(x->x) || parse_is_type_elem(x->y);
    case EX_UNARY:
        return x->op == TOK_TILDE || parse_is_type_elem(x->x);
    case EX_STAR:
    case EX_PAREN:
        return parse_is_type_elem(x->x);
    default:
        return false;
    }
}

// Type     = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .
// TypeName = identifier | QualifiedIdent .
// TypeLit  = ArrayType | StructType | PointerType | FunctionType |
//            InterfaceType | SliceType | MapType | ChannelType .
// Go spec: Types.
struct expr *parse_type(struct parse *p)
{
    struct pos pos = p->s.pos;
    struct expr *x = parse_type_or_nil(p);

    if (x != NULL)
        return x;
    parse_unexpected(p, ", expected type");
    parse_advance(p, TOKS(COMMA) | TOKS(COLON) | TOKS(SEMICOLON) |
                         TOKS(RPAREN) | TOKS(RBRACK) | TOKS(RBRACE));
    return parse_bad_expr(p, pos);
}

// TypeArgs = "[" TypeList [ "," ] "]" .
// Go spec: Instantiations.
static struct expr *parse_type_args(struct parse *p, struct expr *x)
{
    CHECK(p->s.tok == TOK_LBRACK);
    parse_no_generics(p, p->s.pos);
    parse_next(p);
    parse_skip_brackets(p);
    x->kind = EX_BAD;
    return x;
}

// QualifiedIdent = PackageName "." identifier .
// Go spec: Qualified identifiers. first: the name that was read, or NULL.
struct expr *parse_type_name(struct parse *p, struct expr *first)
{
    struct expr *x = first != NULL ? first : parse_ident(p);

    if (parse_got(p, TOK_PERIOD)) {
        struct expr *sel = parse_new_expr(p, EX_SELECTOR, x->pos);
        sel->x = x;
        sel->name = parse_name(p, &sel->name_pos);
        x = sel;
    }
    if (p->s.tok == TOK_LBRACK)
        x = parse_type_args(p, x);
    return x;
}

static struct expr *parse_chan_elem(struct parse *p)
{
    struct pos pos = p->s.pos;
    struct expr *x = parse_type_or_nil(p);

    if (x != NULL)
        return x;
    parse_syntax_error(p, pos, "missing channel element type");
    return parse_bad_expr(p, pos);
}

// ChannelType = ( "chan" | "chan" "<-" | "<-" "chan" ) ElementType .
// Go spec: Channel types.
static struct expr *parse_chan_type(struct parse *p)
{
    struct expr *x = parse_new_expr(p, EX_CHANTYPE, p->s.pos);

    CHECK(p->s.tok == TOK_CHAN || p->s.tok == TOK_ARROW);
    if (parse_got(p, TOK_ARROW)) {
        parse_want(p, TOK_CHAN);
        x->chan_dir = CHAN_RECV;
    } else {
        parse_next(p);
        x->chan_dir = parse_got(p, TOK_ARROW) ? CHAN_SEND : CHAN_BOTH;
    }
    x->x = parse_chan_elem(p);
    return x;
}

// MapType = "map" "[" KeyType "]" ElementType .
// Go spec: Map types.
static struct expr *parse_map_type(struct parse *p)
{
    struct expr *x = parse_new_expr(p, EX_MAPTYPE, p->s.pos);

    CHECK(p->s.tok == TOK_MAP);
    parse_next(p);
    parse_want(p, TOK_LBRACK);
    x->x = parse_type(p);
    parse_want(p, TOK_RBRACK);
    x->y = parse_type(p);
    return x;
}

// ArrayType   = "[" ArrayLength "]" ElementType .
// ArrayLength = Expression | "..." .
// Go spec: Array types, Composite literals.
struct expr *parse_array_type(struct parse *p, struct pos pos, struct expr *len)
{
    struct expr *x = parse_new_expr(p, EX_ARRAYTYPE, pos);
    struct pos len_pos = p->s.pos;

    x->y = len;
    if (len == NULL && parse_got(p, TOK_ELLIPSIS)) {
        x->y = parse_new_expr(p, EX_ELLIPSIS, len_pos);
    } else if (len == NULL) {
        p->xnest++;
        x->y = parse_expr(p);
        p->xnest--;
    }
    if (p->s.tok == TOK_COMMA) {
        parse_syntax_error(p, p->s.pos, "unexpected comma; expected ]");
        parse_next(p);
    }
    parse_want(p, TOK_RBRACK);
    x->x = parse_type(p);
    return x;
}

// SliceType = "[" "]" ElementType .
// Go spec: Slice types.
struct expr *parse_slice_type(struct parse *p, struct pos pos)
{
    struct expr *x = parse_new_expr(p, EX_SLICETYPE, pos);

    x->x = parse_type(p);
    return x;
}

// --- Structs -----------------------------------------------------------------

// Tag = string_lit .
static const char *parse_tag(struct parse *p)
{
    const char *tag = NULL;

    if (p->s.tok < TOK_INT || p->s.tok > TOK_STRING)
        return NULL;
    if (p->s.tok == TOK_STRING)
        tag = arena_strndup(&p->l->arena, p->s.value.s, p->s.value.len);
    else
        parse_syntax_error(p, p->s.pos, "struct field tag must be a string");
    parse_next(p);
    return tag;
}

static void push_embedded(struct parse *p, struct field_vec *out,
                          struct pos pos, struct expr *type)
{
    struct field f = {.pos = pos, .type = type, .embedded = true};

    f.tag = parse_tag(p);
    vec_push(out, f);
}

// EmbeddedField = [ "*" ] TypeName .
// The * or ( has not been read.
static void parse_embedded_field(struct parse *p, struct field_vec *out)
{
    struct pos pos = p->s.pos, star_pos;
    bool parens = false, star = false;
    struct expr *x;

    for (;;) {
        if (p->s.tok == TOK_LPAREN && !parens) {
            parse_syntax_error(p, p->s.pos,
                               "cannot parenthesize embedded type");
            parens = true;
        } else if (p->s.tok == TOK_MUL && !star) {
            star_pos = p->s.pos;
            star = true;
        } else {
            break;
        }
        parse_next(p);
    }
    x = parse_type_name(p, NULL);
    if (star) {
        struct expr *pointer = parse_new_expr(p, EX_STAR, star_pos);
        pointer->x = x;
        x = pointer;
    }
    if (parens)
        parse_got(p, TOK_RPAREN);
    push_embedded(p, out, pos, x);
}

// After a name and at "[": the rest of an array or slice type, or NULL after
// type arguments (which were reported).
struct expr *parse_array_or_type_args(struct parse *p)
{
    struct pos pos = p->s.pos;
    bool comma;

    CHECK(p->s.tok == TOK_LBRACK);
    parse_want(p, TOK_LBRACK);
    if (parse_got(p, TOK_RBRACK))
        return parse_slice_type(p, pos);
    if (p->s.tok == TOK_ELLIPSIS)
        return parse_array_type(p, pos, NULL);
    struct expr *len = parse_index_list(p, &comma);
    parse_want(p, TOK_RBRACK);
    struct expr *elem = comma ? NULL : parse_type_or_nil(p);
    if (elem == NULL) {
        parse_no_generics(p, pos);
        return NULL;
    }
    struct expr *x = parse_new_expr(p, EX_ARRAYTYPE, pos);
    x->y = len;
    x->x = elem;
    return x;
}

// FieldDecl = ( IdentifierList Type | EmbeddedField ) [ Tag ] .
// Go spec: Struct types.
static bool parse_field_decl(struct parse *p, void *arg)
{
    struct field_vec *out = arg;
    size_t first = out->n;

    if (p->s.tok == TOK_MUL || p->s.tok == TOK_LPAREN) {
        parse_embedded_field(p, out);
        return false;
    }
    if (p->s.tok != TOK_IDENT) {
        parse_unexpected(p, ", expected field name or embedded type");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RBRACE));
        return false;
    }
    struct expr *name = parse_ident(p);
    if (p->s.tok == TOK_PERIOD || p->s.tok == TOK_SEMICOLON ||
        p->s.tok == TOK_RBRACE ||
        (p->s.tok >= TOK_INT && p->s.tok <= TOK_STRING)) {
        push_embedded(p, out, name->pos, parse_type_name(p, name));
        return false;
    }
    struct field f = {.name = name->name, .pos = name->pos};
    vec_push(out, f);
    while (parse_got(p, TOK_COMMA)) {
        f.name = parse_name(p, &f.pos);
        vec_push(out, f);
    }
    // A name and [ may also be an embedded generic type.
    if (out->n - first == 1 && p->s.tok == TOK_LBRACK) {
        f.type = parse_array_or_type_args(p);
        if (f.type == NULL)
            f.type = parse_bad_expr(p, name->pos);
    } else {
        f.type = parse_type(p);
    }
    f.tag = parse_tag(p);
    for (size_t i = first; i < out->n; i++) {
        out->v[i].type = f.type;
        out->v[i].tag = f.tag;
    }
    return false;
}

// StructType = "struct" "{" { FieldDecl ";" } "}" .
// Go spec: Struct types.
static struct expr *parse_struct_type(struct parse *p)
{
    struct expr *x = parse_new_expr(p, EX_STRUCTTYPE, p->s.pos);
    struct field_vec fields = {0};

    CHECK(p->s.tok == TOK_STRUCT);
    parse_next(p);
    parse_want(p, TOK_LBRACE);
    x->end = parse_list(p, "struct type", TOK_SEMICOLON, TOK_RBRACE,
                        parse_field_decl, &fields);
    x->fields.n = fields.n;
    x->fields.v = PARSE_KEEP(p, &fields);
    return x;
}

// --- Interfaces --------------------------------------------------------------

// TypeElem = TypeTerm { "|" TypeTerm } .
// TypeTerm = [ "~" ] Type .
// Go spec: Interface types. Only a single type without ~ is not generic.
static void parse_type_elem(struct parse *p, struct field *f)
{
    struct pos pos = p->s.pos;
    bool set = p->s.tok == TOK_OR;

    if (f->type == NULL) {
        set = parse_got(p, TOK_TILDE);
        f->type = parse_type_or_nil(p);
    }
    if (f->type == NULL) {
        parse_unexpected(p, ", expected ~ term or type");
        parse_advance(p, TOKS(SEMICOLON) | TOKS(RPAREN) | TOKS(RBRACK) |
                             TOKS(RBRACE));
        f->type = parse_bad_expr(p, pos);
        return;
    }
    while (parse_got(p, TOK_OR)) {
        set = true;
        parse_got(p, TOK_TILDE);
        parse_type(p);
    }
    if (set) {
        parse_no_generics(p, pos);
        f->type = parse_bad_expr(p, pos);
    }
}

// InterfaceElem = MethodElem | TypeElem .
// MethodElem    = MethodName Signature .
// Go spec: Interface types.
static bool parse_interface_elem(struct parse *p, void *arg)
{
    struct field_vec *out = arg;
    struct field f = {.pos = p->s.pos, .embedded = true};

    if (p->s.tok == TOK_IDENT) {
        struct expr *name = parse_ident(p);
        if (p->s.tok == TOK_LPAREN) {
            f.name = name->name;
            f.embedded = false;
            f.type = parse_new_expr(p, EX_FUNCTYPE, f.pos);
            f.type->sig = arena_new(&p->l->arena, struct signature);
            parse_signature(p, "interface method", f.type->sig, NULL);
            vec_push(out, f);
            return false;
        }
        f.type = parse_type_name(p, name);
    }
    parse_type_elem(p, &f);
    vec_push(out, f);
    return false;
}

// InterfaceType = "interface" "{" { InterfaceElem ";" } "}" .
// Go spec: Interface types.
static struct expr *parse_interface_type(struct parse *p)
{
    struct expr *x = parse_new_expr(p, EX_INTERFACETYPE, p->s.pos);
    struct field_vec elems = {0};

    CHECK(p->s.tok == TOK_INTERFACE);
    parse_next(p);
    parse_want(p, TOK_LBRACE);
    x->end = parse_list(p, "interface type", TOK_SEMICOLON, TOK_RBRACE,
                        parse_interface_elem, &elems);
    x->fields.n = elems.n;
    x->fields.v = PARSE_KEEP(p, &elems);
    return x;
}

// --- Types -----------------------------------------------------------------

// PointerType = "*" BaseType .
// Go spec: Pointer types. Also "(" Type ")".
static struct expr *parse_prefixed_type(struct parse *p, enum expr_kind kind)
{
    struct expr *x = parse_new_expr(p, kind, p->s.pos);

    parse_next(p);
    x->x = parse_type(p);
    if (kind == EX_PAREN) {
        x->end = p->s.pos;
        parse_want(p, TOK_RPAREN);
    }
    return x;
}

struct expr *parse_type_or_nil(struct parse *p)
{
    struct expr *x = NULL;
    struct pos pos = p->s.pos;

    parse_enter(p);
    switch (p->s.tok) {
    case TOK_MUL:
        x = parse_prefixed_type(p, EX_STAR);
        break;
    case TOK_LPAREN:
        x = parse_prefixed_type(p, EX_PAREN);
        break;
    case TOK_ARROW:
    case TOK_CHAN:
        x = parse_chan_type(p);
        break;
    case TOK_FUNC:
        x = parse_func_type(p);
        break;
    case TOK_LBRACK:
        parse_next(p);
        if (parse_got(p, TOK_RBRACK))
            x = parse_slice_type(p, pos);
        else
            x = parse_array_type(p, pos, NULL);
        break;
    case TOK_MAP:
        x = parse_map_type(p);
        break;
    case TOK_STRUCT:
        x = parse_struct_type(p);
        break;
    case TOK_INTERFACE:
        x = parse_interface_type(p);
        break;
    case TOK_IDENT:
        x = parse_type_name(p, NULL);
        break;
    default:
        break;
    }
    parse_leave(p);
    return x;
}
