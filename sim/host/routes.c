#include "host/routes.h"

#include <string.h>
#include <sys/mman.h>

#include "base/check.h"
#include "host/host_simgrid.h"

static size_t size_for(size_t n)
{
    return sizeof(struct routes) + n * sizeof(struct route);
}

struct routes *routes_new(size_t n)
{
    struct routes *r = mmap(NULL, size_for(n), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (r == MAP_FAILED)
        return NULL;
    r->n = n;
    return r;
}

void routes_find(struct routes *r, const char *host)
{
    CHECK(r->n == host_simgrid_count());
    r->loaded = true;
    for (; r->next < r->n; r->next++) {
        const char *other = host_simgrid_name(r->next);
        struct route *to = &r->to[r->next];

        if (strcmp(host, other) == 0)
            continue;
        to->found = host_simgrid_route(host, other, &to->latency_ns,
                                       &to->bytes_per_s) &&
                    host_simgrid_route(other, host, &to->back_latency_ns,
                                       &to->back_bytes_per_s);
    }
}

void routes_free(struct routes *r)
{
    if (r != NULL)
        munmap(r, size_for(r->n));
}
