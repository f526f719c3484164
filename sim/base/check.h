// check: programmer errors. Always compiled in: a simulator's only product is
// numbers, and a wrong number is worse than no number.
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

// Ends the process with status 70 (a bug of ours) unless cond holds.
#define CHECK(cond)                                                            \
    do {                                                                       \
        if (__builtin_expect(!(cond), 0))                                      \
            check_failed(__FILE__, __LINE__, #cond);                           \
    } while (0)

// A place that no execution may reach.
#define CHECK_UNREACHABLE() check_failed(__FILE__, __LINE__, "unreachable")

_Noreturn void check_failed(const char *file, int line, const char *what);

// Runs fn before the process dies in check_failed or in xmalloc: removes
// half-written files. fn must be async-signal-safe. outfile.c registers its
// own.
void check_at_death(void (*fn)(void));

// Runs what check_at_death registered; for xmalloc and for signal handlers.
void check_run_at_death(void);

#endif
