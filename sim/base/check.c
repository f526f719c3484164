#include "base/check.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/at.h"

enum { HOOKS_MAX = 8, EXIT_BUG = 70 };

// Slots are reserved by counting, then filled: a reader may meet an empty one.
static uint64_t hooks[HOOKS_MAX]; // as integers, for at.h
static uint32_t nhooks;

void check_at_death(void (*fn)(void))
{
    CHECK(fn != NULL);
    uint64_t v = (uint64_t)(uintptr_t)fn;
    for (int i = 0; i < HOOKS_MAX; i++)
        if (at_load(&hooks[i]) == v)
            return;
    uint32_t slot = at_fetch_add32(&nhooks, 1);
    CHECK(slot < HOOKS_MAX);
    at_store(&hooks[slot], v);
}

// Takes each hook out before it runs, so that a hook that dies itself, or a
// signal in the middle, goes on with the next instead of starting again.
void check_run_at_death(void)
{
    for (int i = HOOKS_MAX - 1; i >= 0; i--) {
        uint64_t v = at_exchange(&hooks[i], 0);
        if (v != 0)
            ((void (*)(void))(uintptr_t)v)();
    }
}

// Appends s, cut to what fits. Not snprintf: the caller may be a signal
// handler.
static size_t append(char *buf, size_t cap, size_t n, const char *s)
{
    for (; *s != '\0' && n < cap; s++)
        buf[n++] = *s;
    return n;
}

void check_failed(const char *file, int line, const char *what)
{
    char buf[512], digits[12];
    size_t n = 0, cap = sizeof buf - 1, d = sizeof digits - 1;
    unsigned u = line > 0 ? (unsigned)line : 0;

    digits[d] = '\0';
    do
        digits[--d] = (char)('0' + u % 10);
    while ((u /= 10) != 0);
    n = append(buf, cap, n, "gmpsim: internal error: ");
    n = append(buf, cap, n, file);
    n = append(buf, cap, n, ":");
    n = append(buf, cap, n, &digits[d]);
    n = append(buf, cap, n, ": ");
    n = append(buf, cap, n, what);
    buf[n++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, buf, n);
    (void)ignored;
    check_run_at_death();
    _exit(EXIT_BUG);
}
