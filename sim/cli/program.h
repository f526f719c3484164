// program: from a workload file to verified code.
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <stdbool.h>

#include "lang/code.h"

enum program_dump { DUMP_NONE, DUMP_AST, DUMP_CODE };

struct program {
    struct code *code;
    char *name;      // as it is shown
    char sha256[65]; // of the source
    int lang_minor;
    bool lang_said; // by an option or a go.mod
    int mod_minor;  // of the go line of go.mod, or 0
    bool has_os;    // package os is part of it
};

struct program_source {
    const char *path; // "-" is standard input; NULL with inline_code
    const char *inline_code;
    int lang_minor; // 0: from go.mod, else the smaller of 22 and go_minor
    int go_minor;
    enum program_dump dump;
    char *const *args; // os.Args[1..]; must outlive the program
    uint32_t nargs;
    bool more_errors; // not only the first 10
};

// Reads, checks, compiles and verifies. Prints the errors and returns an exit
// status when that fails; EXIT_OK otherwise.
int program_load(struct program *p, const struct program_source *source);

// Only reads: the text, which the caller frees, its name, hash and language
// version. Prints the error and returns an exit status when that fails.
int program_read(struct program *p, const struct program_source *source,
                 char **text, size_t *len);

void program_release(struct program *p);

// "1.22", "go1.22" to 22; 0 when it is something else.
int program_go_minor(const char *text);

#endif
