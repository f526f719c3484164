// types: Go types, objects and scopes, as sema makes them and emit reads them.
//
// Identical types need not be the same pointer: use type_identical. Named types
// are identical only to themselves.
#ifndef LANG_TYPES_H
#define LANG_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "lang/ast.h"

enum type_kind {
    TYPE_INVALID,
    TYPE_BOOL,
    TYPE_INT,
    TYPE_INT8,
    TYPE_INT16,
    TYPE_INT32, // rune
    TYPE_INT64,
    TYPE_UINT,
    TYPE_UINT8, // byte
    TYPE_UINT16,
    TYPE_UINT32,
    TYPE_UINT64,
    TYPE_UINTPTR,
    TYPE_FLOAT32,
    TYPE_FLOAT64,
    TYPE_STRING,
    TYPE_UNTYPED_BOOL,
    TYPE_UNTYPED_INT,
    TYPE_UNTYPED_RUNE,
    TYPE_UNTYPED_FLOAT,
    TYPE_UNTYPED_STRING,
    TYPE_UNTYPED_NIL,
    TYPE_POINTER,   // elem
    TYPE_SLICE,     // elem
    TYPE_ARRAY,     // elem, length
    TYPE_MAP,       // key, elem
    TYPE_CHAN,      // elem, dir
    TYPE_STRUCT,    // fields
    TYPE_FUNC,      // params, results, variadic
    TYPE_INTERFACE, // methods, sorted by name
    TYPE_TUPLE,     // results of a call: params
    TYPE_NAMED,     // obj, underlying, methods
};

struct type_field {
    const char *name; // interned
    struct type *type;
    bool embedded;
    struct pos pos;
    const struct package *package; // of unexported names
    const char *tag;               // struct: part of the type's identity
};

// How far type_layout got.
enum { LAYOUT_NONE, LAYOUT_BUSY, LAYOUT_DONE };

struct type {
    enum type_kind kind;
    struct type *elem, *key;
    int64_t length;
    enum chan_dir dir;
    // struct: fields; interface: methods with types; func: the names of its
    // parameters and results for messages, or none
    struct type_field *fields;
    size_t nfields;
    // func; tuple: params; interface: params are the embedded types, whose
    // methods are in fields too once the type is complete
    struct type **params, **results;
    size_t nparams, nresults;
    struct pos *param_pos; // interface: of the embedded types
    bool variadic;         // the last parameter is a slice
    // TYPE_NAMED
    struct object *obj;
    struct type *underlying; // never TYPE_NAMED once complete
    struct object **methods; // declared methods (OBJ_FUNC), in source order
    size_t nmethods;
    void *rtype; // emit: the run-time descriptor
    int state;   // sema: resolving, done
    // Basic types and any: obj is the name (byte, rune), NULL underlying.
    uint16_t depth; // of type literals, up to the next named type
    // by type_layout, of structs, arrays and named types
    uint8_t layout, align;
    bool incomparable;
    bool has_embedded; // struct: a field is embedded
    uint8_t cyclic;    // interface: sema: whether it leads back to itself
    int64_t size;      // bytes in real Go; -1: larger than the address space
    // by type_index: open hash of the numbers + 1 of fields or, in named types,
    // of methods; NULL when there are few
    uint32_t *slots;
    size_t nslots;
};

enum object_kind {
    OBJ_PACKAGE,
    OBJ_CONST,
    OBJ_TYPE,
    OBJ_VAR,
    OBJ_FUNC,
    OBJ_BUILTIN,
    OBJ_NIL,
};

enum builtin {
    BUILTIN_APPEND,
    BUILTIN_CAP,
    BUILTIN_CLEAR,
    BUILTIN_CLOSE,
    BUILTIN_COMPLEX,
    BUILTIN_COPY,
    BUILTIN_DELETE,
    BUILTIN_IMAG,
    BUILTIN_LEN,
    BUILTIN_MAKE,
    BUILTIN_MAX,
    BUILTIN_MIN,
    BUILTIN_NEW,
    BUILTIN_PANIC,
    BUILTIN_PRINT,
    BUILTIN_PRINTLN,
    BUILTIN_REAL,
    BUILTIN_RECOVER,
};

struct package {
    const char *path; // "main", "sync/atomic"
    const char *name; // "main", "atomic"
    struct scope *scope;
    struct file **files;
    size_t nfiles;
    struct package **imports;
    size_t nimports;
    struct decl *
        *init_order; // package variables in dependency order (DECL_VAR)
    size_t ninit;
    struct func_decl **funcs; // all declared functions and methods
    size_t nfuncs;
    const char *entry; // function that the program begins with: "main"
    bool prelude;      // part of gmpsim: may have functions without body
    int state;
};

struct object {
    enum object_kind kind;
    const char *name; // interned
    struct pos pos;
    struct package *package; // of package-level objects and methods
    struct type *type;
    struct const_value value; // OBJ_CONST
    struct decl *decl;        // package-level, while unresolved
    struct func_decl *func; // OBJ_FUNC; OBJ_VAR: the function that declares it
    struct type *recv;      // methods: the named receiver base type
    bool ptr_recv;          // methods
    enum builtin builtin;
    struct package *imported; // OBJ_PACKAGE
    // OBJ_VAR
    bool is_global, is_param, is_result, is_field;
    bool used;
    bool captured;   // used by a function literal inside func
    bool addr_taken; // &x, x.ptrMethod(), x[:] of an array …
    bool reassigned; // assigned after its declaration
    bool loop_var;   // declared by a for or range clause
    // emit
    int32_t reg;  // register, or word offset of a global; -1 none
    bool in_cell; // lives in a heap cell, reg holds its address
    int state;
    uint32_t node; // sema: number in the dependency graph, 0 none
    struct object *next_in_scope;
};

struct scope {
    struct scope *outer;
    struct object **slot; // open hash by interned pointer
    size_t n, cap;
    struct func_decl *func; // innermost function, NULL at package level
};

// The underlying type; an invalid type while a declaration is incomplete.
struct type *type_underlying(struct type *t);

// Identical as Go defines it. The second ignores struct tags (conversions).
bool type_identical(struct type *a, struct type *b);
bool type_identical_no_tags(struct type *a, struct type *b);

bool type_is_valid(struct type *t);
bool type_is_untyped(const struct type *t);
bool type_is_named(const struct type *t); // defined or predeclared
bool type_is_integer(struct type *t);
bool type_is_unsigned(struct type *t);
bool type_is_float(struct type *t);
bool type_is_numeric(struct type *t);
bool type_is_string(struct type *t);
bool type_is_boolean(struct type *t);
bool type_is_ordered(struct type *t);
bool type_is_const(struct type *t); // boolean, numeric or string
bool type_is_interface(struct type *t);
bool type_is_bytes_or_runes(struct type *t); // a slice of them
bool type_has_nil(struct type *t);

// Whether == is defined on values of the type (interfaces: it is).
bool type_comparable(struct type *t);

// Fills layout, size, align, incomparable of t and of what it contains by
// value. Returns false when it contains itself.
bool type_layout(struct type *t);

// The name of a composite kind ("slice", "func"), NULL for basic types.
const char *type_kind_name(struct type *t);

// The run-time's spelling, as %T and panics show it ("[]int", "chan<- main.T",
// "interface {}"); in the arena. Very long ones end in "…".
const char *type_string(struct arena *a, struct type *t);

// The compiler's spelling, for messages about a source of package in ("T" for
// its own types, "interface{}"), at most cap bytes.
void type_format(char *out, size_t cap, struct type *t,
                 const struct package *in);

// "String() string": name and signature, without the names of parameters.
void type_format_method(char *out, size_t cap, const char *name,
                        struct type *sig, const struct package *in);

// Makes the search for fields (structs) or methods (named types) fast where
// there are many. To be called when they are complete.
void type_index(struct arena *a, struct type *t);

// The declared method of T or *T with the name, or NULL.
struct object *type_method(struct type *t, const char *name);

// What name selects in a value of a type: a field, a declared method or an
// interface's method, at the shallowest depth of embedding.
enum { SELECTION_PATH_MAX = 64 };

struct type_selection {
    enum {
        SELECTION_NONE,
        SELECTION_FIELD,
        SELECTION_METHOD,
        SELECTION_INTERFACE,
        SELECTION_AMBIGUOUS
    } kind;
    uint16_t path[SELECTION_PATH_MAX]; // embedded fields, then the field
    size_t npath;
    bool indirect;            // through a pointer, that of t included
    struct type_field *field; // the field, or the interface's method
    int index;                // of the interface's method
    struct object *method;
};

// package: where the selector stands; unexported names of other packages are
// not found. fold: ignore case and package (to say what was perhaps meant).
struct type_selection type_select(struct type *t, const char *name,
                                  const struct package *package, bool fold);

bool name_is_exported(const char *name);

#endif
