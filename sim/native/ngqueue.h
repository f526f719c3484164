// ngqueue: places where Gs are kept that no M runs. None of them is locked.
//
// An ngring holds pointers in an array, so that moving thousands of Gs from one
// place to another reads none of them: a G that has waited for long is in no
// cache. A gqueue links its Gs, needs no memory, and is for a few.
#ifndef NATIVE_NGQUEUE_H
#define NATIVE_NGQUEUE_H

#include <stddef.h>
#include <stdint.h>

struct g;

struct gqueue {
    struct g *head, *tail;
    int64_t n;
};

void ngqueue_push(struct gqueue *q, struct g *gp);
void ngqueue_push_front(struct gqueue *q, struct g *gp);
struct g *ngqueue_pop(struct gqueue *q); // NULL: empty

// Grows as needed. Zero-initialised is empty.
struct ngring {
    struct g **v;
    uint64_t cap; // a power of two, or 0
    uint64_t head;
    int64_t n;
};

void ngring_grow(struct ngring *r);
void ngring_release(struct ngring *r);

static inline void ngring_push(struct ngring *r, struct g *gp)
{
    if ((uint64_t)r->n == r->cap)
        ngring_grow(r);
    r->v[(r->head + (uint64_t)r->n++) & (r->cap - 1)] = gp;
}

static inline void ngring_push_front(struct ngring *r, struct g *gp)
{
    if ((uint64_t)r->n == r->cap)
        ngring_grow(r);
    r->v[--r->head & (r->cap - 1)] = gp;
    r->n++;
}

// The oldest, or NULL.
static inline struct g *ngring_pop(struct ngring *r)
{
    if (r->n == 0)
        return NULL;
    r->n--;
    return r->v[r->head++ & (r->cap - 1)];
}

// The newest, or NULL.
static inline struct g *ngring_pop_back(struct ngring *r)
{
    if (r->n == 0)
        return NULL;
    return r->v[(r->head + (uint64_t)--r->n) & (r->cap - 1)];
}

#endif
