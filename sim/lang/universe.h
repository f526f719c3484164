// universe: the predeclared names, made anew for each compilation as emit hangs
// run-time descriptors on types.
#ifndef LANG_UNIVERSE_H
#define LANG_UNIVERSE_H

#include "lang/lang.h"

struct universe {
    struct scope scope;                 // first: lang.universe points here
    struct type *types[TYPE_POINTER];   // basic and untyped types by kind
    struct type *byte_type, *rune_type; // uint8 and int32 under other names
    struct type *any;                   // interface{} named any
    struct type *empty_interface;
    struct type *error_type;
    struct object *iota;
};

// Makes l->universe.
void universe_init(struct lang *l);

static inline struct universe *universe_of(struct lang *l)
{
    return (struct universe *)l->universe;
}

// ---- scopes ----

struct scope *scope_new(struct arena *a, struct scope *outer);

// The object of the name declared in this scope alone, or NULL.
struct object *scope_find(const struct scope *s, const char *name);

// Declares obj by its name unless that name is taken; returns the object that
// has it then, else NULL.
struct object *scope_insert(struct arena *a, struct scope *s,
                            struct object *obj);

#endif
