#include "vm/vm_dump.h"

#include <string.h>

#include "vm/vm_impl.h"

// Text of the program may hold anything: what could steer a terminal is shown
// as \xNN. Line ends and tabs stay.
static void put(struct text *out, const char *text, size_t n)
{
    size_t from = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
            continue;
        text_bytes(out, text + from, i - from);
        text_printf(out, "\\x%02x", c);
        from = i + 1;
    }
    text_bytes(out, text + from, n - from);
}

static void put_str(struct text *out, const char *s)
{
    put(out, s, strlen(s));
}

static const char overflow[] = "stack overflow";

enum vm_dump_why vm_dump_why(const char *text)
{
    if (strcmp(text, overflow) == 0 ||
        strcmp(text, "runtime: out of memory") == 0)
        return VM_DUMP_THROW;
    return VM_DUMP_FATAL;
}

bool vm_dump_shows_all(enum vm_dump_why why, int go_minor)
{
    enum { FATAL_SHOWS_ONE_SINCE = 26 };

    return why == VM_DUMP_THROW ||
           (why == VM_DUMP_FATAL && go_minor < FATAL_SHOWS_ONE_SINCE);
}

// DIFFERS FROM GO: the addresses are those of a stack that Go would have had,
// of half the limit. Neither here nor below is anything shown of the run time,
// which has no frames.
void vm_dump_fatal(struct text *out, const char *text)
{
    if (strcmp(text, overflow) == 0)
        text_str(out, "runtime: goroutine stack exceeds 1000000000-byte limit\n"
                      "runtime: sp=0xc0200e0390 stack=[0xc0200e0000, "
                      "0xc0400e0000]\n");
    text_str(out, "fatal error: ");
    put_str(out, text);
    text_byte(out, '\n');
}

void vm_dump_panic(struct vm *vm, struct text *out, struct vm_ctx *ctx)
{
    size_t len;
    const char *text = vm_panic_text(vm, ctx, &len);

    put(out, text, len);
    text_byte(out, '\n');
}

static void put_creator(struct vm *vm, struct text *out,
                        const struct vm_dump_g *g, int go_minor)
{
    enum { PARENT_SINCE = 21 };

    if (g->creator == NULL)
        return;
    text_str(out, "created by ");
    put_str(out, g->creator->name);
    if (go_minor >= PARENT_SINCE)
        text_printf(out, " in goroutine %u", g->parent);
    text_str(out, "\n\t");
    put_str(out, g->created.file < vm->code->nsources
                     ? vm->code->sources[g->created.file].name
                     : "?");
    text_printf(out, ":%u\n", g->created.line);
}

void vm_dump_g(struct vm *vm, struct text *out, const struct vm_dump_g *g,
               enum vm_dump_why why, int go_minor)
{
    size_t len;
    struct vm_runtime_frames runtime = {0};

    if (why == VM_DUMP_PANIC)
        runtime.above = 1; // gopanic
    else if (why == VM_DUMP_THROW)
        runtime.below = g->creator == NULL ? 2 : 1; // runtime.main, goexit

    text_printf(out, "\ngoroutine %u [%s", g->goid, g->state);
    if (g->minutes >= 1)
        text_printf(out, ", %lld minutes", (long long)g->minutes);
    if (g->locked)
        text_str(out, ", locked to thread");
    text_str(out, "]:\n");
    if (g->elsewhere) {
        text_str(out,
                 "\tgoroutine running on other thread; stack unavailable\n");
    } else {
        const char *trace = vm_traceback(vm, g->ctx, go_minor, runtime, &len);
        put(out, trace, len);
    }
    put_creator(vm, out, g, go_minor);
}

void vm_dump_elided(struct text *out)
{
    text_str(out, "\n...additional goroutines elided...\n");
}

void vm_dump_thread_limit(struct text *out, int64_t limit)
{
    text_printf(out,
                "runtime: program exceeds %lld-thread limit\n"
                "fatal error: thread exhaustion\n",
                (long long)limit);
}
