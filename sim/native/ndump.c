// ndump: what Go prints when a program dies (panic.go, traceback.go).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/vec.h"
#include "native/ngmp.h"

enum { DUMP_GS_MAX = 100, DUMP_FRAMES_MAX = 100 };

struct text {
    VEC(char) v;
};

// Text of the program may hold anything: what could steer a terminal is shown
// as \xNN. Line ends and tabs stay.
static void put(struct text *t, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t') {
            vec_push(&t->v, text[i]);
            continue;
        }
        vec_push(&t->v, '\\');
        vec_push(&t->v, 'x');
        vec_push(&t->v, hex[c >> 4]);
        vec_push(&t->v, hex[c & 15]);
    }
}

static void put_text(struct text *t, const char *text)
{
    put(t, text, strlen(text));
}

// Hands on what there is.
static void flush(struct m *mp, struct text *t)
{
    nwrite_all(mp, mp->sched->config->err_fd, (unsigned char *)t->v.v, t->v.n);
    t->v.n = 0;
}

static const char *state_text(const struct nsched *s, const struct g *gp)
{
    switch (at_load32(&gp->status)) {
    case G_RUNNABLE:
        return "runnable";
    case G_RUNNING:
        return "running";
    case G_SYSCALL:
        return "syscall";
    default:
        return trace_wait_name((enum wait_reason)gp->task.reason,
                               (int)s->go->go_minor);
    }
}

static void put_g(struct text *t, struct m *mp, struct vm *vm, struct g *gp)
{
    enum { PARENT_FROM = 21 }; // Go 1.21 names the goroutine that created it
    struct nsched *s = mp->sched;
    const struct code *code = s->config->code;
    char line[256];
    size_t len;
    struct pos created;

    snprintf(line, sizeof line, "\ngoroutine %u [%s%s]:\n", gp->goid,
             state_text(s, gp), gp->locked ? ", locked to thread" : "");
    put_text(t, line);
    const char *trace = vm_traceback(vm, &gp->task.vm, DUMP_FRAMES_MAX, &len);
    put(t, trace, len);
    if (gp->go_pc == NULL)
        return;
    const struct func *creator = vm_func_at(code, gp->go_pc, &created);
    CHECK(creator != NULL);
    put_text(t, "created by ");
    put_text(t, creator->name);
    if (s->go->go_minor >= PARENT_FROM) {
        snprintf(line, sizeof line, " in goroutine %u", gp->parent);
        put_text(t, line);
    }
    put_text(t, "\n\t");
    if (created.file < code->nsources)
        put_text(t, code->sources[created.file].name);
    snprintf(line, sizeof line, ":%u\n", created.line);
    put_text(t, line);
}

static void put_all(struct text *t, struct m *mp, struct vm *vm)
{
    int n = 0;

    for (struct g *gp = mp->sched->allg; gp != NULL; gp = gp->alllink) {
        uint32_t status = at_load32(&gp->status);
        if (gp->todo == G_TODO_SYSTEM || status == G_DEAD || status == G_IDLE)
            continue;
        if (n++ == DUMP_GS_MAX) {
            put_text(t, "\n...additional goroutines elided...\n");
            return;
        }
        put_g(t, mp, vm, gp);
        flush(mp, t);
    }
}

// all: only when no M runs. sysmon, which may find that, has no vm of its own.
void ndump_fatal(struct m *mp, struct g *gp, const char *text, bool all)
{
    struct nsched *s = mp->sched;
    struct text t = {0};
    struct vm vm;

    vm_init(&vm, s->config->code, &s->heap);
    put_text(&t, "fatal error: ");
    put_text(&t, text);
    put_text(&t, "\n");
    if (gp != NULL)
        put_g(&t, mp, &vm, gp);
    flush(mp, &t);
    if (all)
        put_all(&t, mp, &vm);
    vm_release(&vm);
    vec_release(&t.v);
}

void ndump_panic(struct m *mp, struct g *gp)
{
    struct text t = {0};
    size_t len;
    const char *text = vm_panic_text(&mp->vm, &gp->task.vm, &len);

    put(&t, text, len);
    put_text(&t, "\n");
    put_g(&t, mp, &mp->vm, gp);
    flush(mp, &t);
    vec_release(&t.v);
}

void ndump_thread_limit(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct text t = {0};
    char line[96];

    if (!nbegin_dying(mp))
        return;
    snprintf(line, sizeof line, "runtime: program exceeds %lld-thread limit\n",
             (long long)s->go->ms_max);
    put_text(&t, line);
    put_text(&t, "fatal error: thread exhaustion\n");
    flush(mp, &t);
    vec_release(&t.v);
    nsched_end(s, NATIVE_DIED, 2, "thread exhaustion");
}
