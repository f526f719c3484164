// Selectors: fields and methods by breadth-first search through embedded
// fields, go/types lookup.go.
#include "lang/types.h"

#include <ctype.h>

#include "base/check.h"
#include "base/vec.h"

enum {
    INDEX_MIN = 16,     // fewer names are searched one by one
    EMBEDDED_MAX = 100, // types that are looked at in one depth
};

// A type at the depth that is being searched.
struct entry {
    struct type *type;
    uint16_t path[SELECTION_PATH_MAX];
    size_t npath;
    bool indirect;
    bool several; // embedded more than once at this depth
};

struct search {
    const char *name;
    const struct package *package;
    bool fold;
    VEC(struct entry) now, next;
    VEC(struct type *) seen; // named types of smaller depths
    struct type_selection found;
};

static bool equal_fold(const char *a, const char *b)
{
    while (*a != '\0' &&
           tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

static bool matches(const struct search *s, const char *name,
                    const struct package *package)
{
    if (s->fold)
        return equal_fold(name, s->name);
    return name == s->name && (name_is_exported(name) || package == s->package);
}

static struct type *deref(struct type *t, bool *pointer)
{
    *pointer = t->kind == TYPE_POINTER;
    return *pointer ? t->elem : t;
}

// ---- the index by name ----

static const char *name_at(const struct type *t, size_t i)
{
    return t->kind == TYPE_NAMED ? t->methods[i]->name : t->fields[i].name;
}

static size_t hash(const char *name, size_t cap)
{
    uint64_t h = (uint64_t)(uintptr_t)name * UINT64_C(0x9e3779b97f4a7c15);

    return (size_t)(h >> 32) & (cap - 1);
}

void type_index(struct arena *a, struct type *t)
{
    size_t n = t->kind == TYPE_NAMED ? t->nmethods : t->nfields;

    CHECK(t->kind == TYPE_NAMED || t->kind == TYPE_STRUCT);
    CHECK(n < UINT32_MAX);
    if (n < INDEX_MIN)
        return;
    t->nslots = INDEX_MIN;
    while (t->nslots < 2 * n)
        t->nslots *= 2;
    t->slots = arena_array(a, t->nslots, sizeof *t->slots);
    for (size_t i = 0; i < n; i++) {
        size_t k = hash(name_at(t, i), t->nslots);
        while (t->slots[k] != 0)
            k = (k + 1) & (t->nslots - 1);
        t->slots[k] = (uint32_t)i + 1;
    }
}

// The first of n fields or methods at or after from whose name may match, n
// when none. The index only knows exact names.
static size_t find(const struct search *s, const struct type *t, size_t n)
{
    if (t->slots == NULL || s->fold) {
        for (size_t i = 0; i < n; i++) {
            const char *name = name_at(t, i);
            if (matches(s, name,
                        t->kind == TYPE_NAMED ? t->methods[i]->package
                                              : t->fields[i].package))
                return i;
        }
        return n;
    }
    size_t k = hash(s->name, t->nslots);
    for (; t->slots[k] != 0; k = (k + 1) & (t->nslots - 1)) {
        size_t i = t->slots[k] - 1;
        if (name_at(t, i) == s->name &&
            matches(s, s->name,
                    t->kind == TYPE_NAMED ? t->methods[i]->package
                                          : t->fields[i].package))
            return i;
    }
    return n;
}

struct object *type_method(struct type *t, const char *name)
{
    bool pointer;

    t = deref(t, &pointer);
    if (t->kind != TYPE_NAMED || t->nmethods == 0)
        return NULL;
    struct search s = {.name = name, .package = t->methods[0]->package};
    size_t i = find(&s, t, t->nmethods);
    return i < t->nmethods ? t->methods[i] : NULL;
}

// ---- the search ----

// Notes a match in e; a second one at the same depth makes it ambiguous.
static struct type_selection *match(struct search *s, const struct entry *e)
{
    struct type_selection *f = &s->found;

    if (f->kind != SELECTION_NONE || e->several) {
        f->kind = SELECTION_AMBIGUOUS;
        return NULL;
    }
    for (size_t i = 0; i < e->npath; i++)
        f->path[i] = e->path[i];
    f->npath = e->npath;
    f->indirect = e->indirect;
    return f;
}

static bool search_methods(struct search *s, const struct entry *e)
{
    struct type *t = e->type;
    size_t i = t->nmethods == 0 ? 0 : find(s, t, t->nmethods);

    if (i == t->nmethods)
        return false;
    struct type_selection *f = match(s, e);
    if (f != NULL) {
        f->kind = SELECTION_METHOD;
        f->method = t->methods[i];
    }
    return true;
}

static void push_embedded(struct search *s, const struct entry *e, size_t i,
                          struct type *t)
{
    struct entry n = *e;
    bool pointer;

    if (n.npath + 1 >= SELECTION_PATH_MAX || s->next.n >= EMBEDDED_MAX)
        return;
    n.path[n.npath++] = (uint16_t)i;
    n.type = deref(t, &pointer);
    n.indirect |= pointer;
    for (size_t k = 0; k < s->next.n; k++) {
        if (type_identical(s->next.v[k].type, n.type)) {
            s->next.v[k].several = true;
            return;
        }
    }
    vec_push(&s->next, n);
}

static void search_fields(struct search *s, const struct entry *e,
                          struct type *u)
{
    size_t i = find(s, u, u->nfields);

    if (i < u->nfields) {
        struct type_selection *f = match(s, e);
        if (f == NULL)
            return;
        f->kind = SELECTION_FIELD;
        f->path[f->npath++] = (uint16_t)i;
        f->field = &u->fields[i];
    } else if (u->has_embedded && s->found.kind == SELECTION_NONE) {
        for (i = 0; i < u->nfields; i++)
            if (u->fields[i].embedded)
                push_embedded(s, e, i, u->fields[i].type);
    }
}

static void search_interface(struct search *s, const struct entry *e,
                             struct type *u)
{
    for (size_t i = 0; i < u->nfields; i++) {
        if (!matches(s, u->fields[i].name, u->fields[i].package))
            continue;
        struct type_selection *f = match(s, e);
        if (f != NULL) {
            f->kind = SELECTION_INTERFACE;
            f->index = (int)i;
            f->field = &u->fields[i];
        }
        return;
    }
}

static void search_entry(struct search *s, const struct entry *e)
{
    struct type *t = e->type, *u = type_underlying(t);

    if (t->kind == TYPE_NAMED) {
        for (size_t i = 0; i < s->seen.n; i++)
            if (s->seen.v[i] == t)
                return; // the shallower one hides it
        vec_push(&s->seen, t);
        if (search_methods(s, e))
            return;
    }
    if (u->kind == TYPE_STRUCT)
        search_fields(s, e, u);
    else if (u->kind == TYPE_INTERFACE)
        search_interface(s, e, u);
}

static void search_depths(struct search *s, struct entry first)
{
    vec_push(&s->now, first);
    while (s->now.n > 0 && s->found.kind == SELECTION_NONE) {
        s->next.n = 0;
        for (size_t i = 0; i < s->now.n; i++) {
            struct entry e = s->now.v[i];
            search_entry(s, &e);
            if (s->found.kind == SELECTION_AMBIGUOUS)
                return;
        }
        s->now.n = 0;
        for (size_t i = 0; i < s->next.n; i++)
            vec_push(&s->now, s->next.v[i]);
    }
}

struct type_selection type_select(struct type *t, const char *name,
                                  const struct package *package, bool fold)
{
    struct search s = {.name = name, .package = package, .fold = fold};
    // A defined pointer type has the fields but not the methods of its base.
    bool named_pointer =
        t->kind == TYPE_NAMED && type_underlying(t)->kind == TYPE_POINTER;
    struct entry first = {0};

    CHECK(name != NULL);
    first.type = deref(named_pointer ? type_underlying(t) : t, &first.indirect);
    if (name[0] == '_' && name[1] == '\0')
        return s.found;
    if (first.indirect && type_is_interface(first.type))
        return s.found;
    search_depths(&s, first);
    if (named_pointer && (s.found.kind == SELECTION_METHOD ||
                          s.found.kind == SELECTION_INTERFACE))
        s.found.kind = SELECTION_NONE;
    vec_release(&s.now);
    vec_release(&s.next);
    vec_release(&s.seen);
    return s.found;
}
