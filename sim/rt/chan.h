// chan: Go's channels (chan.go) and select (select.go).
//
// Values are words. All queues are first in, first out; a value is handed
// directly to a waiting peer; close readies waiters as the Go version does
// (receivers and senders are collected oldest first on a last-in-first-out list
// and readied from it).
#ifndef RT_CHAN_H
#define RT_CHAN_H

#include "rt/engine.h"
#include "rt/task.h"

// Waiting tasks, the oldest first. A task in a select stands in several queues;
// when it was woken through another one, it lies here until it runs again and
// is skipped (rt/waitq.h).
struct waitq {
    struct sudog *first, *last;
    uint64_t
        n; // at.h: length, read without the lock by non-blocking operations
};

// Lives in Go memory; begins with what the VM reads for len and cap.
struct rt_chan {
    struct vm_chan_head head; // len: values in the buffer; cap
    struct rt_lock lock;
    uint32_t elem_words;
    uint32_t closed; // at.h: bool, read without the lock like the queues' n
    bool timed;      // immutable: rt/gotimer.h takes part in its operations
    uint64_t id;     // creation order: select locks in this order
    uint64_t recvx, sendx; // index of the next value to take, to put
    struct waitq recvq, sendq;
    word buf[]; // head.cap * elem_words
};

// New channel or NULL: either size is negative or too large (*out_of_range; the
// caller panics with "makechan: size out of range") or memory is out.
// id: larger than that of every channel made before.
struct rt_chan *RT(chan_make)(struct m *mp, uint32_t elem_words, int64_t size,
                              uint64_t id, bool *out_of_range);

// c is 0 for a nil channel. block false: RT_WOULDBLOCK instead of waiting; then
// value and ok are as before. value: elem_words words, in registers that stay
// where they are while the task waits; a receive with NULL discards. ok (may be
// NULL) becomes 0 when the channel is closed and empty, else 1.
// RT_PANIC: "send on closed channel", "close of closed channel", "close of nil
// channel".
enum rt_result RT(chan_send)(struct m *mp, struct task *t, word c,
                             const word *value, bool block);
enum rt_result RT(chan_recv)(struct m *mp, struct task *t, word c, word *value,
                             word *ok, bool block);
enum rt_result RT(chan_close)(struct m *mp, struct task *t, word c);

// The number of the chosen case, or -1 for default, goes to *chosen. The array
// cases is read during this call only: what a waiting task needs of it is kept
// in its sudogs. The registers that cases and chosen point to stay where they
// are while it waits. One case is done as a plain operation, with a default as
// a non-blocking one, as Go's compiler does. At most SELECT_CASES_MAX cases;
// for more than 64 of them 256 KB of the caller's stack are used.
enum { SELECT_CASES_MAX = 65535 };
enum rt_result RT(select)(struct m *mp, struct task *t,
                          struct vm_select_case *cases, uint32_t ncases,
                          bool has_default, word *chosen);

// After the engine has saved a task for which an operation returned RT_BLOCK.
void RT(release)(struct m *mp, struct task *t);

// Before a task that was blocked runs again, and after RT_SPIN: goes on with
// its operation, unless a waker has finished it (TASK_OP_NONE: nothing is left
// to do, and the engine need not call). May block again (a mutex that somebody
// else took), panic (a send on a channel that was closed meanwhile) or be
// fatal.
enum rt_result RT(resume)(struct m *mp, struct task *t);

#endif
