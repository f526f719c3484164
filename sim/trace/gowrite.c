#include "trace/gowrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "trace/idmap.h"
#include "trace/protobuf.h"
#include "trace/textids.h"

enum {
    GENERATION = 1,
    BATCH_EVENTS = 1, // bytes that begin a batch, or stand in one
    BATCH_STACKS = 2,
    STACK = 3,
    BATCH_STRINGS = 4,
    STRING = 5,
    FREQUENCY = 8,
    EVENT_MAX = 1 + (1 + GOBATCH_ARGS_MAX) * PROTOBUF_VARINT_MAX,
    HEADER_MAX = 1 + 4 * PROTOBUF_VARINT_MAX,
    FRAMES_MAX = 8,
    STACK_MAX = 1 + FRAMES_MAX * 4 * PROTOBUF_VARINT_MAX,
    WAITING_MAX = 32 << 20, // bytes of batches not written yet
    FIRST_PC = 0x401000,
};

// Threads that no timeline has; ids of Ms have 31 bits.
static const uint64_t sysmon_id = UINT64_C(1) << 31;

// The batch of a thread under way.
struct gowrite_batch {
    int32_t m;
    nsec begin, last;
    VEC(char) bytes;
};

struct gowrite {
    struct outfile *f;
    struct idmap index; // of batches, by M
    VEC(struct gowrite_batch) batches;
    size_t waiting; // bytes in them
    struct textids strings, stacks, frames;
    uint8_t nargs[UINT8_MAX + 1]; // of event types
};

static void put_batch(struct gowrite *w, uint64_t m, nsec begin, const char *s,
                      size_t n)
{
    char head[HEADER_MAX], *o = head;

    CHECK(n <= GOBATCH_MAX);
    *o++ = BATCH_EVENTS;
    o = protobuf_varint(o, GENERATION);
    o = protobuf_varint(o, m);
    o = protobuf_varint(o, (uint64_t)begin);
    o = protobuf_varint(o, n);
    outfile_write(w->f, head, (size_t)(o - head));
    outfile_write(w->f, s, n);
}

struct gowrite *gowrite_new(struct outfile *f)
{
    static const struct {
        uint8_t number, nargs;
    } types[] = {
#define GOBATCH(number, e, name, args, since) {number, args},
#include "trace/gobatch.def"
#undef GOBATCH
    };
    static const char magic[GOTRACE_HEADER + 1] = "go 1.22 trace\0\0\0";
    struct gowrite *w = xcalloc(1, sizeof *w);
    char clock[1 + PROTOBUF_VARINT_MAX] = {FREQUENCY};
    char *end = protobuf_varint(clock + 1, (uint64_t)NSEC_SEC);

    w->f = f;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        w->nargs[types[i].number] = types[i].nargs;
    outfile_write(f, magic, GOTRACE_HEADER);
    put_batch(w, GOBATCH_NONE, 0, clock, (size_t)(end - clock));
    return w;
}

uint64_t gowrite_string(struct gowrite *w, const char *s)
{
    bool is_new;

    return textids_get(&w->strings, s, strnlen(s, GOBATCH_STRING_MAX), &is_new);
}

// A frame's place in the program, for readers tell frames apart by that: equal
// ones have the same.
static uint64_t pc_of(struct gowrite *w, const char *s, size_t n)
{
    bool is_new;

    return FIRST_PC + 16 * (uint64_t)textids_get(&w->frames, s, n, &is_new);
}

uint64_t gowrite_stack(struct gowrite *w, const struct gowrite_frame *frame,
                       size_t n)
{
    char text[STACK_MAX], *o = text;
    bool is_new;

    CHECK(n <= FRAMES_MAX);
    o = protobuf_varint(o, n);
    for (size_t i = 0; i < n; i++) {
        char place[3 * PROTOBUF_VARINT_MAX], *end = place;
        end = protobuf_varint(end, gowrite_string(w, frame[i].fn));
        end = protobuf_varint(end, gowrite_string(w, frame[i].file));
        end = protobuf_varint(end,
                              frame[i].line < 0 ? 0 : (uint64_t)frame[i].line);
        o = protobuf_varint(o, pc_of(w, place, (size_t)(end - place)));
        o = put_text(o, place, (size_t)(end - place));
    }
    CHECK(o - text <= STACK_MAX);
    return textids_get(&w->stacks, text, (size_t)(o - text), &is_new);
}

uint64_t gowrite_m(int32_t m)
{
    CHECK(m >= GOWRITE_SYSMON);
    return m == GOWRITE_NO_M     ? GOBATCH_NONE
           : m == GOWRITE_SYSMON ? sysmon_id
                                 : (uint64_t)m;
}

static void flush(struct gowrite *w, struct gowrite_batch *b)
{
    if (b->bytes.n > 0)
        put_batch(w, gowrite_m(b->m), b->begin, b->bytes.v, b->bytes.n);
    w->waiting -= b->bytes.n;
    b->bytes.n = 0;
}

static void flush_all(struct gowrite *w)
{
    for (size_t i = 0; i < w->batches.n; i++)
        flush(w, &w->batches.v[i]);
    CHECK(w->waiting == 0);
}

static struct gowrite_batch *batch_of(struct gowrite *w, int32_t m)
{
    int64_t i = idmap_find(&w->index, (uint32_t)m);

    if (i == IDMAP_NONE) {
        vec_push(&w->batches, ((struct gowrite_batch){.m = m}));
        i = idmap_add(&w->index, (uint32_t)m);
    }
    return &w->batches.v[i];
}

void gowrite_event(struct gowrite *w, int32_t m, nsec t, enum gobatch_type type,
                   const uint64_t *args)
{
    struct gowrite_batch *b = batch_of(w, m);
    char event[EVENT_MAX], *o = event;
    size_t n;

    if (b->bytes.n + EVENT_MAX > GOBATCH_MAX)
        flush(w, b);
    if (b->bytes.n == 0)
        b->begin = b->last = t;
    CHECK(t >= b->last);
    *o++ = (char)type;
    o = protobuf_varint(o, (uint64_t)(t - b->last));
    for (int i = 0; i < w->nargs[type]; i++)
        o = protobuf_varint(o, args[i]);
    b->last = t;
    n = (size_t)(o - event);
    for (size_t i = 0; i < n; i++)
        vec_push(&b->bytes, event[i]);
    w->waiting += n;
    if (w->waiting > WAITING_MAX)
        flush_all(w);
}

// Batches that begin with the byte kind, of entries that begin with the byte
// entry and have no number for it but their place.
static void put_table(struct gowrite *w, const struct textids *t, char kind,
                      char entry, bool lengths)
{
    char *batch = xmalloc(GOBATCH_MAX), *o = batch;

    for (uint32_t id = 1; id <= t->ntext; id++) {
        size_t n, room = (size_t)(batch + GOBATCH_MAX - o);
        const char *s = textids_text(t, id, &n);
        if (o != batch && n + HEADER_MAX > room) {
            put_batch(w, GOBATCH_NONE, 0, batch, (size_t)(o - batch));
            o = batch;
        }
        if (o == batch)
            *o++ = kind;
        *o++ = entry;
        o = protobuf_varint(o, id);
        if (lengths)
            o = protobuf_varint(o, n);
        o = put_text(o, s, n);
    }
    if (o != batch)
        put_batch(w, GOBATCH_NONE, 0, batch, (size_t)(o - batch));
    free(batch);
}

void gowrite_end(struct gowrite *w)
{
    flush_all(w);
    put_table(w, &w->strings, BATCH_STRINGS, STRING, true);
    put_table(w, &w->stacks, BATCH_STACKS, STACK, false);
    for (size_t i = 0; i < w->batches.n; i++)
        vec_release(&w->batches.v[i].bytes);
    vec_release(&w->batches);
    idmap_release(&w->index);
    textids_release(&w->strings);
    textids_release(&w->stacks);
    textids_release(&w->frames);
    free(w);
}
