// scratch: a directory of its own for a test, and what lies in it.
#ifndef SCRATCH_H
#define SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"

// Makes a new directory and changes to it.
static inline void scratch_enter(void)
{
    char dir[] = "/tmp/gmpsim-test-XXXXXX";
    assert_non_null(mkdtemp(dir));
    assert_int_equal(chmod(dir, 0777), 0);
    assert_int_equal(chdir(dir), 0);
}

// Number of entries of the directory.
static inline int scratch_count(void)
{
    DIR *d = opendir(".");
    int n = 0;
    assert_non_null(d);
    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n - 2;
}

// Deletes every file and empty directory in it.
static inline void scratch_clear(void)
{
    DIR *d = opendir(".");
    struct dirent *e;
    assert_non_null(d);
    while ((e = readdir(d)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            remove(e->d_name);
    closedir(d);
}

static inline void scratch_leave(void)
{
    char dir[PATH_MAX];
    scratch_clear();
    assert_non_null(getcwd(dir, sizeof dir));
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(dir), 0);
}

static inline void scratch_write(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

// The content of a file up to the first NUL, in a buffer that the next call
// reuses.
static inline const char *scratch_read(const char *name)
{
    static char text[1 << 20];
    FILE *f = fopen(name, "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    return text;
}

static inline mode_t scratch_mode(const char *name)
{
    struct stat st;
    assert_int_equal(stat(name, &st), 0);
    return st.st_mode & 07777;
}

#endif
