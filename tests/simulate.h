// simulate: a Go program on the simulated scheduler, and what it left behind:
// output, figures, timeline.
//
// Every simulation is checked as a whole before a test sees it: the timeline is
// free of lint, and the figures agree with it.
#ifndef SIMULATE_H
#define SIMULATE_H

#include "testing.h"

#include "base/arena.h"
#include "sched/sched.h"
#include "trace/trace.h"

// What to simulate; zero is the default in brackets.
struct simulation {
    const char *go;     // scheduler ["go1.26"]
    const char *policy; // [Go's]
    int procs;          // [1]
    int cores;          // [procs]
    const int *mhz;     // of each core [3000: the costs as they are]
    void (*place)(struct machine *m); // says where they lie
    uint64_t seed;                    // [1]
    nsec time_limit;                  // [1 h]
    const struct machine_disk *disk;  // [none]
    int64_t event_limit;
    int64_t memory_limit_bytes; // [1 GiB]
    bool no_timeline;           // for programs with many events
    nsec schedtrace_ns;         // Go's lines on standard error as often
    bool scheddetail;           // … with every P, M and G
    bool sync_timers;           // Go 1.23's channels of timers
    const char *(*interrupted)(void *arg);
    // Changes the models before the run.
    void (*adjust)(struct sched_model *go, struct cost_model *costs,
                   struct os_model *os);
};

// One line of the timeline: struct reader_event, kept.
struct sim_event {
    nsec t;
    int core, m, p; // -1: none
    uint32_t g;     // 0: none
    enum trace_event event;
    int64_t number[3];
    const char *text[3];
};

struct sim_run {
    struct sched_result result;
    char *out, *err; // what the program wrote
    char *timeline;  // as text
    struct sim_event *events;
    size_t nevents;
    struct arena texts;
};

// Compiles and runs source: a whole file, or statements of func main, after
// whose "---" line declarations may follow. Fails the test when that does not
// compile, or when timeline or figures are wrong.
struct sim_run *simulate(const struct simulation *what, const char *source);

void sim_free(struct sim_run *r);

// The same, for tests of the output alone.
void simulate_prints(const struct simulation *what, const char *source,
                     const char *want);

int sim_count(const struct sim_run *r, enum trace_event event);

// The first event of its kind after after (NULL: from the start), of G g (0:
// any); NULL when there is none.
const struct sim_event *sim_next(const struct sim_run *r,
                                 const struct sim_event *after,
                                 enum trace_event event, uint32_t g);

// As sim_next; fails the test when there is none.
const struct sim_event *sim_need(const struct sim_run *r,
                                 const struct sim_event *after,
                                 enum trace_event event, uint32_t g);

// The first GoStart by the rule after after, or NULL.
const struct sim_event *sim_start(const struct sim_run *r,
                                  const struct sim_event *after,
                                  enum trace_rule rule);

int sim_count_rule(const struct sim_run *r, enum trace_rule rule);

// The goid of the n-th G (from 0) that runs fn.
uint32_t sim_g(const struct sim_run *r, const char *fn, int n);

// Fails the test when got is further from want than so many percent of it.
void assert_near(int64_t got, int64_t want, int percent);

#define assert_between(got, low, high)                                         \
    assert_in_range((uintmax_t)(got), (uintmax_t)(low), (uintmax_t)(high))

#endif
