#include "base/at.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"

#if defined(__SANITIZE_THREAD__)
#define UNDER_TSAN
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_TSAN
#endif
#endif

#ifdef UNDER_TSAN
#include <sanitizer/tsan_interface.h>
// A mutex to TSan: it then knows the order of locks, not only of memory.
#define TELL_TSAN(call, l) __tsan_mutex_##call(l, __tsan_mutex_linker_init)
#else
#define TELL_TSAN(call, l) ((void)0)
#endif

enum { FREE, HELD, CONTENDED };

// runtime/lock_futex.go: active_spin, active_spin_cnt.
enum { SPINS = 4, SPIN_PAUSES = 30 };

void at_futex_wait(uint32_t *p, uint32_t expected, nsec timeout)
{
    struct timespec ts, *until = NULL;
    if (timeout <= 0)
        return;
    if (timeout != NSEC_MAX) {
        ts.tv_sec = (time_t)(timeout / NSEC_SEC);
        ts.tv_nsec = (long)(timeout % NSEC_SEC);
        until = &ts;
    }
    long rc =
        syscall(SYS_futex, p, FUTEX_WAIT_PRIVATE, expected, until, NULL, 0);
    // Anything else would turn the caller's loop into a busy one.
    CHECK(rc == 0 || errno == EAGAIN || errno == EINTR || errno == ETIMEDOUT);
}

void at_futex_wake(uint32_t *p, int n)
{
    CHECK(n > 0);
    long rc = syscall(SYS_futex, p, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
    CHECK(rc >= 0);
}

// Drepper, Futexes are tricky, mutex 2: CONTENDED says that somebody may sleep.
// Who slept takes the lock as CONTENDED, because others may sleep on.
static void lock_slow(struct at_lock *l)
{
    for (int i = 0; i < SPINS; i++) {
        for (int j = 0; j < SPIN_PAUSES; j++)
            at_pause();
        if (at_load32(&l->word) == FREE && at_cas32(&l->word, FREE, HELD))
            return;
    }
    while (at_exchange32(&l->word, CONTENDED) != FREE)
        at_futex_wait(&l->word, CONTENDED, NSEC_MAX);
}

void at_lock(struct at_lock *l)
{
    TELL_TSAN(pre_lock, l);
    if (!at_cas32(&l->word, FREE, HELD))
        lock_slow(l);
#ifdef UNDER_TSAN
    __tsan_mutex_post_lock(l, __tsan_mutex_linker_init, 0);
#endif
}

void at_unlock(struct at_lock *l)
{
    TELL_TSAN(pre_unlock, l);
    uint32_t was = at_exchange32(&l->word, FREE);
    CHECK(was != FREE);
    if (was == CONTENDED)
        at_futex_wake(&l->word, 1);
    TELL_TSAN(post_unlock, l);
}
