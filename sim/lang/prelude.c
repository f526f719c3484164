#include "lang/prelude.h"

#include <string.h>

#include "base/check.h"
#include "embedded_prelude.h"

// The twin of gmpsim/work for the real Go toolchain is embedded among the
// prelude but is not part of it.
static const char TWIN[] = "work.go";

// Whether name is path with _ for / and ".go" at its end.
static bool is_name_of(const char *name, const char *path)
{
    for (; *path != '\0'; path++, name++) {
        char c = *path == '/' ? '_' : *path;
        if (*path == '_' || *name != c)
            return false;
    }
    return strcmp(name, ".go") == 0;
}

bool prelude_find(const struct prelude_file *extra, const char *path,
                  struct prelude_file *out)
{
    CHECK(path != NULL);
    for (; extra != NULL && extra->path != NULL; extra++) {
        if (strcmp(extra->path, path) == 0) {
            *out = *extra;
            return true;
        }
    }
    for (size_t i = 0; embedded_prelude[i].name != NULL; i++) {
        const char *name = embedded_prelude[i].name;
        if (strcmp(name, TWIN) == 0 || !is_name_of(name, path))
            continue;
        *out = (struct prelude_file){
            .path = path,
            .name = name,
            .text = embedded_prelude[i].text,
            .size = embedded_prelude[i].size,
        };
        return true;
    }
    return false;
}
