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

static inline void load_words(word p, word *d, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        d[i] = load64(p + i * sizeof(word));
}

// The slice at address p, empty when it is torn.
static inline void load_slice(word p, word *slice)
{
    load_words(p, slice, SLICE_WORDS);
    if (__builtin_expect(!slice_is_whole(slice), 0))
        memset(slice, 0, SLICE_WORDS * sizeof(word));
}

// The length of a slice of elements of so many bytes, 0 when it is torn: the
// same as slice_is_whole finds, for less.
static inline word row_len(const word *row, word elem_bytes)
{
    const word *array = (const word *)(uintptr_t)row[SLICE_ARRAY];
    if (array == NULL)
        return 0;
    const word total = array[0];
    const word offset =
        row[SLICE_DATA] - (word)(uintptr_t)(array + ARRAY_WORDS);
    if (__builtin_expect(offset > total || row[SLICE_LEN] > row[SLICE_CAP] ||
                             row[SLICE_CAP] > (total - offset) / elem_bytes,
                         0))
        return 0;
    return row[SLICE_LEN];
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
#define PART_LDN(address, load)                                                \
    {                                                                          \
        const word p = (address);                                              \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        const word at = p + pc->c * sizeof(word);                              \
        load;                                                                  \
        pc += 2;                                                               \
    }
#define DO_LDN       PART_LDN(R_B, load_slice(at, &R_A))
#define DO_LDN_B     PART_LDN(last, load_slice(at, &R_A))
#define DO_LDN_ROW   PART_LDN(R_B, load_words(at, row, SLICE_WORDS))
#define DO_LDN_ROW_B PART_LDN(last, load_words(at, row, SLICE_WORDS))
#define DO_CHKSLICE  pc += 1;
#define PART_ROW(bytes, value, index)                                          \
    {                                                                          \
        const word i = (index), len = row_len(row, bytes);                     \
        if (UNLIKELY(i >= len))                                                \
            FAIL(slice_index_error(vm, i, len));                               \
        const word p = row[SLICE_DATA] + i * (bytes);                          \
        last = (word)(value);                                                  \
        R_A = last;                                                            \
        pc += 1;                                                               \
    }
#define DO_LDX_ROW     PART_ROW(8, load64(p), R_C)
#define DO_LDX_ROW_C   PART_ROW(8, load64(p), last)
#define DO_LDXU8_ROW   PART_ROW(1, load8(p), R_C)
#define DO_LDXU8_ROW_C PART_ROW(1, load8(p), last)
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
