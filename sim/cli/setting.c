#include "cli/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/nsec.h"
#include "base/xmalloc.h"
#include "cli/cli.h"
#include "model/fields.h"

static const struct kind {
    const char *prefix;
    const struct model_kind *of;
} kinds[] = {
    {"sched", &model_kind_sched},
    {"costs", &model_kind_cost},
    {"os", &model_kind_os},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void *model_of(struct models *m, const struct model_kind *kind)
{
    if (kind == &model_kind_sched)
        return m->go;
    return kind == &model_kind_cost ? (void *)m->costs : (void *)m->os;
}

// Whether the n bytes at name are the field's name, with its unit or without.
static bool names(const char *field, const char *name, size_t n)
{
    static const char *const units[] = {"_ns", "_ps", "_mhz"};
    size_t len = strlen(field);

    if (len == n && memcmp(field, name, n) == 0)
        return true;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t u = strlen(units[i]);
        if (len == n + u && strcmp(field + n, units[i]) == 0 &&
            memcmp(field, name, n) == 0)
            return true;
    }
    return false;
}

// Whether the name's beginning up to its dot, skip bytes, is k's.
static bool is_of(const struct kind *k, const char *name, size_t skip)
{
    return strlen(k->prefix) + 1 == skip &&
           memcmp(k->prefix, name, skip - 1) == 0;
}

static bool is_kind(const char *name, size_t skip)
{
    for (size_t k = 0; k < KINDS; k++)
        if (is_of(&kinds[k], name, skip))
            return true;
    return false;
}

// Bytes of the name that say which kind of model, the dot included.
static size_t prefix_of(const char *name, size_t n)
{
    const char *dot = memchr(name, '.', n);

    return dot == NULL ? 0 : (size_t)(dot - name) + 1;
}

static const struct model_field *find(const char *name, size_t n,
                                      const struct model_kind **kind)
{
    size_t skip = prefix_of(name, n);

    for (size_t k = 0; k < KINDS; k++) {
        if (skip > 0 && !is_of(&kinds[k], name, skip))
            continue;
        for (size_t i = 0; i < kinds[k].of->nfield; i++) {
            const struct model_field *f = &kinds[k].of->field[i];
            *kind = kinds[k].of;
            if (names(f->name, name + skip, n - skip))
                return f;
        }
    }
    return NULL;
}

// Levenshtein's distance, of short names.
static size_t distance(const char *a, size_t n, const char *b)
{
    enum { NAME_MAX_BYTES = 64 };
    size_t m = strlen(b), row[NAME_MAX_BYTES + 1];

    if (n > NAME_MAX_BYTES || m > NAME_MAX_BYTES)
        return NAME_MAX_BYTES;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[m];
}

static void report_unknown(const char *text, size_t n)
{
    size_t skip = prefix_of(text, n), best = SIZE_MAX;
    const char *near = "", *prefix = "";

    for (size_t k = 0; k < KINDS; k++) {
        if (is_kind(text, skip) && !is_of(&kinds[k], text, skip))
            continue;
        for (size_t i = 0; i < kinds[k].of->nfield; i++) {
            const char *name = kinds[k].of->field[i].name;
            size_t d = distance(text + skip, n - skip, name);
            if (strncmp(name, text + skip, n - skip) == 0)
                d = 0; // its beginning
            if (d < best) {
                best = d;
                near = name;
                prefix = kinds[k].prefix;
            }
        }
    }
    cli_usage("--set=%s: nothing is named '%.*s'; the nearest is '%s.%s' "
              "('gmpsim models' lists all)",
              text, (int)n, text, prefix, near);
}

// A number, or for times in ns a duration.
static bool parse(const struct model_field *f, const char *text, int64_t *v)
{
    int64_t min, max;
    const char *why;
    nsec d;

    if (model_field_parse(f, text, v))
        return true;
    model_field_range(f, &min, &max);
    if (strcmp(f->unit, "ns") != 0 || !nsec_parse(text, &d, &why) || d < min ||
        d > max)
        return false;
    *v = d;
    return true;
}

bool setting_apply(struct models *m, const char *text)
{
    const char *equals = strchr(text, '=');
    const struct model_kind *kind;
    int64_t v, min, max;

    if (equals == NULL || equals == text) {
        cli_usage("--set=%s: must be NAME=VALUE", text);
        return false;
    }
    size_t n = (size_t)(equals - text);
    const struct model_field *f = find(text, n, &kind);
    if (f == NULL) {
        report_unknown(text, n);
        return false;
    }
    if (f->count != 1) {
        cli_usage("--set=%s: '%s' is a list; write a model file of your own",
                  text, f->name);
        return false;
    }
    if (!parse(f, equals + 1, &v)) {
        bool is_count = f->unit[0] == '\0' || strcmp(f->unit, "0/1") == 0;
        model_field_range(f, &min, &max);
        cli_usage("--set=%s: must be a whole number from %lld to %lld%s%s",
                  text, (long long)min, (long long)max, is_count ? "" : ", in ",
                  is_count ? "" : f->unit);
        return false;
    }
    *model_field_at(f, model_of(m, kind), 0) = v;
    if (m->go->sysmon_min_ns > m->go->sysmon_max_ns) {
        cli_usage("--set=%s: sysmon_max_ns is less than sysmon_min_ns", text);
        return false;
    }
    return true;
}
