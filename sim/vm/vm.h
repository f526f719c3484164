// vm: runs one goroutine until it needs the world.
//
// vm_run executes bytecode until its budget (picoseconds of the cost model) is
// used up or the goroutine asks for something that involves others: a request
// (request.def), which the engine answers before it calls vm_run again. The VM
// never blocks, never looks at a clock, never exits the process.
//
// A goroutine is a struct vm_ctx: a stack of register windows, grown by
// moving. Go pointers never point into it (what is captured or whose address is
// taken lives in heap cells), so moving is safe; requests point into it until
// the goroutine runs again.
//
// Go memory is bump-allocated and never freed (level S1 needs no collector), so
// that every pointer stays valid whatever a racy program does. It is read and
// written as relaxed atomics (stores of whole words with release order, which
// costs nothing on x86-64).
#ifndef VM_VM_H
#define VM_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/at.h"
#include "lang/code.h"

enum vm_stop {
#define REQUEST(e, meaning) REQ_##e,
#include "vm/request.def"
#undef REQUEST
    REQ_COUNT
};

// Picoseconds by class of operation; from the cost model, scaled by nobody.
struct vm_costs {
    uint32_t class_ps[OPCLASS_COUNT];
};

struct vm_defer;
struct vm_panic;

// The program side of a goroutine. 48 bytes; the stack is pooled.
struct vm_ctx {
    const union instr *pc;
    word *stack;
    uint32_t base;           // index of the running frame's R[0]
    uint32_t cap;            // words of stack
    struct vm_defer *defers; // newest first
    struct vm_panic *panics; // running panics, newest first
    uint8_t pending;         // enum vm_pending: what vm_run does first
    uint8_t own_words;       // of the first function's closure, at stack[0]
    bool at_pc;    // stopped before the instruction at pc, not after it
    bool printing; // methods of panic values run, for vm_panic_text
};

struct vm_select_case {
    word chan;   // 0: nil channel
    word *value; // source of a send, target of a receive; NULL: not wanted
    word *ok;    // receive; NULL: not wanted
    bool send;
};

// What vm_run stopped for. Pointers into the stack (args, ok, cases and what
// they point to) are valid until the goroutine runs again; out only until
// vm_run is called again on this vm, for whichever goroutine.
struct vm_request {
    uint16_t native; // enum native, of library requests
    bool has_default;
    uint32_t nargs; // words
    word *args;
    word *ok; // RECV
    word chan;
    const struct rtype *elem; // MKCHAN: type of the elements
    int64_t size;             // MKCHAN
    const struct func *fn;    // GO
    word closure;             // GO: 0 for plain functions
    struct vm_select_case *cases;
    uint32_t ncases;
    int outfd;
    bool out_raw; // WRITE: of print, which the scheduler is not told about
    const unsigned char *out; // WRITE
    size_t outlen;
    const char *fatal; // FATAL: what Go prints after "fatal error: "
    bool memory_limit; // FATAL: the limit of the heap was hit
};

// Chunks of Go memory, shared by all vms of a run.
struct vm_heap {
    int64_t limit_bytes; // --memory-limit
    int64_t used_bytes;  // handed to vms: chunks, stacks, records of defers
    struct vm_chunk *chunks;
    word *globals;
    struct at_lock lock; // of used_bytes and chunks
};

// One interpreter: the simulator has one, a native M each its own.
struct vm {
    const struct code *code;
    struct vm_heap *heap;
    char *alloc_next, *alloc_end; // this vm's chunk
    bool solo;   // atomics are done at once: nobody else runs, or all can see
    bool direct; // so is what of package sync need not wait (natives.c)
    int64_t budget; // ps left; may be negative by one block after a stop
    // Steps (copies of a word, mostly) that one instruction may do before
    // vm_run stops in the middle of it with REQ_BUDGET; 0: any number.
    uint32_t piece;
    word begun;   // what an instruction in pieces has made so far, or 0
    bool to_call; // left is the budget, budget 0: see vm_slice
    bool at_call; // REQ_BUDGET: before a called function's first instruction
    int64_t left;
    // Tries a request for which the goroutine need not stop (GO, MKCHAN, SEND,
    // RECV); true: done. After false the VM stops with it, and whoever answers
    // knows how far it got. NULL: it always stops.
    bool (*quick)(struct vm *vm, enum vm_stop stop);
    // Answers a stop without leaving vm_run, which goes on with the goroutine
    // that it returns, this or another one; NULL: vm_run returns. NULL itself:
    // vm_run returns at every stop.
    struct vm_ctx *(*answer)(struct vm *vm, enum vm_stop stop);
    struct vm_request req;
    struct vm_pool *pool;                // free stacks, defers, panics
    word *closures[CLOSURE_OWN_MAX + 1]; // free, by words; the first links
    struct vm_text *text;                // scratch for formatting
};

void vm_heap_init(struct vm_heap *h, const struct code *code,
                  int64_t limit_bytes);
void vm_heap_release(struct vm_heap *h);

// Counts memory of the engine that grows with the program (goroutines) against
// the limit: the next allocation or go statement beyond it ends the program.
void vm_heap_count(struct vm_heap *h, size_t bytes);

void vm_init(struct vm *vm, const struct code *code, struct vm_heap *heap);
void vm_release(struct vm *vm);

// Fills func.charge of all functions for the costs, and prepares their code for
// the loop (fuse.h). To be called before vm_run, and while nobody runs.
void code_charge(struct code *code, const struct vm_costs *costs);

// A goroutine that will call fn (with closure, or 0, as in vm_request) with
// nargs words of arguments. Cheap: stacks come from a pool.
void vm_ctx_start(struct vm *vm, struct vm_ctx *ctx, const struct func *fn,
                  word closure, const word *args, uint32_t nargs);

// The same for a ctx that may still hold what it had in a former life; its
// stack stays where it is.
void vm_ctx_restart(struct vm *vm, struct vm_ctx *ctx, const struct func *fn,
                    word closure, const word *args, uint32_t nargs);

// Gives the stack and all records back to the pool.
void vm_ctx_release(struct vm *vm, struct vm_ctx *ctx);

// Runs ctx with vm->budget ps. Stops with REQ_BUDGET at the start of a basic
// block when the budget is not positive; a block that was begun is always
// finished, so that budget may end below 0: what was used is budget_before -
// vm->budget.
enum vm_stop vm_run(struct vm *vm, struct vm_ctx *ctx);

// Sets the budget; with to_call, until the next one is set, vm_run stops with
// REQ_BUDGET, and at_call, at each call of a Go function too.
void vm_slice(struct vm *vm, int64_t budget, bool to_call);

// What is left of it.
int64_t vm_left(const struct vm *vm);

// Begins a panic with a run-time error in ctx, as if the instruction of the
// last request had raised it ("send on closed channel"): the next vm_run
// unwinds. runtime_error adds Go's "runtime error: " class where Go has it
// (printed text differs: see vm_panic_text). text is copied; NULL is a nil
// pointer dereference.
void vm_panic_plain(struct vm *vm, struct vm_ctx *ctx, const char *text);

// Begins Goexit: the next vm_run runs the deferred calls, then REQ_RETURN.
void vm_goexit(struct vm *vm, struct vm_ctx *ctx);

// Performs an atomic request on memory; result to req->args.
void vm_atomic(struct vm_request *req);

// Allocates zeroed Go memory in words; NULL when the limit is reached.
word *vm_alloc(struct vm *vm, size_t words);

// A channel's Go-visible head; rt's channel begins with it.
struct vm_chan_head {
    word len, cap;
};

// "panic: boom", with the chain of panics as Go prints it; no final newline,
// control bytes as Go prints them (raw): callers escape for terminals. Valid
// until the next call.
const char *vm_panic_text(struct vm *vm, struct vm_ctx *ctx, size_t *len);

// REQ_CALLER of the stopped goroutine; false: out of memory. The frames that
// the compiler made do not count (runtime.Caller).
bool vm_caller(struct vm *vm, const struct vm_ctx *ctx, word *args);

// Frames of Go's run time that count, though there are none here.
struct vm_runtime_frames {
    uint32_t above; // hidden ones, of which Go before 1.21 takes account
    uint32_t below; // shown ones
};

// Go 1.(go_minor)'s traceback of the frames, innermost first:
// "main.f(...)\n\tFILE:LINE\n". Of many frames the 100 innermost are shown,
// since 1.21 the 50 innermost and outermost. Valid until the next call.
const char *vm_traceback(struct vm *vm, const struct vm_ctx *ctx, int go_minor,
                         struct vm_runtime_frames runtime, size_t *len);

// Position of the instruction that ctx stands at (that made the last request).
struct pos vm_pos(const struct vm *vm, const struct vm_ctx *ctx);

// The function of the instruction before pc, and its position; NULL when pc is
// not in code.
const struct func *vm_func_at(const struct code *code, const union instr *pc,
                              struct pos *pos);

// The function that ctx is in.
const struct func *vm_func(const struct vm_ctx *ctx);

// The function of a function value that is not nil.
const struct func *vm_closure_func(word closure);

// A number for an address in Go memory that does not depend on where the host
// put it: same program, same number, same place in a cache line.
uint64_t vm_address(const struct vm *vm, word p);

const char *vm_request_name(enum vm_stop stop);

#endif
