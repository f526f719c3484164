// hostxml: the machine "host": a platform file made from the computer that
// gmpsim runs on, as a user could have written it.
#ifndef HOST_HOSTXML_H
#define HOST_HOSTXML_H

#include "host/hostinfo.h"

// xmalloc'd XML with a newline at its end. What is not known of the computer is
// as in the machine laptop-4: 3000 MHz, the disk, the network.
char *hostxml(const struct hostinfo *h);

// Of this computer, now.
char *hostxml_here(void);

#endif
