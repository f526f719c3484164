// coarsen: no row too short to be seen, no time lost; and gnuplot draws it.
#include "trace/coarsen.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "timeline.h"
#include "trace/lanes.h"
#include "testing.h"

static void ignore(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

static const char *coarsen_as(int pixels, int gs_max,
                              const struct coarsen_panel *panel)
{
    const int max[TRACKS] = {4, 4, gs_max};
    struct reader *r = timeline_open();
    struct fold *measure = fold_run(r, ignore, NULL);
    char *error = NULL;
    struct outfile *f = outfile_open("x.csv", &error);

    if (measure == NULL)
        print_error("%s\n", reader_message(r, 0));
    assert_non_null(measure);
    reader_close(r);
    r = timeline_open();
    assert_true(coarsen_csv(r, measure, pixels, max, panel, f));
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    fold_free(measure);
    reader_close(r);
    return scratch_read("x.csv");
}

static const char *coarsen(int pixels, int gs_max)
{
    return coarsen_as(pixels, gs_max, NULL);
}

TEST(short_spans_are_put_together_in_proportion)
{
    // 10 pixels of 10 ns. G1 runs 8 ns and waits 2, five times; then 50 ns.
    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                   "0 - - - - GoCreate new=1 fn=f line=1\n"
                   "0 - 0 0 1 GoStart rule=start\n"
                   "8 - 0 0 1 GoStop why=x\n10 - 0 0 1 GoStart rule=runq\n"
                   "18 - 0 0 1 GoStop why=x\n20 - 0 0 1 GoStart rule=runq\n"
                   "28 - 0 0 1 GoStop why=x\n30 - 0 0 1 GoStart rule=runq\n"
                   "38 - 0 0 1 GoStop why=x\n40 - 0 0 1 GoStart rule=runq\n"
                   "48 - 0 0 1 GoStop why=x\n50 - 0 0 1 GoStart rule=runq\n"
                   "100 - - - - Exit status=0 why=exit\n");
    // The first 30 ns: 24 running and 6 runnable, which is over a quarter of a
    // pixel. What is left before the long span: 16 and 4.
    assert_string_equal(coarsen(10, 4),
                        "track,id,start_ns,end_ns,state,g,m,p,core,detail,fn\n"
                        "g,1,0,24,running,1,0,0,,start,f\n"
                        "p,0,0,24,running,1,0,0,,start,f\n"
                        "p,0,24,30,scheduling,,0,0,,,\n"
                        "p,0,30,46,running,1,0,0,,runq,f\n"
                        "p,0,46,50,scheduling,,0,0,,,\n"
                        "p,0,50,100,running,1,0,0,,runq,f\n"
                        "g,1,24,30,runnable,1,,,,x,f\n"
                        "g,1,30,46,running,1,0,0,,runq,f\n"
                        "g,1,46,50,runnable,1,,,,x,f\n"
                        "g,1,50,100,running,1,0,0,,runq,f\n");
}

TEST(what_is_less_than_a_quarter_of_a_pixel_is_given_to_the_longest)
{
    // One pixel is 100 ns, three are put together: 24 of 300 are not shown.
    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - - - - GoCreate new=1 fn=f line=1\n"
                   "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                   "99 - 0 0 1 GoStart rule=start\n123 - 0 0 1 GoStop why=x\n"
                   "200 - 0 0 1 GoStart rule=runq\n"
                   "300 - 0 0 1 GoStop why=x\n"
                   "1000 - - - - Exit status=0 why=exit\n");
    assert_string_equal(coarsen(10, 4),
                        "track,id,start_ns,end_ns,state,g,m,p,core,detail,fn\n"
                        "p,0,0,200,scheduling,,0,0,,,\n"
                        "p,0,200,300,running,1,0,0,,runq,f\n"
                        "g,1,0,200,runnable,1,,,,created,f\n"
                        "g,1,200,300,running,1,0,0,,runq,f\n"
                        "p,0,300,1000,scheduling,,0,0,,,\n"
                        "g,1,300,1000,runnable,1,,,,x,f\n");
}

TEST(tracks_without_a_lane_share_one)
{
    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - - - - GoCreate new=1 fn=f line=1\n"
                   "0 - - - - GoCreate new=2 fn=f line=1\n"
                   "0 - - - - GoCreate new=3 fn=f line=1\n"
                   "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                   "50 - 0 0 3 GoStart rule=start\n"
                   "100 - - - - Exit status=0 why=exit\n");
    assert_non_null(strstr(coarsen(10, 3), "\ng,3,50,100,running,3,"));
    assert_non_null(strstr(coarsen(10, 2),
                           "\ng,and 2 more,0,50,runnable,,,,,,\n"
                           "g,and 2 more,50,100,running,,,,,,\n"));
}

TEST(a_panel_knows_goroutines_by_lanes_that_others_have_too)
{
    static const uint32_t of_g[] = {0, LANE_NONE, 2};
    static const char *const label[] = {"main", "main.1 (f)", "main.2 (f)"};
    const struct coarsen_panel panel = {"2", of_g, 3, label};

    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n"
                   "0 0 0 0 - ProcStart -\n"
                   "0 0 0 0 - GoCreate new=1 fn=main.main line=1\n"
                   "0 0 0 0 - GoCreate new=5 fn=runtime.system line=0\n"
                   "0 0 0 0 1 GoStart rule=start\n"
                   "10 0 0 0 1 GoCreate new=9 fn=main.f line=2\n"
                   "20 0 0 0 1 GoBlock reason=chan%20receive\n"
                   "20 0 0 0 5 GoStart rule=runq\n"
                   "30 0 0 0 5 GoBlock reason=chan%20receive\n"
                   "30 0 0 0 9 GoStart rule=runq\n"
                   "40 0 0 0 9 Exit status=0 why=exit\n");
    assert_string_equal(coarsen_as(40, 4, &panel),
                        "2,p,0,0,20,running,1,0,0,0,start,main\n"
                        "2,g,1,0,20,running,1,0,0,0,start,main\n"
                        "2,p,0,20,30,scheduling,,0,0,0,runq,\n"
                        "2,g,3,10,30,runnable,3,,,,created,main.2 (f)\n"
                        "2,p,0,30,40,running,3,0,0,0,runq,main.2 (f)\n"
                        "2,g,1,20,40,blocked,1,,,,chan receive,main\n"
                        "2,g,3,30,40,running,3,0,0,0,runq,main.2 (f)\n");
}

// ---- plots/gantt.gp ----

static char script[PATH_MAX];

// gnuplot's exit status, or -1 when there is none on this machine.
static int gnuplot(char *out)
{
    char name[] = "gnuplot", d[] = "-d", c[] = "-c", data[] = "x.csv",
         title[] = "title.txt";
    char *argv[] = {name, d, c, script, data, out, title, NULL};
    pid_t pid;
    int status;

    if (posix_spawnp(&pid, name, NULL, NULL, argv, environ) != 0)
        return -1;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256;
}

TEST(gnuplot_draws_it_and_runs_nothing_that_stands_in_names)
{
    static const char *const bad[] = {
        "`touch%20PWNED`",
        "$(touch%20PWNED)",
        "\"|touch%20PWNED",
        "|touch%20PWNED",
        "<touch%20PWNED",
        "@OPEN",
        "#x",
        "'%3Bsystem('touch%20PWNED')",
        "{/Bold%20x}_a^b",
        "</text><script>",
        "a,b,\"c\"\"",
    };
    char body[4096] = "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n";
    char out[3][8] = {"x.svg", "x.png", "x.pdf"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        snprintf(body + strlen(body), sizeof body - strlen(body),
                 "0 - - - - GoCreate new=%zu fn=%s line=1\n", i + 1, bad[i]);
    strcat(body, "1 - 0 0 1 GoStart rule=start\n"
                 "9 - - - - Exit status=0 why=exit\n");
    timeline_write("# procs: 1\n# cores: 1\n", body);
    coarsen(800, 4);
    scratch_write("title.txt", "`touch PWNED` $(touch PWNED) @x </text>\n"
                               "\"|touch PWNED\"; system('touch PWNED')\n");
    for (int i = 0; i < 3; i++) {
        int status = gnuplot(out[i]);

        if (status < 0)
            skip();
        assert_int_equal(status, 0);
        assert_true(access(out[i], R_OK) == 0);
        assert_true(access("PWNED", F_OK) != 0);
    }
    assert_null(strstr(scratch_read("x.svg"), "<script>"));
    assert_null(strstr(scratch_read("x.svg"), "@x </text>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(short_spans_are_put_together_in_proportion),
        RUN(what_is_less_than_a_quarter_of_a_pixel_is_given_to_the_longest),
        RUN(tracks_without_a_lane_share_one),
        RUN(a_panel_knows_goroutines_by_lanes_that_others_have_too),
        RUN(gnuplot_draws_it_and_runs_nothing_that_stands_in_names),
    };

    if (realpath("plots/gantt.gp", script) == NULL)
        return 1;
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
