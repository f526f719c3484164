// parse_impl: what the files of the parser share. Only parse*.c include this.
//
// Every parse function is named after its production of grammar.ebnf, expects
// the current token to begin it, and leaves the first token after it. All of
// them return a usable tree whatever the input; errors are reported on the way.
#ifndef LANG_PARSE_IMPL_H
#define LANG_PARSE_IMPL_H

#include "base/vec.h"
#include "lang/parse.h"
#include "lang/scan.h"

struct parse {
    struct scan s; // s.tok is the current token
    struct lang *l;
    // Levels of the tree that are open, and the deepest level of the part of
    // the tree that is under construction. Both stay within LANG_NESTING_MAX:
    // neither the parser nor those who walk the tree need more stack than that.
    int depth, deepest;
    bool stopped;    // too deep: the rest reads as the end of the file
    int fnest;       // open function bodies
    int xnest;       // Go's exprlev: below 0, a { opens a block
    size_t prev_end; // end of the token before the current one

    // An x.(type) that no type switch has claimed yet, or NULL.
    struct expr *guard;
};

struct expr_vec {
    struct expr **v;
    size_t n, cap;
};

struct field_vec {
    struct field *v;
    size_t n, cap;
};

struct stmt_vec {
    struct stmt **v;
    size_t n, cap;
};

struct decl_vec {
    struct decl **v;
    size_t n, cap;
};

// Sets of tokens.
__extension__ typedef unsigned __int128 tokens;
#define TOKS(t) ((tokens)1 << TOK_##t)

// --- parse.c: tokens, errors, lists ---

void parse_next(struct parse *p);
bool parse_got(struct parse *p, enum token tok);
// Reads tok, or reports that it was expected and skips one token.
void parse_want(struct parse *p, enum token tok);
// "=", and with an error ":=".
bool parse_got_assign(struct parse *p);
// Skips to one of follow, in functions also to what starts a statement.
// Without follow, skips one token.
void parse_advance(struct parse *p, tokens follow);

// Open and close one level of the tree. parse_wrap is for a new node above the
// part of the tree that deepest was reset for.
void parse_enter(struct parse *p);
void parse_leave(struct parse *p);
void parse_wrap(struct parse *p);

__attribute__((format(printf, 3, 4))) void
parse_error(struct parse *p, struct pos pos, const char *fmt, ...);
// As parse_error, after "syntax error: ".
__attribute__((format(printf, 3, 4))) void
parse_syntax_error(struct parse *p, struct pos pos, const char *fmt, ...);
// "syntax error: unexpected" and the current token, then the text.
__attribute__((format(printf, 2, 3))) void
parse_unexpected(struct parse *p, const char *fmt, ...);
void parse_no_generics(struct parse *p, struct pos pos);
// Reports an x.(type) outside the head of a type switch.
void parse_flush_guard(struct parse *p);
// Skips a bracketed list; the current token is the first one inside [.
void parse_skip_brackets(struct parse *p);

// list = [ elem { sep elem } [ sep ] ] close . elem returns true when nothing
// may follow. Returns the position of close.
struct pos parse_list(struct parse *p, const char *context, enum token sep,
                      enum token close,
                      bool (*elem)(struct parse *p, void *arg), void *arg);

// An interned name; without one an error and "_".
const char *parse_name(struct parse *p, struct pos *pos);

// Moves a vector into the arena and clears it.
void *parse_keep(struct parse *p, void *v, size_t n, size_t elem_size);
#define PARSE_KEEP(p, vec) parse_keep((p), (vec)->v, (vec)->n, sizeof *(vec)->v)
struct expr_list parse_keep_exprs(struct parse *p, struct expr_vec *vec);

struct expr *parse_new_expr(struct parse *p, enum expr_kind kind,
                            struct pos pos);
struct expr *parse_bad_expr(struct parse *p, struct pos pos);
struct expr *parse_new_ident(struct parse *p, const char *name, struct pos pos);
struct expr *parse_ident(struct parse *p);

// --- parse_decl.c ---

// "const", "type", "var" or "import" with one or a group of specs.
void parse_declaration(struct parse *p, struct decl_vec *out);
struct decl *parse_func_decl(struct parse *p);
// Also checks the labels and branches of the body.
struct block *parse_func_body(struct parse *p);

// --- parse_type.c ---

struct expr *parse_type(struct parse *p);
struct expr *parse_type_or_nil(struct parse *p);
// After "[": of an array type, with len when it was read already.
struct expr *parse_array_type(struct parse *p, struct pos pos,
                              struct expr *len);
// After "[" and "]".
struct expr *parse_slice_type(struct parse *p, struct pos pos);
bool parse_is_type_elem(const struct expr *x);

// After a name and at "[": the rest of an array or slice type, or NULL after
// type arguments (which were reported).
struct expr *parse_array_or_type_args(struct parse *p);
// QualifiedIdent. first: the name that was read already, or NULL.
struct expr *parse_type_name(struct parse *p, struct expr *first);

// --- parse_func.c ---

// context: what may not have type parameters, or NULL for functions.
void parse_signature(struct parse *p, const char *context,
                     struct signature *sig, bool *has_type_params);
void parse_parameters(struct parse *p, struct field_list *out, bool *variadic);
struct expr *parse_func_type(struct parse *p);

// --- parse_expr.c ---

struct expr *parse_expr(struct parse *p);
struct expr_list parse_expr_list(struct parse *p);
// x: the operand, when it was read already, or NULL.
struct expr *parse_binary_expr(struct parse *p, struct expr *x, int prec);
struct expr *parse_primary_expr(struct parse *p, struct expr *x);
// typeList = arg { "," arg } [ "," ] . More than one give EX_BAD.
struct expr *parse_index_list(struct parse *p, bool *comma);
struct expr *parse_unparen(struct expr *x);

// --- parse_stmt.c ---

struct block parse_block(struct parse *p, const char *context);
// { Statement ";" }, up to }, case or default.
void parse_stmt_list(struct parse *p, struct stmt_vec *out);
struct stmt *parse_new_stmt(struct parse *p, enum stmt_kind kind,
                            struct pos pos);
// keyword: what the statement is in the head of, or TOK_EOF. lhs: the
// expressions that were read already, or NULL.
struct stmt *parse_simple_stmt(struct parse *p, const struct expr_list *lhs,
                               struct pos pos, enum token keyword);

// --- parse_control.c: if, for, switch, select ---

struct stmt *parse_if_stmt(struct parse *p);
struct stmt *parse_for_stmt(struct parse *p);
struct stmt *parse_switch_stmt(struct parse *p);
struct stmt *parse_select_stmt(struct parse *p);

// --- parse_branch.c ---

// Checks labels, break, continue, goto and fallthrough of a function body and
// fills in target and label_used.
void parse_check_branches(struct parse *p, struct block *body);

#endif
