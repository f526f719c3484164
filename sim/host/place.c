// place: on which core a thread wakes up, and where the longest queue is.
//
// Idle CPUs are in lists by last-level cache: those of physical cores that are
// idle altogether, and others; each has the fastest first, then the one that
// sleeps least deeply. CPUs have positions so that the siblings of a core, the
// cores of a cache and the caches of a socket are ranges of them.
#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "host/cores.h"

// ---- idle CPUs ----

static bool is_before(const struct host_core *a, const struct host_core *b)
{
    if (a->mhz != b->mhz)
        return a->mhz > b->mhz;
    if (a->idle_since != b->idle_since)
        return a->idle_since > b->idle_since;
    return a->id < b->id;
}

void place_withdraw(struct host_core *c)
{
    struct host_l3 *l3 = &c->host->l3[c->l3];

    if (c->idle_list == NULL)
        return;
    if (c->idle_prev != NULL)
        c->idle_prev->idle_next = c->idle_next;
    else
        *c->idle_list = c->idle_next;
    if (c->idle_next != NULL)
        c->idle_next->idle_prev = c->idle_prev;
    if (c->idle_list == &l3->whole)
        l3->nwhole--;
    c->idle_list = NULL;
}

void place_offer(struct host_core *c)
{
    struct host *h = c->host;
    struct host_l3 *l3 = &h->l3[c->l3];
    struct host_core *prev = NULL;

    CHECK(c->state == CORE_IDLE && c->idle_list == NULL);
    c->idle_list = h->nactive[c->phys] == 0 ? &l3->whole : &l3->half;
    struct host_core *next = *c->idle_list;
    while (next != NULL && is_before(next, c)) {
        prev = next;
        next = next->idle_next;
    }
    c->idle_prev = prev;
    c->idle_next = next;
    if (prev != NULL)
        prev->idle_next = c;
    else
        *c->idle_list = c;
    if (next != NULL)
        next->idle_prev = c;
    if (c->idle_list == &l3->whole)
        l3->nwhole++;
}

// The idle siblings of c go to the list that they are in now.
static void move_siblings(struct host_core *c)
{
    for (struct host_core *s = c->sibling; s != c; s = s->sibling)
        if (s->idle_list != NULL) {
            place_withdraw(s);
            place_offer(s);
        }
}

void place_idle(struct host_core *c)
{
    struct host *h = c->host;

    CHECK(h->nactive[c->phys] > 0);
    if (--h->nactive[c->phys] == 0)
        move_siblings(c);
    if (!c->throttled)
        place_offer(c);
}

void place_active(struct host_core *c)
{
    place_withdraw(c);
    if (c->host->nactive[c->phys]++ == 0)
        move_siblings(c);
}

// ---- choice ----

static struct host_core *idle_of(const struct host *h, int l3)
{
    return h->l3[l3].whole != NULL ? h->l3[l3].whole : h->l3[l3].half;
}

// The next cache with an idle CPU: of the same socket or of another.
static struct host_core *idle_elsewhere(const struct host *h, int l3, bool far)
{
    for (int i = 1; i < h->nl3; i++) {
        int other = (l3 + i) % h->nl3;
        struct host_core *c = idle_of(h, other);
        if (c != NULL && (h->l3[other].socket != h->l3[l3].socket) == far)
            return c;
    }
    return NULL;
}

// For a new thread: the fastest core, where most physical cores idle; on the
// socket of the process while one does.
static struct host_core *idle_for_new(const struct host *h)
{
    struct host_core *best = NULL;

    for (int pass = 0; pass < 4 && best == NULL; pass++) {
        bool whole = pass < 2, home = pass % 2 == 0;
        for (int i = 0; i < h->nl3; i++) {
            struct host_core *c = whole ? h->l3[i].whole : h->l3[i].half;
            if (c == NULL || (h->l3[i].socket == h->home_socket) != home)
                continue;
            if (best == NULL || c->mhz > best->mhz ||
                (c->mhz == best->mhz &&
                 h->l3[i].nwhole > h->l3[best->l3].nwhole))
                best = c;
        }
    }
    return best;
}

// The shortest queue, counting who runs.
static struct host_core *least_loaded(const struct host *h)
{
    struct host_core *best = NULL;
    int least = 0;

    for (int i = 0; i < h->ncores; i++) {
        struct host_core *c = &h->cores[h->by_position[i]];
        int load = c->nwaiting + (c->state != CORE_IDLE);
        if (best == NULL || load < least) {
            best = c;
            least = load;
        }
    }
    return best;
}

struct host_core *place_find(const struct host_thread *th,
                             struct host_core **queue)
{
    const struct host *h = th->host;
    struct host_core *c;

    if (th->last_core < 0) {
        c = idle_for_new(h);
        *queue = c == NULL ? least_loaded(h) : c;
        return c;
    }
    struct host_core *prev = &h->cores[th->last_core];
    *queue = prev;
    // A core that is throttled looks idle, and the thread is throttled too.
    if (prev->state == CORE_IDLE)
        return prev->throttled ? NULL : prev;
    c = idle_of(h, prev->l3);
    if (c == NULL && h->nl3 > 1)
        c = idle_elsewhere(h, prev->l3, false);
    if (c == NULL && h->nl3 > 1)
        c = idle_elsewhere(h, prev->l3, true);
    return c;
}

nsec place_migration_ns(struct host_thread *th, const struct host_core *c)
{
    struct host *h = th->host;

    if (th->last_core == -1 || th->last_core == c->id)
        return 0;
    const struct host_core *from = &h->cores[th->last_core];
    if (from->phys == c->phys)
        return 0;
    nsec ns = h->os->migrate_ns;
    if (from->socket != c->socket)
        ns = h->os->migrate_socket_ns;
    else if (from->l3 != c->l3)
        ns = h->os->migrate_l3_ns;
    return noise_latency(&h->noise, ns);
}

// ---- queues ----

static int longer(const struct host *h, int a, int b)
{
    int in_a = h->lengths[a], in_b = h->lengths[b];

    if (in_a != in_b)
        return in_a > in_b ? a : b;
    return a < b ? a : b;
}

void place_length(struct host_core *c, int length)
{
    struct host *h = c->host;

    CHECK(length >= 0);
    h->lengths[c->position] = length;
    for (int i = (h->nleaf + c->position) / 2; i > 0; i /= 2)
        h->longest[i] = longer(h, h->longest[2 * i], h->longest[2 * i + 1]);
}

struct host_core *place_longest(const struct host *h, int first, int end)
{
    int best = first;

    CHECK(first >= 0 && first < end && end <= h->ncores);
    for (int l = first + h->nleaf, r = end + h->nleaf; l < r; l /= 2, r /= 2) {
        if (l % 2 == 1)
            best = longer(h, best, h->longest[l++]);
        if (r % 2 == 1)
            best = longer(h, best, h->longest[--r]);
    }
    if (h->lengths[best] == 0)
        return NULL;
    return &h->cores[h->by_position[best]];
}

static int group_of(const struct host_core *c, int level)
{
    switch (level) {
    case 0:
        return c->phys;
    case 1:
        return c->l3;
    case 2:
        return c->socket;
    default:
        return 0;
    }
}

void place_range(const struct host_core *c, int level, int *first, int *end)
{
    const struct host *h = c->host;
    int n = h->ncores;

    CHECK(level >= 0 && level < PLACE_LEVELS);
    *first = *end = c->position;
    if (level == 0 && !h->smt)
        *end = c->position + 1;
    if (level == 3) {
        *first = 0;
        *end = n;
    }
    if (*end > *first)
        return;
    if (level == 1) {
        *first = h->l3[c->l3].first;
        *end = h->l3[c->l3].end;
        return;
    }
    while (*first > 0 && group_of(&h->cores[h->by_position[*first - 1]],
                                  level) == group_of(c, level))
        --*first;
    while (*end < n && group_of(&h->cores[h->by_position[*end]], level) ==
                           group_of(c, level))
        ++*end;
}

// ---- start ----

static bool lies_before(const struct host_core *a, const struct host_core *b)
{
    for (int level = 2; level >= 0; level--)
        if (group_of(a, level) != group_of(b, level))
            return group_of(a, level) < group_of(b, level);
    return a->id < b->id;
}

static void number_positions(struct host *h)
{
    for (int i = 0; i < h->ncores; i++) {
        int at = i;
        for (; at > 0; at--) {
            const struct host_core *before = &h->cores[h->by_position[at - 1]];
            if (lies_before(before, &h->cores[i]))
                break;
            h->by_position[at] = h->by_position[at - 1];
        }
        h->by_position[at] = i;
    }
    for (int i = 0; i < h->ncores; i++) {
        struct host_core *c = &h->cores[h->by_position[i]];
        struct host_l3 *l3 = &h->l3[c->l3];
        c->position = i;
        if (l3->end == 0)
            l3->first = i;
        l3->end = i + 1;
        l3->socket = c->socket;
    }
}

// CPUs of one physical core form a ring.
static void link_siblings(struct host *h)
{
    for (int i = 0; i < h->ncores; i++) {
        struct host_core *c = &h->cores[h->by_position[i]];
        struct host_core *before =
            i == 0 ? NULL : &h->cores[h->by_position[i - 1]];
        c->sibling = c;
        if (before == NULL || before->phys != c->phys)
            continue;
        c->sibling = before->sibling;
        before->sibling = c;
        h->smt = true;
    }
}

void place_init(struct host *h, const struct machine *machine)
{
    int n = h->ncores;

    h->machine = machine;
    h->nl3 = machine->smt == 0 ? 1 : machine->nl3;
    h->l3 = xcalloc((size_t)h->nl3, sizeof *h->l3);
    h->nactive = xcalloc((size_t)machine->ncores, sizeof *h->nactive);
    h->by_position = xcalloc((size_t)n, sizeof *h->by_position);
    for (h->nleaf = 1; h->nleaf < n; h->nleaf *= 2)
        ;
    h->lengths = xcalloc((size_t)h->nleaf, sizeof *h->lengths);
    h->longest = xcalloc(2 * (size_t)h->nleaf, sizeof *h->longest);
    for (int i = 0; i < n; i++) {
        struct host_core *c = &h->cores[i];
        c->phys = machine->smt == 0 ? i : machine->core[i];
        c->l3 = machine->smt == 0 ? 0 : machine->l3[i];
        c->socket = machine->smt == 0 ? 0 : machine->socket[i];
        CHECK(c->l3 < h->nl3 && c->phys < machine->ncores);
    }
    number_positions(h);
    link_siblings(h);
    h->home_socket = h->cores[0].socket;
    for (int i = 0; i < h->nleaf; i++)
        h->longest[h->nleaf + i] = i;
    for (int i = h->nleaf - 1; i > 0; i--)
        h->longest[i] = h->longest[2 * i];
    for (int i = 0; i < n; i++)
        place_offer(&h->cores[i]);
}

void place_release(struct host *h)
{
    free(h->l3);
    free(h->nactive);
    free(h->by_position);
    free(h->lengths);
    free(h->longest);
}
