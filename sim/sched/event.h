// event: writing the timeline from the scheduler.
#ifndef SCHED_EVENT_H
#define SCHED_EVENT_H

#include "sched/gmp.h"

static inline void event_add(struct sched *s, enum trace_event ev,
                             const struct m *mp, int p, uint32_t g, int64_t a,
                             int64_t b, int32_t c)
{
    s->sum.events++;
    if (s->trace == NULL)
        return;
    struct trace_record r = {
        .t = s->host.now,
        .a = a,
        .b = b,
        .c = c,
        .m = mp == NULL ? -1 : mp->id,
        .g = g,
        .core = (int16_t)(mp != NULL && mp->th.state == HOST_RUNNING &&
                                  !s->config->fluid
                              ? mp->th.core
                              : -1),
        .p = (int16_t)p,
        .event = (uint16_t)ev,
    };
    trace_add(s->trace, &r);
}

// An event of the G that mp runs.
static inline void event_g(struct m *mp, enum trace_event ev, int64_t a,
                           int64_t b, int32_t c)
{
    event_add(mp->sched, ev, mp, mp->p == NULL ? -1 : mp->p->id,
              mp->curg == NULL ? 0 : mp->curg->goid, a, b, c);
}

static inline int64_t event_text(struct sched *s, const char *text)
{
    return s->trace == NULL ? 0 : trace_string(s->trace, text);
}

#endif
