#include "trace/tracein.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "base/check.h"
#include "base/diag.h"
#include "base/xmalloc.h"

enum {
    RAW_SIZE = 128 << 10,
    NAME_SHOWN = 256,
};

struct tracein {
    int fd;
    bool checked;  // whether it is compressed is known
    bool ended;    // the file is read to its end
    bool midway;   // inside a compressed frame
    size_t pos, n; // unread bytes of raw
    char raw[RAW_SIZE];
#ifdef HAVE_ZSTD
    ZSTD_DStream *zstd;
#endif
};

static char *cannot_read(const char *path, const char *why)
{
    char shown[NAME_SHOWN];

    diag_escape(shown, sizeof shown, path, strlen(path));
    return xasprintf("cannot read '%s': %s", shown, why);
}

struct tracein *tracein_open(const char *path, char **error)
{
    struct tracein *in;
    struct stat st;
    int fd = STDIN_FILENO;

    if (strcmp(path, "-") != 0)
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) != 0) {
        *error = cannot_read(path, strerror(errno));
        return NULL;
    }
    if (S_ISDIR(st.st_mode)) {
        *error = cannot_read(path, strerror(EISDIR));
        if (fd != STDIN_FILENO)
            close(fd);
        return NULL;
    }
    in = xcalloc(1, sizeof *in);
    in->fd = fd;
    return in;
}

// Fills raw when it is empty. False on an error.
static bool fill(struct tracein *in, const char **why)
{
    while (in->pos == in->n && !in->ended) {
        ssize_t got = read(in->fd, in->raw, sizeof in->raw);

        // A signal that interrupts reading is one that asks to stop.
        if (got < 0) {
            *why = strerror(errno);
            return false;
        }
        in->pos = 0;
        in->n = (size_t)got;
        in->ended = got == 0;
    }
    return true;
}

// Looks at the first bytes for zstd's magic number. A first read shorter than
// that (a pipe) is taken for text: every line of a timeline starts otherwise.
static bool check_start(struct tracein *in, const char **why)
{
    in->checked = true;
    if (in->n < 4 || memcmp(in->raw, "\x28\xB5\x2F\xFD", 4) != 0)
        return true;
#ifdef HAVE_ZSTD
    in->zstd = ZSTD_createDStream();
    if (in->zstd == NULL) {
        *why = "out of memory";
        return false;
    }
    return true;
#else
    *why = "compressed, and gmpsim was built without zstd";
    return false;
#endif
}

#ifdef HAVE_ZSTD
static ssize_t read_zstd(struct tracein *in, char *p, size_t n,
                         const char **why)
{
    ZSTD_outBuffer out = {p, n, 0};

    while (out.pos == 0) {
        ZSTD_inBuffer raw = {in->raw, in->n, in->pos};
        size_t left = ZSTD_decompressStream(in->zstd, &out, &raw);

        if (ZSTD_isError(left)) {
            *why = ZSTD_getErrorName(left);
            return -2;
        }
        CHECK(raw.pos >= in->pos && raw.pos <= in->n);
        if (raw.pos != in->pos || out.pos != 0)
            in->midway = left != 0;
        in->pos = raw.pos;
        if (out.pos != 0)
            break;
        if (!fill(in, why))
            return -1;
        if (in->pos != in->n)
            continue;
        if (in->midway) {
            *why = "compressed data end too early";
            return -2;
        }
        return 0;
    }
    return (ssize_t)out.pos;
}
#endif

ssize_t tracein_read(struct tracein *in, char *p, size_t n, const char **why)
{
    size_t have;

    CHECK(n > 0);
    if (!fill(in, why))
        return -1;
    if (!in->checked && !check_start(in, why))
        return -2;
#ifdef HAVE_ZSTD
    if (in->zstd != NULL)
        return read_zstd(in, p, n, why);
#endif
    have = in->n - in->pos;
    if (have > n)
        have = n;
    memcpy(p, in->raw + in->pos, have);
    in->pos += have;
    return (ssize_t)have;
}

void tracein_close(struct tracein *in)
{
    if (in == NULL)
        return;
#ifdef HAVE_ZSTD
    ZSTD_freeDStream(in->zstd);
#endif
    if (in->fd != STDIN_FILENO)
        close(in->fd);
    free(in);
}
