// runtree: it says what a search of the whole list says.
#include "host/runtree.h"

#include <stdbool.h>
#include <string.h>

#include "base/rng.h"

#include "testing.h"

enum { N = 200, STEPS = 20000 };

static struct runtree_node nodes[N];
static bool inside[N];
static struct runtree_node *root;

// The first by key and number of those with v <= limit.
static struct runtree_node *search(nsec limit)
{
    struct runtree_node *best = NULL;

    for (int i = 0; i < N; i++) {
        struct runtree_node *n = &nodes[i];
        if (inside[i] && n->v <= limit &&
            (best == NULL || n->key < best->key ||
             (n->key == best->key && n->seq < best->seq)))
            best = n;
    }
    return best;
}

static int depth_of(const struct runtree_node *n)
{
    if (n == NULL)
        return 0;
    int left = depth_of(n->left), right = depth_of(n->right);
    return 1 + (left > right ? left : right);
}

TEST(an_empty_tree_has_no_first)
{
    assert_null(runtree_first(NULL));
    assert_null(runtree_pick(NULL, NSEC_MAX));
}

TEST(equal_keys_leave_in_the_order_they_came)
{
    root = NULL;
    for (int i = 0; i < N; i++) {
        nodes[i] =
            (struct runtree_node){.key = 7, .v = 1, .seq = (uint64_t)i + 1};
        runtree_insert(&root, &nodes[i]);
    }
    for (int i = 0; i < N; i++) {
        assert_ptr_equal(runtree_first(root), &nodes[i]);
        assert_ptr_equal(runtree_pick(root, 1), &nodes[i]);
        assert_null(runtree_pick(root, 0));
        runtree_remove(&root, &nodes[i]);
    }
    assert_null(root);
}

TEST(what_it_picks_is_what_a_search_finds)
{
    struct rng r = rng_stream(1, "runtree");
    uint64_t seq = 0;

    root = NULL;
    memset(inside, 0, sizeof inside);
    for (int step = 0; step < STEPS; step++) {
        size_t i = (size_t)rng_below(&r, N);
        if (inside[i]) {
            runtree_remove(&root, &nodes[i]);
        } else {
            nodes[i] = (struct runtree_node){.key = (nsec)rng_below(&r, 50),
                                             .v = (nsec)rng_below(&r, 100) - 50,
                                             .seq = ++seq};
            runtree_insert(&root, &nodes[i]);
        }
        inside[i] = !inside[i];
        nsec limit = (nsec)rng_below(&r, 120) - 60;
        assert_ptr_equal(runtree_pick(root, limit), search(limit));
        assert_ptr_equal(runtree_first(root), search(NSEC_MAX));
    }
}

TEST(rising_keys_make_no_deep_tree)
{
    static struct runtree_node many[10000];

    root = NULL;
    for (int i = 0; i < 10000; i++) {
        many[i] = (struct runtree_node){.key = i, .v = i, .seq = (uint64_t)i};
        runtree_insert(&root, &many[i]);
    }
    assert_true(depth_of(root) < 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(an_empty_tree_has_no_first),
        RUN(equal_keys_leave_in_the_order_they_came),
        RUN(what_it_picks_is_what_a_search_finds),
        RUN(rising_keys_make_no_deep_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
