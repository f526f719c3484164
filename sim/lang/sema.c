// The type checker: scopes, imports, delayed work, and the passes over a
// package. types2: resolver.go, check.go.
#include "lang/sema.h"

#include <string.h>

#include "base/check.h"
#include "lang/sema_impl.h"

// ---- objects and scopes ----

struct object *sema_new_object(struct sema *s, enum object_kind kind,
                               const char *name, struct pos pos)
{
    struct object *obj = arena_new(s->a, struct object);

    obj->kind = kind;
    obj->name = name;
    obj->pos = pos;
    obj->package = s->pkg;
    obj->reg = -1;
    obj->func = s->env.func;
    return obj;
}

bool sema_declare(struct sema *s, struct object *obj)
{
    CHECK(obj->name != NULL);
    if (strcmp(obj->name, "_") == 0)
        return true;
    struct object *other = scope_insert(s->a, s->env.scope, obj);
    if (other == NULL)
        return true;
    sema_error(s, obj->pos, "%s redeclared in this block", obj->name);
    sema_note_other(s, other);
    return false;
}

struct object *sema_lookup(struct sema *s, const char *name,
                           struct scope **where)
{
    for (struct scope *c = s->env.scope; c != NULL; c = c->outer) {
        struct object *obj = scope_find(c, name);
        *where = c;
        if (obj != NULL)
            return obj;
    }
    return NULL;
}

void sema_open_scope(struct sema *s)
{
    s->env.scope = scope_new(s->a, s->env.scope);
}

void sema_close_scope(struct sema *s)
{
    s->env.scope = s->env.scope->outer;
    CHECK(s->env.scope != NULL);
}

// ---- delayed work ----

void sema_delay(struct sema *s, enum delayed_kind kind, struct pos pos,
                struct type *t)
{
    struct delayed d = {.kind = kind, .pos = pos, .type = t, .env = s->env};

    vec_push(&s->delayed, d);
}

void sema_delay_body(struct sema *s, struct func_decl *f)
{
    struct delayed d = {.kind = DELAYED_BODY, .func = f, .env = s->env};

    vec_push(&s->delayed, d);
}

void sema_process_delayed(struct sema *s, size_t top)
{
    CHECK(top <= s->delayed.n);
    for (size_t i = top; i < s->delayed.n; i++) {
        struct delayed d = s->delayed.v[i]; // the array may move
        if (d.kind == DELAYED_BODY)
            sema_func_body(s, &d);
        else
            sema_check_delayed_type(s, &d);
    }
    s->delayed.n = top;
}

void sema_add_dependency(struct sema *s, struct object *obj)
{
    if (s->env.node == 0 || obj->node == 0 || obj->package != s->pkg)
        return;
    struct node *n = &s->nodes.v[s->env.node - 1];
    // The same name is often used several times in a row.
    if (n->last != NULL && n->last->to == obj->node)
        return;
    struct edge *e = arena_new(s->a, struct edge);
    e->to = obj->node;
    if (n->last == NULL)
        n->edges = e;
    else
        n->last->next = e;
    n->last = e;
}

// ---- imports ----

// Reports an import that is not there.
static void report_import(struct sema *s, struct decl *d)
{
    const char *level = level_of_import(d->path);

    if (d->path[0] == '\0') // the parser has reported it
        return;
    if (strcmp(d->path, "C") == 0)
        sema_error(s, d->path_pos, "import \"C\" is not supported (no cgo)");
    else if (d->path[0] == '.' || d->path[0] == '/')
        sema_error(s, d->path_pos,
                   "invalid import path: %q (no files are imported)", d->path);
    else if (level == NULL)
        sema_error(s, d->path_pos,
                   "import %q is not supported (no such package here)",
                   d->path);
    else if (strcmp(level, "-") == 0)
        sema_error(s, d->path_pos,
                   "import %q is not supported (not in the subset)", d->path);
    else
        sema_error(s, d->path_pos, "import %q is not supported yet (level %s)",
                   d->path, level);
}

static struct package *find_package(struct sema *s, const char *path)
{
    for (size_t i = 0; i < s->l->npackages; i++)
        if (strcmp(s->l->packages[i]->path, path) == 0)
            return s->l->packages[i];
    return NULL;
}

static const char *last_element(struct sema *s, const char *path)
{
    const char *slash = strrchr(path, '/');

    return strtab_cstr(&s->l->names, slash == NULL ? path : slash + 1);
}

static void dot_import_name(struct sema *s, struct package *p, const char *name,
                            struct pos pos)
{
    struct object *obj = scope_find(p->scope, name);

    if (obj == NULL || !name_is_exported(name))
        return;
    struct object *other = scope_insert(s->a, s->file_scope, obj);
    if (other == NULL)
        return;
    sema_error(s, pos, "%s redeclared in this block", name);
    sema_note_other(s, other);
}

// import . "path": the exported names become names of the file.
static void dot_import(struct sema *s, struct package *p, struct decl *d)
{
    for (size_t f = 0; f < p->nfiles; f++) {
        for (size_t i = 0; i < p->files[f]->ndecls; i++) {
            struct decl *m = p->files[f]->decls[i];
            if (m->kind == DECL_FUNC && m->func->recv == NULL)
                dot_import_name(s, p, m->func->name, d->pos);
            for (size_t k = 0; k < m->nnames; k++)
                dot_import_name(s, p, m->names[k], d->pos);
        }
    }
}

static void add_import(struct sema *s, struct decl *d)
{
    struct package *p = find_package(s, d->path);

    if (p == NULL)
        report_import(s, d);
    const char *name = d->local != NULL ? d->local
                       : p != NULL      ? p->name
                                        : last_element(s, d->path);
    if (strcmp(name, "init") == 0) {
        sema_error(s, d->pos,
                   "cannot import package as init - init must be a func");
        return;
    }
    struct import i = {
        .obj = sema_new_object(s, OBJ_PACKAGE, name, d->pos),
        .decl = d,
        .dot = strcmp(name, ".") == 0,
    };
    // Without a package the name still stands for one: nothing more is said
    // about its members.
    i.obj->imported = p;
    i.obj->used = p == NULL;
    vec_push(&s->imports, i);
    if (!i.dot && name[0] != '\0')
        sema_declare(s, i.obj);
    else if (p != NULL)
        dot_import(s, p, d);
}

void sema_use_dot_import(struct sema *s, const struct object *obj)
{
    for (size_t i = 0; i < s->imports.n; i++)
        if (s->imports.v[i].dot &&
            s->imports.v[i].obj->imported == obj->package)
            s->imports.v[i].obj->used = true;
}

// A name may not be both imported and declared in the package.
static void check_import_names(struct sema *s)
{
    for (size_t i = 0; i < s->imports.n; i++) {
        struct object *obj = s->imports.v[i].obj;
        struct object *alt = scope_find(s->pkg->scope, obj->name);
        if (alt == NULL || obj->imported == NULL)
            continue;
        sema_error(s, alt->pos,
                   "%s already declared through import of package %s (%q)",
                   alt->name, obj->imported->name, obj->imported->path);
        sema_note_other(s, obj);
    }
}

static void report_unused_imports(struct sema *s)
{
    for (size_t i = 0; i < s->imports.n; i++) {
        struct object *obj = s->imports.v[i].obj;
        if (obj->used || strcmp(obj->name, "_") == 0)
            continue;
        const char *path = obj->imported->path;
        if (s->imports.v[i].dot || obj->name == last_element(s, path))
            sema_error(s, obj->pos, "%q imported and not used", path);
        else
            sema_error(s, obj->pos, "%q imported as %s and not used", path,
                       obj->name);
    }
}

static void collect_imports(struct sema *s)
{
    struct package *p = s->pkg;

    s->env.scope = s->file_scope;
    for (size_t i = 0; i < p->nfiles; i++)
        for (size_t k = 0; k < p->files[i]->ndecls; k++)
            if (p->files[i]->decls[k]->kind == DECL_IMPORT)
                add_import(s, p->files[i]->decls[k]);
    p->imports = arena_array(s->a, s->imports.n + 1, sizeof *p->imports);
    for (size_t i = 0; i < s->imports.n; i++)
        if (s->imports.v[i].obj->imported != NULL)
            p->imports[p->nimports++] = s->imports.v[i].obj->imported;
}

// ---- the program ----

// Neither a package of the prelude nor a file of tests.
static bool is_started_at_main(const struct sema *s)
{
    return !s->pkg->prelude && strcmp(s->pkg->entry, "main") == 0;
}

static void check_package_name(struct sema *s)
{
    if (is_started_at_main(s) && strcmp(s->pkg->name, "main") != 0)
        sema_error(s, s->pkg->files[0]->package_pos,
                   "package %s is not a program: a workload is package main",
                   s->pkg->name);
}

static void check_main(struct sema *s)
{
    if (is_started_at_main(s) &&
        scope_find(s->pkg->scope, strtab_cstr(&s->l->names, "main")) == NULL)
        sema_error(s, s->pkg->files[0]->package_pos,
                   "function main is undeclared in the main package");
}

static void release(struct sema *s)
{
    vec_release(&s->delayed);
    vec_release(&s->path);
    vec_release(&s->locals);
    vec_release(&s->nodes);
    vec_release(&s->imports);
    vec_release(&s->interfaces);
    vec_release(&s->methods);
    free(s->captures);
}

bool sema_check_package(struct lang *l, struct package *p)
{
    struct sema s = {.l = l, .a = &l->arena, .u = universe_of(l), .pkg = p};
    long before = l->diag->nerror;

    CHECK(p->nfiles == 1);
    p->scope = scope_new(s.a, l->universe);
    s.file_scope = scope_new(s.a, p->scope);
    collect_imports(&s);
    sema_collect_objects(&s);
    check_import_names(&s);
    check_package_name(&s);
    sema_package_objects(&s);
    sema_process_delayed(&s, 0);
    sema_init_order(&s);
    report_unused_imports(&s);
    // Go looks for these when all else is right.
    if (l->diag->nerror == 0)
        check_main(&s);
    if (l->diag->nerror == 0)
        sema_check_interfaces(&s);
    CHECK(s.depth == 0 && s.path.n == 0);
    release(&s);
    return l->diag->nerror == before;
}
