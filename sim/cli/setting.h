// setting: --set NAME=VALUE, any number of a model by its name.
#ifndef CLI_SETTING_H
#define CLI_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/models.h"

// Changes the number in m that text names: "sched.timeslice=5ms", where
// "sched."
// ("costs.", "os.") and the unit at the end of the field's name may be left
// out, and a time may be a duration. False and a message when there is no such
// number, or when it may not have the value.
bool setting_apply(struct models *m, const char *text);

#endif
