// nsyscall: entersyscall and exitsyscall (proc.go), and the calls. The P stays
// loosely attached: a call that ends soon finds it again; sysmon takes it away
// from one that does not (nsysmon.c: retake).
#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "native/ngmp.h"

// Stop the world takes a P in a system call at once.
static void entersyscall_gcwait(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->oldp;

    at_lock(&s->lock);
    nsec t = nnow(s);
    if (s->stopwait > 0 && at_cas(&pp->status, mp->oldp_word, P_GCSTOP)) {
        nevent_at(mp, t, -1, EV_PROC_STEAL, pp->id, 0, mp->id, RULE_GOMAXPROCS,
                  0);
        at_store_rel(&pp->curg, 0);
        at_store32_rlx(&pp->syscalltick, pp->syscalltick + 1);
        np_time(s, pp, PT_IDLE, t);
        nstw_stopped(s);
    }
    at_unlock(&s->lock);
}

void nentersyscall(struct m *mp, const char *call)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->p;
    struct g *gp = mp->curg;

    CHECK(at_load32(&gp->status) == G_RUNNING);
    mp->now = nnow(s);
    nevent_at(mp, mp->now, mp->id, EV_SYSCALL_BEGIN, pp->id, gp->goid,
              ntext(call), 0, 0);
    gp->since = mp->now;
    at_store32_rlx(&gp->status, G_SYSCALL);
    if (at_load32(&s->sysmonwait) != 0)
        nsysmon_wake(s);
    mp->oldp = pp;
    mp->p = NULL;
    mp->oldp_word = P_SYSCALL | (uint64_t)(uint32_t)mp->id << 8 |
                    (uint64_t)pp->syscalltick << 32;
    np_time(s, pp, PT_SYSCALL, mp->now);
    at_store(&pp->status, mp->oldp_word);
    if (at_load32(&s->gcwaiting) != 0)
        entersyscall_gcwait(mp);
}

// Still ours: go on, without a tick.
static bool exitsyscall_fast(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->oldp;
    struct g *gp = mp->curg;

    if (!at_cas(&pp->status, mp->oldp_word, P_RUNNING))
        return false;
    mp->p = pp;
    at_store32_rlx(&pp->syscalltick, pp->syscalltick + 1);
    mp->now = nnow(s);
    gp->since = mp->now;
    at_store32_rlx(&gp->status, G_RUNNING);
    nevent_at(mp, mp->now, mp->id, EV_SYSCALL_END, pp->id, gp->goid, 0, 0, 0);
    np_time(s, pp, PT_RUN, mp->now);
    return true;
}

// Its P is in a call of another M by now, which sysmon gave it to: takes it
// from that one, as exitsyscallfast does, whose test is of the P's state alone.
// lock.
static struct p *take_old(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct p *pp = mp->oldp;
    uint64_t status = at_load(&pp->status);
    nsec t = nnow(s);

    if (p_status_of(status) != P_SYSCALL ||
        !at_cas(&pp->status, status, P_IDLE))
        return NULL;
    nevent_at(mp, t, mp->id, EV_PROC_STEAL, pp->id, 0,
              (int64_t)(status >> 8 & 0xffffff), RULE_SYSCALL_EXIT, 0);
    at_store_rel(&pp->curg, 0);
    np_time(s, pp, PT_IDLE, t);
    return pp;
}

// Its P is gone: takes an idle one, or waits in the global queue while the M
// sleeps.
void nexitsyscall(struct m *mp)
{
    struct nsched *s = mp->sched;
    struct g *gp = mp->curg;

    CHECK(at_load32(&gp->status) == G_SYSCALL);
    if (exitsyscall_fast(mp))
        return;
    nevent(mp, EV_SYSCALL_END_BLOCKED, -1, gp->goid, 0, 0, 0);
    gp->since = nstamp(s);
    at_store32_rlx(&gp->status, G_RUNNABLE);
    mp->curg = NULL;
    at_lock(&s->lock);
    bool stopped = at_load32(&s->gcwaiting) != 0;
    struct p *pp = stopped ? NULL : take_old(mp);
    if (pp == NULL && !stopped)
        pp = npidleget(s);
    if (pp == NULL)
        nglobrunqput(s, gp);
    at_unlock(&s->lock);
    if (pp == NULL) {
        if (mp->lockedg == NULL)
            nstopm(mp);
        return; // a locked G: nschedule waits for it
    }
    if (at_load32(&s->sysmonwait) != 0)
        nsysmon_wake(s);
    nacquirep(mp, pp);
    at_store32_rlx(&pp->syscalltick, pp->syscalltick + 1);
    // Goes on in whatever slice the P has: no tick.
    nexecute(mp, gp, true, RULE_SYSCALL_EXIT, -1, 1);
}

// The end of the program must be able to interrupt what may block.
static void kernel_enter(struct m *mp)
{
    at_store32(&mp->in_kernel, 1);
}

static void kernel_exit(struct m *mp)
{
    at_store32(&mp->in_kernel, 0);
}

// Blocks the thread until the time, or until the program is over.
static void sleep_until(struct m *mp, nsec until)
{
    struct nsched *s = mp->sched;
    struct timespec ts;

    until = nsec_add(until, s->t0);
    ts.tv_sec = (time_t)(until / NSEC_SEC);
    ts.tv_nsec = (long)(until % NSEC_SEC);
    kernel_enter(mp);
    while (!nstopping(s) &&
           clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
        ;
    kernel_exit(mp);
}

void nsyscall_sleep(struct m *mp, nsec d)
{
    if (d <= 0)
        return;
    nentersyscall(mp, "work.Syscall");
    sleep_until(mp, nsec_add(mp->now, d));
    nexitsyscall(mp);
}

void nsyscall_disk(struct m *mp, bool writes)
{
    struct nsched *s = mp->sched;
    const struct native_machine *on = s->config->machine;
    int64_t n = (int64_t)mp->vm.req.args[0];

    if (n <= 0)
        return;
    if (on == NULL || on->read_bytes_per_s == 0) {
        vm_panic_plain(&mp->vm, &mp->curg->task.vm,
                       writes ? "work.Write: the machine has no disk"
                              : "work.Read: the machine has no disk");
        return;
    }
    nsec d = serial_ns(n, writes ? on->write_bytes_per_s : on->read_bytes_per_s,
                       on->disk_latency_ns);
    nentersyscall(mp, writes ? "write" : "read");
    at_lock(&s->disk_lock);
    nsec done = serial_take(&s->disk, mp->now, d);
    at_unlock(&s->disk_lock);
    // A disk wakes who waits at once: no slack, as timers have.
    prctl(PR_SET_TIMERSLACK, 1UL);
    sleep_until(mp, done);
    prctl(PR_SET_TIMERSLACK, 0UL);
    nexitsyscall(mp);
}

// A descriptor that was made non-blocking by others is waited for.
static void wait_writable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};

    poll(&p, 1, -1);
}

void nwrite_all(struct m *mp, int fd, const unsigned char *text, size_t n)
{
    struct nsched *s = mp->sched;
    int error = 0;

    kernel_enter(mp);
    while (n > 0 && error == 0 && !nstopping(s)) {
        ssize_t done = write(fd, text, n);
        if (done >= 0) {
            text += done;
            n -= (size_t)done;
        } else if (errno == EAGAIN) {
            wait_writable(fd);
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    kernel_exit(mp);
    if (error != 0)
        at_store32(&s->write_failed, 1);
    if (error == EPIPE) // a Go program dies of SIGPIPE here
        nsched_end(s, NATIVE_INTERRUPTED, 0, "broken pipe");
}

void nsyscall_write(struct m *mp)
{
    enum { STDERR = 2 };
    const struct native_config *config = mp->sched->config;
    const struct vm_request *r = &mp->vm.req;

    nevent(mp, EV_OUTPUT, mp->p->id, mp->curg->goid, r->outfd,
           (int64_t)r->outlen, 0);
    if (!r->out_raw)
        nentersyscall(mp, "write");
    nwrite_all(mp, r->outfd == STDERR ? config->err_fd : config->out_fd, r->out,
               r->outlen);
    if (!r->out_raw)
        nexitsyscall(mp);
}
