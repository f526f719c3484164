// The two spellings of types: the compiler's (messages) and the run time's.
#include "lang/types.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"

enum {
    STRING_MAX_BYTES = 1 << 16, // longer spellings are cut
    NESTING_MAX = 1000,         // interfaces can contain themselves
};

struct writer {
    VEC(char) out;
    size_t max;
    bool run_time;            // spelling
    bool unnamed;             // no names of parameters
    const struct package *in; // compiler's: whose names are not qualified
    int depth;
};

static void put(struct writer *w, const char *s)
{
    for (; *s != '\0' && w->out.n <= w->max; s++)
        vec_push(&w->out, *s);
}

static void put_type(struct writer *w, struct type *t);

// Parameters; the names are in fields[first..].
static void put_tuple(struct writer *w, struct type *f, struct type **v,
                      size_t n, size_t first, bool variadic)
{
    put(w, "(");
    for (size_t i = 0; i < n && w->out.n <= w->max; i++) {
        put(w, i > 0 ? ", " : "");
        if (f->nfields > 0 && !w->unnamed && f->fields[first + i].name) {
            put(w, f->fields[first + i].name);
            put(w, " ");
        }
        bool dots = variadic && i + 1 == n && v[i]->kind == TYPE_SLICE;
        put(w, dots ? "..." : "");
        put_type(w, dots ? v[i]->elem : v[i]);
    }
    put(w, ")");
}

static void put_signature(struct writer *w, struct type *t)
{
    bool named = t->nfields > t->nparams && t->fields[t->nparams].name != NULL;

    put_tuple(w, t, t->params, t->nparams, 0, t->variadic);
    if (t->nresults == 0)
        return;
    put(w, " ");
    if (t->nresults == 1 && (!named || w->unnamed))
        put_type(w, t->results[0]);
    else
        put_tuple(w, t, t->results, t->nresults, t->nparams, false);
}

static void put_tag(struct writer *w, const char *tag)
{
    char one[8];

    put(w, " \"");
    for (const char *s = tag; *s != '\0'; s++) {
        snprintf(one, sizeof one, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
        put(w, one);
    }
    put(w, "\"");
}

static void put_struct(struct writer *w, struct type *t)
{
    const char *pad = w->run_time && t->nfields > 0 ? " " : "";

    put(w, w->run_time ? "struct {" : "struct{");
    put(w, pad);
    for (size_t i = 0; i < t->nfields && w->out.n <= w->max; i++) {
        struct type_field *f = &t->fields[i];
        put(w, i > 0 ? "; " : "");
        if (!f->embedded) {
            put(w, f->name);
            put(w, " ");
        }
        put_type(w, f->type);
        if (f->tag != NULL && f->tag[0] != '\0')
            put_tag(w, f->tag);
    }
    put(w, pad);
    put(w, "}");
}

static void put_interface(struct writer *w, struct type *t)
{
    const char *pad = w->run_time && t->nfields > 0 ? " " : "";

    if (t->obj != NULL && !w->run_time) {
        put(w, t->obj->name); // any
        return;
    }
    put(w, w->run_time ? "interface {" : "interface{");
    put(w, pad);
    for (size_t i = 0; i < t->nfields && w->out.n <= w->max; i++) {
        put(w, i > 0 ? "; " : "");
        put(w, t->fields[i].name);
        put_signature(w, t->fields[i].type);
    }
    put(w, pad);
    put(w, "}");
}

static void put_chan(struct writer *w, struct type *t)
{
    static const char *const words[] = {
        [CHAN_BOTH] = "chan ",
        [CHAN_SEND] = "chan<- ",
        [CHAN_RECV] = "<-chan ",
    };
    bool parens = t->dir == CHAN_BOTH && t->elem->kind == TYPE_CHAN &&
                  t->elem->dir == CHAN_RECV;

    put(w, words[t->dir]);
    put(w, parens ? "(" : "");
    put_type(w, t->elem);
    put(w, parens ? ")" : "");
}

static void put_named(struct writer *w, struct type *t)
{
    const struct package *p = t->obj->package;

    if (p != NULL && (w->run_time || p != w->in)) {
        put(w, p->name);
        put(w, ".");
    }
    put(w, t->obj->name);
}

static void put_basic(struct writer *w, const struct type *t)
{
    static const char *const untyped[] = {
        [TYPE_UNTYPED_BOOL] = "untyped bool",
        [TYPE_UNTYPED_INT] = "untyped int",
        [TYPE_UNTYPED_RUNE] = "untyped rune",
        [TYPE_UNTYPED_FLOAT] = "untyped float",
        [TYPE_UNTYPED_STRING] = "untyped string",
        [TYPE_UNTYPED_NIL] = "untyped nil",
    };

    if (t->kind == TYPE_INVALID)
        put(w, "invalid type");
    else if (type_is_untyped(t))
        put(w, untyped[t->kind]);
    else if (w->run_time && t->kind == TYPE_UINT8)
        put(w, "uint8");
    else if (w->run_time && t->kind == TYPE_INT32)
        put(w, "int32");
    else
        put(w, t->obj->name);
}

static void put_type(struct writer *w, struct type *t)
{
    char length[32];

    if (w->out.n > w->max || w->depth == NESTING_MAX) {
        put(w, "…");
        return;
    }
    w->depth++;
    switch (t->kind) {
    case TYPE_POINTER:
        put(w, "*");
        put_type(w, t->elem);
        break;
    case TYPE_SLICE:
        put(w, "[]");
        put_type(w, t->elem);
        break;
    case TYPE_ARRAY:
        snprintf(length, sizeof length, "[%lld]", (long long)t->length);
        put(w, length);
        put_type(w, t->elem);
        break;
    case TYPE_MAP:
        put(w, "map[");
        put_type(w, t->key);
        put(w, "]");
        put_type(w, t->elem);
        break;
    case TYPE_CHAN:
        put_chan(w, t);
        break;
    case TYPE_STRUCT:
        put_struct(w, t);
        break;
    case TYPE_FUNC:
        put(w, "func");
        put_signature(w, t);
        break;
    case TYPE_INTERFACE:
        put_interface(w, t);
        break;
    case TYPE_TUPLE:
        put_tuple(w, t, t->params, t->nparams, 0, false);
        break;
    case TYPE_NAMED:
        put_named(w, t);
        break;
    default:
        put_basic(w, t);
    }
    w->depth--;
}

// The first n bytes of out, less the parts of a character that was cut.
static size_t whole(const char *out, size_t n)
{
    while (n > 0 && ((unsigned char)out[n] & 0xc0) == 0x80)
        n--;
    return n;
}

const char *type_string(struct arena *a, struct type *t)
{
    struct writer w = {
        .max = STRING_MAX_BYTES, .run_time = true, .unnamed = true};

    put_type(&w, t);
    const char *s;
    if (w.out.n > w.max)
        s = arena_printf(a, "%.*s…", (int)whole(w.out.v, w.max), w.out.v);
    else
        s = arena_strndup(a, w.out.v, w.out.n);
    vec_release(&w.out);
    return s;
}

static void finish(struct writer *w, char *out)
{
    static const char cut[] = "…";
    size_t n = w->out.n;

    if (n > w->max)
        n = whole(w->out.v, w->max);
    memcpy(out, w->out.v, n);
    out[n] = '\0';
    if (w->out.n > w->max)
        memcpy(out + n, cut, sizeof cut);
    vec_release(&w->out);
}

void type_format(char *out, size_t cap, struct type *t,
                 const struct package *in)
{
    CHECK(cap > sizeof "…");
    struct writer w = {.max = cap - sizeof "…", .in = in};

    put_type(&w, t);
    finish(&w, out);
}

void type_format_method(char *out, size_t cap, const char *name,
                        struct type *sig, const struct package *in)
{
    CHECK(cap > sizeof "…" && sig->kind == TYPE_FUNC);
    struct writer w = {.max = cap - sizeof "…", .in = in, .unnamed = true};

    put(&w, name);
    put_signature(&w, sig);
    finish(&w, out);
}
