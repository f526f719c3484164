// nativemachine: the disk and the remotes of a machine, as the native scheduler
// takes them.
#ifndef CLI_NATIVEMACHINE_H
#define CLI_NATIVEMACHINE_H

#include <stdbool.h>

#include "host/machine.h"
#include "lang/code.h"
#include "native/native.h"

// Whether the program may ask for a disk or the network: else nobody needs to
// load a machine.
bool nativemachine_is_used(const struct code *code);

// Names stay m's. For nativemachine_release.
struct native_machine nativemachine_of(const struct machine *m);

void nativemachine_release(struct native_machine *n);

#endif
