// machine: shipped machines are what they say; whatever a file holds, loading
// it ends in facts or in a message. Each load runs in a child of its own.
#include "host/machine.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xmalloc.h"

#include "testing.h"

// What a load in a child came to.
struct outcome {
    bool done; // the child ended by itself and said what follows
    bool loaded, noinput;
    char name[64], host[64];
    int ncores, npstate;
    int64_t first_mhz, last_mhz;
    char facts[4096]; // remotes and disks, a line each
    char error[8192];
};

static void list_facts(const struct machine *m, char *text, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < m->nremote && n < size; i++) {
        const struct machine_remote *r = &m->remote[i];
        n += (size_t)snprintf(
            text + n, size - n, "%s%s %lld %lld %lld %lld %lld %lld\n",
            (int)i == m->internet ? "*" : "", r->name, (long long)r->latency_ns,
            (long long)r->back_latency_ns, (long long)r->bytes_per_s,
            (long long)r->back_bytes_per_s, (long long)r->http_bytes,
            (long long)r->http_ns);
    }
    for (size_t i = 0; i < m->ndisk && n < size; i++) {
        const struct machine_disk *d = &m->disk[i];
        n += (size_t)snprintf(text + n, size - n, "disk %s %lld %lld %lld\n",
                              d->name, (long long)d->read_bytes_per_s,
                              (long long)d->write_bytes_per_s,
                              (long long)d->latency_ns);
    }
}

static void load_and_tell(int out, const char *name)
{
    struct outcome o = {.done = true};
    char *error;
    struct machine *m = machine_load(name, &error, &o.noinput);

    if (m != NULL) {
        o.loaded = error == NULL;
        snprintf(o.name, sizeof o.name, "%s", m->name);
        snprintf(o.host, sizeof o.host, "%s", m->host);
        o.ncores = m->ncores;
        o.npstate = m->npstate;
        o.first_mhz = m->mhz[0];
        o.last_mhz = m->mhz[m->ncores - 1];
        list_facts(m, o.facts, sizeof o.facts);
        machine_free(m);
    } else {
        snprintf(o.error, sizeof o.error, "%s", error);
        free(error);
    }
    if (write(out, &o, sizeof o) != (ssize_t)sizeof o)
        _exit(1);
    _exit(0);
}

// Loads in a child, after prepare (may be NULL) ran there.
static struct outcome load_after(const char *name, void (*prepare)(void))
{
    struct outcome o = {0};
    size_t n = 0;
    ssize_t got;
    int fd[2];

    assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        if (prepare != NULL)
            prepare();
        load_and_tell(fd[1], name);
    }
    close(fd[1]);
    while (n < sizeof o &&
           (got = read(fd[0], (char *)&o + n, sizeof o - n)) > 0)
        n += (size_t)got;
    close(fd[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (n != sizeof o || !WIFEXITED(status))
        o.done = false;
    return o;
}

static struct outcome load(const char *name)
{
    return load_after(name, NULL);
}

// ---- files of our own ----

static char dir[] = "/tmp/gmpsim-test-machine-XXXXXX";
static char *own_file;

#define OPEN  "<platform version=\"4.1\">\n<zone id=\"z\" routing=\"Full\">\n"
#define CLOSE "</zone></platform>\n"
#define TWO                                                                    \
    "<host id=\"machine\" speed=\"1Gf\"/><host id=\"b\" speed=\"1Gf\"/>\n"     \
    "<link id=\"l\" bandwidth=\"1GBps\" latency=\"1us\"/>\n"

static struct outcome load_text(const char *text)
{
    FILE *f = fopen(own_file, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return load(own_file);
}

static int set_up(void **state)
{
    (void)state;
    unsetenv("GMPSIM_MODELS");
    if (mkdtemp(dir) == NULL)
        return -1;
    own_file = xasprintf("%s/own.xml", dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(own_file);
    free(own_file);
    return rmdir(dir);
}

// ---- tests ----

TEST(shipped_machines_are_what_they_say)
{
    static const struct {
        const char *name;
        int cores;
        int64_t first_mhz, last_mhz;
        const char *facts;
    } cases[] = {
        {"laptop-4", 4, 3000, 3000,
         "*internet 10000000 10000000 12500000 12500000 10000 0\n"
         "disk disk 3000000000 2000000000 0\n"},
        {"single-core", 1, 3000, 3000, "*internet 1000000 1000000 125000000 "},
        {"server-16", 16, 2600, 2600,
         "db 25000 25000 1250000000 1250000000 1000 200000\n"
         "*internet 250000 250000 1250000000 1250000000 10000 0\n"
         "disk disk "},
        {"server-64.xml", 64, 2500, 2500, "db 25000 25000 3125000000 "},
        {"big.LITTLE-8", 8, 2400, 1800, "*internet 20000000 20000000 6250000 "},
        {"container", 16, 2600, 2600, "disk disk "},
        {"server-256", 256, 2450, 2450, "disk disk "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome o = load(cases[i].name);
        if (!o.loaded)
            fail_msg("%s: %s", cases[i].name, o.error);
        assert_int_equal(strncmp(o.name, cases[i].name, strlen(o.name)), 0);
        assert_string_equal(o.host, "machine");
        assert_int_equal(o.ncores, cases[i].cores);
        assert_int_equal(o.first_mhz, cases[i].first_mhz);
        assert_int_equal(o.last_mhz, cases[i].last_mhz);
        if (strncmp(o.facts, cases[i].facts, strlen(cases[i].facts)) != 0)
            fail_msg("%s: %s", cases[i].name, o.facts);
    }
}

TEST(the_host_is_a_machine)
{
    struct outcome o = load(MACHINE_HOST);

    assert_true(o.done && o.loaded);
    assert_string_equal(o.name, "host");
    assert_true(o.ncores >= 1);
    assert_true(o.first_mhz >= 1);
}

TEST(a_file_of_ones_own_is_loaded_by_path)
{
    struct outcome o =
        load_text(OPEN "<host id=\"h\" speed=\"3Gf,2Gf\" pstate=\"1\" "
                       "core=\"3\"/>" CLOSE);

    assert_true(o.loaded);
    assert_string_equal(o.name, "own");
    assert_string_equal(o.host, "h");
    assert_int_equal(o.ncores, 3);
    assert_int_equal(o.npstate, 2);
    assert_int_equal(o.last_mhz, 2000);
    o = load_text(OPEN "<host id=\"h\" speed=\"3Gf\" core=\"1024\">"
                       "<prop id=\"core_mhz\" value=\"1000*1000, 500*24\"/>"
                       "</host>" CLOSE);
    assert_true(o.loaded);
    assert_int_equal(o.ncores, MACHINE_CORES_MAX);
    assert_int_equal(o.first_mhz, 1000);
    assert_int_equal(o.last_mhz, 500);
}

#define ZONE(routing)                                                          \
    "<platform version=\"4.1\"><zone id=\"z\" routing=\"" routing "\">\n"
#define GO        "<host id=\"machine\" speed=\"1Gf\"/>"
#define NAMED(id) "<host id=\"" id "\" speed=\"1Gf\"/>"
#define LINK(id, bandwidth, latency)                                           \
    "<link id=\"" id "\" bandwidth=\"" bandwidth "\" latency=\"" latency "\"/" \
    ">"
#define WAY(src, dst, links)                                                   \
    "<route src=\"" src "\" dst=\"" dst "\">" links "</route>"
#define ONE_WAY(src, dst, links)                                               \
    "<route src=\"" src "\" dst=\"" dst "\" symmetrical=\"no\">" links         \
    "</route>"
#define OVER(id) "<link_ctn id=\"" id "\"/>"

TEST(remotes_are_the_hosts_that_can_be_reached_and_answer)
{
    static const struct {
        const char *text, *facts;
    } cases[] = {
        // The only other host is the internet; times and rates of both ways.
        {ZONE("Full") GO NAMED("x") LINK("l", "1GBps", "0.4ns") LINK(
             "k", "7Bps", "1.5us") ONE_WAY("machine", "x", OVER("l") OVER("k"))
             ONE_WAY("x", "machine", OVER("l")) CLOSE,
         "*x 1500 0 7 1000000000 10000 0\n"},
        // A way there and none back; no way at all.
        {ZONE("Full") GO NAMED("x") NAMED("y") LINK("l", "1GBps", "1us")
             ONE_WAY("machine", "x", OVER("l")) CLOSE,
         ""},
        {ZONE("None") GO NAMED("x") CLOSE, ""},
        // Zones in which SimGrid ends the process; those after are seen.
        {ZONE("Floyd") NAMED("a") GO NAMED("o") NAMED("p")
             LINK("l", "1GBps", "1us") WAY("machine", "p", OVER("l")) CLOSE,
         "p 1000 1000 1000000000 1000000000 10000 0\n"},
        // Of three, the one so named; or the one with the role.
        {ZONE("Full") GO NAMED("internet") NAMED("b") LINK("l", "1GBps", "1us")
             WAY("machine", "b", OVER("l"))
                 WAY("machine", "internet", OVER("l")) CLOSE,
         "b 1000 1000 1000000000 1000000000 10000 0\n"
         "*internet 1000 1000 1000000000 1000000000 10000 0\n"},
        {ZONE("Full") GO NAMED(
             "internet") "<host id=\"b\" speed=\"1Gf\"><prop id=\"role\" "
                         "value=\"internet\"/>"
                         "<prop id=\"http_bytes\" value=\"5\"/>"
                         "<prop id=\"http_ns\" value=\"6\"/></host>" LINK(
                             "l", "1GBps", "1us") WAY("machine", "b", OVER("l"))
                             WAY("machine", "internet", OVER("l")) CLOSE,
         "*b 1000 1000 1000000000 1000000000 5 6\n"
         "internet 1000 1000 1000000000 1000000000 10000 0\n"},
        {ZONE("Full") GO NAMED("b") NAMED("c") LINK("l", "1GBps", "1us")
             WAY("machine", "b", OVER("l")) CLOSE,
         "b 1000 1000 1000000000 1000000000 10000 0\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome o = load_text(cases[i].text);
        if (!o.loaded)
            fail_msg("case %zu: %s", i, o.error);
        if (strcmp(o.facts, cases[i].facts) != 0)
            fail_msg("case %zu: %s", i, o.facts);
    }
}

TEST(disks_are_those_of_the_machine_in_the_order_of_the_file)
{
    struct outcome o = load_text(
        OPEN
        "<host id=\"a\" speed=\"1Gf\">"
        "<disk id=\"0\" read_bw=\"1Bps\" write_bw=\"1Bps\"/></host>"
        "<host id=\"machine\" speed=\"1Gf\">"
        "<disk id=\"z\" read_bw=\"1.5Bps\" write_bw=\"1GBps\">"
        "<prop id=\"latency_ns\" value=\"80000\"/></disk>"
        "<disk id=\"b\" read_bw=\"8Mbps\" write_bw=\"1PBps\"/></host>" CLOSE);

    assert_true(o.loaded);
    assert_string_equal(o.facts, "disk z 2 1000000000 80000\n"
                                 "disk b 1000000 1000000000000000 0\n");
}

TEST(what_only_simgrid_refuses_is_refused_with_its_reason)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {OPEN TWO "<route src=\"machine\" dst=\"no\"><link_ctn id=\"l\"/>"
                  "</route>" CLOSE,
         ":5: error: SimGrid: Route dst='no'"},
        {OPEN TWO "<route src=\"machine\" dst=\"b\"><link_ctn id=\"no\"/>"
                  "</route>" CLOSE,
         ": error: SimGrid: Link not found: no"},
        {OPEN TWO "<route src=\"machine\" dst=\"b\"/>" CLOSE,
         ": error: SimGrid: Empty route"},
        {OPEN TWO "\n<zone id=\"y\" routing=\"None\"/>" CLOSE,
         ":6: error: SimGrid: Starting tag <zone> is not allowed"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome o = load_text(cases[i].text);
        assert_true(o.done);
        assert_false(o.loaded);
        assert_false(o.noinput);
        if (strstr(o.error, cases[i].error) == NULL)
            fail_msg("case %zu: %s", i, o.error);
        assert_null(strstr(o.error, "/proc/"));
    }
}

TEST(no_file_is_told_from_a_wrong_file)
{
    static const struct {
        const char *name, *error;
        bool noinput;
    } cases[] = {
        {"nosuch", "no machine named 'nosuch' (there are: big.LITTLE-8,", true},
        {"/nosuch.xml", "No such file", true},
        {"/", "directory", true},
        {"/dev/null", "/dev/null: error: empty file", false},
        {"/dev/zero", "cannot read '/dev/zero'", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome o = load(cases[i].name);
        assert_true(o.done);
        assert_false(o.loaded);
        assert_int_equal(o.noinput, cases[i].noinput);
        if (strstr(o.error, cases[i].error) == NULL)
            fail_msg("%s: %s", cases[i].name, o.error);
    }
}

static void close_all(void)
{
    close(0);
    close(1);
    close(2);
}

static void ignore_children(void)
{
    signal(SIGCHLD, SIG_IGN);
}

TEST(closed_descriptors_and_ignored_children_do_not_matter)
{
    static void (*const prepare[])(void) = {close_all, ignore_children};

    for (size_t i = 0; i < 2; i++) {
        struct outcome o = load_after("laptop-4", prepare[i]);
        assert_true(o.loaded);
        o = load_text(OPEN TWO "<route src=\"machine\" dst=\"b\"/>" CLOSE);
        assert_false(o.loaded);
        o = load_after(own_file, prepare[i]);
        assert_true(o.done);
        assert_false(o.loaded);
        assert_non_null(strstr(o.error, "Empty route"));
    }
}

TEST(a_shared_library_is_not_a_machine)
{
    char *so = xasprintf("%s/own.so", dir);

    load_text(OPEN "<host id=\"h\" speed=\"1Gf\"/>" CLOSE);
    assert_int_equal(rename(own_file, so), 0);
    struct outcome o = load(so);
    unlink(so);
    free(so);
    load_text("");
    assert_true(o.loaded); // by its content; SimGrid would run it by its name
}

// ---- the corpus of bad files, where there is one ----

// True when one of the words of alternatives ("a/b") is in text.
static bool has_one_of(const char *text, char *alternatives)
{
    char *rest = NULL;

    for (char *w = strtok_r(alternatives, "/", &rest); w != NULL;
         w = strtok_r(NULL, "/", &rest))
        if (strcmp(w, "-") == 0 || strcasestr(text, w) != NULL)
            return true;
    return false;
}

static void check_case(const char *root, const char *file, const char *class,
                       char *words)
{
    char *path = xasprintf("%s/badinputs/%s", root, file);
    struct outcome o = load(path);
    char *rest = NULL;

    free(path);
    if (!o.done)
        fail_msg("%s: the process died", file);
    if (o.noinput || (strstr(class, o.loaded ? "ok" : "input") == NULL))
        fail_msg("%s: loaded %d, noinput %d, want %s", file, o.loaded,
                 o.noinput, class);
    for (char *w = strtok_r(words, ";", &rest); w != NULL && !o.loaded;
         w = strtok_r(NULL, ";", &rest)) {
        char *shown = xstrdup(w);
        if (!has_one_of(o.error, w))
            fail_msg("%s: '%s' is not in: %s", file, shown, o.error);
        free(shown);
    }
    for (const char *p = o.error; *p != '\0'; p++)
        assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
}

TEST(the_corpus_of_bad_platforms_is_refused_as_written)
{
    const char *env = getenv("GMPSIM_SHARED");
    char *root = xstrdup(env != NULL ? env : GMPSIM_SOURCE_DIR "/../shared");
    char *path = xasprintf("%s/badinputs/expected.tsv", root), *error;
    size_t len;
    char *tsv = infile_read(path, 1 << 20, &len, &error);
    char *rest = NULL;
    int n = 0;

    free(path);
    if (tsv == NULL) {
        print_message("skipped: %s\n", error);
        free(error);
        free(root);
        skip();
    }
    for (char *line = strtok_r(tsv, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char *class, *words;
        if (strncmp(line, "platform/", 9) != 0 ||
            (class = strchr(line, '\t')) == NULL ||
            (words = strchr(class + 1, '\t')) == NULL)
            continue;
        *class ++ = *words++ = '\0';
        words[strcspn(words, "\t")] = '\0';
        check_case(root, line, class, words);
        n++;
    }
    assert_true(n >= 30);
    free(tsv);
    free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(shipped_machines_are_what_they_say),
        RUN(the_host_is_a_machine),
        RUN(a_file_of_ones_own_is_loaded_by_path),
        RUN(remotes_are_the_hosts_that_can_be_reached_and_answer),
        RUN(disks_are_those_of_the_machine_in_the_order_of_the_file),
        RUN(what_only_simgrid_refuses_is_refused_with_its_reason),
        RUN(no_file_is_told_from_a_wrong_file),
        RUN(closed_descriptors_and_ignored_children_do_not_matter),
        RUN(a_shared_library_is_not_a_machine),
        RUN(the_corpus_of_bad_platforms_is_refused_as_written),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
