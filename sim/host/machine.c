#include "host/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "base/xmalloc.h"
#include "host/host_simgrid.h"
#include "host/hostxml.h"
#include "host/platform.h"
#include "host/platform_prop.h"
#include "host/routes.h"
#include "host/topology.h"
#include "model/errtext.h"
#include "model/model.h"
#include "model/path.h"

enum {
    TRIAL_SECONDS = 10,
    STDERR_MAX = 4096,  // bytes of SimGrid's complaint that are kept
    STDERR_STOP = 65536 // bytes after which the child is stopped
};

// ---- the checked file, where SimGrid can open it ----

// Moves fd out of the way of 0, 1 and 2, which may be closed and free.
static int away_from_stdio(int fd)
{
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    int higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

    close(fd);
    return higher;
}

// A file in memory that holds xml, or -1 with errno.
static int memory_file(const char *xml, size_t len)
{
    int fd = away_from_stdio(memfd_create("platform", MFD_CLOEXEC));

    for (size_t at = 0; fd >= 0 && at < len;) {
        ssize_t n = write(fd, xml + at, len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        at += (size_t)n;
    }
    return fd;
}

// ---- the trial ----

// The child: loads the file, looks for routes and ends. Its standard output and
// error are the pipe, its death is the answer.
_Noreturn static void try_in_child(const int fd[2], const char *path,
                                   const char *host, struct routes *r)
{
    static const int deadly[] = {SIGALRM, SIGSEGV, SIGABRT,
                                 SIGBUS,  SIGFPE,  SIGILL};
    struct rlimit none = {0, 0};
    sigset_t all;

    setrlimit(RLIMIT_CORE, &none);
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        signal(deadly[i], SIG_DFL); // a handler of ours would not end it
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    alarm(TRIAL_SECONDS);
    dup2(fd[1], STDOUT_FILENO);
    dup2(fd[1], STDERR_FILENO);
    close(fd[0]);
    close(fd[1]);
    host_simgrid_load(path);
    routes_find(r, host);
    _exit(0);
}

// Reads what the child writes until it ends, at most STDERR_STOP bytes; keeps
// the first STDERR_MAX - 1 of them, with a NUL.
static void listen_to(int in, pid_t child, char heard[STDERR_MAX])
{
    char more[1024];
    size_t n = 0, all = 0;

    CHECK(in > STDERR_FILENO && child > 0);

    for (;;) {
        ssize_t got = read(in, more, sizeof more);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size_t keep = (size_t)got;
        if (keep > STDERR_MAX - 1 - n)
            keep = STDERR_MAX - 1 - n;
        memcpy(heard + n, more, keep);
        n += keep;
        all += (size_t)got;
        if (all > STDERR_STOP)
            kill(child, SIGKILL);
    }
    heard[n] = '\0';
}

// Waits for the child. True when it ended well; when someone else reaped it
// (SIGCHLD ignored), when it had nothing to say.
static bool ended_well(pid_t child, const char *heard, bool *timed_out)
{
    int status = 0;
    pid_t got;

    while ((got = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    *timed_out =
        got == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    if (got < 0)
        return heard[0] == '\0';
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Steps over what SimGrid puts before a reason.
static size_t preamble(const char *s, size_t n)
{
    static const struct {
        const char *start, *end;
    } parts[] = {{"Uncaught exception ", ": "}, {"Invalid XML (", "): "}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *end = strstr(s, parts[i].end);
        if (strncmp(s, parts[i].start, strlen(parts[i].start)) == 0 &&
            end != NULL && end < s + n)
            return (size_t)(end - s) + strlen(parts[i].end);
    }
    return 0;
}

// SimGrid's first line says what it did not like, and where. Turns the name of
// the memory file, which is in it, back into the line number alone.
static void explain(struct errtext *err, const char *path, const char *mem,
                    const char *heard, bool timed_out)
{
    const char *text = heard + strspn(heard, "\r\n ");
    const char *stop = text + strcspn(text, "\r\n");
    const char *at = strstr(text, mem);
    size_t line = 0;

    if (timed_out) {
        errtext_add(err, path, 0, 0, "SimGrid did not load it in %d s",
                    TRIAL_SECONDS);
        return;
    }
    if (at != NULL && at < stop && at[strlen(mem)] == ':') {
        char *end;
        line = (size_t)strtoul(at + strlen(mem) + 1, &end, 10);
        text = end + strspn(end, ": ");
    }
    if (text >= stop) {
        errtext_add(err, path, line, 0, "SimGrid refuses it without a reason");
        return;
    }
    text += preamble(text, (size_t)(stop - text));
    errtext_add(err, path, line, 0, "SimGrid: %.*s", (int)(stop - text), text);
}

// A pipe whose ends are not 0, 1 or 2.
static bool open_pipe(int fd[2])
{
    if (pipe2(fd, O_CLOEXEC) != 0)
        return false;
    fd[0] = away_from_stdio(fd[0]);
    fd[1] = away_from_stdio(fd[1]);
    if (fd[0] >= 0 && fd[1] >= 0)
        return true;
    int error = errno;
    close(fd[0] >= 0 ? fd[0] : fd[1]);
    errno = error;
    return false;
}

enum trial { TRIAL_GOOD, TRIAL_REFUSED, TRIAL_NOT_MADE };

// Loads the file mem, that of p, in a child: SimGrid aborts on what it does not
// like. Adds an error when it does, none (but errno) when there could be no
// trial. It may also end before all routes are known.
static enum trial try_once(const char *path, const char *mem,
                           const struct platform *p, struct routes *r,
                           struct errtext *err)
{
    char heard[STDERR_MAX];
    int fd[2];
    bool timed_out;

    if (!open_pipe(fd))
        return TRIAL_NOT_MADE;
    pid_t child = fork();
    int error = errno;
    if (child == 0)
        try_in_child(fd, mem, p->host, r);
    close(fd[1]);
    if (child < 0) {
        close(fd[0]);
        errno = error;
        return TRIAL_NOT_MADE;
    }
    listen_to(fd[0], child, heard);
    close(fd[0]);
    if (ended_well(child, heard, &timed_out) || (r->loaded && !timed_out))
        return TRIAL_GOOD;
    explain(err, path, mem, heard, timed_out);
    return TRIAL_REFUSED;
}

// The same until all routes are known: the child dies at some that are not.
static enum trial try_it(const char *path, const char *mem,
                         const struct platform *p, struct routes *r,
                         struct errtext *err)
{
    enum trial trial = TRIAL_GOOD;

    for (int deaths = 0; trial == TRIAL_GOOD && deaths < ROUTES_DEATHS_MAX;
         deaths++) {
        trial = try_once(path, mem, p, r, err);
        if (r->next >= r->n)
            break;
        r->to[r->next++].found = false;
    }
    return trial;
}

// ---- facts ----

// The file's name without directory and ending.
static char *stem_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t n = strlen(base);

    if (n > 4 && strcmp(base + n - 4, ".xml") == 0)
        n -= 4;
    return xstrndup(base, n);
}

static void take_remotes(struct machine *m, const struct platform *p,
                         const struct routes *r)
{
    m->internet = -1;
    m->remote = xcalloc(r->n, sizeof *m->remote);
    for (size_t i = 0; i < r->n; i++) {
        const struct route *to = &r->to[i];
        const char *name = host_simgrid_name(i);

        if (!to->found)
            continue;
        if (p->internet != NULL && strcmp(name, p->internet) == 0)
            m->internet = (int)m->nremote;
        m->remote[m->nremote++] = (struct machine_remote){
            .name = xstrdup(name),
            .latency_ns = to->latency_ns,
            .back_latency_ns = to->back_latency_ns,
            .bytes_per_s = to->bytes_per_s,
            .back_bytes_per_s = to->back_bytes_per_s,
            .http_bytes = platform_prop_number(
                "http_bytes", host_simgrid_property(name, "http_bytes")),
            .http_ns = platform_prop_number(
                "http_ns", host_simgrid_property(name, "http_ns")),
        };
    }
}

static void take_disks(struct machine *m, const struct platform *p)
{
    m->disk = xcalloc(p->ndisk + 1, sizeof *m->disk);
    m->ndisk = p->ndisk;
    for (size_t i = 0; i < p->ndisk; i++) {
        struct machine_disk *d = &m->disk[i];

        d->name = xstrdup(p->disk[i].name);
        d->latency_ns = p->disk[i].latency_ns;
        CHECK(host_simgrid_disk(p->host, d->name, &d->read_bytes_per_s,
                                &d->write_bytes_per_s));
    }
}

static void take_wattage(struct machine *m, const struct platform *p)
{
    const char *text = host_simgrid_property(p->host, "wattage_per_state");

    m->has_wattage = text != NULL;
    if (text != NULL)
        CHECK(wattage_parse(text, m->npstate, host_simgrid_pstate(p->host),
                            &m->wattage) == NULL);
}

static struct machine *facts_of(const char *path, const struct platform *p,
                                int ncores, const struct routes *r)
{
    struct machine *m = xcalloc(1, sizeof *m);
    int64_t mhz = host_simgrid_mhz(p->host);
    struct topology t;

    // Their reader and ours saw the same file.
    CHECK(host_simgrid_count() == p->nhost);
    m->name = stem_of(path);
    m->path = xstrdup(path);
    m->host = xstrdup(p->host);
    m->ncores = ncores;
    m->npstate = host_simgrid_npstate(p->host);
    CHECK(m->ncores >= 1 && m->ncores <= MACHINE_CORES_MAX);
    CHECK(mhz >= 1);
    topology_init(&t, m->ncores);
    for (const char *const *name = topology_properties; *name != NULL; name++) {
        const char *value = host_simgrid_property(p->host, *name);
        if (value != NULL)
            CHECK(topology_see(&t, *name, value) == NULL);
    }
    topology_apply(&t, mhz, m);
    take_wattage(m, p);
    take_remotes(m, p, r);
    take_disks(m, p);
    return m;
}

enum machine_distance machine_distance(const struct machine *m, int a, int b)
{
    CHECK(a >= 0 && a < m->ncores);
    CHECK(b >= 0 && b < m->ncores);
    if (a == b)
        return DISTANCE_SAME;
    if (m->smt == 0)
        return DISTANCE_L3;
    if (m->core[a] == m->core[b])
        return DISTANCE_CORE;
    if (m->l3[a] == m->l3[b])
        return DISTANCE_L3;
    return m->socket[a] == m->socket[b] ? DISTANCE_SOCKET : DISTANCE_FAR;
}

int machine_quota_procs(const struct machine *m, int ncores)
{
    CHECK(ncores >= 1 && ncores <= m->ncores);
    if (m->quota_ns == 0)
        return ncores;
    nsec period = m->quota_period_ns;
    int64_t n = m->quota_ns / period + (m->quota_ns % period > 0);
    if (n < 2)
        n = 2;
    return n < ncores ? (int)n : ncores;
}

// The machine's number of cores in the checked file, and where it is written,
// or NULL there.
static int cores_in(const struct platform *p, char **at)
{
    char *start = xasprintf("<host id=\"%s\"", p->host);
    char *host = strstr(p->xml, start);
    char *core = host == NULL ? NULL : strstr(host, " core=\"");

    free(start);
    *at = NULL;
    if (core == NULL || core > strchr(host, '>'))
        return 1;
    *at = core + strlen(" core=\"");
    return atoi(*at);
}

// Makes it ncores in the file, digits of the same length.
static void limit_cores(const struct platform *p, int ncores)
{
    char *at;

    CHECK(ncores >= 1);
    if (cores_in(p, &at) <= ncores || at == NULL)
        return;
    size_t width = strcspn(at, "\"");
    char *digits = xasprintf("%0*d", (int)width, ncores);
    CHECK(strlen(digits) == width);
    memcpy(at, digits, width);
    free(digits);
}

// *system is set when it was not the file's fault.
static struct machine *load_checked(const char *path, const struct platform *p,
                                    int ncores, char **error, bool *system)
{
    char *at;
    int cores = cores_in(p, &at);

    if (ncores > 0)
        limit_cores(p, ncores);
    struct errtext err = {0};
    struct machine *m = NULL;
    int fd = memory_file(p->xml, p->len);
    char *mem = xasprintf("/proc/self/fd/%d", fd);
    struct routes *r = routes_new(p->nhost);
    enum trial trial = TRIAL_NOT_MADE;

    if (r != NULL && fd >= 0 &&
        access(mem, R_OK) == 0) // not where /proc is missing
        trial = try_it(path, mem, p, r, &err);
    *system = trial == TRIAL_NOT_MADE;
    if (*system)
        errtext_add(&err, path, 0, 0, "cannot try the file: %s",
                    strerror(errno));
    if (trial == TRIAL_GOOD) {
        host_simgrid_load(mem);
        m = facts_of(path, p, cores, r);
    }
    if (fd >= 0)
        close(fd);
    free(mem);
    routes_free(r);
    *error = errtext_take(&err);
    return m;
}

struct machine *machine_load(const char *name, char **error, bool *noinput)
{
    return machine_load_cores(name, 0, error, noinput);
}

struct machine *machine_load_cores(const char *name, int ncores, char **error,
                                   bool *noinput)
{
    CHECK(name != NULL && error != NULL && noinput != NULL);
    bool made = strcmp(name, MACHINE_HOST) == 0;
    char *path = made ? xstrdup(name) : model_path("machines", name);
    struct machine *m = NULL;
    struct platform p;
    size_t len = 0;

    *error = NULL;
    *noinput = true;
    if (path == NULL) {
        *error = model_unknown("machines", "machine", name);
        return NULL;
    }
    char *text = made ? hostxml_here()
                      : infile_read(path, PLATFORM_BYTES_MAX, &len, error);
    if (made)
        len = strlen(text);
    if (text != NULL) {
        *noinput = false;
        if (platform_check(&p, path, text, len, error)) {
            m = load_checked(path, &p, ncores, error, noinput);
            platform_release(&p);
        }
    }
    free(text);
    free(path);
    return m;
}

const struct machine_remote *machine_remote_named(const struct machine *m,
                                                  const char *name)
{
    CHECK(name != NULL);
    for (size_t i = 0; i < m->nremote; i++)
        if (strcmp(m->remote[i].name, name) == 0)
            return &m->remote[i];
    return m->internet < 0 ? NULL : &m->remote[m->internet];
}

void machine_free(struct machine *m)
{
    if (m == NULL)
        return;
    free(m->name);
    free(m->path);
    free(m->host);
    for (size_t i = 0; i < m->nremote; i++)
        free(m->remote[i].name);
    free(m->remote);
    for (size_t i = 0; i < m->ndisk; i++)
        free(m->disk[i].name);
    free(m->disk);
    free(m);
}
