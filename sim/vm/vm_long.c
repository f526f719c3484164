// vm_long: instructions that may take long, in pieces. An instruction that
// would take more than vm.piece steps is not done where it stands: it notes
// that nothing of it is done yet and gives VM_LONG, with which vm_run stops as
// if its budget were used up. Whenever the goroutine runs again, the next piece
// is done here, until the last one ends the instruction.
//
// What is done so far stands in the two words past the frame; the registers
// stay as they were until the end. Others see a copy half done only if they
// race for it, as in Go.
#include "vm/vm_impl.h"

// The words past the frame.
enum { OBJECT, DONE };

static word *progress(word *R)
{
    return R + frame_func(R)->nregs;
}

enum vm_result vm_long_begin(struct vm *vm, word object)
{
    vm->begun = object;
    return VM_LONG;
}

void vm_long_start(struct vm *vm, word *R)
{
    progress(R)[OBJECT] = vm->begun;
    progress(R)[DONE] = 0;
}

// How many elements the next piece has, of left.
static word elems_of_piece(const struct vm *vm, const struct rtype *t,
                           word left)
{
    word words =
        t->elem_bytes <= sizeof(word) ? 1 : t->elem_bytes / sizeof(word);
    word n = vm->piece / words;

    n = n == 0 ? 1 : n;
    return n < left ? n : left;
}

// The next piece of copying n elements, of which done are. What overlaps so
// that it must be copied backwards is begun at the end.
static word copy_piece(const struct vm *vm, const struct rtype *t, word dst,
                       word src, word n, word done)
{
    word k = elems_of_piece(vm, t, n - done);
    bool back = dst > src && dst - src < n * t->elem_bytes;
    word at = (back ? n - done - k : done) * t->elem_bytes;

    CHECK(done < n);
    slice_copy_elems(t, dst + at, src + at, k);
    return k;
}

static enum vm_result more_copy(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    const word *dst = &R[in->b], *src = &R[in->c];
    word n = dst[SLICE_LEN] < src[SLICE_LEN] ? dst[SLICE_LEN] : src[SLICE_LEN];
    word *done = &progress(R)[DONE];

    *done += copy_piece(vm, t, dst[SLICE_DATA], src[SLICE_DATA], n, *done);
    if (*done < n)
        return VM_LONG;
    R[in->a] = n;
    return VM_OK;
}

// First the old elements, if they moved to a new array (OBJECT), then the new.
static enum vm_result more_append(struct vm *vm, word *R, const union instr *in)
{
    const struct rtype *t = vm->code->types[in[1].hi];
    const word *more = &R[in->c];
    word s[SLICE_WORDS], *p = progress(R);
    memcpy(s, &R[in->b], sizeof s);
    word old_len = s[SLICE_LEN], old = s[SLICE_DATA];
    word moved = 0;
    if (p[OBJECT] != 0) {
        slice_of_array(p[OBJECT], s);
        moved = old_len;
    }
    word end = s[SLICE_DATA] + old_len * t->elem_bytes;
    word n = in->op == OP_APPEND1 ? 0 : more[SLICE_LEN];
    if (p[DONE] < moved)
        p[DONE] += copy_piece(vm, t, s[SLICE_DATA], old, moved, p[DONE]);
    else if (p[DONE] < moved + n)
        p[DONE] += copy_piece(vm, t, end, more[SLICE_DATA], n, p[DONE] - moved);
    if (p[DONE] < moved + n)
        return VM_LONG;
    if (in->op == OP_APPEND1)
        slice_store_elem(t, end, more);
    s[SLICE_LEN] = old_len + (in->op == OP_APPEND1 ? 1 : n);
    CHECK(s[SLICE_LEN] <= s[SLICE_CAP]);
    memcpy(&R[in->a], s, sizeof s);
    return VM_OK;
}

// Copies what of the n bytes at src, which belong at offset at of the whole,
// the piece from *done to end has.
static void concat_part(unsigned char *data, struct gostr src, word at,
                        word *done, word end)
{
    word until = at + (word)src.len;

    if (until > end)
        until = end;
    if (*done >= until)
        return;
    memcpy(data + *done, src.data + (*done - at), until - *done);
    *done = until;
}

static enum vm_result more_concat(struct vm *vm, word *R, const union instr *in)
{
    const struct gostr x = string_get(R[in->b]), y = string_get(R[in->c]);
    word *p = progress(R);
    struct gostr *s = (struct gostr *)(uintptr_t)p[OBJECT];
    word end = p[DONE] + (word)vm->piece * STEP_BYTES;
    unsigned char *data = string_fresh(s);

    concat_part(data, x, 0, &p[DONE], end);
    concat_part(data, y, (word)x.len, &p[DONE], end);
    if (p[DONE] < (word)s->len)
        return VM_LONG;
    R[in->a] = p[OBJECT];
    return VM_OK;
}

static enum vm_result more_compare(struct vm *vm, word *R,
                                   const union instr *in)
{
    const struct gostr x = string_get(R[in->b]), y = string_get(R[in->c]);
    word *done = &progress(R)[DONE];
    word n = (word)(x.len < y.len ? x.len : y.len);
    word k = (word)vm->piece * STEP_BYTES;

    if (k > n - *done)
        k = n - *done;
    int order = memcmp(x.data + *done, y.data + *done, (size_t)k);
    *done += k;
    if (order == 0 && *done < n)
        return VM_LONG;
    if (order == 0)
        order = x.len < y.len ? -1 : x.len > y.len;
    R[in->a] = in->op == OP_SEQ   ? order == 0
               : in->op == OP_SLT ? order < 0
                                  : order <= 0;
    return VM_OK;
}

enum vm_result vm_long_more(struct vm *vm, word *R, const union instr *in)
{
    switch (in->op) {
    case OP_COPY:
        return more_copy(vm, R, in);
    case OP_APPEND:
    case OP_APPEND1:
        return more_append(vm, R, in);
    case OP_CONCAT:
        return more_concat(vm, R, in);
    case OP_SEQ:
    case OP_SLT:
    case OP_SLE:
        return more_compare(vm, R, in);
    default:
        CHECK_UNREACHABLE();
    }
}
