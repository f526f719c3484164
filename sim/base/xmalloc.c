#include "base/xmalloc.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/at.h"
#include "base/check.h"

enum { EXIT_OUT_OF_MEMORY = 71 };

static uint64_t count;   // allocations so far
static uint64_t fail_at; // the count that fails; 0: none
static uint32_t fail_for_ever;

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "gmpsim: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    check_run_at_death();
    _exit(EXIT_OUT_OF_MEMORY);
}

// Counts an allocation and says whether it is to fail.
static bool counted_out(void)
{
    uint64_t now = at_fetch_add(&count, 1) + 1;
    uint64_t at = at_load_rlx(&fail_at);
    if (__builtin_expect(at == 0, 1))
        return false;
    return at == now || (now > at && at_load32(&fail_for_ever) != 0);
}

void xmalloc_fail_at(long n, int for_ever)
{
    CHECK(n >= 0);
    at_store32(&fail_for_ever, for_ever != 0);
    at_store(&fail_at, n == 0 ? 0 : at_load(&count) + (uint64_t)n);
}

long xmalloc_count(void)
{
    return (long)at_load(&count);
}

// Before main, so that no thread can race for the first look. A text that is no
// number is ignored: the variable is for tests only.
__attribute__((constructor)) static void read_environment(void)
{
    const char *text = getenv("GMPSIM_FAIL_ALLOC");
    if (text == NULL || *text < '0' || *text > '9')
        return;
    char *end;
    long n = strtol(text, &end, 10);
    bool plus = *end == '+';
    if (n >= 1 && end[plus] == '\0')
        xmalloc_fail_at(n, plus);
}

void *xmalloc(size_t size)
{
    void *p = counted_out() ? NULL : malloc(size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *xcalloc(size_t n, size_t size)
{
    if (n == 0 || size == 0)
        n = size = 1;
    void *p = counted_out() ? NULL : calloc(n, size);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *xrealloc(void *p, size_t size)
{
    p = counted_out() ? NULL : realloc(p, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *xreallocarray(void *p, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        out_of_memory();
    return xrealloc(p, bytes);
}

char *xstrndup(const char *s, size_t n)
{
    CHECK(s != NULL || n == 0);
    if (n == SIZE_MAX)
        out_of_memory();
    char *copy = xmalloc(n + 1);
    if (n > 0)
        memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *xstrdup(const char *s)
{
    CHECK(s != NULL);
    return xstrndup(s, strlen(s));
}

char *xasprintf(const char *fmt, ...)
{
    CHECK(fmt != NULL);
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    CHECK(n >= 0);
    char *text = xmalloc((size_t)n + 1);
    int m = vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    CHECK(m == n);
    return text;
}

enum { HUGE_PAGE = 2 << 20 };

// Whole pages, huge ones if it is as large as one; 0 when size is too large for
// that.
static size_t round_to_pages(size_t size)
{
    size_t page = size < HUGE_PAGE ? (size_t)sysconf(_SC_PAGESIZE) : HUGE_PAGE;

    CHECK(size > 0);
    return size > SIZE_MAX - 2 * (size_t)HUGE_PAGE
               ? 0
               : (size + page - 1) / page * page;
}

// No reserve: pools are sized for the limit and touched as far as needed.
static char *map(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED)
        out_of_memory();
    return p;
}

// Large pools are touched from end to end: huge pages, where the system has
// some, save most of the page faults. They must be aligned.
static char *map_huge(size_t bytes)
{
    char *p = map(bytes);

    // The system mostly puts it below the last one, so only the first is moved.
    if ((uintptr_t)p % HUGE_PAGE != 0) {
        munmap(p, bytes);
        p = map(bytes + HUGE_PAGE);
        size_t before = -(uintptr_t)p % HUGE_PAGE;
        if (before > 0)
            munmap(p, before);
        p += before;
        munmap(p + bytes, HUGE_PAGE - before);
    }
    (void)madvise(p, bytes, MADV_HUGEPAGE);
    return p;
}

void *xmap(size_t size)
{
    size_t bytes = round_to_pages(size);
    if (counted_out() || bytes == 0)
        out_of_memory();
    return bytes < HUGE_PAGE ? map(bytes) : map_huge(bytes);
}

void xunmap(void *p, size_t size)
{
    if (p == NULL)
        return;
    int rc = munmap(p, round_to_pages(size));
    CHECK(rc == 0);
}
