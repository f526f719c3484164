#include "host/disk.h"

#include <stddef.h>

#include "base/check.h"

void disk_init(struct disk *d, const struct machine *m)
{
    *d = (struct disk){.facts = m->ndisk == 0 ? NULL : &m->disk[0]};
}

nsec disk_request(struct disk *d, nsec now, bool writes, int64_t n)
{
    const struct machine_disk *f = d->facts;

    CHECK(f != NULL);
    int64_t rate = writes ? f->write_bytes_per_s : f->read_bytes_per_s;
    return serial_take(&d->queue, now, serial_ns(n, rate, f->latency_ns));
}
