// Whether grammar.ebnf is a grammar: of all of Go's tokens, without holes.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "testing.h"

enum { NAMES_MAX = 400, NAME_MAX_BYTES = 40 };

struct names {
    char v[NAMES_MAX][NAME_MAX_BYTES];
    size_t n;
};

// What the grammar holds: the names that it defines, those that it uses, and
// its quoted terminals.
struct grammar {
    struct names defined, used, terminals;
};

static bool has(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->v[i], name) == 0)
            return true;
    return false;
}

static void add(struct names *names, const char *s, size_t n)
{
    assert_true(names->n < NAMES_MAX && n < NAME_MAX_BYTES);
    memcpy(names->v[names->n], s, n);
    names->v[names->n][n] = '\0';
    if (!has(names, names->v[names->n]))
        names->n++;
}

static char *read_grammar(void)
{
    char *error, *text;
    size_t len;

    text = infile_read(GMPSIM_SOURCE_DIR "/sim/lang/grammar.ebnf", 1 << 20,
                       &len, &error);
    assert_non_null(text);
    return text;
}

// Takes a name at p; one that "=" follows begins a production.
static const char *take_name(struct grammar *g, const char *p)
{
    const char *start = p;

    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    size_t n = (size_t)(p - start);
    if (p[strspn(p, " ")] != '=') {
        add(&g->used, start, n);
        return p;
    }
    size_t before = g->defined.n;
    add(&g->defined, start, n);
    if (g->defined.n == before)
        fail_msg("defined twice: %.*s", (int)n, start);
    return p;
}

static void read_names(struct grammar *g, const char *p)
{
    while (*p != '\0') {
        if (strncmp(p, "//", 2) == 0) {
            p += strcspn(p, "\n");
        } else if (strncmp(p, "/*", 2) == 0) {
            p = strstr(p, "*/");
            assert_non_null(p);
            p += 2;
        } else if (*p == '"' || *p == '`') {
            const char *end = strchr(p + 1, *p);
            assert_non_null(end);
            add(&g->terminals, p + 1, (size_t)(end - p - 1));
            p = end + 1;
        } else if (isalpha((unsigned char)*p)) {
            p = take_name(g, p);
        } else {
            p++;
        }
    }
}

TEST(every_name_is_defined_once_and_used)
{
    static struct grammar g;
    char *text = read_grammar();

    read_names(&g, text);
    for (size_t i = 0; i < g.used.n; i++)
        if (!has(&g.defined, g.used.v[i]))
            fail_msg("not defined: %s", g.used.v[i]);
    for (size_t i = 0; i < g.defined.n; i++)
        if (!has(&g.used, g.defined.v[i]))
            assert_string_equal(g.defined.v[i], "SourceFile");
    assert_true(g.defined.n > 100);
    free(text);
}

TEST(every_token_occurs)
{
    static const char *const tokens[] = {
#define TOKEN(id, text)
#define OPERATOR(id, text) text,
#define KEYWORD(id, text)  text,
#include "lang/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    };
    static struct grammar g;
    char *text = read_grammar();

    read_names(&g, text);
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        // The production of assign_op puts +=, <<= and so on together.
        char op[NAME_MAX_BYTES];
        size_t n = strlen(tokens[i]) - 1;
        memcpy(op, tokens[i], n);
        op[n] = '\0';
        bool assigns = tokens[i][n] == '=' && has(&g.terminals, op);
        if (!assigns && !has(&g.terminals, tokens[i]))
            fail_msg("not in the grammar: %s", tokens[i]);
    }
    free(text);
}

// A block of lines with productions begins with a comment "// § SECTION".
TEST(every_production_cites_the_specification)
{
    char *text = read_grammar();
    bool block_starts = true, cited = false;

    for (char *line = text; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        if (block_starts && n > 0)
            cited = strncmp(line, "// §", strlen("// §")) == 0;
        block_starts = n == 0;
        if (isalpha((unsigned char)*line) && !cited)
            fail_msg("no section: %.*s", (int)n, line);
        line += n + (line[n] == '\n');
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(every_name_is_defined_once_and_used),
        RUN(every_token_occurs),
        RUN(every_production_cites_the_specification),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
