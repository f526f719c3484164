// cli: messages and option values.
#include "cli/cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/xmalloc.h"

enum { MESSAGE_MAX = 4096 };

static void message(const char *fmt, va_list args)
{
    char raw[MESSAGE_MAX], shown[MESSAGE_MAX * 4];
    int n = vsnprintf(raw, sizeof raw, fmt, args);

    if (n < 0)
        return;
    size_t len = strlen(raw), from = 0;
    fputs("gmpsim: ", stderr);
    for (size_t i = 0; i <= len; i++) { // lines of a message stay lines
        if (i < len && raw[i] != '\n')
            continue;
        diag_escape(shown, sizeof shown, raw + from, i - from);
        fputs(shown, stderr);
        fputc('\n', stderr);
        from = i + 1;
    }
}

void cli_error(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    message(fmt, args);
    va_end(args);
}

int cli_usage(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    message(fmt, args);
    va_end(args);
    fputs("usage: gmpsim COMMAND [OPTION...] [FILE...]; gmpsim --help, gmpsim "
          "COMMAND --help\n",
          stderr);
    return EXIT_USAGE;
}

bool cli_int(const char *option, const char *text, int64_t min, int64_t max,
             int64_t *out)
{
    char *end;

    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || v < min || v > max ||
        strchr(" \t\n+", text[0]) != NULL) {
        cli_usage("--%s='%s': expected a whole number from %" PRId64
                  " to %" PRId64,
                  option, text, min, max);
        return false;
    }
    *out = v;
    return true;
}

bool cli_switch(const char *option, const char *text, bool *out)
{
    *out = strcmp(text, "on") == 0;
    if (*out || strcmp(text, "off") == 0)
        return true;
    cli_usage("--%s='%s': expected on or off", option, text);
    return false;
}

bool cli_seed(const char *option, const char *text, uint64_t *out)
{
    char *end;

    errno = 0;
    unsigned long long v = strtoull(text, &end, 0);
    if (end == text || *end != '\0' || errno != 0 || text[0] < '0' ||
        text[0] > '9') {
        cli_usage("--%s='%s': expected a whole number from 0 to 2^63-1", option,
                  text);
        return false;
    }
    if (v > INT64_MAX) {
        cli_usage("--%s='%s' is out of range: at most 2^63-1", option, text);
        return false;
    }
    *out = v;
    return true;
}

bool cli_duration(const char *option, const char *text, nsec *out)
{
    const char *why;

    if (!nsec_parse(text, out, &why)) {
        cli_usage("--%s='%s': %s; expected a duration with a unit: 10ms, 1.5s",
                  option, text, why);
        return false;
    }
    if (*out <= 0) {
        cli_usage("--%s='%s': expected a duration above 0", option, text);
        return false;
    }
    return true;
}

bool cli_bytes(const char *option, const char *text, int64_t *out)
{
    static const char units[] = "KMGT";
    char *end;

    errno = 0;
    long long v = strtoll(text, &end, 10);
    const char *unit = *end == '\0' ? NULL : strchr(units, *end);
    if (unit != NULL && *unit != '\0') {
        int shift = 10 * (int)(unit - units + 1);
        end++;
        if (v > INT64_MAX >> shift)
            errno = ERANGE;
        else
            v <<= shift;
    }
    if (end == text || *end != '\0' || errno != 0 || v < 1 || text[0] < '0' ||
        text[0] > '9') {
        cli_usage("--%s='%s': expected a size: 500M, 2G", option, text);
        return false;
    }
    *out = v;
    return true;
}

bool cli_same_file(const char *a, const char *b)
{
    struct stat sa, sb;

    return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
           sa.st_ino == sb.st_ino && S_ISREG(sa.st_mode);
}
