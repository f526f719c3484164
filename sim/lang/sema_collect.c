// Collecting the objects of a package before any of them is resolved. types2:
// resolver.go.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

// ---- collecting ----

static uint32_t new_node(struct sema *s, struct object *obj, struct decl *init)
{
    struct node n = {.obj = obj, .init = init};

    vec_push(&s->nodes, n);
    return (uint32_t)s->nodes.n;
}

static void declare_package_object(struct sema *s, struct object *obj)
{
    bool main =
        strcmp(obj->name, "main") == 0 && strcmp(s->pkg->name, "main") == 0;

    bool init = strcmp(obj->name, "init") == 0;

    if (obj->kind != OBJ_FUNC && (main || init))
        sema_error(s, obj->pos, "cannot declare %s - must be func", obj->name);
    else if (!init)
        sema_declare(s, obj);
}

// The declaration of the i-th name of d with its own value alone.
static struct decl *split_var(struct sema *s, struct decl *d, size_t i)
{
    struct decl *one = arena_new(s->a, struct decl);

    CHECK(d->kind == DECL_VAR && d->nnames == d->values.n);
    *one = *d;
    one->names += i;
    one->name_pos += i;
    one->objs += i;
    one->values.v += i;
    one->nnames = one->values.n = 1;
    return one;
}

static void collect_values(struct sema *s, struct decl *d)
{
    size_t nvalues = d->values.n;
    uint32_t shared = 0;

    d->objs = arena_array(s->a, d->nnames + 1, sizeof *d->objs);
    for (size_t i = 0; i < d->nnames; i++) {
        enum object_kind kind = d->kind == DECL_CONST ? OBJ_CONST : OBJ_VAR;
        struct object *obj =
            sema_new_object(s, kind, d->names[i], d->name_pos[i]);
        obj->decl = d;
        obj->state = OBJECT_WAITING;
        obj->is_global = kind == OBJ_VAR;
        d->objs[i] = obj;
        declare_package_object(s, obj);
        if (kind == OBJ_CONST)
            continue;
        // With one value for several names all of them wait for it.
        if (nvalues == 1 && d->nnames > 1)
            obj->node = shared != 0 ? shared : new_node(s, obj, d);
        else if (nvalues == d->nnames)
            obj->node = new_node(s, obj, split_var(s, d, i));
        else
            obj->node = new_node(s, obj, NULL);
        shared = obj->node;
    }
}

void sema_check_arity(struct sema *s, struct decl *d)
{
    size_t names = d->nnames, values = d->values.n;

    if (values == 0 && d->type_expr != NULL && d->kind != DECL_CONST)
        return;
    if (names < values && d->inherited)
        sema_error(s, d->name_pos[0], "extra init expr at %p",
                   d->values.v[names]->pos);
    else if (names < values)
        sema_error(s, sema_start(d->values.v[names]), "extra init expr %e",
                   d->values.v[names]);
    // One value may be a call with several results.
    else if (names > values && (values != 1 || d->kind == DECL_CONST))
        sema_error(s, d->name_pos[values], "missing init expr for %s",
                   d->names[values]);
}

static void collect_type(struct sema *s, struct decl *d)
{
    struct object *obj = sema_new_type_object(s, d);

    obj->state = OBJECT_WAITING;
    declare_package_object(s, obj);
}

static void collect_func(struct sema *s, struct decl *d)
{
    struct func_decl *f = d->func;
    struct object *obj = sema_new_object(s, OBJ_FUNC, f->name, f->pos);
    bool init = strcmp(f->name, "init") == 0;
    bool main =
        strcmp(f->name, "main") == 0 && strcmp(s->pkg->name, "main") == 0;

    CHECK(f->obj == NULL);
    obj->decl = d;
    obj->func = f;
    obj->state = OBJECT_WAITING;
    obj->node = new_node(s, obj, NULL);
    f->obj = obj;
    s->pkg->funcs[s->pkg->nfuncs++] = f;
    if (f->recv != NULL) {
        vec_push(&s->methods, obj);
    } else {
        if ((init || main) && f->sig.params.n + f->sig.results.n > 0)
            sema_error(s, f->pos,
                       "func %s must have no arguments and no return values",
                       f->name);
        if (!init)
            declare_package_object(s, obj);
    }
    if (f->body != NULL)
        return;
    if (init)
        sema_error(s, f->pos, "func init must have a body");
    else if (!s->pkg->prelude)
        sema_error(s, f->pos, "missing function body");
}

// ---- methods ----

// The type declaration that a receiver names, through aliases and one pointer.
static struct object *receiver_base(struct sema *s, struct expr *e, bool *ptr)
{
    enum { ALIASES_MAX = 100 };

    for (int i = 0; i < ALIASES_MAX; i++) {
        e = sema_unparen(e);
        if (e->kind == EX_STAR && !*ptr) {
            *ptr = true;
            e = sema_unparen(e->x);
        }
        if (e->kind != EX_IDENT)
            return NULL;
        struct object *obj = scope_find(s->pkg->scope, e->name);
        if (obj == NULL || obj->kind != OBJ_TYPE)
            return NULL;
        if (!obj->decl->alias)
            return obj;
        e = obj->decl->type_expr;
    }
    return NULL;
}

// Whether another method of the type has the name; seen has "T.m".
static bool is_duplicate(struct sema *s, struct scope *seen, struct object *m,
                         const struct object *base)
{
    const char *name = arena_printf(s->a, "%s.%s", base->name, m->name);
    struct object *o =
        sema_new_object(s, OBJ_FUNC, strtab_cstr(&s->l->names, name), m->pos);
    struct object *other = scope_insert(s->a, seen, o);

    if (other == NULL)
        return false;
    sema_error(s, m->pos, "method %s already declared at %p", name, other->pos);
    return true;
}

// Gives the named types their methods.
static void associate_methods(struct sema *s)
{
    struct scope *seen = scope_new(s->a, NULL);

    for (size_t i = 0; i < s->methods.n; i++) {
        struct object *m = s->methods.v[i];
        bool ptr = false;
        struct object *base = receiver_base(s, m->func->recv->type, &ptr);
        m->ptr_recv = ptr;
        // Blank methods are checked but not found; wrong receivers are
        // reported with the signature.
        if (base == NULL || strcmp(m->name, "_") == 0 ||
            is_duplicate(s, seen, m, base))
            continue;
        m->recv = base->type;
        base->type->nmethods++;
    }
    for (size_t i = 0; i < s->methods.n; i++) {
        struct object *m = s->methods.v[i];
        struct type *t = m->recv;
        if (t == NULL)
            continue;
        if (t->methods == NULL) {
            t->methods = arena_array(s->a, t->nmethods, sizeof *t->methods);
            t->nmethods = 0;
        }
        t->methods[t->nmethods++] = m;
    }
    for (size_t i = 0; i < s->methods.n; i++) {
        struct type *t = s->methods.v[i]->recv;
        if (t != NULL && t->slots == NULL)
            type_index(s->a, t);
    }
}

void sema_collect_objects(struct sema *s)
{
    struct package *p = s->pkg;
    struct file *f = p->files[0];

    s->env.scope = p->scope;
    p->funcs = arena_array(s->a, f->ndecls + 1, sizeof *p->funcs);
    for (size_t i = 0; i < f->ndecls; i++) {
        struct decl *d = f->decls[i];
        switch (d->kind) {
        case DECL_IMPORT:
            break;
        case DECL_CONST:
        case DECL_VAR:
            collect_values(s, d);
            sema_check_arity(s, d);
            break;
        case DECL_TYPE:
            collect_type(s, d);
            break;
        case DECL_FUNC:
            collect_func(s, d);
            break;
        }
    }
    associate_methods(s);
}
