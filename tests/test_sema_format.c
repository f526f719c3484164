// sema_format: expressions and operands in messages, and their limits.
#include "sema_check.h"

// The message that _ = !(expr) gives: it shows the operand.
static void check_operand(const char *expr, const char *want)
{
    char text[4096], messages[2048], full[2048];
    struct checked c;

    snprintf(text, sizeof text, "%s_ = !%s%s", check_head, expr, check_tail);
    snprintf(full, sizeof full,
             " invalid operation: operator ! not defined on %s", want);
    check_text(&c, text, 22, true);
    check_messages(&c, 19, messages, sizeof messages);
    assert_int_equal(c.diag.nmessage, 1);
    assert_string_equal(strchr(messages, ' '), full);
    check_release(&c);
}

TEST(expressions_are_written_as_in_the_source)
{
    static const struct {
        const char *expr, *text;
    } rows[] = {
        {"a", "a (variable of type int)"},
        {"(a)", "(a) (variable of type int)"},
        {"0x1f", "0x1f (untyped int constant 31)"},
        {"31", "31 (untyped int constant)"},
        {"'a'", "'a' (untyped rune constant 97)"},
        {"1_000", "1_000 (untyped int constant 1000)"},
        {"\"x\"", "\"x\" (untyped string constant)"},
        {"`x`", "`x` (untyped string constant \"x\")"},
        {"f", "f (value of type func(a int, b ...string) int)"},
        {"f(1, \"x\")", "f(1, \"x\") (value of type int)"},
        {"f(1, []string{}...)", "f(1, []string{}...) (value of type int)"},
        {"t", "t (variable of struct type T)"},
        {"T{1, nil}", "T{…} (value of struct type T)"},
        {"T{}", "T{} (value of struct type T)"},
        {"d", "d (variable of int64 type D)"},
        {"err", "err (variable of interface type error)"},
        {"x", "x (variable of interface type any)"},
        {"fn", "fn (variable of type func())"},
        {"func(a, b int, c string) (n int) { return 1 }",
         "func(a, b int, c string) (n int) {…} (value of type func(a int, b "
         "int, c string) (n int))"},
        {"func() {}", "func() {} (value of type func())"},
        {"s[1:2:3]", "s[1:2:3] (value of type []int)"},
        {"s[:]", "s[:] (value of type []int)"},
        {"s[0]", "s[0] (variable of type int)"},
        {"x.(int)", "x.(int) (comma, ok expression of type int)"},
        {"map[string]int{}[\"a\"]",
         "map[string]int{}[\"a\"] (map index expression of type int)"},
        {"<-ch", "<-ch (comma, ok expression of type int)"},
        {"*p", "*p (variable of struct type T)"},
        {"&t", "&t (value of type *T)"},
        {"p.next.x", "p.next.x (variable of type int)"},
        {"(*P).M", "(*P).M (value of type func(*P, int) string)"},
        {"struct{ a, b int; c string }{}",
         "struct{a, b int; c string}{} (value of type struct{a int; b int; c "
         "string})"},
        {"interface{ m(int) }(nil)",
         "interface{m(int)}(nil) (value of type interface{m(int)})"},
        {"(<-chan int)(ch)", "(<-chan int)(ch) (value of type <-chan int)"},
        {"[...]int{1}", "[...]int{…} (value of type [1]int)"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_operand(rows[i].expr, rows[i].text);
}

TEST(long_literals_and_messages_are_cut)
{
    static char text[8192], messages[4096];
    char name[300], literal[300];
    struct checked c;

    memset(literal, 'x', sizeof literal - 1);
    literal[sizeof literal - 1] = '\0';
    snprintf(text, sizeof text,
             "package main\nvar x int = \"%s\"\n"
             "func main() {}\n",
             literal);
    check_text(&c, text, 22, true);
    check_messages(&c, 1, messages, sizeof messages);
    assert_non_null(strstr(messages, "xxx… (untyped string constant \"xxx"));
    assert_true(strlen(messages) < 400);
    check_release(&c);

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(text, sizeof text,
             "package main\nvar %s int\nvar x string = %s + %s + %s + %s\n"
             "func main() {}\n",
             name, name, name, name, name);
    check_text(&c, text, 22, true);
    check_messages(&c, 1, messages, sizeof messages);
    assert_string_equal(messages + strlen(messages) - 4, "n…");
    assert_true(strlen(messages) < 1100);
    check_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(expressions_are_written_as_in_the_source),
        RUN(long_literals_and_messages_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
