#include "rt/gotimer.h"

#include <stddef.h>

#include "base/check.h"
#include "rt/chan.h"

// Seconds from year 1 to 1970, as in package time.
#define UNIX_SEC INT64_C(62135596800)

struct rt_timer *RT(timer_new)(struct m *mp, word chan, word func)
{
    struct rt_timer *tm = rt_alloc(mp, sizeof *tm);

    CHECK((chan == 0) != (func == 0));
    if (tm == NULL)
        return NULL;
    tm->t.arg = tm;
    tm->t.go = true;
    tm->chan = chan;
    tm->func = func;
    return tm;
}

// A Ticker whose receiver is late drops ticks; it does not shift.
bool RT(timer_advance)(struct rt_timer *tm, nsec now)
{
    if (tm->period == 0)
        return false;
    CHECK(tm->period > 0 && now >= tm->t.when);
    nsec missed = (now - tm->t.when) / tm->period;
    tm->t.when = nsec_add(tm->t.when, tm->period * (missed + 1));
    return true;
}

void RT(timer_send)(struct m *mp, struct rt_timer *tm, word wall, word mono)
{
    struct task nobody = {0};
    int64_t ns = (int64_t)wall;
    // package time: type Time
    const word value[] = {(word)(ns / NSEC_SEC + UNIX_SEC),
                          (word)(ns % NSEC_SEC), mono + 1};

    (void)RT(chan_send)(mp, &nobody, tm->chan, value, false);
}
