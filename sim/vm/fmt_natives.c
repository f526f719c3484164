// fmt_natives: the bodyless functions of the prelude's package fmt. done holds
// the results of methods, as fmt.methods asked for them.
#include "vm/fmt_value.h"
#include "vm/natives.h"

// Argument kind of methods and sprintf (prelude/fmt.go).
enum kind { KIND_PRINT, KIND_PRINTLN, KIND_PRINTF, KIND_ERRORF };

static struct printer new_printer(struct vm *vm, const word *a,
                                  const word *done)
{
    text_clear(&vm->text->out);
    return (struct printer){
        .vm = vm,
        .f = {.out = &vm->text->out},
        .operands = a,
        .done = done,
        .collect = done == NULL,
        .res = VM_OK,
    };
}

// Only operands of these kinds can have methods, or parts that do.
static bool may_have_methods(const struct printer *p)
{
    for (word i = 0; i < printer_noperands(p); i++) {
        word box = printer_operand(p, i);
        if (box != 0 && !type_is_basic(box_type(box)))
            return true;
    }
    return false;
}

static enum vm_result ended(const struct printer *p)
{
    if (p->res != VM_OK)
        return p->res;
    return p->f.out->full ? VM_OOM : VM_OK;
}

// Stops with the text to write; results are (n int, err error).
static enum vm_result write_out(struct printer *p, word *args)
{
    enum vm_result res = ended(p);
    if (res != VM_OK)
        return res;
    struct vm_request *req = &p->vm->req;
    req->outfd = (int)args[0];
    req->out_raw = false;
    req->out = p->f.out->v;
    req->outlen = p->f.out->n;
    args[0] = req->outlen;
    args[1] = 0;
    return VM_WRITE;
}

static enum vm_result return_string(struct printer *p, word *args)
{
    enum vm_result res = ended(p);
    bool oom;
    if (res != VM_OK)
        return res;
    word s = string_new(p->vm, p->f.out->v, p->f.out->n, &oom);
    if (oom)
        return VM_OOM;
    args[0] = s;
    return VM_OK;
}

enum vm_result vm_native_fmt_print(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args + 1, args + 1 + SLICE_WORDS);
    print_all(&p);
    return write_out(&p, args);
}

enum vm_result vm_native_fmt_println(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args + 1, args + 1 + SLICE_WORDS);
    print_all_ln(&p);
    return write_out(&p, args);
}

enum vm_result vm_native_fmt_printf(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args + 2, args + 2 + SLICE_WORDS);
    print_format(&p, args[1]);
    return write_out(&p, args);
}

enum vm_result vm_native_fmt_sprint(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args, args + SLICE_WORDS);
    print_all(&p);
    return return_string(&p, args);
}

enum vm_result vm_native_fmt_sprintln(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args, args + SLICE_WORDS);
    print_all_ln(&p);
    return return_string(&p, args);
}

enum vm_result vm_native_fmt_sprintf(struct vm *vm, word *args)
{
    struct printer p = new_printer(vm, args + 2, args + 2 + SLICE_WORDS);
    p.wrap = args[0] == KIND_ERRORF;
    print_format(&p, args[1]);
    return return_string(&p, args);
}

// methods(kind int, format string, a []any) []any: the values whose methods the
// text needs, nil if none.
enum vm_result vm_native_fmt_methods(struct vm *vm, word *args)
{
    struct vm_text *t = vm->text;
    struct printer p = new_printer(vm, args + 2, NULL);
    t->nboxes = 0;
    if (may_have_methods(&p)) {
        p.wrap = args[0] == KIND_ERRORF;
        if (args[0] == KIND_PRINT)
            print_all(&p);
        else if (args[0] == KIND_PRINTLN)
            print_all_ln(&p);
        else
            print_format(&p, args[1]);
    }
    if (ended(&p) != VM_OK)
        return ended(&p);
    static const struct rtype any = {.elem_bytes = sizeof(word)};
    word list[SLICE_WORDS] = {0};
    if (t->nboxes > 0 && !slice_new(vm, &any, t->nboxes, list))
        return VM_OOM;
    for (size_t i = 0; i < t->nboxes; i++)
        at_store_rel((uint64_t *)(uintptr_t)list[SLICE_DATA] + i, t->boxes[i]);
    memcpy(args, list, sizeof list);
    return VM_OK;
}
