// disk: the machine's disk, which serves one request at a time. SimGrid gives
// its rates; its own disk model rounds the bytes of each step, and a run has
// steps of nanoseconds.
#ifndef HOST_DISK_H
#define HOST_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/nsec.h"
#include "base/serial.h"
#include "host/machine.h"

struct disk {
    const struct machine_disk *facts; // NULL: the machine has none
    struct serial queue;
};

// The machine must outlive the disk.
void disk_init(struct disk *d, const struct machine *m);

// A request of n bytes comes now: when it will be done. There must be a disk.
nsec disk_request(struct disk *d, nsec now, bool writes, int64_t n);

#endif
