#include "trace/export_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/detail.h"
#include "trace/put.h"

enum {
    TEXT_MAX = 4096, // bytes of a text; timelines of ours have no longer ones
    // Two texts, escaped three times as long and then quoted, and the numbers.
    ROW_MAX = 3 * (6 * TEXT_MAX + 3) + 12 * (PUT_NUMBER_MAX + 1),
};

void export_csv_head(struct outfile *f)
{
    static const char head[] =
        "track,id,start_ns,end_ns,state,g,m,p,core,detail,fn\n";

    outfile_write(f, head, sizeof head - 1);
}

// A cell of text. Control bytes and "%" are %XX, so that a row is a line. What
// a spreadsheet would take for a formula starts with an apostrophe.
static char *put_cell(char *o, const char *s)
{
    char text[3 * TEXT_MAX];
    size_t n = detail_escape(text, s, strnlen(s, TEXT_MAX), true);
    bool quote = memchr(text, ',', n) != NULL || memchr(text, '"', n) != NULL;

    if (quote)
        *o++ = '"';
    if (n > 0 && strchr("=+-@", text[0]) != NULL)
        *o++ = '\'';
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"')
            *o++ = '"';
        *o++ = text[i];
    }
    if (quote)
        *o++ = '"';
    return o;
}

// A cell with a number, empty when there is none, and a comma.
static char *put_number(char *o, int64_t v, bool none)
{
    if (!none)
        o = put_i64(o, v);
    *o++ = ',';
    return o;
}

void export_csv_row(struct outfile *f, const struct span *s, const char *name)
{
    char row[ROW_MAX], *o = row;
    const char *track = span_track_name(s->track);
    const char *state = span_state_name(s->state);

    o = put_text(o, track, strlen(track));
    *o++ = ',';
    if (name != NULL) {
        o = put_cell(o, name);
        *o++ = ',';
    } else {
        o = put_number(o, s->id, false);
    }
    o = put_number(o, s->start, false);
    o = put_number(o, s->end, false);
    o = put_text(o, state, strlen(state));
    *o++ = ',';
    o = put_number(o, s->g, s->g == 0);
    o = put_number(o, s->m, s->m < 0);
    o = put_number(o, s->p, s->p < 0);
    o = put_number(o, s->core, s->core < 0);
    o = put_cell(o, s->detail);
    *o++ = ',';
    o = put_cell(o, s->fn);
    *o++ = '\n';
    CHECK(o - row <= ROW_MAX);
    outfile_write(f, row, (size_t)(o - row));
}

static void row_of(void *arg, const struct span *s)
{
    export_csv_row(arg, s, NULL);
}

bool export_csv(struct reader *const *timelines, size_t n, struct outfile *f)
{
    struct fold *fold;

    CHECK(n == 1);
    export_csv_head(f);
    fold = fold_run(timelines[0], row_of, f);
    fold_free(fold);
    return fold != NULL;
}
