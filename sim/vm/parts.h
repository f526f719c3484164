// parts: what single instructions do, without the dispatch after them, for
// instructions of their own (alu.def) and in sequences (fused.def). Only loop.h
// includes this.
#ifndef VM_PARTS_H
#define VM_PARTS_H

#include "vm/vm_impl.h"
#include "vm/word.h"

// A register, loaded, stored or computed over.
#define R_A R[pc->a]
#define R_B R[pc->b]
#define R_C R[pc->c]

// eval_NAME(R, pc): the value of an instruction that only computes, or whether
// a branch is taken.
#define EVAL(name, type, declare, value)                                       \
    static inline type eval_##name(const word *R, const union instr *pc)       \
    {                                                                          \
        declare;                                                               \
        return (type)(value);                                                  \
    }
#define UNARY(name, value) EVAL(name, word, const word x = R_B, value)
#define BINARY(name, value)                                                    \
    EVAL(name, word, const word x = R_B; const word y = R_C, value)
#define IMMEDIATE(name, value)                                                 \
    EVAL(name, word, const word x = R_B; const unsigned n = pc->c;             \
         const int64_t i = (int16_t)n; (void)i, value)
#define JUMP(name, cond)                                                       \
    EVAL(name, bool, const word x = R_A; const word y = R_B, cond)
#define JUMP_IMMEDIATE(name, cond)                                             \
    EVAL(name, bool, const int64_t x = (int64_t)R_A;                           \
         const int64_t i = pc[1].hi, cond)
#define COMPARE_STRINGS(name, value)
#define DIVIDE(name, value)
#define LOAD(name, value)
#define STORE(name, store)
#define LOAD_INDEX(name, bytes, value)
#define STORE_INDEX(name, bytes, store)
#include "vm/alu.def"
#undef UNARY
#undef BINARY
#undef IMMEDIATE
#undef JUMP
#undef JUMP_IMMEDIATE
#undef COMPARE_STRINGS
#undef DIVIDE
#undef LOAD
#undef STORE
#undef LOAD_INDEX
#undef STORE_INDEX
#undef EVAL

// The slice at address p, empty when it is torn.
static inline void load_slice(word p, word *slice)
{
    for (unsigned i = 0; i < SLICE_WORDS; i++)
        slice[i] = load64(p + i * sizeof(word));
    if (__builtin_expect(!slice_is_whole(slice), 0))
        memset(slice, 0, SLICE_WORDS * sizeof(word));
}

// Each leaves pc after itself; a failure finds it where it belongs.
#define PART_VALUE(name)                                                       \
    R_A = eval_##name(R, pc);                                                  \
    pc += 1;
#define PART_LOAD(value)                                                       \
    {                                                                          \
        word p = R_B;                                                          \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        R_A = (word)(value);                                                   \
        pc += 1;                                                               \
    }
#define PART_STORE(store)                                                      \
    {                                                                          \
        word p = R_B;                                                          \
        const word x = R_A;                                                    \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        store;                                                                 \
        pc += 1;                                                               \
    }
#define PART_LOAD_INDEX(bytes, value)                                          \
    {                                                                          \
        const word *slice = &R_B, i = R_C;                                     \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        const word p = slice[SLICE_DATA] + i * (bytes);                        \
        R_A = (word)(value);                                                   \
        pc += 1;                                                               \
    }
#define PART_STORE_INDEX(bytes, store)                                         \
    {                                                                          \
        const word *slice = &R_B, i = R_C, x = R_A;                            \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        const word p = slice[SLICE_DATA] + i * (bytes);                        \
        store;                                                                 \
        pc += 1;                                                               \
    }
#define PART_JUMP(name)                                                        \
    if (eval_##name(R, pc))                                                    \
        FLOW(pc + 2 + pc[1].lo);                                               \
    FLOW(pc + 2);

// The instructions that sequences consist of.
#define DO_MOV   PART_VALUE(MOV)
#define DO_ADD   PART_VALUE(ADD)
#define DO_MUL   PART_VALUE(MUL)
#define DO_AND   PART_VALUE(AND)
#define DO_XOR   PART_VALUE(XOR)
#define DO_ADDI  PART_VALUE(ADDI)
#define DO_MULI  PART_VALUE(MULI)
#define DO_ANDI  PART_VALUE(ANDI)
#define DO_SHRI  PART_VALUE(SHRI)
#define DO_SHRUI PART_VALUE(SHRUI)
#define DO_FADD  PART_VALUE(FADD)
#define DO_FSUB  PART_VALUE(FSUB)
#define DO_FMUL  PART_VALUE(FMUL)
#define DO_FDIV  PART_VALUE(FDIV)
#define DO_FLT   PART_VALUE(FLT)
#define DO_JLT   PART_JUMP(JLT)
#define DO_JLE   PART_JUMP(JLE)
#define DO_JNEI  PART_JUMP(JNEI)
#define DO_JLTI  PART_JUMP(JLTI)
#define DO_LDW   PART_LOAD(load64(p))
#define DO_STW   PART_STORE(store64(p, x))
#define DO_LDX   PART_LOAD_INDEX(8, load64(p))
#define DO_LDXU8 PART_LOAD_INDEX(1, load8(p))
#define DO_STX   PART_STORE_INDEX(8, store64(p, x))
#define DO_STX8  PART_STORE_INDEX(1, store8(p, x))

#define DO_LOADI                                                               \
    R_A = (word)(int64_t)pc->bc;                                               \
    pc += 1;
#define DO_JMP FLOW(pc + 1 + pc->bc);
#define DO_JT                                                                  \
    if (R_A != 0)                                                              \
        FLOW(pc + 1 + pc->bc);                                                 \
    FLOW(pc + 1);
#define DO_LDG                                                                 \
    R_A = at_load_acq(&globals[pc->bc]);                                       \
    pc += 1;
#define DO_STG                                                                 \
    at_store_rel(&globals[pc->bc], R_A);                                       \
    pc += 1;
#define DO_LDCAP                                                               \
    R_A = ((const word *)(uintptr_t)R_B)[1 + pc->c];                           \
    pc += 1;
#define DO_STRLEN                                                              \
    R_A = (word)string_get(R_B).len;                                           \
    pc += 1;
#define DO_STRX                                                                \
    {                                                                          \
        const struct gostr str = string_get(R_B);                              \
        const word i = R_C;                                                    \
        if (UNLIKELY(i >= (word)str.len))                                      \
            FAIL(slice_index_error(vm, i, (word)str.len));                     \
        R_A = str.data[i];                                                     \
        pc += 1;                                                               \
    }
// In sequences the elements are slices, which LDN loads and CHKSLICE checks.
#define DO_XADDR                                                               \
    {                                                                          \
        const word *slice = &R_B, i = R_C;                                     \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        R_A = slice[SLICE_DATA] + i * (SLICE_WORDS * sizeof(word));            \
        pc += 2;                                                               \
    }
#define DO_LDN                                                                 \
    {                                                                          \
        const word p = R_B;                                                    \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        load_slice(p + pc->c * sizeof(word), &R_A);                            \
        pc += 2;                                                               \
    }
#define DO_CHKSLICE pc += 1;
#define DO_CALL                                                                \
    callee = funcs[pc->bc];                                                    \
    callee_R = &R_A + FRAME_WORDS;                                             \
    callee_ret = (word)(uintptr_t)(pc + 1);                                    \
    goto enter;
#define DO_RET                                                                 \
    {                                                                          \
        const word ret = R[HDR_RET];                                           \
        if (UNLIKELY((ret & 1) != 0))                                          \
            goto returned;                                                     \
        R -= R[HDR_DIST];                                                      \
        charges = charges_of(frame_func(R));                                   \
        FLOW((const union instr *)(uintptr_t)ret);                             \
    }

#endif
