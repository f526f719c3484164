#include "host/fluid.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/vec.h"
#include "base/xmalloc.h"
#include "host/host_simgrid.h"

// A thread's work in SimGrid.
struct piece {
    struct host_thread *th;
    struct host_simgrid_exec *exec;
};

struct fluid {
    struct machine many; // what h was initialised with
    struct os_model os;
    struct host *h;
    const char *host;
    int ncores;
    double flops_per_ns;      // of a core
    double flops_per_ps;      // of work at reference speed
    VEC(struct piece) pieces; // in the order of their start
    struct host_timer timer;  // the next one should end, or they changed
    int nbusy;                // threads on cores
    nsec cpu_since, cpu_ns;
};

const char *fluid_refuses(const struct machine *m)
{
    for (int i = 1; i < m->ncores; i++)
        if (m->mhz[i] != m->mhz[0])
            return "cores of different speeds";
    if (m->smt > 1)
        return "cores with several threads";
    return m->quota_ns > 0 ? "a quota of CPU time" : NULL;
}

// ---- CPU time ----

static void count_cpu(struct fluid *f)
{
    int n = f->nbusy < f->ncores ? f->nbusy : f->ncores;

    f->cpu_ns += n * (f->h->now - f->cpu_since);
    f->cpu_since = f->h->now;
}

nsec fluid_cpu_ns(struct fluid *f)
{
    count_cpu(f);
    return f->cpu_ns;
}

void fluid_on(struct fluid *f)
{
    count_cpu(f);
    f->nbusy++;
}

void fluid_off(struct fluid *f)
{
    count_cpu(f);
    f->nbusy--;
    CHECK(f->nbusy >= 0);
}

// ---- work ----

static void changed(struct fluid *f)
{
    host_at(f->h, &f->timer, f->h->now);
}

static size_t piece_of(const struct fluid *f, const struct host_thread *th)
{
    for (size_t i = 0; i < f->pieces.n; i++)
        if (f->pieces.v[i].th == th)
            return i;
    return f->pieces.n;
}

static void drop(struct fluid *f, size_t at)
{
    for (size_t i = at + 1; i < f->pieces.n; i++)
        f->pieces.v[i - 1] = f->pieces.v[i];
    f->pieces.n--;
}

// The work of the piece is done now; its thread goes on when those before it
// have.
static void end_piece(struct fluid *f, size_t at)
{
    struct host_thread *th = f->pieces.v[at].th;

    drop(f, at);
    th->run_until = f->h->now;
    host_at(f->h, &th->timer, f->h->now);
}

// Ends the pieces that are done, and finds out when the next one will be.
static void look(void *arg)
{
    struct fluid *f = arg;
    double least = -1;

    host_simgrid_reach(f->h->now);
    for (size_t i = 0; i < f->pieces.n;) {
        if (host_simgrid_exec_done(f->pieces.v[i].exec)) {
            end_piece(f, i);
            continue;
        }
        double left = host_simgrid_exec_left(f->pieces.v[i].exec);
        if (least < 0 || left < least)
            least = left;
        i++;
    }
    if (f->pieces.n == 0)
        return;
    double n = (double)f->pieces.n, cores = (double)f->ncores;
    double ns = least / f->flops_per_ns * (n > cores ? n / cores : 1);
    const double most = 9e18;
    nsec wait = ns < most ? (nsec)ns : NSEC_MAX;
    if ((double)wait < ns - 0.02)
        wait++;
    host_at(f->h, &f->timer, nsec_add(f->h->now, wait > 0 ? wait : 1));
}

nsec fluid_begin(struct fluid *f, struct host_thread *th, int64_t work_ps)
{
    struct host *h = f->h;
    double ns = (double)work_ps * f->flops_per_ps / f->flops_per_ns;

    if (work_ps == 0 || th->interrupted)
        return h->now;
    CHECK(piece_of(f, th) == f->pieces.n);
    // Alone on a core until something happens: SimGrid has nothing to share.
    // Fractions of a nanosecond are the thread's.
    int64_t ps = (int64_t)(ns * 1000) + th->carry_ps;
    nsec until = nsec_add(h->now, ps / 1000);
    if (f->nbusy <= f->ncores && until < heap_peek(&h->events)) {
        th->carry_ps = ps % 1000;
        return until;
    }
    double flops = (double)ps / 1000 * f->flops_per_ns;
    th->carry_ps = 0;
    if (flops <= 0)
        return h->now;
    host_simgrid_reach(h->now);
    struct piece piece = {th, host_simgrid_exec_start(f->host, flops)};
    vec_push(&f->pieces, piece);
    changed(f);
    return NSEC_MAX;
}

int64_t fluid_left(struct fluid *f, struct host_thread *th)
{
    size_t at = piece_of(f, th);

    if (at == f->pieces.n) // it ends just now
        return 0;
    host_simgrid_reach(f->h->now);
    struct host_simgrid_exec *exec = f->pieces.v[at].exec;
    double left = host_simgrid_exec_left(exec);
    if (!host_simgrid_exec_done(exec))
        host_simgrid_exec_cancel(exec);
    else
        left = 0;
    drop(f, at);
    changed(f);
    return (int64_t)(left / f->flops_per_ps + 0.5);
}

void fluid_init(struct host *h, const struct machine *machine, int ncores,
                const struct os_model *os, int64_t reference_mhz)
{
    struct fluid *f = xcalloc(1, sizeof *f);

    CHECK(fluid_refuses(machine) == NULL);
    CHECK(ncores >= 1 && ncores <= machine->ncores);
    // A core for each thread, and nobody minds which.
    f->many.ncores = MACHINE_CORES_MAX;
    for (int i = 0; i < MACHINE_CORES_MAX; i++)
        f->many.mhz[i] = machine->mhz[0];
    f->os = *os;
    f->os.switch_ns = f->os.migrate_ns = 0;
    f->h = h;
    f->host = machine->host;
    f->ncores = ncores;
    f->flops_per_ns = (double)machine->mhz[0] * 1e-3;
    f->flops_per_ps = (double)reference_mhz * 1e-6;
    f->timer = (struct host_timer){.fn = look, .arg = f};
    host_init(h, &f->many, f->many.ncores, &f->os, reference_mhz);
    h->fluid = f;
}

void fluid_free(struct fluid *f)
{
    if (f == NULL)
        return;
    host_simgrid_reach(f->h->now);
    for (size_t i = 0; i < f->pieces.n; i++)
        if (!host_simgrid_exec_done(f->pieces.v[i].exec))
            host_simgrid_exec_cancel(f->pieces.v[i].exec);
    host_simgrid_exec_end();
    vec_release(&f->pieces);
    free(f);
}
