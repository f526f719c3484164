// natives: what the functions of the prelude without a body do (natives.def).
#ifndef VM_NATIVES_H
#define VM_NATIVES_H

#include "vm/vm_impl.h"

struct native_info {
    // Does it, with the arguments at args, where the results go too; or NULL:
    // the VM stops with request.
    enum vm_result (*function)(struct vm *vm, word *args);
    enum vm_stop request;
    // Does the request without the engine: atomic operations always, others if
    // nobody has to wait or be woken; false: nothing was done. NULL: cannot.
    bool (*direct)(word *args);
    bool pointer; // the first argument is an address that may not be nil
    // Words of the arguments or of the results, whichever are more: what a
    // caller must have room for.
    uint8_t words;
};

extern const struct native_info native_info[NAT_COUNT];

enum vm_result vm_native_print(struct vm *vm, word *args);
enum vm_result vm_native_println(struct vm *vm, word *args);
enum vm_result vm_native_os_write(struct vm *vm, word *args);
enum vm_result vm_native_os_write_bytes(struct vm *vm, word *args);
enum vm_result vm_native_os_arg(struct vm *vm, word *args);
enum vm_result vm_native_os_getenv(struct vm *vm, word *args);
enum vm_result vm_native_sync_fatal(struct vm *vm, word *args);
enum vm_result vm_native_rand_cooked(struct vm *vm, word *args);
enum vm_result vm_native_bytes_string(struct vm *vm, word *args);
enum vm_result vm_native_string_bytes(struct vm *vm, word *args);
enum vm_result vm_native_fmt_print(struct vm *vm, word *args);
enum vm_result vm_native_fmt_println(struct vm *vm, word *args);
enum vm_result vm_native_fmt_printf(struct vm *vm, word *args);
enum vm_result vm_native_fmt_sprint(struct vm *vm, word *args);
enum vm_result vm_native_fmt_sprintln(struct vm *vm, word *args);
enum vm_result vm_native_fmt_sprintf(struct vm *vm, word *args);
enum vm_result vm_native_fmt_methods(struct vm *vm, word *args);

#endif
