// loop: the vocabulary of vm_run, which alone includes this. The macros use its
// locals: pc, R, end, charges, budget, res, step, stop.
#ifndef VM_LOOP_H
#define VM_LOOP_H

#include "vm/parts.h"

// Threaded code is a quarter faster than a switch; without the extension, or
// with VM_SWITCH to test the other way, a switch does.
#if defined(__GNUC__) && !defined(VM_SWITCH)
#define THREADED 1
#pragma GCC diagnostic ignored "-Wpedantic"
#else
#define THREADED 0
#endif

#define UNLIKELY(cond) __builtin_expect((cond), 0)

#if THREADED
#define CASE(name) op_##name:
#define DISPATCH() goto *labels[pc->op]
#else
#define CASE(name) case OP_##name:
#define DISPATCH() goto dispatch
#endif

#define NEXT()                                                                 \
    do {                                                                       \
        pc += 1;                                                               \
        DISPATCH();                                                            \
    } while (0)
#define NEXT2()                                                                \
    do {                                                                       \
        pc += 2;                                                               \
        DISPATCH();                                                            \
    } while (0)

// What the basic block at pc costs.
#define CHARGE() (*(const uint32_t *)(charges + ((uintptr_t)pc >> 1)))

// Begins the basic block at target, or goes to out without budget.
#define FLOW_OR(target, out)                                                   \
    do {                                                                       \
        pc = (target);                                                         \
        if (UNLIKELY(budget <= 0))                                             \
            goto out;                                                          \
        budget -= CHARGE();                                                    \
        DISPATCH();                                                            \
    } while (0)
#define FLOW(target) FLOW_OR(target, out_of_budget)

#define SAVE(at)                                                               \
    do {                                                                       \
        ctx->pc = (at);                                                        \
        ctx->base = (uint32_t)(R - ctx->stack);                                \
    } while (0)
#define RELOAD()                                                               \
    do {                                                                       \
        pc = ctx->pc;                                                          \
        R = ctx->stack + ctx->base;                                            \
        end = ctx->stack + ctx->cap;                                           \
        charges = charges_of(frame_func(R));                                   \
    } while (0)

#define FAIL(result)                                                           \
    do {                                                                       \
        res = (result);                                                        \
        goto failed;                                                           \
    } while (0)
// Calls a helper and leaves when it failed.
#define TRY(call)                                                              \
    do {                                                                       \
        res = (call);                                                          \
        if (UNLIKELY(res != VM_OK))                                            \
            goto failed;                                                       \
    } while (0)
// Stops with a request after the instruction of that many slots.
#define STOP(request, slots)                                                   \
    do {                                                                       \
        stop = (request);                                                      \
        pc += (slots);                                                         \
        goto stopped;                                                          \
    } while (0)
// The same, unless the engine can do it at once.
#define QUICK(request, slots)                                                  \
    do {                                                                       \
        stop = (request);                                                      \
        pc += (slots);                                                         \
        goto quick;                                                            \
    } while (0)

// What alu.def consists of.
#define UNARY(name, value)                                                     \
    CASE(name)                                                                 \
    {                                                                          \
        PART_VALUE(name, R_B)                                                  \
        DISPATCH();                                                            \
    }
#define BINARY(name, value)                                                    \
    CASE(name)                                                                 \
    {                                                                          \
        PART_VALUE(name, R_B, R_C)                                             \
        DISPATCH();                                                            \
    }
#define IMMEDIATE(name, value)                                                 \
    CASE(name)                                                                 \
    {                                                                          \
        PART_VALUE(name, R_B, pc->c)                                           \
        DISPATCH();                                                            \
    }
#define COMPARE_STRINGS(name, value)                                           \
    CASE(name)                                                                 \
    {                                                                          \
        const word x = R_B, y = R_C;                                           \
        if (UNLIKELY(vm_long_strings(vm, x, y)))                               \
            FAIL(vm_long_begin(vm, 0));                                        \
        const int order = string_compare(x, y);                                \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
    }
#define DIVIDE(name, value)                                                    \
    CASE(name)                                                                 \
    {                                                                          \
        const word x = R_B, y = R_C;                                           \
        if (UNLIKELY(y == 0))                                                  \
            FAIL(vm_error(vm, "integer divide by zero"));                      \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
    }
#define JUMP(name, cond)                                                       \
    CASE(name)                                                                 \
    {                                                                          \
        PART_JUMP(name, R_A, R_B)                                              \
    }
#define JUMP_IMMEDIATE(name, cond)                                             \
    CASE(name)                                                                 \
    {                                                                          \
        PART_JUMP(name, (int64_t)R_A, pc[1].hi)                                \
    }
#define LOAD(name, value)                                                      \
    CASE(name)                                                                 \
    {                                                                          \
        PART_LOAD(value)                                                       \
        DISPATCH();                                                            \
    }
#define STORE(name, store)                                                     \
    CASE(name)                                                                 \
    {                                                                          \
        PART_STORE(store, R_A)                                                 \
        DISPATCH();                                                            \
    }
#define LOAD_INDEX(name, bytes, value)                                         \
    CASE(name)                                                                 \
    {                                                                          \
        PART_LOAD_INDEX(bytes, value, R_C)                                     \
        DISPATCH();                                                            \
    }
#define STORE_INDEX(name, bytes, store)                                        \
    CASE(name)                                                                 \
    {                                                                          \
        PART_STORE_INDEX(bytes, store)                                         \
        DISPATCH();                                                            \
    }

#endif
