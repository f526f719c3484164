#include "trace/gotrace_v1.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "trace/gotrace_impl.h"

// Bytes that begin what is no event.
enum {
    BYTE_BATCH = 1,
    BYTE_FREQUENCY = 2,
    BYTE_STACK = 3,
    BYTE_TIMER = 35,
    BYTE_STRING = 37
};

enum {
    TYPES = 64,
    TYPE_BITS = 0x3F,
    STRING_MAX = 1000000,
    FRAMES_MAX = 1000,
    FRAME = 4, // numbers of a frame
    NUMBERS_MAX = 2 + FRAME * FRAMES_MAX,
    EVENTS_MAX = 1 << 26,
    MESSAGE_MAX = 300,
};

// What one entry of the file says.
struct entry {
    const uint8_t *at;
    uint8_t type;
    size_t n;
    uint64_t v[NUMBERS_MAX];
};

// The batch that is being read.
struct batch {
    int32_t p;
    uint64_t ticks;        // of the last event
    VEC(uint32_t) running; // by P + 1: the G that it runs
};

static const struct spec {
    const char *name;
    uint8_t args;
    bool stack;
} specs[TYPES] = {
#define GOV1(number, e, name, args, stack) [number] = {name, args, stack},
#include "trace/gotrace_v1.def"
#undef GOV1
};

bool v1_wrong(struct v1 *v, const struct v1_event *e, const char *fmt, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    gofault_set(v->fault, &v->file, v->file.base + e->offset, "%s: %s",
                specs[e->type].name, text);
    return false;
}

struct gobatch_string v1_string(const struct v1 *v, uint64_t id)
{
    int64_t i = idmap_find(&v->string_index, id);

    return i == IDMAP_NONE ? (struct gobatch_string){"", 0} : v->strings.v[i];
}

struct v1_stack v1_stack_of(const struct v1 *v, uint64_t id)
{
    int64_t i = idmap_find(&v->stack_index, id);

    return i == IDMAP_NONE ? (struct v1_stack){0} : v->stacks.v[i];
}

static bool wrong_at(struct v1 *v, const uint8_t *at, const char *what)
{
    gofault_set(v->fault, &v->file, at, "%s", what);
    return false;
}

static bool read_string(struct v1 *v, const uint8_t *at, uint64_t id)
{
    uint64_t len;

    if (!gobytes_uvarint(&v->file, &len) || len > STRING_MAX ||
        len > (uint64_t)(v->file.end - v->file.at))
        return wrong_at(v, at, "a string is cut or too long");
    if (id == 0 || len == 0 || idmap_find(&v->string_index, id) != IDMAP_NONE)
        return wrong_at(v, at, "a string is empty or there twice");
    idmap_add(&v->string_index, id);
    vec_push(&v->strings,
             ((struct gobatch_string){(const char *)v->file.at, (size_t)len}));
    v->file.at += len;
    return true;
}

// The numbers of an entry: up to three, or as many as the bytes that the first
// one says.
static bool read_entry(struct v1 *v, struct entry *x)
{
    struct gobytes *b = &v->file;
    uint64_t len;
    unsigned inline_numbers;

    x->at = b->at;
    x->n = 0;
    x->type = *b->at & TYPE_BITS;
    inline_numbers = (*b->at++ >> 6) + 1U;
    if (inline_numbers <= 3 || x->type == BYTE_STRING) {
        unsigned n = x->type == BYTE_STRING ? 1 : inline_numbers;
        while (x->n < n && gobytes_uvarint(b, &x->v[x->n]))
            x->n++;
        return x->n == n || wrong_at(v, x->at, "an event is cut");
    }
    if (!gobytes_uvarint(b, &len) || len > (uint64_t)(b->end - b->at))
        return wrong_at(v, x->at, "an event is cut");
    const uint8_t *end = b->at + len;
    while (b->at < end && x->n < NUMBERS_MAX && gobytes_uvarint(b, &x->v[x->n]))
        x->n++;
    return b->at == end || wrong_at(v, x->at, "an event has a wrong length");
}

static bool is_bridge(struct gobatch_string fn)
{
    static const char *const bridges[] = {
        "runtime.",        "runtime/internal/",  "internal/runtime/",
        "syscall.Syscall", "syscall.RawSyscall", "syscall.rawSyscall",
    };

    for (size_t i = 0; i < sizeof bridges / sizeof bridges[0]; i++)
        if (fn.len >= strlen(bridges[i]) &&
            memcmp(fn.text, bridges[i], strlen(bridges[i])) == 0)
            return true;
    return false;
}

// Strings come before the stacks that name them.
static bool read_stack(struct v1 *v, const struct entry *x)
{
    struct v1_stack s = {0};

    if (x->n < 2 || x->v[1] > FRAMES_MAX || x->n != 2 + FRAME * x->v[1])
        return wrong_at(v, x->at, "a stack has a wrong length");
    if (x->v[0] == 0 || x->v[1] == 0 ||
        idmap_find(&v->stack_index, x->v[0]) != IDMAP_NONE)
        return true;
    s.fn = s.call = x->v[3];
    s.line = x->v[5];
    for (size_t i = 0; i < x->v[1]; i++) {
        s.call = x->v[2 + FRAME * i + 1];
        if (!is_bridge(v1_string(v, s.call)))
            break;
    }
    idmap_add(&v->stack_index, x->v[0]);
    vec_push(&v->stacks, s);
    return true;
}

static bool begin_batch(struct v1 *v, struct batch *b, const struct entry *x)
{
    if (x->n != 2)
        return wrong_at(v, x->at, "a batch has a wrong length");
    if (x->v[0] != GOBATCH_NONE && x->v[0] >= GOTRACE_IDS_MAX)
        return wrong_at(v, x->at, "the number of a P is out of range");
    b->p = x->v[0] == GOBATCH_NONE ? V1_NONE : (int32_t)x->v[0];
    b->ticks = x->v[1];
    while (b->running.n <= (size_t)(b->p + 1))
        vec_push(&b->running, 0);
    return true;
}

// Which G the event is of: most do not say it.
static bool set_g(struct v1 *v, struct batch *b, struct v1_event *e)
{
    uint32_t *running = &b->running.v[b->p + 1];
    bool names = false;

    e->g = *running;
    switch (e->type) {
    case V1_GO_START:
    case V1_GO_START_LOCAL:
    case V1_GO_START_LABEL:
    case V1_GO_SYS_EXIT:
    case V1_GO_SYS_EXIT_LOCAL:
    case V1_GO_WAITING:
    case V1_GO_IN_SYSCALL:
        names = true;
        break;
    case V1_GO_CREATE:
    case V1_GO_UNBLOCK:
    case V1_GO_UNBLOCK_LOCAL:
        if (e->arg[0] == 0 || e->arg[0] >= UINT32_MAX)
            return v1_wrong(v, e, "the number of a goroutine is out of range");
        break;
    case V1_GO_END:
    case V1_GO_STOP:
    case V1_GO_SCHED:
    case V1_GO_PREEMPT:
    case V1_GO_SLEEP:
    case V1_GO_BLOCK:
    case V1_GO_BLOCK_SEND:
    case V1_GO_BLOCK_RECV:
    case V1_GO_BLOCK_SELECT:
    case V1_GO_BLOCK_SYNC:
    case V1_GO_BLOCK_COND:
    case V1_GO_BLOCK_NET:
    case V1_GO_SYS_BLOCK:
    case V1_GO_BLOCK_GC:
        *running = 0;
        break;
    default:
        break;
    }
    if (!names)
        return true;
    if (e->arg[0] == 0 || e->arg[0] >= UINT32_MAX)
        return v1_wrong(v, e, "the number of a goroutine is out of range");
    e->g = (uint32_t)e->arg[0];
    if (e->type == V1_GO_START || e->type == V1_GO_START_LOCAL ||
        e->type == V1_GO_START_LABEL)
        *running = e->g;
    return true;
}

// The text that follows a UserLog.
static bool read_log(struct v1 *v, struct v1_event *e)
{
    uint64_t len;

    if (!gobytes_uvarint(&v->file, &len) || len > STRING_MAX ||
        len > (uint64_t)(v->file.end - v->file.at))
        return v1_wrong(v, e, "its text is cut or too long");
    e->arg[2] = (uint64_t)(v->file.at - v->file.base);
    e->log_len = len > UINT8_MAX ? UINT8_MAX : (uint8_t)len;
    v->file.at += len;
    return true;
}

static bool add_event(struct v1 *v, struct batch *b, const struct entry *x)
{
    const struct spec *s = &specs[x->type];
    struct v1_event e = {
        .type = x->type, .offset = (uint64_t)(x->at - v->file.base), .p = b->p};

    if (s->name == NULL)
        return wrong_at(v, x->at, "this is no event");
    if (b->running.n == 0)
        return v1_wrong(v, &e, "it is in no batch");
    if (x->n != 1U + s->args + s->stack)
        return v1_wrong(v, &e, "it has a wrong number of values");
    if (v->events.n >= EVENTS_MAX)
        return v1_wrong(v, &e, "there are more than %d events", EVENTS_MAX);
    if (x->v[0] > UINT64_MAX - b->ticks)
        return v1_wrong(v, &e, "its time is out of range");
    b->ticks += x->v[0];
    e.ticks = b->ticks;
    memcpy(e.arg, &x->v[1], s->args * sizeof e.arg[0]);
    e.stack = s->stack ? x->v[x->n - 1] : 0;
    if (!set_g(v, b, &e) || (e.type == V1_USER_LOG && !read_log(v, &e)))
        return false;
    if (e.type == V1_CPU_SAMPLE) // its time is another's
        goemit_drop(v->emit, GODROP_SAMPLE, 1);
    else
        vec_push(&v->events, e);
    return true;
}

static bool take_entry(struct v1 *v, struct batch *b, const struct entry *x)
{
    switch (x->type) {
    case BYTE_BATCH:
        return begin_batch(v, b, x);
    case BYTE_FREQUENCY:
        v->ticks_per_s = x->v[0];
        return (x->n == 1 && x->v[0] > 0 && x->v[0] <= UINT64_C(10000000000)) ||
               wrong_at(v, x->at, "the clock's frequency is out of range");
    case BYTE_STACK:
        return read_stack(v, x);
    case BYTE_STRING:
        return read_string(v, x->at, x->v[0]);
    case BYTE_TIMER: // the goroutine of timers before Go 1.14
        return true;
    default:
        return add_event(v, b, x);
    }
}

static bool read_file(struct v1 *v)
{
    struct batch b = {.p = V1_NONE};
    struct entry *x = xmalloc(sizeof *x);
    bool ok = true;

    while (ok && v->file.at < v->file.end)
        ok = read_entry(v, x) && take_entry(v, &b, x);
    free(x);
    vec_release(&b.running);
    if (ok && v->events.n == 0)
        return wrong_at(v, v->file.at, "the trace is empty");
    if (ok && v->ticks_per_s == 0)
        return wrong_at(v, v->file.at, "the clock's frequency is missing");
    return ok;
}

bool gotrace_v1(struct goemit *e, struct gobytes b)
{
    struct v1 v = {.emit = e, .file = b, .fault = &e->x->fault};
    bool ok = read_file(&v) && v1_merge(&v) && v1_replay(&v);

    idmap_release(&v.string_index);
    idmap_release(&v.stack_index);
    vec_release(&v.strings);
    vec_release(&v.stacks);
    vec_release(&v.events);
    return ok;
}
