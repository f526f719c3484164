// picture: what the commands that draw by gnuplot share: formats and titles.
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include "base/outfile.h"

enum {
    PICTURE_WIDTH = 1000,      // pixels
    PICTURE_TITLE_PIXELS = 11, // of a letter, about
    PICTURE_TEXT_PIXELS = 7,
};

// The format that the name ends in, "svg", "png" or "pdf", or NULL.
const char *picture_format(const char *name);

// A line of the title file, cut to so many columns; text is changed.
void picture_title(struct outfile *f, char *text, int columns);

#endif
