// export_perfetto: Perfetto's own format, protocol buffers: TrackEvents on a
// track for each core, P, M and G below a process for each timeline, with texts
// written once and then named by number. The fields are those of Perfetto's
// protos/perfetto/trace; tests/perfetto.proto has the ones used here.
#include "trace/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/protobuf.h"
#include "trace/textids.h"
#include "trace/tracks.h"
#include "trace/utf8text.h"

// Field numbers.
enum {
    TRACE_PACKET = 1,
    PACKET_TIMESTAMP = 8,
    PACKET_SEQUENCE_ID = 10,
    PACKET_TRACK_EVENT = 11,
    PACKET_INTERNED = 12,
    PACKET_FLAGS = 13,
    PACKET_TRACK = 60,
    TRACK_UUID = 1,
    TRACK_NAME = 2,
    TRACK_PROCESS = 3,
    TRACK_PARENT = 5,
    TRACK_COUNTER = 8,
    TRACK_CHILD_ORDERING = 11,
    TRACK_RANK = 12,
    PROCESS_PID = 1,
    PROCESS_NAME = 6,
    COUNTER_UNIT_NAME = 6,
    EVENT_CATEGORY_IID = 3,
    EVENT_ANNOTATION = 4,
    EVENT_TYPE = 9,
    EVENT_NAME_IID = 10,
    EVENT_TRACK = 11,
    EVENT_COUNTER_VALUE = 30,
    EVENT_FLOW = 47,
    EVENT_FLOW_END = 48,
    INTERNED_CATEGORY = 1,
    INTERNED_NAME = 2,
    INTERNED_KEY = 3,
    INTERNED_VALUE = 29,
    INTERNED_IID = 1,
    INTERNED_TEXT = 2,
    ANNOTATION_KEY_IID = 1,
    ANNOTATION_INT = 4,
    ANNOTATION_TEXT_IID = 17,
};

enum {
    FLAG_CLEARED = 1,
    FLAG_NEEDS = 2,
    ORDERING_EXPLICIT = 3,
    SLICE_BEGIN = 1,
    SLICE_END = 2,
    INSTANT = 3,
    COUNTER = 4,
    KINDS = 8, // of tracks: TRACK_KINDS and these
    KIND_GROUP = TRACK_KINDS,
    KIND_COUNTER = KIND_GROUP + 1,
    KIND_RUNQ = KIND_COUNTER + 1,
    ARGS_MAX = 5,
    // The texts of a slice, as UTF-8 three times as long, and the rest.
    PACKET_MAX = 3 * 3 * TRACKS_NAME_MAX + 1024,
};

struct perfetto {
    struct outfile *f;
    uint32_t pid, timelines;
    bool cleared; // the sequence has begun
    struct textids names, categories, keys, values;
    // A packet, and the interned texts that go into it.
    char packet[PACKET_MAX], interned[PACKET_MAX];
    char *in; // end of interned
    char text[TRACKS_NAME_MAX], utf8[3 * TRACKS_NAME_MAX];
};

// Groups of tracks, in the order in which they are shown.
static const struct group {
    int track;
    const char *name;
} groups[] = {
    {TRACK_CORE, "cores"},    {TRACK_P, "processors (P)"},
    {TRACK_M, "threads (M)"}, {TRACK_G, "goroutines (G)"},
    {TRACK_ALL, "counters"},
};

// Numbers of tracks: small ones, for they are written with each event.
static uint64_t uuid_of(const struct perfetto *x, int kind, uint32_t index)
{
    CHECK(kind < KINDS && KIND_RUNQ < KINDS);
    return ((uint64_t)index * KINDS + (uint64_t)kind) * x->timelines + x->pid;
}

// The number of a text; if it is new, it goes into the packet.
static uint32_t intern(struct perfetto *x, struct textids *ids, uint32_t field,
                       const char *s, size_t n)
{
    bool is_new;
    uint32_t id = textids_get(ids, s, n, &is_new);
    char *start;

    if (!is_new)
        return id;
    x->in = protobuf_begin(x->in, field, &start);
    x->in = protobuf_u64(x->in, INTERNED_IID, id);
    x->in =
        protobuf_bytes(x->in, INTERNED_TEXT, x->utf8, utf8text(x->utf8, s, n));
    x->in = protobuf_end(x->in, start);
    CHECK(x->in - x->interned <= PACKET_MAX);
    return id;
}

static char *begin(struct perfetto *x, char **start)
{
    x->in = x->interned;
    return protobuf_begin(x->packet, TRACE_PACKET, start);
}

static void end(struct perfetto *x, char *o, char *start)
{
    size_t n = (size_t)(x->in - x->interned);

    o = protobuf_u64(o, PACKET_SEQUENCE_ID, 1);
    o = protobuf_u64(o, PACKET_FLAGS,
                     x->cleared ? FLAG_NEEDS : FLAG_CLEARED | FLAG_NEEDS);
    x->cleared = true;
    if (n > 0)
        o = protobuf_bytes(o, PACKET_INTERNED, x->interned, n);
    o = protobuf_end(o, start);
    CHECK(o - x->packet <= PACKET_MAX);
    outfile_write(x->f, x->packet, (size_t)(o - x->packet));
}

struct descriptor {
    uint64_t uuid, parent; // parent 0: none
    uint32_t rank;
    struct tracks_text name;
    const char *unit; // of a counter, else NULL
    uint32_t pid;     // of a process, else 0
};

static void describe(struct perfetto *x, const struct descriptor *d)
{
    char *start, *track, *inner;
    char *o = protobuf_begin(begin(x, &start), PACKET_TRACK, &track);
    size_t n = utf8text(x->utf8, d->name.s, d->name.n);

    o = protobuf_u64(o, TRACK_UUID, d->uuid);
    if (d->pid != 0) {
        o = protobuf_begin(o, TRACK_PROCESS, &inner);
        o = protobuf_u64(o, PROCESS_PID, d->pid);
        o = protobuf_bytes(o, PROCESS_NAME, x->utf8, n);
        o = protobuf_end(o, inner);
    } else {
        o = protobuf_bytes(o, TRACK_NAME, x->utf8, n);
    }
    if (d->parent != 0)
        o = protobuf_u64(o, TRACK_PARENT, d->parent);
    if (d->unit != NULL) {
        o = protobuf_begin(o, TRACK_COUNTER, &inner);
        o = protobuf_bytes(o, COUNTER_UNIT_NAME, d->unit, strlen(d->unit));
        o = protobuf_end(o, inner);
    }
    o = protobuf_u64(o, TRACK_CHILD_ORDERING, ORDERING_EXPLICIT);
    o = protobuf_u64(o, TRACK_RANK, d->rank);
    end(x, protobuf_end(o, track), start);
}

static void describe_counter(struct perfetto *x, enum tracks_counter counter,
                             int32_t p)
{
    bool runq = counter == COUNTER_RUNQ;
    uint32_t index = runq ? (uint32_t)p : (uint32_t)counter;
    struct descriptor d = {
        .uuid = uuid_of(x, runq ? KIND_RUNQ : KIND_COUNTER, index),
        .parent = uuid_of(x, KIND_GROUP, TRACK_ALL),
        .rank = runq ? COUNTERS_FIXED + index : index,
        .name = tracks_counter_name(counter, p, x->text),
        .unit = tracks_counter_unit(counter),
    };

    describe(x, &d);
}

static void describe_process(struct perfetto *x, const struct reader *r)
{
    struct descriptor d = {
        .uuid = uuid_of(x, TRACK_ALL, 0),
        .rank = x->pid,
        .name = tracks_title(r, x->text),
        .pid = x->pid,
    };

    describe(x, &d);
    d.parent = d.uuid;
    d.pid = 0;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        d.uuid = uuid_of(x, KIND_GROUP, (uint32_t)groups[i].track);
        d.rank = (uint32_t)i;
        d.name = (struct tracks_text){groups[i].name, strlen(groups[i].name)};
        describe(x, &d);
    }
    for (int c = 0; c < COUNTERS_FIXED; c++)
        describe_counter(x, (enum tracks_counter)c, -1);
}

static void take_track(void *arg, nsec t, struct tracks_at at, uint32_t id,
                       struct tracks_text name)
{
    struct perfetto *x = arg;
    struct descriptor d = {
        .uuid = uuid_of(x, at.track, at.index),
        .parent = uuid_of(x, KIND_GROUP, (uint32_t)at.track),
        .rank = at.index,
        .name = name,
    };

    (void)t;
    (void)id;
    describe(x, &d);
    if (at.track == TRACK_P)
        describe_counter(x, COUNTER_RUNQ, (int32_t)at.index);
}

// Begins an event: its time, type and track.
static char *begin_event(struct perfetto *x, nsec t, uint64_t type,
                         uint64_t track, char **start, char **event)
{
    char *o = begin(x, start);

    o = protobuf_u64(o, PACKET_TIMESTAMP, (uint64_t)t);
    o = protobuf_begin(o, PACKET_TRACK_EVENT, event);
    o = protobuf_u64(o, EVENT_TYPE, type);
    return protobuf_u64(o, EVENT_TRACK, track);
}

static char *put_key(struct perfetto *x, char *o, const char *key)
{
    return protobuf_u64(o, ANNOTATION_KEY_IID,
                        intern(x, &x->keys, INTERNED_KEY, key, strlen(key)));
}

static char *put_arg(struct perfetto *x, char *o, const char *key, int64_t v,
                     bool none)
{
    char *start;

    if (none)
        return o;
    o = put_key(x, protobuf_begin(o, EVENT_ANNOTATION, &start), key);
    return protobuf_end(protobuf_u64(o, ANNOTATION_INT, (uint64_t)v), start);
}

// Who was there, and why.
static char *put_args(struct perfetto *x, char *o, const struct span *s)
{
    const char *key = tracks_detail_key(s);
    char *start;

    o = put_arg(x, o, "g", s->g, s->g == 0 || s->track == TRACK_G);
    o = put_arg(x, o, "m", s->m, s->m < 0 || s->track == TRACK_M);
    o = put_arg(x, o, "p", s->p, s->p < 0 || s->track == TRACK_P);
    o = put_arg(x, o, "core", s->core, s->core < 0 || s->track == TRACK_CORE);
    if (key == NULL)
        return o;
    o = put_key(x, protobuf_begin(o, EVENT_ANNOTATION, &start), key);
    o = protobuf_u64(o, ANNOTATION_TEXT_IID,
                     intern(x, &x->values, INTERNED_VALUE, s->detail,
                            strnlen(s->detail, TRACKS_TEXT_MAX)));
    return protobuf_end(o, start);
}

static char *put_name(struct perfetto *x, char *o, struct tracks_text name,
                      const char *category)
{
    o = protobuf_u64(o, EVENT_CATEGORY_IID,
                     intern(x, &x->categories, INTERNED_CATEGORY, category,
                            strlen(category)));
    return protobuf_u64(o, EVENT_NAME_IID,
                        intern(x, &x->names, INTERNED_NAME, name.s, name.n));
}

static void take_slice(void *arg, const struct span *s, uint64_t flow)
{
    struct perfetto *x = arg;
    uint64_t track = uuid_of(x, (int)s->track, s->index);
    char *start, *event, *o;

    if (!tracks_shown(s))
        return;
    o = begin_event(x, s->start, SLICE_BEGIN, track, &start, &event);
    o = put_name(x, o, tracks_slice_name(s, x->text),
                 span_state_name(s->state));
    o = put_args(x, o, s);
    if (flow != 0)
        o = protobuf_fixed64(o, EVENT_FLOW_END, flow);
    end(x, protobuf_end(o, event), start);
    o = begin_event(x, s->end, SLICE_END, track, &start, &event);
    end(x, protobuf_end(o, event), start);
}

static void take_instant(void *arg, nsec t, struct tracks_at at,
                         struct tracks_text name, uint64_t flow)
{
    struct perfetto *x = arg;
    char *start, *event;
    char *o = begin_event(x, t, INSTANT, uuid_of(x, at.track, at.index), &start,
                          &event);

    o = put_name(x, o, name, flow != 0 ? "flow" : "event");
    if (flow != 0)
        o = protobuf_fixed64(o, EVENT_FLOW, flow);
    end(x, protobuf_end(o, event), start);
}

static void take_counter(void *arg, nsec t, enum tracks_counter counter,
                         int32_t p, int64_t value)
{
    struct perfetto *x = arg;
    uint64_t track = counter == COUNTER_RUNQ
                         ? uuid_of(x, KIND_RUNQ, (uint32_t)p)
                         : uuid_of(x, KIND_COUNTER, counter);
    char *start, *event;
    char *o = begin_event(x, t, COUNTER, track, &start, &event);

    o = protobuf_u64(o, EVENT_COUNTER_VALUE, (uint64_t)value);
    end(x, protobuf_end(o, event), start);
}

bool export_perfetto(struct reader *const *timelines, size_t n,
                     struct outfile *f)
{
    struct perfetto *x = xcalloc(1, sizeof *x);
    const struct tracks_sink sink = {
        .arg = x,
        .track = take_track,
        .slice = take_slice,
        .instant = take_instant,
        .counter = take_counter,
    };
    uint64_t flows = 0;
    bool right = true;

    x->f = f;
    x->timelines = (uint32_t)n;
    for (size_t i = 0; i < n && right; i++) {
        x->pid = (uint32_t)i + 1;
        describe_process(x, timelines[i]);
        right = tracks_run(timelines[i], &sink, &flows);
    }
    textids_release(&x->names);
    textids_release(&x->categories);
    textids_release(&x->keys);
    textids_release(&x->values);
    free(x);
    return right;
}
