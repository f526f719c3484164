// sema_impl: what the files of the type checker share. Only sema*.c include it.
//
// An expression is its own operand: checking fills in mode, type and value of
// the node, and what an operator needs of its operands is read from there.
// After an error the mode is MODE_INVALID, and nothing more is said about it.
// Copies of nodes stand for the parts of tuples.
//
// The functions are named after those of types2 where they do the same.
#ifndef LANG_SEMA_IMPL_H
#define LANG_SEMA_IMPL_H

#include "base/vec.h"
#include "lang/constant.h"
#include "lang/sema.h"
#include "lang/universe.h"

// States of objects while they are resolved; predeclared and local ones are
// DONE from the start (0).
enum { OBJECT_DONE, OBJECT_WAITING, OBJECT_RESOLVING };

// States of interface types: whether embedded methods are in fields.
enum { INTERFACE_NEW, INTERFACE_BUSY, INTERFACE_COMPLETE };

// Where checking stands.
struct env {
    struct scope *scope;
    struct func_decl *func; // innermost function, NULL at package level
    uint32_t node;          // of the dependency graph, 0 none
    bool has_iota;
    int64_t iota;
    struct pos errpos; // for errors in repeated constant expressions
    bool has_call;     // a call or a receive was seen
};

// What has to wait until the types around are complete.
enum delayed_kind {
    DELAYED_BODY, // func
    DELAYED_TYPE, // layout and validity of type, whose expression is at pos
    DELAYED_INTERFACE, // methods of embedded interfaces
    DELAYED_MAP_KEY,
    DELAYED_EMBEDDED, // type of an embedded field
    DELAYED_RECEIVER, // type of the receiver of func
    DELAYED_CHAN,     // size of the elements
    DELAYED_ARRAY,    // last, so that other errors of the line go first:
    DELAYED_MAP,      // that the construct is of a later level
};

struct delayed {
    enum delayed_kind kind;
    struct pos pos;
    struct type *type;
    struct func_decl *func;
    struct env env;
};

// An interface literal, in a defined type or not.
struct interface {
    struct type *type;
    struct pos pos;
};

// The dependency graph of package variables and functions.
struct edge {
    uint32_t to;
    struct edge *next;
};

struct node {
    struct object *obj;        // a variable or a function
    struct decl *init;         // variables: what initialises it, or NULL
    struct edge *edges, *last; // in the order of the source
};

struct capture {
    const struct func_decl *func;
    const struct object *obj;
};

struct import {
    struct object *obj; // OBJ_PACKAGE
    struct decl *decl;
    bool dot;
};

struct sema {
    struct lang *l;
    struct arena *a;
    struct universe *u;
    struct package *pkg;
    struct scope *file_scope;
    struct env env;
    int depth;        // of the recursion through nodes and declarations
    size_t nliterals; // function literals at package level
    size_t concatenated_bytes;
    VEC(struct delayed) delayed;
    VEC(struct object *) path;   // objects being resolved
    VEC(struct object *) locals; // variables that must be used
    VEC(struct node) nodes;      // from 1
    VEC(struct import) imports;
    VEC(struct interface) interfaces;
    VEC(struct object *) methods; // that wait for their type
    struct capture *captures;     // open hash of what literals use
    size_t ncaptures, captures_cap;
};

// Of all constant strings that are put together.
enum { CONCATENATED_MAX_BYTES = 64 << 20 };

// What an expression may be used as.
enum use { USE_CONVERSION, USE_EXPRESSION, USE_STATEMENT };

// ---- sema_format.c: messages ----

// Reports an error. %s string, %d int, %l int64_t, %q string in quotes,
// %e expression, %o operand ("x (variable of type int)"), %t type,
// %m method (name, type), %v constant (struct const_value *), %k token, %p
// struct pos, %% percent.
void sema_error(struct sema *s, struct pos pos, const char *fmt, ...);

// Adds a note to the last error, in the same words. Nothing when pos is of a
// predeclared object.
void sema_note(struct sema *s, struct pos pos, const char *fmt, ...);
// "other declaration of".
void sema_note_other(struct sema *s, const struct object *other);

// Whether an error at pos would be shown, not only counted.
bool sema_reports(const struct sema *s);

// The same as text in the arena; for causes.
const char *sema_text(struct sema *s, const char *fmt, ...);

// Where an expression begins.
struct pos sema_start(const struct expr *e);
struct expr *sema_unparen(struct expr *e);

// ---- sema_level.c ----

enum feature {
#define FEATURE(id, text, level, supported, checked) FEATURE_##id,
#include "lang/levels.def"
#undef FEATURE
    FEATURE_COUNT
};

// True when the construct is supported; else reports its name and level.
bool level_check(struct sema *s, enum feature f, struct pos pos);

// The level of a member ("Tick", "Time.Format") that real Go's package has, or
// NULL when it has none of the name.
const char *level_of_member(const char *path, const char *name);

// The level of a package, "-" for one that is not to come, NULL for unknown.
const char *level_of_import(const char *path);

// ---- sema.c ----

struct object *sema_new_object(struct sema *s, enum object_kind kind,
                               const char *name, struct pos pos);
// Declares obj in the current scope unless it is blank. False after a message.
bool sema_declare(struct sema *s, struct object *obj);
// Finds a name in the current scope and those around it; sets *where.
struct object *sema_lookup(struct sema *s, const char *name,
                           struct scope **where);
void sema_open_scope(struct sema *s);
void sema_close_scope(struct sema *s);
void sema_delay(struct sema *s, enum delayed_kind kind, struct pos pos,
                struct type *t);
void sema_delay_body(struct sema *s, struct func_decl *f);
// Does what was delayed since there were top things to do.
void sema_process_delayed(struct sema *s, size_t top);
void sema_add_dependency(struct sema *s, struct object *obj);
// The package is used when one of its names is.
void sema_use_dot_import(struct sema *s, const struct object *obj);

// ---- sema_collect.c, sema_decl.c ----

void sema_collect_objects(struct sema *s);
// There must be as many values as names; one value may be a call.
void sema_check_arity(struct sema *s, struct decl *d);
// The object of a type declaration, with a new named type unless it is an
// alias.
struct object *sema_new_type_object(struct sema *s, struct decl *d);
void sema_resolve(struct sema *s, struct object *obj);
void sema_package_objects(struct sema *s);
void sema_decl_stmt(struct sema *s, struct decl *d);
void sema_func_body(struct sema *s, const struct delayed *d);
void sema_const_value(struct sema *s, struct object *obj,
                      struct expr *type_expr, struct expr *init);

// ---- sema_init.c ----

void sema_init_order(struct sema *s);

// ---- sema_type.c: type expressions ----

// The type that e denotes; reports and returns the invalid type otherwise.
struct type *sema_type(struct sema *s, struct expr *e);
struct type *sema_new_type(struct sema *s, enum type_kind kind,
                           struct type *elem, struct pos pos);
// Declares the parameters and results in the current scope, as variables of f
// (NULL: of a function type).
struct type *sema_signature(struct sema *s, struct signature *sig,
                            struct func_decl *f, struct pos pos);
struct type *sema_tuple(struct sema *s, struct type **v, size_t n);
// The [...]T of a composite literal: length -1 until the elements are known.
struct type *sema_open_array(struct sema *s, struct expr *e);
void sema_complete_interface(struct sema *s, struct type *t);
// ---- sema_valid.c: what can only be checked when types are complete ----

void sema_check_delayed_type(struct sema *s, const struct delayed *d);
// Reports interface literals that lead to themselves.
// Source: cmd/compile/internal/noder/irgen.go: checkFiles.
void sema_check_interfaces(struct sema *s);
void sema_cycle_error(struct sema *s, struct object **cycle, size_t n,
                      bool initialization);

// ---- sema_expr.c ----

// Checks e, whatever it is: value, type, package, built-in. hint is the type of
// an elided composite literal, or NULL.
enum use sema_raw(struct sema *s, struct expr *e, struct type *hint);
// Checks that e is one value. False when it is not (and was reported).
bool sema_expr(struct sema *s, struct expr *e);
bool sema_expr_hint(struct sema *s, struct expr *e, struct type *hint);
bool sema_expr_or_type(struct sema *s, struct expr *e);
// As sema_expr, but e may have several results.
bool sema_multi(struct sema *s, struct expr *e);
// Checks for errors and uses, in the presence of other errors.
bool sema_use(struct sema *s, struct expr *e);
bool sema_use_left(struct sema *s, struct expr *e);
void sema_ident(struct sema *s, struct expr *e, bool want_type);
void sema_binary(struct sema *s, struct expr *e, bool assign_op);
bool sema_single(struct sema *s, struct expr *e);
void sema_set(struct expr *e, enum expr_mode mode, struct type *t);
struct type *sema_invalid(struct sema *s);
struct type *sema_basic(struct sema *s, enum type_kind kind);

// ---- sema_operator.c ----

void sema_unary(struct sema *s, struct expr *e);
// Compares x and y; the result goes to e. case_: of a switch.
bool sema_comparison(struct sema *s, struct expr *x, struct expr *y,
                     enum token op, bool case_, struct expr *e);
bool sema_match_types(struct sema *s, struct expr *x, struct expr *y);
struct type *sema_chan_elem(struct sema *s, struct expr *x, struct pos pos,
                            bool receive);

// ---- sema_convert.c: assignability and conversion ----

struct type *sema_default_type(struct sema *s, struct type *t);
// Gives the untyped expression e and its operands the type t.
void sema_update_type(struct sema *s, struct expr *e, struct type *t,
                      bool final);
bool sema_convert_untyped(struct sema *s, struct expr *x, struct type *t);
// *cause is set to a reason or left alone; cause may be NULL.
bool sema_assignable(struct sema *s, struct expr *x, struct type *t,
                     const char **cause);
// Assigns x to a variable of type t (NULL: the blank identifier); context is
// for the message. False when it does not fit.
bool sema_assignment(struct sema *s, struct expr *x, struct type *t,
                     const char *context);
// e is the call T(x).
void sema_conversion(struct sema *s, struct expr *e, struct expr *x,
                     struct type *t);
bool sema_implements(struct sema *s, struct type *v, struct type *t,
                     const char **cause);
// Whether a value of interface type v can hold a t.
bool sema_assertable(struct sema *s, struct type *v, struct type *t,
                     const char **cause);
// Checks that the constant of e fits its type.
void sema_overflow(struct sema *s, struct expr *e, bool fits);

// ---- sema_call.c, sema_builtin.c, sema_select.c, sema_literal.c,
//      sema_index.c ----

enum use sema_call(struct sema *s, struct expr *e);
// The values that the n expressions give; one alone may give several. *out is
// in the arena.
size_t sema_expr_list(struct sema *s, struct expr **v, size_t n,
                      struct expr ***out);
void sema_arguments(struct sema *s, struct expr *call, struct type *sig,
                    struct expr **args, size_t nargs);
// "(number, string)" of operands or of types.
const char *sema_summary(struct sema *s, struct expr **v, size_t n,
                         bool spread);
const char *sema_type_summary(struct sema *s, struct type **v, size_t n,
                              bool variadic);
enum use sema_builtin(struct sema *s, struct expr *e);
void sema_selector(struct sema *s, struct expr *e, bool want_type);
const char *sema_lookup_error(struct sema *s, struct type *t, const char *name,
                              bool literal);
void sema_composite(struct sema *s, struct expr *e, struct type *hint);
void sema_check_duplicate_keys(struct sema *s, struct expr *literal);
void sema_func_literal(struct sema *s, struct expr *e);
void sema_index(struct sema *s, struct expr *e);
void sema_slice(struct sema *s, struct expr *e);
// Checks an index; *value is its constant value or -1. max < 0: no bound.
bool sema_index_value(struct sema *s, struct expr *e, int64_t max,
                      int64_t *value);
// *T of an array type T gives T.
struct type *sema_array_of(struct type *t);

// ---- sema_stmt.c, sema_assign.c, sema_switch.c, sema_flow.c ----

void sema_stmt_list(struct sema *s, const struct block *b);
void sema_stmt(struct sema *s, struct stmt *st);
void sema_condition(struct sema *s, struct expr *e, const char *where);
// Initialises variables of type obj->type, or that get it, from n expressions.
void sema_init_vars(struct sema *s, struct object **vars, size_t nvars,
                    struct expr_list *values, struct stmt *ret);
bool sema_init_var(struct sema *s, struct object *obj, struct expr *x,
                   const char *context);
bool sema_assign_var(struct sema *s, struct expr *left, struct expr *x,
                     const char *context);
void sema_assign(struct sema *s, struct stmt *st);
void sema_mark_root(struct expr *e, bool assigned);
void sema_switch(struct sema *s, struct stmt *st);
void sema_type_switch(struct sema *s, struct stmt *st);
void sema_select(struct sema *s, struct stmt *st);
void sema_range(struct sema *s, struct stmt *st);
bool sema_is_terminating(const struct block *b);

#endif
