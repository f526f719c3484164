// gotrace_remarks: what changes no state.
#include "trace/gotrace_v2.h"

#include <string.h>

// --- remarks

enum v2_advance v2_world(struct v2 *v, struct v2_cursor *c)
{
    struct gobatch_string kind = {"", 0};
    struct gowhere w = v2_where(v, c);
    bool begin = c->e.type == GOBATCH_STW_BEGIN;

    if (!v2_has(v, c, V2_M | V2_P | V2_G) ||
        (begin && !v2_text(v, c, c->e.arg[0], &kind)) ||
        (begin && !v2_learn(v, c, v2_running(v, c), c->e.arg[1])))
        return V2_WRONG;
    if (begin)
        goemit_label(v->emit, &w, "the world stops", &kind);
    else
        goemit_label(v->emit, &w, "the world goes on", NULL);
    return V2_DONE;
}

enum v2_advance v2_collector(struct v2 *v, struct v2_cursor *c)
{
    struct gowhere w = v2_where(v, c);

    if (c->e.type != GOBATCH_GC_ACTIVE && !v2_has(v, c, V2_M | V2_P | V2_G))
        return V2_WRONG;
    goemit_label(v->emit, &w,
                 c->e.type == GOBATCH_GC_BEGIN ? "a collection begins"
                 : c->e.type == GOBATCH_GC_END ? "the collection ends"
                                               : "a collection is going on",
                 NULL);
    return V2_DONE;
}

enum v2_advance v2_user_log(struct v2 *v, struct v2_cursor *c)
{
    struct gobatch_string key, value;
    struct gowhere w = v2_where(v, c);
    char name[GOBATCH_STRING_MAX + 1];

    if (!v2_has(v, c, V2_M | V2_P | V2_G) ||
        !v2_text(v, c, c->e.arg[1], &key) ||
        !v2_text(v, c, c->e.arg[2], &value))
        return V2_WRONG;
    memcpy(name, key.text, key.len);
    name[key.len] = '\0';
    goemit_label(v->emit, &w, name, &value);
    return V2_DONE;
}

// What timelines have no place for.
enum v2_advance v2_drop(struct v2 *v, struct v2_cursor *c)
{
    enum gotrace_drop what;

    switch ((enum gobatch_type)c->e.type) {
    case GOBATCH_HEAP_ALLOC:
    case GOBATCH_HEAP_GOAL:
        what = GODROP_HEAP;
        break;
    case GOBATCH_GC_SWEEP_ACTIVE:
    case GOBATCH_GC_SWEEP_BEGIN:
    case GOBATCH_GC_SWEEP_END:
    case GOBATCH_GC_MARK_ASSIST_ACTIVE:
    case GOBATCH_GC_MARK_ASSIST_BEGIN:
    case GOBATCH_GC_MARK_ASSIST_END:
        what = GODROP_SWEEP;
        break;
    case GOBATCH_GO_LABEL:
        what = GODROP_LABEL;
        break;
    case GOBATCH_USER_TASK_BEGIN:
    case GOBATCH_USER_TASK_END:
    case GOBATCH_USER_REGION_BEGIN:
    case GOBATCH_USER_REGION_END:
        what = GODROP_TASK;
        break;
    default:
        what = GODROP_EXPERIMENT;
        break;
    }
    goemit_drop(v->emit, what, 1);
    return V2_DONE;
}
