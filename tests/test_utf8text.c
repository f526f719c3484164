// utf8text: what comes out is UTF-8, whatever went in.
#include "trace/utf8text.h"

#include <string.h>

#include "testing.h"

#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *in, *utf8, *json;
} cases[] = {
    {"", "", ""},
    {"main.main", "main.main", "main.main"},
    {"a\"b\\c/", "a\"b\\c/", "a\\\"b\\\\c/"},
    {"\x01\n\x1f\x7f", "\x01\n\x1f\x7f", "\\u0001\\u000a\\u001f\x7f"},
    {"\xC2\x80 \xDF\xBF", "\xC2\x80 \xDF\xBF", "\xC2\x80 \xDF\xBF"},
    {"\xE0\xA0\x80\xEF\xBF\xBF", "\xE0\xA0\x80\xEF\xBF\xBF",
     "\xE0\xA0\x80\xEF\xBF\xBF"},
    {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
     "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
    // Overlong, surrogates, beyond U+10FFFF, cut off, bytes on their own.
    {"\xC1\xBF", BAD BAD, BAD BAD},
    {"\xE0\x9F\xBF", BAD BAD BAD, BAD BAD BAD},
    {"\xED\xA0\x80", BAD BAD BAD, BAD BAD BAD},
    {"\xF4\x90\x80\x80", BAD BAD BAD BAD, BAD BAD BAD BAD},
    {"\xE2\x82", BAD BAD, BAD BAD},
    {"\x80x\xFF", BAD "x" BAD, BAD "x" BAD},
};

TEST(texts_become_utf8_and_json)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = strlen(cases[i].in);
        char out[64];

        out[utf8text(out, cases[i].in, n)] = '\0';
        assert_string_equal(out, cases[i].utf8);
        out[utf8text_json(out, cases[i].in, n)] = '\0';
        assert_string_equal(out, cases[i].json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(texts_become_utf8_and_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
