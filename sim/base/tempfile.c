#include "base/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/at.h"
#include "base/check.h"
#include "base/xmalloc.h"

enum {
    LIVE_MAX = 256,
    TRIES_MAX = 1000,
    BASE_MAX = 200, // bytes of the target's name; NAME_MAX is 255
};

// The process that made the file is its owner: a forked child that dies leaves
// its parent's files alone.
struct tempfile {
    pid_t owner;
    char path[];
};

// Those that exist, as integers for at.h; 0 when free. Who exchanges one for 0
// owns it, so that the hook below and a rename never both use it.
static uint64_t live[LIVE_MAX];

// Async-signal-safe. The process dies next: nothing is freed.
static void unlink_live(void)
{
    for (int i = 0; i < LIVE_MAX; i++) {
        uint64_t v = at_exchange(&live[i], 0);
        if (v == 0)
            continue;
        const struct tempfile *t = (const struct tempfile *)(uintptr_t)v;
        if (t->owner == getpid())
            unlink(t->path);
    }
}

static bool add_live(struct tempfile *t)
{
    check_at_death(unlink_live);
    for (int i = 0; i < LIVE_MAX; i++)
        if (at_cas(&live[i], 0, (uint64_t)(uintptr_t)t))
            return true;
    return false;
}

static void free_live(struct tempfile *t)
{
    for (int i = 0; i < LIVE_MAX; i++) {
        if (at_cas(&live[i], (uint64_t)(uintptr_t)t, 0)) {
            free(t);
            return;
        }
    }
    // The hook has taken it, and may be reading it now.
}

// The letters differ between processes and calls; a file that is there by
// chance, or by intent, is met by O_EXCL and the next number.
static void put_letters(char letters[6])
{
    static uint64_t calls;
    uint64_t x = (uint64_t)getpid() << 32 ^ at_fetch_add(&calls, 1);
    x *= UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    for (int i = 0; i < 6; i++, x /= 36)
        letters[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[x % 36];
}

static struct tempfile *new_name(const char *target)
{
    const char *slash = strrchr(target, '/');
    const char *base = slash == NULL ? target : slash + 1;
    size_t dir_len = (size_t)(base - target),
           base_len = strnlen(base, BASE_MAX);
    size_t size = dir_len + base_len + sizeof "..123456.tmp";

    CHECK(*base != '\0');
    struct tempfile *t = xmalloc(sizeof *t + size);
    t->owner = getpid();
    int n = snprintf(t->path, size, "%.*s.%.*s.123456.tmp", (int)dir_len,
                     target, (int)base_len, base);
    CHECK(n >= 0 && (size_t)n == size - 1);
    put_letters(t->path + size - sizeof "123456.tmp");
    return t;
}

int tempfile_open(const char *target, struct tempfile **out)
{
    for (int i = 0; i < TRIES_MAX; i++) {
        struct tempfile *t = new_name(target);
        // Before the file is made, so that no signal finds it unknown.
        if (!add_live(t)) {
            free(t);
            errno = EMFILE;
            return -1;
        }
        int fd;
        do
            fd = open(t->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        while (fd < 0 && errno == EINTR);
        if (fd >= 0) {
            *out = t;
            return fd;
        }
        int error = errno;
        free_live(t);
        errno = error;
        if (error != EEXIST)
            return -1;
    }
    return -1;
}

bool tempfile_rename(struct tempfile *t, const char *target)
{
    CHECK(t->owner == getpid());
    int rc;
    do
        rc = rename(t->path, target);
    while (rc != 0 && errno == EINTR);
    if (rc != 0)
        return false;
    free_live(t);
    return true;
}

void tempfile_remove(struct tempfile *t)
{
    unlink(t->path);
    free_live(t);
}
