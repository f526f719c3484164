// ast_print: the trees of every construct of Go, as the parser makes them.
#include "lang/ast_print.h"

#include <stdio.h>
#include <string.h>

#include "parsed.h"

struct tree {
    const char *text, *want;
};

// Compares the trees of sources that are put between before and after.
static void check_trees(const struct tree *cases, size_t n, const char *before,
                        const char *after, const char *tree_before,
                        const char *tree_after)
{
    struct parsed t;
    char source[2000], want[2000];

    for (size_t i = 0; i < n; i++) {
        snprintf(source, sizeof source, "package p\n%s%s%s", before,
                 cases[i].text, after);
        snprintf(want, sizeof want, "(package p)\n%s%s%s\n", tree_before,
                 cases[i].want, tree_after);
        parse_text(&t, source);
        if (t.diag.nerror > 0)
            fail_msg("%s: %s", cases[i].text, t.diag.message[0].text);
        assert_string_equal(t.text, want);
        release(&t);
    }
}

#define CHECK_DECLS(cases)                                                     \
    check_trees(cases, sizeof cases / sizeof *cases, "", "", "", "")
#define CHECK_STMTS(cases)                                                     \
    check_trees(cases, sizeof cases / sizeof *cases, "func f() {\n", "\n}",    \
                "(func f (params) (results) (block\n  ", "))")
#define CHECK_EXPRS(cases)                                                     \
    check_trees(cases, sizeof cases / sizeof *cases, "var x = ", "",           \
                "(var (x) - (", "))")
#define CHECK_TYPES(cases)                                                     \
    check_trees(cases, sizeof cases / sizeof *cases, "var x ", "",             \
                "(var (x) ", " ())")

TEST(declarations)
{
    static const struct tree cases[] = {
        {"import \"fmt\"", "(import - fmt)"},
        {"import (. \"time\"; _ `sync`; a \"b/c\")",
         "(import . time)\n(import _ sync)\n(import a b/c)"},
        {"const a = 1", "(const (a) - (1))"},
        {"const (a, b int = iota, 2; c, d; e = 3; f)",
         "(const (a b) int (iota 2))\n(const (c d) int (iota 2))\n"
         "(const (e) - (3))\n(const (f) - (3))"},
        {"var a, b = f()", "(var (a b) - ((call f)))"},
        {"var (a int; b, c T = 1, 2)", "(var (a) int ())\n(var (b c) T (1 2))"},
        {"type T int; type U = T", "(type T int)\n(alias U T)"},
        {"type (A []B; C [N]B; D [2*N]B; E [N * 2]B; F [...]B)",
         "(type A ([] B))\n(type C (array N B))\n"
         "(type D (array (* 2 N) B))\n(type E (array (* N 2) B))\n"
         "(type F (array (...) B))"},
        {"func f()", "(func f (params) (results) -)"},
        {"func f(a, b int, c ...T) (r int, err error) {}",
         "(func f (params... (a int) (b int) (c (... T))) "
         "(results (r int) (err error)) (block))"},
        {"func f(int, a.B, []C, ...*D) E {}",
         "(func f (params... (int) ((. a B)) (([] C)) ((... (* D)))) "
         "(results (E)) (block))"},
        {"func f(a [2]int, b []int,) {}",
         "(func f (params (a (array 2 int)) (b ([] int))) (results) (block))"},
        {"func (T) m() {}", "(method (T) m (params) (results) (block))"},
        {"func (t *T) m() int { return 1 }",
         "(method (t (* T)) m (params) (results (int)) (block\n"
         "  (return 1)))"},

    };
    CHECK_DECLS(cases);
}

TEST(types)
{
    static const struct tree cases[] = {
        {"*[]map[string]T", "(* ([] (map string T)))"},
        {"(T)", "(paren T)"},
        {"chan int", "(chan int)"},
        {"chan<- int", "(chan<- int)"},
        {"<-chan int", "(<-chan int)"},
        {"chan<- chan int", "(chan<- (chan int))"},
        {"chan (<-chan int)", "(chan (paren (<-chan int)))"},
        {"<-chan <-chan int", "(<-chan (<-chan int))"},
        {"func(int, string) (bool)",
         "(functype (params (int) (string)) (results (bool)))"},
        {"func(func()) func()",
         "(functype (params ((functype (params) (results)))) "
         "(results ((functype (params) (results)))))"},
        {"struct{}", "(struct)"},
        {"struct { a, b int \"t\"; *T; p.U `u`; V; c [N]W; d []X }",
         "(struct (a int `t`) (b int `t`) (embed (* T)) "
         "(embed (. p U) `u`) (embed V) (c (array N W)) (d ([] X)))"},
        {"interface{}", "(interface)"},
        {"interface { M(int) error; fmt.Stringer; N() }",
         "(interface (M (functype (params (int)) (results (error)))) "
         "(embed (. fmt Stringer)) (N (functype (params) (results))))"},
        {"[len(a)]int", "(array (call len a) int)"},
    };
    CHECK_TYPES(cases);
}

TEST(operators_bind_by_precedence_and_to_the_left)
{
    static const struct tree cases[] = {
        {"a + b*c - d", "(- (+ a (* b c)) d)"},
        {"a || b && c == d|e<<f", "(|| a (&& b (== c (| d (<< e f)))))"},
        {"a - b - c", "(- (- a b) c)"},
        {"-a * !b", "(* (- a) (! b))"},
        {"^a &^ b", "(&^ (^ a) b)"},
        {"*p.q", "(* (. p q))"},
        {"&a[0]", "(& (index a 0))"},
        {"<-<-c", "(<- (<- c))"},
        {"<-c + 1", "(+ (<- c) 1)"},
        {"(a + b) * c", "(* (paren (+ a b)) c)"},
        {"- -a", "(- (- a))"},
    };
    CHECK_EXPRS(cases);
}

TEST(primary_expressions)
{
    static const struct tree cases[] = {
        {"a.b.c", "(. (. a b) c)"},
        {"f(1, g()...)", "(call... f 1 (call g))"},
        {"f(a,)", "(call f a)"},
        {"a[i]", "(index a i)"},
        {"a[:]", "(slice a - -)"},
        {"a[i:]", "(slice a i -)"},
        {"a[:j]", "(slice a - j)"},
        {"a[i:j:k]", "(slice3 a i j k)"},
        {"a[:j:k]", "(slice3 a - j k)"},
        {"a.(T)", "(assert a T)"},
        {"(*T).m", "(. (paren (* T)) m)"},
        {"T.m(t)", "(call (. T m) t)"},
        {"[]byte(s)", "(call ([] byte) s)"},
        {"func(int)(nil)", "(functype (params (int)) (results (nil)))"},
        {"(func())(nil)", "(call (paren (functype (params) (results))) nil)"},
        {"make(chan<- int, 5)", "(call make (chan<- int) 5)"},
        {"<-chan int(c)", "(<- (call (chan int) c))"},
        {"(<-chan int)(c)", "(call (paren (<-chan int)) c)"},
        {"make(<-chan chan<- int)", "(call make (<-chan (chan<- int)))"},
        {"func(x int) int { return x }(1)",
         "(call (func (params (x int)) (results (int)) (block\n"
         "  (return x))) 1)"},
        {"\"a\\n\" + 'b' + 0x1p-2 + 1i", "(+ (+ (+ \"a\\n\" 'b') 0x1p-2) 1i)"},
    };
    CHECK_EXPRS(cases);
}

TEST(composite_literals)
{
    static const struct tree cases[] = {
        {"T{}", "(lit T)"},
        {"&p.T{1, 2,}", "(& (lit (. p T) 1 2))"},
        {"&(T{})", "(& (lit T))"},
        {"[]T{{1}, {a: 2}, nil}", "(lit ([] T) (lit - 1) (lit - (: a 2)) nil)"},
        {"[...]int{5: 1}", "(lit (array (...) int) (: 5 1))"},
        {"map[K]V{{1}: {2}, k: v}",
         "(lit (map K V) (: (lit - 1) (lit - 2)) (: k v))"},
        {"struct{ a int }{1}.a", "(. (lit (struct (a int)) 1) a)"},
        {"T{\n1,\n2,\n}", "(lit T 1 2)"},
    };
    CHECK_EXPRS(cases);
}

TEST(a_brace_after_a_head_opens_the_block)
{
    static const struct tree cases[] = {
        {"if a == b {}", "(if - (== a b) (block))"},
        {"if a == (T{}) {}", "(if - (== a (paren (lit T))) (block))"},
        {"if f(T{}) {}", "(if - (call f (lit T)) (block))"},
        {"if a[T{}.i] {}", "(if - (index a (. (lit T) i)) (block))"},
        {"for _, v := range []T{{1}} {}",
         "(range := (_ v) (lit ([] T) (lit - 1)) (block))"},
        {"for range (T{}) {}", "(range = () (paren (lit T)) (block))"},
        {"switch x {}", "(switch - x)"},
        {"if func() bool { return T{} == a }() {}",
         "(if - (call (func (params) (results (bool)) (block\n"
         "    (return (== (lit T) a))))) (block))"},
    };
    CHECK_STMTS(cases);
}

TEST(simple_statements)
{
    static const struct tree cases[] = {
        {"f()", "(expr (call f))"},
        {"<-c", "(expr (<- c))"},
        {"c <- 1", "(send c 1)"},
        {"c <- <-d", "(send c (<- d))"},
        {"x++", "(++ x)"},
        {"*p--", "(-- (* p))"},
        {"x &^= 1", "(&^= (x) (1))"},
        {"a, b = b, a", "(= (a b) (b a))"},
        {"a, _ := f()", "(:= (a _) ((call f)))"},
        {";", "(empty)"},
        {"{ x++; }", "(block\n    (++ x))"},
        {"go f(1)", "(go (call f 1))"},
        {"defer func() {}()",
         "(defer (call (func (params) (results) (block))))"},
        {"return", "(return)"},
        {"return a, b", "(return a b)"},
        {"var a, b int", "(var (a b) int ())"},
        {"const (a = 1; b)", "(const (a) - (1))\n  (const (b) - (1))"},
        {"type T struct{}", "(type T (struct))"},
        {"var ()", "(empty)"},
        {"goto L; L: x++", "(goto L)\n  (label L (++ x))"},
        {"goto L; L:", "(goto L)\n  (label L (empty))"},
        {"goto L; L: var (a int; b T)",
         "(goto L)\n  (label L (var (a) int ()))\n  (var (b) T ())"},
    };
    CHECK_STMTS(cases);
}

TEST(control_statements)
{
    static const struct tree cases[] = {
        {"if x := f(); x {} else if y {} else {}",
         "(if (:= (x) ((call f))) x (block) (if - y (block) (block)))"},
        {"for {}", "(for - - - (block))"},
        {"for x < 1 {}", "(for - (< x 1) - (block))"},
        {"for ;; {}", "(for - - - (block))"},
        {"for i := 0; i < 9; i++ {}",
         "(for (:= (i) (0)) (< i 9) (++ i) (block))"},
        {"for ; x; {}", "(for - x - (block))"},
        {"for k = range m {}", "(range = (k) m (block))"},
        {"for a[0], p.q = range m {}",
         "(range = ((index a 0) (. p q)) m (block))"},
        {"for i := range 10 { break; continue }",
         "(range := (i) 10 (block\n    (break)\n    (continue)))"},
        {"switch { case a, b: f(); fallthrough; default: }",
         "(switch - -\n  (case (a b)\n    (expr (call f))\n"
         "    (fallthrough))\n  (default))"},
        {"switch x := f(); x {}", "(switch (:= (x) ((call f))) x)"},
        {"switch x := f(); {}", "(switch (:= (x) ((call f))) -)"},
        {"switch x.(type) { case nil, *T, func(): }",
         "(typeswitch - - (assert x type)\n"
         "  (case (nil (* T) (functype (params) (results)))))"},
        {"switch a := 1; y := x.(type) { default: }",
         "(typeswitch (:= (a) (1)) y (assert x type)\n  (default))"},
        {"select {}", "(select)"},
        {"select { case c <- 1: case <-c: case v := <-c: case v, ok = (<-c): "
         "x++; default: }",
         "(select\n  (case (send c 1))\n  (case (expr (<- c)))\n"
         "  (case (:= (v) ((<- c))))\n  (case (= (v ok) ((<- c)))\n"
         "    (++ x))\n  (default))"},
        {"L: for { break L; continue L }",
         "(label L (for - - - (block\n    (break L)\n    (continue L))))"},
    };
    CHECK_STMTS(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(declarations),
        RUN(types),
        RUN(operators_bind_by_precedence_and_to_the_left),
        RUN(primary_expressions),
        RUN(composite_literals),
        RUN(a_brace_after_a_head_opens_the_block),
        RUN(simple_statements),
        RUN(control_statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
