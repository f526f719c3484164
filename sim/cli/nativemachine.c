#include "cli/nativemachine.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/xmalloc.h"

bool nativemachine_is_used(const struct code *code)
{
    for (uint32_t i = 0; i < code->nnatives; i++) {
        switch (code->natives[i]) {
        case NAT_WORK_DIAL:
        case NAT_HTTP_DIAL:
        case NAT_WORK_DISK_READ:
        case NAT_WORK_DISK_WRITE:
            return true;
        default:
            break;
        }
    }
    return false;
}

struct native_machine nativemachine_of(const struct machine *m)
{
    struct native_remote *remote =
        xcalloc(m->nremote + 1, sizeof(struct native_remote));
    struct native_machine n = {
        .remote = remote, .nremote = m->nremote, .internet = m->internet};

    for (size_t i = 0; i < m->nremote; i++) {
        const struct machine_remote *r = &m->remote[i];

        remote[i] = (struct native_remote){
            .name = r->name,
            .latency_ns = r->latency_ns,
            .back_latency_ns = r->back_latency_ns,
            .bytes_per_s = r->bytes_per_s,
            .back_bytes_per_s = r->back_bytes_per_s,
            .http_bytes = r->http_bytes,
            .http_ns = r->http_ns,
        };
    }
    if (m->ndisk > 0) {
        n.read_bytes_per_s = m->disk[0].read_bytes_per_s;
        n.write_bytes_per_s = m->disk[0].write_bytes_per_s;
        n.disk_latency_ns = m->disk[0].latency_ns;
        CHECK(n.read_bytes_per_s > 0);
        CHECK(n.write_bytes_per_s > 0);
    }
    return n;
}

void nativemachine_release(struct native_machine *n)
{
    free((void *)(uintptr_t)n->remote);
    *n = (struct native_machine){.internet = -1};
}
