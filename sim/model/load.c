#include "model/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "model/model.h"
#include "model/path.h"
#include "model/flatyaml.h"

// What a model of every kind begins with (asserted in fields.c).
struct head {
    char *name;
    char *about;
};

// A file on its way into a struct.
struct loading {
    const struct model_kind *kind;
    const char *path;
    const char *text;
    size_t len;
    struct errtext err;
};

static void complain(struct loading *l, const char *key, const char *what)
{
    size_t line, col;

    flatyaml_place(l->text, l->len, key, &line, &col);
    errtext_add(&l->err, l->path, line, col, "'%s' %s", key, what);
}

static bool is_name(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789._+-");

    return n > 0 && s[n] == '\0' && n <= MODEL_NAME_BYTES_MAX && s[0] != '.' &&
           s[0] != '-';
}

// True when s can be shown as it is.
static bool is_printable(const char *s)
{
    char shown[MODEL_ABOUT_BYTES_MAX + 32];

    diag_escape(shown, sizeof shown, s, strlen(s));
    return strcmp(shown, s) == 0;
}

// Cuts the newline at the end of a text in YAML's block style.
static void cut_end(char *s)
{
    size_t n = s == NULL ? 0 : strlen(s);

    while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == ' '))
        s[--n] = '\0';
}

static void check_head(struct loading *l, const char *name, char *about)
{
    cut_end(about);
    if (name == NULL)
        errtext_add(&l->err, l->path, 0, 0, "field 'name' is missing");
    else if (!is_name(name))
        complain(l, "name",
                 "must be 1 to 64 letters, digits, '.', '_', '+' and '-'");
    if (about == NULL)
        errtext_add(&l->err, l->path, 0, 0, "field 'about' is missing");
    else if (about[0] == '\0' || strlen(about) > MODEL_ABOUT_BYTES_MAX)
        complain(l, "about", "must be a text of 1 to 500 bytes");
    else if (!is_printable(about))
        complain(l, "about", "holds a character that cannot be shown");
}

static void read_number(struct loading *l, const struct model_field *f,
                        const char *text, int64_t *out)
{
    int64_t min, max;

    if (model_field_parse(f, text, out))
        return;
    model_field_range(f, &min, &max);
    char *what = xasprintf("is '%s', must be a whole number from %lld to %lld",
                           text, (long long)min, (long long)max);
    complain(l, f->name, what);
    free(what);
}

// Fills the numbers of model from value, which holds the slots after the head.
static void read_numbers(struct loading *l, char *const *value, void *model)
{
    for (size_t i = 0; i < l->kind->nfield; i++) {
        const struct model_field *f = &l->kind->field[i];

        if (value[0] == NULL)
            errtext_add(&l->err, l->path, 0, 0, "field '%s' is missing (%s)",
                        f->name, f->meaning);
        for (size_t j = 0; j < f->count && value[0] != NULL; j++)
            read_number(l, f, value[j], model_field_at(f, model, j));
        value += f->count;
    }
}

static struct flatyaml_key *keys_of(const struct model_kind *kind,
                                    size_t *nslot)
{
    struct flatyaml_key *key = xcalloc(kind->nfield + 2, sizeof *key);

    CHECK(kind->nfield > 0 && kind->size > sizeof(struct head));

    key[0].name = "name";
    key[1].name = "about";
    *nslot = 2;
    for (size_t i = 0; i < kind->nfield; i++) {
        const struct model_field *f = &kind->field[i];

        key[i + 2].name = f->name;
        key[i + 2].count = f->count == 1 ? 0 : f->count;
        *nslot += f->count;
    }
    return key;
}

static void check_text(struct loading *l)
{
    const char *nul = memchr(l->text, '\0', l->len);

    if (l->len > MODEL_BYTES_MAX)
        errtext_add(&l->err, l->path, 0, 0, "larger than %d bytes",
                    MODEL_BYTES_MAX);
    if (nul == NULL)
        return;
    size_t line = 1;
    for (const char *p = l->text; p < nul; p++)
        line += *p == '\n';
    errtext_add(&l->err, l->path, line, 0, "NUL byte");
}

static void sysmon_must_grow(struct loading *l, const void *model)
{
    const struct sched_model *m = model;

    if (l->kind == &model_kind_sched && m->sysmon_min_ns > m->sysmon_max_ns)
        complain(l, "sysmon_max_ns", "is less than 'sysmon_min_ns'");
}

void *model_parse(const struct model_kind *kind, const char *path,
                  const char *text, size_t len, char **error)
{
    CHECK(kind != NULL && path != NULL && text != NULL && error != NULL);
    struct loading l = {.kind = kind, .path = path, .text = text, .len = len};
    size_t nslot;
    struct flatyaml_key *key = keys_of(kind, &nslot);
    char **value = xcalloc(nslot, sizeof *value);
    struct head *model = xcalloc(1, kind->size);

    check_text(&l);
    if (l.err.n == 0 &&
        flatyaml_read(path, text, len, key, kind->nfield + 2, value, &l.err)) {
        check_head(&l, value[0], value[1]);
        read_numbers(&l, value + 2, model);
        if (l.err.n == 0)
            sysmon_must_grow(&l, model);
    }
    *error = errtext_take(&l.err);
    if (*error == NULL) {
        model->name = value[0];
        model->about = value[1];
        value[0] = value[1] = NULL;
    } else {
        free(model);
        model = NULL;
    }
    flatyaml_free(value, nslot);
    free(value);
    free(key);
    return model;
}

void *model_load(const struct model_kind *kind, const char *name, char **error,
                 bool *noinput)
{
    CHECK(kind != NULL && name != NULL && error != NULL && noinput != NULL);
    char *path = model_path(kind->dir, name);
    void *model = NULL;
    size_t len;

    *error = NULL;
    *noinput = true;
    if (path == NULL) {
        *error = model_unknown(kind->dir, kind->what, name);
        return NULL;
    }
    char *text = infile_read(path, MODEL_BYTES_MAX, &len, error);
    if (text != NULL) {
        *noinput = false;
        model = model_parse(kind, path, text, len, error);
    }
    free(text);
    free(path);
    return model;
}

void model_free(void *model)
{
    struct head *head = model;

    if (head == NULL)
        return;
    free(head->name);
    free(head->about);
    free(head);
}

// ---- model.h ----

struct sched_model *sched_model_load(const char *name, char **error,
                                     bool *noinput)
{
    return model_load(&model_kind_sched, name, error, noinput);
}

struct cost_model *cost_model_load(const char *name, char **error,
                                   bool *noinput)
{
    return model_load(&model_kind_cost, name, error, noinput);
}

struct os_model *os_model_load(const char *name, char **error, bool *noinput)
{
    return model_load(&model_kind_os, name, error, noinput);
}

void sched_model_free(struct sched_model *m)
{
    model_free(m);
}

void cost_model_free(struct cost_model *m)
{
    model_free(m);
}

void os_model_free(struct os_model *m)
{
    model_free(m);
}
