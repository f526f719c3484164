#include "cli/simcommon.h"

#include <errno.h>

#include "cli/cli.h"
#include "cli/setting.h"

static bool parse_policy(struct sim_common *s, struct run_common *o, char *arg)
{
    s->policy = policy_find(arg);
    if (s->policy == NULL) {
        cli_usage("--policy=%s: there is no such one ('gmpsim models policies' "
                  "lists them)",
                  arg);
        return false;
    }
    o->policy = s->policy == &policy_go ? NULL : arg;
    return true;
}

// False: wrong, and said so.
static bool parse(struct sim_common *s, struct run_common *o, int key,
                  char *arg)
{
    switch (key) {
    case 'm':
        return run_common_name("machine", arg, &s->machine);
    case 'k':
        return run_common_name("costs", arg, &s->costs);
    case OPT_OS:
        return run_common_name("os", arg, &s->os);
    case OPT_TIME_LIMIT:
        return cli_duration("time-limit", arg, &s->time_limit);
    case OPT_EVENT_LIMIT:
        return cli_int("event-limit", arg, 1, INT64_MAX, &s->event_limit);
    case OPT_POLICY:
        return parse_policy(s, o, arg);
    case OPT_NOISE:
        return cli_switch("noise", arg, &o->noise);
    default: // OPT_SET
        vec_push(&o->set, arg);
        return true;
    }
}

error_t sim_common_option(struct sim_common *s, struct run_common *o, int key,
                          char *arg)
{
    switch (key) {
    case 'm':
    case 'k':
    case OPT_OS:
    case OPT_TIME_LIMIT:
    case OPT_EVENT_LIMIT:
    case OPT_POLICY:
    case OPT_SET:
    case OPT_NOISE:
        if (parse(s, o, key, arg))
            return 0;
        o->status = EXIT_USAGE;
        return EINVAL;
    default:
        return run_common_option(o, key, arg);
    }
}

int sim_common_load(const struct sim_common *s, const struct run_common *o,
                    struct models *m)
{
    return models_load(m, &(struct model_names){
                              .machine = s->machine,
                              .os = s->os,
                              .go = o->go,
                              .costs = s->costs,
                              .simgrid_cores = s->fluid ? (int)o->cores : 0});
}

int sim_common_settle(struct run_common *o, struct models *m)
{
    enum { QUOTA_SINCE = 25 }; // version of Go whose GOMAXPROCS heeds quotas

    for (size_t i = 0; i < o->set.n; i++)
        if (!setting_apply(m, o->set.v[i]))
            return EXIT_USAGE;
    if (o->cores == 0)
        o->cores = m->machine->ncores;
    if (o->cores > m->machine->ncores)
        return cli_usage("--cores=%lld: machine '%s' has %d",
                         (long long)o->cores, m->machine->name,
                         m->machine->ncores);
    if (m->go->go_minor >= QUOTA_SINCE && m->machine->quota_ns > 0)
        o->quota_procs = machine_quota_procs(m->machine, (int)o->cores);
    return run_common_settle(o, m->go);
}
