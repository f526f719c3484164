#include "model/fields.h"

#include <assert.h>
#include <string.h>

#include "base/check.h"
#include "model/model.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

// What every model begins with, and how load.c reaches it.
#define STARTS_WITH_NAMES(T)                                                   \
    static_assert(offsetof(struct T, name) == 0 &&                             \
                      offsetof(struct T, about) == sizeof(char *),             \
                  "a model begins with its name and about")
STARTS_WITH_NAMES(sched_model);
STARTS_WITH_NAMES(cost_model);
STARTS_WITH_NAMES(os_model);

static const struct model_field sched_fields[] = {
#define SCHED(name, unit, meaning, origin)                                     \
    {#name, unit, meaning, origin, offsetof(struct sched_model, name), 1},
#include "model/sched.def"
#undef SCHED
};

static const struct model_field cost_fields[] = {
    {"reference_mhz", "MHz", "machine speed at which the numbers hold", "",
     offsetof(struct cost_model, reference_mhz), 1},
#define OPCOST(name, meaning)                                                  \
    {#name, "ps", meaning, "", offsetof(struct cost_model, name), 1},
#define COST(name, meaning)                                                    \
    {#name, "ns", meaning, "", offsetof(struct cost_model, name), 1},
#define CURVE(name, meaning)                                                   \
    {#name "_ns_x100",                                                         \
     "ns/100",                                                                 \
     meaning,                                                                  \
     "",                                                                       \
     offsetof(struct cost_model, name##_ns_x100),                              \
     COST_CURVE_POINTS},
#define PERCENT(name, meaning)                                                 \
    {#name, "%", meaning, "", offsetof(struct cost_model, name), 1},
#include "model/costs.def"
#undef OPCOST
#undef COST
#undef CURVE
#undef PERCENT
};

static const struct model_field os_fields[] = {
#define OS(name, unit, meaning)                                                \
    {#name, unit, meaning, "", offsetof(struct os_model, name), 1},
#include "model/os.def"
#undef OS
};

const struct model_kind model_kind_sched = {
    .dir = "schedulers",
    .what = "scheduler model",
    .size = sizeof(struct sched_model),
    .field = sched_fields,
    .nfield = COUNT(sched_fields),
};
const struct model_kind model_kind_cost = {
    .dir = "costs",
    .what = "cost model",
    .size = sizeof(struct cost_model),
    .field = cost_fields,
    .nfield = COUNT(cost_fields),
};
const struct model_kind model_kind_os = {
    .dir = "os",
    .what = "model of an operating system",
    .size = sizeof(struct os_model),
    .field = os_fields,
    .nfield = COUNT(os_fields),
};

// ---- ranges ----

struct range {
    const char *of; // a unit or a field
    int64_t min, max;
};

static const struct range unit_ranges[] = {
    {"0/1", 0, 1},
    {"", 0, 1000000},
    {"ns", 0, INT64_C(3600000000000)}, // an hour
    {"ps", 0, 1000000000},             // 1 ms
    {"ns/100", 1, 100000000},          // 1 ms; 0 would be free contention
    {"MHz", 1, 100000},
    {"%", 0, 100},
};

// Fields that something divides by, or that would make simulated time stand
// still at 0, or whose sane range is not that of the unit.
static const struct range field_ranges[] = {
    {"go_minor", 0, 99},
    {"timeslice_ns", 1000, INT64_C(3600000000000)},
    {"sysmon_min_ns", 1000, INT64_C(3600000000000)},
    {"sysmon_max_ns", 1000, INT64_C(3600000000000)},
    {"sysmon_deep_sleep_ns", 1000, INT64_C(3600000000000)},
    {"poll_granularity_ns", 1, 1000000000},
    {"schedtick_global", 0, 1000000}, // 0: never
    {"procs_default", 0, 1024},
    {"procs_max", 1, 1024},
    {"runq_cap", 0, 256},
    {"steal_passes", 0, 64},
    {"steal_walk", 0, 2},
    {"steal_runnext_from", 0, 64},
    {"steal_timers", 0, 2},
    {"timer_heaps", 0, 64},
    {"goid_batch", 1, 1024},
    {"ms_max", 1, 1000000},
    {"start_system_gs", 0, 64},
    {"start_preempted_pct", 0, 100},
    {"start_goid", 2, 1000000}, // 1 is main's
    {"mutex_spins", 0, 1000},
    {"slice_ns", 1000, INT64_C(3600000000000)},
    {"balance_ns", 1000, INT64_C(3600000000000)},
    {"quota_slice_ns", 1000, INT64_C(3600000000000)},
    {"quota_slack_ns", 1000, INT64_C(3600000000000)},
    {"line_smt_pct", 1, 100000},
    {"line_socket_pct", 1, 100000},
    {"line_far_pct", 1, 100000},
    {"cost_p10_pct", 1, 100},
    {"cost_p90_pct", 100, 100000},
    {"speed_p90_pct", 100, 100000},
    {"latency_p10_pct", 1, 100},
    {"latency_p90_pct", 100, 100000},
};

static const struct range *range_of(const struct range *r, size_t n,
                                    const char *of)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(r[i].of, of) == 0)
            return &r[i];
    return NULL;
}

void model_field_range(const struct model_field *f, int64_t *min, int64_t *max)
{
    const struct range *r =
        range_of(field_ranges, COUNT(field_ranges), f->name);

    if (r == NULL)
        r = range_of(unit_ranges, COUNT(unit_ranges), f->unit);
    CHECK(r != NULL);
    *min = r->min;
    *max = r->max;
}

// ---- values ----

bool model_field_parse(const struct model_field *f, const char *text,
                       int64_t *value)
{
    int64_t min, max, v = 0;
    bool after_digit = false;

    model_field_range(f, &min, &max);
    if (text[0] == '0' && text[1] != '\0')
        return false; // 010 would be 8 in YAML 1.1
    for (; *text != '\0'; text++) {
        if (*text == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        if (*text < '0' || *text > '9')
            return false;
        after_digit = true;
        v = v * 10 + (*text - '0');
        if (v > max)
            return false;
    }
    if (!after_digit || v < min)
        return false;
    *value = v;
    return true;
}

int64_t *model_field_at(const struct model_field *f, void *model, size_t i)
{
    CHECK(i < f->count);
    CHECK(f->offset % sizeof(int64_t) == 0);
    return (int64_t *)(void *)((char *)model + f->offset) + i;
}
