#include "vm/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "vm/natives.h"

struct verifier {
    const struct code *code;
    const struct func *f;
    const union instr *in; // the instruction being checked
    bool *starts;          // by slot: an instruction begins
    char *text;
    size_t cap;
};

// Writes the fault of the current instruction, or of the function.
__attribute__((format(printf, 2, 3))) static bool fault(struct verifier *v,
                                                        const char *fmt, ...)
{
    va_list ap;
    int n = 0;
    if (v->f != NULL && v->in != NULL)
        n = snprintf(v->text, v->cap, "%s+%td %s: ", v->f->name,
                     v->in - v->f->code,
                     v->in->op < OP_COUNT ? opinfo[v->in->op].name : "?");
    else if (v->f != NULL)
        n = snprintf(v->text, v->cap, "%s: ", v->f->name);
    CHECK(n >= 0);
    if ((size_t)n >= v->cap)
        return false;
    va_start(ap, fmt);
    vsnprintf(v->text + n, v->cap - (size_t)n, fmt, ap);
    va_end(ap);
    return false;
}

static bool check_regs(struct verifier *v, uint32_t first, uint64_t n)
{
    if (first + n > v->f->nregs)
        return fault(v, "register %llu of %u",
                     (unsigned long long)(first + (n > 0 ? n - 1 : 0)),
                     v->f->nregs);
    return true;
}

static bool check_below(struct verifier *v, int64_t i, uint32_t n,
                        const char *what)
{
    if (i < 0 || i >= n)
        return fault(v, "%s %lld of %u", what, (long long)i, n);
    return true;
}

static uint32_t type_words(const struct verifier *v)
{
    return v->code->types[v->in[1].hi]->words;
}

// Registers that operand letter D, S or w of field k (0 for a) stands for. The
// extension has been checked.
static uint64_t operand_words(const struct verifier *v, int k)
{
    const union instr *in = v->in;
    switch (in->op) {
    case OP_ZERO:
        return in->b;
    case OP_MOVN:
    case OP_MKCLOSURE:
    case OP_SEND:
        return in->c;
    case OP_LDN:
    case OP_STN:
    case OP_RECV:
        return (uint32_t)in[1].lo;
    case OP_EQT:
    case OP_BOX:
    case OP_ASSERT:
        return type_words(v);
    case OP_ASSERT2:
        return (uint64_t)type_words(v) + 1;
    case OP_ASSERTI2:
        return 2;
    case OP_APPEND1:
        return k == 2 ? type_words(v) : SLICE_WORDS;
    case OP_STRNEXT:
        return 3;
    default:
        // What is left are the slices; w is one only in CHKSLICE.
        return SLICE_WORDS;
    }
}

static bool check_jump(struct verifier *v, int32_t distance)
{
    int64_t to = (v->in - v->f->code) + (int64_t)code_slots(v->in) + distance;
    if (to < 0 || to >= v->f->ncode || !v->starts[to])
        return fault(v, "jump to %lld of %u", (long long)to, v->f->ncode);
    return true;
}

// Letters whose operand is the 32-bit number x.
static bool check_number(struct verifier *v, char letter, int32_t x)
{
    const struct code *code = v->code;
    switch (letter) {
    case 'K':
        return check_below(v, x, code->nconsts, "constant");
    case 'F':
        return check_below(v, x, code->nfuncs, "function");
    case 'T':
        return check_below(v, x, code->ntypes, "type");
    case 'G':
        return check_below(v, x, code->nglobals, "global");
    case 'N':
        return check_below(v, x, NAT_COUNT, "native");
    case 'L':
        return check_jump(v, x);
    default:
        return true;
    }
}

static bool check_optional(struct verifier *v, uint16_t reg)
{
    return reg == REG_NONE || check_regs(v, reg, 1);
}

static bool check_ext(struct verifier *v)
{
    const union instr *in = v->in, *ext = in + 1;
    const char *letters = opinfo[in->op].ext;
    for (const char *p = letters; *p != '\0'; p++) {
        if (*p == 'X') {
            if (!check_optional(v, ext->h[0]) ||
                !check_optional(v, ext->h[1]) ||
                (in->op == OP_RESLICE && !check_number(v, 'T', ext->hi)))
                return false;
        } else if (*p == 'n') {
            if (ext->lo < 0)
                return fault(v, "negative number %d", ext->lo);
        } else if (!check_number(v, *p, *p == 'L' ? ext->lo : ext->hi)) {
            return false;
        }
    }
    return true;
}

static bool check_abc(struct verifier *v)
{
    const union instr *in = v->in;
    const char *letters = opinfo[in->op].abc;
    const uint16_t field[] = {in->a, in->b, in->c};
    for (int k = 0; k < 3 && letters[k] != '\0'; k++) {
        bool ok = true;
        switch (letters[k]) {
        case 'd':
        case 'r':
            ok = check_regs(v, field[k], 1);
            break;
        case 'w':
        case 'D':
        case 'S':
            ok = check_regs(v, field[k], operand_words(v, k));
            break;
        case 'x':
        case 'y':
            ok = check_optional(v, field[k]);
            break;
        case 'n':
        case 'i':
        case '-':
            break;
        default:
            ok = check_number(v, letters[k], in->bc);
        }
        if (!ok)
            return false;
    }
    return true;
}

// Room for the frame header and the arguments and results of a call at R[a].
static bool check_call(struct verifier *v, uint32_t words)
{
    return check_regs(v, v->in->a, (uint64_t)FRAME_WORDS + words);
}

// A function that is called without closure must not look for captures.
static bool check_target(struct verifier *v, const struct func *f)
{
    if (f->closure_reg != REG_NONE)
        return fault(v, "%s wants a closure", f->name);
    uint32_t words = f->nparams > f->nresults ? f->nparams : f->nresults;
    return v->in->op == OP_LOADF || check_call(v, words);
}

static bool check_select(struct verifier *v)
{
    for (uint32_t i = 0; i < v->in->b; i++) {
        const uint16_t *h = v->in[1 + i].h;
        if (h[0] > 1)
            return fault(v, "case %u is neither send nor receive", i);
        if (!check_regs(v, h[1], 1) || !check_optional(v, h[2]) ||
            !check_optional(v, h[3]))
            return false;
    }
    return true;
}

static bool check_assert(struct verifier *v)
{
    return v->in[1].lo == 0 ||
           check_below(v, (int64_t)v->in[1].lo - 1, v->code->ntypes, "type");
}

// What the letters do not say.
static bool check_special(struct verifier *v)
{
    const union instr *in = v->in;
    switch (in->op) {
    case OP_CALL:
    case OP_DEFER:
    case OP_GO:
    case OP_LOADF:
        return check_target(v, v->code->funcs[in->bc]);
    case OP_CALLC:
    case OP_DEFERC:
    case OP_RUNDEFERS:
        return check_call(v, 0);
    case OP_GOC:
        return check_call(v, 0) &&
               check_below(v, in->c, CLOSURE_OWN_MAX + 1, "closure");
    case OP_CALLI:
        return check_call(v, 1) &&
               check_below(v, in[1].lo, v->code->nnames, "method");
    case OP_CALLNAT:
        return check_call(v, native_info[in->bc].words);
    case OP_MKCLOSURE:
        return check_below(v, in[1].lo, v->code->nfuncs, "function");
    case OP_LDCAP:
        return in->b == v->f->closure_reg ||
               fault(v, "register %u is not the closure", in->b);
    case OP_SHLI:
    case OP_SHRI:
    case OP_SHRUI:
        return check_below(v, in->c, 64, "shift");
    case OP_SELECT:
        return check_select(v);
    case OP_ASSERT:
        return check_assert(v);
    default:
        return true;
    }
}

// Words that closures of f must have captured.
static uint32_t captures_of(const struct func *f)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->ncode; i += code_slots(&f->code[i]))
        if (f->code[i].op == OP_LDCAP && f->code[i].c >= n)
            n = f->code[i].c + 1u;
    return n;
}

static bool check_shape(struct verifier *v)
{
    const struct func *f = v->f;
    if (f->nregs > REGS_MAX)
        return fault(v, "%u registers, at most %d", f->nregs, REGS_MAX);
    if (f->nparams > f->nregs || f->nresults > f->nregs)
        return fault(v, "%u parameters, %u results in %u registers", f->nparams,
                     f->nresults, f->nregs);
    if (f->closure_reg != REG_NONE &&
        (f->closure_reg >= f->nregs || f->closure_reg < f->nparams))
        return fault(v, "closure in register %u of %u", f->closure_reg,
                     f->nregs);
    if (f->ncode == 0)
        return fault(v, "no code");
    return true;
}

// Finds where instructions begin; the last one must be whole and leave.
static bool check_layout(struct verifier *v)
{
    const struct func *f = v->f;
    uint32_t last = 0;
    for (uint32_t i = 0; i < f->ncode;) {
        v->in = &f->code[i];
        if (v->in->op >= OP_COUNT)
            return fault(v, "opcode %u of %d", v->in->op, OP_COUNT);
        uint32_t n = code_slots(v->in);
        if (n > f->ncode - i)
            return fault(v, "%u slots of %u", n, f->ncode - i);
        v->starts[i] = true;
        last = i;
        i += n;
    }
    uint16_t op = f->code[last].op;
    if (op != OP_RET && op != OP_JMP && op != OP_PANIC)
        return fault(v, "control runs off the end");
    v->in = NULL;
    return true;
}

static bool check_recover(struct verifier *v, bool defers)
{
    uint32_t pc = v->f->recover_pc;
    if (!defers && !v->f->has_defers)
        return true;
    if (pc >= v->f->ncode || !v->starts[pc] ||
        v->f->code[pc].op != OP_RUNDEFERS)
        return fault(v, "no deferred calls are run at recover_pc %u", pc);
    return true;
}

static bool check_code(struct verifier *v)
{
    bool defers = false;
    for (uint32_t i = 0; i < v->f->ncode; i += code_slots(v->in)) {
        v->in = &v->f->code[i];
        if (!check_ext(v) || !check_abc(v) || !check_special(v))
            return false;
        defers |= v->in->op == OP_DEFER || v->in->op == OP_DEFERC;
    }
    v->in = NULL;
    return check_recover(v, defers);
}

// Closures hold as much as their function takes out. Done last: it reads the
// code of other functions.
static bool check_closures(struct verifier *v)
{
    for (uint32_t i = 0; i < v->f->ncode; i += code_slots(v->in)) {
        v->in = &v->f->code[i];
        if (v->in->op != OP_MKCLOSURE)
            continue;
        const struct func *f = v->code->funcs[v->in[1].lo];
        if (v->in->c < captures_of(f))
            return fault(v, "%u words for the %u of %s", v->in->c,
                         captures_of(f), f->name);
    }
    v->in = NULL;
    return true;
}

static bool check_methods(struct verifier *v, const struct rtype *t)
{
    for (uint32_t i = 0; i < t->nmethods; i++) {
        const struct rmethod *m = &t->methods[i];
        if (m->name >= v->code->nnames ||
            (i > 0 && m->name <= t->methods[i - 1].name))
            return fault(v, "type %s: methods out of order", t->name);
        if (t->kind == RK_INTERFACE)
            continue;
        if (m->func >= v->code->nfuncs)
            return fault(v, "type %s: function %u of %u", t->name, m->func,
                         v->code->nfuncs);
        const struct func *f = v->code->funcs[m->func];
        if (f->nparams == 0 || f->closure_reg != REG_NONE)
            return fault(v, "type %s: %s takes no box", t->name, f->name);
    }
    if (t->stringer > t->nmethods || t->error_method > t->nmethods)
        return fault(v, "type %s: no such method", t->name);
    return true;
}

static bool check_type(struct verifier *v, uint32_t i)
{
    const struct rtype *t = v->code->types[i];
    bool has_elem =
        t->kind == RK_POINTER || t->kind == RK_SLICE || t->kind == RK_CHAN;
    if (t->kind > RK_STRUCT || t->id != i || t->words > REGS_MAX)
        return fault(v, "type %s: number %u, %u words", t->name, t->id,
                     t->words);
    if (has_elem && t->elem == NULL)
        return fault(v, "type %s: no element type", t->name);
    for (uint32_t k = 0; k < t->nfields; k++)
        if ((uint64_t)t->fields[k].offset_words + t->fields[k].type->words >
            t->words)
            return fault(v, "type %s: field %s is outside", t->name,
                         t->fields[k].name);
    return check_methods(v, t);
}

bool verify_code(const struct code *code, char *text, size_t cap)
{
    struct verifier v = {.code = code, .text = text, .cap = cap};
    bool ok = true;
    CHECK(cap > 0);
    if (code->entry >= code->nfuncs || code->funcs[code->entry]->nparams != 0)
        return fault(&v, "no entry");
    for (uint32_t i = 0; ok && i < code->ntypes; i++)
        ok = check_type(&v, i);
    for (uint32_t i = 0; ok && i < code->nfuncs; i++) {
        v.f = code->funcs[i];
        v.starts = xcalloc(v.f->ncode, sizeof *v.starts);
        ok = check_shape(&v) && check_layout(&v) && check_code(&v);
        free(v.starts);
    }
    for (uint32_t i = 0; ok && i < code->nfuncs; i++) {
        v.f = code->funcs[i];
        ok = check_closures(&v);
    }
    return ok;
}
