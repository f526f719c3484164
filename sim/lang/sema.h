// sema: the type checker. Go's rules and words, as cmd/compile/internal/types2.
//
// It fills in what ast.h and types.h mark "sema". What emit may rely on when no
// error was reported:
//
// Expressions
// - mode, type and, for MODE_CONST, value are set on every expression that is
//   evaluated. Parts of constants are not: the root has the value. Its kind is
//   that of the type (CONST_INT, CONST_FLOAT, …), rounded to the type.
// - No untyped type is left: constants, comparisons and shifts have the type
//   that their use gives them. nil is MODE_NIL with the pointer, slice,
//   channel, … type that it becomes.
// - Nothing is inserted for conversions to interfaces. Where a value is
//   assigned, passed, returned, sent, compared with, or put into a composite,
//   emit compares its type with the target's. Channel directions and named
//   versus unnamed types may differ as well; they mean no work.
// - MODE_TUPLE: type is a TYPE_TUPLE. Calls with two or more results; and
//   receives, type assertions and map indices in a comma-ok place, where the
//   tuple is (T, bool) and the expression's own node and its parentheses have
//   the mode. The second part has the type of the variable it goes to.
//   Elsewhere they are MODE_COMMAOK with type T: one value.
// - MODE_NOVALUE: calls without result; type is an empty tuple.
// - EX_CALL: x->type is the signature, also of methods (without the receiver),
//   x->mode is MODE_BUILTIN or MODE_TYPE (is_conversion) otherwise. f(g()) with
//   several results of g has one argument of MODE_TUPLE. append(b, s...) may
//   have a string as second argument, copy too. new(T) and make(T, …) have the
//   type as list.v[0] (MODE_TYPE).
// - EX_SELECTOR: select and
//   SELECT_PACKAGE      obj
//   SELECT_FIELD        path[0..npath): field numbers from x on; pointers on
//   the
//                       way (x itself and embedded ones) are followed
//   SELECT_METHOD       method; path leads to the embedded receiver. recv_addr:
//                       its address is taken, recv_deref: it is a pointer and
//                       the method wants the value
//   SELECT_INTERFACE    index in the sorted method set of what path leads to
//   SELECT_METHOD_EXPR  x is a type; method (or, for interface types, method
//                       NULL and index); recv_deref: x is *T, the method has a
//                       T receiver
//   A SELECT_METHOD or SELECT_INTERFACE that is not called is a method value.
// - EX_IDENT: obj. The blank identifier on the left has MODE_INVALID and no
// obj.
// - EX_COMPOSITE: type is the literal's; with an elided &T it is a pointer, and
//   the elements are those of what it points to. Keys of struct literals are
//   EX_IDENTs with index: the field's number. Keys of slices and arrays are
//   constants.
//
// Statements
// - defs: of := one object per left side, NULL where an old variable is
// assigned
//   or the name is blank. Local var declarations have decl->objs, also for _.
// - loop_vars: the variables of a for clause; range has them in defs. All of
//   them have loop_var.
// - ST_ASSIGN with an operator, ST_INCDEC: both sides have the type of the
//   variable, the shift count its own.
// - Conditions are of boolean type. A switch without x compares with true.
// - case lists of type switches are types, or nil (MODE_NIL); clause->var.
//
// Functions and variables
// - func_decl: obj (declared ones), type, outer, captures in order of first
// use,
//   literal_no: the number among the literals of outer, or of the package's
//   variables when outer is NULL, from 1: main.f.func1, main.f.func1.2.
//   has_defer and has_recover do not look into literals.
// - Every parameter and result has field->obj, also unnamed ones (name NULL).
// - object.reassigned: assigned after its declaration, in whole or in part
//   (x.f = 1, a[0] = 1). addr_taken: of a part too.
// - package->init_order: declarations of one value each, split from the
// source's
//   where it has several. Those without values are left out.
#ifndef LANG_SEMA_H
#define LANG_SEMA_H

#include "lang/lang.h"

// Checks p, whose files are parsed and whose imports are checked and listed in
// l->packages. False when errors were reported.
bool sema_check_package(struct lang *l, struct package *p);

#endif
