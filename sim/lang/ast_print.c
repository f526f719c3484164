#include "lang/ast_print.h"

#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "lang/scan.h"

struct out {
    char *v;
    size_t n, cap;
    int indent;
};

static void put_bytes(struct out *o, const char *s, size_t n)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= ' ' && c < 0x7f) {
            vec_push(o, s[i]);
            continue;
        }
        vec_push(o, '\\');
        vec_push(o, 'x');
        vec_push(o, hex[c >> 4]);
        vec_push(o, hex[c & 15]);
    }
}

static void put(struct out *o, const char *s)
{
    put_bytes(o, s, strlen(s));
}

static void put_name(struct out *o, const char *name)
{
    put(o, name != NULL ? name : "-");
}

static void put_line(struct out *o)
{
    vec_push(o, '\n');
    for (int i = 0; i < o->indent; i++)
        put(o, "  ");
}

static const char *finish(struct out *o, struct arena *a)
{
    const char *text = arena_strndup(a, o->v != NULL ? o->v : "", o->n);

    vec_release(o);
    return text;
}

// --- Expressions -------------------------------------------------------------

static void put_expr(struct out *o, const struct expr *x);
static void put_block(struct out *o, const struct block *b);

// " x", with "-" for NULL.
static void put_arg(struct out *o, const struct expr *x)
{
    put(o, " ");
    put_expr(o, x);
}

static void put_args(struct out *o, const struct expr_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        put_arg(o, list->v[i]);
}

// " (x y)"
static void put_list(struct out *o, const struct expr_list *list)
{
    put(o, " (");
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            put(o, " ");
        put_expr(o, list->v[i]);
    }
    put(o, ")");
}

// " (name type)", " (type)", " (embed type)"
static void put_fields(struct out *o, const struct field_list *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *f = &fields->v[i];
        put(o, " (");
        if (f->embedded)
            put(o, "embed ");
        if (f->name != NULL) {
            put(o, f->name);
            put(o, " ");
        }
        put_expr(o, f->type);
        if (f->tag != NULL) {
            put(o, " `");
            put(o, f->tag);
            put(o, "`");
        }
        put(o, ")");
    }
}

static void put_signature(struct out *o, const struct signature *sig)
{
    put(o, sig->variadic ? " (params..." : " (params");
    put_fields(o, &sig->params);
    put(o, ") (results");
    put_fields(o, &sig->results);
    put(o, ")");
}

static const char *chan_word(enum chan_dir dir)
{
    return dir == CHAN_SEND ? "chan<-" : dir == CHAN_RECV ? "<-chan" : "chan";
}

// What follows ( of an expression.
static const char *expr_word(const struct expr *x)
{
    switch (x->kind) {
    case EX_COMPOSITE:
        return "lit";
    case EX_FUNC:
        return "func";
    case EX_PAREN:
        return "paren";
    case EX_SELECTOR:
        return ".";
    case EX_INDEX:
        return "index";
    case EX_SLICE:
        return x->slice3 ? "slice3" : "slice";
    case EX_ASSERT:
        return "assert";
    case EX_CALL:
        return x->spread ? "call..." : "call";
    case EX_STAR:
        return "*";
    case EX_UNARY:
    case EX_BINARY:
        return token_text(x->op);
    case EX_KEYVALUE:
        return ":";
    case EX_ARRAYTYPE:
        return "array";
    case EX_SLICETYPE:
        return "[]";
    case EX_STRUCTTYPE:
        return "struct";
    case EX_FUNCTYPE:
        return "functype";
    case EX_INTERFACETYPE:
        return "interface";
    case EX_MAPTYPE:
        return "map";
    case EX_CHANTYPE:
        return chan_word(x->chan_dir);
    case EX_ELLIPSIS:
        return "...";
    default:
        CHECK_UNREACHABLE();
    }
}

static void put_expr_parts(struct out *o, const struct expr *x)
{
    switch (x->kind) {
    case EX_COMPOSITE:
        put_arg(o, x->type_expr);
        put_args(o, &x->list);
        break;
    case EX_FUNC:
        put_signature(o, &x->func->sig);
        put_block(o, x->func->body);
        break;
    case EX_SELECTOR:
        put_arg(o, x->x);
        put(o, " ");
        put(o, x->name);
        break;
    case EX_SLICE:
        put_arg(o, x->x);
        put_arg(o, x->lo);
        put_arg(o, x->hi);
        if (x->slice3)
            put_arg(o, x->max);
        break;
    case EX_ASSERT:
        put_arg(o, x->x);
        if (x->type_expr == NULL)
            put(o, " type");
        else
            put_arg(o, x->type_expr);
        break;
    case EX_CALL:
        put_arg(o, x->x);
        put_args(o, &x->list);
        break;
    case EX_ARRAYTYPE:
        put_arg(o, x->y);
        put_arg(o, x->x);
        break;
    case EX_STRUCTTYPE:
    case EX_INTERFACETYPE:
        put_fields(o, &x->fields);
        break;
    case EX_FUNCTYPE:
        put_signature(o, x->sig);
        break;
    default:
        if (x->x != NULL)
            put_arg(o, x->x);
        if (x->y != NULL)
            put_arg(o, x->y);
        break;
    }
}

static void put_expr(struct out *o, const struct expr *x)
{
    if (x == NULL) {
        put(o, "-");
    } else if (x->kind == EX_BAD) {
        put(o, "bad");
    } else if (x->kind == EX_IDENT) {
        put(o, x->name);
    } else if (x->kind == EX_LITERAL) {
        put_bytes(o, x->text, x->ntext);
    } else {
        put(o, "(");
        put(o, expr_word(x));
        put_expr_parts(o, x);
        put(o, ")");
    }
}

// --- Declarations ------------------------------------------------------------

static void put_names(struct out *o, const struct decl *d)
{
    put(o, " (");
    for (size_t i = 0; i < d->nnames; i++) {
        if (i > 0)
            put(o, " ");
        put(o, d->names[i]);
    }
    put(o, ")");
}

static void put_func(struct out *o, const struct func_decl *f)
{
    if (f->recv != NULL) {
        struct field_list recv = {f->recv, 1};
        put(o, "method");
        put_fields(o, &recv);
    } else {
        put(o, "func");
    }
    put(o, " ");
    put(o, f->name);
    put_signature(o, &f->sig);
    if (f->body == NULL)
        put(o, " -");
    else
        put_block(o, f->body);
}

static void put_decl(struct out *o, const struct decl *d)
{
    put(o, "(");
    switch (d->kind) {
    case DECL_IMPORT:
        put(o, "import ");
        put_name(o, d->local);
        put(o, " ");
        put(o, d->path);
        break;
    case DECL_CONST:
    case DECL_VAR:
        put(o, d->kind == DECL_CONST ? "const" : "var");
        put_names(o, d);
        put_arg(o, d->type_expr);
        put_list(o, &d->values);
        break;
    case DECL_TYPE:
        put(o, d->alias ? "alias " : "type ");
        put(o, d->names[0]);
        put_arg(o, d->type_expr);
        break;
    case DECL_FUNC:
        put_func(o, d->func);
        break;
    }
    put(o, ")");
}

// --- Statements --------------------------------------------------------------

static void put_stmt(struct out *o, const struct stmt *s);

// " stmt" on the same line.
static void put_inline(struct out *o, const struct stmt *s)
{
    put(o, " ");
    if (s == NULL)
        put(o, "-");
    else
        put_stmt(o, s);
}

static void put_stmts(struct out *o, const struct block *b)
{
    o->indent++;
    for (size_t i = 0; i < b->n; i++) {
        put_line(o);
        put_stmt(o, b->v[i]);
    }
    o->indent--;
}

static void put_block(struct out *o, const struct block *b)
{
    put(o, " (block");
    put_stmts(o, b);
    put(o, ")");
}

static void put_clauses(struct out *o, const struct stmt *s)
{
    for (size_t i = 0; i < s->nclauses; i++) {
        const struct clause *c = &s->clauses[i];
        put_line(o);
        put(o, c->is_default ? "(default" : "(case");
        if (!c->is_default && s->kind == ST_SELECT)
            put_inline(o, c->comm);
        else if (!c->is_default)
            put_list(o, &c->exprs);
        put_stmts(o, &c->body);
        put(o, ")");
    }
}

static void put_control(struct out *o, const struct stmt *s)
{
    switch (s->kind) {
    case ST_IF:
        put(o, "if");
        put_inline(o, s->init);
        put_arg(o, s->x);
        put_block(o, &s->body);
        if (s->else_ != NULL)
            put_inline(o, s->else_);
        break;
    case ST_FOR:
        put(o, "for");
        put_inline(o, s->init);
        put_arg(o, s->x);
        put_inline(o, s->post);
        put_block(o, &s->body);
        break;
    case ST_RANGE:
        put(o, "range ");
        put(o, token_text(s->op));
        put_list(o, &s->lhs);
        put_arg(o, s->x);
        put_block(o, &s->body);
        break;
    case ST_SWITCH:
    case ST_TYPESWITCH:
    case ST_SELECT:
        put(o, s->kind == ST_SELECT       ? "select"
               : s->kind == ST_TYPESWITCH ? "typeswitch"
                                          : "switch");
        if (s->kind != ST_SELECT)
            put_inline(o, s->init);
        if (s->kind == ST_TYPESWITCH) {
            put(o, " ");
            put_name(o, s->name);
        }
        if (s->kind != ST_SELECT)
            put_arg(o, s->x);
        put_clauses(o, s);
        break;
    default:
        CHECK_UNREACHABLE();
    }
}

static void put_simple(struct out *o, const struct stmt *s)
{
    static const char *const words[] = {
        [ST_BAD] = "bad",
        [ST_EMPTY] = "empty",
        [ST_EXPR] = "expr",
        [ST_SEND] = "send",
        [ST_GO] = "go",
        [ST_DEFER] = "defer",
        [ST_RETURN] = "return",
        [ST_BREAK] = "break",
        [ST_CONTINUE] = "continue",
        [ST_GOTO] = "goto",
        [ST_LABELED] = "label",
        [ST_FALLTHROUGH] = "fallthrough",
    };

    if (s->kind == ST_ASSIGN || s->kind == ST_INCDEC)
        put(o, token_text(s->op));
    else
        put(o, words[s->kind]);
    if (s->kind == ST_ASSIGN)
        put_list(o, &s->lhs);
    if (s->kind == ST_ASSIGN)
        put_list(o, &s->rhs);
    else if (s->kind == ST_RETURN)
        put_args(o, &s->rhs);
    if (s->x != NULL)
        put_arg(o, s->x);
    if (s->y != NULL)
        put_arg(o, s->y);
    if (s->label != NULL) {
        put(o, " ");
        put(o, s->label);
    }
    if (s->inner != NULL)
        put_inline(o, s->inner);
}

static void put_stmt(struct out *o, const struct stmt *s)
{
    if (s->kind == ST_DECL) {
        put_decl(o, s->decl);
        return;
    }
    put(o, "(");
    switch (s->kind) {
    case ST_IF:
    case ST_FOR:
    case ST_RANGE:
    case ST_SWITCH:
    case ST_TYPESWITCH:
    case ST_SELECT:
        put_control(o, s);
        break;
    case ST_BLOCK:
        put(o, "block");
        put_stmts(o, &s->body);
        break;
    default:
        put_simple(o, s);
        break;
    }
    put(o, ")");
}

const char *ast_print_file(struct arena *a, const struct file *f)
{
    struct out o = {0};

    put(&o, "(package ");
    put(&o, f->package);
    put(&o, ")");
    put_line(&o);
    for (size_t i = 0; i < f->ndecls; i++) {
        put_decl(&o, f->decls[i]);
        put_line(&o);
    }
    CHECK(o.indent == 0);
    return finish(&o, a);
}

const char *ast_print_expr(struct arena *a, const struct expr *x)
{
    struct out o = {0};

    put_expr(&o, x);
    return finish(&o, a);
}
