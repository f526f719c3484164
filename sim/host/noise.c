#include "host/noise.h"

#include "base/check.h"

void noise_init(struct noise *n)
{
    *n = (struct noise){.on = false};
}

void noise_on(struct noise *n, const struct os_model *os,
              const struct cost_model *cost, uint64_t seed)
{
    struct rng r = rng_stream(seed, "noise speed");
    struct skew speed = skew_of(100, cost->speed_p90_pct);

    *n = (struct noise){
        .on = true,
        .os = os,
        .rng_latency = rng_stream(seed, "noise latency"),
        .rng_cost = rng_stream(seed, "noise cost"),
        .rng_loss = rng_stream(seed, "noise loss"),
        .rng_start = rng_stream(seed, "noise start"),
        .latency = skew_of(os->latency_p10_pct, os->latency_p90_pct),
        .cost = skew_of(cost->cost_p10_pct, cost->cost_p90_pct),
        .speed_x1024 = skew_draw(&speed, &r, 1024),
    };
    CHECK(n->speed_x1024 >= 1024);
}

nsec noise_latency(struct noise *n, nsec ns)
{
    return n->on ? skew_draw(&n->latency, &n->rng_latency, ns) : ns;
}

nsec noise_wake(struct noise *n, nsec ns)
{
    if (!n->on)
        return ns;
    ns = skew_draw(&n->latency, &n->rng_latency, ns);
    if ((int64_t)rng_below(&n->rng_latency, 100) < n->os->late_pct)
        ns += rng_exponential(&n->rng_latency, n->os->late_ns);
    return ns;
}

int64_t noise_work_ps(struct noise *n, int64_t ps)
{
    // Longer work has its share of all that can happen: it is not drawn as one.
    const int64_t drawn_ps = 10 * NSEC_USEC * 1000;
    int64_t first = ps < drawn_ps ? ps : drawn_ps;

    if (!n->on)
        return ps;
    first = skew_draw(&n->cost, &n->rng_cost, first) + (ps - first);
    return first / 1024 * n->speed_x1024 + first % 1024 * n->speed_x1024 / 1024;
}

nsec noise_until_loss(struct noise *n)
{
    if (!n->on || n->os->loss_every_ns == 0)
        return NSEC_MAX;
    return rng_exponential(&n->rng_loss, n->os->loss_every_ns);
}

nsec noise_loss(struct noise *n)
{
    return skew_draw(&n->latency, &n->rng_loss, n->os->loss_ns);
}
