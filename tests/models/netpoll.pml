// netpoll: who waits for the next timer, and who wakes him (sim/native:
// npoll.c, ntimers.c, idle and poll in nfind.c). No timer may be slept through
// while a P idles. tests/suites/models.sh runs it.
//
//   M          nschedule, find_local, find_netpoll, find_steal, find_more,
//              recheck, idle, poll, nexecute (nfind.c), nstopm (nproc.c)
//   sysmon     poll_if_late (nsysmon.c)
//   inlines    the C functions of the same name
//   clock      time passes when nothing else can happen: what the protocol does
//              takes no time. Before a tick no due timer may be armed, and no G
//              runnable.
//
// The program: main.main, on M0 and P0, computes all the time, but meanwhile
// three goroutines there begin to sleep, the one that sleeps longest first, the
// others in either order, and with IO one begins to wait for I/O. M1 is about
// to look for work on P1. The first goroutine that a timer wakes sleeps once
// more, on the P that it then has.
//
// Abstracted: as in wake.pml; besides, notes are one step, memory is
// sequentially consistent (what is looked at here is written by seq_cst
// stores), and all that is due at one time is due together. sysmon looks once a
// tick; I/O that nobody waits for in the poller is two ticks late at most.
//
// Mutations, each of which must be found: NO_BREAK, NO_WAKE_NET_POLLER,
// NO_WAKEP_FOR_TIMER, NO_BREAK_IN_IDLE, STALE_POLL_UNTIL, UNTIL_UNSEEN,
// WAKE_SIG_EARLY (cleared before the eventfd is read), WAKE_SIG_KEPT.

#define NP 2
#define NM 3
#define NONE 7
#define TIMERS 4
#define FIRST 1 // when the sleeps of main's goroutines end
#define SECOND 2
#define THIRD 4
#define IO_TIME 5
#define END 6
#define NEVER 15

bool pidle[NP];
byte npidle;
byte runq[NP];
byte runqsize; // of the global queue
byte nmspinning;
bool needspinning;

bool midle[NM];
byte nextp[NM];
bool m_spinning[NM];
bool note[NM];

byte now;
byte timer0[NP];
byte when[TIMERS];  // NEVER: not armed
byte owner[TIMERS]; // the P in whose heap it is
bool again;         // the next G that a timer wakes sleeps once more

byte lastpoll; // time + 1; 0 while somebody is blocked
byte poll_until;
bool wake_sig;
bool breakfd; // readable
byte netpoll_waiters;
byte io_when;

// --- Ps and Ms, as in wake.pml

inline npidleput(p)
{
    assert(!pidle[p] && runq[p] == 0);
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

inline nstartm(pp, spin)
{
    atomic {
        if
        :: midle[0] -> to = 0
        :: !midle[0] && midle[1] -> to = 1
        :: !midle[0] && !midle[1] && midle[2] -> to = 2
        fi;
        midle[to] = false;
        m_spinning[to] = spin;
        nextp[to] = pp;
        note[to] = true;
        pp = NONE;
        to = 0
    }
}

inline nwakep()
{
    if
    :: nmspinning == 0 && (npidle > 0 || !needspinning) ->
        atomic {
            if
            :: nmspinning == 0 -> nmspinning = 1; pp = 0
            :: else -> pp = NONE
            fi
        }
        if
        :: pp != NONE ->
            atomic {
                npidleget(pp);
                if
                :: pp == NONE -> needspinning = true; nmspinning--
                :: else
                fi
            }
            if
            :: pp != NONE -> nstartm(pp, true)
            :: else
            fi
        :: else
        fi
    :: else
    fi
}

inline start_spinning()
{
    atomic { assert(!spinning); spinning = true; nmspinning++ }
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

// --- the poller

inline npoll_break()
{
#ifndef NO_BREAK
    atomic {
        if
        :: !wake_sig -> wake_sig = true; i = 1
        :: else -> i = 0
        fi
    }
    if
    :: i == 1 -> i = 0; breakfd = true
    :: else
    fi
#else
    skip
#endif
}

inline nwake_net_poller_no_p(new)
{
    if
    :: lastpoll == 0 ->
        i = poll_until;
#ifdef UNTIL_UNSEEN
        if
        :: i > new -> i = 0; npoll_break()
#else
        if
        :: i == 0 || i > new -> i = 0; npoll_break()
#endif
        :: else -> i = 0
        fi
    :: else
    fi
}

inline nwake_net_poller(t)
{
    if
    :: lastpoll == 0 -> nwake_net_poller_no_p(t)
#ifndef NO_WAKEP_FOR_TIMER
    :: lastpoll != 0 -> nwakep()
#else
    :: lastpoll != 0
#endif
    fi
}

// What is due of the I/O; got says whether a G became runnable.
inline pop_io()
{
    atomic {
        if
        :: io_when <= now -> io_when = NEVER; netpoll_waiters--; got = true
        :: else -> got = false
        fi
    }
}

// --- timers

inline update_first(heap)
{
    timer0[heap] = NEVER;
    for (i in when) {
        if
        :: owner[i] == heap && when[i] < timer0[heap] -> timer0[heap] = when[i]
        :: else
        fi
    }
    i = 0
}

// A G of the caller begins to sleep on its P p until t, with timer k.
inline ngo_sleep(k, t)
{
    atomic {
        assert(when[k] == NEVER);
        when[k] = t;
        owner[k] = p;
        update_first(p)
    }
#ifndef NO_WAKE_NET_POLLER
    nwake_net_poller(t)
#else
    skip
#endif
}

// The timers of P from fire, into the ring of p, the P of the caller.
inline nchecktimers(from)
{
    do
    :: timer0[from] <= now ->
        atomic {
            got = false;
            for (i in when) {
                if
                :: !got && owner[i] == from && when[i] <= now ->
                    when[i] = NEVER;
                    got = true
                :: else
                fi
            }
            update_first(from);
            if
            :: got -> runq[p]++
            :: else
            fi
        }
        if
        :: got -> got = false; nwakep()
        :: else -> break // another M was faster
        fi
    :: else -> break
    od
}

proctype M(byte m)
{
    byte p = NONE, pp = NONE, to, i, until, first, delay;
    bool spinning, was_spinning, got;

    if
    :: m == 0 -> p = 0; goto main
    :: m == 1 -> p = 1; goto schedule
    :: else -> goto sleep
    fi;

main:
    skip;
#ifdef IO
    // nio_wait; the timerfd is part of the poller's wait.
    netpoll_waiters++;
    io_when = IO_TIME;
#endif
    ngo_sleep(3, THIRD);
    if
    :: true -> first = FIRST
    :: true -> first = SECOND
    fi;
    ngo_sleep(0, first);
    first = FIRST + SECOND - first;
    ngo_sleep(1, first);
    first = 0;
end_main:
    now >= END;

schedule:
    // find_local
    nchecktimers(p);
    if
    :: atomic { runq[p] > 0 -> runq[p]--; goto execute }
    :: else
    fi;
    atomic {
        if
        :: runqsize > 0 -> runqsize--; goto execute
        :: else
        fi
    }
    // find_netpoll
    if
    :: netpoll_waiters > 0 && lastpoll != 0 ->
        pop_io();
        if
        :: got -> got = false; goto execute
        :: else
        fi
    :: else
    fi;
    // find_steal
    if
    :: !spinning ->
        if
        :: 2 * nmspinning >= NP - npidle -> goto more
        :: else
        fi;
        start_spinning()
    :: else
    fi;
    nchecktimers(1 - p);
    if
    :: atomic { runq[p] > 0 -> runq[p]--; goto execute }
    :: else
    fi;
    atomic {
        if
        :: runq[1 - p] > 0 -> runq[1 - p]--; goto execute
        :: else
        fi
    }

more: // find_more
    atomic {
        if
        :: runqsize > 0 -> runqsize--; goto execute
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
    was_spinning = spinning;
    if
    :: spinning ->
        stop_spinning();
        if
        :: runqsize > 0 || runq[0] > 0 || runq[1] > 0 ->
            atomic {
                npidleget(p);
                if
                :: p == NONE -> needspinning = true
                :: else
                fi
            }
            if
            :: p != NONE ->
                was_spinning = false;
                start_spinning();
                goto schedule
            :: else
            fi
        :: else
        fi
    :: else
    fi;

    // idle; ntimers_earliest
    until = timer0[0];
    if
    :: timer0[1] < until -> until = timer0[1]
    :: else
    fi;
    if
    :: netpoll_waiters == 0 && until == NEVER -> goto stop
    :: else
    fi;
    atomic {
        if
        :: lastpoll == 0 -> goto no_poll
        :: else -> lastpoll = 0
        fi
    }
    // poll
    poll_until = (until == NEVER -> 0 : until);
    delay = (until <= now -> 0 : 1);
    // wait_events
    if
    :: delay > 0 ->
end_poll:
        breakfd || now >= until || now >= io_when;
        if
        :: breakfd ->
#ifdef WAKE_SIG_EARLY
            wake_sig = false;
            breakfd = false
#else
            breakfd = false;
#ifndef WAKE_SIG_KEPT
            wake_sig = false
#endif
#endif
        :: else
        fi
    :: else
    fi;
    delay = 0;
    until = 0;
    pop_io();
#ifndef STALE_POLL_UNTIL
    poll_until = 0;
#endif
    lastpoll = now + 1;
    atomic { npidleget(p) }
    if
    :: p == NONE && got ->
        got = false;
        was_spinning = false;
        // ninjectglist without a P
        runqsize++;
        if
        :: npidle > 0 ->
            atomic { npidleget(pp) }
            if
            :: pp != NONE -> nstartm(pp, false)
            :: else
            fi
        :: else
        fi;
        goto stop
    :: p == NONE && !got -> was_spinning = false; goto stop
    :: p != NONE && got -> got = false; was_spinning = false; goto execute
    :: p != NONE && !got
    fi;
    if
    :: was_spinning -> was_spinning = false; start_spinning()
    :: else
    fi;
    goto schedule;

no_poll:
#ifndef NO_BREAK_IN_IDLE
    if
    :: until != NEVER -> nwake_net_poller_no_p(until)
    :: else
    fi;
#endif

stop: // nstopm
    atomic {
        until = 0;
        was_spinning = false;
        assert(p == NONE && !spinning);
        midle[m] = true
    }
sleep:
end_sleep:
    atomic {
        note[m] -> note[m] = false;
        p = nextp[m];
        spinning = m_spinning[m];
        nextp[m] = NONE;
        m_spinning[m] = false
    }
    goto schedule;

execute: // nexecute
    if
    :: spinning -> stop_spinning(); nwakep()
    :: else
    fi;
    atomic {
        if
        :: again && when[0] == NEVER -> again = false; first = now + 1
        :: else -> goto schedule
        fi
    }
    ngo_sleep(2, first);
    first = 0;
    goto schedule
}

#ifdef IO
proctype sysmon()
{
    byte pp = NONE, to, last, seen;
    bool got;

end:
    do
    :: seen != now ->
        seen = now;
        // poll_if_late
        last = lastpoll;
        if
        :: last != 0 && last < now + 1 && netpoll_waiters > 0 ->
            atomic {
                if
                :: lastpoll == last -> lastpoll = now + 1
                :: else
                fi
            }
            pop_io();
            if
            :: got ->
                got = false;
                runqsize++;
                if
                :: npidle > 0 ->
                    atomic { npidleget(pp) }
                    if
                    :: pp != NONE -> nstartm(pp, false)
                    :: else
                    fi
                :: else
                fi
            :: else
            fi
        :: else
        fi;
        last = 0
    od
}
#endif

init {
    byte i;

    atomic {
        for (i in when) {
            when[i] = NEVER
        }
        i = 0;
        nextp[0] = NONE;
        nextp[1] = NONE;
        nextp[2] = NONE;
        midle[2] = true;
        timer0[0] = NEVER;
        timer0[1] = NEVER;
        io_when = NEVER;
        lastpoll = 1;
        again = true;
        run M(0);
        run M(1);
        run M(2)
#ifdef IO
        ;
        run sysmon()
#endif
    }
    // The clock.
    do
    :: timeout ->
        atomic {
            assert(timer0[0] > now && timer0[1] > now);
            assert(runq[0] + runq[1] + runqsize == 0);
            assert(nmspinning == 0);
            assert(io_when == NEVER || io_when + 2 > now);
            if
            :: now == END + 1 -> break
            :: else -> now++
            fi
        }
    od
}
