// dump: what Go prints when a program dies (panic.go, traceback.go).
#include "sched/event.h"
#include "sched/gmp.h"
#include "vm/vm_dump.h"

static void flush(struct sched *s, struct text *out)
{
    if (s->config->err != NULL)
        outfile_write(s->config->err, out->v, out->n);
    text_clear(out);
}

static const char *state_text(const struct sched *s, const struct g *gp)
{
    switch (gp->status) {
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

// How long a G waits Go knows only from when a garbage collection first found
// it waiting (dump_stamp): without one, however long it was, nothing is said.
static int64_t minutes_of(const struct sched *s, const struct g *gp)
{
    enum { MINUTE_S = 60 };

    if (gp->waitsince == 0 || gp->waitsince < gp->since ||
        (gp->status != G_WAITING && gp->status != G_SYSCALL))
        return 0;
    return (s->host.now - gp->waitsince) / (MINUTE_S * NSEC_SEC);
}

void dump_stamp(struct sched *s)
{
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink)
        if ((gp->status == G_WAITING || gp->status == G_SYSCALL) &&
            (gp->waitsince == 0 || gp->waitsince < gp->since))
            gp->waitsince = s->host.now;
}

static void dump_g(struct sched *s, struct text *out, const struct g *gp,
                   const struct g *me, enum vm_dump_why why)
{
    struct vm_dump_g g = {
        .ctx = &gp->task.vm,
        .goid = gp->goid,
        .state = state_text(s, gp),
        .minutes = minutes_of(s, gp),
        .locked = gp->lockedm != NULL,
        .elsewhere = gp != me && gp->status == G_RUNNING,
        .creator = gp->creator,
        .created = gp->created,
        .parent = gp->parent,
    };

    vm_dump_g(&s->vm, out, &g, why, (int)s->go->go_minor);
    flush(s, out);
}

// The others, in the order in which their structures were made.
static void dump_others(struct sched *s, struct text *out, const struct g *me,
                        enum vm_dump_why why)
{
    int n = 0;

    for (const struct g *gp = s->allg; gp != NULL; gp = gp->alllink) {
        if (gp == me || gp->system || gp->status == G_DEAD ||
            gp->status == G_IDLE)
            continue;
        if (n++ == VM_DUMP_GS_MAX) {
            vm_dump_elided(out);
            flush(s, out);
            return;
        }
        dump_g(s, out, gp, me, why);
    }
}

void dump_fatal(struct sched *s, struct g *gp, const char *text)
{
    struct text out = {0};
    enum vm_dump_why why = vm_dump_why(text);

    vm_dump_fatal(&out, text);
    if (gp != NULL)
        dump_g(s, &out, gp, gp, why);
    flush(s, &out);
    if (gp == NULL || vm_dump_shows_all(why, (int)s->go->go_minor))
        dump_others(s, &out, gp, why);
    text_release(&out);
}

// Of a panic only the goroutine that died of it is shown.
void dump_panic(struct sched *s, struct g *gp)
{
    struct text out = {0};

    vm_dump_panic(&s->vm, &out, &gp->task.vm);
    dump_g(s, &out, gp, gp, VM_DUMP_PANIC);
    text_release(&out);
}

void dump_thread_limit(struct sched *s)
{
    struct text out = {0};

    vm_dump_thread_limit(&out, s->go->ms_max);
    flush(s, &out);
    text_release(&out);
    sched_end(s, SCHED_DIED, 2, "thread exhaustion");
}
