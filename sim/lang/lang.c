#include "lang/lang.h"

#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "lang/parse.h"
#include "lang/prelude.h"
#include "lang/sema.h"
#include "lang/testfile.h"
#include "lang/universe.h"

// States of packages.
enum { PACKAGE_NEW, PACKAGE_LOADING, PACKAGE_CHECKED };

enum { PACKAGES_MAX = 256 }; // more than the prelude will ever have

void lang_init(struct lang *l, struct diag *d, int go_minor)
{
    CHECK(d != NULL);
    *l = (struct lang){.diag = d, .go_minor = go_minor};
    l->packages = arena_array(&l->arena, PACKAGES_MAX, sizeof *l->packages);
    universe_init(l);
}

// ---- packages ----

static struct package *find_loaded(struct lang *l, const char *path,
                                   struct package **loading, size_t n)
{
    for (size_t i = 0; i < l->npackages; i++)
        if (strcmp(l->packages[i]->path, path) == 0)
            return l->packages[i];
    for (size_t i = 0; i < n; i++)
        if (strcmp(loading[i]->path, path) == 0)
            return loading[i];
    return NULL;
}

static struct package *new_package(struct lang *l, const char *path,
                                   uint16_t source)
{
    struct package *p = arena_new(&l->arena, struct package);

    p->path = path;
    p->files = arena_array(&l->arena, 1, sizeof *p->files);
    p->files[0] = parse_file(l, source);
    p->nfiles = 1;
    p->name = p->files[0]->package;
    p->entry = "main";
    return p;
}

static bool load(struct lang *l, struct package *p, struct package **loading,
                 size_t n);

// Loads what p imports from the prelude. Imports that are not there are
// reported by sema.
static bool load_imports(struct lang *l, struct package *p,
                         struct package **loading, size_t n)
{
    struct file *f = p->files[0];
    struct prelude_file file;

    for (size_t i = 0; i < f->ndecls; i++) {
        struct decl *d = f->decls[i];
        if (d->kind != DECL_IMPORT)
            continue;
        struct package *q = find_loaded(l, d->path, loading, n);
        if (q != NULL && q->state == PACKAGE_LOADING) {
            diag_error(l->diag, d->pos, "import cycle not allowed");
            return false;
        }
        if (q != NULL || !prelude_find(l->prelude, d->path, &file))
            continue;
        CHECK(n < PACKAGES_MAX - 1);
        q = new_package(
            l, d->path,
            diag_add_source(l->diag, file.name, file.text, file.size));
        q->prelude = true;
        if (!load(l, q, loading, n))
            return false;
    }
    return true;
}

// Checks p after all that it imports. loading are the packages that wait for
// it.
static bool load(struct lang *l, struct package *p, struct package **loading,
                 size_t n)
{
    // As Go, type errors go with those errors that leave the tree whole.
    if (l->nsyntax > 0)
        return false;
    p->state = PACKAGE_LOADING;
    loading[n] = p;
    if (!load_imports(l, p, loading, n + 1))
        return false;
    bool ok = sema_check_package(l, p);
    p->state = PACKAGE_CHECKED;
    CHECK(l->npackages < PACKAGES_MAX);
    l->packages[l->npackages++] = p;
    return ok;
}

struct package *lang_check(struct lang *l, const char *name, const char *text,
                           size_t len)
{
    struct package *loading[PACKAGES_MAX];
    uint16_t source = diag_add_source(l->diag, name, text, len);

    CHECK(l->main == NULL);
    struct package *p = new_package(l, "main", source);
    if (testfile_is(name))
        testfile_add_main(l, p);
    if (!load(l, p, loading, 0) || l->diag->nerror > 0)
        return NULL;
    l->main = p;
    return p;
}

void lang_release(struct lang *l)
{
    arena_release(&l->arena);
    strtab_release(&l->names);
    *l = (struct lang){0};
}
