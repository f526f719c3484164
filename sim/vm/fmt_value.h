// fmt_value: values of any type by the verbs of package fmt (fmt/print.go).
//
// Methods Error and String are called by the Go part of fmt (prelude/fmt.go),
// not here: first a run with collect set lists the values whose methods are
// wanted, in order; then, with their results in done, the text is made.
#ifndef VM_FMT_VALUE_H
#define VM_FMT_VALUE_H

#include "vm/format.h"
#include "vm/vm_impl.h"

struct printer {
    struct vm *vm;
    struct format f;
    const word *operands; // slice of interfaces
    bool collect;         // list values in vm->text->boxes
    const word *done;     // else: slice of interfaces, results of methods
    word next_done;
    bool wrap;          // Errorf: %w is %v of an error
    bool erroring;      // inside %!verb(…): no methods
    enum vm_result res; // VM_OOM, VM_OVERFLOW: stop
};

// A value in register form.
struct value {
    const struct rtype *type;
    const word *words;
    bool hidden; // reached through an unexported field: no methods
};

// The operand i; a nil interface is 0.
word printer_operand(const struct printer *p, word i);
word printer_noperands(const struct printer *p);

void print_arg(struct printer *p, word box, int32_t verb);

// What is printed for a wrong verb: "%!z(int=1)".
void print_bad_verb(struct printer *p, const struct value *v, int32_t verb);

// The operands as Print, Println and Printf do.
void print_all(struct printer *p);
void print_all_ln(struct printer *p);
void print_format(struct printer *p, word format);

#endif
