// ndump: what Go prints when a program dies (panic.go, traceback.go).
//
// DIFFERS FROM GO: a fatal error of one goroutine shows only that one, even
// where Go shows the others, too (vm_dump_shows_all), since those go on
// meanwhile; and never for how many minutes one has waited, since nothing is
// ever collected (a collection would stamp it).
#include "base/check.h"
#include "native/ngmp.h"
#include "vm/vm_dump.h"

// Hands on what there is.
static void flush(struct m *mp, struct text *out)
{
    nwrite_all(mp, mp->sched->config->err_fd, out->v, out->n);
    text_clear(out);
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

static void dump_g(struct m *mp, struct vm *vm, struct text *out,
                   const struct g *gp, enum vm_dump_why why)
{
    struct nsched *s = mp->sched;
    struct vm_dump_g g = {
        .ctx = &gp->task.vm,
        .goid = gp->goid,
        .state = state_text(s, gp),
        .locked = gp->locked,
        .parent = gp->parent,
    };

    if (gp->go_pc != NULL) {
        g.creator = vm_func_at(s->config->code, gp->go_pc, &g.created);
        CHECK(g.creator != NULL);
    }
    vm_dump_g(vm, out, &g, why, (int)s->go->go_minor);
    flush(mp, out);
}

static void dump_all(struct m *mp, struct vm *vm, struct text *out)
{
    int n = 0;

    for (struct g *gp = mp->sched->allg; gp != NULL; gp = gp->alllink) {
        uint32_t status = at_load32(&gp->status);
        if (gp->todo == G_TODO_SYSTEM || status == G_DEAD || status == G_IDLE)
            continue;
        if (n++ == VM_DUMP_GS_MAX) {
            vm_dump_elided(out);
            flush(mp, out);
            return;
        }
        dump_g(mp, vm, out, gp, VM_DUMP_FATAL);
    }
}

// all: only when no M runs. sysmon, which may find that, has no vm of its own.
void ndump_fatal(struct m *mp, struct g *gp, const char *text, bool all)
{
    struct nsched *s = mp->sched;
    struct text out = {0};
    struct vm vm;

    vm_init(&vm, s->config->code, &s->heap);
    vm_dump_fatal(&out, text);
    if (gp != NULL)
        dump_g(mp, &vm, &out, gp, vm_dump_why(text));
    flush(mp, &out);
    if (all)
        dump_all(mp, &vm, &out);
    vm_release(&vm);
    text_release(&out);
}

void ndump_panic(struct m *mp, struct g *gp)
{
    struct text out = {0};

    vm_dump_panic(&mp->vm, &out, &gp->task.vm);
    dump_g(mp, &mp->vm, &out, gp, VM_DUMP_PANIC);
    text_release(&out);
}

void ndump_thread_limit(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct text out = {0};

    if (!nbegin_dying(mp))
        return;
    vm_dump_thread_limit(&out, s->go->ms_max);
    flush(mp, &out);
    text_release(&out);
    nsched_end(s, NATIVE_DIED, 2, "thread exhaustion");
}
