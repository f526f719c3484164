// gnuplot: runs a script of plots/ on data in a private directory.
//
// No shell is involved, and nothing that a user wrote is on gnuplot's command
// line or in a script: data and titles are in files with fixed names. The
// directory is removed by gnuplot_end, and when the process dies (check.h).
#ifndef CLI_GNUPLOT_H
#define CLI_GNUPLOT_H

#include <stdbool.h>

#include "base/outfile.h"

// The files of the directory.
#define GNUPLOT_DATA  "data.csv"
#define GNUPLOT_TITLE "title.txt"
#define GNUPLOT_INPUT "input.trace"

// Makes the directory. On failure says so, sets *status and returns false. Only
// one at a time.
bool gnuplot_begin(int *status);

// The path of a file of the directory; the caller frees it.
char *gnuplot_path(const char *name);

// Creates a file of the directory and returns its descriptor. On failure says
// so, sets *status and returns -1.
int gnuplot_create(const char *name, int *status);

// Runs plots/SCRIPT on GNUPLOT_DATA and GNUPLOT_TITLE, for a picture of the
// given width in the format "svg", "png" or "pdf", and copies that to out.
// Returns an exit status and says what failed.
int gnuplot_run(const char *script, const char *format, int width,
                struct outfile *out);

void gnuplot_end(void);

#endif
