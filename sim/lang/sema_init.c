// The order in which package variables are initialized. Go spec: Package
// initialization: the next variable is the first in the source that waits for
// no other one; it waits for the variables that its value refers to, also
// through functions.
//
// Variables and functions are the nodes of a graph. Functions that call one
// another are put together (Tarjan's strongly connected components); then a
// component is done when all it refers to is done. Linear in the size of the
// source but for the queue of variables. Nothing recurses.
#include "lang/sema_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

struct graph {
    struct sema *s;
    uint32_t n;          // nodes are 1..n
    uint32_t *number;    // order of discovery, 0 unseen
    uint32_t *low;       // the earliest node that it leads back to
    uint32_t *component; // 0: not known yet
    uint32_t ncomponents;
    uint32_t *waiting; // of components: edges to others that are not done
    uint32_t *first;   // of components: nodes as a list,
    uint32_t *next;    // linked by node
    uint32_t *users_start, *users; // components by those that they refer to
};

static bool is_var(const struct graph *g, uint32_t node)
{
    return g->s->nodes.v[node - 1].obj->kind == OBJ_VAR;
}

static struct edge *edges_of(const struct graph *g, uint32_t node)
{
    return g->s->nodes.v[node - 1].edges;
}

// ---- components ----

struct visit {
    uint32_t node;
    struct edge *edge; // to look at next
};

struct tarjan {
    VEC(struct visit) calls;
    VEC(uint32_t) open; // nodes without a component
    uint32_t seen;
};

static void discover(struct graph *g, struct tarjan *t, uint32_t node)
{
    struct visit v = {node, edges_of(g, node)};

    g->number[node] = g->low[node] = ++t->seen;
    vec_push(&t->calls, v);
    vec_push(&t->open, node);
}

// node is the first of its component, which ends the list of open nodes.
static void close_component(struct graph *g, struct tarjan *t, uint32_t node)
{
    uint32_t c = ++g->ncomponents, member;

    do {
        member = t->open.v[--t->open.n];
        g->component[member] = c;
        g->next[member] = g->first[c];
        g->first[c] = member;
    } while (member != node);
}

static void find_components(struct graph *g)
{
    struct tarjan t = {0};

    for (uint32_t root = 1; root <= g->n; root++) {
        if (g->number[root] == 0)
            discover(g, &t, root);
        while (t.calls.n > 0) {
            struct visit *v = &vec_last(&t.calls);
            uint32_t node = v->node;
            if (v->edge != NULL) {
                uint32_t to = v->edge->to;
                v->edge = v->edge->next;
                if (g->number[to] == 0)
                    discover(g, &t, to);
                else if (g->component[to] == 0 && g->number[to] < g->low[node])
                    g->low[node] = g->number[to];
                continue;
            }
            t.calls.n--;
            if (g->low[node] == g->number[node])
                close_component(g, &t, node);
            if (t.calls.n > 0 && g->low[vec_last(&t.calls).node] > g->low[node])
                g->low[vec_last(&t.calls).node] = g->low[node];
        }
    }
    vec_release(&t.calls);
    vec_release(&t.open);
}

// ---- cycles ----

static bool refers_to(const struct graph *g, uint32_t from, uint32_t to)
{
    for (struct edge *e = edges_of(g, from); e != NULL; e = e->next)
        if (e->to == to)
            return true;
    return false;
}

// Finds the shortest way from v back to v in its component; from[w] is the node
// before w. The last one is returned.
static uint32_t find_way(const struct graph *g, uint32_t v, uint32_t *from)
{
    VEC(uint32_t) queue = {0};
    uint32_t end = 0;

    vec_push(&queue, v);
    for (size_t i = 0; i < queue.n && end == 0; i++) {
        uint32_t node = queue.v[i];
        for (struct edge *e = edges_of(g, node); e != NULL; e = e->next) {
            if (e->to == v) {
                end = node;
                break;
            }
            if (g->component[e->to] != g->component[v] || from[e->to] != 0)
                continue;
            from[e->to] = node;
            vec_push(&queue, e->to);
        }
    }
    vec_release(&queue);
    CHECK(end != 0);
    return end;
}

static void report_cycle(struct graph *g, uint32_t v)
{
    struct sema *s = g->s;
    struct object *obj = s->nodes.v[v - 1].obj;
    VEC(struct object *) way = {0}; // from the last one back to obj

    if (refers_to(g, v, v)) {
        sema_error(s, obj->pos, "initialization cycle: %s refers to itself",
                   obj->name);
        return;
    }
    uint32_t *from = xcalloc(g->n + 1, sizeof *from);
    for (uint32_t node = find_way(g, v, from); node != v; node = from[node])
        vec_push(&way, s->nodes.v[node - 1].obj);
    free(from);
    vec_push(&way, obj);
    sema_error(s, obj->pos, "initialization cycle for %s", obj->name);
    for (size_t i = way.n; i > 0; i--)
        sema_note(s, way.v[i - 1]->pos, "%s refers to %s", way.v[i - 1]->name,
                  i > 1 ? way.v[i - 2]->name : obj->name);
    vec_release(&way);
}

// A variable that is in a component with others, or refers to itself, waits for
// itself. Reports each such component once.
static bool check_cycles(struct graph *g)
{
    bool ok = true, *reported = xcalloc(g->ncomponents + 1, sizeof *reported);

    for (uint32_t v = 1; v <= g->n; v++) {
        uint32_t c = g->component[v];
        bool alone = g->first[c] == v && g->next[v] == 0;
        if (!is_var(g, v) || reported[c] || (alone && !refers_to(g, v, v)))
            continue;
        report_cycle(g, v);
        reported[c] = true;
        ok = false;
    }
    free(reported);
    return ok;
}

// ---- order ----

// Calls once for each edge between two components.
static void count_users(struct graph *g)
{
    uint32_t *start = g->users_start;

    for (uint32_t v = 1; v <= g->n; v++)
        for (struct edge *e = edges_of(g, v); e != NULL; e = e->next)
            if (g->component[e->to] != g->component[v])
                start[g->component[e->to] + 1]++;
    for (uint32_t c = 1; c <= g->ncomponents + 1; c++)
        start[c] += start[c - 1];
    g->users = xcalloc((size_t)start[g->ncomponents + 1] + 1, sizeof *g->users);
    uint32_t *fill = xcalloc(g->ncomponents + 2, sizeof *fill);
    for (uint32_t v = 1; v <= g->n; v++) {
        uint32_t c = g->component[v];
        for (struct edge *e = edges_of(g, v); e != NULL; e = e->next) {
            uint32_t to = g->component[e->to];
            if (to == c)
                continue;
            g->users[start[to] + fill[to]++] = c;
            g->waiting[c]++;
        }
    }
    free(fill);
}

// A binary heap of variables, the first of the source on top.
struct queue {
    uint32_t *v;
    size_t n, cap;
};

static void queue_push(struct queue *q, uint32_t v)
{
    vec_push(q, v);
    for (size_t i = q->n - 1; i > 0 && q->v[i] < q->v[(i - 1) / 2];
         i = (i - 1) / 2) {
        uint32_t x = q->v[i];
        q->v[i] = q->v[(i - 1) / 2];
        q->v[(i - 1) / 2] = x;
    }
}

static uint32_t queue_pop(struct queue *q)
{
    uint32_t top = q->v[0], x = q->v[--q->n];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= q->n)
            break;
        if (child + 1 < q->n && q->v[child + 1] < q->v[child])
            child++;
        if (q->v[child] >= x)
            break;
        q->v[i] = q->v[child];
        i = child;
    }
    q->v[i] = x;
    return top;
}

// Component c waits for nothing: variables queue up, also those without a
// value, which take their turn like the others; all else is done at once.
static void make_ready(struct graph *g, struct queue *vars, struct queue *done,
                       uint32_t c)
{
    uint32_t v = g->first[c];

    CHECK(g->waiting[c] == 0 && v != 0);
    if (is_var(g, v))
        queue_push(vars, v);
    else
        vec_push(done, c);
}

static void order_components(struct graph *g)
{
    struct queue vars = {0}, done = {0};
    struct package *p = g->s->pkg;

    for (uint32_t c = 1; c <= g->ncomponents; c++)
        if (g->waiting[c] == 0)
            make_ready(g, &vars, &done, c);
    while (vars.n + done.n > 0) {
        uint32_t c;
        if (done.n > 0) {
            c = done.v[--done.n];
        } else {
            uint32_t v = queue_pop(&vars);
            if (g->s->nodes.v[v - 1].init != NULL)
                p->init_order[p->ninit++] = g->s->nodes.v[v - 1].init;
            c = g->component[v];
        }
        for (uint32_t i = g->users_start[c]; i < g->users_start[c + 1]; i++)
            if (--g->waiting[g->users[i]] == 0)
                make_ready(g, &vars, &done, g->users[i]);
    }
    vec_release(&vars);
    vec_release(&done);
}

void sema_init_order(struct sema *s)
{
    CHECK(s->nodes.n < UINT32_MAX - 2);
    struct graph g = {.s = s, .n = (uint32_t)s->nodes.n};
    size_t size = (size_t)g.n + 3;

    g.number = xcalloc(size, sizeof *g.number);
    g.low = xcalloc(size, sizeof *g.low);
    g.component = xcalloc(size, sizeof *g.component);
    g.waiting = xcalloc(size, sizeof *g.waiting);
    g.first = xcalloc(size, sizeof *g.first);
    g.next = xcalloc(size, sizeof *g.next);
    g.users_start = xcalloc(size, sizeof *g.users_start);
    s->pkg->init_order = arena_array(s->a, size, sizeof *s->pkg->init_order);
    find_components(&g);
    if (check_cycles(&g)) {
        count_users(&g);
        order_components(&g);
    }
    free(g.number);
    free(g.low);
    free(g.component);
    free(g.waiting);
    free(g.first);
    free(g.next);
    free(g.users_start);
    free(g.users);
}
