// os_natives: the natives of package os that need no engine, and []byte(s).
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "vm/natives.h"

static word string_of(struct vm *vm, const char *text, enum vm_result *res)
{
    bool oom;
    word s = string_new(vm, text, strlen(text), &oom);

    *res = oom ? VM_OOM : VM_OK;
    return s;
}

// writeBytes(fd int, p []byte) (n int)
enum vm_result vm_native_os_write_bytes(struct vm *vm, word *args)
{
    vm->req.outfd = (int)args[0];
    vm->req.out_raw = false;
    vm->req.out = (const unsigned char *)(uintptr_t)args[1 + SLICE_DATA];
    vm->req.outlen = (size_t)args[1 + SLICE_LEN];
    args[0] = args[1 + SLICE_LEN];
    return VM_WRITE;
}

// arg(i int) (s string, ok bool)
enum vm_result vm_native_os_arg(struct vm *vm, word *args)
{
    const struct code *code = vm->code;
    enum vm_result res = VM_OK;
    word i = args[0];

    args[0] = 0;
    args[1] = i < code->nargs;
    if (args[1] != 0)
        args[0] = string_of(vm, code->args[i], &res);
    return res;
}

// getenv(key string) (s string, ok bool)
enum vm_result vm_native_os_getenv(struct vm *vm, word *args)
{
    struct gostr key = string_get(args[0]);
    char *name =
        xstrndup(key.len > 0 ? (const char *)key.data : "", (size_t)key.len);
    const char *value = strlen(name) == (size_t)key.len ? getenv(name) : NULL;
    enum vm_result res = VM_OK;

    free(name);
    args[0] = 0;
    args[1] = value != NULL;
    if (value != NULL)
        args[0] = string_of(vm, value, &res);
    return res;
}

// []byte(s)
enum vm_result vm_native_string_bytes(struct vm *vm, word *args)
{
    static const struct rtype byte = {.elem_bytes = 1};
    struct gostr s = string_get(args[0]);
    word b[SLICE_WORDS];

    if (!slice_new(vm, &byte, (word)s.len, b))
        return VM_OOM;
    if (s.len > 0)
        memcpy((void *)(uintptr_t)b[SLICE_DATA], s.data, (size_t)s.len);
    memcpy(args, b, sizeof b);
    return VM_OK;
}
