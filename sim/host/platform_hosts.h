// platform_hosts: the hosts and disks that a platform file has, and which of
// them are what, for platform.c.
#ifndef HOST_PLATFORM_HOSTS_H
#define HOST_PLATFORM_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "host/platform.h"
#include "model/errtext.h"

struct platform_host {
    const char *id;
    bool is_go, is_internet; // has the property role=go, role=internet
};

struct platform_host_disk {
    const char *host, *id;
    int64_t latency_ns;
};

// Zero-initialised is valid and empty. The names belong to others.
struct platform_hosts {
    VEC(struct platform_host) hosts;
    VEC(struct platform_host_disk) disks; // as in the file
};

// The hosts from first on have role=go, or else role=internet.
void platform_hosts_role(struct platform_hosts *h, size_t first, bool go);

// Fills p's hosts and disks in, or adds errors about the file at path.
void platform_hosts_choose(const struct platform_hosts *h, struct platform *p,
                           const char *path, struct errtext *err);

void platform_hosts_release(struct platform_hosts *h);

#endif
