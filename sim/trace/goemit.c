#include "trace/goemit.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

enum { NAME_MAX_BYTES = 4096 };

void goemit_init(struct goemit *e, struct gotrace *x, struct trace *to)
{
    *e = (struct goemit){.x = x, .to = to, .procs = x->procs};
    CHECK((to != NULL) == x->measured);
}

void goemit_release(struct goemit *e)
{
    vec_release(&e->ms);
}

// Writes a record of what w does, or counts it.
static void add(struct goemit *e, const struct gowhere *w,
                enum trace_event event, int64_t a, int64_t b, int32_t c)
{
    if (!e->started)
        e->base = w->t;
    e->started = true;
    if (w->t - e->base > e->last) // threads' clocks may differ a little
        e->last = w->t - e->base;
    e->x->events++;
    if (e->to == NULL)
        return;
    trace_add(e->to, &(struct trace_record){.t = e->last,
                                            .a = a,
                                            .b = b,
                                            .c = c,
                                            .m = w->m,
                                            .g = w->g,
                                            .core = -1,
                                            .p = (int16_t)w->p,
                                            .event = (uint16_t)event});
}

// Threads exist from when something is heard of them.
static void need_m(struct goemit *e, const struct gowhere *w, int32_t m)
{
    CHECK(m < GOTRACE_IDS_MAX);
    if (m < 0)
        return;
    while (e->ms.n <= (size_t)m)
        vec_push(&e->ms, false);
    if (e->ms.v[m])
        return;
    e->ms.v[m] = true;
    add(e, &(struct gowhere){w->t, m, -1, 0}, EV_M_CREATE, -1, 0, 0);
}

static int64_t string(struct goemit *e, struct gobatch_string s)
{
    char text[NAME_MAX_BYTES + 1];
    size_t n = s.len < NAME_MAX_BYTES ? s.len : NAME_MAX_BYTES;

    if (e->to == NULL)
        return 0;
    memcpy(text, s.text, n);
    text[n] = '\0';
    return trace_string(e->to, text);
}

static int64_t cstring(struct goemit *e, const char *s)
{
    return string(e, (struct gobatch_string){s, strlen(s)});
}

void goemit_procs(struct goemit *e, const struct gowhere *w, int32_t n)
{
    CHECK(n > 0 && n <= GOTRACE_IDS_MAX);
    if (e->to == NULL && !e->told && e->x->procs < n)
        e->x->procs = e->procs = n; // the header says it
    e->told = true;
    if (n == e->procs)
        return;
    need_m(e, w, w->m);
    e->procs = n;
    add(e, w, EV_PROCS_CHANGE, n, 0, 0);
}

// A trace that tells of GOMAXPROCS late, or never, has so many at least.
static void need_p(struct goemit *e, const struct gowhere *w)
{
    if (w->p < e->procs)
        return;
    if (e->to == NULL && !e->told)
        e->x->procs = e->procs = w->p + 1;
    else
        goemit_procs(e, &(struct gowhere){w->t, -1, -1, 0}, w->p + 1);
}

void goemit_proc_start(struct goemit *e, const struct gowhere *w)
{
    need_m(e, w, w->m);
    need_p(e, w);
    add(e, &(struct gowhere){w->t, w->m, w->p, 0}, EV_PROC_START, 0, 0, 0);
}

void goemit_proc_stop(struct goemit *e, const struct gowhere *w)
{
    add(e, &(struct gowhere){w->t, w->m, w->p, 0}, EV_PROC_STOP, 0, 0, 0);
}

void goemit_proc_steal(struct goemit *e, const struct gowhere *w, int32_t p,
                       int32_t from)
{
    need_m(e, w, w->m);
    add(e, &(struct gowhere){w->t, w->m, p, 0}, EV_PROC_STEAL, from, RULE_NONE,
        0);
}

// The first goroutine is known by what it runs for the program.
static struct gobatch_string shown(struct gobatch_string fn)
{
    static const char main[] = "runtime.main";

    if (fn.len == sizeof main - 1 && memcmp(fn.text, main, fn.len) == 0)
        return (struct gobatch_string){"main.main", strlen("main.main")};
    return fn;
}

// The run time's own, as Go's isSystemGoroutine says, and the tracer's: whoever
// ran when they were made is not their creator.
static bool is_system(struct gobatch_string fn)
{
    static const char *const of[] = {"runtime.", "runtime/trace."};
    static const char coroutine[] = "runtime.corostart"; // the program's

    if (fn.len == strlen(coroutine) && memcmp(fn.text, coroutine, fn.len) == 0)
        return false;
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        if (fn.len >= strlen(of[i]) &&
            memcmp(fn.text, of[i], strlen(of[i])) == 0)
            return true;
    return false;
}

void goemit_create(struct goemit *e, const struct gowhere *w, uint32_t g,
                   struct gobatch_string fn, uint64_t line)
{
    int32_t shown_line = line > INT32_MAX ? 0 : (int32_t)line;

    struct gowhere by = *w;

    if (is_system(fn))
        by.g = 0;
    need_m(e, w, w->m);
    e->x->gs += e->to == NULL;
    add(e, &by, EV_GO_CREATE, g, string(e, shown(fn)), shown_line);
}

void goemit_there(struct goemit *e, const struct gowhere *w,
                  struct gobatch_string fn)
{
    int64_t i = idmap_find(&e->x->named, w->g);

    if (e->to == NULL) {
        if (i == IDMAP_NONE) {
            idmap_add(&e->x->named, w->g);
            vec_push(&e->x->fn, "");
        }
        goemit_name(e, w->g, fn);
    } else {
        CHECK(i != IDMAP_NONE);
        fn = (struct gobatch_string){e->x->fn.v[i], strlen(e->x->fn.v[i])};
    }
    goemit_create(e, &(struct gowhere){w->t, -1, -1, 0}, w->g, fn, 0);
}

void goemit_name(struct goemit *e, uint32_t g, struct gobatch_string fn)
{
    int64_t i;

    if (e->to != NULL || fn.len == 0)
        return;
    i = idmap_find(&e->x->named, g);
    if (i != IDMAP_NONE && e->x->fn.v[i][0] == '\0')
        e->x->fn.v[i] = strtab_intern(&e->x->names, fn.text, fn.len);
}

void goemit_was_waiting(struct goemit *e, const struct gowhere *w)
{
    add(e, &(struct gowhere){w->t, -1, -1, w->g}, EV_GO_BLOCK, WAIT_NONE, 0, 0);
}

void goemit_was_in_syscall(struct goemit *e, const struct gowhere *w)
{
    need_m(e, w, w->m);
    add(e, &(struct gowhere){w->t, w->m, -1, w->g}, EV_SYSCALL_BEGIN,
        cstring(e, "-"), 0, 0);
}

void goemit_start(struct goemit *e, const struct gowhere *w)
{
    add(e, w, EV_GO_START, RULE_NONE, -1, 0);
}

void goemit_stop(struct goemit *e, const struct gowhere *w, const char *why)
{
    add(e, w, EV_GO_STOP, cstring(e, why), 0, 0);
}

void goemit_block(struct goemit *e, const struct gowhere *w,
                  enum wait_reason why)
{
    add(e, w, EV_GO_BLOCK, why, 0, 0);
}

void goemit_destroy(struct goemit *e, const struct gowhere *w)
{
    add(e, w, EV_GO_DESTROY, 0, 0, 0);
}

void goemit_syscall_begin(struct goemit *e, const struct gowhere *w,
                          struct gobatch_string call)
{
    if (call.len == 0)
        call = (struct gobatch_string){"-", 1};
    add(e, w, EV_SYSCALL_BEGIN, string(e, call), 0, 0);
}

void goemit_syscall_end(struct goemit *e, const struct gowhere *w)
{
    add(e, w, EV_SYSCALL_END, 0, 0, 0);
}

void goemit_syscall_end_blocked(struct goemit *e, const struct gowhere *w)
{
    add(e, &(struct gowhere){w->t, w->m, -1, w->g}, EV_SYSCALL_END_BLOCKED, 0,
        0, 0);
}

void goemit_unblock(struct goemit *e, const struct gowhere *w, uint32_t g)
{
    need_m(e, w, w->m);
    add(e, &(struct gowhere){w->t, w->m, w->p, g}, EV_GO_UNBLOCK,
        cstring(e, "-"), 0, 0);
}

void goemit_label(struct goemit *e, const struct gowhere *w, const char *text,
                  const struct gobatch_string *more)
{
    int64_t s = 0;

    need_m(e, w, w->m);
    if (e->to != NULL && more != NULL) {
        char *all = xasprintf("%s: %.*s", text, (int)more->len, more->text);
        s = cstring(e, all);
        free(all);
    } else {
        s = cstring(e, text);
    }
    add(e, w, EV_LABEL, s, 0, 0);
}

void goemit_drop(struct goemit *e, enum gotrace_drop d, uint64_t n)
{
    if (e->to == NULL)
        e->x->dropped[d] += n;
}

enum wait_reason goemit_reason(struct goemit *e, struct gobatch_string text)
{
    static const struct {
        const char *name;
        enum wait_reason why;
    } other[] = {
        {"network", WAIT_IO},
        {"sync.(*Cond).Wait", WAIT_COND_WAIT},
        {"", WAIT_NONE},
        {"unspecified", WAIT_NONE},
    };

    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (strlen(other[i].name) == text.len &&
            memcmp(other[i].name, text.text, text.len) == 0)
            return other[i].why;
    for (int i = 0; i < WAIT_COUNT; i++) {
        const char *name = trace_wait_name((enum wait_reason)i, e->x->minor);
        if (strlen(name) == text.len && memcmp(name, text.text, text.len) == 0)
            return (enum wait_reason)i;
    }
    goemit_drop(e, GODROP_REASON, 1);
    return WAIT_NONE;
}
