// nserver: the remotes of the machine, as a thread of this process that speaks
// HTTP/1.1 on a loopback socket: GET, keep-alive, a body of zero bytes.
//
// It answers "GET http://NAME/…" (so it can be a proxy) and "GET /…" with a
// Host line; ?bytes=N or &bytes=N is the length of the body, else the remote's
// http_bytes. The head goes out one way there, http_ns and one way back after
// the request came in; the body follows at the rate of the way back. Answers of
// one remote share that rate piece by piece, in turn. A name that no remote has
// is the internet's, or not found.
#ifndef NATIVE_NSERVER_H
#define NATIVE_NSERVER_H

#include <stddef.h>
#include <stdint.h>

#include "native/native.h"

struct nserver;

// Binds a free port of 127.0.0.1 and starts the thread, with all signals
// blocked. The machine must outlive it. NULL with errno: the system refused.
struct nserver *nserver_start(const struct native_machine *m);

uint16_t nserver_port(const struct nserver *s);

// Ends the thread and closes all it has. NULL is allowed.
void nserver_stop(struct nserver *s);

// The remote of that name (n bytes, a port after it does not count), else the
// internet, else NULL.
const struct native_remote *nserver_remote(const struct native_machine *m,
                                           const char *name, size_t n);

#endif
