#include "host/energy.h"

#include "base/check.h"

void energy_init(struct energy *e, const struct machine *machine)
{
    *e = (struct energy){.machine = machine->has_wattage ? machine : NULL};
    for (int i = 0; i < machine->ncores; i++)
        e->most_mhz += machine->mhz[i];
}

static void go_to(struct energy *e, nsec now)
{
    CHECK(now >= e->last);
    int64_t mhz = e->busy_mhz < e->most_mhz ? e->busy_mhz : e->most_mhz;
    e->mhz_ns += (energy_int128)mhz * (now - e->last);
    if (e->nbusy > 0)
        e->any_ns += now - e->last;
    e->last = now;
}

void energy_busy(struct energy *e, int core, nsec now)
{
    if (e->machine == NULL)
        return;
    go_to(e, now);
    e->nbusy++;
    e->busy_mhz += e->machine->mhz[core];
}

void energy_idle(struct energy *e, int core, nsec now)
{
    if (e->machine == NULL)
        return;
    go_to(e, now);
    e->nbusy--;
    e->busy_mhz -= e->machine->mhz[core];
    CHECK(e->nbusy >= 0);
}

int64_t energy_uj(struct energy *e, nsec now)
{
    const struct machine *m = e->machine;
    energy_int128 all_mhz = 0;

    CHECK(m != NULL);
    go_to(e, now);
    for (int i = 0; i < m->ncores; i++)
        all_mhz += m->mhz[i];
    // In microwatts times ns, at most 1e12 * 9e18: it fits; times all_mhz, at
    // most 1e9, it may not, so that the last term is divided by itself.
    const struct wattage *w = &m->wattage;
    energy_int128 fixed = (energy_int128)w->idle_uw * (now - e->any_ns) +
                          (energy_int128)w->epsilon_uw * e->any_ns;
    energy_int128 whole = e->mhz_ns / all_mhz, rest = e->mhz_ns % all_mhz;
    energy_int128 slope = w->all_uw - w->epsilon_uw;
    energy_int128 moving = slope * whole + slope * rest / all_mhz;
    return (int64_t)((fixed + moving + NSEC_SEC / 2) / NSEC_SEC);
}
