// main: gmpsim COMMAND …
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "cli/cli.h"
#include "host/host_simgrid.h"

struct command {
    const char *name, *about;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
#define COMMAND(name, about) {#name, about, cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};

enum { NCOMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *f)
{
    fputs("Usage: gmpsim COMMAND [OPTION...] [FILE...]\n"
          "Simulate how Go's scheduler runs a program, and see it.\n\n",
          f);
    for (int i = 0; i < NCOMMANDS; i++)
        fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].about);
    fputs("\n"
          "  gmpsim run traces/01-concurrency/main.go\n"
          "  gmpsim run -p 1 -t out.trace traces/02-parallelism/main.go\n"
          "  gmpsim plot gantt out.trace -o out.svg\n\n"
          "gmpsim COMMAND --help tells the options of a command.\n",
          f);
}

static int finish_stdout(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_error("cannot write standard output: %s", strerror(errno));
        return status == EXIT_OK ? EXIT_IOERR : status;
    }
    return status;
}

static int print_version(int argc)
{
    if (argc > 2)
        return cli_usage("--version takes no argument");
    printf("gmpsim %s (SimGrid %s)\n", GMPSIM_VERSION, host_simgrid_version());
    return finish_stdout(EXIT_OK);
}

// A descriptor that is closed at the start must not become one of our files.
// The stand-in for standard output cannot be written: output is not lost in
// silence.
static void open_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
            continue;
        int null = open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY);
        if (null != fd && null >= 0)
            close(null);
    }
}

int main(int argc, char **argv)
{
    open_standard_descriptors();
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
        strcmp(name, "help") == 0) {
        print_help(stdout);
        return finish_stdout(EXIT_OK);
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        return print_version(argc);
    for (int i = 0; i < NCOMMANDS; i++) {
        if (strcmp(name, commands[i].name) != 0)
            continue;
        char *title = xasprintf("gmpsim %s", name);
        argv[1] = title;
        int status = commands[i].run(argc - 1, argv + 1);
        free(title);
        status = finish_stdout(status);
        cli_reraise();
        return status;
    }
    return cli_usage("no command '%s'", name);
}
