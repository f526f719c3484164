// textsum: what a program wrote, as a few numbers: enough to tell whether two
// runs wrote the same, or the same lines in another order, however much it was.
#ifndef CLI_TEXTSUM_H
#define CLI_TEXTSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textsum {
    uint64_t bytes, lines; // the last line need not end
    uint64_t text[2];      // hashes of all of it
    uint64_t set[2];       // sums of the hashes of its lines
};

enum text_relation { TEXT_SAME, TEXT_REORDERED, TEXT_DIFFERENT };

// Of the file fd from its start. False: it cannot be read.
bool textsum_read(int fd, struct textsum *s);

enum text_relation textsum_compare(const struct textsum *a,
                                   const struct textsum *b);

enum { TEXT_LINE_MAX = 64 };

// The first line in which two files differ, from 1, and how it begins in each;
// "" where one has ended. 0 when there is none.
uint64_t textsum_difference(int a, int b, char line_a[TEXT_LINE_MAX],
                            char line_b[TEXT_LINE_MAX]);

#endif
