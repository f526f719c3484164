// ast_print: a syntax tree as s-expressions, for tests and --dump=ast.
//
// One statement or declaration a line, indented by nesting:
//     (func main (params) (results)
//       (:= (x) ((+ 1 y)))
//       (expr (call f x)))
// "-" is a part that is not there. Only printable ASCII is written; other bytes
// of names and literals as \xNN.
#ifndef LANG_AST_PRINT_H
#define LANG_AST_PRINT_H

#include "base/arena.h"
#include "lang/ast.h"

// The text, NUL-terminated, in the arena; each line ends in a newline.
const char *ast_print_file(struct arena *a, const struct file *f);

// One expression, on one line but for the bodies of function literals.
const char *ast_print_expr(struct arena *a, const struct expr *x);

#endif
