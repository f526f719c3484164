// Checks of types that have to wait until the types around are complete: types
// that contain themselves, sizes, embedded interfaces, map keys, receivers.
#include "lang/sema_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static const int64_t CHAN_ELEM_END_BYTES = 1 << 16; // as cmd/compile

// ---- recursion ----

static bool is_before(struct pos a, struct pos b)
{
    return a.line < b.line || (a.line == b.line && a.col < b.col);
}

// Reports that cycle[i] refers to cycle[i + 1] and the last to the first.
void sema_cycle_error(struct sema *s, struct object **cycle, size_t n,
                      bool initialization)
{
    size_t first = 0;
    const char *alone = "cycle in declaration",
               *what = "cycle in declaration of";

    CHECK(n > 0);
    for (size_t i = 1; i < n; i++)
        if (is_before(cycle[i]->pos, cycle[first]->pos))
            first = i;
    struct object *obj = cycle[first];
    if (initialization) {
        alone = "initialization cycle";
        what = "initialization cycle for";
    } else if (obj->kind == OBJ_TYPE) {
        alone = what = "recursive type";
    }
    const char *invalid = initialization ? "" : "invalid ";
    if (n == 1) {
        sema_error(s, obj->pos, "%s%s: %s refers to itself", invalid, alone,
                   obj->name);
        return;
    }
    sema_error(s, obj->pos, "%s%s %s", invalid, what, obj->name);
    for (size_t i = 0; i < n; i++) {
        obj = cycle[(first + i) % n];
        sema_note(s, obj->pos, "%s refers to %s", obj->name,
                  cycle[(first + i + 1) % n]->name);
    }
}

struct object_vec {
    struct object **v;
    size_t n, cap;
};

// Follows what t contains by value and is not laid out, up to a type that is on
// the path already; then reports that and makes it invalid.
static bool find_cycle(struct sema *s, struct type *t, struct object_vec *path)
{
    bool found = false;

    if (t == NULL || t->layout == LAYOUT_DONE)
        return false;
    if (t->kind == TYPE_ARRAY)
        return find_cycle(s, t->elem, path);
    for (size_t i = 0; t->kind == TYPE_STRUCT && i < t->nfields && !found; i++)
        found = find_cycle(s, t->fields[i].type, path);
    if (t->kind != TYPE_NAMED)
        return found;
    for (size_t i = 0; i < path->n; i++) {
        if (path->v[i] != t->obj)
            continue;
        sema_cycle_error(s, path->v + i, path->n - i, false);
        t->underlying = sema_invalid(s);
        return true;
    }
    vec_push(path, t->obj);
    found = find_cycle(s, t->underlying, path);
    path->n--;
    return found;
}

static void check_layout(struct sema *s, struct type *t, struct pos pos)
{
    struct object_vec path = {0};

    if (t->kind == TYPE_NAMED)
        t->underlying = type_underlying(t);
    while (!type_layout(t) && find_cycle(s, t, &path))
        ;
    vec_release(&path);
    if (t->layout == LAYOUT_DONE && t->size < 0 && t->kind != TYPE_NAMED)
        sema_error(s, pos, "type %t larger than address space", t);
}

// ---- interfaces ----

// The interfaces that are being completed, innermost first.
struct link {
    struct type *type;
    struct link *outer;
};

static int compare_methods(const void *a, const void *b)
{
    const struct type_field *f = a, *g = b;
    int c = strcmp(f->name, g->name);

    if (c == 0 && f->package != g->package)
        c = strcmp(f->package == NULL ? "" : f->package->path,
                   g->package == NULL ? "" : g->package->path);
    return c;
}

static void complete(struct sema *s, struct type *t, struct link *outer,
                     struct pos pos);

// t embeds itself: the chain of links says how.
static void report_embedding(struct sema *s, struct type *t, struct link *l)
{
    struct object_vec cycle = {0};

    for (; l != NULL; l = l->outer) {
        if (l->type->kind == TYPE_NAMED)
            vec_push(&cycle, l->type->obj);
        if (l->outer == NULL || type_underlying(l->outer->type) == t)
            break;
    }
    for (size_t i = 0; i < cycle.n / 2; i++) {
        struct object *obj = cycle.v[i];
        cycle.v[i] = cycle.v[cycle.n - 1 - i];
        cycle.v[cycle.n - 1 - i] = obj;
    }
    if (cycle.n > 0)
        sema_cycle_error(s, cycle.v, cycle.n, false);
    vec_release(&cycle);
}

struct field_vec {
    struct type_field *v;
    size_t n, cap;
};

// Adds the methods of u; those of an embedded type count as declared where that
// is embedded, at pos.
static void add_methods(struct sema *s, struct field_vec *all,
                        struct scope *names, struct type *u, struct pos pos,
                        bool embedded)
{
    for (size_t i = 0; i < u->nfields; i++) {
        struct type_field *f = &u->fields[i];
        struct object *obj =
            sema_new_object(s, OBJ_FUNC, f->name, embedded ? pos : f->pos);
        obj->type = f->type;
        struct object *other = scope_insert(s->a, names, obj);
        if (other == NULL) {
            vec_push(all, *f);
        } else if (!type_identical(other->type, f->type)) {
            sema_error(s, pos, "duplicate method %s", f->name);
            sema_note(s, other->pos, "other declaration of method %s", f->name);
        }
    }
}

static void complete(struct sema *s, struct type *t, struct link *outer,
                     struct pos pos)
{
    struct field_vec all = {0};
    struct scope *names = scope_new(s->a, NULL);

    CHECK(t->kind == TYPE_INTERFACE);
    if (t->state == INTERFACE_COMPLETE || s->depth > 2 * LANG_NESTING_MAX)
        return;
    t->state = INTERFACE_BUSY;
    s->depth++;
    add_methods(s, &all, names, t, pos, false);
    for (size_t i = 0; i < t->nparams; i++) {
        struct type *u = type_underlying(t->params[i]);
        struct link link = {t->params[i], outer};
        if (u->kind == TYPE_INTERFACE && u->state == INTERFACE_BUSY) {
            report_embedding(s, u, &link);
        } else if (u->kind == TYPE_INTERFACE) {
            complete(s, u, &link, pos);
            add_methods(s, &all, names, u, t->param_pos[i], true);
        } else if (type_is_valid(u)) {
            level_check(s, FEATURE_GENERICS, pos);
        }
    }
    if (all.n > 0) {
        qsort(all.v, all.n, sizeof *all.v, compare_methods);
        t->fields = arena_array(s->a, all.n, sizeof *t->fields);
        memcpy(t->fields, all.v, all.n * sizeof *t->fields);
    }
    t->nfields = all.n;
    t->state = INTERFACE_COMPLETE;
    s->depth--;
    vec_release(&all);
}

void sema_complete_interface(struct sema *s, struct type *t)
{
    if (t->state == INTERFACE_NEW)
        complete(s, t, NULL, (struct pos){0});
}

// ---- cycles of interface literals ----

enum { CYCLIC_UNKNOWN, CYCLIC_BUSY, CYCLIC_NO };

static bool leads_back(struct sema *s, struct type *t);

static bool any_leads_back(struct sema *s, struct type **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (leads_back(s, v[i]))
            return true;
    return false;
}

static bool fields_lead_back(struct sema *s, struct type *t)
{
    for (size_t i = 0; i < t->nfields; i++)
        if (leads_back(s, t->fields[i].type))
            return true;
    return false;
}

static bool interface_leads_back(struct sema *s, struct type *t)
{
    sema_complete_interface(s, t);
    if (t->cyclic != CYCLIC_UNKNOWN)
        return t->cyclic == CYCLIC_BUSY;
    t->cyclic = CYCLIC_BUSY;
    bool back = fields_lead_back(s, t);
    t->cyclic = CYCLIC_NO;
    return back;
}

// Whether t leads to an interface literal that is being looked at, on a way
// without defined types. As cmd/compile, which refuses such types.
static bool leads_back(struct sema *s, struct type *t)
{
    bool back = false;

    if (s->depth > 2 * LANG_NESTING_MAX)
        return true;
    s->depth++;
    switch (t->kind) {
    case TYPE_POINTER:
    case TYPE_SLICE:
    case TYPE_ARRAY:
    case TYPE_CHAN:
        back = leads_back(s, t->elem);
        break;
    case TYPE_MAP:
        back = leads_back(s, t->key) || leads_back(s, t->elem);
        break;
    case TYPE_STRUCT:
        back = fields_lead_back(s, t);
        break;
    case TYPE_FUNC:
        back = any_leads_back(s, t->params, t->nparams) ||
               any_leads_back(s, t->results, t->nresults);
        break;
    case TYPE_INTERFACE:
        back = interface_leads_back(s, t);
        break;
    default:
        break;
    }
    s->depth--;
    return back;
}

static void check_interface(struct sema *s, struct type *t, struct pos pos)
{
    struct interface i = {t, pos};

    complete(s, t, NULL, pos);
    vec_push(&s->interfaces, i);
}

static int compare_interfaces(const void *a, const void *b)
{
    const struct interface *i = a, *j = b;

    return is_before(i->pos, j->pos) ? -1 : is_before(j->pos, i->pos);
}

void sema_check_interfaces(struct sema *s)
{
    if (s->interfaces.n > 0)
        qsort(s->interfaces.v, s->interfaces.n, sizeof *s->interfaces.v,
              compare_interfaces);
    for (size_t i = 0; i < s->interfaces.n; i++)
        if (leads_back(s, s->interfaces.v[i].type))
            sema_error(s, s->interfaces.v[i].pos,
                       "invalid recursive type: anonymous interface refers to "
                       "itself (see https://go.dev/issue/56103)");
}

// ---- others ----

static void check_embedded(struct sema *s, struct type *t, struct pos pos)
{
    bool pointer = t->kind == TYPE_POINTER;
    struct type *u = type_underlying(pointer ? t->elem : t);

    if (u->kind == TYPE_POINTER)
        sema_error(s, pos, "embedded field type cannot be a pointer");
    else if (u->kind == TYPE_INTERFACE && pointer)
        sema_error(s, pos,
                   "embedded field type cannot be a pointer to an interface");
}

static void check_map_key(struct sema *s, struct type *t, struct pos pos)
{
    if (!type_comparable(t))
        sema_error(s, pos, "invalid map key type %t", t);
}

static void check_chan(struct sema *s, struct type *t, struct pos pos)
{
    if (type_layout(t) && t->size >= CHAN_ELEM_END_BYTES)
        sema_error(s, pos, "channel element type too large (>64kB)");
}

static void check_receiver(struct sema *s, struct type *t, struct pos pos)
{
    struct type *base = t->kind == TYPE_POINTER ? t->elem : t;
    struct type *u = type_underlying(base);

    if (!type_is_valid(base))
        return;
    if (base->kind < TYPE_POINTER ||
        (base->kind == TYPE_NAMED && base->obj->package != s->pkg))
        sema_error(s, pos, "cannot define new methods on non-local type %t",
                   base);
    else if (base->kind != TYPE_NAMED)
        sema_error(s, pos, "invalid receiver type %t", t);
    else if (u->kind == TYPE_POINTER || u->kind == TYPE_INTERFACE)
        sema_error(s, pos,
                   "invalid receiver type %t (pointer or interface type)",
                   base);
}

void sema_check_delayed_type(struct sema *s, const struct delayed *d)
{
    switch (d->kind) {
    case DELAYED_TYPE:
        check_layout(s, d->type, d->pos);
        break;
    case DELAYED_INTERFACE:
        check_interface(s, d->type, d->pos);
        break;
    case DELAYED_MAP_KEY:
        check_map_key(s, d->type, d->pos);
        break;
    case DELAYED_EMBEDDED:
        check_embedded(s, d->type, d->pos);
        break;
    case DELAYED_RECEIVER:
        check_receiver(s, d->type, d->pos);
        break;
    case DELAYED_CHAN:
        check_chan(s, d->type, d->pos);
        break;
    case DELAYED_ARRAY:
        level_check(s, FEATURE_ARRAYS, d->pos);
        break;
    case DELAYED_MAP:
        level_check(s, FEATURE_MAPS, d->pos);
        break;
    case DELAYED_BODY:
        CHECK_UNREACHABLE();
    }
}
