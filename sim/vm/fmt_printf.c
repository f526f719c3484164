// fmt_printf: operands one after the other, and by format string (print.go:
// doPrint, doPrintln, doPrintf).
#include "vm/fmt_value.h"

enum { NUMBER_MAX = 1000000 }; // of widths, precisions and argument numbers

// A format string being read.
struct reader {
    const unsigned char *s;
    size_t n, i;
    word arg;         // the next operand
    bool reordered;   // has an explicit argument number
    bool good_arg;    // the number was in range
    bool after_index; // the last thing read was such a number
};

static bool at_end(const struct reader *r)
{
    return r->i >= r->n;
}

static int peek(const struct reader *r)
{
    return at_end(r) ? -1 : r->s[r->i];
}

static bool accept(struct reader *r, int c)
{
    if (peek(r) != c)
        return false;
    r->i++;
    return true;
}

// A decimal number before index end. Without digits, or too large, *found is
// false; too large skips to end.
static int read_number(struct reader *r, size_t end, bool *found)
{
    int x = 0;
    *found = false;
    while (r->i < end && r->s[r->i] >= '0' && r->s[r->i] <= '9') {
        if (x > NUMBER_MAX) {
            *found = false;
            r->i = end;
            return 0;
        }
        x = x * 10 + (r->s[r->i++] - '0');
        *found = true;
    }
    return x;
}

static void read_flags(struct reader *r, struct format *f)
{
    for (;; r->i++) {
        switch (peek(r)) {
        case '#':
            f->sharp = true;
            break;
        case '0':
            f->zero = !f->minus; // zeros only to the left
            break;
        case '+':
            f->plus = true;
            break;
        case '-':
            f->minus = true;
            f->zero = false;
            break;
        case ' ':
            f->space = true;
            break;
        default:
            return;
        }
    }
}

// An argument number "[3]", if there is one (print.go: argNumber).
static void read_index(struct reader *r, word noperands)
{
    r->after_index = false;
    if (peek(r) != '[')
        return;
    r->reordered = true;
    size_t close = r->i + 1;
    while (close < r->n && r->s[close] != ']')
        close++;
    if (close == r->n) {
        r->i++;
        r->good_arg = false;
        return;
    }
    bool found;
    r->i++;
    int x = read_number(r, close, &found);
    bool whole = found && r->i == close;
    r->i = close + 1;
    r->after_index = whole;
    if (whole && x >= 1 && (word)x <= noperands)
        r->arg = (word)x - 1;
    else
        r->good_arg = false;
}

// A '*': the operand as a width or precision.
static int read_star(struct printer *p, struct reader *r, bool *found)
{
    *found = false;
    if (r->arg >= printer_noperands(p))
        return 0;
    word box = printer_operand(p, r->arg++);
    if (box == 0)
        return 0;
    const struct rtype *t = box_type(box);
    if (t->kind < RK_INT || t->kind > RK_UINTPTR)
        return 0;
    int64_t x = (int64_t)kind_extend(t->kind, *box_words(box));
    if (x > NUMBER_MAX || x < -NUMBER_MAX)
        return 0;
    *found = true;
    return (int)x;
}

static void read_width(struct printer *p, struct reader *r)
{
    struct format *f = &p->f;
    if (!accept(r, '*')) {
        f->wid = read_number(r, r->n, &f->has_wid);
        if (r->after_index && f->has_wid)
            r->good_arg = false; // "%[3]2d"
        return;
    }
    f->wid = read_star(p, r, &f->has_wid);
    if (!f->has_wid)
        text_str(f->out, "%!(BADWIDTH)");
    if (f->wid < 0) {
        f->wid = -f->wid;
        f->minus = true;
        f->zero = false;
    }
    r->after_index = false;
}

static void read_precision(struct printer *p, struct reader *r)
{
    struct format *f = &p->f;
    // A point at the end is the verb.
    if (peek(r) != '.' || r->i + 1 >= r->n)
        return;
    r->i++;
    if (r->after_index)
        r->good_arg = false; // "%[3].2d"
    read_index(r, printer_noperands(p));
    if (accept(r, '*')) {
        f->prec = read_star(p, r, &f->has_prec);
        if (f->prec < 0) {
            f->prec = 0;
            f->has_prec = false;
        }
        if (!f->has_prec)
            text_str(f->out, "%!(BADPREC)");
        r->after_index = false;
        return;
    }
    f->prec = read_number(r, r->n, &f->has_prec);
    if (!f->has_prec)
        f->prec = 0;
    f->has_prec = true;
}

static void bad(struct printer *p, int32_t verb, const char *what)
{
    text_str(p->f.out, "%!");
    text_rune(p->f.out, verb);
    text_str(p->f.out, what);
}

static void print_verb(struct printer *p, struct reader *r, int32_t verb)
{
    struct format *f = &p->f;
    if (verb == '%') {
        text_byte(f->out, '%');
    } else if (!r->good_arg) {
        bad(p, verb, "(BADINDEX)");
    } else if (r->arg >= printer_noperands(p)) {
        bad(p, verb, "(MISSING)");
    } else {
        if (verb == 'v') {
            f->sharp_v = f->sharp;
            f->sharp = false;
            f->plus_v = f->plus;
            f->plus = false;
        }
        print_arg(p, printer_operand(p, r->arg++), verb);
    }
}

static void print_extra(struct printer *p, struct reader *r)
{
    struct text *out = p->f.out;
    format_clear_flags(&p->f);
    text_str(out, "%!(EXTRA ");
    for (word i = r->arg; i < printer_noperands(p); i++) {
        word box = printer_operand(p, i);
        if (i > r->arg)
            text_str(out, ", ");
        if (box == 0) {
            text_str(out, "<nil>");
            continue;
        }
        text_str(out, box_type(box)->name);
        text_byte(out, '=');
        print_arg(p, box, 'v');
    }
    text_byte(out, ')');
}

void print_format(struct printer *p, word format)
{
    const struct gostr s = string_get(format);
    struct reader r = {.s = s.data, .n = (size_t)s.len};
    while (!at_end(&r) && p->res == VM_OK) {
        size_t start = r.i;
        while (!at_end(&r) && r.s[r.i] != '%')
            r.i++;
        text_bytes(p->f.out, r.s + start, r.i - start);
        if (!accept(&r, '%'))
            break;
        r.good_arg = true;
        format_clear_flags(&p->f);
        read_flags(&r, &p->f);
        read_index(&r, printer_noperands(p));
        read_width(p, &r);
        read_precision(p, &r);
        if (!r.after_index)
            read_index(&r, printer_noperands(p));
        if (at_end(&r)) {
            text_str(p->f.out, "%!(NOVERB)");
            break;
        }
        int width;
        int32_t verb = utf8_decode(r.s + r.i, r.n - r.i, &width);
        r.i += (size_t)width;
        print_verb(p, &r, verb);
    }
    CHECK(r.i <= r.n);
    if (!r.reordered && r.arg < printer_noperands(p))
        print_extra(p, &r);
}

void print_all(struct printer *p)
{
    bool string_before = false;
    for (word i = 0; i < printer_noperands(p) && p->res == VM_OK; i++) {
        word box = printer_operand(p, i);
        bool is_string = box != 0 && box_type(box)->kind == RK_STRING;
        if (i > 0 && !is_string && !string_before)
            text_byte(p->f.out, ' ');
        print_arg(p, box, 'v');
        string_before = is_string;
    }
}

void print_all_ln(struct printer *p)
{
    for (word i = 0; i < printer_noperands(p) && p->res == VM_OK; i++) {
        if (i > 0)
            text_byte(p->f.out, ' ');
        print_arg(p, printer_operand(p, i), 'v');
    }
    text_byte(p->f.out, '\n');
}
