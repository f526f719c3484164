#include "base/serial.h"

#include "base/check.h"

__extension__ typedef __int128 int128;

nsec serial_ns(int64_t n, int64_t bytes_per_s, nsec latency)
{
    CHECK(bytes_per_s >= 1);
    CHECK(latency >= 0);
    if (n <= 0)
        return latency;
    int128 ns = ((int128)n * NSEC_SEC + bytes_per_s - 1) / bytes_per_s;
    return nsec_add(latency, ns > NSEC_MAX ? NSEC_MAX : (nsec)ns);
}

nsec serial_take(struct serial *s, nsec now, nsec d)
{
    CHECK(d >= 0);
    s->free_at = nsec_add(s->free_at > now ? s->free_at : now, d);
    return s->free_at;
}
