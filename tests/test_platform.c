// platform: only the written subset of SimGrid's platform files passes, and
// what passes is written anew without anything else.
#include "host/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "host/platform_value.h"

#include "testing.h"

#define HEAD  "<?xml version=\"1.0\"?>\n"
#define OPEN  "<platform version=\"4.1\">\n<zone id=\"z\" routing=\"Full\">\n"
#define CLOSE "</zone></platform>\n"
#define HOST  "<host id=\"h\" speed=\"1Gf\"/>\n"

// Checks text; returns the error or NULL. *host, when not NULL, gets the host.
static char *check(const char *text, char **host)
{
    struct platform p;
    char *error;

    if (host != NULL)
        *host = NULL;
    if (platform_check(&p, "f", text, strlen(text), &error)) {
        assert_null(error);
        if (host != NULL)
            *host = xstrdup(p.host);
        platform_release(&p);
    }
    return error;
}

TEST(the_subset_passes)
{
    static const char *const texts[] = {
        OPEN HOST CLOSE,
        "\n" OPEN HOST CLOSE,
        HEAD "<!DOCTYPE platform SYSTEM \"https://x/y.dtd\">" OPEN HOST CLOSE,
        OPEN "<!-- <config/> --><?x <config> ?>" HOST CLOSE,
        OPEN
        "<host id=\"h\" speed=\"3Gf,2Gf\" core=\"8\" pstate=\"1\">"
        "<prop id=\"core_mhz\" value=\"3000*4,2000*4\"/>"
        "<disk id=\"d\" read_bw=\"1GBps\" write_bw=\"1GBps\"/></host>" CLOSE,
        OPEN HOST
        "<router id=\"r\"/>"
        "<link id=\"l\" bandwidth=\"1GBps\" latency=\"0\"/>"
        "<route src=\"h\" dst=\"r\"><link_ctn id=\"l\"/></route>" CLOSE,
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *error = check(texts[i], NULL);
        if (error != NULL)
            fail_msg("%zu: %s", i, error);
    }
}

static const struct {
    const char *text, *error;
} refused[] = {
    {"", "f: error: empty file"},
    {" \n\t\r\n", "f: error: empty file"},
    {"hello", "f:1: error: not well-formed XML"},
    {"<html/>", "f:1: error: <html> where <platform> is expected"},
    {"<platform/>", "f:1: error: <platform> has no version"},
    {"<platform version=\"99\"/>", "f:1: error: version '99' is not"},
    {"<platform version=\"4.1\"/>", "f: error: no host"},
    {OPEN CLOSE, "f: error: no host"},
    {OPEN HOST, "f:4: error: not well-formed XML"},
    {OPEN HOST CLOSE OPEN, "f:5: error: not well-formed XML: Extra"},
    {OPEN HOST HOST CLOSE, "f:4: error: duplicate id 'h' of a host"},
    {OPEN "<config/>" CLOSE, "f:3: error: element <config> is not sup"},
    {OPEN "<config><prop id=\"a\" value=\"b\"/></config>" CLOSE,
     "f:3: error: element <config> is not supported"},
    {OPEN "<include file=\"/x\"/>" CLOSE, "f:3: error: element <include>"},
    {OPEN "<trace id=\"t\" file=\"/x\"/>" CLOSE,
     "f:3: error: element <trace> is not supported"},
    {"<platform version=\"4.1\"><actor host=\"h\"/></platform>",
     "f:1: error: element <actor> is not supported"},
    {"<platform version=\"4.1\">" HOST "</platform>",
     "f:1: error: element <host> is not allowed inside <platform>"},
    {OPEN "<prop id=\"a\" value=\"b\"><prop id=\"a\" value=\"b\"/></prop>",
     "f:3: error: element <prop> is not allowed inside <prop>"},
    {OPEN "<host id=\"h\" speed=\"1Gf\" state_file=\"/x\"/>" CLOSE,
     "f:3: error: attribute 'state_file' of <host> is not supported"},
    {OPEN "<host id=\"h\" speed=\"1Gf\" availability_file=\"/x\"/>" CLOSE,
     "f:3: error: attribute 'availability_file' of <host>"},
    {OPEN "<host id=\"h\"/>" CLOSE, "f:3: error: <host> has no speed"},
    {OPEN "<host\n id=\"h\" speed=\"-1Gf\"/>" CLOSE,
     "f:4: error: speed '-1Gf' must be"},
    {OPEN "<host id=\"a&#10;b\" speed=\"1Gf\"/>" CLOSE,
     "f:3: error: id 'a\\x0ab' must be"},
    {OPEN "<host id=\"h\" speed=\"1Gf\" pstate=\"1\"/>" CLOSE,
     "f:3: error: pstate '1' is not below the number of speeds, 1"},
    {OPEN "<host id=\"h\" speed=\"1Gf\" core=\"4\">"
          "<prop id=\"core_mhz\" value=\"1*5\"/></host>" CLOSE,
     "f:3: error: core_mhz '1*5' has speeds for more than"},
    {OPEN "<host id=\"h\" speed=\"1Gf\" core=\"4\">\n"
          "<prop id=\"sockets\" value=\"4\"/>\n"
          "<prop id=\"smt\" value=\"2\"/></host>" CLOSE,
     "f:5: error: sockets '4' does not divide the host's 2 physical cores"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">"
          "<prop id=\"role\" value=\"no\"/></host>" CLOSE,
     "f:3: error: property 'role' must be \"go\" or \"internet\", at a host"},
    {"<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">"
     "<prop id=\"role\" value=\"internet\"/></zone></platform>",
     "f:1: error: property 'role' must be"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">"
          "<prop id=\"role\" value=\"internet\"/></host>" CLOSE,
     "f: error: host 'h' runs the program, it cannot be the internet"},
    {OPEN HOST "<host id=\"machine\" speed=\"1Gf\"/>"
               "<cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"0-1\" "
               "speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\">"
               "<prop id=\"role\" value=\"internet\"/></cluster>" CLOSE,
     "f: error: 2 hosts have the property role=internet"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">\n"
          "<prop id=\"wattage_per_state\" value=\"10:x\"/></host>" CLOSE,
     "f:4: error: wattage_per_state '10:x' is not a list as 100:120:200,"},
    {OPEN "<host id=\"h\" speed=\"2Gf,1Gf\">"
          "<prop id=\"wattage_per_state\" value=\"10:20\"/></host>" CLOSE,
     "f:3: error: wattage_per_state '10:20' is for 1 speed, the host has 2"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">\n"
          "<prop id=\"http_bytes\" value=\"1099511627777\"/></host>" CLOSE,
     "f:4: error: http_bytes '1099511627777' must be a whole number from 0 to "
     "1099511627776"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">"
          "<prop id=\"http_ns\" value=\"1ms\"/></host>" CLOSE,
     "f:3: error: http_ns '1ms' must be a whole number"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">"
          "<disk id=\"d\" read_bw=\"1Bps\" write_bw=\"1Bps\">"
          "<prop id=\"latency_ns\" value=\"-1\"/></disk></host>" CLOSE,
     "f:3: error: latency_ns '-1' must be a whole number"},
    {OPEN "<host id=\"h\" speed=\"1Gf\"><prop id=\"a\" value=\"1\"/>"
          "<prop id=\"a\" value=\"2\"/></host>" CLOSE,
     "f:3: error: property 'a' is given twice"},
    {OPEN "<host id=\"h\" speed=\"1Gf\">"
          "<disk id=\"d\" read_bw=\"1Bps\" write_bw=\"1Bps\"/>"
          "<disk id=\"d\" read_bw=\"1Bps\" write_bw=\"1Bps\"/></host>" CLOSE,
     "f:3: error: duplicate id 'd' of a disk"},
    {"<platform version=\"4.1\"><zone id=\"y\" routing=\"Full\"/>" OPEN,
     "f:1: error: element <platform> is not allowed inside <platform>"},
    {OPEN HOST "</zone><zone id=\"y\" routing=\"None\"/></platform>",
     "f:4: error: a second zone beside the outermost"},
    {OPEN "words" HOST CLOSE, "f:3: error: text is not supported"},
    {OPEN "<![CDATA[<config/>]]>" HOST CLOSE, "f:3: error: text is not"},
    {"<platform xmlns=\"u\" version=\"4.1\"/>", "f:1: error: XML namesp"},
    {"<x:platform xmlns:x=\"u\" version=\"4.1\"/>", "f:1: error: XML nam"},
    {"<!DOCTYPE p [<!ENTITY a \"b\">]>" OPEN CLOSE,
     "f:1: error: XML declarations of entities"},
    {"<!DOCTYPE p [<!ENTITY % a SYSTEM \"/etc/passwd\"> %a;]>" OPEN CLOSE,
     "f:1: error: XML declarations of entities"},
    {"<!DOCTYPE p [<!ATTLIST host speed CDATA \"1Gf\">]>" OPEN CLOSE,
     "f:1: error: XML declarations of entities"},
    {"<!DOCTYPE p [<!ELEMENT p (q|r)*>]>" OPEN CLOSE,
     "f:1: error: XML declarations of entities"},
    {OPEN "&undefined;" CLOSE, "f:3: error: not well-formed XML"},
    {"<?xml version=\"1.0\" encoding=\"no-such\"?>" OPEN HOST CLOSE,
     "f:1: error: not well-formed XML"},
    {OPEN "<cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"9-0\" "
          "speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>" CLOSE,
     "f:3: error: radical '9-0' is not a list of rising"},
};

TEST(everything_else_is_refused_with_its_line)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *error = check(refused[i].text, NULL);
        if (error == NULL)
            fail_msg("case %zu was taken", i);
        if (strncmp(error, refused[i].error, strlen(refused[i].error)) != 0)
            fail_msg("case %zu: %s", i, error);
        free(error);
    }
}

TEST(several_errors_come_at_once_and_not_more_than_ten)
{
    char *error =
        check(OPEN "<a/>\n<b/>\n<host id=\"h\" speed=\"x\"/>\n" CLOSE, NULL);

    assert_non_null(strstr(error, "f:3: error: element <a>"));
    assert_non_null(strstr(error, "f:4: error: element <b>"));
    assert_non_null(strstr(error, "f:5: error: speed 'x'"));
    free(error);
    char *many = xstrdup(OPEN);
    for (int i = 0; i < 30; i++) {
        char *longer = xasprintf("%s<e%d/>\n", many, i);
        free(many);
        many = longer;
    }
    error = check(many, NULL);
    assert_non_null(strstr(error, "<e9>"));
    assert_null(strstr(error, "<e10>"));
    free(error);
    free(many);
}

TEST(a_nul_byte_or_a_huge_file_is_refused)
{
    static const char text[] = OPEN "\0" HOST CLOSE;
    struct platform p;
    char *error;

    assert_false(platform_check(&p, "f", text, sizeof text - 1, &error));
    assert_string_equal(error, "f: error: not XML: it holds a NUL byte");
    free(error);
    for (size_t n = PLATFORM_BYTES_MAX; n <= PLATFORM_BYTES_MAX + 1; n++) {
        char *big = xmalloc(n);
        memset(big, ' ', n);
        memcpy(big, OPEN HOST CLOSE, strlen(OPEN HOST CLOSE));
        bool good = platform_check(&p, "f", big, n, &error);
        assert_int_equal(good, n == PLATFORM_BYTES_MAX);
        if (good)
            platform_release(&p);
        free(error);
        free(big);
    }
}

TEST(elements_may_be_so_deep_and_not_deeper)
{
    for (int depth = PLATFORM_DEPTH_MAX; depth <= PLATFORM_DEPTH_MAX + 1;
         depth++) {
        char *text = xstrdup("<platform version=\"4.1\">");
        for (int i = 0; i < depth - 2; i++) { // and the platform and a host
            char *longer =
                xasprintf("%s<zone id=\"z%d\" routing=\"Full\">", text, i);
            free(text);
            text = longer;
        }
        char *whole = xasprintf("%s" HOST, text);
        for (int i = 0; i < depth - 2; i++) {
            char *longer = xasprintf("%s</zone>", whole);
            free(whole);
            whole = longer;
        }
        char *all = xasprintf("%s</platform>", whole);
        char *error = check(all, NULL);
        assert_int_equal(error == NULL, depth == PLATFORM_DEPTH_MAX);
        if (error != NULL)
            assert_non_null(strstr(error, "more than 32 elements"));
        free(error);
        free(all);
        free(whole);
        free(text);
    }
}

TEST(there_may_be_so_many_hosts_and_not_more)
{
    for (int n = PLATFORM_HOSTS_MAX; n <= PLATFORM_HOSTS_MAX + 1; n++) {
        char *text = xasprintf(
            OPEN "<host id=\"machine\" speed=\"1Gf\"/>"
                 "<cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"1-%d\" "
                 "speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>" CLOSE,
            n - 1);
        char *error = check(text, NULL);
        assert_int_equal(error == NULL, n == PLATFORM_HOSTS_MAX);
        free(error);
        free(text);
    }
}

TEST(the_host_is_the_marked_the_only_or_the_one_named_machine)
{
    static const struct {
        const char *hosts, *host, *error;
    } cases[] = {
        {"<host id=\"a\" speed=\"1Gf\"/>", "a", NULL},
        {"<host id=\"a\" speed=\"1Gf\"/><host id=\"machine\" speed=\"1Gf\"/>",
         "machine", NULL},
        {"<host id=\"a\" speed=\"1Gf\"><prop id=\"role\" value=\"go\"/></host>"
         "<host id=\"machine\" speed=\"1Gf\"/>",
         "a", NULL},
        {"<host id=\"a\" speed=\"1Gf\"/><host id=\"b\" speed=\"1Gf\"/>", NULL,
         "none of the 2 hosts"},
        {"<host id=\"a\" speed=\"1Gf\"><prop id=\"role\" value=\"go\"/></host>"
         "<host id=\"b\" speed=\"1Gf\"><prop id=\"role\" value=\"go\"/></host>",
         NULL, "2 hosts have the property role=go"},
        {"<cluster id=\"c\" prefix=\"n\" suffix=\".x\" radical=\"7\" "
         "speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\"/>",
         "n7.x", NULL},
        {"<cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"0-1\" "
         "speed=\"1Gf\" bw=\"1MBps\" lat=\"1us\">"
         "<prop id=\"role\" value=\"go\"/></cluster>",
         NULL, "2 hosts have the property role=go"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = xasprintf(OPEN "%s" CLOSE, cases[i].hosts), *host;
        char *error = check(text, &host);
        if (cases[i].host != NULL)
            assert_string_equal(host, cases[i].host);
        else
            assert_non_null(strstr(error, cases[i].error));
        free(host);
        free(error);
        free(text);
    }
}

TEST(what_passes_is_written_anew_line_for_line)
{
    static const char text[] =
        HEAD "<!DOCTYPE platform SYSTEM \"file:///etc/passwd\"><!-- a\nb -->\n"
             "<platform version='4'><?php x?>\n"
             "  <zone routing='None' id='z'>\n\n"
             "<host id='h' speed='1Gf'><prop id='p' value='&lt;&#38;\"é'/>\n"
             "</host></zone></platform>";
    struct platform p;
    char *error;

    assert_true(platform_check(&p, "f", text, strlen(text), &error));
    assert_string_equal(
        p.xml, "<?xml version=\"1.0\"?><!DOCTYPE platform SYSTEM "
               "\"https://simgrid.org/simgrid.dtd\">\n\n\n"
               "<platform version=\"4.1\">\n"
               "<zone id=\"z\" routing=\"None\">\n\n"
               "<host id=\"h\" speed=\"1Gf\"><prop id=\"p\" "
               "value=\"&lt;&amp;&quot;é\"></prop></host></zone></platform>");
    assert_int_equal(p.len, strlen(p.xml));
    assert_int_equal(p.nhost, 1);
    platform_release(&p);
}

TEST(no_beginning_of_a_file_and_no_changed_byte_crashes)
{
    static const char text[] =
        "<?xml version=\"1.0\"?><!DOCTYPE platform SYSTEM \"x\">"
        "<platform version=\"4.1\"><cluster id=\"c\" prefix=\"n\" suffix=\"\" "
        "radical=\"1,3-5\" speed=\"1Gf,2Gf\" core=\"2\" bw=\"1MBps\" "
        "lat=\"1us\"><prop id=\"core_mhz\" value=\"3*2\"/></cluster>"
        "</platform>";
    static const char bytes[] = "<>\"'&/=![]-?%;: 0aZ\n\x80\xff";
    char changed[sizeof text];

    for (size_t len = 0; len < sizeof text - 1; len++) {
        struct platform p;
        char *error;
        assert_false(platform_check(&p, "f", text, len, &error));
        assert_non_null(error);
        free(error);
    }
    for (size_t i = 0; i < sizeof text - 1; i++)
        for (size_t j = 0; j < sizeof bytes - 1; j++) {
            memcpy(changed, text, sizeof text);
            changed[i] = bytes[j];
            free(check(changed, NULL));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_subset_passes),
        RUN(everything_else_is_refused_with_its_line),
        RUN(several_errors_come_at_once_and_not_more_than_ten),
        RUN(a_nul_byte_or_a_huge_file_is_refused),
        RUN(elements_may_be_so_deep_and_not_deeper),
        RUN(there_may_be_so_many_hosts_and_not_more),
        RUN(the_host_is_the_marked_the_only_or_the_one_named_machine),
        RUN(what_passes_is_written_anew_line_for_line),
        RUN(no_beginning_of_a_file_and_no_changed_byte_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
