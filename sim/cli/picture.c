#include "cli/picture.h"

#include <stddef.h>
#include <string.h>

#include "trace/gantt.h"

const char *picture_format(const char *name)
{
    static const char *const formats[] = {"svg", "png", "pdf"};
    size_t n = strlen(name);

    for (int i = 0; i < 3; i++)
        if (n > 4 && name[n - 4] == '.' &&
            strcmp(name + n - 3, formats[i]) == 0)
            return formats[i];
    return NULL;
}

// gnuplot takes a double quote for the end of a text, and an empty line for the
// end of the data.
void picture_title(struct outfile *f, char *text, int columns)
{
    gantt_cut(text, columns);
    for (const char *s = text; *s != '\0'; s++) {
        if (*s == '"')
            outfile_printf(f, "\xE2\x80\x9D"); // right double quotation mark
        else
            outfile_write(f, s, 1);
    }
    outfile_printf(f, " \n");
}
