// span: the names in spans.
#include <string.h>

#include "base/check.h"
#include "trace/fold.h"

const char *span_track_name(enum span_track t)
{
    static const char *const name[] = {"core", "p", "g", "m"};

    CHECK((unsigned)t <= TRACK_M);
    return name[t];
}

const char *span_state_name(enum span_state s)
{
    static const char *const name[SPAN_STATES] = {
        [SPAN_IDLE] = "idle",         [SPAN_RUNNING] = "running",
        [SPAN_NO_CORE] = "no-core",   [SPAN_SCHED] = "scheduling",
        [SPAN_SPIN] = "spinning",     [SPAN_SYSCALL] = "syscall",
        [SPAN_RUNNABLE] = "runnable", [SPAN_BLOCKED] = "blocked",
    };

    CHECK((unsigned)s < SPAN_STATES);
    return name[s];
}

// The second: real Go's tracer writes its trace with a goroutine.
bool fold_is_system(const char *fn)
{
    return (strncmp(fn, "runtime.", 8) == 0 &&
            strcmp(fn, "runtime.main") != 0) ||
           strncmp(fn, "runtime/trace.", 14) == 0;
}
