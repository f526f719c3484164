#include "cli/godebug.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// string.go: atoi32. False when text up to end is no such number.
static bool parse(const char *text, const char *end, int64_t *out)
{
    char *last;

    if (text == end || strchr("+-0123456789", *text) == NULL)
        return false;
    errno = 0;
    long long n = strtoll(text, &last, 10);
    if (last != end || errno != 0 || n < INT32_MIN || n > INT32_MAX)
        return false;
    *out = n;
    return true;
}

static void set(struct godebug *g, const char *name, size_t len, int64_t value)
{
    static const char schedtrace[] = "schedtrace";
    static const char scheddetail[] = "scheddetail";
    static const char preempt[] = "asyncpreemptoff";

    if (len == strlen(schedtrace) && memcmp(name, schedtrace, len) == 0)
        g->schedtrace_ms = value > 0 ? value : 0;
    else if (len == strlen(scheddetail) && memcmp(name, scheddetail, len) == 0)
        g->scheddetail = value > 0;
    else if (len == strlen(preempt) && memcmp(name, preempt, len) == 0)
        g->asyncpreemptoff = value != 0;
}

struct godebug godebug_read(const char *text)
{
    struct godebug g = {0};
    int64_t value;

    while (text != NULL && *text != '\0') {
        const char *end = text + strcspn(text, ",");
        const char *equals = memchr(text, '=', (size_t)(end - text));
        if (equals != NULL && parse(equals + 1, end, &value))
            set(&g, text, (size_t)(equals - text), value);
        text = *end == '\0' ? end : end + 1;
    }
    return g;
}
