// sema_valid: what waits until types are complete.
#include "sema_check.h"

TEST(types_may_not_contain_themselves)
{
    static const struct check_row rows[] = {
        {"type T struct{ t T }",
         "1:6: invalid recursive type: T refers to itself"},
        {"type T struct{ t *T }", NULL},
        {"type T [2]T", "1:6: invalid recursive type: T refers to itself"},
        {"type T []T", NULL},
        {"type T struct{ a, b struct{ t T } }",
         "1:6: invalid recursive type: T refers to itself"},
        {"type A struct{ b B }\ntype B struct{ a A }",
         "1:6: invalid recursive type A: A refers to B, B refers to A"},
        {"type A struct{ b B }\ntype B struct{ c C }\ntype C struct{ a [2]A }",
         "1:6: invalid recursive type A: A refers to B, B refers to C, C "
         "refers to A"},
        {"type T T", "1:6: invalid recursive type: T refers to itself"},
        {"type A B\ntype B A",
         "1:6: invalid recursive type A: A refers to B, B refers to A"},
        {"type A = A", "1:6: invalid recursive type: A refers to itself"},
        {"type A = B\ntype B = A",
         "1:6: invalid recursive type A: A refers to B, B refers to A"},
        {"type A = []A", "1:6: invalid recursive type: A refers to itself"},
        {"type A = *B\ntype B = A",
         "1:6: invalid recursive type A: A refers to B, B refers to A"},
        {"type I interface{ I }",
         "1:6: invalid recursive type: I refers to itself"},
        {"type I interface{ J }\ntype J interface{ I }",
         "1:6: invalid recursive type I: I refers to J, J refers to I"},
        {"type I interface{ m(I) I }", NULL},
        {"type I interface{ m() interface{ I } }",
         "1:8: invalid recursive type: anonymous interface refers to itself "
         "(see https://go.dev/issue/56103)"},
        {"type F func(F) F", NULL},
        {"type M map[string]M", NULL},
        {"type C chan C", NULL},
        {"type T struct{ f func() struct{ t T } }", NULL},
    };

    CHECK_PACKAGE(rows);
}

TEST(complete_types_are_checked_again)
{
    static const struct check_row rows[] = {
        {"type I interface{ m(); m() }",
         "1:24: duplicate method m: other declaration of method m"},
        {"type I interface{ m() }\ntype J interface{ I; m() }", NULL},
        {"type I interface{ m() }\ntype J interface{ I; m(int) }",
         "2:19: duplicate method m: other declaration of method m"},
        {"type I interface{ m(); n() }\ntype J interface{ n(); o() }\ntype K "
         "interface{ I; J }\nvar k K\nvar i I = k",
         NULL},
        {"type A struct{ n int }\ntype T struct{ A; m int }\nvar t = T{}.n",
         NULL},
        {"type A struct{ n int }\ntype B struct{ n int }\ntype T struct{ A; B "
         "}\nvar t = T{}.n",
         "4:13: ambiguous selector T{}.n"},
        {"type A struct{}\nfunc (*A) M() {}\ntype T struct{ A }\ntype I "
         "interface{ M() }\nvar i I = T{}",
         "5:11: cannot use T{} (value of struct type T) as I value in variable "
         "declaration: T does not implement I (method M has pointer receiver)"},
        {"type A struct{}\nfunc (*A) M() {}\ntype T struct{ *A }\ntype I "
         "interface{ M() }\nvar i I = T{}",
         NULL},
        {"type P *int\ntype T struct{ P }",
         "2:16: embedded field type cannot be a pointer"},
        {"type I interface{}\ntype T struct{ *I }",
         "2:16: embedded field type cannot be a pointer to an interface"},
        {"var a [1 << 50]int",
         "1:7: type [1125899906842624]int larger than address space"},
        {"var a [1 << 20][1 << 20][1 << 20]byte",
         "1:7: type [1048576][1048576][1048576]byte larger than address space"},
        {"var m map[[]int]int", "1:11: invalid map key type []int"},
        {"var m map[func()]int", "1:15: invalid map key type func()"},
        {"var m map[struct{ s []int }]int",
         "1:11: invalid map key type struct{s []int}"},
        {"var m map[interface{}]int", NULL},
        {"var c chan [1 << 16]byte",
         "1:7: channel element type too large (>64kB)"},
        {"var c chan [1<<16 - 1]byte", NULL},
    };

    CHECK_PACKAGE(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(types_may_not_contain_themselves),
        RUN(complete_types_are_checked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
