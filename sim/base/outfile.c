#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "base/check.h"
#include "base/diag.h"
#include "base/tempfile.h"
#include "base/xmalloc.h"

enum {
    BUFFER_SIZE = 64 * 1024,
    READ_MIN = 64 * 1024,
    NAME_SHOWN_MAX = 1024,
};

struct outfile {
    int fd;
    bool close_fd;
    int error;             // the first errno; later writes are dropped
    char *name;            // as the user wrote it
    char *target;          // what to rename to; NULL: written in place
    struct tempfile *temp; // NULL: none, or gone already
    struct zst *zst;       // NULL: not compressed
    size_t size;           // bytes accepted
    size_t n;              // bytes in buf
    char buf[BUFFER_SIZE];
};

static char *error_text(const char *verb, const char *name, const char *reason)
{
    char shown[NAME_SHOWN_MAX];
    diag_escape(shown, sizeof shown, name, strlen(name));
    return xasprintf("cannot %s '%s': %s", verb, shown, reason);
}

static const char *reason_of(int error)
{
    return error == EISDIR ? "is a directory" : strerror(error);
}

// The length of path up to and with the last slash.
static size_t dir_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static int open_retry(const char *path, int flags, mode_t mode)
{
    int fd;
    do
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

// ---- writing ----

static void set_error(struct outfile *f, int error)
{
    CHECK(error != 0);
    if (f->error == 0)
        f->error = error;
}

static void write_all(struct outfile *f, const char *p, size_t n)
{
    while (n > 0 && f->error == 0) {
        ssize_t done = write(f->fd, p, n);
        if (done >= 0) {
            CHECK((size_t)done <= n);
            p += done;
            n -= (size_t)done;
        } else if (errno == EAGAIN) {
            // Somebody else's end of the terminal or pipe is non-blocking.
            struct pollfd ready = {.fd = f->fd, .events = POLLOUT};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            set_error(f, errno);
        }
    }
}

enum how { GO_ON, FLUSH, END };

#ifdef HAVE_ZSTD
enum { ZSTD_LEVEL = 3 };

struct zst {
    ZSTD_CCtx *cctx;
    size_t cap;
    char out[];
};

static struct zst *zst_new(void)
{
    size_t cap = ZSTD_CStreamOutSize();
    struct zst *z = xmalloc(sizeof *z + cap);
    z->cap = cap;
    z->cctx = ZSTD_createCCtx();
    if (z->cctx == NULL) {
        free(z);
        return NULL;
    }
    ZSTD_CCtx_setParameter(z->cctx, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    ZSTD_CCtx_setParameter(z->cctx, ZSTD_c_checksumFlag, 1);
    return z;
}

static void zst_free(struct zst *z)
{
    if (z != NULL)
        ZSTD_freeCCtx(z->cctx);
    free(z);
}

static void zst_write(struct outfile *f, const char *p, size_t n, enum how how)
{
    static const ZSTD_EndDirective directive[] = {
        [GO_ON] = ZSTD_e_continue, [FLUSH] = ZSTD_e_flush, [END] = ZSTD_e_end};
    ZSTD_inBuffer in = {.src = p, .size = n};
    bool more = true;

    while (more && f->error == 0) {
        ZSTD_outBuffer out = {.dst = f->zst->out, .size = f->zst->cap};
        size_t left =
            ZSTD_compressStream2(f->zst->cctx, &out, &in, directive[how]);
        if (ZSTD_isError(left)) {
            set_error(f, ENOMEM); // the only cause that is not a bug
            return;
        }
        write_all(f, f->zst->out, out.pos);
        more = how == GO_ON ? in.pos < in.size : left > 0;
    }
}
#else
static struct zst *zst_new(void)
{
    errno = ENOTSUP;
    return NULL;
}

static void zst_free(struct zst *z)
{
    CHECK(z == NULL);
}

static void zst_write(struct outfile *f, const char *p, size_t n, enum how how)
{
    (void)f, (void)p, (void)n, (void)how;
    CHECK_UNREACHABLE();
}
#endif

// Passes on what is buffered.
static void drain(struct outfile *f, enum how how)
{
    size_t n = f->n;
    f->n = 0;
    if (f->zst != NULL)
        zst_write(f, f->buf, n, how);
    else
        write_all(f, f->buf, n);
}

void outfile_write(struct outfile *f, const void *p, size_t n)
{
    CHECK(p != NULL || n == 0);
    const char *from = p;
    while (n > 0 && f->error == 0) {
        size_t room = BUFFER_SIZE - f->n, part = n < room ? n : room;
        memcpy(f->buf + f->n, from, part);
        f->n += part;
        f->size += part;
        from += part;
        n -= part;
        if (f->n == BUFFER_SIZE)
            drain(f, GO_ON);
    }
}

void outfile_printf(struct outfile *f, const char *fmt, ...)
{
    va_list ap, again;
    size_t room = BUFFER_SIZE - f->n;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(f->buf + f->n, room, fmt, ap);
    va_end(ap);
    if (n < 0) {
        set_error(f, errno != 0 ? errno : EOVERFLOW);
    } else if ((size_t)n < room) {
        if (f->error == 0) {
            f->n += (size_t)n;
            f->size += (size_t)n;
        }
    } else {
        char *text = xmalloc((size_t)n + 1);
        int m = vsnprintf(text, (size_t)n + 1, fmt, again);
        CHECK(m == n);
        outfile_write(f, text, (size_t)n);
        free(text);
    }
    va_end(again);
}

bool outfile_flush(struct outfile *f)
{
    drain(f, FLUSH);
    return f->error == 0;
}

bool outfile_failed(const struct outfile *f)
{
    return f->error != 0;
}

size_t outfile_size(const struct outfile *f)
{
    return f->size;
}

// ---- opening and closing ----

static struct outfile *outfile_new(int fd, const char *name)
{
    struct outfile *f = xcalloc(1, sizeof *f);
    f->fd = fd;
    f->name = xstrdup(name);
    return f;
}

struct outfile *outfile_fd(int fd, const char *name)
{
    CHECK(fd >= 0);
    return outfile_new(fd, name);
}

static void outfile_free(struct outfile *f)
{
    zst_free(f->zst);
    free(f->name);
    free(f->target);
    free(f);
}

// The descriptor that path is another name of, or -1. Such a path is not
// opened: a second description of a regular file would write over the first
// one's bytes, and a rename would take the file away from it.
static int fd_of_path(const char *path)
{
    static const char *const dirs[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
        size_t n = strlen(dirs[i]);
        if (strncmp(path, dirs[i], n) != 0)
            continue;
        const char *digits = path + n;
        n = strspn(digits, "0123456789");
        if (n > 0 && n <= 6 && digits[n] == '\0')
            return (int)strtol(digits, NULL, 10);
    }
    return -1;
}

// Where the rename goes: behind a symbolic link, so that the link stays.
static char *resolve(const char *path)
{
    char resolved[PATH_MAX];
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
        realpath(path, resolved) != NULL)
        return xstrdup(resolved);
    return xstrdup(path);
}

// Sets fd and how it ends. On failure returns false with errno set.
static bool open_target(struct outfile *f, const char *path)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;

    f->close_fd = true;
    if (!exists && (errno != ENOENT || path[dir_length(path)] == '\0'))
        return false;
    if (exists && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return false;
    }
    int alias = fd_of_path(path);
    if (alias >= 0) {
        f->fd = fcntl(alias, F_DUPFD_CLOEXEC, 3);
        return f->fd >= 0;
    }
    if (exists && !S_ISREG(st.st_mode)) {
        f->fd = open_retry(path, O_WRONLY, 0);
        return f->fd >= 0;
    }
    // A rename would also replace a file that may not be written.
    if (exists && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
        return false;
    f->target = resolve(path);
    f->fd = tempfile_open(f->target, &f->temp);
    if (f->fd < 0)
        return false;
    // The file keeps its mode, as if written in place; best effort, as some
    // file systems have none.
    if (exists)
        (void)fchmod(f->fd, st.st_mode & 0777);
    return true;
}

static bool is_zst(const char *path)
{
    size_t n = strlen(path);
    return n >= 4 && strcmp(path + n - 4, ".zst") == 0;
}

struct outfile *outfile_open(const char *path, char **error)
{
    CHECK(path != NULL && error != NULL);
    *error = NULL;
    if (strcmp(path, "-") == 0)
        return outfile_fd(STDOUT_FILENO, "standard output");
#ifndef HAVE_ZSTD
    if (is_zst(path)) {
        *error = error_text("create", path, "built without zstd");
        return NULL;
    }
#endif
    struct outfile *f = outfile_new(-1, path);
    if (!open_target(f, path)) {
        *error = error_text("create", path, reason_of(errno));
        outfile_free(f);
        return NULL;
    }
    if (is_zst(path)) {
        f->zst = zst_new();
        if (f->zst == NULL)
            set_error(f, ENOMEM);
    }
    return f;
}

// Best effort: the rename itself lasts through a crash.
static void sync_dir(const char *path)
{
    size_t n = dir_length(path);
    char *dir = n == 0 ? xstrdup(".") : xstrndup(path, n);
    int fd = open_retry(dir, O_RDONLY | O_DIRECTORY, 0);
    free(dir);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

// Not every file system can sync; that is no failure of the write.
static void sync_file(struct outfile *f)
{
    int rc;
    do
        rc = fsync(f->fd);
    while (rc != 0 && errno == EINTR);
    if (rc != 0 && errno != EINVAL && errno != ENOTSUP)
        set_error(f, errno);
}

// The descriptor is gone also when close fails; an error then tells of a write
// that was put off.
static void close_file(struct outfile *f)
{
    if (f->close_fd && close(f->fd) != 0 && errno != EINTR)
        set_error(f, errno);
}

enum outfile_status outfile_commit(struct outfile *f, char **error)
{
    CHECK(error != NULL);
    enum outfile_status status = OUTFILE_OK;

    *error = NULL;
    drain(f, END);
    if (f->temp != NULL && f->error == 0)
        sync_file(f);
    close_file(f);
    if (f->error != 0) {
        status = OUTFILE_IO;
        *error = error_text("write", f->name, reason_of(f->error));
    } else if (f->temp != NULL && !tempfile_rename(f->temp, f->target)) {
        status = OUTFILE_CANNOT_CREATE;
        *error = error_text("create", f->name, reason_of(errno));
    }
    if (f->temp != NULL && status == OUTFILE_OK)
        sync_dir(f->target);
    else if (f->temp != NULL)
        tempfile_remove(f->temp);
    outfile_free(f);
    return status;
}

void outfile_abort(struct outfile *f)
{
    if (f->close_fd)
        close(f->fd);
    if (f->temp != NULL)
        tempfile_remove(f->temp);
    outfile_free(f);
}

// ---- reading ----

// Reads fd to its end into a new buffer that grows up to max + 1 bytes, the
// last of which tells that there is more. Returns NULL with errno set.
static char *read_all(int fd, size_t guess, size_t max, size_t *len)
{
    size_t cap = guess < max ? guess + 1 : max + 1, n = 0;
    char *text = xmalloc(cap + 1);

    for (;;) {
        if (n == cap) {
            if (n > max)
                break;
            cap = cap > max / 2 ? max + 1 : cap * 2;
            text = xrealloc(text, cap + 1);
        }
        ssize_t done = read(fd, text + n, cap - n);
        if (done == 0)
            break;
        if (done > 0) {
            n += (size_t)done;
        } else if (errno == EAGAIN) {
            struct pollfd ready = {.fd = fd, .events = POLLIN};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            int error = errno;
            free(text);
            errno = error;
            return NULL;
        }
    }
    text[n] = '\0';
    *len = n;
    return text;
}

static char *larger_text(const char *name, size_t max_bytes)
{
    char reason[64];
    snprintf(reason, sizeof reason, "larger than %zu bytes", max_bytes);
    return error_text("read", name, reason);
}

char *infile_read(const char *path, size_t max_bytes, size_t *len, char **error)
{
    CHECK(path != NULL && error != NULL);
    CHECK(max_bytes < SIZE_MAX / 2);
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    int fd = is_stdin ? STDIN_FILENO : open_retry(path, O_RDONLY, 0);
    char *text = NULL;
    struct stat st;
    size_t n = 0;

    *error = NULL;
    if (fd < 0 || fstat(fd, &st) != 0) {
        *error = error_text("read", name, reason_of(errno));
    } else if (S_ISDIR(st.st_mode)) {
        *error = error_text("read", name, reason_of(EISDIR));
    } else if (S_ISREG(st.st_mode) && st.st_size > 0 &&
               (size_t)st.st_size > max_bytes) {
        *error = larger_text(name, max_bytes);
    } else {
        size_t guess = S_ISREG(st.st_mode) && st.st_size > 0
                           ? (size_t)st.st_size
                           : READ_MIN;
        text = read_all(fd, guess, max_bytes, &n);
        if (text == NULL)
            *error = error_text("read", name, reason_of(errno));
    }
    if (text != NULL && n > max_bytes) {
        *error = larger_text(name, max_bytes);
        free(text);
        text = NULL;
    }
    if (fd >= 0 && !is_stdin)
        close(fd);
    if (text != NULL && len != NULL)
        *len = n;
    return text;
}
