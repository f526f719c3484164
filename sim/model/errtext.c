#include "model/errtext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"

enum { FILE_MAX = 1024, TEXT_MAX = 1024 };

static char *place_text(const char *file, size_t line, size_t col)
{
    char name[FILE_MAX];

    diag_escape(name, sizeof name, file, strlen(file));
    if (line == 0)
        return xasprintf("%s:", name);
    if (col == 0)
        return xasprintf("%s:%zu:", name, line);
    return xasprintf("%s:%zu:%zu:", name, line, col);
}

static void append(struct errtext *e, char *line)
{
    char *text =
        e->text == NULL ? xstrdup(line) : xasprintf("%s\n%s", e->text, line);

    free(e->text);
    free(line);
    e->text = text;
}

void errtext_vadd(struct errtext *e, const char *file, size_t line, size_t col,
                  const char *fmt, va_list args)
{
    CHECK(e != NULL && file != NULL && fmt != NULL);
    CHECK(line > 0 || col == 0);
    char raw[TEXT_MAX], text[TEXT_MAX];

    if (e->n++ >= ERRTEXT_MAX)
        return;
    vsnprintf(raw, sizeof raw, fmt, args);
    diag_escape(text, sizeof text, raw, strlen(raw));
    char *place = place_text(file, line, col);
    append(e, xasprintf("%s error: %s", place, text));
    free(place);
}

void errtext_add(struct errtext *e, const char *file, size_t line, size_t col,
                 const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    errtext_vadd(e, file, line, col, fmt, args);
    va_end(args);
}

bool errtext_full(const struct errtext *e)
{
    return e->n >= ERRTEXT_MAX;
}

char *errtext_take(struct errtext *e)
{
    CHECK((e->n == 0) == (e->text == NULL));
    if (e->n > ERRTEXT_MAX)
        append(e, xstrdup("too many errors"));
    char *text = e->text;

    *e = (struct errtext){0};
    return text;
}
