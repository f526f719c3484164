// loop: the vocabulary of vm_run, which alone includes this. The macros use its
// locals: pc, R, end, charges, budget, res, step, stop.
#ifndef VM_LOOP_H
#define VM_LOOP_H

// Threaded code is a quarter faster than a switch; without the extension, or
// with VM_SWITCH to test the other way, a switch does.
#if defined(__GNUC__) && !defined(VM_SWITCH)
#define THREADED 1
#pragma GCC diagnostic ignored "-Wpedantic"
#else
#define THREADED 0
#endif

#define UNLIKELY(cond) __builtin_expect((cond), 0)

// A register, loaded, stored or computed over.
#define R_A R[pc->a]
#define R_B R[pc->b]
#define R_C R[pc->c]

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

// What alu.def consists of. Its operands x and y are words; n and i are the
// field c.
#define UNARY(name, value)                                                     \
    CASE(name)                                                                 \
    {                                                                          \
        const word x = R_B;                                                    \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
    }
#define BINARY(name, value)                                                    \
    CASE(name)                                                                 \
    {                                                                          \
        const word x = R_B, y = R_C;                                           \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
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
#define IMMEDIATE(name, value)                                                 \
    CASE(name)                                                                 \
    {                                                                          \
        const word x = R_B;                                                    \
        const unsigned n = pc->c;                                              \
        const int64_t i = (int16_t)n;                                          \
        (void)i;                                                               \
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
        const word x = R_A, y = R_B;                                           \
        if (cond)                                                              \
            FLOW(pc + 2 + pc[1].lo);                                           \
        FLOW(pc + 2);                                                          \
    }
#define JUMP_IMMEDIATE(name, cond)                                             \
    CASE(name)                                                                 \
    {                                                                          \
        const int64_t x = (int64_t)R_A, i = pc[1].hi;                          \
        if (cond)                                                              \
            FLOW(pc + 2 + pc[1].lo);                                           \
        FLOW(pc + 2);                                                          \
    }
#define LOAD(name, value)                                                      \
    CASE(name)                                                                 \
    {                                                                          \
        word p = R_B;                                                          \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
    }
#define STORE(name, store)                                                     \
    CASE(name)                                                                 \
    {                                                                          \
        word p = R_B;                                                          \
        const word x = R_A;                                                    \
        if (UNLIKELY(p == 0))                                                  \
            FAIL(VM_NIL);                                                      \
        p += pc->c * sizeof(word);                                             \
        store;                                                                 \
        NEXT();                                                                \
    }
#define LOAD_INDEX(name, bytes, value)                                         \
    CASE(name)                                                                 \
    {                                                                          \
        const word *slice = &R_B, i = R_C;                                     \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        const word p = slice[SLICE_DATA] + i * (bytes);                        \
        R_A = (word)(value);                                                   \
        NEXT();                                                                \
    }
#define STORE_INDEX(name, bytes, store)                                        \
    CASE(name)                                                                 \
    {                                                                          \
        const word *slice = &R_B, i = R_C, x = R_A;                            \
        if (UNLIKELY(i >= slice[SLICE_LEN]))                                   \
            goto bad_index;                                                    \
        const word p = slice[SLICE_DATA] + i * (bytes);                        \
        store;                                                                 \
        NEXT();                                                                \
    }

#endif
