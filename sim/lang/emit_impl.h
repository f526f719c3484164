// emit_impl: what the files of the compiler share. Only emit*.c include this.
//
// A function is compiled in one pass over its tree (struct fn). Registers are a
// stack: variables are allocated where they are declared, temporaries above
// them, and the frame of a call above all that is in use. An expression is
// given a destination or left to choose one; see emit_expr.
#ifndef LANG_EMIT_IMPL_H
#define LANG_EMIT_IMPL_H

#include "base/check.h"
#include "base/vec.h"
#include "lang/code.h"
#include "lang/emit.h"
#include "lang/types.h"

enum {
    PINNED_FIRST = 60000, // registers from here are numbers of pinned constants
    PINNED_MAX = 64,
    TYPE_WORDS_MAX = 60000,
    TYPE_NESTING_MAX = 1000,
    NO_FUNC = 0x7fffffff,
};

_Static_assert((int)PINNED_FIRST >= (int)REGS_MAX, "real registers are lower");

// ---- the program: emit.c, emit_type.c, emit_wrap.c ----

// A map from small keys to numbers.
struct keymap_entry {
    uint64_t key[3];
    uint32_t value; // number + 1; 0: free
};

struct keymap {
    struct keymap_entry *slot;
    size_t n, cap; // cap is a power of two
};

// The value of the key, which is the next one (*fresh) unless it was there.
uint32_t keymap_get(struct keymap *m, uint64_t a, uint64_t b, uint64_t c,
                    uint32_t next, bool *fresh);

// How a function that somebody referred to gets its code.
enum job_kind {
    JOB_DECL,            // a declaration or literal: decl
    JOB_NATIVE,          // calls the native that decl stands for
    JOB_INTERFACE,       // (interface, arguments): calls its method
    JOB_BOUND,           // closure with the receiver: calls func
    JOB_BOUND_INTERFACE, // closure with the interface: calls its method
    JOB_DEREF,     // (pointer, arguments): calls func with what it points to
    JOB_BOX,       // (box, arguments): calls func with what the box holds
    JOB_BOX_DEREF, // (box, arguments): ... with what the pointer in it points
                   // to
    JOB_BOX_WORD,  // func itself, with the receiver's word loaded first
    JOB_BUILTIN,   // (operands): go and defer of a built-in function
    JOB_INIT,      // initialises the variables of a package
    JOB_ENTRY,
    JOB_ERROR_TEXT, // the methods of run-time errors
};

struct job {
    enum job_kind kind;
    uint32_t id; // of the function
    struct func_decl *decl;
    struct package *package;  // DECL, NATIVE, INIT
    uint32_t func;            // that is called
    uint32_t name;            // of the interface method
    uint32_t recv_words;      // of the receiver of func
    uint32_t params, results; // words, without the receiver
    int builtin;
    struct type *type; // JOB_BUILTIN: of the first operand
};

// A run-time type and what only the compiler wants to know of it.
struct rt {
    struct rtype *rtype;
    struct type *type;
    uint32_t same_name; // number + 1 of another type spelled alike
    bool boxed;         // values become interfaces: methods are needed
};

struct emit {
    struct lang *l;
    struct diag *diag;
    struct code *out;
    struct arena *arena; // that of out
    VEC(struct func *) funcs;
    VEC(struct job) jobs;
    VEC(uint32_t) late; // jobs JOB_BOX_WORD: they copy finished functions
    VEC(word) consts;
    VEC(struct rt) types;
    VEC(uint32_t) boxed; // numbers of types, in the order of first use
    VEC(const char *) names;
    VEC(struct type *) pending; // types whose parts have no rtype yet
    struct keymap const_map, type_map, name_map, wrap_map;
    uint32_t nglobals;
    int type_depth;
    struct package *package; // of the function that is being compiled
    size_t ninits; // init functions of the package that have got their number
    bool native_used[NAT_COUNT];
};

// Reports a construct that the compiler does not have.
__attribute__((format(printf, 3, 4))) void
emit_error(struct emit *e, struct pos pos, const char *fmt, ...);

// The number of the function with this declaration, which gets code.
uint32_t emit_func(struct emit *e, struct func_decl *d);

// The number of a generated function; those alike are made once. The fields of
// job that its kind uses are given.
uint32_t emit_wrapper(struct emit *e, struct job job, const char *name);

// The number of a method: of its name (package decides for unexported ones) and
// its signature, as types have a method only if both are right.
uint32_t emit_method_name(struct emit *e, const char *name,
                          const struct package *package, struct type *sig);

// Constants by their word, and strings.
uint32_t emit_const_word(struct emit *e, word w);
uint32_t emit_const_string(struct emit *e, const char *s, size_t len);

struct rtype *emit_rtype(struct emit *e, struct type *t);
uint32_t emit_words(struct emit *e, struct type *t);
uint32_t emit_tuple_words(struct emit *e, struct type **v, size_t n);

// The rtype of a type whose values become interfaces.
struct rtype *emit_boxed(struct emit *e, struct type *t);
// Makes the methods of boxed types number from..n-1 in e->boxed.
void emit_methods(struct emit *e, size_t from);
void emit_type_error_runtime(struct emit *e);
// Sorts names, methods and natives; nothing may be added afterwards.
void emit_finish_types(struct emit *e);

// Words before field i of a struct type.
uint32_t emit_field_offset(struct emit *e, struct type *t, size_t i);

// The untyped constant types as what they become without a context.
struct type *emit_default_type(struct emit *e, struct type *t);
struct type *emit_basic(struct emit *e, enum type_kind kind);

// ---- a function under construction: emit_fn.c ----

struct label_ref {
    uint32_t slot;
    struct label_ref *next;
};

// A place to jump to. Zero-initialised is valid: not placed yet.
struct label {
    bool placed;
    uint32_t at;
    struct label_ref *refs;
};

// A constant that loops use: loaded into a register at the function's entry.
struct pinned {
    uint16_t op;
    int32_t bc;
};

// A statement that break or continue may mean.
struct flow {
    struct flow *outer;
    struct stmt *stmt;
    struct label *on_break, *on_continue;
};

// A call that was evaluated ahead of the expression it stands in.
struct hoisted {
    const struct expr *e;
    uint32_t reg;
};

struct fn {
    struct emit *e;
    struct func *out;
    struct func_decl *decl; // NULL in generated functions
    VEC(union instr) code;
    VEC(struct pos) pos;
    struct pos here;   // of the instructions to come
    uint32_t top;      // first free register
    uint32_t vars_top; // registers from here on nobody but the expression that
                       // is being evaluated knows: it may write them early
    uint32_t max;      // registers used at most
    uint32_t fixed;    // parameters and results lie below
    uint32_t closure;  // register of the closure, or REG_NONE
    struct pinned pinned[PINNED_MAX];
    uint32_t npinned;
    int loop_depth;
    bool dead; // control cannot come here
    uint16_t last_op;
    bool too_large;
    struct flow *flow;
    struct label epilogue;
    VEC(struct hoisted) hoisted;
};

void fn_init(struct fn *f, struct emit *e, struct func *out);
// Moves the code to out.
void fn_finish(struct fn *f);

uint32_t fn_alloc(struct fn *f, uint32_t words);
// Allocates unless dest is a register.
uint32_t fn_dest(struct fn *f, uint32_t dest, uint32_t words);
// Where an expression's value will lie while its operands are evaluated: dest,
// or, when that is REG_NONE, where they begin.
struct spot {
    uint32_t dest, mark;
};
struct spot fn_spot(const struct fn *f, uint32_t dest);
// Frees the registers of the operands, which the next instruction may still
// read, and returns the register for the value.
uint32_t fn_land(struct fn *f, struct spot s, uint32_t words);
// Whether the register may be written before the operands are all read.
bool fn_is_fresh(const struct fn *f, uint32_t reg);
// Makes the registers up to top variables.
void fn_seal(struct fn *f);

// Append an instruction; the slot is returned.
uint32_t fn_op(struct fn *f, enum opcode op, uint32_t a, uint32_t b,
               uint32_t c);
uint32_t fn_wide(struct fn *f, enum opcode op, uint32_t a, int64_t bc);
void fn_ext(struct fn *f, int64_t lo, int64_t hi);

// op with a jump in bc, or with ext: in the extension, whose hi is imm.
void fn_jump(struct fn *f, enum opcode op, uint32_t a, struct label *to);
void fn_branch(struct fn *f, enum opcode op, uint32_t a, uint32_t b,
               struct label *to, int64_t imm);
void fn_place(struct fn *f, struct label *l);
void fn_ret(struct fn *f);

void fn_move(struct fn *f, uint32_t to, uint32_t from, uint32_t words);
void fn_zero(struct fn *f, uint32_t reg, uint32_t words);

// The constant that the instruction (op bc) loads, in dest or, without dest,
// anywhere: in loops in a register that holds it for the whole function.
uint32_t fn_load(struct fn *f, enum opcode op, int64_t bc, uint32_t dest);
uint32_t fn_int(struct fn *f, int64_t value, uint32_t dest);

// ---- variables and places: emit_loc.c ----

enum loc_kind { LOC_BLANK, LOC_REG, LOC_GLOBAL, LOC_MEM, LOC_ELEM };

// A place that holds a value: operands evaluated, not yet read or written.
struct loc {
    enum loc_kind kind;
    struct type *type;
    uint32_t reg;    // REG: first register; MEM: address; ELEM: slice
    uint32_t index;  // ELEM: index
    uint32_t offset; // MEM, GLOBAL: words
    bool stale;      // REG, GLOBAL: bytes above a small type may be anything
    bool not_nil;    // MEM: the address is known to be good
};

bool loc_in_cell(const struct fn *f, const struct object *o);
struct loc loc_of_object(const struct object *o);
struct loc loc_of(struct fn *f, struct expr *e);
struct loc loc_memory(uint32_t reg, struct type *t);
uint32_t loc_load(struct fn *f, const struct loc *l, uint32_t dest);
void loc_store(struct fn *f, const struct loc *l, uint32_t reg);
uint32_t loc_address(struct fn *f, struct loc *l, uint32_t dest);
// Copies the operands that are variables, which may change before the use.
void loc_keep(struct fn *f, struct loc *l);

// The part at offset words of *l, as a place of its own.
struct loc loc_field(struct fn *f, struct loc l, uint32_t offset,
                     struct type *t);
// Walks the embedded fields and the field of a selector.
struct loc loc_path(struct fn *f, struct expr *sel, size_t npath);

// Makes slices that were loaded from memory to reg safe.
void loc_check_slices(struct fn *f, uint32_t reg, const struct rtype *r);
// Extends the register to the small type.
void emit_extend(struct fn *f, struct type *t, uint32_t to, uint32_t from);
bool type_is_small(struct type *t); // fewer bytes than a word

// Declares a variable whose words lie in reg, or are zero (REG_NONE). Its
// register was allocated by loc_declare.
uint32_t loc_declare(struct fn *f, struct object *o);
void loc_begin(struct fn *f, struct object *o, uint32_t reg);

// ---- expressions ----

// Operands: expressions, or registers with e NULL.
struct operand {
    struct expr *e;
    uint32_t reg;
    struct type *type;
};

// The value of e in registers; the first is returned. With dest (a register,
// not REG_NONE) it is dest, which, unless it is fresh, is written last.
// Without, it may be that of a variable: a later assignment changes it.
uint32_t emit_expr(struct fn *f, struct expr *e, uint32_t dest);
// The same, assigned to a variable of type to: constants and interfaces.
uint32_t emit_value(struct fn *f, struct expr *e, struct type *to,
                    uint32_t dest);
// What lies in reg as type from, as type to.
uint32_t emit_assign_reg(struct fn *f, uint32_t reg, struct type *from,
                         struct type *to, uint32_t dest);
uint32_t emit_const(struct fn *f, const struct const_value *v, struct type *t,
                    uint32_t dest);
uint32_t emit_box(struct fn *f, uint32_t reg, struct type *t, uint32_t dest);
// An index or a length: an integer of any type or a constant.
uint32_t emit_integer(struct fn *f, struct expr *e, uint32_t dest);

// Evaluates the calls in v[0..n) (NULL: none) ahead when what stands between
// them reads variables that they might change, as Go's compiler does. Returns a
// mark.
size_t emit_hoist(struct fn *f, struct expr *const *v, size_t n);
void emit_unhoist(struct fn *f, size_t mark);

struct expr *expr_unparen(struct expr *e);
bool expr_is_blank(const struct expr *e);
// The value when it is an integer constant of 32 bits.
bool expr_small_int(struct expr *e, int32_t *out);
struct object *expr_object(struct expr *e);
struct object *expr_func(struct expr *e); // that e names, or NULL

// x op y of type t, op a binary arithmetic operator or shift.
uint32_t emit_arith(struct fn *f, struct pos pos, enum token op, struct type *t,
                    struct operand x, struct operand y, uint32_t dest);
uint32_t emit_binary(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_unary(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_conversion(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_composite(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_composite_address(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_slice_expr(struct fn *f, struct expr *e, uint32_t dest);
// A slice of elem with the values v[0..n).
uint32_t emit_slice_of(struct fn *f, struct type *elem, struct operand *v,
                       size_t n, uint32_t dest);
// x, or what lies in its register, as a value of type t.
uint32_t emit_operand(struct fn *f, struct operand x, struct type *t,
                      uint32_t dest);
// In a comma-ok place (MODE_TUPLE) the boolean follows the value.
uint32_t emit_assert(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_receive(struct fn *f, struct expr *e, uint32_t dest);

// Jumps to the label when e is want, else falls through.
void emit_cond(struct fn *f, struct expr *e, bool want, struct label *to);
void emit_compare_jump(struct fn *f, struct pos pos, enum token op,
                       struct operand x, struct operand y, bool want,
                       struct label *to);
uint32_t emit_compare(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_logical(struct fn *f, struct expr *e, uint32_t dest);

// ---- calls ----

enum call_mode { CALL_NOW, CALL_GO, CALL_DEFER };

uint32_t emit_call(struct fn *f, struct expr *e, uint32_t dest);
void emit_go_defer(struct fn *f, struct expr *e, enum call_mode mode);
uint32_t emit_builtin(struct fn *f, struct expr *e, uint32_t dest);
void emit_builtin_go_defer(struct fn *f, struct expr *e, enum call_mode mode);
// The built-in functions that wrappers need too, on operands in registers.
void emit_builtin_regs(struct fn *f, int builtin, struct type *t,
                       uint32_t args);
// The native that implements a declaration without body; reports when none.
enum native emit_native(struct emit *e, struct func_decl *d, struct package *p);
void emit_native_call(struct fn *f, uint32_t area, enum native n);
// The frame of a call of so many words; its arguments begin FRAME_WORDS above.
uint32_t emit_area(struct fn *f, uint32_t params, uint32_t results);
uint32_t emit_method_value(struct fn *f, struct expr *e, uint32_t dest);
uint32_t emit_method_expr_func(struct fn *f, struct expr *e);
uint32_t emit_closure(struct fn *f, struct func_decl *d, uint32_t dest);
// The receiver of a method call or value, to dest or anywhere.
uint32_t emit_receiver(struct fn *f, struct expr *sel, uint32_t dest);
uint32_t emit_receiver_words(struct emit *e, const struct object *method);
// The words of the values v[0..n), or of the one call among them that gives
// several, converted to types, into consecutive registers from dest on.
void emit_values(struct fn *f, struct expr_list v, struct type **types,
                 size_t ntypes, uint32_t dest);
// The values of the one call in v that gives several, as operands in the arena.
struct operand *emit_tuple(struct fn *f, struct expr_list v, size_t *n);
// The same, or else the expressions of v.
struct operand *emit_operands(struct fn *f, struct expr_list v, size_t *n);
bool expr_list_is_tuple(struct expr_list v);

// ---- statements ----

void emit_block(struct fn *f, struct block *b);
void emit_stmt(struct fn *f, struct stmt *s);
void emit_assign(struct fn *f, struct stmt *s);
void emit_incdec(struct fn *f, struct stmt *s);
// Declares objs[0..n) (NULL: blank) with the values, or zero without values.
void emit_define(struct fn *f, struct object **objs, size_t n,
                 struct expr_list values);
// Gives what lies in reg to the new variable, or else to the place e (NULL or
// blank: nobody).
void emit_give(struct fn *f, struct object *new_var, struct expr *e,
               uint32_t reg, struct type *from);
void emit_for(struct fn *f, struct stmt *s);
void emit_range(struct fn *f, struct stmt *s);
void emit_switch(struct fn *f, struct stmt *s);
void emit_select(struct fn *f, struct stmt *s);
void emit_return(struct fn *f, struct stmt *s);
// The body of a loop or clause, with where break and continue go.
void emit_body(struct fn *f, struct block *b, struct stmt *s,
               struct label *on_break, struct label *on_continue);

// Generated functions, declared ones, and the initialisation of a package.
void emit_wrapper_code(struct emit *e, struct job *job);
void emit_func_code(struct emit *e, struct func_decl *d, struct func *out);
void emit_init_code(struct emit *e, struct package *p, struct func *out);

#endif
