#include "trace/gotrace.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "trace/goemit.h"
#include "trace/gotrace_impl.h"

enum { V2_FIRST = 22 };

// Formats that there are; those before 1.11 no Go of today reads either.
static bool is_format(int minor)
{
    return minor == 11 || minor == 19 || minor == 21 || minor == 22 ||
           minor == 23 || minor == 25 || minor == 26;
}

bool gotrace_read(struct gotrace *x, const uint8_t *data, size_t size,
                  struct trace *to)
{
    struct gobytes b = {data, data, data + size};
    struct goemit e;

    CHECK((to != NULL) == x->measured);
    x->minor = gobatch_version(data, size);
    if (!is_format(x->minor)) {
        bool other = size >= 5 && memcmp(data, "go 1.", 5) == 0;
        gofault_set(&x->fault, &b, data,
                    other ? "this format of Go's execution traces is not known "
                            "(1.11, 1.19, 1.21, 1.22, 1.23, 1.25, 1.26 are)"
                          : "this is no Go execution trace");
        return false;
    }
    b.at += GOTRACE_HEADER;
    x->events = 0;
    goemit_init(&e, x, to);
    bool ok = x->minor >= V2_FIRST ? gotrace_v2(&e, b) : gotrace_v1(&e, b);
    x->end = e.last;
    goemit_release(&e);
    x->measured = ok;
    return ok;
}

void gotrace_release(struct gotrace *x)
{
    gofault_release(&x->fault);
    free(x->truncated);
    idmap_release(&x->named);
    vec_release(&x->fn);
    strtab_release(&x->names);
    *x = (struct gotrace){0};
}

const char *gotrace_drop_name(enum gotrace_drop d)
{
    static const char *const name[GODROPS] = {
#define DROP(e, name) [GODROP_##e] = name,
#include "trace/gotrace_drops.def"
#undef DROP
    };

    CHECK((unsigned)d < GODROPS);
    return name[d];
}
