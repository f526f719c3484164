// checkdead: a program that can never go on (proc.go).
#include "base/check.h"
#include "sched/gmp.h"

// Deadlock is what is left when every M sleeps on the idle list, or for its
// locked G, and no timer can wake one. Run whenever another one does.
void checkdead(struct sched *s)
{
    int64_t waiting = 0;

    if (s->mcount - s->nmfreed - s->nmidle - s->nmidlelocked > 0)
        return;
    for (int i = 0; i < s->nallp; i++)
        if (timers_next(&s->allp[i]->timers) != NSEC_MAX)
            return;
    for (struct g *gp = s->allg; gp != NULL; gp = gp->alllink) {
        if (gp->system || gp->status == G_DEAD || gp->status == G_IDLE)
            continue;
        CHECK(gp->status == G_WAITING);
        waiting++;
    }
    enum { GOEXIT_TEXT_SINCE = 3 };
    const char *text =
        waiting == 0 && s->go->go_minor >= GOEXIT_TEXT_SINCE
            ? "no goroutines (main called runtime.Goexit) - deadlock!"
            : "all goroutines are asleep - deadlock!";
    dump_fatal(s, NULL, text);
    sched_end(s, SCHED_DIED, 2, "deadlock");
}
