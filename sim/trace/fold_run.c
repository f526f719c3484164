// fold_run: reading, checking and folding a timeline in one pass.
#include "trace/fold.h"

#include "trace/lint.h"

struct fold *fold_run_seeing(struct reader *r, fold_sink *sink, fold_see *see,
                             void *arg)
{
    struct lint *l = lint_new(r);
    int64_t cores = 1, procs = 1;
    struct reader_event e;
    struct fold *f;

    if (reader_errors(r) == 0) { // else lint has told
        cores = reader_header_int(r, "cores", 1, INT16_MAX, 1);
        procs = reader_header_int(r, "procs", 1, INT16_MAX, 1);
    }
    f = fold_new((int)cores, (int)procs, sink, arg);
    while (reader_next(r, &e)) {
        lint_event(l, &e);
        if (reader_errors(r) > 0)
            continue;
        see(arg, f, &e);
        fold_event(f, &e);
    }
    lint_end(l);
    lint_free(l);
    fold_end(f);
    if (reader_errors(r) == 0)
        return f;
    fold_free(f);
    return NULL;
}

static void see_nothing(void *arg, const struct fold *f,
                        const struct reader_event *e)
{
    (void)arg;
    (void)f;
    (void)e;
}

struct fold *fold_run(struct reader *r, fold_sink *sink, void *arg)
{
    return fold_run_seeing(r, sink, see_nothing, arg);
}
