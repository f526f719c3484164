// parsed: a parsed source and its tree as text, for the tests of the parser.
#ifndef PARSED_H
#define PARSED_H

#include <stdio.h>
#include <string.h>

#include "lang/ast_print.h"
#include "lang/parse.h"

#include "testing.h"

struct parsed {
    struct diag diag;
    struct lang lang;
    struct file *file;
    const char *text; // of the tree
};

static inline void parse_bytes(struct parsed *t, const char *text, size_t n)
{
    *t = (struct parsed){0};
    t->lang.diag = &t->diag;
    t->file = parse_file(&t->lang, diag_add_source(&t->diag, "t.go", text, n));
    t->text = ast_print_file(&t->lang.arena, t->file);
}

static inline void parse_text(struct parsed *t, const char *text)
{
    parse_bytes(t, text, strlen(text));
}

static inline void release(struct parsed *t)
{
    arena_release(&t->lang.arena);
    strtab_release(&t->lang.names);
    diag_release(&t->diag);
}

struct bad {
    const char *text;
    int line, col;
    const char *message; // the first error's
};

static inline void check_bad(const struct bad *cases, size_t n,
                             const char *before, const char *after)
{
    struct parsed t;
    char source[1000];

    for (size_t i = 0; i < n; i++) {
        snprintf(source, sizeof source, "%s%s%s", before, cases[i].text, after);
        parse_text(&t, source);
        if (t.diag.nerror == 0)
            fail_msg("no error in: %s", cases[i].text);
        assert_string_equal(t.diag.message[0].text, cases[i].message);
        assert_int_equal(t.diag.message[0].pos.line, cases[i].line);
        assert_int_equal(t.diag.message[0].pos.col, cases[i].col);
        release(&t);
    }
}

#define CHECK_BAD(cases, before, after)                                        \
    check_bad(cases, sizeof cases / sizeof *cases, before, after)

#endif
