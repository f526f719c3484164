// gen: a random workload. Prints a Go program made from a seed: the same seed
// gives the same bytes everywhere.
//
//     gen_workload SEED [BLOCKS]
//
// Each program ends, whatever the schedule, and prints one line with a checksum
// that does not depend on it: every block adds what it computed to a sum, and
// what depends on who came first is never added. So any two executors, seeds,
// numbers of Ps and versions of Go must print the same.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS_DEFAULT = 6 };

static uint64_t state;

// splitmix64
static uint64_t next(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

// From low to high.
static int pick(int low, int high)
{
    return low + (int)(next() % (uint64_t)(high - low + 1));
}

static int number; // makes names unique

// --- statements

// Something that takes time or gives others a turn.
static void step(void)
{
    switch (pick(0, 9)) {
    case 0:
        printf("work.CPU(%d * time.Microsecond)\n", pick(1, 400));
        break;
    case 1:
        printf("work.Syscall(%d * time.Microsecond)\n", pick(1, 300));
        break;
    case 2:
        printf("work.IO(%d * time.Microsecond)\n", pick(1, 300));
        break;
    case 3:
        printf("time.Sleep(%d * time.Microsecond)\n", pick(1, 300));
        break;
    case 4:
    case 5:
        printf("runtime.Gosched()\n");
        break;
    case 6:
        printf("add(spin(%d))\n", pick(1, 3000));
        break;
    case 7:
        printf("mu.Lock()\nshared++\nmu.Unlock()\nadd(1)\n");
        break;
    case 8:
        printf("atomic.AddInt64(&hits, 1)\n");
        break;
    default:
        printf("add(%d)\n", pick(1, 1000000));
    }
}

static void steps(int most)
{
    for (int n = pick(0, most); n > 0; n--)
        step();
}

// --- blocks: each is a function without parameters, called when it is over

static void fan_out(void)
{
    printf("var wg sync.WaitGroup\n"
           "for i := 0; i < %d; i++ {\nwg.Add(1)\ngo func(i int) {\n"
           "defer wg.Done()\n",
           pick(1, 40));
    steps(4);
    printf("add(uint64(i))\n}(i)\n}\n");
    steps(2);
    printf("wg.Wait()\n");
}

static void pipeline(void)
{
    int stages = pick(1, 5), n = pick(1, 60);

    printf("c0 := make(chan int, %d)\n", pick(0, 3));
    printf("go func() {\ndefer close(c0)\nfor i := 0; i < %d; i++ {\nc0 <- i\n",
           n);
    steps(1);
    printf("}\n}()\n");
    for (int i = 1; i <= stages; i++) {
        printf("c%d := make(chan int, %d)\n", i, pick(0, 3));
        printf("go func() {\ndefer close(c%d)\nfor v := range c%d {\n", i,
               i - 1);
        steps(1);
        printf("c%d <- v*%d + %d\n}\n}()\n", i, pick(1, 9), pick(0, 9));
    }
    printf("for v := range c%d {\nadd(uint64(v))\n}\n", stages);
}

static void pool(void)
{
    printf("jobs, results := make(chan int, %d), make(chan int, %d)\n"
           "n := %d\n"
           "for w := 0; w < %d; w++ {\ngo func() {\nfor j := range jobs {\n",
           pick(0, 9), pick(0, 9), pick(1, 80), pick(1, 9));
    steps(2);
    printf("results <- j * j\n}\n}()\n}\n"
           "go func() {\nfor i := 0; i < n; i++ {\njobs <- i\n}\nclose(jobs)\n"
           "}()\n"
           "for i := 0; i < n; i++ {\nadd(uint64(<-results))\n}\n");
}

static void counters(void)
{
    const char *lock = pick(0, 1) ? "sync.Mutex" : "sync.RWMutex";

    printf("var l %s\nvar wg sync.WaitGroup\ntotal := 0\n"
           "for i := 0; i < %d; i++ {\nwg.Add(1)\ngo func() {\n"
           "defer wg.Done()\nfor k := 0; k < %d; k++ {\nl.Lock()\ntotal++\n",
           lock, pick(1, 12), pick(1, 20));
    steps(1);
    printf("l.Unlock()\n");
    steps(1);
    printf("}\n}()\n}\nwg.Wait()\nadd(uint64(total))\n");
}

static void readers(void)
{
    printf("var l sync.RWMutex\nvar wg sync.WaitGroup\nv := 1\n"
           "for i := 0; i < %d; i++ {\nwg.Add(1)\ngo func(i int) {\n"
           "defer wg.Done()\nif i%%%d == 0 {\nl.Lock()\nv += i\nl.Unlock()\n"
           "return\n}\nl.RLock()\n_ = v\n",
           pick(2, 24), pick(2, 5));
    steps(2);
    printf("l.RUnlock()\n}(i)\n}\nwg.Wait()\nadd(uint64(v))\n");
}

static void selects(void)
{
    printf("a, b := make(chan int, %d), make(chan int, %d)\n", pick(0, 2),
           pick(0, 2));
    for (int i = 0; i < 2; i++) {
        printf("go func() {\nfor i := 0; i < %d; i++ {\n%c <- i\n", pick(0, 40),
               "ab"[i]);
        steps(1);
        printf("}\nclose(%c)\n}()\n", "ab"[i]);
    }
    printf("for a != nil || b != nil {\nselect {\n"
           "case v, ok := <-a:\nif !ok {\na = nil\ncontinue\n}\n"
           "add(uint64(v))\n"
           "case v, ok := <-b:\nif !ok {\nb = nil\ncontinue\n}\n"
           "add(uint64(v) * 3)\n");
    if (pick(0, 1))
        printf("case <-time.After(%d * time.Microsecond):\n"
               "atomic.AddInt64(&hits, 1)\n",
               pick(1, 500));
    else if (pick(0, 1))
        printf("default:\nruntime.Gosched()\n");
    printf("}\n}\n");
}

static void semaphore(void)
{
    printf("sem := make(chan struct{}, %d)\nvar wg sync.WaitGroup\n"
           "var inside, most int64\n"
           "for i := 0; i < %d; i++ {\nwg.Add(1)\ngo func() {\n"
           "defer wg.Done()\nsem <- struct{}{}\n"
           "if n := atomic.AddInt64(&inside, 1); n > int64(cap(sem)) {\n"
           "atomic.StoreInt64(&most, n)\n}\n",
           pick(1, 4), pick(1, 20));
    steps(2);
    printf("atomic.AddInt64(&inside, -1)\n<-sem\n}()\n}\nwg.Wait()\n"
           "add(uint64(inside + most))\n");
}

static void timers(void)
{
    printf("var wg sync.WaitGroup\nwg.Add(%d)\n", 3);
    for (int i = 0; i < 3; i++)
        printf("time.AfterFunc(%d*time.Microsecond, func() {\nadd(%d)\n"
               "wg.Done()\n})\n",
               pick(1, 900), pick(1, 99));
    printf("t := time.NewTimer(%d * time.Microsecond)\n", pick(1, 2000));
    steps(2);
    printf("select {\ncase <-t.C:\ncase <-time.After(%d * time.Microsecond):\n"
           "t.Stop()\n}\n",
           pick(1, 2000));
    printf("tick := time.NewTicker(%d * time.Microsecond)\n"
           "for i := 0; i < %d; i++ {\n<-tick.C\nadd(5)\n}\ntick.Stop()\n"
           "wg.Wait()\n",
           pick(50, 300), pick(1, 5));
}

static void ping_pong(void)
{
    printf("ping, pong := make(chan uint64), make(chan uint64)\n"
           "go func() {\nfor v := range ping {\n");
    steps(1);
    printf("pong <- v*3 + 1\n}\nclose(pong)\n}()\nv := uint64(%d)\n"
           "for i := 0; i < %d; i++ {\nping <- v\nv = <-pong\n}\n"
           "close(ping)\nadd(v)\n",
           pick(1, 99), pick(1, 60));
}

static void broadcast(void)
{
    printf("start := make(chan struct{})\nvar wg sync.WaitGroup\n"
           "for i := 0; i < %d; i++ {\nwg.Add(1)\ngo func(i int) {\n"
           "defer wg.Done()\n<-start\n",
           pick(1, 30));
    steps(2);
    printf("add(uint64(i) * 7)\n}(i)\n}\n");
    steps(1);
    printf("close(start)\nwg.Wait()\n");
}

static void conditions(void)
{
    printf("var l sync.Mutex\ncond := sync.NewCond(&l)\nready := false\n"
           "var wg sync.WaitGroup\nfor i := 0; i < %d; i++ {\nwg.Add(1)\n"
           "go func(i int) {\ndefer wg.Done()\nl.Lock()\nfor !ready {\n"
           "cond.Wait()\n}\nl.Unlock()\nadd(uint64(i))\n}(i)\n}\n",
           pick(1, 12));
    steps(2);
    printf("l.Lock()\nready = true\nl.Unlock()\ncond.Broadcast()\nwg.Wait()\n");
}

static void once(void)
{
    printf("var o sync.Once\nvar wg sync.WaitGroup\nfor i := 0; i < %d; i++ "
           "{\nwg.Add(1)\ngo func() {\ndefer wg.Done()\no.Do(func() {\n",
           pick(1, 12));
    steps(2);
    printf("add(%d)\n})\n}()\n}\nwg.Wait()\n", pick(1, 99));
}

static void recovers(void)
{
    int n = pick(1, 12);

    printf("done := make(chan int)\nfor i := 0; i < %d; i++ {\n"
           "go func(i int) {\ndefer func() {\nif recover() != nil {\nadd(11)\n"
           "}\ndone <- i\n}()\n",
           n);
    steps(1);
    printf("if i%%%d == 0 {\npanic(i)\n}\n}(i)\n}\n", pick(1, 3));
    printf("for i := 0; i < %d; i++ {\nadd(uint64(<-done))\n}\n", n);
}

static void locked(void)
{
    printf("var wg sync.WaitGroup\nfor i := 0; i < %d; i++ {\nwg.Add(1)\n"
           "go func() {\ndefer wg.Done()\nruntime.LockOSThread()\n",
           pick(1, 4));
    steps(3);
    if (pick(0, 1))
        printf("runtime.UnlockOSThread()\n");
    printf("add(13)\n}()\n}\nwg.Wait()\n");
}

static void compare_and_swap(void)
{
    printf("var x int64\nvar wg sync.WaitGroup\nfor i := 0; i < %d; i++ {\n"
           "wg.Add(1)\ngo func() {\ndefer wg.Done()\nfor k := 0; k < %d; k++ "
           "{\nfor {\nold := atomic.LoadInt64(&x)\n"
           "if atomic.CompareAndSwapInt64(&x, old, old+1) {\nbreak\n}\n}\n"
           "}\n}()\n}\nwg.Wait()\nadd(uint64(x))\n",
           pick(1, 8), pick(1, 200));
}

static void tree(void)
{
    int id = number++;

    printf("var walk%d func(d int) uint64\nwalk%d = func(d int) uint64 {\n"
           "if d == 0 {\nreturn 1\n}\nc := make(chan uint64, %d)\n"
           "for i := 0; i < 2; i++ {\ngo func() { c <- walk%d(d - 1) }()\n}\n",
           id, id, pick(0, 2), id);
    steps(1);
    printf("return <-c + <-c\n}\nadd(walk%d(%d))\n", id, pick(1, 6));
}

static void resize(void)
{
    printf("runtime.GOMAXPROCS(%d)\n", pick(1, 8));
    fan_out();
}

static void leak(void)
{
    printf("for i := 0; i < %d; i++ {\ngo func() { <-make(chan int) }()\n}\n",
           pick(1, 9));
    printf("for i := 0; i < %d; i++ {\ngo func() {}()\n}\n", pick(1, 400));
}

static void (*const blocks[])(void) = {
    fan_out,          pipeline, pool,      counters,   readers, selects,
    semaphore,        timers,   ping_pong, once,       locked,  tree,
    compare_and_swap, resize,   broadcast, conditions, leak,    recovers,
};

enum { NBLOCKS = sizeof blocks / sizeof blocks[0] };

static const char head[] =
    "// Made by tests/gen/gen.c from seed %" PRIu64 ".\n"
    "package main\n"
    "\n"
    "import (\n"
    "\"fmt\"\n"
    "\"gmpsim/work\"\n"
    "\"runtime\"\n"
    "\"sync\"\n"
    "\"sync/atomic\"\n"
    "\"time\"\n"
    ")\n"
    "\n"
    "var (\n"
    "sum uint64\n"
    "hits int64\n"
    "mu sync.Mutex\n"
    "shared int\n"
    ")\n"
    "\n"
    "// add is commutative: the order of calls does not matter.\n"
    "func add(x uint64) {\n"
    "x = (x + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9\n"
    "atomic.AddUint64(&sum, x^(x>>29))\n"
    "}\n"
    "\n"
    "func spin(n int) uint64 {\n"
    "x := uint64(n)\n"
    "for i := 0; i < n; i++ {\n"
    "x = x*31 + 7\n"
    "}\n"
    "return x\n"
    "}\n";

// Blocks one after the other, some of them at the same time.
static void print_main(int n)
{
    printf("\nfunc main() {\nvar wg sync.WaitGroup\n_ = work.CPU\n"
           "_ = time.Now\n_ = runtime.Gosched\n");
    for (int i = 0; i < n; i++) {
        if (pick(0, 2) > 0) {
            printf("block%d()\n", i);
            continue;
        }
        printf("wg.Add(1)\ngo func() {\ndefer wg.Done()\nblock%d()\n}()\n", i);
    }
    printf("wg.Wait()\nfmt.Println(\"sum\", sum)\n}\n");
}

int main(int argc, char **argv)
{
    char *end = NULL;
    uint64_t seed = argc >= 2 ? strtoull(argv[1], &end, 10) : 0;
    int n = argc >= 3 ? atoi(argv[2]) : BLOCKS_DEFAULT;

    if (argc < 2 || argc > 3 || *end != '\0' || n < 1) {
        fputs("usage: gen_workload SEED [BLOCKS]\n", stderr);
        return 64;
    }
    state = seed;
    printf(head, seed);
    for (int i = 0; i < n; i++) {
        printf("\nfunc block%d() {\n", i);
        blocks[pick(0, NBLOCKS - 1)]();
        printf("}\n");
    }
    print_main(n);
    return fflush(stdout) != 0;
}
