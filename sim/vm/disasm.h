// disasm: bytecode as text, for --dump=code, tests and people.
#ifndef VM_DISASM_H
#define VM_DISASM_H

#include "base/outfile.h"
#include "lang/code.h"

void disasm_func(const struct code *code, const struct func *f,
                 struct outfile *out);
void disasm_code(const struct code *code, struct outfile *out);

#endif
