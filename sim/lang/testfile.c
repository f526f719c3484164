#include "lang/testfile.h"

#include <string.h>

#include "base/check.h"
#include "lang/parse.h"

// Names that no program has.
#define ENTRY   "_testmain"
#define TESTING "_testing"

bool testfile_is(const char *name)
{
    static const char suffix[] = "_test.go";
    size_t n = strlen(name), m = sizeof suffix - 1;

    return n > m && strcmp(name + n - m, suffix) == 0;
}

// What follows Test in the name, or NULL.
static const char *test_suffix(const char *name)
{
    static const char prefix[] = "Test";
    size_t n = sizeof prefix - 1;

    return strncmp(name, prefix, n) == 0 ? name + n : NULL;
}

// Whether its parameters are (t *testing.T), by the look of it.
static bool takes_t(const struct signature *sig)
{
    if (sig->params.n != 1 || sig->results.n != 0 || sig->variadic)
        return false;
    const struct expr *e = sig->params.v[0].type;
    if (e == NULL || e->kind != EX_STAR || e->x == NULL)
        return false;
    return (e->x->kind == EX_SELECTOR || e->x->kind == EX_IDENT) &&
           strcmp(e->x->name, "T") == 0;
}

// Whether d is a test to run; a mistaken one is reported.
static bool is_test(struct lang *l, const struct func_decl *d)
{
    const char *suffix = d->recv == NULL ? test_suffix(d->name) : NULL;

    if (suffix == NULL)
        return false;
    bool like_test = !d->has_type_params && takes_t(&d->sig);
    bool small = *suffix >= 'a' && *suffix <= 'z';
    if (small && like_test)
        diag_error(l->diag, d->pos,
                   "%s has malformed name: first letter after 'Test' must not "
                   "be lowercase",
                   d->name);
    if (!small && !like_test)
        diag_error(l->diag, d->pos,
                   "wrong signature for %s, must be: func %s(t *testing.T)",
                   d->name, d->name);
    return !small && like_test;
}

// The source text of the function.
static const char *main_text(struct lang *l, const struct file *f)
{
    const char *tests = "";

    for (size_t i = 0; i < f->ndecls; i++) {
        const struct func_decl *d = f->decls[i]->func;
        if (f->decls[i]->kind != DECL_FUNC || !is_test(l, d))
            continue;
        tests = arena_printf(&l->arena, "%s{\"%s\", %s}, ", tests, d->name,
                             d->name);
    }
    return arena_printf(
        &l->arena,
        "package p\nimport " TESTING " \"testing\"\nfunc " ENTRY "() {\n"
        "\t" TESTING ".Main(nil, []" TESTING ".InternalTest{%s})\n}\n",
        tests);
}

void testfile_add_main(struct lang *l, struct package *p)
{
    struct file *f = p->files[0];
    const char *text = main_text(l, f);

    CHECK(p->nfiles == 1);
    struct file *more = parse_file(
        l, diag_add_source(l->diag, "_testmain.go", text, strlen(text)));
    struct decl **decls =
        arena_array(&l->arena, f->ndecls + more->ndecls, sizeof *decls);
    memcpy(decls, f->decls, f->ndecls * sizeof *decls);
    memcpy(decls + f->ndecls, more->decls, more->ndecls * sizeof *decls);
    f->decls = decls;
    f->ndecls += more->ndecls;
    p->entry = ENTRY;
}
