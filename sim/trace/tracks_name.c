// tracks_name: what tracks, slices and counters are called.
#include "trace/tracks.h"

#include <string.h>

#include "base/check.h"
#include "trace/gantt.h"
#include "trace/put.h"

static char *put_string(char *o, const char *s)
{
    return put_text(o, s, strnlen(s, TRACKS_TEXT_MAX));
}

static char *put_g(char *o, uint32_t g, const char *fn)
{
    *o++ = 'G';
    o = put_u64(o, g);
    if (*fn == '\0')
        return o;
    *o++ = ' ';
    return put_string(o, fn);
}

bool tracks_shown(const struct span *s)
{
    return s->state != SPAN_IDLE || s->track == TRACK_M;
}

const char *tracks_detail_key(const struct span *s)
{
    if (*s->detail == '\0')
        return NULL;
    switch (s->state) {
    case SPAN_RUNNING:
    case SPAN_NO_CORE:
        return "rule";
    case SPAN_SYSCALL:
        return "call";
    case SPAN_BLOCKED:
        return "reason";
    case SPAN_RUNNABLE:
    case SPAN_IDLE:
        return "why";
    case SPAN_SCHED:
    case SPAN_SPIN:
    case SPAN_STATES:
        break;
    }
    return NULL;
}

// On a core, M or P.
static char *put_holder(char *o, const struct span *s)
{
    switch (s->state) {
    case SPAN_IDLE:
        return put_string(put_string(o, "asleep: "), s->detail);
    case SPAN_SCHED:
        return put_string(o, "scheduler");
    case SPAN_SPIN:
        return put_string(o, "spinning");
    case SPAN_NO_CORE:
        if (s->g == 0)
            return put_string(o, "waits for a core");
        return put_string(put_g(o, s->g, s->fn), " (waits for a core)");
    case SPAN_SYSCALL:
        o = put_string(put_g(o, s->g, s->fn), ": system call ");
        return put_string(o, s->detail);
    case SPAN_RUNNING:
    case SPAN_RUNNABLE:
    case SPAN_BLOCKED:
    case SPAN_STATES:
        break;
    }
    return put_g(o, s->g, s->fn);
}

static char *put_doing(char *o, const struct span *s)
{
    switch (s->state) {
    case SPAN_NO_CORE:
        return put_string(o, "waits for a core");
    case SPAN_SYSCALL:
        return put_string(put_string(o, "system call "), s->detail);
    case SPAN_BLOCKED:
        return put_string(put_string(o, "blocked: "), s->detail);
    case SPAN_IDLE:
    case SPAN_RUNNING:
    case SPAN_SCHED:
    case SPAN_SPIN:
    case SPAN_RUNNABLE:
    case SPAN_STATES:
        break;
    }
    return put_string(o, span_state_name(s->state));
}

struct tracks_text tracks_slice_name(const struct span *s,
                                     char out[TRACKS_NAME_MAX])
{
    char *o = s->track == TRACK_G ? put_doing(out, s) : put_holder(out, s);

    CHECK(o - out <= TRACKS_NAME_MAX);
    return (struct tracks_text){out, (size_t)(o - out)};
}

static const char *const counter_name[] = {
    [COUNTER_RUNNING] = "running Gs",
    [COUNTER_RUNNABLE] = "runnable Gs",
    [COUNTER_SYSCALL] = "Gs in system calls",
    [COUNTER_SPINNING] = "spinning Ms",
    [COUNTER_GLOBAL] = "global run queue",
    [COUNTER_RUNQ] = "run queue P",
};

struct tracks_text tracks_counter_name(enum tracks_counter counter, int32_t p,
                                       char out[TRACKS_NAME_MAX])
{
    char *o;

    CHECK((unsigned)counter <= COUNTER_RUNQ);
    o = put_string(out, counter_name[counter]);
    if (counter == COUNTER_RUNQ)
        o = put_i64(o, p);
    return (struct tracks_text){out, (size_t)(o - out)};
}

const char *tracks_counter_unit(enum tracks_counter counter)
{
    return counter == COUNTER_SPINNING ? "Ms" : "Gs";
}

struct tracks_text tracks_title(const struct reader *r,
                                char out[TRACKS_NAME_MAX])
{
    static const struct {
        const char *executor, *text;
    } known[] = {{"sim", "simulated"}, {"native", "native"}, {"go", "real Go"}};
    const char *executor = reader_header(r, "executor");
    char title[GANTT_TITLE_MAX];
    char *o = out;

    gantt_title(r, title);
    o = put_text(o, title, strlen(title));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (executor != NULL && strcmp(executor, known[i].executor) == 0)
            executor = known[i].text;
    if (executor != NULL) {
        o = put_string(o, " (");
        o = put_string(o, executor);
        *o++ = ')';
    }
    CHECK(o - out <= TRACKS_NAME_MAX);
    return (struct tracks_text){out, (size_t)(o - out)};
}
