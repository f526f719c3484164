// code: what the front-end hands to the VM: functions of register bytecode,
// constants, run-time types. Read-only once emitted and verified.
#ifndef LANG_CODE_H
#define LANG_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"

typedef uint64_t word;

enum opcode {
#define OP(name, abc, ext, class, flow, effect) OP_##name,
#include "lang/opcodes.def"
#undef OP
    OP_COUNT
};

enum {
    REG_NONE = 65535,     // absent register operand
    CLOSURE_OWN_MAX = 16, // words of a closure that GOC may say is its own
    REGS_MAX = 60000,     // registers of one function
    FRAME_WORDS = 3,      // saved function, return pc, caller's base below R[0]
    SLICE_WORDS = 4,      // data, len, cap, array object
    SLICE_DATA = 0,
    SLICE_LEN = 1,
    SLICE_CAP = 2,
    SLICE_ARRAY = 3,
};

// One slot: an instruction or an extension.
union instr {
    struct {
        uint16_t op, a, b, c;
    };
    struct {
        uint16_t op_, a_;
        int32_t bc; // I K F T L G N of "abc"
    };
    uint16_t h[4]; // extension: halves
    struct {
        int32_t lo, hi; // extension: L or n in lo, I or T in hi
    };
    uint64_t bits;
};

// Kinds of run-time types, in the order of Go's reflect.
enum rkind {
    RK_BOOL,
    RK_INT,
    RK_INT8,
    RK_INT16,
    RK_INT32,
    RK_INT64,
    RK_UINT,
    RK_UINT8,
    RK_UINT16,
    RK_UINT32,
    RK_UINT64,
    RK_UINTPTR,
    RK_FLOAT32,
    RK_FLOAT64,
    RK_CHAN,
    RK_FUNC,
    RK_INTERFACE,
    RK_POINTER,
    RK_SLICE,
    RK_STRING,
    RK_STRUCT,
};

struct rtype;

struct rfield {
    const char *name;
    const struct rtype *type;
    uint32_t offset_words;
};

// A method that interfaces can call: func takes the box as its one-word
// receiver, then the arguments.
struct rmethod {
    uint32_t name; // number in code.names; the array is sorted by it
    uint32_t func; // number in code.funcs
};

// Identical Go types are the same rtype.
struct rtype {
    enum rkind kind;
    uint32_t id;         // number in code.types
    uint32_t words;      // size in registers and in structs; 0 for struct{}
    uint32_t elem_bytes; // size as an element of a slice: 1, 2, 4 or 8 * words
    uint32_t go_bytes;   // size in real Go, for append's growth
    bool named;
    bool comparable;
    bool has_slice;   // holds slices: loads from memory must be checked
    const char *name; // Go's spelling: "main.T", "[]int", "time.Duration"
    const struct rtype *elem; // pointer, slice, channel
    struct rfield *fields;
    uint32_t nfields;
    struct rmethod *methods; // of concrete types that become interfaces; of
    uint32_t nmethods;       // interface types: the names wanted (func 0)
    uint32_t stringer,
        error_method; // method numbers + 1 of String, Error; or 0
};

struct func {
    const char *name; // as Go's tracebacks: "main.main.func1"
    uint32_t id;
    union instr *code;
    uint32_t ncode;       // slots
    uint32_t nregs;       // registers R[0..nregs), calls' areas included
    uint32_t nparams;     // words of parameters, receiver first, at R[0..]
    uint32_t nresults;    // words of results, at R[0..] on return
    uint32_t closure_reg; // where CALLC puts the closure, or REG_NONE
    uint32_t recover_pc;  // slot of the RUNDEFERS of an epilogue that returns
                          // the result variables as they are: where the VM goes
                          // on after recover(); UINT32_MAX without defers
    bool has_defers;
    bool wrapper;    // generated: not shown in tracebacks
    struct pos *pos; // per slot
    struct pos decl_pos;
    uint32_t *charge; // per slot: cost in ps from here to the end of the block,
                      // filled by code_charge; 0 in slots that begin nothing
};

// A string object, immutable. The empty string may be NULL or one of these.
struct gostr {
    int64_t len;
    const unsigned char *data;
};

struct code {
    struct func **funcs;
    uint32_t nfuncs;
    uint32_t entry; // initialises the packages in order and calls main.main
    word *consts;   // numbers, float bits, addresses of struct gostr
    uint32_t nconsts;
    struct rtype **types;
    uint32_t ntypes;
    const char **names; // method names, sorted; a name stands here once for
                        // each signature, as these are different methods
    uint32_t nnames;
    uint32_t nglobals; // words
    bool sync_timers;  // channels of timers are Go 1.23's; set by who loads it
    const uint16_t *natives; // used natives, sorted; for people
    uint32_t nnatives;
    struct diag_source *sources; // names of files, by pos.file
    uint32_t nsources;
    char *const *args; // os.Args[1..], set by who loads the program
    uint32_t nargs;
    // type_error_runtime: a string type with the methods Error, which returns
    // the string as it is, and RuntimeError; made by emit.
    const struct rtype *type_string, *type_error_runtime, *type_int;
    struct arena arena; // owns all of this but the structure and func.charge
};

// Names and operand shapes of opcodes, for emit, verify and disasm.
struct opinfo {
    const char *name, *abc, *ext;
    int class; // enum opclass
    bool flow;
};

enum opclass {
    OPCLASS_move,
    OPCLASS_alu,
    OPCLASS_mul,
    OPCLASS_div,
    OPCLASS_float,
    OPCLASS_fdiv,
    OPCLASS_load,
    OPCLASS_store,
    OPCLASS_index,
    OPCLASS_branch,
    OPCLASS_call,
    OPCLASS_ret,
    OPCLASS_defer,
    OPCLASS_alloc,
    OPCLASS_string,
    OPCLASS_iface,
    OPCLASS_native,
    OPCLASS_COUNT
};

extern const struct opinfo opinfo[OP_COUNT];

// Slots of the instruction at i: 1, 2, or 1 + b for SELECT.
uint32_t code_slots(const union instr *i);

// Native functions of the prelude, by the names of natives.def.
enum native {
#define NATIVE(e, name, how, arg) NAT_##e,
#include "lang/natives.def"
#undef NATIVE
    NAT_COUNT
};

// The native that implements the bodyless prelude function ("time.Sleep",
// "sync.(*Mutex).Lock"), or -1.
int native_find(const char *name);
const char *native_name(enum native n);

#endif
