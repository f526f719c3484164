// dump: what Go prints when a program dies (panic.go, traceback.go).
#include <stdio.h>
#include <string.h>

#include "sched/event.h"
#include "sched/gmp.h"

enum { DUMP_GS_MAX = 100, DUMP_FRAMES_MAX = 100 };

// Text of the program may hold anything: what could steer a terminal is shown
// as \xNN. Line ends and tabs stay.
static void put(struct sched *s, const char *text, size_t n)
{
    struct outfile *f = s->config->err;
    size_t from = 0;

    if (f == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
            continue;
        outfile_write(f, text + from, i - from);
        outfile_printf(f, "\\x%02x", c);
        from = i + 1;
    }
    outfile_write(f, text + from, n - from);
}

static void puts_(struct sched *s, const char *text)
{
    put(s, text, strlen(text));
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

static void dump_g(struct sched *s, struct g *gp)
{
    enum { PARENT_FROM = 21 }; // Go 1.21 names the goroutine that created it
    char line[256];
    size_t len;

    snprintf(line, sizeof line, "\ngoroutine %u [%s%s]:\n", gp->goid,
             state_text(s, gp),
             gp->lockedm == NULL ? "" : ", locked to thread");
    puts_(s, line);
    const char *trace =
        vm_traceback(&s->vm, &gp->task.vm, DUMP_FRAMES_MAX, &len);
    put(s, trace, len);
    if (gp->creator == NULL)
        return;
    puts_(s, "created by ");
    puts_(s, gp->creator->name);
    if (s->go->go_minor >= PARENT_FROM) {
        snprintf(line, sizeof line, " in goroutine %u", gp->parent);
        puts_(s, line);
    }
    puts_(s, "\n\t");
    if (gp->created.file < s->config->code->nsources)
        puts_(s, s->config->code->sources[gp->created.file].name);
    snprintf(line, sizeof line, ":%u\n", gp->created.line);
    puts_(s, line);
}

// DIFFERS FROM GO: of very many goroutines only the first are shown.
void dump_fatal(struct sched *s, struct g *gp, const char *text, bool all)
{
    int n = 0;

    puts_(s, "fatal error: ");
    puts_(s, text);
    puts_(s, "\n");
    if (gp != NULL)
        dump_g(s, gp);
    if (!all)
        return;
    for (gp = s->allg; gp != NULL; gp = gp->alllink) {
        if (gp->system || gp->status == G_DEAD || gp->status == G_IDLE)
            continue;
        if (n++ == DUMP_GS_MAX) {
            puts_(s, "\n...additional goroutines elided...\n");
            return;
        }
        dump_g(s, gp);
    }
}

void dump_panic(struct sched *s, struct g *gp)
{
    size_t len;
    const char *text = vm_panic_text(&s->vm, &gp->task.vm, &len);

    put(s, text, len);
    puts_(s, "\n");
    dump_g(s, gp);
}

void dump_thread_limit(struct sched *s)
{
    char line[96];

    snprintf(line, sizeof line, "runtime: program exceeds %lld-thread limit\n",
             (long long)s->go->ms_max);
    puts_(s, line);
    puts_(s, "fatal error: thread exhaustion\n");
    sched_end(s, SCHED_DIED, 2, "thread exhaustion");
}
