// strtab: interned names. Equal text is the same pointer, so names compare by
// ==.
#ifndef BASE_STRTAB_H
#define BASE_STRTAB_H

#include <stddef.h>
#include <stdint.h>

struct strtab {
    const char **slot; // open addressing
    size_t n, cap;
    struct strtab_mem *mem;
};

// The interned, NUL-terminated copy of s[0..n). Valid until strtab_release.
const char *strtab_intern(struct strtab *t, const char *s, size_t n);
const char *strtab_cstr(struct strtab *t, const char *s);

void strtab_release(struct strtab *t);

#endif
