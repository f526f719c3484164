#include "trace/gobatch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

// Bytes that begin a batch, an entry of a table, or a table.
enum {
    BYTE_BATCH = 1,
    BYTE_STACKS = 2,
    BYTE_STACK = 3,
    BYTE_STRINGS = 4,
    BYTE_STRING = 5,
    BYTE_SAMPLES = 6,
    BYTE_SAMPLE = 7,
    BYTE_FREQUENCY = 8,
    BYTE_EXPERIMENTAL = 49,
    BYTE_SYNC = 50,
    BYTE_SNAPSHOT = 51,
    BYTE_END = 52,
    TYPES = 256,
    TEXT_MAX = 512,
};

// Formats that brought something.
enum { SINCE_EXPERIMENTS = 23, SINCE_SYNC = 25, SINCE_END = 26 };

// Above that, a product below might overflow; clocks have 1 GHz at most.
#define TICKS_PER_S_MAX UINT64_C(10000000000)

static const struct spec {
    const char *name;
    uint8_t args, since;
} specs[TYPES] = {
#define GOBATCH(number, e, name, args, since) [number] = {name, args, since},
#include "trace/gobatch.def"
#undef GOBATCH
};

void gofault_release(struct gofault *f)
{
    free(f->text);
    *f = (struct gofault){0};
}

void gofault_set(struct gofault *f, const struct gobytes *b, const uint8_t *at,
                 const char *fmt, ...)
{
    char text[TEXT_MAX];
    va_list args;

    CHECK(at >= b->base);
    if (f->text != NULL)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    f->text = xstrdup(text);
    f->offset = (uint64_t)(at - b->base);
}

bool gobytes_uvarint(struct gobytes *b, uint64_t *v)
{
    const uint8_t *p = b->at;
    uint64_t x = 0;

    for (int shift = 0; p < b->end; shift += 7) {
        uint8_t byte = *p++;

        if (shift == 63 && byte > 1)
            return false;
        x |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *v = x;
            b->at = p;
            return true;
        }
        if (shift == 63)
            return false;
    }
    return false;
}

int gobatch_version(const uint8_t *data, size_t size)
{
    static const char before[] = "go 1.", after[] = " trace\0\0"; // and one NUL
    enum { DIGITS = 2 };
    const uint8_t *digit = data + sizeof before - 1;

    if (size < GOTRACE_HEADER || memcmp(data, before, sizeof before - 1) != 0)
        return 0;
    for (int i = 0; i < DIGITS; i++)
        if (digit[i] < '0' || digit[i] > '9')
            return 0;
    if (memcmp(digit + DIGITS, after, sizeof after) != 0)
        return 0;
    return (digit[0] - '0') * 10 + (digit[1] - '0');
}

// Several numbers in a row; false with a fault when one is missing.
static bool numbers(struct gobytes *b, uint64_t *v, size_t n,
                    struct gofault *fault)
{
    for (size_t i = 0; i < n; i++)
        if (!gobytes_uvarint(b, &v[i])) {
            gofault_set(fault, b, b->at, "a number is cut or too long");
            return false;
        }
    return true;
}

static bool read_string(struct gobatch_generation *g, struct gobytes *b,
                        struct gofault *fault)
{
    const uint8_t *at = b->at;
    uint64_t v[2]; // id, length

    if (*b->at++ != BYTE_STRING) {
        gofault_set(fault, b, at, "expected a string");
        return false;
    }
    if (!numbers(b, v, 2, fault))
        return false;
    if (v[1] > GOBATCH_STRING_MAX || v[1] > (uint64_t)(b->end - b->at)) {
        gofault_set(fault, b, at, "a string of %llu bytes",
                    (unsigned long long)v[1]);
        return false;
    }
    if (idmap_find(&g->string_index, v[0]) != IDMAP_NONE || v[0] == 0) {
        gofault_set(fault, b, at, "string %llu is there twice",
                    (unsigned long long)v[0]);
        return false;
    }
    idmap_add(&g->string_index, v[0]);
    vec_push(&g->strings,
             ((struct gobatch_string){(const char *)b->at, (size_t)v[1]}));
    b->at += v[1];
    return true;
}

// Frames name strings that may come later in the file: until the generation is
// read, the texts have the strings' ids as length.
static bool read_stack(struct gobatch_generation *g, struct gobytes *b,
                       struct gofault *fault)
{
    const uint8_t *at = b->at;
    uint64_t v[2], frame[4]; // id, frames; pc, function, file, line

    if (*b->at++ != BYTE_STACK) {
        gofault_set(fault, b, at, "expected a stack");
        return false;
    }
    if (!numbers(b, v, 2, fault))
        return false;
    if (v[1] > GOBATCH_FRAMES_MAX) {
        gofault_set(fault, b, at, "a stack of %llu frames",
                    (unsigned long long)v[1]);
        return false;
    }
    if (idmap_find(&g->stack_index, v[0]) != IDMAP_NONE || v[0] == 0) {
        gofault_set(fault, b, at, "stack %llu is there twice",
                    (unsigned long long)v[0]);
        return false;
    }
    idmap_add(&g->stack_index, v[0]);
    vec_push(&g->stacks, ((struct gobatch_stack){g->frames.n, (size_t)v[1]}));
    for (uint64_t i = 0; i < v[1]; i++) {
        if (!numbers(b, frame, 4, fault))
            return false;
        vec_push(&g->frames, ((struct gobatch_frame){.pc = frame[0],
                                                     .line = frame[3],
                                                     .fn.len = frame[1],
                                                     .file.len = frame[2]}));
    }
    return true;
}

static bool read_sample(struct gobatch_generation *g, struct gobytes *b,
                        struct gofault *fault)
{
    const uint8_t *at = b->at;
    uint64_t v[5]; // time, M, P, G, stack

    if (*b->at++ != BYTE_SAMPLE) {
        gofault_set(fault, b, at, "expected a sample");
        return false;
    }
    g->cpu_samples++;
    return numbers(b, v, 5, fault);
}

static bool read_frequency(struct gobatch_generation *g, struct gobytes *b,
                           const uint8_t *at, struct gofault *fault)
{
    if (g->ticks_per_s != 0) {
        gofault_set(fault, b, at, "the clock's frequency is there twice");
        return false;
    }
    if (!numbers(b, &g->ticks_per_s, 1, fault))
        return false;
    if (g->ticks_per_s == 0 || g->ticks_per_s > TICKS_PER_S_MAX) {
        gofault_set(fault, b, at, "a clock of %llu ticks per second",
                    (unsigned long long)g->ticks_per_s);
        return false;
    }
    return true;
}

static bool read_snapshot(struct gobatch_generation *g, struct gobytes *b,
                          const uint8_t *at, uint64_t ticks,
                          struct gofault *fault)
{
    uint64_t v[4]; // ticks, monotonic clock, s, ns

    if (g->snapshot) {
        gofault_set(fault, b, at, "the snapshot of clocks is there twice");
        return false;
    }
    if (!numbers(b, v, 4, fault))
        return false;
    g->snapshot = true;
    g->snapshot_ticks = ticks + v[0];
    g->snapshot_mono = v[1];
    g->snapshot_sec = v[2];
    g->snapshot_nsec = v[3];
    return true;
}

// An entry of a batch that begins with sync, or before 1.25 the frequency.
static bool read_clock(struct gobatch_generation *g, struct gobytes *b,
                       int minor, uint64_t ticks, struct gofault *fault)
{
    const uint8_t *at = b->at;

    switch (*b->at++) {
    case BYTE_FREQUENCY:
        return read_frequency(g, b, at, fault);
    case BYTE_SNAPSHOT:
        if (minor >= SINCE_SYNC)
            return read_snapshot(g, b, at, ticks, fault);
        break;
    default:
        break;
    }
    gofault_set(fault, b, at, "expected the clock's frequency");
    return false;
}

// Takes a batch's payload: tables and clocks are read, events kept for later.
static bool take_batch(struct gobatch_generation *g, const struct gobatch *x,
                       const struct gobytes *file, int minor,
                       struct gofault *fault)
{
    struct gobytes b = {file->base, x->data, x->data + x->size};
    uint8_t first = x->size == 0 ? 0 : x->data[0];
    bool clock = first == (minor >= SINCE_SYNC ? BYTE_SYNC : BYTE_FREQUENCY);
    bool ok = true;

    if (x->size == 0)
        return true;
    if (!clock && first != BYTE_STRINGS && first != BYTE_STACKS &&
        first != BYTE_SAMPLES) {
        vec_push(&g->batches, *x);
        return true;
    }
    if (first != BYTE_FREQUENCY)
        b.at++;
    while (ok && b.at < b.end) {
        if (first == BYTE_STRINGS)
            ok = read_string(g, &b, fault);
        else if (first == BYTE_STACKS)
            ok = read_stack(g, &b, fault);
        else if (first == BYTE_SAMPLES)
            ok = read_sample(g, &b, fault);
        else
            ok = read_clock(g, &b, minor, x->time, fault);
    }
    return ok;
}

// A batch's head and payload; b is moved behind it. at_end: the file ends
// before the batch does.
static bool read_batch(struct gobytes *b, int minor, struct gobatch *x,
                       uint64_t *generation, bool *experimental, bool *at_end,
                       struct gofault *fault)
{
    const uint8_t *at = b->at;
    uint8_t first = *b->at++;
    uint64_t v[4]; // generation, M, time, length

    *experimental = first == BYTE_EXPERIMENTAL && minor >= SINCE_EXPERIMENTS;
    if (first != BYTE_BATCH && !*experimental) {
        gofault_set(fault, b, at, "expected a batch of events, not byte %d",
                    first);
        return false;
    }
    if (*experimental) {
        *at_end = b->at == b->end;
        if (*at_end) {
            gofault_set(fault, b, at, "the batch is cut");
            return false;
        }
        b->at++;
    }
    if (!numbers(b, v, 4, fault)) {
        *at_end = b->end - b->at < 10; // bytes of a whole number
        return false;
    }
    if (v[0] == 0) {
        gofault_set(fault, b, at, "a batch of generation 0, which is none");
        return false;
    }
    *generation = v[0];
    *x = (struct gobatch){.m = v[1], .time = v[2], .data = b->at};
    if (v[3] > GOBATCH_MAX) {
        gofault_set(fault, b, at, "a batch of %llu bytes, more than %d",
                    (unsigned long long)v[3], GOBATCH_MAX);
        return false;
    }
    if (v[3] > (uint64_t)(b->end - b->at)) {
        *at_end = true;
        gofault_set(fault, b, at, "the batch is cut");
        return false;
    }
    x->size = (size_t)v[3];
    b->at += x->size;
    return true;
}

// Puts texts in the place of strings' ids in frames.
static bool resolve_frames(struct gobatch_generation *g,
                           const struct gobytes *b, struct gofault *fault)
{
    for (size_t i = 0; i < g->frames.n; i++) {
        struct gobatch_frame *f = &g->frames.v[i];
        const struct gobatch_string *fn = gobatch_string(g, f->fn.len);
        const struct gobatch_string *file = gobatch_string(g, f->file.len);

        if (fn == NULL || file == NULL) {
            gofault_set(
                fault, b, b->at,
                "generation %llu: a stack names string %llu, which is "
                "not there",
                (unsigned long long)g->number,
                (unsigned long long)(fn == NULL ? f->fn.len : f->file.len));
            return false;
        }
        f->fn = *fn;
        f->file = *file;
    }
    return true;
}

static void clear(struct gobatch_generation *g)
{
    idmap_release(&g->string_index);
    idmap_release(&g->stack_index);
    g->batches.n = g->strings.n = g->stacks.n = g->frames.n = 0;
    g->number = g->ticks_per_s = 0;
    g->snapshot = false;
    g->cpu_samples = g->experimental = 0;
}

// The generation has all that it must have. at_end: nothing comes after it.
static enum gobatch_end finish(struct gobatch_generation *g, struct gobytes *b,
                               int minor, bool at_end, struct gofault *fault)
{
    enum gobatch_end missing = at_end ? GOBATCH_CUT : GOBATCH_BAD;

    if (g->ticks_per_s == 0) {
        gofault_set(fault, b, b->at,
                    "generation %llu has no frequency of the clock",
                    (unsigned long long)g->number);
        return missing;
    }
    if (minor >= SINCE_SYNC && !g->snapshot) {
        gofault_set(fault, b, b->at,
                    "generation %llu has no snapshot of clocks",
                    (unsigned long long)g->number);
        return missing;
    }
    return resolve_frames(g, b, fault) ? GOBATCH_OK : missing;
}

enum gobatch_end gobatch_read(struct gobytes *b, int minor, uint64_t expect,
                              struct gobatch_generation *g,
                              struct gofault *fault)
{
    CHECK(minor >= 22 && b->at <= b->end);
    clear(g);
    if (b->at == b->end)
        return GOBATCH_EOF;
    while (b->at < b->end) {
        const uint8_t *at = b->at;
        struct gobatch x;
        uint64_t number = 0;
        bool experimental, cut = false;

        if (*at == BYTE_END && minor >= SINCE_END && g->number != 0) {
            b->at++;
            return finish(g, b, minor, false, fault);
        }
        if (!read_batch(b, minor, &x, &number, &experimental, &cut, fault))
            return cut ? GOBATCH_CUT : GOBATCH_BAD;
        if (g->number != 0 && minor < SINCE_END && number == g->number + 1) {
            b->at = at;
            return finish(g, b, minor, false, fault);
        }
        if (g->number == 0 && (expect == 0 || number == expect))
            g->number = number;
        if (number != g->number) {
            gofault_set(fault, b, at, "a batch of generation %llu",
                        (unsigned long long)number);
            return GOBATCH_BAD;
        }
        g->experimental += experimental;
        if (!experimental && !take_batch(g, &x, b, minor, fault))
            return GOBATCH_BAD;
    }
    if (minor >= SINCE_END) {
        gofault_set(fault, b, b->at, "the end of generation %llu is missing",
                    (unsigned long long)g->number);
        return GOBATCH_CUT;
    }
    return finish(g, b, minor, true, fault);
}

void gobatch_release(struct gobatch_generation *g)
{
    idmap_release(&g->string_index);
    idmap_release(&g->stack_index);
    vec_release(&g->batches);
    vec_release(&g->strings);
    vec_release(&g->stacks);
    vec_release(&g->frames);
}

const struct gobatch_string *gobatch_string(const struct gobatch_generation *g,
                                            uint64_t id)
{
    static const struct gobatch_string none = {"", 0};
    int64_t i;

    if (id == 0)
        return &none;
    i = idmap_find(&g->string_index, id);
    return i == IDMAP_NONE ? NULL : &g->strings.v[i];
}

const struct gobatch_stack *gobatch_stack(const struct gobatch_generation *g,
                                          uint64_t id)
{
    static const struct gobatch_stack none = {0, 0};
    int64_t i;

    if (id == 0)
        return &none;
    i = idmap_find(&g->stack_index, id);
    return i == IDMAP_NONE ? NULL : &g->stacks.v[i];
}

bool gobatch_event(struct gobytes *b, int minor, struct gobatch_event *e,
                   struct gofault *fault)
{
    const uint8_t *at = b->at;

    CHECK(b->at < b->end);
    e->type = *b->at++;
    if (gobatch_name(minor, e->type) == NULL) {
        gofault_set(fault, b, at, "byte %d is no event of Go 1.%d", e->type,
                    minor);
        return false;
    }
    e->nargs = specs[e->type].args;
    return numbers(b, &e->ticks, 1, fault) &&
           numbers(b, e->arg, e->nargs, fault);
}

const char *gobatch_name(int minor, unsigned type)
{
    CHECK(type < TYPES);
    return specs[type].since <= minor ? specs[type].name : NULL;
}

bool gobatch_ns(uint64_t ticks, uint64_t ticks_per_s, int64_t *ns)
{
    const uint64_t s_ns = 1000000000;

    CHECK(ticks_per_s > 0 && ticks_per_s <= TICKS_PER_S_MAX);
    uint64_t s = ticks / ticks_per_s;
    uint64_t rest = ticks % ticks_per_s * s_ns / ticks_per_s;
    if (s >= INT64_MAX / s_ns)
        return false;
    *ns = (int64_t)(s * s_ns + rest);
    return true;
}
