// semtree: the waiters of one root of the table of semaphores, by address: a
// tree of the first waiters (sudog.prev: lower addresses, sudog.next: higher
// ones), the others behind each on sudog.link (sema.go: semaRoot). Under the
// lock of the root. Not for engines.
#ifndef RT_SEMTREE_H
#define RT_SEMTREE_H

#include <stddef.h>

#include "base/check.h"
#include "rt/sync.h"

// Hashing an address decides nothing that a program or a timeline can show: a
// wake-up goes to the first waiter of one address, and their order is kept,
// whoever else is in the same root. Only the cost of a contended root depends
// on it, as in Go (sema.go: rootFor).
static inline struct sema_root *semtree_root(struct m *mp, const word *sema)
{
    return &rt_semtab(mp)->root[((uintptr_t)sema >> 3) % SEMTAB_ROOTS];
}

// Nearer to the top of the tree is the higher rank: a treap whose random
// numbers are hashed addresses, so that it is shallow however they come.
static inline uint64_t semtree_rank(const struct sudog *sg)
{
    uint64_t x = (uint64_t)(uintptr_t)sg->sema;

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

// Where the first waiter of the address hangs; *place NULL: nobody waits.
static inline struct sudog **semtree_find(struct sema_root *root,
                                          const word *sema)
{
    struct sudog **at = &root->tree;

    while (*at != NULL && (*at)->sema != sema)
        at = (uintptr_t)sema < (uintptr_t)(*at)->sema ? &(*at)->prev
                                                      : &(*at)->next;
    return at;
}

// Makes sg, whose address nobody waits for, a node.
static inline void semtree_insert(struct sema_root *root, struct sudog *sg)
{
    struct sudog **at = &root->tree, **low = &sg->prev, **high = &sg->next;
    uintptr_t sema = (uintptr_t)sg->sema;
    uint64_t rank = semtree_rank(sg);

    while (*at != NULL && semtree_rank(*at) >= rank)
        at = sema < (uintptr_t)(*at)->sema ? &(*at)->prev : &(*at)->next;
    // What is below this place is split into both sides of sg.
    struct sudog *rest = *at;
    *at = sg;
    while (rest != NULL) {
        if ((uintptr_t)rest->sema < sema) {
            *low = rest;
            low = &rest->next;
            rest = rest->next;
        } else {
            *high = rest;
            high = &rest->prev;
            rest = rest->prev;
        }
    }
    *low = *high = NULL;
}

// Takes the node at this place out of the tree.
static inline void semtree_remove(struct sudog **at)
{
    struct sudog *low = (*at)->prev, *high = (*at)->next;

    (*at)->prev = (*at)->next = NULL;
    while (low != NULL && high != NULL) {
        if (semtree_rank(low) >= semtree_rank(high)) {
            *at = low;
            at = &low->next;
            low = *at;
        } else {
            *at = high;
            at = &high->prev;
            high = *at;
        }
    }
    *at = low != NULL ? low : high;
}

// Puts sg, which waits for the same address, in the node's place.
static inline void semtree_replace(struct sudog **at, struct sudog *sg)
{
    sg->prev = (*at)->prev;
    sg->next = (*at)->next;
    (*at)->prev = (*at)->next = NULL;
    *at = sg;
}

// sema.go: queue. At the end of those who wait for the address, or before them.
static inline void semtree_queue(struct sema_root *root, struct sudog *sg,
                                 bool lifo)
{
    struct sudog **at = semtree_find(root, sg->sema), *head = *at;

    sg->link = NULL;
    sg->tail = sg;
    if (head == NULL) {
        semtree_insert(root, sg);
    } else if (lifo) {
        semtree_replace(at, sg);
        sg->link = head;
        sg->tail = head->tail;
    } else {
        head->tail->link = sg;
        head->tail = sg;
    }
}

// sema.go: dequeue. Takes the first waiter at this place, which has one.
static inline struct sudog *semtree_dequeue(struct sudog **at)
{
    struct sudog *sg = *at, *second = sg->link;

    if (second != NULL) {
        second->tail = sg->tail;
        semtree_replace(at, second);
    } else {
        semtree_remove(at);
    }
    sg->link = NULL;
    return sg;
}

#endif
