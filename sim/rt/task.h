// task: what a goroutine is to rt/: its program and what it waits for. Engines
// embed it first in their own struct g.
#ifndef RT_TASK_H
#define RT_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "trace/trace.h"
#include "vm/vm.h"

struct rt_chan;
struct rt_lock;
struct sudog;

// How a blocked operation goes on when its task is resumed.
enum task_op {
    TASK_OP_NONE,
    TASK_OP_SEND,
    TASK_OP_RECV,
    TASK_OP_SELECT,
    TASK_OP_MUTEX,
    TASK_OP_WAITGROUP,
    TASK_OP_FOREVER, // nil channel, select without cases
    TASK_OP_SEMA,    // a semaphore by itself
    TASK_OP_NOTIFY,  // a notify list
};

struct task {
    struct vm_ctx vm; // the program side: pc, stack
    // Until waker: the first cache line, what every switch touches.
    uint8_t op;     // enum task_op
    uint8_t reason; // enum wait_reason, while waiting
    bool mutex_starving, mutex_awoke;
    bool mutex_waited; // has been in the queue: goes to its head next time
    int16_t mutex_iter;
    struct sudog *waiting; // places in wait queues, select: in lock order
    struct sudog *waker;   // the sudog through which it was woken, or NULL
    const char *error;     // RT_PANIC, RT_FATAL: static text
    union {
        word *chosen; // select: where the number of the case goes
        word *ok;     // receive: where ok goes or NULL
        struct {
            word *obj;       // mutex, wait group: address in Go memory
            nsec wait_since; // mutex: when it began to wait, if mutex_waited
        };
    };
    uint32_t select_done; // at.h: 1 when a waker has claimed the select
};

// A task in a wait queue (Go: sudog). Pooled by the engine.
struct sudog {
    struct task *task;
    struct sudog *next, *prev; // in the queue of the channel; in the tree of
                               // semaphores: above and below its address
    struct sudog *link;        // task->waiting list; engine's free list; next
                               // waiter for the same semaphore
    union {
        struct {
            struct rt_chan *chan;
            word *elem; // value to send, or place to receive into, or NULL
            word *ok;   // select: place for ok or NULL
        };
        struct {
            word *sema;         // address of a semaphore or notify list
            struct sudog *tail; // of its first waiter: the last one
            word number;        // notify list: its ticket
        };
    };
    uint16_t index; // select: case number
    bool is_select;
    bool is_send;
    bool lifo;    // semaphore: queues at the head
    bool success; // woken by a value, not by close
    bool ticket;  // semaphore: the count was handed over
};

// A million of each are alive at once.
_Static_assert(sizeof(struct sudog) <= 64, "a cache line");

#endif
