// cli: what the commands share. Only sim/cli prints and decides exit statuses.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/nsec.h"

// Exit statuses (docs/cli.md). run, native and go exit as the program did.
enum {
    EXIT_OK = 0,
    EXIT_INPUT = 1,     // workload, model or timeline is wrong
    EXIT_DIFFERENT = 3, // compare or --expect
    EXIT_USAGE = 64,
    EXIT_NOINPUT = 66,
    EXIT_BUG = 70,
    EXIT_OSERR = 71,
    EXIT_CANTCREAT = 73,
    EXIT_IOERR = 74,
    EXIT_LIMIT = 124,
};

// "gmpsim: …" on stderr; unprintable bytes are shown escaped.
__attribute__((format(printf, 1, 2))) void cli_error(const char *fmt, ...);

// The same with a hint to --help; returns EXIT_USAGE.
__attribute__((format(printf, 1, 2))) int cli_usage(const char *fmt, ...);

// Strict parsers of option values: the whole text, within the range. On failure
// they print what is expected of the option and return false.
bool cli_int(const char *option, const char *text, int64_t min, int64_t max,
             int64_t *out);
// "off" or "on".
bool cli_switch(const char *option, const char *text, bool *out);
bool cli_seed(const char *option, const char *text, uint64_t *out);
bool cli_duration(const char *option, const char *text, nsec *out);
bool cli_bytes(const char *option, const char *text, int64_t *out);

// Signals: SIGINT and SIGTERM are noted, SIGPIPE and SIGXFSZ become errors of
// write. Call once, after libraries that install handlers.
void cli_signals(void);
// The signal that asked us to stop, or 0.
int cli_signal(void);
// Dies of the noted signal, as a shell expects, after all is cleaned up.
void cli_reraise(void);

// True when both name the same existing file.
bool cli_same_file(const char *a, const char *b);

// The commands. argv[0] is "gmpsim run" and so on, for argp.
#define COMMAND(name, about) int cmd_##name(int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
