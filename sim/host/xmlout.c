#include "host/xmlout.h"

#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

void xmlout_put(struct xmlout *x, const char *s)
{
    CHECK(x != NULL && s != NULL);
    size_t n = strlen(s);

    if (x->n + n + 1 > x->cap) {
        x->cap = x->cap * 2 + n + 1024;
        x->text = xrealloc(x->text, x->cap);
    }
    memcpy(x->text + x->n, s, n + 1);
    x->n += n;
    for (; *s != '\0'; s++)
        x->newlines += *s == '\n';
}

void xmlout_value(struct xmlout *x, const char *s)
{
    xmlout_put(x, "\"");
    for (; *s != '\0'; s++) {
        char plain[2] = {*s, '\0'};
        xmlout_put(x, *s == '&'   ? "&amp;"
                      : *s == '<' ? "&lt;"
                      : *s == '>' ? "&gt;"
                      : *s == '"' ? "&quot;"
                                  : plain);
    }
    xmlout_put(x, "\"");
}

void xmlout_go_to_line(struct xmlout *x, size_t line)
{
    while (x->newlines + 1 < line)
        xmlout_put(x, "\n");
}
