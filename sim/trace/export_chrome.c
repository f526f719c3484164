// export_chrome: the trace event format of Chrome, JSON, which ui.perfetto.dev,
// chrome://tracing and others read: "X" slices, "i" instants, "C" counters; a
// process for each timeline, a thread for each track. Times are microseconds
// with three decimals.
//
// Flows are bound to slices by bind_id: one with flow_out, of no length, on the
// track where the flow begins, one with flow_in where it ends. So no viewer has
// to guess which slice a moment belongs to.
#include "trace/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/put.h"
#include "trace/tracks.h"
#include "trace/utf8text.h"

enum {
    // Threads are numbered so that none has the number of a process: cores, Ps,
    // Ms and Gs in this order, as many of each as there can be.
    FIRST_CORE = 10001,
    FIRST_P = 50001,
    FIRST_M = 100001,
    FIRST_G = 10000001,
    // Two names, escaped six times as long, and the rest.
    ROW_MAX = 2 * 6 * TRACKS_NAME_MAX + 1024,
};

struct chrome {
    struct outfile *f;
    int pid;
    bool first; // event of the file
    char row[ROW_MAX], text[TRACKS_NAME_MAX];
};

static char *word(char *o, const char *s)
{
    return put_text(o, s, strlen(s));
}

static char *put_json(char *o, const char *s, size_t n)
{
    *o++ = '"';
    o += utf8text_json(o, s, n);
    *o++ = '"';
    return o;
}

// Microseconds.
static char *put_us(char *o, nsec t)
{
    int ns = (int)(t % NSEC_USEC);

    o = put_i64(o, t / NSEC_USEC);
    *o++ = '.';
    *o++ = (char)('0' + ns / 100);
    *o++ = (char)('0' + ns / 10 % 10);
    *o++ = (char)('0' + ns % 10);
    return o;
}

static uint32_t tid_of(int track, uint32_t index)
{
    switch (track) {
    case TRACK_CORE:
        return FIRST_CORE + index;
    case TRACK_P:
        return FIRST_P + index;
    case TRACK_M:
        return FIRST_M + index;
    case TRACK_G:
        return FIRST_G + index;
    default:
        return 0;
    }
}

// Begins an event: its phase, and all that each has but a time.
static char *begin(struct chrome *c, char phase, uint32_t tid)
{
    char *o = word(c->row, c->first ? "\n{\"ph\":\"" : ",\n{\"ph\":\"");

    c->first = false;
    *o++ = phase;
    o = put_i64(word(o, "\",\"pid\":"), c->pid);
    return put_u64(word(o, ",\"tid\":"), tid);
}

static char *put_name(char *o, struct tracks_text name)
{
    return put_json(word(o, ",\"name\":"), name.s, name.n);
}

static void end(struct chrome *c, char *o)
{
    *o++ = '}';
    CHECK(o - c->row <= ROW_MAX);
    outfile_write(c->f, c->row, (size_t)(o - c->row));
}

static void metadata(struct chrome *c, uint32_t tid, const char *what,
                     const char *key, const char *text, size_t n)
{
    char *o = begin(c, 'M', tid);

    o = word(word(word(o, ",\"name\":\""), what), "\",\"args\":{\"");
    o = put_json(word(word(o, key), "\":"), text, n);
    *o++ = '}';
    end(c, o);
}

static void sort_index(struct chrome *c, uint32_t tid, const char *what,
                       uint32_t index)
{
    char *o = begin(c, 'M', tid);

    o = word(word(word(o, ",\"name\":\""), what), "\",\"args\":{");
    o = put_u64(word(o, "\"sort_index\":"), index);
    *o++ = '}';
    end(c, o);
}

static void take_track(void *arg, nsec t, struct tracks_at at, uint32_t id,
                       struct tracks_text name)
{
    struct chrome *c = arg;
    uint32_t tid = tid_of(at.track, at.index);

    (void)t;
    (void)id;
    metadata(c, tid, "thread_name", "name", name.s, name.n);
    sort_index(c, tid, "thread_sort_index", tid);
}

static char *put_arg(char *o, const char *key, int64_t value, bool none)
{
    if (none)
        return o;
    *o++ = '"';
    o = put_i64(word(word(o, key), "\":"), value);
    *o++ = ',';
    return o;
}

// Who was there, and why.
static char *put_args(char *o, const struct span *s)
{
    const char *key = tracks_detail_key(s);

    o = word(o, ",\"args\":{");
    o = put_arg(o, "g", s->g, s->g == 0 || s->track == TRACK_G);
    o = put_arg(o, "m", s->m, s->m < 0 || s->track == TRACK_M);
    o = put_arg(o, "p", s->p, s->p < 0 || s->track == TRACK_P);
    o = put_arg(o, "core", s->core, s->core < 0 || s->track == TRACK_CORE);
    if (key != NULL) {
        *o++ = '"';
        o = word(word(o, key), "\":");
        o = put_json(o, s->detail, strnlen(s->detail, TRACKS_TEXT_MAX));
        *o++ = ',';
    }
    if (o[-1] == ',')
        o--;
    *o++ = '}';
    return o;
}

static char *put_flow(char *o, uint64_t flow, const char *direction)
{
    if (flow == 0)
        return o;
    o = put_u64(word(o, ",\"bind_id\":"), flow);
    return word(word(word(o, ",\"flow_"), direction), "\":true");
}

static void take_slice(void *arg, const struct span *s, uint64_t flow)
{
    struct chrome *c = arg;
    char *o;

    if (!tracks_shown(s))
        return;
    o = begin(c, 'X', tid_of((int)s->track, s->index));
    o = put_us(word(o, ",\"ts\":"), s->start);
    o = put_us(word(o, ",\"dur\":"), s->end - s->start);
    o = put_name(o, tracks_slice_name(s, c->text));
    o = put_json(word(o, ",\"cat\":"), span_state_name(s->state),
                 strlen(span_state_name(s->state)));
    o = put_flow(o, flow, "in");
    end(c, put_args(o, s));
}

static void take_instant(void *arg, nsec t, struct tracks_at at,
                         struct tracks_text name, uint64_t flow)
{
    struct chrome *c = arg;
    char *o = begin(c, flow != 0 ? 'X' : 'i', tid_of(at.track, at.index));

    o = put_us(word(o, ",\"ts\":"), t);
    o = put_name(o, name);
    if (flow != 0)
        o = word(put_flow(o, flow, "out"), ",\"dur\":0,\"cat\":\"flow\"");
    else
        o = word(o, at.track == TRACK_ALL ? ",\"s\":\"p\"" : ",\"s\":\"t\"");
    end(c, o);
}

static void take_counter(void *arg, nsec t, enum tracks_counter counter,
                         int32_t p, int64_t value)
{
    struct chrome *c = arg;
    char *o = begin(c, 'C', 0);

    o = put_us(word(o, ",\"ts\":"), t);
    o = put_name(o, tracks_counter_name(counter, p, c->text));
    o = word(word(o, ",\"args\":{\""), tracks_counter_unit(counter));
    o = put_i64(word(o, "\":"), value);
    *o++ = '}';
    end(c, o);
}

static bool write_timeline(struct chrome *c, struct reader *r, uint64_t *flows)
{
    const struct tracks_sink sink = {
        .arg = c,
        .track = take_track,
        .slice = take_slice,
        .instant = take_instant,
        .counter = take_counter,
    };
    struct tracks_text title = tracks_title(r, c->text);

    metadata(c, 0, "process_name", "name", title.s, title.n);
    sort_index(c, 0, "process_sort_index", (uint32_t)c->pid);
    return tracks_run(r, &sink, flows);
}

bool export_chrome(struct reader *const *timelines, size_t n, struct outfile *f)
{
    struct chrome *c = xcalloc(1, sizeof *c);
    uint64_t flows = 0;
    bool right = true;

    c->f = f;
    c->first = true;
    outfile_printf(f, "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"producer\":"
                      "\"gmpsim " GMPSIM_VERSION "\"},\n\"traceEvents\":[");
    for (size_t i = 0; i < n && right; i++) {
        c->pid = (int)i + 1;
        right = write_timeline(c, timelines[i], &flows);
    }
    outfile_printf(f, "\n]}\n");
    free(c);
    return right;
}
