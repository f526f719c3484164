// timeline: timelines for tests, written with spaces instead of tabs.
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "scratch.h"
#include "trace/reader.h"

#define TIMELINE_HEAD "# procs: 2\n# cores: 2\n"

// Writes "# gmpsim timeline 1", head and body to x.trace; in lines of body that
// are not comments the first six spaces become tabs.
static inline void timeline_write(const char *head, const char *body)
{
    FILE *f = fopen("x.trace", "w");
    int spaces = 0;

    assert_non_null(f);
    fputs("# gmpsim timeline 1\n", f);
    fputs(head, f);
    for (const char *s = body; *s != '\0'; s++) {
        bool comment = (s == body || s[-1] == '\n') && *s == '#';
        if (s == body || s[-1] == '\n')
            spaces = comment ? 6 : 0;
        fputc(*s == ' ' && spaces++ < 6 ? '\t' : *s, f);
    }
    assert_int_equal(fclose(f), 0);
}

static inline struct reader *timeline_open(void)
{
    char *error = NULL;
    struct reader *r = reader_open("x.trace", &error);

    assert_non_null(r);
    return r;
}

static inline struct reader *timeline(const char *head, const char *body)
{
    timeline_write(head, body);
    return timeline_open();
}

static inline int timeline_setup(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static inline int timeline_teardown(void **state)
{
    (void)state;
    scratch_leave();
    return 0;
}

#endif
