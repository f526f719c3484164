// gotimer: the timers of package time (time.go, time/sleep.go, time/tick.go):
// After, NewTimer, NewTicker, AfterFunc.
//
// A channel timer and its channel are one object in Go memory. Before Go 1.23
// the channel is one like any other, of capacity 1. From then on it is
// synchronous: it looks unbuffered, the timer is in a heap only while a G waits
// for the channel, and whoever looks at the channel makes a timer fire that is
// due. No value from before a Stop or Reset can be received after it.
//
// Order of locks: of channels, then of a P's timers. Nobody sends while he
// holds the latter.
#ifndef RT_GOTIMER_H
#define RT_GOTIMER_H

#include "rt/engine.h"
#include "rt/task.h"
#include "rt/timer.h"

enum gotimer_kind {
    GOTIMER_FUNC, // AfterFunc
    GOTIMER_CHAN,
    // The channel of an After that is the operand of a receive: nobody can know
    // it after that, so it is used again.
    GOTIMER_ONCE,
};

// New and running, or NULL when memory is out. period: 0, or of a ticker. func:
// a closure. sync: Go 1.23's channels. id: as for RT(chan_make).
struct gotimer *RT(timer_new)(struct m *mp, enum gotimer_kind kind, nsec d,
                              nsec period, word func, bool sync, uint64_t id);

// Return whether the timer was running, and whether so nothing of it was seen.
bool RT(timer_stop)(struct m *mp, struct gotimer *t);
bool RT(timer_reset)(struct m *mp, struct gotimer *t, nsec d, nsec period);

// Runs what is due in h, which is the own P's or another's; true when there was
// something.
bool RT(timers_run)(struct m *mp, struct timers *h, nsec now);

// For channels that are struct rt_chan.timed: channel operations of rt/.
//
// Before looking at c, which is not locked: makes its timer fire if it is due.
void RT(timer_look)(struct m *mp, struct rt_chan *c);
// A G waits for c from now on, no longer. c is locked, or the G still counts.
void RT(timer_block)(struct m *mp, struct rt_chan *c);
void RT(timer_unblock)(struct m *mp, struct rt_chan *c);
// The receive or select that c was made for is over. c may not be touched then.
void RT(timer_done)(struct m *mp, struct rt_chan *c);
// Receives what is in the buffer, if anything. c is locked.
bool RT(timer_take)(struct rt_chan *c, word *value);
// chan.go: chanrecv
enum rt_result RT(timer_recv)(struct m *mp, struct task *t, struct rt_chan *c,
                              word *value, word *ok, bool block);
enum rt_result RT(timer_resume)(struct m *mp, struct task *t);

#endif
