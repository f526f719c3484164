#include "model/comments.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/outfile.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "model/load.h"

struct comments {
    char *text;
    VEC(char) found;
};

struct comments *comments_read(const char *path)
{
    struct comments *c = xcalloc(1, sizeof *c);
    char *error = NULL;
    size_t len;

    CHECK(path != NULL);
    c->text = infile_read(path, MODEL_BYTES_MAX, &len, &error);
    free(error);
    return c;
}

// The line that begins with "field:", or NULL.
static const char *line_of(const char *text, const char *field)
{
    size_t n = strlen(field);

    while (text != NULL && *text != '\0') {
        if (strncmp(text, field, n) == 0 && text[n] == ':')
            return text;
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    return NULL;
}

// Adds what follows the # of the line; false when it has none, or, with alone,
// something before it.
static bool add(struct comments *c, const char *line, bool alone)
{
    size_t n = strcspn(line, "\n");
    const char *hash = memchr(line, '#', n);

    if (hash == NULL ||
        (alone && (hash == line || strspn(line, " ") != (size_t)(hash - line))))
        return false;
    const char *from = hash + 1 + strspn(hash + 1, " ");
    if (c->found.n > 0)
        vec_push(&c->found, ' ');
    for (; from < line + n; from++)
        vec_push(&c->found, *from);
    return true;
}

const char *comments_find(struct comments *c, const char *field)
{
    const char *line = line_of(c->text, field);

    c->found.n = 0;
    if (line == NULL || !add(c, line, false))
        return NULL;
    while ((line = strchr(line, '\n')) != NULL && add(c, ++line, true))
        ;
    vec_push(&c->found, '\0');
    return c->found.v;
}

void comments_free(struct comments *c)
{
    free(c->text);
    vec_release(&c->found);
    free(c);
}
