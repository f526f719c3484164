// schedtrace: the lines of GODEBUG=schedtrace=MS,scheddetail=1 (proc.go:
// schedtrace), as the version of Go that is simulated prints them. As in Go it
// is sysmon that prints, when it next wakes after a line is due.
//
// DIFFERS FROM GO: sysmon is no M here, so threads= is one less and M1 is the
// first M after M0: Ms have the numbers that the timeline gives them.
#include <inttypes.h>

#include "sched/event.h"
#include "sched/gmp.h"

enum {
    NEEDSPINNING_SINCE = 20, // also booleans, and nil where -1 was
    TICKS_SINCE = 25,        // also spaces within the brackets
    NO_P_SYSCALL_SINCE = 26, // a P in a system call stays with its M
};

// A number, or the version's word for none.
static void put_id(struct sched *s, int64_t id)
{
    if (id < 0 && s->go->go_minor >= NEEDSPINNING_SINCE)
        outfile_printf(s->config->err, "nil");
    else
        outfile_printf(s->config->err, "%" PRId64, id);
}

static void put_bool(struct sched *s, const char *name, bool value)
{
    if (s->go->go_minor >= NEEDSPINNING_SINCE)
        outfile_printf(s->config->err, " %s=%s", name,
                       value ? "true" : "false");
    else
        outfile_printf(s->config->err, " %s=%d", name, value);
}

// Until 1.25 P and M part when a system call begins.
static bool is_joined(const struct sched *s, const struct p *pp)
{
    return pp->m != NULL &&
           (pp->status != P_SYSCALL || s->go->go_minor >= NO_P_SYSCALL_SINCE);
}

static void put_p(struct sched *s, const struct p *pp)
{
    int status = (int)pp->status;

    if (status == P_SYSCALL && s->go->go_minor >= NO_P_SYSCALL_SINCE)
        status = P_RUNNING;
    outfile_printf(s->config->err,
                   "  P%d: status=%d schedtick=%" PRIu32 " syscalltick=%" PRIu32
                   " m=",
                   pp->id, status, pp->schedtick, pp->syscalltick);
    put_id(s, is_joined(s, pp) ? pp->m->id : -1);
    outfile_printf(s->config->err,
                   " runqsize=%" PRIu32 " gfreecnt=%d timerslen=%zu\n",
                   runq_len(&pp->runq), pp->ngfree, pp->timers.n);
}

static void put_m(struct sched *s, const struct m *mp)
{
    const struct p *pp = mp->p;

    if (pp == NULL && mp->oldp != NULL && mp->oldp->m == mp &&
        is_joined(s, mp->oldp))
        pp = mp->oldp;
    outfile_printf(s->config->err, "  M%d: p=", mp->id);
    put_id(s, pp == NULL ? -1 : pp->id);
    outfile_printf(s->config->err, " curg=");
    put_id(s, mp->curg == NULL ? -1 : (int64_t)mp->curg->goid);
    // Who waits in the poller is in a system call, not at a note.
    outfile_printf(s->config->err,
                   " mallocing=0 throwing=0 preemptoff= locks=0 dying=0"
                   " spinning=%s blocked=%s lockedg=",
                   mp->spinning ? "true" : "false",
                   mp->asleep && mp != s->poller ? "true" : "false");
    put_id(s, mp->lockedg == NULL ? -1 : (int64_t)mp->lockedg->goid);
    outfile_printf(s->config->err, "\n");
}

// The reason stays when the G goes on; only the end of a G clears it. Of the
// run time's own goroutines those are here that have work at the start.
static const char *reason_text(const struct sched *s, const struct g *gp,
                               int system)
{
    static const char *const idle[] = {"finalizer wait",
                                       "GOMAXPROCS updater (idle)"};

    if (gp->status == G_DEAD || gp->task.reason == WAIT_NONE)
        return "";
    if (gp->task.reason == WAIT_SYSTEM && system < 2)
        return idle[system];
    return trace_wait_name((enum wait_reason)gp->task.reason,
                           (int)s->go->go_minor);
}

static void put_detail(struct sched *s)
{
    int system = 0;

    put_bool(s, "gcwaiting", s->gcwaiting);
    outfile_printf(s->config->err, " nmidlelocked=%d stopwait=%d",
                   s->nmidlelocked, s->stopwait);
    put_bool(s, "sysmonwait", s->sysmonwait);
    outfile_printf(s->config->err, "\n");
    for (int i = 0; i < s->gomaxprocs; i++)
        put_p(s, s->allp[i]);
    for (const struct m *mp = s->allm; mp != NULL; mp = mp->alllink)
        if (mp->th.state != HOST_DEAD)
            put_m(s, mp);
    for (const struct g *gp = s->allg; gp != NULL; gp = gp->alllink) {
        outfile_printf(s->config->err,
                       "  G%" PRIu32 ": status=%d(%s) m=", gp->goid, gp->status,
                       reason_text(s, gp, system));
        put_id(s, gp->m == NULL ? -1 : gp->m->id);
        outfile_printf(s->config->err, " lockedm=");
        put_id(s, gp->lockedm == NULL ? -1 : gp->lockedm->id);
        outfile_printf(s->config->err, "\n");
        system += gp->system;
    }
}

// [1 0], and since 1.25 [ 1 0 ] schedticks=[ 7 9 ].
static void put_queues(struct sched *s)
{
    struct outfile *f = s->config->err;
    bool ticks = s->go->go_minor >= TICKS_SINCE;

    for (int i = 0; i < s->gomaxprocs; i++)
        outfile_printf(f, "%s%" PRIu32,
                       i > 0   ? " "
                       : ticks ? " [ "
                               : " [",
                       runq_len(&s->allp[i]->runq));
    if (!ticks) {
        outfile_printf(f, "]\n");
        return;
    }
    outfile_printf(f, " ] schedticks=[ ");
    for (int i = 0; i < s->gomaxprocs; i++)
        outfile_printf(f, "%" PRIu32 " ", s->allp[i]->schedtick);
    outfile_printf(f, "]\n");
}

static void print(struct sched *s)
{
    struct outfile *f = s->config->err;

    outfile_printf(f,
                   "SCHED %" PRId64 "ms: gomaxprocs=%d idleprocs=%d threads=%d "
                   "spinningthreads=%d",
                   (s->host.now - s->schedtrace_start) / NSEC_MSEC,
                   s->gomaxprocs, s->npidle, s->mcount - s->nmfreed,
                   s->nmspinning);
    if (s->go->go_minor >= NEEDSPINNING_SINCE)
        outfile_printf(f, " needspinning=%d", s->needspinning);
    outfile_printf(f, " idlethreads=%d runqueue=%" PRId64, s->nmidle,
                   s->runq.n);
    if (s->config->scheddetail)
        put_detail(s);
    else
        put_queues(s);
}

void schedtrace(struct sched *s)
{
    nsec now = s->host.now;

    if (s->config->schedtrace_ns <= 0 || s->config->err == NULL ||
        now < s->schedtrace_next)
        return;
    if (s->schedtrace_next == 0)
        s->schedtrace_start = now;
    s->schedtrace_next = nsec_add(now, s->config->schedtrace_ns);
    print(s);
}
