// vm_impl: what the files of the VM share. No business of anybody else.
//
// Go values live in words: in registers, in boxes of interfaces, in Go memory.
// Go memory is reached through at.h only, because other threads of a racy
// program may be writing it.
#ifndef VM_VM_IMPL_H
#define VM_VM_IMPL_H

#include <string.h>

#include "base/at.h"
#include "base/check.h"
#include "vm/text.h"
#include "vm/vm.h"

// How an operation ended.
enum vm_result {
    VM_OK,
    VM_PANIC,    // text.error holds the text of a run-time error
    VM_NIL,      // nil dereference
    VM_OOM,      // the limit of Go memory is reached
    VM_OVERFLOW, // the goroutine's stack is too large
    VM_WRITE,    // natives: the request to write is filled in
    VM_FATAL,    // natives: the text of a fatal error is
    VM_LONG,     // it will be done in pieces: vm_long.c
};

enum vm_pending {
    VM_PENDING_NONE,
    VM_PENDING_UNWIND, // the newest panic starts
    VM_PENDING_LONG,   // the instruction at pc has been begun: vm_long.c
};

// What helpers return to vm_run when it is to go on.
enum { VM_GO_ON = REQ_COUNT };

// Frame header: R[HDR_FUNC] the running function; R[HDR_RET] where its caller
// goes on, or a tag; R[HDR_DIST] the words from the caller's R[0] to R[0].
enum { HDR_FUNC = -3, HDR_RET = -2, HDR_DIST = -1 };

// Tags of return addresses are odd, code is not. A frame that RUNDEFERS made
// has the address of that instruction plus RET_DEFER.
enum {
    RET_DEFER = 1,  // with an address: run RUNDEFERS again
    RET_END = 1,    // without: the goroutine ends
    RET_UNWIND = 3, // a deferred call of a panic
    RET_PRINT = 5,  // Error or String of a panic value
};

enum {
    STACK_MAX_WORDS = 1 << 24,
    LONG_WORDS = 2,  // past the frame, while an instruction is cut: vm_long.c
    ARRAY_WORDS = 2, // header of an array object: bytes, bytes of an element
};

struct vm_defer {
    struct vm_defer *next;
    const struct func *fn;
    word closure;
    uint32_t base; // of the frame that deferred
    uint32_t nargs;
    word args[];
};

struct vm_panic {
    struct vm_panic *next;
    const union instr *pc; // as in vm_ctx, where it was raised
    word value;            // an interface; 0 for goexit
    word text;             // what Error or String returned, if has_text
    uint32_t base;         // of the frame that raised it
    uint32_t call_base;    // of the call that it runs now, or 0
    uint32_t target;       // of the frame that deferred that call
    bool recovered, goexit;
    bool nil_deref; // Go shows a signal
    bool has_text, printing;
};

// Scratch of one vm.
struct vm_text {
    struct text out;             // what a request writes
    struct text panic;           // vm_panic_text
    struct text trace;           // vm_traceback
    struct text error;           // of VM_PANIC
    struct text num;             // one number or string of the formatter
    struct vm_equal_item *equal; // work list of comparisons
    size_t equal_cap;
    word *boxes; // what fmt_methods found
    size_t nboxes, boxes_cap;
};

static inline const struct func *frame_func(const word *R)
{
    return (const struct func *)(uintptr_t)R[HDR_FUNC];
}

// The function of a function value that is not nil.
static inline const struct func *closure_func(word closure)
{
    return (const struct func *)(uintptr_t) * (const word *)(uintptr_t)closure;
}

static inline const struct rtype *box_type(word box)
{
    return (const struct rtype *)(uintptr_t) * (const word *)(uintptr_t)box;
}

static inline const word *box_words(word box)
{
    return (const word *)(uintptr_t)box + 1;
}

// vm_heap.c
word *vm_alloc_slow(struct vm *vm, size_t words);

static inline word *vm_alloc_words(struct vm *vm, size_t words)
{
    size_t room = (size_t)(vm->alloc_end - vm->alloc_next);
    if (__builtin_expect(words == 0 || words > room / sizeof(word), 0))
        return vm_alloc_slow(vm, words);
    word *p = (word *)(void *)vm->alloc_next;
    vm->alloc_next += words * sizeof(word);
    return p;
}

// A closure that only its own call has is copied to the new goroutine's stack
// (vm_ctx.c), below the first frame: the word that GO hands on has its size in
// the bits that addresses do not use. Its memory is for the next closure.
enum { CLOSURE_OWN_SHIFT = 48 };

static inline word closure_own(word closure, uint32_t words)
{
    return closure | (word)words << CLOSURE_OWN_SHIFT;
}

static inline word *closure_new(struct vm *vm, uint32_t words)
{
    word *p = words <= CLOSURE_OWN_MAX ? vm->closures[words] : NULL;

    if (p == NULL)
        return vm_alloc_words(vm, words);
    vm->closures[words] = (word *)(uintptr_t)p[0];
    return p;
}

// Counts bytes against the limit; false when they do not fit, unless forced.
bool vm_heap_take(struct vm_heap *h, size_t bytes, bool forced);
void vm_heap_give(struct vm_heap *h, size_t bytes);
bool vm_heap_is_full(const struct vm_heap *h);

// The address that a program sees for p: the same in every run.
uint64_t vm_fake_address(const struct vm *vm, word p);

// vm_pool.c
struct vm_pool *pool_new(struct vm_heap *heap);
void pool_free(struct vm_pool *pool);
// A stack of at least words words and *cap words; NULL when it would exceed the
// limit of memory and is not forced.
word *pool_stack_get(struct vm_pool *pool, size_t words, uint32_t *cap,
                     bool forced);
void pool_stack_put(struct vm_pool *pool, word *stack, uint32_t cap);
// NULL at the limit.
struct vm_defer *pool_defer_get(struct vm_pool *pool, uint32_t nargs);
void pool_defer_put(struct vm_pool *pool, struct vm_defer *d);
struct vm_panic *pool_panic_get(struct vm_pool *pool);
void pool_panic_put(struct vm_pool *pool, struct vm_panic *p);

// vm_ctx.c
// Makes the stack of ctx hold words words past index at.
enum vm_result vm_stack_reserve(struct vm *vm, struct vm_ctx *ctx, uint32_t at,
                                size_t words);
// Pushes a frame of fn with R[0] at index at, above the frame at ctx->base, and
// makes it the running one. Arguments are up to the caller.
enum vm_result vm_push_frame(struct vm *vm, struct vm_ctx *ctx, uint32_t at,
                             const struct func *fn, word closure, word ret);

// Fills the request of the SELECT at ctx->pc.
enum vm_result vm_select(struct vm *vm, struct vm_ctx *ctx);

// vm_panic.c
// The text of a panic(nil), in Go 1.21 to 1.25; Go 1.26 ends it before " (".
enum vm_result vm_nil_panic(struct vm *vm);

// Raises the error res (text.error for VM_PANIC) at ctx->pc. Like all of the
// following, returns VM_GO_ON or what vm_run stops with.
int vm_fail(struct vm *vm, struct vm_ctx *ctx, enum vm_result res);
int vm_raise(struct vm *vm, struct vm_ctx *ctx, word value);
int vm_unwind(struct vm *vm, struct vm_ctx *ctx);
// The running frame returned to a tag.
int vm_returned(struct vm *vm, struct vm_ctx *ctx, word tag);
enum vm_result vm_defer(struct vm *vm, struct vm_ctx *ctx, const word *args,
                        const struct func *fn, word closure);
// Runs the newest deferred call of the frame in a frame at R[reg]; *done when
// there is none.
enum vm_result vm_rundefers(struct vm *vm, struct vm_ctx *ctx, uint32_t reg,
                            bool *done);
word vm_recover(struct vm_ctx *ctx);
int vm_fatal(struct vm *vm, const char *text, bool memory_limit);
// The type of the values of run-time errors: strings, shown as they are.
const struct rtype *vm_error_type(const struct vm *vm);

// Set text.error, the first with "runtime error: " in front, as most errors of
// package runtime have it; return VM_PANIC.
__attribute__((format(printf, 2, 3))) enum vm_result
vm_error(struct vm *vm, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) enum vm_result
vm_plain_error(struct vm *vm, const char *fmt, ...);

// vm_print.c
// Appends a value as the built-in print shows it.
void print_value(const struct vm *vm, struct text *out, const struct rtype *t,
                 const word *v);

// vm_slice.c
enum bound {
    BOUND_LEN,
    BOUND_CAP,
    BOUND_LOW,
    BOUND_MAX_CAP,
    BOUND_HIGH_MAX,
    BOUND_LOW_MAX,
};
// Whether the parts of s belong together: what a racy program loads may be
// torn.
static inline bool slice_is_whole(const word *s)
{
    const word *array = (const word *)(uintptr_t)s[SLICE_ARRAY];
    if (array == NULL)
        return (s[SLICE_DATA] | s[SLICE_LEN] | s[SLICE_CAP]) == 0;
    word total = array[0], elem_bytes = array[1], bytes;
    word offset = s[SLICE_DATA] - (word)(uintptr_t)(array + ARRAY_WORDS);
    if (offset > total || s[SLICE_LEN] > s[SLICE_CAP] ||
        s[SLICE_CAP] > INT64_MAX)
        return false;
    // Slices of one variable have one element size, and data pointers of
    // another array are out of range: what is in range is aligned.
    return !__builtin_mul_overflow(s[SLICE_CAP], elem_bytes, &bytes) &&
           bytes <= total - offset;
}

enum vm_result slice_bound_error(struct vm *vm, enum bound bound, word x,
                                 word y);
enum vm_result slice_index_error(struct vm *vm, word index, word len);
enum vm_result slice_make(struct vm *vm, word *R, const union instr *in);
enum vm_result slice_reslice(struct vm *vm, word *R, const union instr *in);
enum vm_result slice_append(struct vm *vm, word *R, const union instr *in);
enum vm_result slice_copy(struct vm *vm, word *R, const union instr *in);
// Copies n elements; forwards or backwards, so that they may overlap. Word by
// word, for other threads may see it.
void slice_copy_elems(const struct rtype *t, word dst, word src, word n);
// Stores the element whose words are at v.
void slice_store_elem(const struct rtype *t, word dst, const word *v);
// All of an array object as a slice.
void slice_of_array(word array, word *s);
// A new array object of n elements as a slice; false at the limit.
bool slice_new(struct vm *vm, const struct rtype *t, word n, word *s);

// vm_string.c
static inline struct gostr string_get(word s)
{
    if (s == 0)
        return (struct gostr){0, NULL};
    return *(const struct gostr *)(uintptr_t)s;
}
// A new string; 0 and *oom at the limit.
word string_new(struct vm *vm, const void *p, size_t n, bool *oom);
enum vm_result string_concat(struct vm *vm, word *R, const union instr *in);
enum vm_result string_sub(struct vm *vm, word *R, const union instr *in);
int string_compare(word x, word y);
// The bytes of a string that was made by string_new or CONCAT and that nobody
// else knows yet.
unsigned char *string_fresh(struct gostr *s);
// One step of a range loop: false at the end.
bool string_next(word s, word *state);
enum vm_result string_rune(struct vm *vm, word *d, word rune);

// vm_long.c
enum { STEP_BYTES = sizeof(word) }; // a smaller element is a step too

// Whether copying n elements, or n bytes of a string, or comparing two strings,
// is to be done in pieces.
static inline bool vm_long_bytes(const struct vm *vm, word n)
{
    return vm->piece != 0 && n > (word)vm->piece * STEP_BYTES;
}
static inline bool vm_long_elems(const struct vm *vm, const struct rtype *t,
                                 word n)
{
    word bytes = t->elem_bytes < STEP_BYTES ? STEP_BYTES : t->elem_bytes;
    return vm->piece != 0 && t->elem_bytes != 0 && vm_long_bytes(vm, n * bytes);
}
static inline bool vm_long_strings(const struct vm *vm, word x, word y)
{
    if (vm->piece == 0 || x == y || x == 0 || y == 0)
        return false;
    int64_t a = ((const struct gostr *)(uintptr_t)x)->len;
    int64_t b = ((const struct gostr *)(uintptr_t)y)->len;
    return vm_long_bytes(vm, (word)(a < b ? a : b));
}
// The instruction in the running frame will be done so; object is what it has
// made, or 0. Returns VM_LONG.
enum vm_result vm_long_begin(struct vm *vm, word object);
// Notes that past the frame, where there are LONG_WORDS by then.
void vm_long_start(struct vm *vm, word *R);
// Does the next piece of it; VM_LONG: there are more.
enum vm_result vm_long_more(struct vm *vm, word *R, const union instr *in);

// vm_iface.c
// Brings a word that was loaded from anywhere into register form for its kind.
word kind_extend(enum rkind kind, word w);
const struct func *rtype_method(const struct vm *vm, const struct rtype *t,
                                uint32_t name);
enum vm_result iface_box(struct vm *vm, const struct rtype *t, const word *v,
                         word *box);
enum vm_result iface_assert(struct vm *vm, word *R, const union instr *in);
void iface_assert2(struct vm *vm, word *R, const union instr *in);
enum vm_result iface_assert_iface(struct vm *vm, word *R,
                                  const union instr *in);
enum vm_result iface_equal(struct vm *vm, word x, word y, word *equal);
enum vm_result value_equal(struct vm *vm, const struct rtype *t, const word *x,
                           const word *y, word *equal);
// The method Error or String that fmt and panic call, or NULL.
const struct func *type_string_method(const struct vm *vm,
                                      const struct rtype *t);
// Whether t is a predeclared type: bool, a number or string. Only names of
// defined types have a package.
bool type_is_basic(const struct rtype *t);

#endif
