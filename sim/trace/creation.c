#include "trace/creation.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/put.h"

enum { HEAD = 3, TAIL = 3 }; // steps on both sides of a cut

static void need_root(struct creation *c)
{
    if (c->nodes.n == 0)
        vec_push(&c->nodes, ((struct creation_node){.fn = ""}));
}

uint32_t creation_next(struct creation *c, uint32_t parent, uint32_t sibling)
{
    need_root(c);
    CHECK(parent < c->nodes.n && sibling < c->nodes.n);
    if (sibling != 0)
        CHECK(c->nodes.v[sibling].parent == parent);

    const struct creation_node *p = &c->nodes.v[parent];
    const struct creation_node *s = &c->nodes.v[sibling];
    uint32_t there = sibling == 0 ? p->first : s->next;
    if (there != 0)
        return there;
    uint32_t node = (uint32_t)c->nodes.n;
    struct creation_node made = {.parent = parent,
                                 .number = sibling == 0 ? 1 : s->number + 1,
                                 .depth = p->depth + 1,
                                 .fn = ""};
    made.head = made.depth <= HEAD ? node : p->head;
    vec_push(&c->nodes, made);
    if (sibling == 0)
        c->nodes.v[parent].first = node;
    else
        c->nodes.v[sibling].next = node;
    return node;
}

uint32_t *creation_of(struct creation *c, const struct fold *f)
{
    size_t n = fold_gs(f);
    uint32_t *node = xcalloc(n + 1, sizeof *node);
    uint32_t *last =
        xcalloc(n + 1, sizeof *last); // child of each; [n]: of none

    need_root(c);
    for (size_t i = 0; i < n; i++) {
        struct fold_g g = fold_g(f, i);
        size_t by = n;

        if (g.system)
            continue;
        if (g.creator >= 0 && (size_t)g.creator < i)
            by = (size_t)g.creator;
        node[i] = creation_next(c, by == n ? 0 : node[by], last[by]);
        last[by] = node[i];
        if (c->nodes.v[node[i]].fn[0] == '\0')
            c->nodes.v[node[i]].fn = strtab_cstr(&c->names, g.fn);
    }
    free(last);
    return node;
}

// Writes the last n numbers of the path to node, each with a dot before it.
static char *put_steps(const struct creation *c, uint32_t node, uint32_t n,
                       char *o)
{
    uint32_t step[CREATION_DEPTH_WHOLE];

    CHECK(n <= CREATION_DEPTH_WHOLE);
    for (uint32_t i = n; i-- > 0; node = c->nodes.v[node].parent) {
        CHECK(node != CREATION_NONE);
        step[i] = c->nodes.v[node].number;
    }
    for (uint32_t i = 0; i < n; i++) {
        *o++ = '.';
        o = put_i64(o, step[i]);
    }
    return o;
}

void creation_path(const struct creation *c, uint32_t node,
                   char out[CREATION_PATH_MAX])
{
    char *o = out;
    uint32_t root = node;

    CHECK(node != CREATION_NONE && node < c->nodes.n);
    uint32_t depth = c->nodes.v[node].depth;
    if (depth > CREATION_DEPTH_WHOLE)
        root = c->nodes.v[node].head;
    while (c->nodes.v[root].parent != CREATION_NONE)
        root = c->nodes.v[root].parent;
    if (c->nodes.v[root].number == 1) {
        o = put_text(o, "main", 4);
    } else { // only in timelines that are not ours
        o = put_text(o, "nobody.", 7);
        o = put_i64(o, c->nodes.v[root].number);
    }
    if (depth <= CREATION_DEPTH_WHOLE) {
        o = put_steps(c, node, depth - 1, o);
    } else {
        o = put_steps(c, c->nodes.v[node].head, HEAD - 1, o);
        o = put_text(o, "..", 2);
        o = put_steps(c, node, TAIL, o);
        o = put_text(o, " (depth ", 8);
        o = put_i64(o, depth);
        *o++ = ')';
    }
    *o = '\0';
    CHECK(o < out + CREATION_PATH_MAX);
}

const char *creation_fn(const struct creation *c, uint32_t node)
{
    CHECK(node < c->nodes.n);
    return c->nodes.v[node].fn;
}

size_t creation_nodes(const struct creation *c)
{
    return c->nodes.n;
}

void creation_release(struct creation *c)
{
    vec_release(&c->nodes);
    strtab_release(&c->names);
}
