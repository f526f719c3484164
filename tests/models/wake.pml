// wake: how Ms of the native scheduler go to sleep and are woken, so that no G
// stays runnable while a P idles (sim/native/ngmp.h, at the top, says how).
// tests/suites/models.sh runs it.
//
//   M          nschedule, find_local, find_steal, find_more, recheck, nexecute
//              (nfind.c), nstopm (nproc.c), entersyscall, exitsyscall
//              (nsyscall.c)
//   sysmon     retake (nsysmon.c), nhandoffp, handoff_needs (nproc.c)
//   inlines    the C functions of the same name
//   memory     the store buffer of a core with total store order (x86): a put
//              into a ring is seen by the others some time later. What locks,
//              exchanges or compares and swaps, and a fence, waits for it; so
//              does nwakep, because the put before it is sequentially
//              consistent (nrunq_put).
//
// The program: main.main, on M0 and P0, starts LOCALS goroutines (local ring),
// with GLOBAL also one that goes to the global queue, then computes until all
// others have run: only another P can run them. On M1 and P1 a goroutine starts
// another and makes a system call, which may last until the rest is done. Where
// nothing moves any more every G must have run.
//
// Abstracted: the ring is a number of Gs; what happens
// under nsched.lock is one step, because what others read without it is one
// variable in each such section; idle Ms and idle Ps are alike, so that the
// first of the list may be the one with the lowest number; one pass of stealing
// stands for four; a new thread (newm) is one that was idle, or will be;
// no timers, no poller (netpoll.pml), no stop of the world.
//
// Mutations, each of which must be found: NO_RECHECK, NO_FENCE, STOP_LATE,
// NO_NEEDSPINNING (Go before 1.20 was so: a G can wait for the P that it is on
// while another idles), UNDO_AFTER_UNLOCK (nwakep takes its nmspinning back
// after it has let go of the lock), NO_RUNQ_IN_HANDOFF, WAKE_BEFORE_NOTE,
// NO_COMPARE_IN_FUTEX; with GLOBAL also NO_RECHECK_GLOBAL.

#define NP 2
#ifndef NM
#define NM 3
#endif
#ifndef LOCALS
#define LOCALS 1
#endif
#ifdef GLOBAL
#define TOTAL (LOCALS + 3)
#else
#define TOTAL (LOCALS + 2)
#endif
#define NONE 7

#ifdef NO_NEEDSPINNING
#define REMEMBER false
#else
#define REMEMBER true
#endif

#define P_IDLE 0
#define P_RUNNING 1
#define P_SYSCALL 2

byte status[NP];
byte runq[NP];
byte stored[NP]; // put into runq, but still in the core's store buffer
byte runqsize;   // of the global queue
bool pidle[NP];
byte npidle;
byte nmspinning;
bool needspinning;

bool midle[NM];
byte nextp[NM];
bool m_spinning[NM]; // given with nextp
bool note[NM];
bool asleep[NM]; // in futex_wait
byte done;       // Gs that have run

// --- memory

inline at_fence(p)
{
    stored[p] == 0
}

// --- notes (nproc.c) and futexes

inline note_sleep(m)
{
    do
    :: atomic { note[m] -> break }
    :: !note[m] ->
#ifdef NO_COMPARE_IN_FUTEX
        asleep[m] = true;
#else
        atomic {
            if
            :: !note[m] -> asleep[m] = true
            :: else
            fi
        }
#endif
end_sleep:
        !asleep[m]
    od;
    note[m] = false
}

inline note_wake(m)
{
#ifdef WAKE_BEFORE_NOTE
    asleep[m] = false;
    note[m] = true
#else
    note[m] = true;
    asleep[m] = false
#endif
}

// --- Ps; all under lock

inline npidleput(p)
{
    assert(!pidle[p] && runq[p] + stored[p] == 0);
    status[p] = P_IDLE;
    pidle[p] = true;
    npidle++
}

inline npidleget(p)
{
    if
    :: pidle[0] -> p = 0
    :: !pidle[0] && pidle[1] -> p = 1
    :: else -> p = NONE
    fi;
    if
    :: p != NONE -> pidle[p] = false; npidle--
    :: else
    fi
}

inline nacquirep(p)
{
    assert(status[p] == P_IDLE);
    status[p] = P_RUNNING
}

// --- Ms

inline nstartm(pp, spin, to)
{
    atomic {
        if
        :: midle[0] -> to = 0
        :: !midle[0] && midle[1] -> to = 1
        :: !midle[0] && !midle[1] && midle[2] -> to = 2
#if NM > 3
        :: !midle[0] && !midle[1] && !midle[2] && midle[3] -> to = 3
#endif
        fi;
        midle[to] = false;
        assert(nextp[to] == NONE);
        m_spinning[to] = spin;
        nextp[to] = pp
    }
    note_wake(to);
    pp = NONE;
    to = 0
}

// p: the P of the caller.
inline nwakep(p, pp, to)
{
#ifndef NO_FENCE
    at_fence(p);
#endif
    if
    :: nmspinning == 0 ->
        if
        :: npidle == 0 && !REMEMBER
        :: npidle == 0 && REMEMBER && needspinning
        :: else ->
            atomic {
                if
                :: nmspinning == 0 && stored[p] == 0 -> nmspinning = 1; pp = 0
                :: nmspinning != 0 -> pp = NONE
                fi
            }
            if
            :: pp == 0 ->
                atomic {
                    npidleget(pp);
                    if
                    :: pp == NONE && REMEMBER -> needspinning = true
                    :: else
                    fi;
#ifndef UNDO_AFTER_UNLOCK
                    if
                    :: pp == NONE -> nmspinning--
                    :: else
                    fi
#endif
                }
                if
#ifdef UNDO_AFTER_UNLOCK
                :: pp == NONE -> nmspinning--
#else
                :: pp == NONE
#endif
                :: else -> nstartm(pp, true, to)
                fi
            :: else
            fi
        fi
    :: else
    fi
}

inline start_spinning()
{
    assert(!spinning);
    atomic { spinning = true; nmspinning++ }
    needspinning = false
}

inline stop_spinning()
{
    atomic {
        assert(spinning && nmspinning > 0);
        spinning = false;
        nmspinning--
    }
}

// nglobrunqget: a share of the global queue; one to run, the others to the
// ring. In a locked section.
inline nglobrunqget(p)
{
    assert(runqsize > 0);
    if
    :: runqsize >= 2 -> runqsize = runqsize - 2; runq[p]++
    :: else -> runqsize--
    fi
}

inline newproc(p, pp, to)
{
    stored[p]++;
    nwakep(p, pp, to)
}

proctype memory(byte p)
{
end:
    do
    :: atomic { stored[p] > 0 -> runq[p]++; stored[p]-- }
    od
}

proctype M(byte m)
{
    byte p = NONE, oldp = NONE, pp = NONE, to, i;
    bool spinning;

    if
    :: m == 0 -> p = 0; goto main
    :: m == 1 -> p = 1; goto call
    :: else -> goto sleep // on the list since the start
    fi;

main:
    i = LOCALS;
    do
    :: i > 0 -> newproc(p, pp, to); i--
    :: else -> break
    od;
#ifdef GLOBAL
    // ngosched: a G goes to the global queue, another runs on here.
    at_fence(p);
    runqsize++;
    nwakep(p, pp, to);
#endif
end_main:
    done == TOTAL;
    goto schedule;

call:
    newproc(p, pp, to);
    // entersyscall
    at_fence(p);
    oldp = p;
    p = NONE;
    status[oldp] = P_SYSCALL;
    if
    :: true
    :: true ->
end_call:
        done == TOTAL - 1
    fi;
    // exitsyscall
    atomic {
        if
        :: status[oldp] == P_SYSCALL -> status[oldp] = P_RUNNING; p = oldp
        :: else
        fi;
        oldp = NONE
    }
    if
    :: p == NONE ->
        atomic {
            npidleget(p);
            if
            :: p == NONE -> runqsize++; goto stop
            :: else
            fi
        }
        nacquirep(p)
    :: else
    fi;
    done++;

schedule:
    // find_local; each 61st time the global queue comes first.
    at_fence(p);
    if
    :: atomic { runq[p] > 0 -> runq[p]--; goto execute }
    :: runqsize > 0 -> goto lock_global
    :: runq[p] == 0 && runqsize == 0
    fi;
    goto steal;

lock_global:
    atomic {
        if
        :: runqsize > 0 -> nglobrunqget(p); goto execute
        :: else
        fi
    }
    if
    :: atomic { runq[p] > 0 -> runq[p]--; goto execute }
    :: runq[p] == 0
    fi;

steal: // find_steal
    if
    :: !spinning ->
        i = nmspinning;
        if
        :: 2 * i >= NP - npidle -> i = 0; goto more
        :: else -> i = 0
        fi;
        start_spinning()
    :: else
    fi;
    // visit: half of the ring, rounded up.
    if
    :: status[1 - p] == P_IDLE
    :: status[1 - p] != P_IDLE ->
        atomic {
            if
            :: runq[1 - p] > 0 ->
                i = (runq[1 - p] + 1) / 2;
                runq[1 - p] = runq[1 - p] - i;
                runq[p] = runq[p] + i - 1;
                i = 0;
                goto execute
            :: else
            fi
        }
    fi;

more: // find_more
    atomic {
        if
        :: runqsize > 0 -> nglobrunqget(p); goto execute
        :: else ->
            if
            :: !spinning && needspinning
            :: else -> npidleput(p); p = NONE
            fi
        fi
    }
    if
    :: p != NONE -> start_spinning(); goto schedule
    :: else
    fi;
    if
    :: !spinning -> goto stop
    :: else
    fi;
#ifndef STOP_LATE
    stop_spinning();
#endif
    // recheck
#ifndef NO_RECHECK
#ifndef NO_RECHECK_GLOBAL
    if
    :: runqsize > 0 -> goto found
    :: else
    fi;
#endif
    if
    :: runq[0] > 0 -> goto found
    :: else
    fi;
    if
    :: runq[1] > 0 -> goto found
    :: else
    fi;
#endif
#ifdef STOP_LATE
    stop_spinning();
#endif
    goto stop;

found:
#ifdef STOP_LATE
    stop_spinning();
#endif
    atomic {
        npidleget(p);
        if
        :: p == NONE && REMEMBER -> needspinning = true
        :: else
        fi
    }
    if
    :: p == NONE -> goto stop
    :: else
    fi;
    nacquirep(p);
    start_spinning();
    goto schedule;

stop: // nstopm
    atomic {
        assert(p == NONE && !spinning);
        midle[m] = true
    }
sleep:
    note_sleep(m);
    atomic {
        p = nextp[m];
        spinning = m_spinning[m];
        nextp[m] = NONE;
        m_spinning[m] = false;
        assert(p != NONE);
        nacquirep(p)
    }
    goto schedule;

execute: // nexecute
    if
    :: spinning ->
        stop_spinning();
        nwakep(p, pp, to)
    :: else
    fi;
progress:
    done++;
    goto schedule
}

// Takes a P whose M is in a system call and hands it off.
proctype sysmon()
{
    byte pp = NONE, to, i;

end:
    do
    :: status[1] == P_SYSCALL ->
        atomic {
            if
            :: status[1] == P_SYSCALL -> status[1] = P_IDLE; pp = 1
            :: else
            fi
        }
        if
        :: pp == NONE -> goto next
        :: else
        fi;
        // nhandoffp
#ifndef NO_RUNQ_IN_HANDOFF
        if
        :: runq[pp] > 0 -> goto start
        :: else
        fi;
#endif
        if
        :: runqsize > 0 -> goto start
        :: else
        fi;
        // handoff_needs
        i = nmspinning;
        if
        :: i + npidle == 0 ->
            i = 0;
            atomic {
                if
                :: nmspinning == 0 -> nmspinning = 1; i = 1
                :: else
                fi
            }
            if
            :: i == 1 ->
                i = 0;
                needspinning = false;
                nstartm(pp, true, to);
                goto next
            :: else
            fi
        :: else -> i = 0
        fi;
        atomic {
            if
            :: runqsize > 0 || npidle == NP - 1 // the last polls
            :: else -> npidleput(pp); pp = NONE; goto next
            fi
        }
start:
        nstartm(pp, false, to);
next:
        skip
    od
}

init {
    byte i;

    atomic {
        for (i : 0 .. NM - 1) {
            nextp[i] = NONE;
            midle[i] = i > 1
        }
        i = 0;
        status[0] = P_RUNNING;
        status[1] = P_RUNNING;
        run memory(0);
        run memory(1);
        run sysmon();
        run M(0);
        run M(1);
        run M(2)
#if NM > 3
        ;
        run M(3)
#endif
    }
    timeout; // nothing moves any more
    assert(done == TOTAL);
    assert(nmspinning == 0 && npidle == NP)
}
