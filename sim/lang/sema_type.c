// Type expressions.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

enum {
    FIELDS_MAX = UINT16_MAX, // of a struct: expr.path has 16 bits
};

// ---- type nodes ----

static int depth_of(const struct type *t)
{
    return t->kind == TYPE_NAMED ? 0 : t->depth;
}

// Sets the depth of t, one more than that of its parts. What is too deep is
// invalid, as recursion over types has no other bound.
static struct type *limit_depth(struct sema *s, struct type *t, int parts,
                                struct pos pos)
{
    if (parts >= LANG_NESTING_MAX) {
        sema_error(s, pos, "type nested too deeply (limit %d)",
                   (int)LANG_NESTING_MAX);
        return sema_invalid(s);
    }
    t->depth = (uint16_t)(parts + 1);
    return t;
}

struct type *sema_new_type(struct sema *s, enum type_kind kind,
                           struct type *elem, struct pos pos)
{
    struct type *t = arena_new(s->a, struct type);

    t->kind = kind;
    t->elem = elem;
    return limit_depth(s, t, elem == NULL ? 0 : depth_of(elem), pos);
}

struct type *sema_tuple(struct sema *s, struct type **v, size_t n)
{
    struct type *t = arena_new(s->a, struct type);

    t->kind = TYPE_TUPLE;
    t->params = v;
    t->nparams = n;
    return t;
}

// ---- arrays ----

// A constant length >= 0, or -1 after a message.
static int64_t array_length(struct sema *s, struct expr *e)
{
    struct scope *where;
    int64_t n;

    if (e->kind == EX_IDENT) {
        struct object *obj = sema_lookup(s, e->name, &where);
        if (obj == NULL) {
            sema_error(s, e->pos,
                       "undefined array length %s or missing type constraint",
                       e->name);
            return -1;
        }
        if (obj->kind != OBJ_CONST) {
            sema_error(s, e->pos, "invalid array length %s", e->name);
            return -1;
        }
    }
    if (!sema_expr(s, e))
        return -1;
    if (e->mode != MODE_CONST) {
        sema_error(s, sema_start(e), "array length %o must be constant", e);
        return -1;
    }
    bool integer = type_is_integer(e->type);
    if ((type_is_untyped(e->type) || integer) &&
        const_to_int64(&e->value, &n) && n >= 0)
        return n;
    sema_error(s, sema_start(e),
               integer ? "invalid array length %o"
                       : "array length %o must be integer",
               e);
    return -1;
}

static struct type *array_type(struct sema *s, struct expr *e, int64_t length)
{
    struct type *elem = sema_type(s, e->x);

    CHECK(e->kind == EX_ARRAYTYPE);
    if (!type_is_valid(elem) || length < -1)
        return sema_invalid(s);
    struct type *t = sema_new_type(s, TYPE_ARRAY, elem, e->pos);
    t->length = length;
    if (length < 0)
        return t;
    // Said at once where it can be: in a part of a type it is said of the part.
    if (type_layout(t) && t->size < 0)
        sema_error(s, e->pos, "type %t larger than address space", t);
    else
        sema_delay(s, DELAYED_TYPE, e->pos, t);
    return t;
}

struct type *sema_open_array(struct sema *s, struct expr *e)
{
    sema_delay(s, DELAYED_ARRAY, e->pos, NULL);
    return array_type(s, e, -1);
}

static struct type *closed_array(struct sema *s, struct expr *e)
{
    int64_t length = -1;

    if (e->y == NULL || e->y->kind == EX_ELLIPSIS)
        sema_error(s, e->pos,
                   "invalid use of [...] array (outside a composite literal)");
    else
        length = array_length(s, e->y);
    struct type *t = array_type(s, e, length < 0 ? -2 : length);
    sema_delay(s, DELAYED_ARRAY, e->pos, NULL);
    return t;
}

// ---- structs ----

// The name of the type that is embedded, or NULL.
static const char *embedded_name(const struct expr *e)
{
    if (e->kind == EX_STAR)
        e = e->x;
    return e->kind == EX_IDENT || e->kind == EX_SELECTOR ? e->name : NULL;
}

// Declares the field's name in names; false when it is taken.
static bool declare_field(struct sema *s, struct scope *names,
                          const struct type_field *f)
{
    if (strcmp(f->name, "_") == 0)
        return true;
    struct object *obj = sema_new_object(s, OBJ_VAR, f->name, f->pos);
    struct object *other = scope_insert(s->a, names, obj);
    if (other == NULL)
        return true;
    sema_error(s, f->pos, "%s redeclared", f->name);
    sema_note_other(s, other);
    return false;
}

static struct type *struct_type(struct sema *s, struct expr *e)
{
    struct type *t = arena_new(s->a, struct type), *type = NULL;
    struct scope *names = scope_new(s->a, NULL);
    int depth = 0;

    t->kind = TYPE_STRUCT;
    t->fields = arena_array(s->a, e->fields.n + 1, sizeof *t->fields);
    if (e->fields.n > FIELDS_MAX) {
        sema_error(s, e->pos, "too many fields in struct (limit %d)",
                   (int)FIELDS_MAX);
        return sema_invalid(s);
    }
    for (size_t i = 0; i < e->fields.n; i++) {
        struct field *f = &e->fields.v[i];
        // x, y T have one expression.
        if (i == 0 || f->type != f[-1].type)
            type = sema_type(s, f->type);
        struct type_field field = {
            .name = f->embedded ? embedded_name(f->type) : f->name,
            .type = type,
            .embedded = f->embedded,
            .pos = f->pos,
            .package = s->pkg,
            .tag = f->tag,
        };
        if (f->embedded) {
            level_check(s, FEATURE_EMBEDDING, f->pos);
            t->has_embedded = true;
            sema_delay(s, DELAYED_EMBEDDED, f->pos, type);
        }
        if (field.name == NULL || !declare_field(s, names, &field))
            continue;
        t->fields[t->nfields++] = field;
        depth = depth_of(type) > depth ? depth_of(type) : depth;
    }
    type_index(s->a, t);
    sema_delay(s, DELAYED_TYPE, e->pos, t);
    return limit_depth(s, t, depth, e->pos);
}

// ---- functions ----

static struct object *new_parameter(struct sema *s, const struct field *f,
                                    struct func_decl *func, struct type *type,
                                    bool result)
{
    struct object *obj = sema_new_object(s, OBJ_VAR, f->name, f->pos);

    obj->type = type;
    obj->func = func;
    obj->is_param = !result;
    obj->is_result = result;
    obj->used = true;
    return obj;
}

// Adds the types of the fields to v, their names to names, and makes their
// objects. Returns the greatest depth.
static int collect_parameters(struct sema *s, struct field_list *list,
                              struct func_decl *f, struct type **v,
                              struct type_field *names, bool result)
{
    struct type *type = NULL;
    int depth = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct field *p = &list->v[i];
        if (i == 0 || p->type != p[-1].type) {
            if (p->type->kind == EX_ELLIPSIS) {
                type = sema_new_type(s, TYPE_SLICE, sema_type(s, p->type->x),
                                     p->pos);
                sema_set(p->type, MODE_TYPE, type);
            } else {
                type = sema_type(s, p->type);
            }
        }
        v[i] = type;
        names[i].name = p->name;
        p->obj = new_parameter(s, p, f, type, result);
        depth = depth_of(type) > depth ? depth_of(type) : depth;
    }
    return depth;
}

static void declare_parameters(struct sema *s, struct field_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].name != NULL)
            sema_declare(s, list->v[i].obj);
}

struct type *sema_signature(struct sema *s, struct signature *sig,
                            struct func_decl *f, struct pos pos)
{
    struct type *t = arena_new(s->a, struct type);
    size_t np = sig->params.n, nr = sig->results.n;

    CHECK(!sig->variadic || np > 0);
    t->kind = TYPE_FUNC;
    t->nparams = np;
    t->nresults = nr;
    t->variadic = sig->variadic;
    t->params = arena_array(s->a, np + nr + 1, sizeof *t->params);
    t->results = t->params + np;
    t->nfields = np + nr;
    t->fields = arena_array(s->a, np + nr + 1, sizeof *t->fields);
    int depth =
        collect_parameters(s, &sig->params, f, t->params, t->fields, false);
    int of_results = collect_parameters(s, &sig->results, f, t->results,
                                        t->fields + np, true);
    if (f != NULL && f->recv != NULL && f->recv->name != NULL)
        sema_declare(s, f->recv->obj);
    declare_parameters(s, &sig->params);
    declare_parameters(s, &sig->results);
    struct type *limited =
        limit_depth(s, t, depth > of_results ? depth : of_results, pos);
    // A signature must stay one, so that calls can be checked.
    if (limited != t)
        *t = (struct type){.kind = TYPE_FUNC, .depth = 1};
    return t;
}

static struct type *func_type(struct sema *s, struct expr *e)
{
    sema_open_scope(s);
    struct type *t = sema_signature(s, e->sig, NULL, e->pos);
    sema_close_scope(s);
    return t;
}

// ---- interfaces ----

static void add_method(struct sema *s, struct type *t, struct scope *names,
                       struct field *f)
{
    struct object *obj = sema_new_object(s, OBJ_FUNC, f->name, f->pos);

    if (strcmp(f->name, "_") == 0) {
        sema_error(s, f->pos, "methods must have a unique non-blank name");
        return;
    }
    obj->type = sema_type(s, f->type);
    if (!type_is_valid(obj->type))
        return;
    struct object *other = scope_insert(s->a, names, obj);
    if (other != NULL) {
        sema_error(s, f->pos, "duplicate method %s", f->name);
        sema_note(s, other->pos, "other declaration of method %s", f->name);
        return;
    }
    t->fields[t->nfields++] = (struct type_field){
        .name = f->name, .type = obj->type, .pos = f->pos, .package = s->pkg};
}

static struct type *interface_type(struct sema *s, struct expr *e)
{
    struct type *t = arena_new(s->a, struct type);
    struct scope *names = scope_new(s->a, NULL);
    int depth = 0;

    t->kind = TYPE_INTERFACE;
    t->fields = arena_array(s->a, e->fields.n + 1, sizeof *t->fields);
    t->params = arena_array(s->a, e->fields.n + 1, sizeof *t->params);
    t->param_pos = arena_array(s->a, e->fields.n + 1, sizeof *t->param_pos);
    for (size_t i = 0; i < e->fields.n; i++) {
        struct field *f = &e->fields.v[i];
        if (f->name != NULL) {
            add_method(s, t, names, f);
            continue;
        }
        struct type *type = sema_type(s, f->type);
        if (type_is_valid(type)) {
            t->param_pos[t->nparams] = sema_start(f->type);
            t->params[t->nparams++] = type;
        }
        depth = depth_of(type) > depth ? depth_of(type) : depth;
    }
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].type->depth > depth)
            depth = t->fields[i].type->depth;
    if (t->nfields + t->nparams > 0)
        sema_delay(s, DELAYED_INTERFACE, e->pos, t);
    return limit_depth(s, t, depth, e->pos);
}

// ---- maps, channels ----

static struct type *map_type(struct sema *s, struct expr *e)
{
    sema_delay(s, DELAYED_MAP, e->pos, NULL);
    struct type *key = sema_type(s, e->x), *elem = sema_type(s, e->y);
    struct type *deeper = depth_of(key) > depth_of(elem) ? key : elem;
    struct type *t = sema_new_type(s, TYPE_MAP, deeper, e->pos);

    if (!type_is_valid(key) || !type_is_valid(elem) || !type_is_valid(t))
        return sema_invalid(s);
    t->key = key;
    t->elem = elem;
    sema_delay(s, DELAYED_MAP_KEY, sema_start(e->x), key);
    return t;
}

// Slices, channels and pointers of what e->x denotes.
static struct type *elem_type(struct sema *s, struct expr *e,
                              enum type_kind kind)
{
    struct type *elem = sema_type(s, e->x);

    if (!type_is_valid(elem))
        return elem;
    struct type *t = sema_new_type(s, kind, elem, e->pos);
    if (kind == TYPE_CHAN && type_is_valid(t)) {
        t->dir = e->chan_dir;
        sema_delay(s, DELAYED_CHAN, e->pos, elem);
    }
    return t;
}

// ---- any type ----

static struct type *not_a_type(struct sema *s, struct expr *e)
{
    sema_error(s, sema_start(e), "%e is not a type", e);
    sema_use(s, e);
    return sema_invalid(s);
}

static struct type *type_of(struct sema *s, struct expr *e)
{
    switch (e->kind) {
    case EX_BAD:
        return sema_invalid(s);
    case EX_IDENT:
        sema_ident(s, e, true);
        break;
    case EX_SELECTOR:
        sema_selector(s, e, true);
        break;
    case EX_PAREN:
        return sema_type(s, e->x);
    case EX_INDEX:
        level_check(s, FEATURE_GENERICS, e->pos);
        return sema_invalid(s);
    case EX_STAR:
        return elem_type(s, e, TYPE_POINTER);
    case EX_SLICETYPE:
        return elem_type(s, e, TYPE_SLICE);
    case EX_CHANTYPE:
        return elem_type(s, e, TYPE_CHAN);
    case EX_ARRAYTYPE:
        return closed_array(s, e);
    case EX_STRUCTTYPE:
        return struct_type(s, e);
    case EX_FUNCTYPE:
        return func_type(s, e);
    case EX_INTERFACETYPE:
        return interface_type(s, e);
    case EX_MAPTYPE:
        return map_type(s, e);
    default:
        return not_a_type(s, e);
    }
    if (e->mode == MODE_TYPE)
        return e->type;
    if (e->mode != MODE_INVALID)
        sema_error(s, sema_start(e), "%o is not a type", e);
    return sema_invalid(s);
}

struct type *sema_type(struct sema *s, struct expr *e)
{
    s->depth++;
    struct type *t = type_of(s, e);
    s->depth--;
    CHECK(t != NULL);
    sema_set(e, type_is_valid(t) ? MODE_TYPE : MODE_INVALID, t);
    return t;
}
