// gotimer: the timers of package time: what NewTimer, NewTicker and AfterFunc
// arm. When one fires, a value is sent on its channel if there is room, or its
// function is called in a goroutine of its own (time.go: sendTime, goFunc).
//
// The record lies in Go memory, for ever; the engine keeps it in the heap of
// the P that armed it.
#ifndef RT_GOTIMER_H
#define RT_GOTIMER_H

#include "rt/engine.h"
#include "rt/timer.h"
#include "vm/vm.h"

struct rt_timer {
    struct timer t;  // t.arg: this record
    nsec period;     // of a Ticker, or 0
    word chan, func; // one of them is 0
    uint32_t p;      // at.h: the P whose heap it is in, plus 1; 0: none
    uint32_t firing; // at.h: of an engine with threads: times that it was taken
                     // from its heap and has not yet sent
};

// NULL: memory is out.
struct rt_timer *RT(timer_new)(struct m *mp, word chan, word func);

// Called when it was popped at now, still under the lock of its heap. True: it
// is a Ticker's and has its next time, to be put back.
bool RT(timer_advance)(struct rt_timer *tm, nsec now);

// Sends the time, which is that of the clocks (REQ_NOW), on its channel.
void RT(timer_send)(struct m *mp, struct rt_timer *tm, word wall, word mono);

#endif
