// sema_level: what is refused, and in which words.
#include "sema_check.h"

static void check_message(const char *text, int go_minor, const char *want)
{
    char messages[1024];
    struct checked c;

    check_text(&c, text, go_minor, false);
    check_messages(&c, 1, messages, sizeof messages);
    assert_string_equal(messages, want);
    check_release(&c);
}

TEST(constructs_of_later_levels_are_named)
{
    static const struct {
        const char *code, *message;
    } rows[] = {
        {"var m map[string]int", "2:7: maps are not supported yet (level S2)"},
        {"var a [3]int", "2:7: arrays are not supported yet (level S2)"},
        {"var a = [...]int{1}", "2:9: arrays are not supported yet (level S2)"},
        {"type T struct { error }",
         "2:17: embedded fields are not supported yet (level S2)"},
        {"func f(x any) { switch x.(type) {} }",
         "2:17: type switches are not supported yet (level S2)"},
        {"func f() { L: goto L }",
         "2:15: goto is not supported yet (level S3)"},
        {"var c complex128",
         "2:7: complex numbers are not supported yet (level S3)"},
        {"var c = 1i", "2:9: complex numbers are not supported yet (level S3)"},
        {"var c = real(1)",
         "2:9: complex numbers are not supported yet (level S3)"},
        {"var c comparable", "2:7: generics are not supported yet (level S3)"},
        {"func f() {}; var g = f[int]",
         "2:22: generics are not supported yet (level S3)"},
        {"var a [-1]int",
         "2:8: invalid array length -1 (untyped int constant)"},
        {"var a [1 << 20][1 << 20][1 << 20]byte",
         "2:7: type [1048576][1048576][1048576]byte larger than address space\n"
         "2:25: arrays are not supported yet (level S2)"},
        {"type I interface { error; f() }", ""},
        {"func f() { recover(); L: for { break L } }", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "package main\n%s\nfunc main() {}\n",
                 rows[i].code);
        check_message(text, 22, rows[i].message);
    }
}

TEST(members_that_real_go_has_are_named_with_their_level)
{
    check_message("package main\nimport \"time\"\n"
                  "func main() { time.Tick(1) }\n",
                  22, "3:20: time.Tick is not supported yet (level S1)");
    check_message("package main\nimport \"fmt\"\n"
                  "func main() { fmt.Errorf(\"x\") }\n",
                  22, "3:19: fmt.Errorf is not supported yet (level S2)");
    check_message("package main\nimport \"time\"\n"
                  "func main() { time.Now().Format(\"\") }\n",
                  22,
                  "3:26: time.Now().Format undefined (not supported yet: level "
                  "S3)");
    check_message("package main\nimport \"time\"\n"
                  "func main() { time.Now().NoSuch() }\n",
                  22,
                  "3:26: time.Now().NoSuch undefined (type time.Time has no "
                  "field or method NoSuch)");
}

TEST(the_language_version_decides)
{
    static const struct {
        const char *code;
        int before;
        const char *message;
    } rows[] = {
        {"for range 10 { }", 22,
         "2:25: cannot range over 10 (untyped int constant): requires go1.22 "
         "or later"},
        {"_ = min(1, 2)", 21, "2:19: built-in min requires go1.21 or later"},
        {"_ = max(1, 2)", 21, "2:19: built-in max requires go1.21 or later"},
        {"clear([]int{})", 21, "2:15: clear requires go1.21 or later"},
        {"for range func(func() bool) {} { }", 23,
         "2:25: cannot range over func(func() bool) {} (value of type "
         "func(func() bool)): requires go1.23 or later"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "package main\nfunc main() { %s }\n",
                 rows[i].code);
        check_message(text, rows[i].before - 1, rows[i].message);
        if (rows[i].before < 23)
            check_message(text, rows[i].before, "");
    }
    check_message("package main\n"
                  "func main() { for range func(func() bool) {} { } }\n",
                  23,
                  "2:25: cannot range over func(func() bool) {} (value of type "
                  "func(func() bool)): functions are not supported yet: level "
                  "S3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(constructs_of_later_levels_are_named),
        RUN(members_that_real_go_has_are_named_with_their_level),
        RUN(the_language_version_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
