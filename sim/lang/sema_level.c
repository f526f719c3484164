// What the subset does not have yet, by levels.def.
#include "lang/sema_impl.h"

#include <string.h>

#include "base/check.h"

bool level_check(struct sema *s, enum feature f, struct pos pos)
{
    static const struct {
        const char *text, *level;
        bool supported, checked;
    } features[] = {
#define FEATURE(id, text, level, supported, checked)                           \
    {text, level, supported, checked},
#include "lang/levels.def"
#undef FEATURE
    };

    CHECK(f < FEATURE_COUNT);
    if (features[f].supported || (features[f].checked && s->l->all_levels))
        return true;
    sema_error(s, pos, "%s not supported yet (level %s)", features[f].text,
               features[f].level);
    return false;
}

const char *level_of_import(const char *path)
{
    static const struct {
        const char *path, *level;
    } imports[] = {
#define IMPORT(path, level) {path, level},
#include "lang/levels.def"
#undef IMPORT
    };

    for (size_t i = 0; i < sizeof imports / sizeof imports[0]; i++)
        if (strcmp(imports[i].path, path) == 0)
            return imports[i].level;
    return NULL;
}

// Whether the words of list, parted by blanks, have word.
static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);

    CHECK(n > 0);
    for (const char *p = list; *p != '\0'; p += *p == ' ') {
        size_t len = strcspn(p, " ");
        if (len == n && memcmp(p, word, n) == 0)
            return true;
        p += len;
    }
    return false;
}

const char *level_of_member(const char *path, const char *name)
{
    static const struct {
        const char *path, *level, *names;
    } members[] = {
#define MEMBERS(path, level, names) {path, level, names},
#include "lang/levels.def"
#undef MEMBERS
    };

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].path, path) == 0 &&
            has_word(members[i].names, name))
            return members[i].level;
    return NULL;
}
