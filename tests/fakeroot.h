// fakeroot: a directory with the files of another system's /proc and /sys.
#ifndef FAKEROOT_H
#define FAKEROOT_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "testing.h"

static char fakeroot[] = "/tmp/gmpsim-root-XXXXXX";

// For cmocka: before and after all tests.
static inline int fakeroot_make(void **state)
{
    (void)state;
    return mkdtemp(fakeroot) == NULL;
}

static inline int fakeroot_delete(void **state)
{
    (void)state;
    return rmdir(fakeroot);
}

// Writes a file, with the directories above it.
static inline void fakeroot_put(const char *path, const char *text)
{
    char *full = xasprintf("%s%s", fakeroot, path);

    for (char *p = full + strlen(fakeroot) + 1; *p != '\0'; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(full, 0777);
            *p = '/';
        }
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    free(full);
}

static inline int fakeroot_delete_one(const char *path, const struct stat *st,
                                      int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    return ftw->level == 0 ? 0 : remove(path);
}

// Deletes what is in it.
static inline void fakeroot_clear(void)
{
    assert_int_equal(
        nftw(fakeroot, fakeroot_delete_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

#endif
