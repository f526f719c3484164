#include "lang/universe.h"

#include <assert.h>

#include "base/check.h"
#include "lang/constant.h"

// ---- scopes ----

enum { SLOTS_MIN = 8 };

struct scope *scope_new(struct arena *a, struct scope *outer)
{
    struct scope *s = arena_new(a, struct scope);

    s->outer = outer;
    s->func = outer == NULL ? NULL : outer->func;
    return s;
}

// The slot that has the name or that is free for it.
static size_t slot_of(const struct scope *s, const char *name)
{
    uint64_t h = (uint64_t)(uintptr_t)name * UINT64_C(0x9e3779b97f4a7c15);
    size_t i = (size_t)(h >> 32) & (s->cap - 1);

    while (s->slot[i] != NULL && s->slot[i]->name != name)
        i = (i + 1) & (s->cap - 1);
    return i;
}

struct object *scope_find(const struct scope *s, const char *name)
{
    return s->cap == 0 ? NULL : s->slot[slot_of(s, name)];
}

static void grow(struct arena *a, struct scope *s)
{
    struct scope old = *s;

    s->cap = old.cap == 0 ? SLOTS_MIN : 2 * old.cap;
    s->slot = arena_array(a, s->cap, sizeof *s->slot);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i] != NULL)
            s->slot[slot_of(s, old.slot[i]->name)] = old.slot[i];
}

struct object *scope_insert(struct arena *a, struct scope *s,
                            struct object *obj)
{
    CHECK(obj->name != NULL);
    if (s->cap == 0 || 4 * (s->n + 1) > 3 * s->cap)
        grow(a, s);
    size_t i = slot_of(s, obj->name);
    if (s->slot[i] != NULL)
        return s->slot[i];
    s->slot[i] = obj;
    s->n++;
    return NULL;
}

// ---- predeclared names ----

static struct object *declare(struct lang *l, enum object_kind kind,
                              const char *name, struct type *t)
{
    struct object *obj = arena_new(&l->arena, struct object);

    obj->kind = kind;
    obj->name = strtab_cstr(&l->names, name);
    obj->type = t;
    struct object *other = scope_insert(&l->arena, l->universe, obj);
    CHECK(other == NULL);
    return obj;
}

static struct type *new_type(struct lang *l, enum type_kind kind)
{
    struct type *t = arena_new(&l->arena, struct type);

    t->kind = kind;
    return t;
}

// A basic or interface type that prints as its name.
static struct type *declare_type(struct lang *l, enum type_kind kind,
                                 const char *name)
{
    struct type *t = new_type(l, kind);

    t->obj = declare(l, OBJ_TYPE, name, t);
    return t;
}

static void declare_basic_types(struct lang *l, struct universe *u)
{
    static const char *const names[TYPE_UNTYPED_BOOL] = {
        [TYPE_BOOL] = "bool",       [TYPE_INT] = "int",
        [TYPE_INT8] = "int8",       [TYPE_INT16] = "int16",
        [TYPE_INT32] = "int32",     [TYPE_INT64] = "int64",
        [TYPE_UINT] = "uint",       [TYPE_UINT8] = "uint8",
        [TYPE_UINT16] = "uint16",   [TYPE_UINT32] = "uint32",
        [TYPE_UINT64] = "uint64",   [TYPE_UINTPTR] = "uintptr",
        [TYPE_FLOAT32] = "float32", [TYPE_FLOAT64] = "float64",
        [TYPE_STRING] = "string",
    };

    for (int k = 0; k < TYPE_POINTER; k++)
        u->types[k] = k > TYPE_INVALID && k < TYPE_UNTYPED_BOOL
                          ? declare_type(l, (enum type_kind)k, names[k])
                          : new_type(l, (enum type_kind)k);
    u->byte_type = declare_type(l, TYPE_UINT8, "byte");
    u->rune_type = declare_type(l, TYPE_INT32, "rune");
    u->any = declare_type(l, TYPE_INTERFACE, "any");
    u->empty_interface = new_type(l, TYPE_INTERFACE);
    // Names of later levels: known, so that they can be named in a message.
    declare(l, OBJ_TYPE, "complex64", u->types[TYPE_INVALID]);
    declare(l, OBJ_TYPE, "complex128", u->types[TYPE_INVALID]);
    declare(l, OBJ_TYPE, "comparable", u->types[TYPE_INVALID]);
}

// type error interface { Error() string }
static void declare_error(struct lang *l, struct universe *u)
{
    struct type *t = new_type(l, TYPE_NAMED);
    struct type *sig = new_type(l, TYPE_FUNC);
    struct type *iface = new_type(l, TYPE_INTERFACE);

    sig->nresults = 1;
    sig->results = arena_array(&l->arena, 1, sizeof *sig->results);
    sig->results[0] = u->types[TYPE_STRING];
    iface->nfields = 1;
    iface->fields = arena_array(&l->arena, 1, sizeof *iface->fields);
    iface->fields[0].name = strtab_cstr(&l->names, "Error");
    iface->fields[0].type = sig;
    t->obj = declare(l, OBJ_TYPE, "error", t);
    t->underlying = iface;
    u->error_type = t;
}

static void declare_constants(struct lang *l, struct universe *u)
{
    struct type *untyped = u->types[TYPE_UNTYPED_BOOL];

    declare(l, OBJ_CONST, "true", untyped)->value = const_bool(true);
    declare(l, OBJ_CONST, "false", untyped)->value = const_bool(false);
    u->iota = declare(l, OBJ_CONST, "iota", u->types[TYPE_UNTYPED_INT]);
    declare(l, OBJ_NIL, "nil", u->types[TYPE_UNTYPED_NIL]);
}

static void declare_builtins(struct lang *l, struct universe *u)
{
    static const char *const names[] = {
        [BUILTIN_APPEND] = "append",   [BUILTIN_CAP] = "cap",
        [BUILTIN_CLEAR] = "clear",     [BUILTIN_CLOSE] = "close",
        [BUILTIN_COMPLEX] = "complex", [BUILTIN_COPY] = "copy",
        [BUILTIN_DELETE] = "delete",   [BUILTIN_IMAG] = "imag",
        [BUILTIN_LEN] = "len",         [BUILTIN_MAKE] = "make",
        [BUILTIN_MAX] = "max",         [BUILTIN_MIN] = "min",
        [BUILTIN_NEW] = "new",         [BUILTIN_PANIC] = "panic",
        [BUILTIN_PRINT] = "print",     [BUILTIN_PRINTLN] = "println",
        [BUILTIN_REAL] = "real",       [BUILTIN_RECOVER] = "recover",
    };
    static_assert(sizeof names / sizeof names[0] == BUILTIN_RECOVER + 1,
                  "every built-in has a name");

    for (int b = 0; b <= BUILTIN_RECOVER; b++)
        declare(l, OBJ_BUILTIN, names[b], u->types[TYPE_INVALID])->builtin =
            (enum builtin)b;
}

void universe_init(struct lang *l)
{
    struct universe *u = arena_new(&l->arena, struct universe);

    l->universe = &u->scope;
    declare_basic_types(l, u);
    declare_error(l, u);
    declare_constants(l, u);
    declare_builtins(l, u);
}
