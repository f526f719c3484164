// fuse: sequences of instructions that the loop does without dispatching
// between them.
#ifndef VM_FUSE_H
#define VM_FUSE_H

#include "lang/code.h"

// What code has in place of the opcode of the first instruction of such a
// sequence. Nothing else changes: the others keep their opcodes, operands and
// slots, so jumps into the middle, positions and costs are as before. MUTEX_*
// stand in place of CALLNAT.
enum fused_opcode {
    FUSED_FIRST = OP_COUNT,
    OP_BEFORE_FUSED = OP_COUNT - 1,
#define FUSED2(a, b)          OP_##a##_##b,
#define FUSED3(a, b, c)       OP_##a##_##b##_##c,
#define FUSED4(a, b, c, d)    OP_##a##_##b##_##c##_##d,
#define FUSED5(a, b, c, d, e) OP_##a##_##b##_##c##_##d##_##e,
#include "vm/fused.def"
    OP_MUTEX_LOCK,
    OP_MUTEX_UNLOCK,
    FUSED_END
};

// Puts them into verified code, the fewest dispatches on each straight way.
void code_fuse(struct code *code);
// Puts the opcodes back.
void code_unfuse(struct code *code);

#endif
