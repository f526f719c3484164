#include "host/runtree.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"

// Far more levels than any treap of as many nodes as there can be threads has.
enum { DEPTH_MAX = 1000 };

static bool is_before(const struct runtree_node *a,
                      const struct runtree_node *b)
{
    return a->key != b->key ? a->key < b->key : a->seq < b->seq;
}

static void update(struct runtree_node *n)
{
    n->min_v = n->v;
    if (n->left != NULL && n->left->min_v < n->min_v)
        n->min_v = n->left->min_v;
    if (n->right != NULL && n->right->min_v < n->min_v)
        n->min_v = n->right->min_v;
}

// The finalizer of splitmix64, which spreads consecutive numbers.
static uint32_t hash(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(x >> 32);
}

// Splits the tree at t into what is before node and what is after it.
static void split(struct runtree_node *t, const struct runtree_node *node,
                  struct runtree_node **before, struct runtree_node **after)
{
    struct runtree_node *path[DEPTH_MAX];
    int n = 0;

    while (t != NULL) {
        CHECK(n < DEPTH_MAX);
        path[n++] = t;
        if (is_before(t, node)) {
            *before = t;
            before = &t->right;
            t = t->right;
        } else {
            *after = t;
            after = &t->left;
            t = t->left;
        }
    }
    *before = *after = NULL;
    while (n > 0)
        update(path[--n]);
}

void runtree_insert(struct runtree_node **root, struct runtree_node *node)
{
    struct runtree_node *path[DEPTH_MAX];
    int n = 0;

    node->priority = hash(node->seq);
    while (*root != NULL && (*root)->priority >= node->priority) {
        CHECK(n < DEPTH_MAX);
        CHECK((*root)->seq != node->seq);
        path[n++] = *root;
        root = is_before(*root, node) ? &(*root)->right : &(*root)->left;
    }
    split(*root, node, &node->left, &node->right);
    *root = node;
    update(node);
    while (n > 0)
        update(path[--n]);
}

// One tree of two whose keys do not overlap.
static struct runtree_node *join(struct runtree_node *a, struct runtree_node *b)
{
    struct runtree_node *path[DEPTH_MAX], *root = NULL, **at = &root;
    int n = 0;

    while (a != NULL && b != NULL) {
        CHECK(n < DEPTH_MAX);
        if (a->priority >= b->priority) {
            *at = path[n++] = a;
            at = &a->right;
            a = a->right;
        } else {
            *at = path[n++] = b;
            at = &b->left;
            b = b->left;
        }
    }
    *at = a != NULL ? a : b;
    while (n > 0)
        update(path[--n]);
    return root;
}

void runtree_remove(struct runtree_node **root, struct runtree_node *node)
{
    struct runtree_node *path[DEPTH_MAX];
    int n = 0;

    while (*root != node) {
        CHECK(*root != NULL);
        CHECK(n < DEPTH_MAX);
        path[n++] = *root;
        root = is_before(*root, node) ? &(*root)->right : &(*root)->left;
    }
    *root = join(node->left, node->right);
    node->left = node->right = NULL;
    while (n > 0)
        update(path[--n]);
}

struct runtree_node *runtree_first(struct runtree_node *root)
{
    while (root != NULL && root->left != NULL)
        root = root->left;
    return root;
}

struct runtree_node *runtree_pick(struct runtree_node *root, nsec limit)
{
    while (root != NULL) {
        if (root->left != NULL && root->left->min_v <= limit)
            root = root->left;
        else if (root->v <= limit)
            return root;
        else
            root = root->right;
    }
    return NULL;
}
