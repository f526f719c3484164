// natives: the table of native functions, the atomic operations and what prints
// without formatting. Package fmt's are in fmt_natives.c.
#include "vm/natives.h"

// Words of arguments or results, by the last part of natives.def.
enum {
    WORDS_print = SLICE_WORDS,             // a
    WORDS_println = SLICE_WORDS,           // a
    WORDS_fmt_print = 1 + 2 * SLICE_WORDS, // fd, a, done -> n, err
    WORDS_fmt_println = 1 + 2 * SLICE_WORDS,
    WORDS_fmt_printf = 2 + 2 * SLICE_WORDS, // fd, format, a, done -> n, err
    WORDS_fmt_sprint = 2 * SLICE_WORDS,     // a, done -> string
    WORDS_fmt_sprintln = 2 * SLICE_WORDS,
    WORDS_fmt_sprintf = 2 + 2 * SLICE_WORDS, // kind, format, a, done -> string
    WORDS_fmt_methods = 2 + SLICE_WORDS,     // kind, format, a -> []any
    WORDS_os_write = 2,                      // fd, s -> n, err
    WORDS_NOW = 2,                           // -> wall, mono
    WORDS_SLEEP = 1,
    WORDS_TIMER_NEW = 4,   // d, period, func, kind -> chan, timer
    WORDS_TIMER_STOP = 1,  // timer -> bool
    WORDS_TIMER_RESET = 3, // timer, d, period -> bool
    WORDS_GOSCHED = 0,
    WORDS_GOMAXPROCS = 1, // n -> int
    WORDS_NUMCPU = 1,     // -> int
    WORDS_NUMGOROUTINE = 1,
    WORDS_GOEXIT = 0,
    WORDS_EXIT = 1,
    WORDS_MUTEX_LOCK = 1,
    WORDS_MUTEX_TRYLOCK = 1,
    WORDS_MUTEX_UNLOCK = 1,
    WORDS_WG_ADD = 2, // wg, delta
    WORDS_WG_WAIT = 1,
    WORDS_SEM_ACQUIRE = 3, // sema, lifo, reason
    WORDS_SEM_RELEASE = 1,
    WORDS_NOTIFY_WAIT = 2, // list, ticket
    WORDS_NOTIFY_ALL = 1,
    WORDS_NOTIFY_ONE = 1,
    WORDS_sync_fatal = 1, // which text
    WORDS_CALLER = 4,     // skip -> file, line, function, ok
    WORDS_LOCK_THREAD = 0,
    WORDS_UNLOCK_THREAD = 0,
    WORDS_INIT_BEGIN = 0,
    WORDS_INIT_DONE = 0,
    WORDS_LIBRARY_DONE = 0,
    WORDS_GC = 0,
    WORDS_GOMINOR = 1,                      // -> N
    WORDS_RANDOM = 1,                       // -> bits
    WORDS_rand_cooked = 1,                  // i -> value
    WORDS_PIPE = 3,                         // -> r, w, errno
    WORDS_FILE_READ = 1 + SLICE_WORDS,      // fd, p -> n, errno
    WORDS_FILE_WRITE = 2 + SLICE_WORDS,     // fd, p, done -> n, errno
    WORDS_FILE_CLOSE = 1,                   // fd -> errno
    WORDS_NET_DIAL = 2,                     // host -> conn, errno
    WORDS_NET_GET = 2,                      // conn, bytes -> bytes, errno
    WORDS_NET_READ = 1 + SLICE_WORDS,       // conn, p -> n, errno
    WORDS_NET_CLOSE = 1,                    // conn -> errno
    WORDS_os_write_bytes = 1 + SLICE_WORDS, // fd, p -> n
    WORDS_os_arg = 2,                       // i -> string, ok
    WORDS_os_getenv = 2,                    // key -> string, ok
    WORDS_bytes_string = SLICE_WORDS,       // b -> string
    WORDS_string_bytes = SLICE_WORDS,       // s -> []byte
    WORDS_CPU = 1,
    WORDS_SYSCALL = 1,
    WORDS_IO = 1,
    WORDS_DISK_READ = 1, // bytes
    WORDS_DISK_WRITE = 1,
    WORDS_ADD32 = 2, // addr, delta -> new
    WORDS_ADDU32 = 2,
    WORDS_ADD64 = 2,
    WORDS_LOAD32 = 1, // addr -> value
    WORDS_LOADU32 = 1,
    WORDS_LOAD64 = 1,
    WORDS_STORE32 = 2, // addr, value
    WORDS_STORE64 = 2,
    WORDS_SWAP32 = 2, // addr, new -> old
    WORDS_SWAPU32 = 2,
    WORDS_SWAP64 = 2,
    WORDS_CAS32 = 3, // addr, old, new -> swapped
    WORDS_CAS64 = 3,
};

// --- done at once

static word extend32(uint32_t x)
{
    return (word)(int64_t)(int32_t)x;
}

// An atomic operation on the word of 32 or 64 bits at args[0]. x is the
// operand; the value goes to args[0].
#define ATOMIC(name, bits, value)                                              \
    static bool atomic_##name(word *args)                                      \
    {                                                                          \
        uint##bits##_t *p = (uint##bits##_t *)(uintptr_t)args[0];              \
        const uint##bits##_t x = (uint##bits##_t)args[1];                      \
        args[0] = (value);                                                     \
        (void)x;                                                               \
        return true;                                                           \
    }
#define ATOMIC_STORE(name, bits, store)                                        \
    static bool atomic_##name(word *args)                                      \
    {                                                                          \
        store((uint##bits##_t *)(uintptr_t)args[0], (uint##bits##_t)args[1]);  \
        return true;                                                           \
    }

ATOMIC(ADD32, 32, extend32(at_fetch_add32(p, x) + x))
ATOMIC(ADDU32, 32, at_fetch_add32(p, x) + x)
ATOMIC(ADD64, 64, at_fetch_add(p, x) + x)
ATOMIC(LOAD32, 32, extend32(at_load32(p)))
ATOMIC(LOADU32, 32, at_load32(p))
ATOMIC(LOAD64, 64, at_load(p))
ATOMIC_STORE(STORE32, 32, at_store32)
ATOMIC_STORE(STORE64, 64, at_store)
ATOMIC(SWAP32, 32, extend32(at_exchange32(p, x)))
ATOMIC(SWAPU32, 32, at_exchange32(p, x))
ATOMIC(SWAP64, 64, at_exchange(p, x))
ATOMIC(CAS32, 32, at_cas32(p, x, (uint32_t)args[2]))
ATOMIC(CAS64, 64, at_cas(p, x, args[2]))

// Go's fast paths (mutex.go, waitgroup.go), on the first word of the object. A
// mutex: 0 is free, 1 locked while nobody waits. A wait group: the counter in
// the high half, waiters in the low one.
static bool mutex_lock(word *args)
{
    return at_cas((word *)(uintptr_t)args[0], 0, 1);
}

static bool mutex_unlock(word *args)
{
    return at_cas((word *)(uintptr_t)args[0], 1, 0);
}

static bool wg_add(word *args)
{
    word *wg = (word *)(uintptr_t)args[0];
    word old = at_load(wg), next = old + (args[1] << 32);
    int32_t counter = (int32_t)(uint32_t)(next >> 32);
    bool waiters = (uint32_t)next != 0;

    // What panics, and what wakes somebody, is the engine's.
    if (counter < 0 || (waiters && ((int64_t)args[1] > 0 || counter == 0)))
        return false;
    return at_cas(wg, old, next);
}

#define DIRECT(req)                                                            \
    ((req) == REQ_MUTEX_LOCK     ? mutex_lock                                  \
     : (req) == REQ_MUTEX_UNLOCK ? mutex_unlock                                \
     : (req) == REQ_WG_ADD       ? wg_add                                      \
                                 : NULL)
#define TAKES_OBJECT(req) ((req) >= REQ_MUTEX_LOCK && (req) <= REQ_NOTIFY_ONE)

#define HOW_CALL(arg)                                                          \
    {                                                                          \
        vm_native_##arg, REQ_COUNT, NULL, false, WORDS_##arg                   \
    }
#define HOW_REQUEST(arg)                                                       \
    {                                                                          \
        NULL, REQ_##arg, DIRECT(REQ_##arg), TAKES_OBJECT(REQ_##arg),           \
            WORDS_##arg                                                        \
    }
#define HOW_ATOMIC(arg)                                                        \
    {                                                                          \
        NULL, REQ_ATOMIC, atomic_##arg, true, WORDS_##arg                      \
    }

#define NATIVE(e, name, how, arg) [NAT_##e] = HOW_##how(arg),
const struct native_info native_info[NAT_COUNT] = {
#include "lang/natives.def"
};
#undef NATIVE

void vm_atomic(struct vm_request *req)
{
    CHECK(req->native < NAT_COUNT);
    CHECK(req->args[0] != 0);
    CHECK(native_info[req->native].direct(req->args));
}

// Fatal errors of package sync, by the numbers that its Go code knows.
enum vm_result vm_native_sync_fatal(struct vm *vm, word *args)
{
    vm->req.fatal = args[0] == 0 ? "sync: Unlock of unlocked RWMutex"
                                 : "sync: RUnlock of unlocked RWMutex";
    return VM_FATAL;
}

enum { STDERR_FD = 2 };

// The operands of print, with between between them and end after the last.
static enum vm_result print_operands(struct vm *vm, const word *a,
                                     const char *between, const char *end)
{
    struct text *out = &vm->text->out;
    text_clear(out);
    for (word i = 0; i < a[SLICE_LEN]; i++) {
        word box = at_load_acq((const uint64_t *)(uintptr_t)a[SLICE_DATA] + i);
        if (i > 0)
            text_str(out, between);
        // DIFFERS FROM GO: an interface shows its value, not two addresses.
        if (box == 0)
            text_str(out, "(0x0,0x0)");
        else
            print_value(vm, out, box_type(box), box_words(box));
    }
    text_str(out, end);
    if (out->full)
        return VM_OOM;
    if (out->n == 0)
        return VM_OK;
    vm->req.outfd = STDERR_FD;
    vm->req.out_raw = true;
    vm->req.out = out->v;
    vm->req.outlen = out->n;
    return VM_WRITE;
}

enum vm_result vm_native_print(struct vm *vm, word *args)
{
    return print_operands(vm, args, "", "");
}

enum vm_result vm_native_println(struct vm *vm, word *args)
{
    return print_operands(vm, args, " ", "\n");
}

enum vm_result vm_native_os_write(struct vm *vm, word *args)
{
    struct gostr s = string_get(args[1]);
    vm->req.outfd = (int)args[0];
    vm->req.out_raw = false;
    vm->req.out = s.data;
    vm->req.outlen = (size_t)s.len;
    args[0] = (word)s.len;
    args[1] = 0;
    return VM_WRITE;
}
