// at: the only door to atomics and futexes. Plain C objects are accessed
// atomically by these calls, so that Go memory can be plain words.
//
// Orders are in the names: _rlx relaxed, _acq, _rel; without suffix
// sequentially consistent.
#ifndef BASE_AT_H
#define BASE_AT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"

static inline uint64_t at_load(const uint64_t *p)
{
    return __atomic_load_n(p, __ATOMIC_SEQ_CST);
}
static inline uint64_t at_load_rlx(const uint64_t *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}
static inline uint64_t at_load_acq(const uint64_t *p)
{
    return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}
static inline void at_store(uint64_t *p, uint64_t v)
{
    __atomic_store_n(p, v, __ATOMIC_SEQ_CST);
}
static inline void at_store_rlx(uint64_t *p, uint64_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELAXED);
}
static inline void at_store_rel(uint64_t *p, uint64_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELEASE);
}
static inline uint64_t at_exchange(uint64_t *p, uint64_t v)
{
    return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}
// Returns the value before the addition.
static inline uint64_t at_fetch_add(uint64_t *p, uint64_t v)
{
    return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST);
}
static inline bool at_cas(uint64_t *p, uint64_t expected, uint64_t desired)
{
    return __atomic_compare_exchange_n(p, &expected, desired, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline uint32_t at_load32(const uint32_t *p)
{
    return __atomic_load_n(p, __ATOMIC_SEQ_CST);
}
static inline void at_store32(uint32_t *p, uint32_t v)
{
    __atomic_store_n(p, v, __ATOMIC_SEQ_CST);
}
static inline void at_store32_rel(uint32_t *p, uint32_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELEASE);
}
static inline uint32_t at_exchange32(uint32_t *p, uint32_t v)
{
    return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}
static inline uint32_t at_fetch_add32(uint32_t *p, uint32_t v)
{
    return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST);
}
static inline bool at_cas32(uint32_t *p, uint32_t expected, uint32_t desired)
{
    return __atomic_compare_exchange_n(p, &expected, desired, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// Narrow accesses for Go memory, whose small elements are packed.
static inline uint8_t at_load8_rlx(const uint8_t *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}
static inline void at_store8_rlx(uint8_t *p, uint8_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELAXED);
}
static inline uint16_t at_load16_rlx(const uint16_t *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}
static inline void at_store16_rlx(uint16_t *p, uint16_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELAXED);
}
static inline uint32_t at_load32_rlx(const uint32_t *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}
static inline void at_store32_rlx(uint32_t *p, uint32_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELAXED);
}

// A full fence: what was stored before is seen by others before what follows is
// loaded. gcc refuses to build a fence for ThreadSanitizer, which knows none.
static inline void at_fence(void)
{
#if defined(__SANITIZE_THREAD__)
    uint32_t none = 0;
    __atomic_fetch_add(&none, 0, __ATOMIC_SEQ_CST);
#else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

// Tells the core that a loop is waiting for another core.
static inline void at_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// Sleeps while *p == expected, at most timeout (NSEC_MAX: for ever). Returns on
// a wake, a changed value, a signal or the timeout: the caller re-checks.
void at_futex_wait(uint32_t *p, uint32_t expected, nsec timeout);

// Wakes up to n sleepers.
void at_futex_wake(uint32_t *p, int n);

// A lock of one word, 0 when free, on the two calls above; fair enough for
// short critical sections. Told to ThreadSanitizer as a mutex.
struct at_lock {
    uint32_t word;
};
void at_lock(struct at_lock *l);
void at_unlock(struct at_lock *l);

#endif
