// outfile: whole or not at all, every error reported, in place where a rename
// would be wrong.
#include "base/outfile.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "base/at.h"
#include "base/check.h"
#include "base/rng.h"
#include "base/xmalloc.h"
#include "child.h"
#include "scratch.h"
#include "testing.h"

static struct child c;

static int setup(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_leave();
    return 0;
}

// Opens, writes text and commits; expects success.
static void write_text(const char *path, const char *text)
{
    char *error;
    struct outfile *f = outfile_open(path, &error);
    if (f == NULL)
        fail_msg("%s", error);
    outfile_write(f, text, strlen(text));
    if (outfile_commit(f, &error) != OUTFILE_OK)
        fail_msg("%s", error);
    assert_null(error);
}

TEST(a_file_appears_at_commit_and_only_then)
{
    char *error;
    struct outfile *f = outfile_open("out", &error);
    assert_non_null(f);
    assert_null(error);
    outfile_printf(f, "%d %s\n", 1, "one");
    assert_true(outfile_flush(f));
    assert_int_equal(access("out", F_OK), -1);
    outfile_write(f, "two\n", 4);
    assert_int_equal(outfile_size(f), 10);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    assert_string_equal(scratch_read("out"), "1 one\ntwo\n");
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

TEST(an_aborted_file_leaves_nothing_and_the_old_one_stays)
{
    char *error;
    scratch_write("out", "old");
    struct outfile *f = outfile_open("out", &error);
    outfile_printf(f, "new");
    assert_true(outfile_flush(f));
    outfile_abort(f);
    assert_string_equal(scratch_read("out"), "old");
    assert_int_equal(scratch_count(), 1);
    write_text("out", "new");
    assert_string_equal(scratch_read("out"), "new");
    write_text("out", "");
    assert_string_equal(scratch_read("out"), "");
    scratch_clear();
}

static void with_umask(void *arg)
{
    umask(*(mode_t *)arg);
    write_text("out", "x");
}

TEST(the_mode_is_the_umasks_or_that_of_the_file_replaced)
{
    mode_t mask = 027;
    assert_int_equal(child_status(with_umask, &mask), 0);
    assert_int_equal(scratch_mode("out"), 0640);
    assert_int_equal(chmod("out", 0604), 0);
    assert_int_equal(child_status(with_umask, &mask), 0);
    assert_int_equal(scratch_mode("out"), 0604);
    scratch_clear();
    mask = 0;
    assert_int_equal(child_status(with_umask, &mask), 0);
    assert_int_equal(scratch_mode("out"), 0666);
    scratch_clear();
}

TEST(a_symbolic_link_stays_and_its_file_is_replaced)
{
    assert_int_equal(mkdir("d", 0777), 0);
    scratch_write("d/real", "old");
    assert_int_equal(symlink("d/real", "link"), 0);
    write_text("link", "new");
    struct stat st;
    assert_int_equal(lstat("link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_string_equal(scratch_read("d/real"), "new");
    assert_int_equal(unlink("d/real"), 0);
    assert_int_equal(rmdir("d"), 0);
    scratch_clear();
}

TEST(what_cannot_be_created_is_said_why)
{
    static char long_name[300];
    memset(long_name, 'x', sizeof long_name - 1);
    const struct {
        const char *path, *text;
    } cases[] = {
        {"dir", "cannot create 'dir': is a directory"},
        {"dir/", "cannot create 'dir/': is a directory"},
        {".", "cannot create '.': is a directory"},
        {"", "cannot create '': No such file or directory"},
        {"no/such", "cannot create 'no/such': No such file or directory"},
        {"new/", "cannot create 'new/': No such file or directory"},
        {"file/x", "cannot create 'file/x': Not a directory"},
        {"no/\x1b[m\n", "cannot create 'no/\\x1b[m\\x0a': No such file or "
                        "directory"},
        {"/dev/fd/77", "cannot create '/dev/fd/77': Bad file descriptor"},
        {long_name, NULL},
    };
    assert_int_equal(mkdir("dir", 0777), 0);
    scratch_write("file", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *error = NULL;
        assert_null(outfile_open(cases[i].path, &error));
        assert_non_null(error);
        if (cases[i].text != NULL)
            assert_string_equal(error, cases[i].text);
        else
            assert_non_null(strstr(error, "x': File name too long"));
        free(error);
    }
    assert_int_equal(scratch_count(), 2);
    scratch_clear();
}

static void open_read_only(void *arg)
{
    char *error;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        _exit(1);
    struct outfile *f = outfile_open(arg, &error);
    if (f == NULL)
        _exit(strcmp(error, "cannot create 'out': Permission denied") ? 2 : 3);
}

TEST(a_file_without_write_permission_is_not_replaced)
{
    scratch_write("out", "old");
    assert_int_equal(chmod("out", 0444), 0);
    assert_int_equal(child_status(open_read_only, (char[]){"out"}), 3);
    assert_string_equal(scratch_read("out"), "old");
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

TEST(a_full_device_is_reported_at_commit)
{
    static const size_t sizes[] = {1, 65536, 1000000};
    for (size_t i = 0; i < 3; i++) {
        char *error;
        struct outfile *f = outfile_open("/dev/full", &error);
        assert_non_null(f);
        for (size_t n = 0; n < sizes[i]; n++)
            outfile_write(f, "x", 1);
        assert_int_equal(outfile_commit(f, &error), OUTFILE_IO);
        assert_string_equal(
            error, "cannot write '/dev/full': No space left on device");
        free(error);
    }
    char *error;
    struct outfile *f = outfile_open("/dev/full", &error);
    outfile_printf(f, "x");
    assert_false(outfile_flush(f));
    assert_false(outfile_flush(f));
    outfile_printf(f, "y"); // goes nowhere, quietly
    outfile_write(f, "y", 1);
    outfile_abort(f);
}

// Past 100000 bytes the kernel refuses; each write before that counts.
static void write_beyond_limit(void *arg)
{
    const char *name = arg;
    char *error;
    struct rlimit limit = {100000, 100000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    struct outfile *f = outfile_open(name, &error);
    struct rng r = rng_stream(1, "noise");
    for (int i = 0; i < 50000; i++) {
        uint64_t noise = rng_u64(&r);
        outfile_write(f, &noise, sizeof noise);
    }
    if (outfile_commit(f, &error) != OUTFILE_IO)
        _exit(1);
    if (strstr(error, "': File too large") == NULL)
        _exit(2);
    free(error);
}

TEST(an_error_half_way_leaves_the_old_file_and_no_other)
{
    scratch_write("out", "old");
    assert_int_equal(child_status(write_beyond_limit, (char[]){"out"}), 0);
    assert_string_equal(scratch_read("out"), "old");
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
    assert_int_equal(child_status(write_beyond_limit, (char[]){"new"}), 0);
    assert_int_equal(scratch_count(), 0);
}

TEST(a_target_that_became_a_directory_is_reported)
{
    char *error;
    struct outfile *f = outfile_open("out", &error);
    assert_int_equal(mkdir("out", 0777), 0);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_CANNOT_CREATE);
    assert_string_equal(error, "cannot create 'out': is a directory");
    free(error);
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

static void write_and_fail_check(void *arg)
{
    char *error;
    struct outfile *f = outfile_open(arg, &error);
    outfile_printf(f, "x");
    outfile_flush(f);
    check_failed("f.c", 1, "x");
}

TEST(a_bug_half_way_leaves_nothing)
{
    assert_int_equal(child_status(write_and_fail_check, (char[]){"out"}), 70);
    assert_int_equal(scratch_count(), 0);
}

TEST(texts_around_the_size_of_the_buffer_are_whole)
{
    static char text[200001];
    memset(text, 'x', sizeof text - 1);
    static const int sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000};
    for (int before = 0; before < 2; before++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            char *error;
            struct outfile *f = outfile_open("out", &error);
            outfile_write(f, "b", (size_t)before);
            outfile_printf(f, "%.*s|", sizes[i], text);
            outfile_write(f, text, (size_t)sizes[i]);
            size_t total = (size_t)(before + 2 * sizes[i] + 1);
            assert_int_equal(outfile_size(f), total);
            assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
            const char *back = scratch_read("out");
            assert_int_equal(strlen(back), total);
            assert_int_equal(back[before + sizes[i]], '|');
            assert_int_equal(strspn(back + before, "x"), sizes[i]);
        }
    }
    scratch_clear();
}

static void write_to_standard_output(void *arg)
{
    write_text(arg, "text");
    printf("after"); // the descriptor is still open
    fflush(stdout);
}

TEST(a_dash_is_standard_output)
{
    char *path = (char[]){"-"};
    child_run(&c, write_to_standard_output, path);
    assert_int_equal(c.status, 0);
    assert_string_equal(c.out, "textafter");
    path = (char[]){"/dev/stdout"};
    child_run(&c, write_to_standard_output, path);
    assert_string_equal(c.out, "textafter");
    path = (char[]){"/dev/fd/2"};
    child_run(&c, write_to_standard_output, path);
    assert_string_equal(c.out, "textafter");
}

static void append_to_standard_output(void *arg)
{
    int fd = open("log", O_WRONLY | O_APPEND);
    dup2(fd, STDOUT_FILENO);
    write_to_standard_output(arg);
}

TEST(standard_output_by_name_keeps_what_it_holds)
{
    static const char *const paths[] = {"/dev/stdout", "/proc/self/fd/1", "-"};
    for (size_t i = 0; i < 3; i++) {
        char path[20];
        scratch_write("log", "before-");
        strcpy(path, paths[i]);
        assert_int_equal(child_status(append_to_standard_output, path), 0);
        assert_string_equal(scratch_read("log"), "before-textafter");
    }
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

static void closed_standard_output(void *arg)
{
    char *error;
    (void)arg;
    close(STDOUT_FILENO);
    struct outfile *f = outfile_open("-", &error);
    outfile_printf(f, "x");
    if (outfile_commit(f, &error) != OUTFILE_IO)
        _exit(1);
    if (strcmp(error, "cannot write 'standard output': Bad file descriptor"))
        _exit(2);
    free(error);
}

TEST(a_closed_standard_output_is_reported)
{
    assert_int_equal(child_status(closed_standard_output, NULL), 0);
}

TEST(a_reader_that_is_gone_is_an_error_not_a_death)
{
    int end[2];
    char *error;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(end), 0);
    close(end[0]);
    struct outfile *f = outfile_fd(end[1], "pipe\n");
    outfile_printf(f, "x");
    assert_int_equal(outfile_commit(f, &error), OUTFILE_IO);
    assert_string_equal(error, "cannot write 'pipe\\x0a': Broken pipe");
    free(error);
    assert_int_equal(close(end[1]), 0); // commit did not close it
    signal(SIGPIPE, SIG_DFL);
}

static uint32_t alarms;

static void on_alarm(int sig)
{
    (void)sig;
    at_fetch_add32(&alarms, 1);
}

// Reads a pipe in odd pieces and checks the pattern; returns the bytes seen.
// Starts when the writer has met some signals at a full pipe.
static void *drain_pipe(void *arg)
{
    int fd = *(int *)arg;
    static char buf[777];
    size_t total = 0;
    ssize_t n;
    while (at_load32(&alarms) < 5)
        sched_yield();
    while ((n = read(fd, buf, sizeof buf)) > 0)
        for (ssize_t i = 0; i < n; i++, total++)
            if (buf[i] != (char)('a' + total % 23))
                return NULL;
    return (void *)total;
}

// Much through a small pipe that stops the writer, by sleep or by error.
static void write_through_pipe(bool nonblocking)
{
    enum { TOTAL = 1000000 };
    static char text[TOTAL];
    int end[2];
    char *error;
    pthread_t reader;
    sigset_t set;

    for (size_t i = 0; i < TOTAL; i++)
        text[i] = (char)('a' + i % 23);
    assert_int_equal(pipe(end), 0);
    fcntl(end[1], F_SETPIPE_SZ, 4096);
    if (nonblocking)
        fcntl(end[1], F_SETFL, O_NONBLOCK);
    at_store32(&alarms, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, NULL); // the reader gets none
    assert_int_equal(pthread_create(&reader, NULL, drain_pipe, &end[0]), 0);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    struct sigaction sa = {.sa_handler = on_alarm}; // no SA_RESTART
    sigaction(SIGALRM, &sa, NULL);
    struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &often, NULL);

    struct outfile *f = outfile_fd(end[1], "pipe");
    outfile_write(f, text, TOTAL);
    enum outfile_status status = outfile_commit(f, &error);
    setitimer(ITIMER_REAL, &never, NULL);
    close(end[1]);
    void *seen;
    pthread_join(reader, &seen);
    close(end[0]);
    assert_int_equal(status, OUTFILE_OK);
    assert_int_equal((size_t)seen, TOTAL);
}

TEST(interrupted_and_short_writes_are_continued)
{
    write_through_pipe(false);
    write_through_pipe(true);
}

static void *write_fifo(void *arg)
{
    write_text("fifo", arg);
    return NULL;
}

TEST(a_fifo_is_written_in_place_and_read_to_its_end)
{
    pthread_t writer;
    static char text[200001];
    char *error;
    size_t len;
    memset(text, 'y', sizeof text - 1);
    assert_int_equal(mkfifo("fifo", 0666), 0);
    assert_int_equal(pthread_create(&writer, NULL, write_fifo, text), 0);
    char *back = infile_read("fifo", 200000, &len, &error);
    pthread_join(writer, NULL);
    assert_non_null(back);
    assert_int_equal(len, 200000);
    assert_string_equal(back, text);
    free(back);
    struct stat st;
    assert_int_equal(stat("fifo", &st), 0);
    assert_true(S_ISFIFO(st.st_mode));

    assert_int_equal(pthread_create(&writer, NULL, write_fifo, text), 0);
    signal(SIGPIPE, SIG_IGN);
    back = infile_read("fifo", 199999, &len, &error);
    assert_null(back);
    assert_string_equal(error, "cannot read 'fifo': larger than 199999 bytes");
    free(error);
    pthread_join(writer, NULL);
    signal(SIGPIPE, SIG_DFL);
    scratch_clear();
}

static void decompress(void *name)
{
    execlp("zstd", "zstd", "-dcq", name, (char *)NULL);
    _exit(127);
}

static void decompress_to_file(void *name)
{
    execlp("zstd", "zstd", "-dq", name, (char *)NULL);
    _exit(127);
}

TEST(a_name_that_ends_in_zst_is_compressed)
{
    char *error;
    struct outfile *f = outfile_open("out.zst", &error);
    if (f == NULL) {
        assert_string_equal(error,
                            "cannot create 'out.zst': built without zstd");
        free(error);
        skip();
    }
    // Noise with hex digits, so that it does not shrink below one buffer.
    struct rng r = rng_stream(1, "zst");
    static char expected[60001];
    size_t n = 0;
    for (; n < 60000; n += 16) {
        char hex[17];
        snprintf(hex, sizeof hex, "%016jx", (uintmax_t)rng_u64(&r));
        memcpy(expected + n, hex, 16);
        outfile_write(f, hex, 16);
        if (n == 16000)
            assert_true(outfile_flush(f));
    }
    assert_int_equal(outfile_size(f), n);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    assert_int_equal(scratch_count(), 1);
    struct stat st;
    assert_int_equal(stat("out.zst", &st), 0);
    assert_in_range(st.st_size, n / 3, n * 2 / 3);
    assert_memory_equal(scratch_read("out.zst"), "\x28\xb5\x2f\xfd", 4);
    child_run(&c, decompress, (char[]){"out.zst"});
    if (c.status != 127) {
        assert_int_equal(c.status, 0);
        assert_int_equal(c.len, n);
        assert_memory_equal(c.out, expected, n);
    }
    // Nothing to compress: more comes out of the library than goes in.
    static uint64_t noise[100001];
    for (size_t i = 0; i < 100001; i++)
        noise[i] = rng_u64(&r);
    f = outfile_open("noise.zst", &error);
    outfile_write(f, noise, sizeof noise);
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    if (child_status(decompress_to_file, (char[]){"noise.zst"}) != 127) {
        size_t len;
        char *back = infile_read("noise", sizeof noise, &len, &error);
        assert_non_null(back);
        assert_int_equal(len, sizeof noise);
        assert_memory_equal(back, noise, sizeof noise);
        free(back);
    }
    write_text("empty.zst", "");
    child_run(&c, decompress, (char[]){"empty.zst"});
    if (c.status != 127)
        assert_int_equal(c.status, 0);
    scratch_clear();
    assert_int_equal(child_status(write_beyond_limit, (char[]){"a.zst"}), 0);
    assert_int_equal(scratch_count(), 0);
}

TEST(flushed_bytes_are_seen_before_commit)
{
    int end[2];
    char got[10] = "";
    assert_int_equal(pipe(end), 0);
    struct outfile *f = outfile_fd(end[1], "pipe");
    outfile_printf(f, "seen");
    assert_true(outfile_flush(f));
    assert_int_equal(read(end[0], got, sizeof got), 4);
    assert_string_equal(got, "seen");
    outfile_abort(f);
    assert_int_equal(close(end[1]), 0);
    close(end[0]);
}

TEST(a_text_that_cannot_be_formatted_is_an_error)
{
    char *error;
    struct outfile *f = outfile_open("out", &error);
    outfile_printf(f, "%ls", (wchar_t[]){0x7fffffff, 0});
    assert_int_equal(outfile_commit(f, &error), OUTFILE_IO);
    assert_non_null(error);
    free(error);
    assert_int_equal(scratch_count(), 0);
}

// ---- reading ----

TEST(a_file_is_read_whole_up_to_its_limit)
{
    char *error;
    size_t len;
    scratch_write("in", "12345");
    for (size_t max = 5; max <= 6; max++) {
        char *text = infile_read("in", max, &len, &error);
        assert_non_null(text);
        assert_null(error);
        assert_int_equal(len, 5);
        assert_memory_equal(text, "12345", 6);
        free(text);
    }
    assert_null(infile_read("in", 4, &len, &error));
    assert_string_equal(error, "cannot read 'in': larger than 4 bytes");
    free(error);
    scratch_write("in", "");
    char *text = infile_read("in", 0, &len, &error);
    assert_string_equal(text, "");
    assert_int_equal(len, 0);
    free(text);
    scratch_write("in", "x");
    assert_null(infile_read("in", 0, NULL, &error));
    free(error);
    scratch_clear();
}

TEST(files_without_a_size_are_read_to_the_end_or_the_limit)
{
    char *error;
    size_t len;
    char *text = infile_read("/proc/self/stat", 100000, &len, &error);
    assert_non_null(text);
    assert_int_equal(len, strlen(text));
    assert_true(len > 10);
    free(text);
    text = infile_read("/dev/null", 10, &len, &error);
    assert_int_equal(len, 0);
    free(text);
    static const size_t limits[] = {0, 1, 65535, 65536, 65537, 300000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        char expected[80];
        assert_null(infile_read("/dev/zero", limits[i], &len, &error));
        snprintf(expected, sizeof expected,
                 "cannot read '/dev/zero': larger than %zu bytes", limits[i]);
        assert_string_equal(error, expected);
        free(error);
    }
}

TEST(what_cannot_be_read_is_said_why)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"none", "cannot read 'none': No such file or directory"},
        {"", "cannot read '': No such file or directory"},
        {".", "cannot read '.': is a directory"},
        {"a\x1b\xff", "cannot read 'a\\x1b\\xff': No such file or directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *error = NULL;
        size_t len;
        assert_null(infile_read(cases[i].path, 100, &len, &error));
        assert_string_equal(error, cases[i].text);
        free(error);
    }
}

static void read_standard_input(void *arg)
{
    int end[2];
    size_t len;
    char *error;
    (void)arg;
    if (pipe(end) != 0 || write(end[1], "input", 5) != 5)
        _exit(1);
    close(end[1]);
    dup2(end[0], STDIN_FILENO);
    char *text = infile_read("-", 100, &len, &error);
    if (text == NULL || len != 5 || strcmp(text, "input") != 0)
        _exit(2);
    free(text);
    if (fcntl(STDIN_FILENO, F_GETFD) < 0)
        _exit(3);
    close(STDIN_FILENO);
    if (infile_read("-", 100, &len, &error) != NULL)
        _exit(4);
    if (strcmp(error, "cannot read 'standard input': Bad file descriptor") != 0)
        _exit(5);
    free(error);
}

TEST(a_dash_is_standard_input)
{
    assert_int_equal(child_status(read_standard_input, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_file_appears_at_commit_and_only_then),
        RUN(an_aborted_file_leaves_nothing_and_the_old_one_stays),
        RUN(the_mode_is_the_umasks_or_that_of_the_file_replaced),
        RUN(a_symbolic_link_stays_and_its_file_is_replaced),
        RUN(what_cannot_be_created_is_said_why),
        RUN(a_file_without_write_permission_is_not_replaced),
        RUN(a_full_device_is_reported_at_commit),
        RUN(an_error_half_way_leaves_the_old_file_and_no_other),
        RUN(a_target_that_became_a_directory_is_reported),
        RUN(a_bug_half_way_leaves_nothing),
        RUN(texts_around_the_size_of_the_buffer_are_whole),
        RUN(a_dash_is_standard_output),
        RUN(standard_output_by_name_keeps_what_it_holds),
        RUN(a_closed_standard_output_is_reported),
        RUN(a_reader_that_is_gone_is_an_error_not_a_death),
        RUN(interrupted_and_short_writes_are_continued),
        RUN(a_fifo_is_written_in_place_and_read_to_its_end),
        RUN(a_name_that_ends_in_zst_is_compressed),
        RUN(flushed_bytes_are_seen_before_commit),
        RUN(a_text_that_cannot_be_formatted_is_an_error),
        RUN(a_file_is_read_whole_up_to_its_limit),
        RUN(files_without_a_size_are_read_to_the_end_or_the_limit),
        RUN(what_cannot_be_read_is_said_why),
        RUN(a_dash_is_standard_input),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
