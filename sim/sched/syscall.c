// syscall: entersyscall and exitsyscall (proc.go). The P stays loosely
// attached: a call that ends soon finds it again; sysmon takes it away from one
// that does not (sysmon.c: retake).
#include "base/check.h"
#include "sched/event.h"
#include "sched/gmp.h"

enum { KILO = 1024 };

void entersyscall(struct m *mp, const char *call)
{
    struct sched *s = mp->sched;
    struct p *pp = mp->p;
    struct g *gp = mp->curg;

    CHECK(gp->status == G_RUNNING);
    if (!s->go->ps) { // nobody takes a place away later
        entersyscallblock(mp, call);
        return;
    }
    s->sum.syscalls++;
    event_g(mp, EV_SYSCALL_BEGIN, event_text(s, call), 0, 0);
    g_set_status(gp, G_SYSCALL);
    gp->since = s->host.now;
    s->nrunning--;
    if (s->sysmonwait)
        sysmon_wake(s);
    mp->oldp = pp;
    mp->p = NULL;
    pp->status = P_SYSCALL;
    p_time(s, pp, PT_SYSCALL);
    if (s->gcwaiting) {
        // Stop the world takes a P in a system call at once.
        pp->m = NULL;
        pp->status = P_GCSTOP;
        pp->syscalltick++;
        p_time(s, pp, PT_IDLE);
        event_add(s, EV_PROC_STEAL, NULL, pp->id, 0, mp->id, RULE_GOMAXPROCS,
                  0);
        stw_stopped(s);
    }
}

void entersyscallblock(struct m *mp, const char *call)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;

    CHECK(gp->status == G_RUNNING);
    s->sum.syscalls++;
    event_g(mp, EV_SYSCALL_BEGIN, event_text(s, call), 0, 0);
    g_set_status(gp, G_SYSCALL);
    gp->since = s->host.now;
    s->nrunning--;
    if (s->sysmonwait)
        sysmon_wake(s);
    mp->oldp = NULL;
    handoffp(s, mp, releasep(mp));
}

// Still ours: go on, without a tick.
static bool exitsyscall_fast(struct m *mp)
{
    struct sched *s = mp->sched;
    struct p *pp = mp->oldp;
    struct g *gp = mp->curg;

    if (pp == NULL || pp->status != P_SYSCALL || pp->m != mp)
        return false;
    mp->p = pp;
    pp->status = P_RUNNING;
    pp->syscalltick++;
    g_set_status(gp, G_RUNNING);
    gp->since = s->host.now;
    s->nrunning++;
    event_g(mp, EV_SYSCALL_END, 0, 0, 0);
    p_time(s, pp, PT_RUN);
    mp->next = m_go;
    return true;
}

// Its P is in a call of another M by now, which sysmon gave it to: takes it
// from that one, as exitsyscallfast does, whose test is of the P's state alone.
static struct p *take_old(struct m *mp, struct p *pp)
{
    struct sched *s = mp->sched;

    if (pp == NULL || pp->status != P_SYSCALL)
        return NULL;
    CHECK(pp->m != mp);
    event_add(s, EV_PROC_STEAL, mp, pp->id, 0, pp->m == NULL ? -1 : pp->m->id,
              RULE_SYSCALL_EXIT, 0);
    pp->m = NULL;
    pp->status = P_IDLE;
    p_time(s, pp, PT_IDLE);
    return pp;
}

void exitsyscall(struct m *mp)
{
    struct sched *s = mp->sched;
    struct g *gp = mp->curg;
    struct p *old = mp->oldp;

    CHECK(gp->status == G_SYSCALL);
    if (exitsyscall_fast(mp)) {
        mp->oldp = NULL;
        return;
    }
    mp->oldp = NULL;
    event_add(s, EV_SYSCALL_END_BLOCKED, mp, -1, gp->goid, 0, 0, 0);
    g_set_status(gp, G_RUNNABLE);
    gp->since = s->host.now;
    mp->curg = NULL;
    gp->m = NULL;
    struct p *pp = s->gcwaiting ? NULL : take_old(mp, old);
    if (pp == NULL && !s->gcwaiting)
        pp = pidleget(s);
    if (pp != NULL) {
        if (s->sysmonwait)
            sysmon_wake(s);
        acquirep(mp, pp);
        pp->syscalltick++;
        // Goes on in whatever slice the P has: no tick.
        execute(mp, gp, true, RULE_SYSCALL_EXIT, -1, 1);
        return;
    }
    gqueue_push(&s->runq, gp);
    if (mp->lockedg != NULL)
        stoplockedm(mp);
    else
        stopm(mp, "idle");
}

void syscall_sleep(struct m *mp, nsec d)
{
    struct sched *s = mp->sched;

    if (d <= 0) {
        mp->next = m_go;
        return;
    }
    entersyscall(mp, "work.Syscall");
    spend_ns(mp, s->cost->syscall_ns);
    mp->next = exitsyscall;
    host_sleep(&s->host, &mp->th, d, "syscall");
}

void syscall_disk(struct m *mp)
{
    struct sched *s = mp->sched;
    bool writes = mp->stop == REQ_DISK_WRITE;
    int64_t n = (int64_t)mp->req.args[0];

    mp->next = m_go;
    if (n <= 0)
        return;
    if (s->disk.facts == NULL) {
        vm_panic_plain(&s->vm, &mp->curg->task.vm,
                       writes ? "work.Write: the machine has no disk"
                              : "work.Read: the machine has no disk");
        return;
    }
    entersyscall(mp, writes ? "write" : "read");
    spend_ns(mp, s->cost->syscall_ns);
    mp->next = exitsyscall;
    host_wait_until(&s->host, &mp->th,
                    disk_request(&s->disk, s->host.now, writes, n), "disk");
}

void syscall_write(struct m *mp)
{
    struct sched *s = mp->sched;
    const struct vm_request *r = &mp->req;
    struct outfile *f = r->outfd == 2 ? s->config->err : s->config->out;

    event_g(mp, EV_OUTPUT, r->outfd, (int64_t)r->outlen, 0);
    if (f != NULL) {
        outfile_write(f, r->out, r->outlen);
        if (outfile_failed(f)) // the reader is gone, the disk is full
            sched_end(s, SCHED_INTERRUPTED, 0, "write error");
    }
    nsec kernel_ns =
        s->cost->write_ns + s->cost->write_kb_ns * (int64_t)r->outlen / KILO;
    mp->next = m_go;
    if (!r->out_raw) {
        entersyscall(mp, "write");
        kernel_ns += s->cost->syscall_ns;
        mp->next = exitsyscall;
    }
    spend_ns(mp, kernel_ns);
}

bool syscall_request(struct m *mp)
{
    switch (mp->stop) {
    case REQ_SYSCALL:
        syscall_sleep(mp, (nsec)mp->req.args[0]);
        return true;
    case REQ_IO:
        io_wait(mp, (nsec)mp->req.args[0]);
        return true;
    case REQ_DISK_READ:
    case REQ_DISK_WRITE:
        syscall_disk(mp);
        return true;
    case REQ_WRITE:
        syscall_write(mp);
        return true;
    case REQ_NET_DIAL:
    case REQ_NET_GET:
    case REQ_NET_READ:
    case REQ_NET_CLOSE:
        net_request(mp);
        return true;
    case REQ_PIPE:
    case REQ_FILE_READ:
    case REQ_FILE_WRITE:
    case REQ_FILE_CLOSE:
        file_request(mp);
        return true;
    default:
        return false;
    }
}
