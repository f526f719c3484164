#include "cli/textsum.h"

#include <string.h>
#include <unistd.h>

#include "base/check.h"

enum { BUFFER = 16384 };

// Two hashes of different multipliers, FNV-1a's way: no accident makes both
// equal.
static const uint64_t prime[2] = {0x100000001b3, 0x9e3779b97f4a7c15};
static const uint64_t basis = 0xcbf29ce484222325;

static uint64_t step(uint64_t h, unsigned char c, int i)
{
    return (h ^ c) * prime[i];
}

// Spreads a hash over all bits, so that sums of several do not cancel out.
static uint64_t spread_bits(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccd;
    h ^= h >> 29;
    return h;
}

static void end_line(struct textsum *s, uint64_t line[2])
{
    s->lines++;
    for (int i = 0; i < 2; i++) {
        s->set[i] += spread_bits(line[i]);
        line[i] = basis;
    }
}

bool textsum_read(int fd, struct textsum *s)
{
    uint64_t line[2] = {basis, basis};
    unsigned char buf[BUFFER], last = '\n';
    ssize_t n;

    *s = (struct textsum){.text = {basis, basis}};
    while ((n = pread(fd, buf, sizeof buf, (off_t)s->bytes)) > 0) {
        for (ssize_t k = 0; k < n; k++) {
            for (int i = 0; i < 2; i++)
                s->text[i] = step(s->text[i], buf[k], i);
            if (buf[k] == '\n')
                end_line(s, line);
            else
                for (int i = 0; i < 2; i++)
                    line[i] = step(line[i], buf[k], i);
        }
        last = buf[n - 1];
        s->bytes += (uint64_t)n;
    }
    if (last != '\n')
        end_line(s, line);
    return n == 0;
}

enum text_relation textsum_compare(const struct textsum *a,
                                   const struct textsum *b)
{
    if (a->bytes == b->bytes && a->text[0] == b->text[0] &&
        a->text[1] == b->text[1])
        return TEXT_SAME;
    return a->bytes == b->bytes && a->lines == b->lines &&
                   a->set[0] == b->set[0] && a->set[1] == b->set[1]
               ? TEXT_REORDERED
               : TEXT_DIFFERENT;
}

// A file, byte by byte; -1 at its end.
struct bytes {
    int fd;
    off_t at;
    ssize_t n, next;
    unsigned char buf[BUFFER];
};

static int next_byte(struct bytes *b)
{
    if (b->next == b->n) {
        b->next = 0;
        b->n = pread(b->fd, b->buf, sizeof b->buf, b->at);
        if (b->n <= 0) {
            b->n = 0;
            return -1;
        }
        b->at += b->n;
    }
    return b->buf[b->next++];
}

// Copies how the line that begins at start begins.
static void begin_of(int fd, off_t start, char out[TEXT_LINE_MAX])
{
    ssize_t n = pread(fd, out, TEXT_LINE_MAX - 1, start);

    out[n < 0 ? 0 : n] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

uint64_t textsum_difference(int a, int b, char line_a[TEXT_LINE_MAX],
                            char line_b[TEXT_LINE_MAX])
{
    struct bytes x = {.fd = a}, y = {.fd = b};
    uint64_t line = 1;
    off_t start = 0, at = 0; // of the line, in both files
    int c;

    line_a[0] = line_b[0] = '\0';
    while ((c = next_byte(&x)) == next_byte(&y)) {
        if (c < 0)
            return 0;
        at++;
        if (c == '\n') {
            line++;
            start = at;
        }
    }
    CHECK(start <= at);
    begin_of(a, start, line_a);
    begin_of(b, start, line_b);
    return line;
}
