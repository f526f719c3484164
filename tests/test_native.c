// native: Go programs on real threads: what they print, how they end, and that
// nothing is left behind. Each run's timeline is free of lint and agrees with
// the figures.
#include "native/native.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "lang/emit.h"
#include "lang/lang.h"
#include "testing.h"
#include "trace/lint.h"
#include "trace/reader.h"
#include "vm/verify.h"

struct run {
    struct native_result result;
    char *out, *err;
    int lines[EV_COUNT]; // of the timeline
};

static int pinned_to; // --pin, with so many CPUs; 0: without

static struct code *compile(const char *text)
{
    struct diag d = {0};
    struct lang l;
    char fault[256];

    lang_init(&l, &d, 22);
    struct package *pkg = lang_check(&l, "main.go", text, strlen(text));
    struct code *code = pkg == NULL ? NULL : emit_program(&l, pkg);
    if (code == NULL) {
        diag_print(&d, STDERR_FILENO);
        fail_msg("does not compile:\n%s", text);
    }
    if (!verify_code(code, fault, sizeof fault))
        fail_msg("%s", fault);
    lang_release(&l);
    diag_release(&d);
    return code;
}

static int memory_fd(const char *name)
{
    int fd = memfd_create(name, 0);

    assert_true(fd >= 0);
    return fd;
}

static char *read_all(int fd)
{
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    char *text = xmalloc((size_t)st.st_size + 1);
    assert_int_equal(pread(fd, text, (size_t)st.st_size, 0), st.st_size);
    text[st.st_size] = '\0';
    return text;
}

static struct reader *open_timeline(int fd)
{
    char path[64], *error = NULL;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct reader *r = reader_open_as(path, "timeline", &error);
    assert_non_null(r);
    return r;
}

static void check_timeline(struct run *run, int fd)
{
    const struct summary *s = &run->result.summary;
    struct reader *r = open_timeline(fd);
    struct reader_event e;
    int64_t n = 0, on_core = 0;

    if (!lint_run(r)) {
        for (long i = 0; i < reader_errors(r) && i < READER_ERRORS_MAX; i++)
            print_error("%s\n", reader_message(r, i));
        fail_msg("lint: %ld errors", reader_errors(r));
    }
    reader_close(r);
    r = open_timeline(fd);
    for (; reader_next(r, &e); n++) {
        run->lines[e.event]++;
        if (pinned_to > 0 && e.core >= 0 && e.p >= 0)
            assert_int_equal(e.core, e.p % pinned_to);
        on_core += e.core >= 0;
    }
    if (pinned_to > 0)
        assert_true(on_core > 0);
    reader_close(r);
    assert_int_equal(s->events, n);
    assert_int_equal(s->steals, run->lines[EV_STEAL]);
    assert_int_equal(s->syscalls, run->lines[EV_SYSCALL_BEGIN]);
    assert_int_equal(s->timers_fired, run->lines[EV_TIMER_FIRE]);
    int64_t sum =
        s->run_ns + s->idle_ns + s->sched_ns + s->spin_ns + s->syscall_ns;
    if (run->lines[EV_PROCS_CHANGE] == 1)
        assert_int_equal(sum, s->makespan_ns * s->procs);
}

static int count_fds(void)
{
    int n = 0;

    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static int64_t threads_max;             // 0: the model's
static nsec wall_limit = 20 * NSEC_SEC; // a run that hangs fails
static const char *go_version = "go1.26";
static nsec urge_ns;
static int out_fd = -1;                      // -1: it is collected
static const struct native_machine *machine; // NULL: no disk, no remotes

static struct run *native(int procs, const char *source)
{
    struct run *run = xcalloc(1, sizeof *run);
    int out = memory_fd("out"), err = memory_fd("err");
    int timeline = memory_fd("timeline"), fds = count_fds();
    char *error = NULL, number[16];
    bool noinput;
    struct sched_model *go = sched_model_load(go_version, &error, &noinput);
    assert_non_null(go);
    if (threads_max > 0)
        go->ms_max = threads_max;
    struct code *code = compile(source);
    struct outfile *f = outfile_fd(timeline, "timeline");
    struct trace *trace = trace_new(f, (int)go->go_minor);

    snprintf(number, sizeof number, "%d", procs);
    trace_header(trace, "procs", number);
    trace_header(trace, "cores", "2");
    native_run(&(struct native_config){.code = code,
                                       .go = go,
                                       .procs = procs,
                                       .cores = 2,
                                       .seed = 1,
                                       .wall_limit = wall_limit,
                                       .memory_limit_bytes = INT64_C(1) << 30,
                                       .trace = trace,
                                       .out_fd = out_fd >= 0 ? out_fd : out,
                                       .err_fd = err,
                                       .machine = machine,
                                       .pin = pinned_to > 0,
                                       .urge_ns = urge_ns},
               &run->result);
    bool cut = run->result.end == NATIVE_LIMIT;
    trace_finish(trace, cut ? run->result.why : NULL);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    run->out = read_all(out);
    run->err = read_all(err);
    check_timeline(run, timeline);
    assert_int_equal(count_fds(), fds);
    close(out);
    close(err);
    close(timeline);
    code_free(code);
    sched_model_free(go);
    return run;
}

static void run_free(struct run *r)
{
    native_result_release(&r->result);
    free(r->out);
    free(r->err);
    free(r);
}

static const int procs_of[] = {1, 2, 4, 8, 64};
enum { PROCS = sizeof procs_of / sizeof procs_of[0] };

// With every number of Ps the program prints out and exits with 0.
static void prints(const char *source, const char *out)
{
    for (int i = 0; i < PROCS; i++) {
        struct run *r = native(procs_of[i], source);
        assert_string_equal(r->err, "");
        assert_int_equal(r->result.end, NATIVE_EXIT);
        assert_int_equal(r->result.status, 0);
        assert_string_equal(r->out, out);
        run_free(r);
    }
}

// It dies with status 2; its standard error begins so.
static void dies(const char *source, const char *err)
{
    for (int i = 0; i < PROCS; i++) {
        struct run *r = native(procs_of[i], source);
        assert_int_equal(r->result.end, NATIVE_DIED);
        assert_int_equal(r->result.status, 2);
        if (strncmp(r->err, err, strlen(err)) != 0)
            fail_msg("not '%s': %s", err, r->err);
        run_free(r);
    }
}

TEST(channels_hand_every_value_over_once)
{
    prints("package main\n"
           "import (\"fmt\"; \"sync\")\n"
           "func main() {\n"
           "    c, d := make(chan int), make(chan int, 3)\n"
           "    var wg sync.WaitGroup\n"
           "    for i := 0; i < 40; i++ {\n"
           "        wg.Add(2)\n"
           "        go func() { for j := 1; j <= 50; j++ { c <- j }; wg.Done() "
           "}()\n"
           "        go func() { for j := 1; j <= 50; j++ { d <- <-c }; "
           "wg.Done() }()\n"
           "    }\n"
           "    go func() { wg.Wait(); close(d) }()\n"
           "    s, n := 0, 0\n"
           "    for v := range d { s += v; n++ }\n"
           "    fmt.Println(n, s)\n"
           "}\n",
           "2000 51000\n");
}

TEST(selects_on_both_ends_of_the_same_channels_all_go_on)
{
    prints("package main\n"
           "import \"fmt\"\n"
           "func main() {\n"
           "    a, b, done := make(chan int), make(chan int), make(chan int)\n"
           "    for i := 0; i < 4; i++ {\n"
           "        x, y := a, b\n"
           "        if i%2 == 1 { x, y = b, a }\n"
           "        go func() {\n"
           "            for j := 0; j < 500; j++ {\n"
           "                select {\n"
           "                case x <- 1:\n"
           "                case <-y:\n"
           "                }\n"
           "            }\n"
           "            done <- 1\n"
           "        }()\n"
           "    }\n"
           "    for i := 0; i < 4; i++ { <-done }\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
}

TEST(a_mutex_and_atomics_count_right)
{
    prints("package main\n"
           "import (\"fmt\"; \"sync\"; \"sync/atomic\")\n"
           "func main() {\n"
           "    var mu sync.Mutex\n"
           "    var wg sync.WaitGroup\n"
           "    n, m := 0, int64(0)\n"
           "    for i := 0; i < 8; i++ {\n"
           "        wg.Add(1)\n"
           "        go func() {\n"
           "            defer wg.Done()\n"
           "            for j := 0; j < 2000; j++ {\n"
           "                mu.Lock(); n++; mu.Unlock()\n"
           "                atomic.AddInt64(&m, 2)\n"
           "            }\n"
           "        }()\n"
           "    }\n"
           "    wg.Wait()\n"
           "    fmt.Println(n, m)\n"
           "}\n",
           "16000 32000\n");
}

TEST(sleeps_system_calls_and_io_all_end)
{
    prints("package main\n"
           "import (\"fmt\"; \"gmpsim/work\"; \"sync\"; \"time\")\n"
           "func main() {\n"
           "    var wg sync.WaitGroup\n"
           "    for i := 0; i < 40; i++ {\n"
           "        wg.Add(1)\n"
           "        go func() {\n"
           "            defer wg.Done()\n"
           "            switch i % 4 {\n"
           "            case 0: time.Sleep(2 * time.Millisecond)\n"
           "            case 1: work.Syscall(2 * time.Millisecond)\n"
           "            case 2: work.IO(2 * time.Millisecond)\n"
           "            case 3: work.CPU(100 * time.Microsecond)\n"
           "            }\n"
           "        }()\n"
           "    }\n"
           "    wg.Wait()\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
}

TEST(gomaxprocs_stops_and_starts_the_world_under_load)
{
    prints(
        "package main\n"
        "import (\"fmt\"; \"gmpsim/work\"; \"runtime\"; \"sync\"; \"time\")\n"
        "func main() {\n"
        "    var wg sync.WaitGroup\n"
        "    for i := 0; i < 8; i++ {\n"
        "        wg.Add(1)\n"
        "        go func() {\n"
        "            defer wg.Done()\n"
        "            for j := 0; j < 10; j++ {\n"
        "                switch i % 4 {\n"
        "                case 0: runtime.GOMAXPROCS(1 + (i*3+j)%7)\n"
        "                case 1: work.Syscall(50 * time.Microsecond)\n"
        "                case 2: time.Sleep(50 * time.Microsecond)\n"
        "                case 3: for k := 0; k < 5000; k++ {}\n"
        "                }\n"
        "            }\n"
        "        }()\n"
        "    }\n"
        "    wg.Wait()\n"
        "    fmt.Println(\"ok\")\n"
        "}\n",
        "ok\n");
}

TEST(loops_without_calls_are_preempted)
{
    prints("package main\n"
           "import (\"fmt\"; \"time\")\n"
           "func main() {\n"
           "    for i := 0; i < 3; i++ { go func() { for {} }() }\n"
           "    time.Sleep(5 * time.Millisecond)\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
}

TEST(a_p_is_taken_from_a_long_system_call)
{
    struct run *r = native(1, "package main\n"
                              "import (\"fmt\"; \"gmpsim/work\"; \"time\")\n"
                              "func main() {\n"
                              "    go fmt.Println(\"meanwhile\")\n"
                              "    work.Syscall(30 * time.Millisecond)\n"
                              "    fmt.Println(\"after\")\n"
                              "}\n");

    assert_string_equal(r->out, "meanwhile\nafter\n");
    assert_true(r->result.summary.handoffs >= 1);
    assert_true(r->lines[EV_PROC_STEAL] >= 1);
    assert_true(r->result.summary.threads_peak >= 2);
    run_free(r);
}

TEST(deadlocks_are_found_and_none_where_there_is_none)
{
    dies("package main\n"
         "func main() { go func() { select {} }(); <-make(chan int) }\n",
         "fatal error: all goroutines are asleep - deadlock!\n\n"
         "goroutine 1 [chan receive]:\nmain.main()\n");
    dies("package main\n"
         "import \"runtime\"\n"
         "func main() { runtime.Goexit() }\n",
         "fatal error: no goroutines (main called runtime.Goexit) - "
         "deadlock!\n");
    // While sysmon takes the P from a call that ends at this moment, every M
    // may be idle.
    prints("package main\n"
           "import (\"gmpsim/work\"; \"time\")\n"
           "func main() {\n"
           "    c := make(chan int)\n"
           "    for i := 0; i < 600; i++ {\n"
           "        go func() {\n"
           "            work.Syscall(time.Duration(i%100) * "
           "time.Microsecond)\n"
           "            c <- 1\n"
           "        }()\n"
           "        <-c\n"
           "    }\n"
           "}\n",
           "");
}

TEST(a_poller_that_waits_for_later_hears_of_an_earlier_timer)
{
    static const char *const sleeps[] = {"time.Sleep", "work.IO"};

    for (int i = 0; i < 2; i++) {
        char *source = xasprintf("package main\n"
                                 "import (\"gmpsim/work\"; \"time\")\n"
                                 "func main() {\n"
                                 "    go time.Sleep(time.Hour)\n"
                                 "    go work.IO(time.Hour)\n"
                                 "    work.CPU(2 * time.Millisecond)\n"
                                 "    %s(time.Millisecond)\n"
                                 "}\n",
                                 sleeps[i]);
        prints(source, "");
        free(source);
    }
}

TEST(the_world_stops_for_ps_in_long_system_calls)
{
    prints("package main\n"
           "import (\"fmt\"; \"gmpsim/work\"; \"runtime\"; \"time\")\n"
           "func main() {\n"
           "    for i := 0; i < 100; i++ {\n"
           "        go work.Syscall(time.Hour)\n"
           "        runtime.GOMAXPROCS(1 + i%8)\n"
           "    }\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
}

TEST(panics_and_fatal_errors_end_the_program_and_are_escaped)
{
    dies("package main\n"
         "func main() { go panic(\"a\\x1b[1mb\"); select {} }\n",
         "panic: a\\x1b[1mb\n\ngoroutine ");
    dies("package main\n"
         "import \"sync\"\n"
         "func main() { var m sync.Mutex; m.Unlock() }\n",
         "fatal error: sync: unlock of unlocked mutex\n\ngoroutine 1 "
         "[running]:\n");
    dies("package main\n"
         "func main() { var c chan int; close(c) }\n",
         "panic: close of nil channel\n\ngoroutine 1 [running]:\n");
}

TEST(exit_stops_threads_wherever_they_are)
{
    for (int i = 0; i < PROCS; i++) {
        struct run *r =
            native(procs_of[i], "package main\n"
                                "import (\"gmpsim/work\"; \"os\"; \"time\")\n"
                                "func main() {\n"
                                "    for i := 0; i < 10; i++ {\n"
                                "        go work.Syscall(time.Hour)\n"
                                "        go work.IO(time.Hour)\n"
                                "        go time.Sleep(time.Hour)\n"
                                "        go work.CPU(time.Hour)\n"
                                "        go func() { for {} }()\n"
                                "    }\n"
                                "    time.Sleep(time.Millisecond)\n"
                                "    os.Exit(7)\n"
                                "}\n");
        assert_int_equal(r->result.end, NATIVE_EXIT);
        assert_int_equal(r->result.status, 7);
        run_free(r);
    }
}

TEST(the_wall_limit_stops_what_does_not_end)
{
    nsec limit = wall_limit;

    wall_limit = 5 * NSEC_MSEC;
    struct run *r = native(2, "package main\nfunc main() { for {} }\n");
    wall_limit = limit;
    assert_int_equal(r->result.end, NATIVE_LIMIT);
    assert_string_equal(r->result.why, "wall limit");
    run_free(r);
}

TEST(more_threads_than_go_allows_end_the_program)
{
    threads_max = 5;
    struct run *r = native(2, "package main\n"
                              "import (\"gmpsim/work\"; \"time\")\n"
                              "func main() {\n"
                              "    for i := 0; i < 20; i++ {\n"
                              "        go work.Syscall(time.Hour)\n"
                              "    }\n"
                              "    select {}\n"
                              "}\n");
    threads_max = 0;
    assert_int_equal(r->result.end, NATIVE_DIED);
    assert_int_equal(r->result.status, 2);
    assert_string_equal(r->err, "runtime: program exceeds 5-thread limit\n"
                                "fatal error: thread exhaustion\n");
    assert_int_equal(r->result.summary.threads_peak, 5);
    run_free(r);
}

// Every kind of wait is interrupted all the time, and none ends early, is lost
// or done twice.
TEST(signals_at_any_moment_change_nothing)
{
    struct sigaction mine = {.sa_handler = SIG_IGN}, now;

    assert_int_equal(sigaction(SIGURG, &mine, NULL), 0);
    urge_ns = 100000;
    prints("package main\n"
           "import (\"fmt\"; \"gmpsim/work\"; \"os\"; \"sync\"; \"time\")\n"
           "func main() {\n"
           "    var wg sync.WaitGroup\n"
           "    var mu sync.Mutex\n"
           "    c, n := make(chan int), 0\n"
           "    for i := 0; i < 12; i++ {\n"
           "        wg.Add(1)\n"
           "        go func() {\n"
           "            defer wg.Done()\n"
           "            for j := 0; j < 5; j++ {\n"
           "                d := time.Duration(1+i%3) * time.Millisecond\n"
           "                begin := time.Now()\n"
           "                switch i % 4 {\n"
           "                case 0: time.Sleep(d)\n"
           "                case 1: work.Syscall(d)\n"
           "                case 2: work.IO(d)\n"
           "                case 3: work.CPU(d)\n"
           "                }\n"
           "                if time.Since(begin) < d { panic(\"early\") }\n"
           "                mu.Lock(); n++; mu.Unlock()\n"
           "                if i == 0 { os.Stdout.WriteString(\"x\") }\n"
           "            }\n"
           "            c <- 1\n"
           "        }()\n"
           "    }\n"
           "    for i := 0; i < 12; i++ { <-c }\n"
           "    wg.Wait()\n"
           "    fmt.Println(n)\n"
           "}\n",
           "xxxxx60\n");
    struct run *r = native(2, "package main\n"
                              "import \"time\"\n"
                              "func main() {\n"
                              "    for i := 0; i < 20; i++ {\n"
                              "        time.Sleep(time.Millisecond)\n"
                              "    }\n"
                              "}\n");
    urge_ns = 0;
    assert_true(r->result.urges > 0);
    run_free(r);
    assert_int_equal(sigaction(SIGURG, NULL, &now), 0);
    assert_ptr_equal(now.sa_handler, SIG_IGN);
    now.sa_handler = SIG_DFL;
    assert_int_equal(sigaction(SIGURG, &now, NULL), 0);
}

// What is written to a pipe that is full most of the time arrives whole.
static void *read_slowly(void *arg)
{
    const int *fds = arg;
    char buf[4096];
    uint64_t sum = 0;
    ssize_t n;

    while ((n = read(fds[0], buf, sizeof buf)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            sum = sum * 31 + (unsigned char)buf[i];
        usleep(20);
    }
    return (void *)(uintptr_t)sum;
}

TEST(writes_that_block_are_interrupted_and_go_on)
{
    enum { LINES = 20000, DIGITS = 10 };
    int fds[2];
    pthread_t reader;
    void *sum;
    uint64_t want = 0;
    char line[DIGITS + 2];

    for (int i = 0; i < LINES; i++) {
        snprintf(line, sizeof line, "%010d\n", i);
        for (int k = 0; k <= DIGITS; k++)
            want = want * 31 + (unsigned char)line[k];
    }
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(pthread_create(&reader, NULL, read_slowly, fds), 0);
    out_fd = fds[1];
    urge_ns = 50000;
    struct run *r = native(2, "package main\n"
                              "import (\"fmt\"; \"os\")\n"
                              "func main() {\n"
                              "    s := \"\"\n"
                              "    for i := 0; i < 20000; i++ {\n"
                              "        s += fmt.Sprintf(\"%010d\\n\", i)\n"
                              "        if i % 2500 == 2499 {\n"
                              "            os.Stdout.WriteString(s)\n"
                              "            s = \"\"\n"
                              "        }\n"
                              "    }\n"
                              "}\n");
    urge_ns = 0;
    out_fd = -1;
    close(fds[1]);
    assert_int_equal(pthread_join(reader, &sum), 0);
    close(fds[0]);
    assert_int_equal(r->result.end, NATIVE_EXIT);
    assert_true((uint64_t)(uintptr_t)sum == want);
    run_free(r);
}

// fmt of a large value cannot be cut: the monitor sends a signal. How long it
// takes depends on the machine, so it grows until it is long enough.
TEST(a_g_that_does_not_look_in_time_gets_a_signal)
{
    int64_t urges = 0;

    for (int n = 1000000; urges == 0 && n <= 32000000; n *= 2) {
        char *source = xasprintf("package main\n"
                                 "import \"fmt\"\n"
                                 "func main() {\n"
                                 "    fmt.Println(len(fmt.Sprint(make([]int, "
                                 "%d))))\n"
                                 "}\n",
                                 n);
        struct run *r = native(1, source);
        assert_int_equal(r->result.end, NATIVE_EXIT);
        urges = r->result.urges;
        run_free(r);
        free(source);
    }
    assert_true(urges > 0);
}

// Whether, while what goes on with b, a slice of so many bytes, another
// goroutine got the only P.
static bool another_runs_during(const char *what, int bytes)
{
    char *source = xasprintf("package main\n"
                             "import (\"fmt\"; \"time\"; \"sync/atomic\")\n"
                             "func main() {\n"
                             "    var begun, between int64\n"
                             "    b := make([]byte, %d)\n"
                             "    go func() {\n"
                             "        for {\n"
                             "            if atomic.LoadInt64(&begun) == 1 {\n"
                             "                atomic.AddInt64(&between, 1)\n"
                             "            }\n"
                             "            time.Sleep(time.Millisecond)\n"
                             "        }\n"
                             "    }()\n"
                             "    time.Sleep(time.Millisecond)\n"
                             "    atomic.StoreInt64(&begun, 1)\n"
                             "    %s\n"
                             "    atomic.StoreInt64(&begun, 0)\n"
                             "    fmt.Println(atomic.LoadInt64(&between))\n"
                             "}\n",
                             bytes, what);
    struct run *r = native(1, source);
    bool yes = strcmp(r->out, "0\n") != 0;

    assert_int_equal(r->result.end, NATIVE_EXIT);
    assert_string_equal(r->err, "");
    if (yes)
        assert_true(r->result.summary.preemptions > 0);
    run_free(r);
    free(source);
    return yes;
}

// One built-in that takes so long that a time slice ends in it, on whatever
// machine, is done in pieces.
TEST(long_built_ins_are_preempted)
{
    enum { FIRST_BYTES = 16 << 20, LAST_BYTES = 256 << 20 };
    static const char *const what[] = {
        "n := copy(b[1:], b); _ = n",
        "c := append(b[:8], b[9:]...); _ = c",
        "c := append(b[:len(b):len(b)], 1); _ = c",
    };

    for (size_t i = 0; i < sizeof what / sizeof *what; i++) {
        bool yes = false;
        for (int n = FIRST_BYTES; !yes && n <= LAST_BYTES; n *= 2)
            yes = another_runs_during(what[i], n);
        assert_true(yes);
    }
}

// Before Go 1.14 a loop goes on until it calls something: with one P the other
// goroutine, which the sleep lets begin first, must call f.
TEST(go_1_13_preempts_at_calls_only)
{
    go_version = "go1.13";
    struct run *r = native(1, "package main\n"
                              "import (\"fmt\"; \"time\")\n"
                              "func f(n int) int { return n + 1 }\n"
                              "func main() {\n"
                              "    go func() {\n"
                              "        for n := 0; ; { n = f(n) }\n"
                              "    }()\n"
                              "    time.Sleep(time.Millisecond)\n"
                              "    fmt.Println(\"calls\")\n"
                              "}\n");
    assert_string_equal(r->out, "calls\n");
    assert_true(r->result.summary.preemptions > 0);
    run_free(r);
    nsec limit = wall_limit;
    wall_limit = 60 * NSEC_MSEC;
    r = native(1, "package main\n"
                  "import (\"fmt\"; \"time\")\n"
                  "func main() {\n"
                  "    go func() { for {} }()\n"
                  "    time.Sleep(time.Millisecond)\n"
                  "    fmt.Println(\"no call\")\n"
                  "}\n");
    wall_limit = limit;
    go_version = "go1.26";
    assert_int_equal(r->result.end, NATIVE_LIMIT);
    assert_string_equal(r->out, "");
    assert_int_equal(r->result.summary.preemptions, 0);
    run_free(r);
}

TEST(pinned_ps_run_on_their_cpus_and_leave_the_process_as_it_was)
{
    cpu_set_t before, now, after;
    int cores = native_cpus() < 2 ? 1 : 2;

    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    assert_true(native_use_cpus(cores));
    assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
    pinned_to = cores;
    prints("package main\n"
           "import (\"fmt\"; \"gmpsim/work\"; \"sync\"; \"time\")\n"
           "func main() {\n"
           "    var wg sync.WaitGroup\n"
           "    for i := 0; i < 16; i++ {\n"
           "        wg.Add(1)\n"
           "        go func() {\n"
           "            defer wg.Done()\n"
           "            work.CPU(200 * time.Microsecond)\n"
           "            work.Syscall(time.Millisecond)\n"
           "            time.Sleep(time.Millisecond)\n"
           "        }()\n"
           "    }\n"
           "    wg.Wait()\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
    pinned_to = 0;
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&now, &after));
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

TEST(the_disk_serves_one_request_at_a_time)
{
    struct native_machine on = {
        .read_bytes_per_s = 1000000000,
        .write_bytes_per_s = 500000000,
        .disk_latency_ns = 1000,
        .internet = -1,
    };

    machine = &on;
    prints("package main\n"
           "import (\"fmt\"; \"gmpsim/work\"; \"sync\"; \"time\")\n"
           "func main() {\n"
           "    var wg sync.WaitGroup\n"
           "    t := time.Now()\n"
           "    for i := 0; i < 8; i++ {\n"
           "        wg.Add(1)\n"
           "        go func() {\n"
           "            defer wg.Done()\n"
           "            work.Read(999000)\n"
           "            work.Write(249500)\n"
           "            work.Read(0)\n"
           "            work.Write(-1)\n"
           "        }()\n"
           "    }\n"
           "    wg.Wait()\n"
           "    d := time.Since(t)\n"
           "    if d < 12 * time.Millisecond || d > 2 * time.Second {\n"
           "        fmt.Println(d)\n"
           "    }\n"
           "    go work.Read(1 << 62)\n" // nobody waits for it
           "    time.Sleep(time.Millisecond)\n"
           "    fmt.Println(\"ok\")\n"
           "}\n",
           "ok\n");
    machine = NULL;
}

TEST(without_a_disk_the_program_panics)
{
    dies("package main\n"
         "import \"gmpsim/work\"\n"
         "func main() { work.Read(1) }\n",
         "panic: work.Read: the machine has no disk");
    dies("package main\n"
         "import \"gmpsim/work\"\n"
         "func main() { work.Write(1) }\n",
         "panic: work.Write: the machine has no disk");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(channels_hand_every_value_over_once),
        RUN(selects_on_both_ends_of_the_same_channels_all_go_on),
        RUN(a_mutex_and_atomics_count_right),
        RUN(sleeps_system_calls_and_io_all_end),
        RUN(gomaxprocs_stops_and_starts_the_world_under_load),
        RUN(loops_without_calls_are_preempted),
        RUN(a_p_is_taken_from_a_long_system_call),
        RUN(deadlocks_are_found_and_none_where_there_is_none),
        RUN(a_poller_that_waits_for_later_hears_of_an_earlier_timer),
        RUN(the_world_stops_for_ps_in_long_system_calls),
        RUN(panics_and_fatal_errors_end_the_program_and_are_escaped),
        RUN(exit_stops_threads_wherever_they_are),
        RUN(the_wall_limit_stops_what_does_not_end),
        RUN(more_threads_than_go_allows_end_the_program),
        RUN(signals_at_any_moment_change_nothing),
        RUN(writes_that_block_are_interrupted_and_go_on),
        RUN(a_g_that_does_not_look_in_time_gets_a_signal),
        RUN(long_built_ins_are_preempted),
        RUN(go_1_13_preempts_at_calls_only),
        RUN(the_disk_serves_one_request_at_a_time),
        RUN(without_a_disk_the_program_panics),
        RUN(pinned_ps_run_on_their_cpus_and_leave_the_process_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
