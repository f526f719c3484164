// hostxml: whatever a computer is like, its platform file passes the check that
// users' files have to pass, and says what is known.
#include "host/hostxml.h"

#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "host/machine.h"
#include "host/platform.h"
#include "testing.h"

// A computer of n CPUs: place says of each its core, cache and package.
static struct hostinfo computer(int n, void (*place)(struct hostinfo_cpu *c))
{
    struct hostinfo h = {.n = n, .cpu = xcalloc((size_t)n, sizeof *h.cpu)};

    for (int i = 0; i < n; i++) {
        h.cpu[i] = (struct hostinfo_cpu){
            .id = i, .mhz = 2000, .core = i, .l3 = 0, .package = 0};
        if (place != NULL)
            place(&h.cpu[i]);
    }
    return h;
}

// The XML, which must pass the check. Frees h's CPUs.
static char *xml_of(struct hostinfo *h)
{
    struct platform p;
    char *error, *xml = hostxml(h);

    if (!platform_check(&p, "host", xml, strlen(xml), &error))
        fail_msg("%s\n%s", error, xml);
    platform_release(&p);
    hostinfo_release(h);
    return xml;
}

static bool says(const char *xml, const char *id, const char *value)
{
    char *prop = xasprintf("<prop id=\"%s\" value=\"%s\"/>", id, value);
    bool found = strstr(xml, prop) != NULL;

    free(prop);
    return found;
}

static bool says_nothing_of(const char *xml, const char *id)
{
    char *prop = xasprintf("<prop id=\"%s\"", id);
    bool found = strstr(xml, prop) != NULL;

    free(prop);
    return !found;
}

TEST(a_plain_computer_is_told_plainly)
{
    struct hostinfo h = computer(2, NULL);

    strcpy(h.model, "A <CPU> & \"more\"");
    char *xml = xml_of(&h);
    assert_string_equal(
        xml, "<?xml version=\"1.0\"?>\n"
             "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
             "<!-- Made by gmpsim from the computer that it ran on. -->\n"
             "<platform version=\"4.1\">\n"
             "  <zone id=\"host\" routing=\"Full\">\n"
             "    <host id=\"machine\" speed=\"2000Mf\" core=\"2\">\n"
             "      <prop id=\"role\" value=\"go\"/>\n"
             "      <prop id=\"description\" value=\"A &lt;CPU&gt; &amp; "
             "&quot;more&quot;, 2 CPUs of 2000 MHz\"/>\n"
             "      <disk id=\"disk\" read_bw=\"3GBps\" write_bw=\"2GBps\"/>\n"
             "    </host>\n"
             "    <host id=\"internet\" speed=\"3Gf\">\n"
             "      <prop id=\"role\" value=\"internet\"/>\n"
             "    </host>\n"
             "    <link id=\"net\" bandwidth=\"100Mbps\" latency=\"10ms\"/>\n"
             "    <route src=\"machine\" dst=\"internet\">\n"
             "      <link_ctn id=\"net\"/>\n"
             "    </route>\n"
             "  </zone>\n"
             "</platform>\n");
    free(xml);
}

static void know_nothing(struct hostinfo_cpu *c)
{
    *c = (struct hostinfo_cpu){.id = c->id, .core = -1, .l3 = -1, -1};
}

TEST(what_is_not_known_is_a_guess_that_is_called_one)
{
    struct hostinfo h = computer(3, know_nothing);

    h.left_out = 7;
    char *xml = xml_of(&h);
    assert_non_null(strstr(xml, "speed=\"3000Mf\" core=\"3\""));
    assert_non_null(strstr(xml, "guess"));
    assert_non_null(strstr(xml, "7 more CPUs"));
    assert_true(says(xml, "description", "host, 3 CPUs of 3000 MHz"));
    assert_true(says_nothing_of(xml, "smt"));
    free(xml);
}

// Two packages of two caches of two cores of two threads.
static void neighbours(struct hostinfo_cpu *c)
{
    c->core = c->id / 2;
    c->l3 = c->id / 4;
    c->package = c->id / 8;
}

TEST(threads_that_are_neighbours)
{
    struct hostinfo h = computer(16, neighbours);
    char *xml = xml_of(&h);

    assert_true(says(xml, "smt", "2"));
    assert_true(says_nothing_of(xml, "smt_order"));
    assert_true(says(xml, "sockets", "2"));
    assert_true(says(xml, "l3_cores", "2"));
    assert_null(strstr(xml, "order"));
    free(xml);
}

// As most servers number them: first one thread of each core.
static void apart(struct hostinfo_cpu *c)
{
    c->core = c->id % 8;
    c->l3 = c->core / 2;
    c->package = c->core / 4;
}

TEST(threads_that_are_apart)
{
    struct hostinfo h = computer(16, apart);
    char *xml = xml_of(&h);

    assert_true(says(xml, "smt", "2"));
    assert_true(says(xml, "smt_order", "spread"));
    assert_true(says(xml, "sockets", "2"));
    assert_true(says(xml, "l3_cores", "2"));
    free(xml);
}

// Even CPUs in one package, odd ones in the other.
static void in_turn(struct hostinfo_cpu *c)
{
    c->package = c->id % 2;
    c->l3 = c->package;
    c->core = c->id / 4 * 2 + c->id % 2;
    c->mhz = 2000 + 1000 * c->package;
}

TEST(other_orders_are_sorted_with_their_speeds)
{
    struct hostinfo h = computer(16, in_turn);
    char *xml = xml_of(&h);

    assert_true(says(xml, "smt", "2"));
    assert_true(says_nothing_of(xml, "smt_order"));
    assert_true(says(xml, "sockets", "2"));
    assert_true(says_nothing_of(xml, "l3_cores"));
    assert_true(says(xml, "core_mhz", "2000*8,3000*8"));
    assert_non_null(strstr(xml, "another order than the CPUs"));
    assert_non_null(strstr(xml, "speed=\"3000Mf\""));
    free(xml);
}

// Two cores of two threads and four of one, in unequal caches.
static void hybrid(struct hostinfo_cpu *c)
{
    c->core = c->id < 4 ? c->id / 2 : c->id;
    c->l3 = c->id < 4 ? 0 : 1 + c->id % 3;
    c->mhz = c->id < 4 ? 5000 : 4000;
}

TEST(unequal_blocks_are_not_told)
{
    struct hostinfo h = computer(8, hybrid);
    char *xml = xml_of(&h);

    assert_true(says_nothing_of(xml, "smt"));
    assert_true(says_nothing_of(xml, "l3_cores"));
    assert_true(says(xml, "core_mhz", "5000*4,4000*4"));
    assert_non_null(strstr(xml, "Not told, because the blocks are unequal"));
    free(xml);
}

static void three_and_one(struct hostinfo_cpu *c)
{
    c->package = c->id == 3;
    c->l3 = c->id / 2;
}

TEST(unequal_packages_are_one)
{
    struct hostinfo h = computer(4, three_and_one);
    char *xml = xml_of(&h);

    assert_true(says_nothing_of(xml, "sockets"));
    assert_true(says_nothing_of(xml, "l3_cores"));
    free(xml);
}

static void all_speeds(struct hostinfo_cpu *c)
{
    c->mhz = 1000000 - c->id;
}

TEST(too_many_speeds_are_one)
{
    struct hostinfo h = computer(1024, all_speeds);
    char *xml = xml_of(&h);

    assert_true(says_nothing_of(xml, "core_mhz"));
    assert_non_null(strstr(xml, "speed=\"1000000Mf\" core=\"1024\""));
    free(xml);
}

static void one_core(struct hostinfo_cpu *c)
{
    c->core = c->package = c->l3 = 0;
}

TEST(more_threads_than_a_core_can_have_are_cores)
{
    struct hostinfo eight = computer(8, one_core);
    char *xml = xml_of(&eight);
    assert_true(says(xml, "smt", "8"));
    free(xml);

    struct hostinfo nine = computer(9, one_core);
    xml = xml_of(&nine);
    assert_true(says_nothing_of(xml, "smt"));
    free(xml);
}

TEST(a_quota_is_told_in_the_limits_of_the_kernel)
{
    static const struct {
        struct cgroup_limit limit;
        const char *text; // NULL: none
    } cases[] = {
        {{0, 0}, NULL},
        {{150000, 100000}, "150000/100000"},
        {{399999, 100000}, "399999/100000"},
        {{400000, 100000}, NULL}, // all of four CPUs
        {{1000, 1000}, "1000/1000"},
        {{1000, 1000000}, "1000/1000000"},
        {{500, 1000}, "50000/100000"},
        {{1000, 500}, "200000/100000"},
        {{1, 1000000}, "1000/100000"},
        {{3000000, 2000000}, "150000/100000"},
        {{9000000000000000000, 9000000000000000000}, "100000/100000"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hostinfo h = computer(4, NULL);
        h.quota = cases[i].limit;
        char *xml = xml_of(&h);
        if (cases[i].text == NULL)
            assert_true(says_nothing_of(xml, "cpu_quota"));
        else
            assert_true(says(xml, "cpu_quota", cases[i].text));
        free(xml);
    }
}

TEST(this_computer_passes)
{
    struct hostinfo h;

    hostinfo_here(&h);
    free(xml_of(&h));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_plain_computer_is_told_plainly),
        RUN(what_is_not_known_is_a_guess_that_is_called_one),
        RUN(threads_that_are_neighbours),
        RUN(threads_that_are_apart),
        RUN(other_orders_are_sorted_with_their_speeds),
        RUN(unequal_blocks_are_not_told),
        RUN(unequal_packages_are_one),
        RUN(too_many_speeds_are_one),
        RUN(more_threads_than_a_core_can_have_are_cores),
        RUN(a_quota_is_told_in_the_limits_of_the_kernel),
        RUN(this_computer_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
