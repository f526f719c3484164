// vm_dump: what Go prints when a program dies, in pieces that both engines put
// together (panic.go: dopanic_m; traceback.go: goroutineheader,
// printcreatedby). Everything is escaped for terminals.
#ifndef VM_VM_DUMP_H
#define VM_VM_DUMP_H

#include "vm/text.h"
#include "vm/vm.h"

// Of very many goroutines only the first are shown. DIFFERS FROM GO.
enum { VM_DUMP_GS_MAX = 100 };

// Why a dump is made.
enum vm_dump_why {
    VM_DUMP_PANIC,
    VM_DUMP_FATAL, // the program's fault
    VM_DUMP_THROW, // beyond that: Go tells more
};

// Of a "fatal error: TEXT".
enum vm_dump_why vm_dump_why(const char *text);

// Whether Go 1.(go_minor) shows the other goroutines, too, when one is to
// blame.
bool vm_dump_shows_all(enum vm_dump_why why, int go_minor);

struct vm_dump_g {
    const struct vm_ctx *ctx;
    uint32_t goid;
    const char *state; // "running", or what it waits for
    int64_t minutes;   // for how long it is known to wait; 0: less than 1
    bool locked;       // to its thread
    bool elsewhere;    // runs on another thread: its frames are unknown
    // Whose go statement made it, and where; NULL: nobody's.
    const struct func *creator;
    struct pos created;
    uint32_t parent; // goid of the creator
};

// "fatal error: TEXT", and what Go says before it when a stack overflows.
void vm_dump_fatal(struct text *out, const char *text);

// The text of ctx's panic.
void vm_dump_panic(struct vm *vm, struct text *out, struct vm_ctx *ctx);

// An empty line, the header of a goroutine, its frames and who created it.
void vm_dump_g(struct vm *vm, struct text *out, const struct vm_dump_g *g,
               enum vm_dump_why why, int go_minor);

// Where there were more than VM_DUMP_GS_MAX.
void vm_dump_elided(struct text *out);

// Instead of a thread too many.
void vm_dump_thread_limit(struct text *out, int64_t limit);

#endif
