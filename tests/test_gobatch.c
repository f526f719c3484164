// gobatch: numbers, headers, batches at their limits.
#include "trace/gobatch.h"

#include <stdio.h>
#include <string.h>

#include "testing.h"

TEST(numbers_have_at_most_64_bits)
{
    static const struct {
        const char *bytes;
        size_t size;
        bool ok;
        uint64_t v;
    } cases[] = {
        {"\x00", 1, true, 0},
        {"\x7F", 1, true, 127},
        {"\x80\x01", 2, true, 128},
        {"\x80", 1, false, 0},
        {"", 0, false, 0},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10, true, UINT64_MAX},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10, false, 0},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 11, false, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint8_t *p = (const uint8_t *)cases[i].bytes;
        struct gobytes b = {p, p, p + cases[i].size};
        uint64_t v = 0;

        assert_int_equal(gobytes_uvarint(&b, &v), cases[i].ok);
        assert_true(v == cases[i].v);
        assert_ptr_equal(b.at, cases[i].ok ? b.end : p);
    }
}

TEST(a_header_says_the_version)
{
    static const char good[] = "go 1.26 trace\0\0"; // and one NUL
    static const char *const bad[] = {"go 1.2x trace\0\0", "go 2.26 trace\0\0",
                                      "go 1.26 tracE\0\0",
                                      "go 1.5 trace\0\0\0"};

    assert_int_equal(gobatch_version((const uint8_t *)good, 16), 26);
    assert_int_equal(gobatch_version((const uint8_t *)good, 15), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(gobatch_version((const uint8_t *)bad[i], 16), 0);
}

// A generation of format 1.22: what must be there, and body.
static enum gobatch_end read_one(const char *body, size_t n, char *why,
                                 size_t why_size)
{
    static const char clock[] = "\x01\x01\x00\x00\x03\x08\x80\x08";
    struct gobatch_generation g = {0};
    struct gofault fault = {0};
    uint8_t file[512];
    size_t size = sizeof clock - 1;

    memcpy(file, clock, size);
    assert_true(n <= sizeof file - size);
    memcpy(file + size, body, n);
    struct gobytes b = {file, file, file + size + n};
    enum gobatch_end end = gobatch_read(&b, 22, 0, &g, &fault);
    snprintf(why, why_size, "%s", fault.text == NULL ? "" : fault.text);
    gobatch_release(&g);
    gofault_release(&fault);
    return end;
}

TEST(what_is_wrong_with_a_generation_is_told)
{
    static const struct {
        const char *body;
        size_t n;
        enum gobatch_end end;
        const char *why;
    } cases[] = {
#define BODY(text) text, sizeof text - 1
        {BODY(""), GOBATCH_OK, ""},
        {BODY("\x02"), GOBATCH_BAD, "expected a batch of events, not byte 2"},
        {BODY("\x01\x01"), GOBATCH_CUT, "a number is cut or too long"},
        {BODY("\x01\x01\x00\x00\x05"), GOBATCH_CUT, "the batch is cut"},
        {BODY("\x01\x01\x00\x00\x81\x80\x04"), GOBATCH_BAD,
         "a batch of 65537 bytes, more than 65536"},
        {BODY("\x01\x03\x00\x00\x00"), GOBATCH_BAD, "a batch of generation 3"},
        {BODY("\x01\x01\x00\x00\x03\x08\x80\x08"), GOBATCH_BAD,
         "the clock's frequency is there twice"},
        {BODY("\x01\x01\x00\x00\x05\x04\x05\x01\x01x"), GOBATCH_OK, ""},
        {BODY("\x01\x01\x00\x00\x05\x04\x05\x01\x02x"), GOBATCH_BAD,
         "a string of 2 bytes"},
        {BODY("\x01\x01\x00\x00\x05\x04\x05\x00\x01x"), GOBATCH_BAD,
         "string 0 is there twice"},
        {BODY("\x01\x01\x00\x00\x05\x04\x06\x01\x01x"), GOBATCH_BAD,
         "expected a string"},
        {BODY("\x01\x01\x00\x00\x08\x02\x03\x01\x01\x00\x07\x00\x00"),
         GOBATCH_CUT,
         "generation 1: a stack names string 7, which is not there"},
        {BODY("\x01\x01\x00\x00\x05\x02\x03\x01\x81\x01"), GOBATCH_BAD,
         "a stack of 129 frames"},
    };
    char why[200];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(read_one(cases[i].body, cases[i].n, why, sizeof why),
                         cases[i].end);
        assert_string_equal(why, cases[i].why);
    }
}

TEST(ticks_become_ns)
{
    int64_t ns;

    assert_true(gobatch_ns(15625000, 15625000, &ns) && ns == 1000000000);
    assert_true(gobatch_ns(1, 15625000, &ns) && ns == 64);
    assert_true(gobatch_ns(1, 3, &ns) && ns == 333333333);
    assert_false(gobatch_ns(UINT64_MAX, 1, &ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(numbers_have_at_most_64_bits),
        RUN(a_header_says_the_version),
        RUN(what_is_wrong_with_a_generation_is_told),
        RUN(ticks_become_ns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
