// invariants: every fault that is planted in a scheduler is found. Only in
// builds with -DINVARIANTS=ON.
#include "testing.h"

#include "sched/invariants.h"

#ifdef SCHED_INVARIANTS

#include <string.h>

// M0 runs G1 on P0, whose runnext is G2 and whose ring has G3; G4 is in the
// global queue, G5 waits. M1 and P1 are idle. M2 is in a system call with G6
// and has P2 still. M3 is on its way, spinning, with P3.
enum { GS = 7, MS = 4, PS = 4 };

static struct sched s;
static struct sched_config config;
static struct g g[GS]; // from 1
static struct m m[MS];
static struct p p[PS], *allp[PS];
static struct g *rings[PS][RUNQ_CAP];

static void set_up(void)
{
    memset(&s, 0, sizeof s);
    memset(g, 0, sizeof g);
    memset(m, 0, sizeof m);
    memset(p, 0, sizeof p);
    memset(rings, 0, sizeof rings);
    config.cores = 2;
    s.config = &config;
    s.allp = allp;
    s.nallp = s.gomaxprocs = PS;
    s.mcount = MS;
    for (int i = 0; i < PS; i++) {
        allp[i] = &p[i];
        p[i].id = i;
        p[i].runq.g = rings[i];
        p[i].runq.mask = RUNQ_CAP - 1;
    }
    for (int i = 0; i < MS; i++) {
        m[i].id = i;
        m[i].alllink = i > 0 ? &m[i - 1] : NULL;
    }
    s.allm = &m[MS - 1];
    s.allg = &g[1];
    for (uint32_t i = 1; i < GS; i++) {
        g[i].goid = i;
        g[i].status = i < 5 ? G_RUNNABLE : G_WAITING;
        g[i].alllink = i + 1 < GS ? &g[i + 1] : NULL;
    }
    g[1].status = G_RUNNING;
    g[1].m = &m[0];
    m[0].curg = &g[1];
    m[0].p = &p[0];
    m[0].th.state = HOST_RUNNING;
    p[0].m = &m[0];
    p[0].status = P_RUNNING;
    s.nrunning = 1;
    p[0].runq.runnext = &g[2];
    p[0].runq.g[0] = &g[3];
    p[0].runq.tail = 1;
    gqueue_push(&s.runq, &g[4]);
    s.midle = &m[1];
    s.nmidle = 1;
    s.pidle = &p[1];
    s.npidle = 1;
    g[6].status = G_SYSCALL;
    g[6].m = &m[2];
    m[2].curg = &g[6];
    m[2].oldp = &p[2];
    p[2].m = &m[2];
    p[2].status = P_SYSCALL;
    m[3].nextp = &p[3];
    m[3].spinning = true;
    s.nmspinning = 1;
}

TEST(a_right_scheduler_passes)
{
    set_up();
    assert_null(invariants_find(&s));
}

TEST(each_fault_is_found)
{
#define FAULT(name, change, text)                                              \
    do {                                                                       \
        set_up();                                                              \
        change;                                                                \
        const char *found_ = invariants_find(&s);                              \
        assert_non_null(found_);                                               \
        assert_string_equal(found_, text);                                     \
    } while (0);
#include "invariants_faults.def"
#undef FAULT
}

TEST(a_locked_g_may_be_on_its_way)
{
    set_up();
    g[5].status = G_RUNNABLE;
    assert_string_equal(invariants_find(&s), "a runnable G is in no queue");
    g[5].lockedm = &m[3];
    assert_null(invariants_find(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_right_scheduler_passes),
        RUN(each_fault_is_found),
        RUN(a_locked_g_may_be_on_its_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

TEST(other_builds_have_nothing_to_check)
{
    skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {RUN(other_builds_have_nothing_to_check)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
