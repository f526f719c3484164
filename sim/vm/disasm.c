#include "vm/disasm.h"

#include <string.h>

#include "base/check.h"

static void put_reg(struct outfile *out, uint16_t reg)
{
    if (reg == REG_NONE)
        outfile_printf(out, "-");
    else
        outfile_printf(out, "r%u", reg);
}

// An operand of 32 bits; base is the slot after the instruction.
static void put_number(const struct code *code, struct outfile *out,
                       char letter, int32_t x, uint32_t base)
{
    switch (letter) {
    case 'K':
        outfile_printf(out, "k%d", x);
        return;
    case 'F':
        outfile_printf(out, "%s", code->funcs[x]->name);
        return;
    case 'T':
        outfile_printf(out, "%s", code->types[x]->name);
        return;
    case 'G':
        outfile_printf(out, "g%d", x);
        return;
    case 'N':
        outfile_printf(out, "%s", native_name((enum native)x));
        return;
    case 'L':
        outfile_printf(out, "->%lld", (long long)base + x);
        return;
    default:
        outfile_printf(out, "%d", x);
    }
}

static void put_abc(const struct code *code, struct outfile *out,
                    const union instr *in, uint32_t base)
{
    const char *letters = opinfo[in->op].abc;
    const uint16_t field[] = {in->a, in->b, in->c};
    const char *between = " ";
    for (int k = 0; k < 3 && letters[k] != '\0'; k++) {
        if (letters[k] == '-')
            continue;
        outfile_printf(out, "%s", between);
        between = ", ";
        switch (letters[k]) {
        case 'n':
            outfile_printf(out, "%u", field[k]);
            break;
        case 'i':
            outfile_printf(out, "%d", (int16_t)field[k]);
            break;
        case 'd':
        case 'r':
        case 'w':
        case 'D':
        case 'S':
        case 'x':
        case 'y':
            put_reg(out, field[k]);
            break;
        default:
            put_number(code, out, letters[k], in->bc, base);
        }
    }
}

static void put_ext(const struct code *code, struct outfile *out,
                    const union instr *in, uint32_t base)
{
    const union instr *ext = in + 1;
    for (const char *p = opinfo[in->op].ext; *p != '\0'; p++) {
        outfile_printf(out, ", ");
        if (*p == 'X') {
            put_reg(out, ext->h[0]);
            outfile_printf(out, ", ");
            put_reg(out, ext->h[1]);
        } else if (*p == 'n' && in->op == OP_CALLI) {
            outfile_printf(out, "%s", code->names[ext->lo]);
        } else if (*p == 'n' && in->op == OP_MKCLOSURE) {
            put_number(code, out, 'F', ext->lo, base);
        } else {
            bool low = *p == 'L' || *p == 'n';
            put_number(code, out, *p, low ? ext->lo : ext->hi, base);
        }
    }
}

static void put_cases(struct outfile *out, const union instr *in)
{
    for (uint32_t i = 0; i < in->b; i++) {
        const uint16_t *h = in[1 + i].h;
        outfile_printf(out, "\n           case %s ",
                       h[0] == 0 ? "send" : "recv");
        for (int k = 1; k < 4; k++) {
            if (k > 1)
                outfile_printf(out, ", ");
            put_reg(out, h[k]);
        }
    }
}

void disasm_func(const struct code *code, const struct func *f,
                 struct outfile *out)
{
    uint32_t line = 0;
    outfile_printf(out, "%s: %u params, %u results, %u registers%s%s\n",
                   f->name, f->nparams, f->nresults, f->nregs,
                   f->has_defers ? ", defers" : "",
                   f->wrapper ? ", wrapper" : "");
    for (uint32_t i = 0; i < f->ncode;) {
        const union instr *in = &f->code[i];
        CHECK(in->op < OP_COUNT);
        uint32_t next = i + code_slots(in);
        CHECK(next <= f->ncode);
        if (f->pos != NULL && f->pos[i].line != 0 && f->pos[i].line != line) {
            line = f->pos[i].line;
            outfile_printf(out, "  line %u\n", line);
        }
        const struct opinfo *op = &opinfo[in->op];
        bool bare = strcmp(op->abc, "---") == 0;
        outfile_printf(out, "%6u  %-*s", i, bare ? 0 : 9, op->name);
        put_abc(code, out, in, next);
        if (in->op == OP_SELECT)
            put_cases(out, in);
        else
            put_ext(code, out, in, next);
        outfile_printf(out, "\n");
        i = next;
    }
}

void disasm_code(const struct code *code, struct outfile *out)
{
    for (uint32_t i = 0; i < code->nfuncs; i++) {
        if (i > 0)
            outfile_printf(out, "\n");
        disasm_func(code, code->funcs[i], out);
    }
}
