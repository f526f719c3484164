#include "host/platform_hosts.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"

void platform_hosts_role(struct platform_hosts *h, size_t first, bool go)
{
    for (size_t i = first; i < h->hosts.n; i++) {
        h->hosts.v[i].is_go = go;
        h->hosts.v[i].is_internet = !go;
    }
}

// The host that runs the program, or NULL with an error.
static const char *go_host(const struct platform_hosts *h, const char *path,
                           struct errtext *err)
{
    const char *go = NULL, *named = NULL;
    size_t ngo = 0;

    for (size_t i = 0; i < h->hosts.n; i++) {
        const struct platform_host *host = &h->hosts.v[i];

        if (host->is_go) {
            go = host->id;
            ngo++;
        }
        if (strcmp(host->id, "machine") == 0)
            named = host->id;
    }
    if (ngo == 0)
        go = h->hosts.n == 1 ? h->hosts.v[0].id : named;
    if (h->hosts.n == 0)
        errtext_add(err, path, 0, 0, "no host");
    else if (ngo > 1)
        errtext_add(err, path, 0, 0,
                    "%zu hosts have the property "
                    "role=go, one may run the program",
                    ngo);
    else if (go == NULL)
        errtext_add(err, path, 0, 0,
                    "none of the %zu hosts has the "
                    "property role=go or the name 'machine'",
                    h->hosts.n);
    return ngo > 1 ? NULL : go;
}

// The host that answers for those that the file does not name, or NULL: the one
// with role=internet, else the only one besides go, else the one so named.
static const char *internet_host(const struct platform_hosts *h, const char *go,
                                 const char *path, struct errtext *err)
{
    const char *internet = NULL, *named = NULL, *other = NULL;
    size_t n = 0;

    for (size_t i = 0; i < h->hosts.n; i++) {
        const struct platform_host *host = &h->hosts.v[i];

        if (host->is_internet) {
            internet = host->id;
            n++;
        }
        if (host->id == go)
            continue;
        other = host->id;
        if (strcmp(host->id, "internet") == 0)
            named = host->id;
    }
    if (n > 1)
        errtext_add(err, path, 0, 0,
                    "%zu hosts have the property role=internet, one may be it",
                    n);
    if (n > 0 && internet == go)
        errtext_add(err, path, 0, 0,
                    "host '%s' runs the program, it cannot be the internet",
                    go);
    if (n > 0)
        return internet;
    return h->hosts.n == 2 ? other : named;
}

void platform_hosts_choose(const struct platform_hosts *h, struct platform *p,
                           const char *path, struct errtext *err)
{
    const char *go = go_host(h, path, err);

    if (go == NULL)
        return;
    const char *internet = internet_host(h, go, path, err);
    p->host = xstrdup(go);
    p->internet = internet == NULL ? NULL : xstrdup(internet);
    p->nhost = h->hosts.n;
    p->disk = xcalloc(h->disks.n + 1, sizeof *p->disk);
    for (size_t i = 0; i < h->disks.n; i++) {
        const struct platform_host_disk *d = &h->disks.v[i];

        if (strcmp(d->host, go) == 0)
            p->disk[p->ndisk++] =
                (struct platform_disk){xstrdup(d->id), d->latency_ns};
    }
}

void platform_hosts_release(struct platform_hosts *h)
{
    vec_release(&h->hosts);
    vec_release(&h->disks);
}
