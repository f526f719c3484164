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

// eval_NAME(operands): the value of an instruction that only computes, or
// whether a branch is taken.
#define EVAL(name, type, params, value)                                        \
    static inline type eval_##name params                                      \
    {                                                                          \
        return (type)(value);                                                  \
    }
#define UNARY(name, value)  EVAL(name, word, (word x), value)
#define BINARY(name, value) EVAL(name, word, (word x, word y), value)
#define IMMEDIATE(name, value)                                                 \
    static inline word eval_##name(word x, unsigned n)                         \
    {                                                                          \
        const int64_t i = (int16_t)n;                                          \
        (void)i;                                                               \
        return (word)(value);                                                  \
    }
#define JUMP(name, cond) EVAL(name, bool, (word x, word y), cond)
#define JUMP_IMMEDIATE(name, cond)                                             \
    EVAL(name, bool, (int64_t x, int64_t i), cond)
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

// Each leaves pc after itself; a failure finds it where it belongs. last is
// what was computed last: what is written to a register needs not to be read
// from it.
#define PART_VALUE(name, ...)                                                  \
    last = eval_##name(__VA_ARGS__);                                           \
    R_A = last;                                                                \
    pc += 1;
#define PART_LOAD(value)                                                       \
    {                                                                          \
        word p = R_B;                                                          \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        last = (word)(value);                                                  \
        R_A = last;                                                            \
        pc += 1;                                                               \
    }
#define PART_STORE(store, value)                                               \
    {                                                                          \
        word p = R_B;                                                          \
        const word x = (value);                                                \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        store;                                                                 \
        pc += 1;                                                               \
    }
#define PART_LOAD_INDEX(bytes, value, index)                                   \
    {                                                                          \
        const word *slice = &R_B, i = (index);                                 \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        const word p = slice[SLICE_DATA] + i * (bytes);                        \
        last = (word)(value);                                                  \
        R_A = last;                                                            \
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
#define PART_JUMP(name, ...)                                                   \
    if (eval_##name(__VA_ARGS__))                                              \
        FLOW(pc + 2 + pc[1].lo);                                               \
    FLOW(pc + 2);

// The instructions that sequences consist of: DO_NAME, and DO_NAME_A, _B, _C
// when that operand is the last. All that write the one register a set last.
#define DO_MOV    PART_VALUE(MOV, R_B)
#define DO_ADD    PART_VALUE(ADD, R_B, R_C)
#define DO_ADD_B  PART_VALUE(ADD, last, R_C)
#define DO_ADD_C  PART_VALUE(ADD, R_B, last)
#define DO_MUL_C  PART_VALUE(MUL, R_B, last)
#define DO_AND    PART_VALUE(AND, R_B, R_C)
#define DO_AND_B  PART_VALUE(AND, last, R_C)
#define DO_XOR    PART_VALUE(XOR, R_B, R_C)
#define DO_XOR_B  PART_VALUE(XOR, last, R_C)
#define DO_ADDI   PART_VALUE(ADDI, R_B, pc->c)
#define DO_ADDI_B PART_VALUE(ADDI, last, pc->c)
#define DO_MULI   PART_VALUE(MULI, R_B, pc->c)
#define DO_ANDI   PART_VALUE(ANDI, R_B, pc->c)
#define DO_SHRI_B PART_VALUE(SHRI, last, pc->c)
#define DO_SHRUI  PART_VALUE(SHRUI, R_B, pc->c)
#define DO_FADD   PART_VALUE(FADD, R_B, R_C)
#define DO_FADD_B PART_VALUE(FADD, last, R_C)
#define DO_FADD_C PART_VALUE(FADD, R_B, last)
#define DO_FSUB   PART_VALUE(FSUB, R_B, R_C)
#define DO_FSUB_C PART_VALUE(FSUB, R_B, last)
#define DO_FMUL   PART_VALUE(FMUL, R_B, R_C)
#define DO_FMUL_B PART_VALUE(FMUL, last, R_C)
#define DO_FMUL_C PART_VALUE(FMUL, R_B, last)
#define DO_FDIV   PART_VALUE(FDIV, R_B, R_C)
#define DO_FLT_C  PART_VALUE(FLT, R_B, last)
#define DO_JLT_A  PART_JUMP(JLT, last, R_B)
#define DO_JLT_B  PART_JUMP(JLT, R_A, last)
#define DO_JLE_B  PART_JUMP(JLE, R_A, last)
#define DO_JNEI   PART_JUMP(JNEI, (int64_t)R_A, pc[1].hi)
#define DO_JNEI_A PART_JUMP(JNEI, (int64_t)last, pc[1].hi)
#define DO_JLTI   PART_JUMP(JLTI, (int64_t)R_A, pc[1].hi)
#define DO_JLTI_A PART_JUMP(JLTI, (int64_t)last, pc[1].hi)
#define DO_LDW    PART_LOAD(load64(p))
#define DO_STW    PART_STORE(store64(p, x), R_A)
#define DO_STW_A  PART_STORE(store64(p, x), last)
#define DO_LDX    PART_LOAD_INDEX(8, load64(p), R_C)
#define DO_LDX_C  PART_LOAD_INDEX(8, load64(p), last)
#define DO_LDXU8  PART_LOAD_INDEX(1, load8(p), R_C)
#define DO_STX    PART_STORE_INDEX(8, store64(p, x))
#define DO_STX8   PART_STORE_INDEX(1, store8(p, x))

#define DO_LOADI                                                               \
    last = (word)(int64_t)pc->bc;                                              \
    R_A = last;                                                                \
    pc += 1;
#define DO_JMP FLOW(pc + 1 + pc->bc);
#define DO_JT_A                                                                \
    if (last != 0)                                                             \
        FLOW(pc + 1 + pc->bc);                                                 \
    FLOW(pc + 1);
#define DO_LDG                                                                 \
    last = at_load_acq(&globals[pc->bc]);                                      \
    R_A = last;                                                                \
    pc += 1;
#define PART_STG(value)                                                        \
    at_store_rel(&globals[pc->bc], (value));                                   \
    pc += 1;
#define DO_STG   PART_STG(R_A)
#define DO_STG_A PART_STG(last)
#define DO_LDCAP                                                               \
    last = ((const word *)(uintptr_t)R_B)[1 + pc->c];                          \
    R_A = last;                                                                \
    pc += 1;
#define DO_STRLEN                                                              \
    last = (word)string_get(R_B).len;                                          \
    R_A = last;                                                                \
    pc += 1;
#define DO_STRX                                                                \
    {                                                                          \
        const struct gostr str = string_get(R_B);                              \
        const word i = R_C;                                                    \
        if (UNLIKELY(i >= (word)str.len))                                      \
            FAIL(slice_index_error(vm, i, (word)str.len));                     \
        last = str.data[i];                                                    \
        R_A = last;                                                            \
        pc += 1;                                                               \
    }
// In sequences the elements are slices, which LDN loads and CHKSLICE checks.
#define DO_XADDR                                                               \
    {                                                                          \
        const word *slice = &R_B, i = R_C;                                     \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        last = slice[SLICE_DATA] + i * (SLICE_WORDS * sizeof(word));           \
        R_A = last;                                                            \
        pc += 2;                                                               \
    }
#define PART_LDN(address)                                                      \
    {                                                                          \
        const word p = (address);                                              \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        load_slice(p + pc->c * sizeof(word), &R_A);                            \
        pc += 2;                                                               \
    }
#define DO_LDN      PART_LDN(R_B)
#define DO_LDN_B    PART_LDN(last)
#define DO_CHKSLICE pc += 1;
// XADDR, LDN and CHKSLICE of a slice that stays out of the registers, and the
// LDX after them.
#define DO_ROW                                                                 \
    word row[SLICE_WORDS];                                                     \
    DO_XADDR                                                                   \
    load_slice(last, row);                                                     \
    pc += 3;
#define PART_ROW_LDX(index)                                                    \
    {                                                                          \
        const word i = (index);                                                \
        if (UNLIKELY(i >= row[SLICE_LEN]))                                     \
            FAIL(slice_index_error(vm, i, row[SLICE_LEN]));                    \
        R_A = load64(row[SLICE_DATA] + i * sizeof(word));                      \
        pc += 1;                                                               \
    }
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
