// sema_check: runs the front end over small programs, for the tests of the type
// checker. Messages are those of go1.26.
#ifndef SEMA_CHECK_H
#define SEMA_CHECK_H

#include <stdio.h>
#include <string.h>

#include "lang/lang.h"
#include "lang/prelude.h"
#include "sema_walk.h"
#include "testing.h"

// Packages for the tests, so that they do not depend on the real ones.
static const struct prelude_file check_prelude[] = {
#define PACKAGE(path, name, text)                                              \
    {                                                                          \
        path, name, text, sizeof(text) - 1                                     \
    }
    PACKAGE("fmt", "fmt.go",
            "package fmt\n"
            "type Stringer interface { String() string }\n"
            "func Println(a ...any) (n int, err error)\n"
            "func Sprintf(format string, a ...any) string\n"),
    PACKAGE("sync", "sync.go",
            "package sync\n"
            "type Mutex struct { state int32 }\n"
            "func (m *Mutex) Lock()\n"
            "func (m *Mutex) Unlock()\n"
            "type WaitGroup struct { n int }\n"
            "func (w *WaitGroup) Add(n int)\n"
            "func (w *WaitGroup) Done()\n"
            "func (w *WaitGroup) Wait()\n"),
    PACKAGE("math/rand", "rand.go", "package rand\nfunc Intn(n int) int\n"),
    PACKAGE("time", "time.go",
            "package time\n"
            "import \"fmt\"\n"
            "var _ fmt.Stringer = Duration(0)\n"
            "type Duration int64\n"
            "const Second Duration = 1000000000\n"
            "func (d Duration) String() string { return \"\" }\n"
            "func Sleep(d Duration)\n"
            "type Time struct { ns int64 }\n"
            "func Now() Time { return Time{now()} }\n"
            "func now() int64\n"),
    {NULL, NULL, NULL, 0},
#undef PACKAGE
};

struct checked {
    struct diag diag;
    struct lang lang;
    struct package *main;
};

// Checks text, which must live on, as "x.go". all: constructs of later levels
// too. End with check_release.
static inline void check_text(struct checked *c, const char *text, int go_minor,
                              bool all)
{
    *c = (struct checked){0};
    lang_init(&c->lang, &c->diag, go_minor);
    c->lang.all_levels = all;
    c->lang.prelude = check_prelude;
    c->main = lang_check(&c->lang, "x.go", text, strlen(text));
    assert_int_equal(c->main == NULL, c->diag.nerror > 0);
}

static inline void check_release(struct checked *c)
{
    lang_release(&c->lang);
    diag_release(&c->diag);
}

// Writes the messages, "line:col: text: note, note" each, in the order of the
// source.
// Lines count from first.
static inline void check_messages(const struct checked *c, unsigned first,
                                  char *out, size_t cap)
{
    unsigned last_line = 0, last_col = 0;
    size_t n = 0;

    out[0] = '\0';
    for (int i = 0; i < c->diag.nmessage; i++) {
        const struct diag_message *next = NULL;
        for (int k = 0; k < c->diag.nmessage; k++) {
            const struct diag_message *m = &c->diag.message[k];
            unsigned line = (unsigned)m->pos.line, col = (unsigned)m->pos.col;
            bool later =
                line > last_line || (line == last_line && col > last_col);
            if (later && (next == NULL || line < next->pos.line))
                next = m;
        }
        if (next == NULL)
            break;
        last_line = (unsigned)next->pos.line;
        last_col = (unsigned)next->pos.col;
        n +=
            (size_t)snprintf(out + n, cap - n, "%s%u:%u: %s", n > 0 ? "\n" : "",
                             last_line - first + 1, last_col, next->text);
        for (size_t k = 0; k < next->nnote && n < cap; k++)
            n += (size_t)snprintf(out + n, cap - n, "%s%s",
                                  k == 0 ? ": " : ", ", next->note[k].text);
        assert_true(n < cap);
    }
}

// One line or more of code, and the messages that it must give; NULL: none.
struct check_row {
    const char *code, *messages;
};

// Checks each row between head and tail; lines count from that of the code.
static inline void check_rows(const struct check_row *rows, size_t nrows,
                              const char *head, const char *tail)
{
    static char text[1 << 14], messages[1 << 12];
    unsigned first = 1;
    int failed = 0;

    for (const char *p = head; *p != '\0'; p++)
        first += *p == '\n';
    for (size_t i = 0; i < nrows; i++) {
        const char *want = rows[i].messages == NULL ? "" : rows[i].messages;
        struct checked c;
        struct walk w;
        snprintf(text, sizeof text, "%s%s%s", head, rows[i].code, tail);
        check_text(&c, text, 22, true);
        check_messages(&c, first, messages, sizeof messages);
        if (strcmp(messages, want) != 0) {
            print_error("%s\n  gives: %s\n  wants: %s\n", rows[i].code,
                        messages, want);
            failed++;
        } else if (c.main != NULL && walk_package(&w, c.main)[0] != '\0') {
            print_error("%s\n  is left with %s\n", rows[i].code, w.error);
            failed++;
        }
        check_release(&c);
    }
    assert_int_equal(failed, 0);
}

// Code of a function, with variables of many types at hand.
static const char check_head[] =
    "package main\n"
    "type T struct { x int; next *T }\n"
    "type I interface { M(int) string }\n"
    "type P struct{}\n"
    "func (p *P) M(int) string { return \"\" }\n"
    "type Q struct{}\n"
    "func (q Q) M(string) string { return \"\" }\n"
    "type S string\n"
    "type D int64\n"
    "func (d D) String() string { return \"\" }\n"
    "func two() (int, error) { return 0, nil }\n"
    "func none() {}\n"
    "func f(a int, b ...string) int { return a }\n"
    "var t T; var p *T; var i I; var x any; var err error\n"
    "var ch chan int; var so chan<- int; var ro <-chan int\n"
    "var s []int; var bs []byte; var str string; var fl float64\n"
    "var u8 uint8; var d D; var fn func()\n"
    "func main() { a, b := 1, \"b\"\n";
static const char check_tail[] = "\n_, _ = a, b }\n";

#define CHECK_CODE(rows)                                                       \
    check_rows(rows, sizeof(rows) / sizeof(rows)[0], check_head, check_tail)

// Declarations of a package.
#define CHECK_PACKAGE(rows)                                                    \
    check_rows(rows, sizeof(rows) / sizeof(rows)[0], "package main\n",         \
               "\nfunc main() {}\n")

// Whole files.
#define CHECK_FILES(rows)                                                      \
    check_rows(rows, sizeof(rows) / sizeof(rows)[0], "", "\n")

#endif
