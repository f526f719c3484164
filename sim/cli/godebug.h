// godebug: what gmpsim honours of GODEBUG, the variable in which Go's run time
// looks for wishes.
#ifndef CLI_GODEBUG_H
#define CLI_GODEBUG_H

#include <stdbool.h>
#include <stdint.h>

struct godebug {
    int64_t schedtrace_ms; // 0: off
    bool scheddetail;
    bool asyncpreemptoff;
};

// text: "schedtrace=1000,scheddetail=1", or NULL. Read as Go does: the last of
// a name counts, and what is unknown or no number is passed over.
struct godebug godebug_read(const char *text);

#endif
