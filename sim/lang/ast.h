// ast: the syntax tree of a Go file. parse.c builds it, sema.c fills in the
// fields marked "sema", emit.c reads it. Everything lives in one arena.
//
// Types are expressions, as in Go's own tree: sema tells them apart.
#ifndef LANG_AST_H
#define LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

struct type;
struct object;
struct scope;

enum token {
#define TOKEN(e, text)    TOK_##e,
#define OPERATOR(e, text) TOK_##e,
#define KEYWORD(e, text)  TOK_##e,
#include "lang/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    TOK_COUNT
};

__extension__ typedef __int128 int128;

struct number; // number.c

// A constant value; kind CONST_NONE is "not constant".
enum const_kind {
    CONST_NONE,
    CONST_BOOL,
    CONST_INT,
    CONST_FLOAT,
    CONST_STRING
};

struct const_value {
    enum const_kind kind;
    bool b;
    int128 i;                 // CONST_INT without big
    const struct number *big; // CONST_FLOAT; CONST_INT of more than 127 bits
    const char *s;            // CONST_STRING; not NUL-terminated: may hold NULs
    size_t len;
};

enum expr_kind {
    EX_BAD,        // was reported; keeps the parser and sema going
    EX_IDENT,      // name
    EX_LITERAL,    // lit_tok, value
    EX_COMPOSITE,  // type (NULL when elided) { list: elements, EX_KEYVALUE or
                   // value }
    EX_FUNC,       // function literal: func
    EX_PAREN,      // (x)
    EX_SELECTOR,   // x.name
    EX_INDEX,      // x[y]
    EX_SLICE,      // x[lo:hi:max], parts may be NULL
    EX_ASSERT,     // x.(type); type NULL in x.(type) of a type switch
    EX_CALL,       // x(list), spread: last argument has ...
    EX_STAR,       // *x: indirection or pointer type
    EX_UNARY,      // op x, also & and <-
    EX_BINARY,     // x op y
    EX_KEYVALUE,   // x: y in composite literals
    EX_ARRAYTYPE,  // [y]x; y EX_ELLIPSIS for [...]x
    EX_SLICETYPE,  // []x
    EX_STRUCTTYPE, // fields
    EX_FUNCTYPE,   // sig
    EX_INTERFACETYPE, // fields: methods (type EX_FUNCTYPE) and embedded types
    EX_MAPTYPE,       // map[x]y
    EX_CHANTYPE,      // chan_dir, x
    EX_ELLIPSIS,      // ...x in parameter lists
};

enum chan_dir { CHAN_BOTH, CHAN_SEND, CHAN_RECV };

// What sema found an expression to denote.
enum expr_mode {
    MODE_INVALID, // reported
    MODE_NOVALUE, // call without result
    MODE_BUILTIN, // sema: builtin
    MODE_TYPE,    // type names the type
    MODE_CONST,   // value holds it
    MODE_VAR,     // addressable
    MODE_VALUE,   // not addressable
    MODE_COMMAOK, // value that may give a second bool: receive, assert, map
                  // index
    MODE_PACKAGE, // name of an import
    MODE_TUPLE,   // call with several results, type is a TYPE_TUPLE
    MODE_NIL,     // untyped nil
};

// What a selector x.name means.
enum select_kind {
    SELECT_NONE,
    SELECT_PACKAGE,     // pkg.Name: object
    SELECT_FIELD,       // field of a struct, through path
    SELECT_METHOD,      // method value or call: method, through path
    SELECT_METHOD_EXPR, // T.name: a function whose first parameter is the
                        // receiver
    SELECT_INTERFACE,   // method of an interface: index
};

struct expr;
struct stmt;

struct expr_list {
    struct expr **v;
    size_t n;
};

struct field {
    const char *name; // interned; NULL: unnamed parameter or embedded
    struct pos pos;
    struct expr *type;
    const char *tag;
    bool embedded;
    struct object *obj; // sema: the parameter's variable
};

struct field_list {
    struct field *v;
    size_t n;
};

struct signature {
    struct field_list params, results;
    bool variadic; // the last parameter's type is EX_ELLIPSIS
};

struct block {
    struct stmt **v;
    size_t n;
    struct pos end;   // of the closing brace
    struct pos start; // of the opening brace, or of a case
};

// A function declaration or literal.
struct func_decl {
    const char *name; // interned; NULL for literals
    struct pos pos;
    struct field *recv; // NULL for functions
    struct signature sig;
    struct block *body; // NULL: a native function of the prelude
    bool has_type_params;
    // sema
    struct object *obj;
    struct type *type;
    struct func_decl *outer;  // enclosing function of a literal
    struct object **captures; // variables of outer functions that it uses
    size_t ncaptures;
    size_t nliterals;  // literals inside, numbered from 1 as Go names them
    size_t literal_no; // this literal's number in its outermost function
    bool has_defer, has_recover;
    bool reachable; // emit: code is needed
    uint32_t index; // emit: number in the program
};

struct expr {
    enum expr_kind kind;
    enum token op;    // EX_UNARY, EX_BINARY, EX_LITERAL (token of the literal)
    struct pos pos;   // of the operator for binary, of the first token else
    const char *name; // EX_IDENT, EX_SELECTOR: interned
    struct pos name_pos; // EX_SELECTOR
    struct pos op_pos;   // EX_SELECTOR, EX_INDEX, EX_SLICE, EX_CALL: . [ (
    struct expr *x, *y;
    struct expr *lo, *hi, *max; // EX_SLICE
    struct expr *type_expr;     // EX_COMPOSITE, EX_ASSERT
    struct expr_list list;      // EX_CALL arguments, EX_COMPOSITE elements
    bool spread;                // EX_CALL
    bool slice3;                // EX_SLICE
    enum chan_dir chan_dir;
    struct field_list fields; // EX_STRUCTTYPE, EX_INTERFACETYPE
    struct signature *sig;    // EX_FUNCTYPE
    struct func_decl *func;   // EX_FUNC
    struct pos end;           // of the closing ) ] }
    const char *text;         // EX_LITERAL: as in the source, ntext bytes
    size_t ntext;

    // sema
    enum expr_mode mode;
    struct type *type; // after conversion of untyped constants: the final type
    struct const_value value;
    struct object *obj;      // EX_IDENT, SELECT_PACKAGE: what it names
    enum select_kind select; // EX_SELECTOR
    uint16_t *path;          // embedded fields to go through, then the field
    size_t npath;
    struct object *method; // SELECT_METHOD, SELECT_METHOD_EXPR
    int index;             // SELECT_INTERFACE: number in the sorted method set
    int builtin;           // MODE_BUILTIN: enum builtin (types.h)
    bool is_conversion;    // EX_CALL: x is a type
    bool recv_addr;        // method call: receiver is &x
    bool recv_deref;       // method call: receiver is *x
};

enum stmt_kind {
    ST_BAD,
    ST_EMPTY,
    ST_EXPR,   // x
    ST_SEND,   // x <- y
    ST_INCDEC, // x op
    ST_ASSIGN, // lhs op rhs; op is TOK_ASSIGN, TOK_DEFINE or TOK_ADD_ASSIGN …
    ST_GO,     // x: a call
    ST_DEFER,  // x: a call
    ST_RETURN, // rhs
    ST_BREAK,  // label or NULL
    ST_CONTINUE,
    ST_GOTO,
    ST_FALLTHROUGH,
    ST_BLOCK,      // body
    ST_IF,         // init; x body else_
    ST_SWITCH,     // init; x (may be NULL) clauses
    ST_TYPESWITCH, // init; name := x, clauses; x is EX_ASSERT without type
    ST_SELECT,     // clauses
    ST_FOR,        // init; x; post body
    ST_RANGE,      // lhs (0..2) op = or :=, x; body
    ST_LABELED,    // label: inner
    ST_DECL,       // decl
};

struct decl;

// A case of switch, type switch or select.
struct clause {
    struct pos pos;
    bool is_default;
    struct expr_list exprs; // switch: values or types (nil too)
    struct stmt
        *comm; // select: ST_SEND, ST_EXPR (<-c) or ST_ASSIGN (v, ok = <-c)
    struct block body;
    struct object *var; // sema: the clause's variable of a type switch
};

struct stmt {
    enum stmt_kind kind;
    struct pos pos;
    enum token op;
    struct expr *x, *y;
    struct expr_list lhs, rhs;
    struct stmt *init, *post, *else_, *inner;
    struct block body;
    struct clause *clauses;
    size_t nclauses;
    const char *label; // interned
    struct pos label_pos;
    struct pos op_pos; // of the operator: assignment, send, ++, range
    const char *name;  // ST_TYPESWITCH: symbol or NULL
    struct pos name_pos;
    struct decl *decl;
    // sema
    // parse_branch.c: break, continue: the for, range, switch or select meant;
    // goto: the ST_LABELED; NULL after an error
    struct stmt *target;
    struct object *
        *defs; // ST_ASSIGN :=, ST_RANGE :=: new variable per lhs or NULL
    struct object **loop_vars; // ST_FOR with := : variables of the loop
    size_t nloop_vars;
    bool label_used;
};

enum decl_kind { DECL_IMPORT, DECL_CONST, DECL_TYPE, DECL_VAR, DECL_FUNC };

// One spec; grouped declarations become several.
struct decl {
    enum decl_kind kind;
    struct pos pos;
    // import
    const char *path;
    struct pos path_pos;
    const char *local; // NULL, ".", "_" or a name
    // const, var: names = values; const repeats the last list in a group
    const char **names;
    struct pos *name_pos;
    size_t nnames;
    struct expr *type_expr; // const, var, type
    struct expr_list values;
    int64_t iota;
    bool inherited; // const: type and values are those of an earlier spec
    bool alias;     // type A = B
    bool has_type_params;
    struct func_decl *func;
    // sema
    struct object **objs; // per name
};

struct file {
    uint16_t file; // diag source index
    const char *package;
    struct pos package_pos;
    struct decl **decls;
    size_t ndecls;
};

#endif
