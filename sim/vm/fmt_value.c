#include "vm/fmt_value.h"

#include <stdlib.h>

#include "base/vec.h"

enum { VALUE_DEPTH_MAX = 1000 };

static void print_value_at(struct printer *p, const struct value *v,
                           int32_t verb, int depth);

word printer_noperands(const struct printer *p)
{
    return p->operands[SLICE_LEN];
}

word printer_operand(const struct printer *p, word i)
{
    CHECK(i < p->operands[SLICE_LEN]);
    const uint64_t *data = (const uint64_t *)(uintptr_t)p->operands[SLICE_DATA];
    return at_load_acq(data + i);
}

static struct value box_value(word box)
{
    return (struct value){.type = box_type(box), .words = box_words(box)};
}

// The first word in register form.
static word value_word(const struct value *v)
{
    if (v->type->words == 0)
        return 0;
    return kind_extend(v->type->kind, at_load_acq(v->words));
}

static struct value field_value(const struct value *v, uint32_t i)
{
    CHECK(i < v->type->nfields);
    const struct rfield *f = &v->type->fields[i];
    unsigned char c = (unsigned char)f->name[0];
    bool exported = c >= 'A' && c <= 'Z';
    return (struct value){
        .type = f->type,
        .words = v->words + f->offset_words,
        .hidden = v->hidden || !exported,
    };
}

void print_bad_verb(struct printer *p, const struct value *v, int32_t verb)
{
    struct text *out = p->f.out;
    p->erroring = true;
    text_str(out, "%!");
    text_rune(out, verb);
    text_byte(out, '(');
    if (v == NULL) {
        text_str(out, "<nil>");
    } else {
        text_str(out, v->type->name);
        text_byte(out, '=');
        print_value_at(p, v, 'v', 0);
    }
    text_byte(out, ')');
    p->erroring = false;
}

static void print_0x(struct printer *p, uint64_t u, bool leading_0x)
{
    bool sharp = p->f.sharp;
    p->f.sharp = leading_0x;
    format_integer(&p->f, u, 16, false, 'v');
    p->f.sharp = sharp;
}

static void print_integer(struct printer *p, const struct value *v,
                          bool is_signed, int32_t verb)
{
    uint64_t u = value_word(v);
    switch (verb) {
    case 'v':
        if (p->f.sharp_v && !is_signed)
            print_0x(p, u, true);
        else
            format_integer(&p->f, u, 10, is_signed, verb);
        return;
    case 'd':
        format_integer(&p->f, u, 10, is_signed, verb);
        return;
    case 'b':
        format_integer(&p->f, u, 2, is_signed, verb);
        return;
    case 'o':
    case 'O':
        format_integer(&p->f, u, 8, is_signed, verb);
        return;
    case 'x':
    case 'X':
        format_integer(&p->f, u, 16, is_signed, verb);
        return;
    case 'c':
        format_rune(&p->f, u);
        return;
    case 'q':
        format_quoted_rune(&p->f, u);
        return;
    case 'U':
        format_unicode(&p->f, u);
        return;
    default:
        print_bad_verb(p, v, verb);
    }
}

static void print_float(struct printer *p, const struct value *v, int32_t verb)
{
    word x = value_word(v);
    int bits = v->type->kind == RK_FLOAT32 ? 32 : 64;
    uint32_t low = (uint32_t)x;
    float narrow;
    double d;
    memcpy(&narrow, &low, sizeof narrow);
    memcpy(&d, &x, sizeof d);
    if (bits == 32)
        d = narrow;
    switch (verb) {
    case 'v':
        format_float(&p->f, d, bits, 'g', -1);
        return;
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
        format_float(&p->f, d, bits, (char)verb, -1);
        return;
    case 'f':
    case 'F':
        format_float(&p->f, d, bits, 'f', 6);
        return;
    case 'e':
    case 'E':
        format_float(&p->f, d, bits, (char)verb, 6);
        return;
    default:
        print_bad_verb(p, v, verb);
    }
}

// v is what a wrong verb shows.
static void print_string(struct printer *p, const struct value *v,
                         struct gostr s, int32_t verb)
{
    switch (verb) {
    case 'v':
        if (p->f.sharp_v)
            format_quoted(&p->f, s.data, (size_t)s.len);
        else
            format_string(&p->f, s.data, (size_t)s.len);
        return;
    case 's':
        format_string(&p->f, s.data, (size_t)s.len);
        return;
    case 'x':
    case 'X':
        format_hex(&p->f, s.data, (size_t)s.len, verb == 'X');
        return;
    case 'q':
        format_quoted(&p->f, s.data, (size_t)s.len);
        return;
    default:
        print_bad_verb(p, v, verb);
    }
}

// Pointers, functions, channels; slices for %p.
static void print_pointer(struct printer *p, const struct value *v,
                          int32_t verb)
{
    uint64_t u = vm_fake_address(p->vm, value_word(v));
    switch (verb) {
    case 'v':
        if (p->f.sharp_v) {
            text_printf(p->f.out, "(%s)(", v->type->name);
            if (u == 0)
                text_str(p->f.out, "nil");
            else
                print_0x(p, u, true);
            text_byte(p->f.out, ')');
        } else if (u == 0) {
            format_pad_str(&p->f, "<nil>");
        } else {
            print_0x(p, u, !p->f.sharp);
        }
        return;
    case 'p':
        print_0x(p, u, !p->f.sharp);
        return;
    case 'b':
        format_integer(&p->f, u, 2, false, verb);
        return;
    case 'o':
        format_integer(&p->f, u, 8, false, verb);
        return;
    case 'd':
        format_integer(&p->f, u, 10, false, verb);
        return;
    case 'x':
    case 'X':
        format_integer(&p->f, u, 16, false, verb);
        return;
    default:
        print_bad_verb(p, v, verb);
    }
}

static void print_struct(struct printer *p, const struct value *v, int32_t verb,
                         int depth)
{
    struct text *out = p->f.out;
    if (p->f.sharp_v)
        text_str(out, v->type->name);
    text_byte(out, '{');
    for (uint32_t i = 0; i < v->type->nfields; i++) {
        if (i > 0)
            text_str(out, p->f.sharp_v ? ", " : " ");
        if (p->f.plus_v || p->f.sharp_v)
            text_printf(out, "%s:", v->type->fields[i].name);
        struct value field = field_value(v, i);
        print_value_at(p, &field, verb, depth + 1);
    }
    text_byte(out, '}');
}

// The bytes of a []byte in one piece.
static void print_bytes(struct printer *p, const struct value *v,
                        const word *slice, int32_t verb)
{
    struct text bytes = {0};
    const uint8_t *data = (const uint8_t *)(uintptr_t)slice[SLICE_DATA];
    for (word i = 0; i < slice[SLICE_LEN]; i++)
        text_byte(&bytes, at_load8_rlx(data + i));
    struct gostr s = {.len = (int64_t)bytes.n, .data = bytes.v};
    print_string(p, v, s, verb);
    text_release(&bytes);
}

// Element i of a slice, in register form: *first holds the word of small ones.
static struct value element_value(const struct value *v, const word *slice,
                                  word i, word *first)
{
    const struct rtype *t = v->type->elem;
    CHECK(i < slice[SLICE_LEN]);
    word at = slice[SLICE_DATA] + i * t->elem_bytes;
    struct value elem = {.type = t, .words = first, .hidden = v->hidden};
    switch (t->elem_bytes) {
    case 1:
        *first = at_load8_rlx((const uint8_t *)(uintptr_t)at);
        break;
    case 2:
        *first = at_load16_rlx((const uint16_t *)(uintptr_t)at);
        break;
    case 4:
        *first = at_load32_rlx((const uint32_t *)(uintptr_t)at);
        break;
    default:
        elem.words = (const word *)(uintptr_t)at;
    }
    return elem;
}

static void print_slice(struct printer *p, const struct value *v, int32_t verb,
                        int depth)
{
    struct text *out = p->f.out;
    word slice[SLICE_WORDS];
    for (int i = 0; i < SLICE_WORDS; i++)
        slice[i] = at_load_acq(v->words + i);
    // In shared memory it may be torn.
    if (!slice_is_whole(slice))
        memset(slice, 0, sizeof slice);
    bool hexable = verb == 's' || verb == 'q' || verb == 'x' || verb == 'X';
    if (v->type->elem->kind == RK_UINT8 && hexable) {
        print_bytes(p, v, slice, verb);
        return;
    }
    if (p->f.sharp_v) {
        // fmt has a case of its own for operands of this type.
        bool bytes = depth == 0 && strcmp(v->type->name, "[]uint8") == 0;
        text_str(out, bytes ? "[]byte" : v->type->name);
        if (slice[SLICE_DATA] == 0) {
            text_str(out, "(nil)");
            return;
        }
    }
    text_byte(out, p->f.sharp_v ? '{' : '[');
    for (word i = 0; i < slice[SLICE_LEN] && p->res == VM_OK; i++) {
        word first;
        if (i > 0)
            text_str(out, p->f.sharp_v ? ", " : " ");
        struct value elem = element_value(v, slice, i, &first);
        print_value_at(p, &elem, verb, depth + 1);
    }
    text_byte(out, p->f.sharp_v ? '}' : ']');
}

static void print_interface(struct printer *p, const struct value *v,
                            int32_t verb, int depth)
{
    word box = value_word(v);
    if (box != 0) {
        struct value inside = box_value(box);
        inside.hidden = v->hidden;
        print_value_at(p, &inside, verb, depth + 1);
    } else if (p->f.sharp_v) {
        text_printf(p->f.out, "%s(nil)", v->type->name);
    } else {
        text_str(p->f.out, "<nil>");
    }
}

// What a pointer at the top points to is shown where that cannot go round in
// circles.
static void print_pointed(struct printer *p, const struct value *v,
                          int32_t verb, int depth)
{
    const struct rtype *to = v->type->elem;
    word address = value_word(v);
    if (depth > 0 || address == 0 ||
        (to->kind != RK_STRUCT && to->kind != RK_SLICE)) {
        print_pointer(p, v, verb);
        return;
    }
    struct value target = {
        .type = to,
        .words = (const word *)(uintptr_t)address,
        .hidden = v->hidden,
    };
    text_byte(p->f.out, '&');
    print_value_at(p, &target, verb, depth + 1);
}

// Lists v for its method.
static void collect(struct printer *p, const struct value *v)
{
    struct vm_text *t = p->vm->text;
    word box;
    CHECK(t->nboxes <= t->boxes_cap);
    if (t->nboxes == t->boxes_cap)
        t->boxes = vec_grow(t->boxes, &t->boxes_cap, sizeof *t->boxes);
    p->res = iface_box(p->vm, v->type, v->words, &box);
    if (p->res == VM_OK)
        t->boxes[t->nboxes++] = box;
}

// The result of a method: a string, nil for a nil receiver that panicked, or
// another type for what a panic left (prelude/fmt.go).
static void print_result(struct printer *p, const struct value *v, word result,
                         int32_t verb)
{
    if (result == 0) {
        text_str(p->f.out, "<nil>");
        return;
    }
    CHECK(box_type(result)->kind == RK_STRING);
    struct gostr s = string_get(*box_words(result));
    if (type_is_basic(box_type(result))) {
        print_string(p, v, s, verb);
        return;
    }
    text_str(p->f.out, "%!");
    text_rune(p->f.out, verb);
    text_bytes(p->f.out, s.data, (size_t)s.len);
}

// print.go: handleMethods. False when v is to be shown by its kind.
static bool print_by_method(struct printer *p, const struct value *v,
                            int32_t verb)
{
    if (p->erroring)
        return false;
    if (verb == 'w') {
        if (!p->wrap || v->type->error_method == 0) {
            print_bad_verb(p, v, verb);
            return true;
        }
        verb = 'v';
    }
    bool stringable =
        verb == 'v' || verb == 's' || verb == 'x' || verb == 'X' || verb == 'q';
    if (!stringable || p->f.sharp_v ||
        (v->type->error_method == 0 && v->type->stringer == 0))
        return false;
    if (p->collect) {
        collect(p, v);
        return true;
    }
    CHECK(p->done != NULL);
    if (p->next_done == p->done[SLICE_LEN])
        return false;
    const uint64_t *data = (const uint64_t *)(uintptr_t)p->done[SLICE_DATA];
    print_result(p, v, at_load_acq(data + p->next_done++), verb);
    return true;
}

static void print_kind(struct printer *p, const struct value *v, int32_t verb,
                       int depth)
{
    switch (v->type->kind) {
    case RK_BOOL:
        if (verb == 't' || verb == 'v')
            format_bool(&p->f, value_word(v) != 0);
        else
            print_bad_verb(p, v, verb);
        return;
    case RK_INT:
    case RK_INT8:
    case RK_INT16:
    case RK_INT32:
    case RK_INT64:
        print_integer(p, v, true, verb);
        return;
    case RK_UINT:
    case RK_UINT8:
    case RK_UINT16:
    case RK_UINT32:
    case RK_UINT64:
    case RK_UINTPTR:
        print_integer(p, v, false, verb);
        return;
    case RK_FLOAT32:
    case RK_FLOAT64:
        print_float(p, v, verb);
        return;
    case RK_STRING:
        print_string(p, v, string_get(value_word(v)), verb);
        return;
    case RK_STRUCT:
        print_struct(p, v, verb, depth);
        return;
    case RK_SLICE:
        print_slice(p, v, verb, depth);
        return;
    case RK_INTERFACE:
        print_interface(p, v, verb, depth);
        return;
    case RK_POINTER:
        print_pointed(p, v, verb, depth);
        return;
    case RK_CHAN:
    case RK_FUNC:
        print_pointer(p, v, verb);
        return;
    }
    CHECK_UNREACHABLE();
}

static void print_value_at(struct printer *p, const struct value *v,
                           int32_t verb, int depth)
{
    // DIFFERS FROM GO: a value that contains itself ends in a stack overflow
    // there, too, but deeper.
    if (depth > VALUE_DEPTH_MAX)
        p->res = VM_OVERFLOW;
    if (p->f.out->full)
        p->res = VM_OOM;
    if (p->res != VM_OK)
        return;
    // Methods of a value at the top are the business of print_arg.
    if (depth > 0 && !v->hidden && v->type->kind != RK_INTERFACE &&
        print_by_method(p, v, verb))
        return;
    print_kind(p, v, verb, depth);
}

void print_arg(struct printer *p, word box, int32_t verb)
{
    if (p->res != VM_OK)
        return;
    if (box == 0) {
        if (verb == 'T' || verb == 'v')
            format_pad_str(&p->f, "<nil>");
        else
            print_bad_verb(p, NULL, verb);
        return;
    }
    struct value v = box_value(box);
    if (verb == 'T') {
        const char *name = v.type->name;
        format_string(&p->f, (const unsigned char *)name, strlen(name));
        return;
    }
    if (verb == 'p') {
        enum rkind kind = v.type->kind;
        if (kind == RK_POINTER || kind == RK_CHAN || kind == RK_FUNC ||
            kind == RK_SLICE)
            print_pointer(p, &v, 'p');
        else
            print_bad_verb(p, &v, verb);
        return;
    }
    if (type_is_basic(v.type) || !print_by_method(p, &v, verb))
        print_value_at(p, &v, verb, 0);
}
