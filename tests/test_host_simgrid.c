// host_simgrid: facts about a platform, in a child, for SimGrid loads only one.
#include "host/host_simgrid.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

static const char TEXT[] =
    "<?xml version=\"1.0\"?>\n"
    "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
    "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">\n"
    "<host id=\"a\" speed=\"2.6Gf\" core=\"16\">"
    "<disk id=\"d\" read_bw=\"3GBps\" write_bw=\"1.5Bps\"/></host>\n"
    "<host id=\"b\" speed=\"3Gf,1.2Gf\" pstate=\"1\">"
    "<prop id=\"x\" value=\"&lt;&amp;&quot;é\"/></host>\n"
    "<link id=\"l\" bandwidth=\"100Mbps\" latency=\"1.5us\"/>"
    "<link id=\"k\" bandwidth=\"1GBps\" latency=\"2ns\"/>"
    "<route src=\"a\" dst=\"b\" symmetrical=\"no\">"
    "<link_ctn id=\"l\"/><link_ctn id=\"k\"/></route>"
    "</zone></platform>\n";

static volatile sig_atomic_t interrupted;

static void on_signal(int sig)
{
    (void)sig;
    interrupted = 1;
}

// What is asked in the child; the number of the first wrong answer, or 0.
static int ask(const char *path)
{
    const char *x;
    int64_t x1, x2;

    signal(SIGINT, on_signal);
    host_simgrid_load(path);
    raise(SIGINT);
    if (!interrupted)
        return 1;
    if (host_simgrid_count() != 2)
        return 2;
    if (host_simgrid_cores("a") != 16 || host_simgrid_cores("b") != 1)
        return 3;
    if (host_simgrid_mhz("a") != 2600 || host_simgrid_mhz("b") != 1200)
        return 4;
    if (host_simgrid_npstate("a") != 1 || host_simgrid_npstate("b") != 2)
        return 5;
    x = host_simgrid_property("b", "x");
    if (x == NULL || strcmp(x, "<&\"é") != 0)
        return 6;
    if (host_simgrid_property("a", "x") != NULL)
        return 7;
    if (strcmp(host_simgrid_name(0), "a") != 0 ||
        strcmp(host_simgrid_name(1), "b") != 0)
        return 8;
    if (!host_simgrid_route("a", "b", &x1, &x2) || x1 != 1502 || x2 != 12500000)
        return 9;
    if (host_simgrid_route("b", "a", &x1, &x2))
        return 10;
    if (!host_simgrid_disk("a", "d", &x1, &x2) || x1 != 3000000000 || x2 != 2)
        return 11;
    if (host_simgrid_disk("a", "e", &x1, &x2) ||
        host_simgrid_disk("b", "d", &x1, &x2))
        return 12;
    return 0;
}

TEST(facts_are_those_of_the_file_and_signals_stay_ours)
{
    char path[] = "/tmp/gmpsim-test-simgrid-XXXXXX";
    int fd = mkstemp(path), status;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, TEXT, strlen(TEXT)), strlen(TEXT));
    close(fd);
    pid_t child = fork();
    if (child == 0)
        _exit(ask(path));
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink(path);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(facts_are_those_of_the_file_and_signals_stay_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
