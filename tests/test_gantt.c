// gantt: the picture in the terminal is exact to the byte and never too wide.
#include "trace/gantt.h"

#include "timeline.h"
#include "testing.h"

static void ignore(void *arg, const struct span *s)
{
    (void)arg;
    (void)s;
}

// Draws x.trace.
static const char *draw(int width, const char *title)
{
    struct reader *r = timeline_open();
    struct fold *measure = fold_run(r, ignore, NULL);
    char *error = NULL;
    struct outfile *f = outfile_open("x.txt", &error);

    if (measure == NULL)
        print_error("%s\n", reader_message(r, 0));
    assert_non_null(measure);
    reader_close(r);
    r = timeline_open();
    assert_true(gantt_draw(r, measure, width, title, f));
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    fold_free(measure);
    reader_close(r);
    return scratch_read("x.txt");
}

static void expect_line(const char *text, const char *line)
{
    char want[256];

    snprintf(want, sizeof want, "\n%s\n", line);
    if (strstr(text, want) == NULL)
        print_error("no line '%s' in\n%s\n", line, text);
    assert_non_null(strstr(text, want));
}

static int widest(const char *text)
{
    int most = 0;

    while (*text != '\0') {
        int n = (int)strcspn(text, "\n");

        most = n > most ? n : most;
        text += n + (text[n] == '\n');
    }
    return most;
}

// Four Ps on one core: two Gs share it, each has its P all the time.
#define ONE_CORE                                                               \
    "0 - 0 - - MCreate by=-1\n0 0 0 - - CoreStart -\n0 0 0 0 - ProcStart -\n"  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "0 0 0 0 1 GoCreate new=7 fn=lib.work line=4\n0 - 1 - - MCreate by=0\n"    \
    "20000 0 0 - - CoreStop why=slice\n20000 0 1 - - CoreStart -\n"            \
    "20000 0 1 1 - ProcStart -\n"                                              \
    "20000 0 1 1 7 GoStart rule=steal victim=0 n=1\n"                          \
    "40000 0 1 - - CoreStop why=slice\n40000 0 0 - - CoreStart -\n"            \
    "50000 0 0 0 1 GoBlock reason=sleep\n"                                     \
    "50000 0 0 - - CoreStop why=slice\n50000 0 1 - - CoreStart -\n"            \
    "60000 0 1 1 7 GoDestroy -\n60000 0 1 1 - MSpin on=1\n"                    \
    "70000 0 1 1 - MSpin on=0\n70000 0 1 1 - ProcStop -\n"                     \
    "70000 0 1 - - MPark why=idle\n70000 0 1 - - CoreStop why=blocked\n"       \
    "80000 0 0 - - CoreStart -\n80000 - - - 1 GoUnblock to=global\n"           \
    "80000 0 0 0 1 GoStart rule=global\n80000 0 0 0 1 SyscallBegin call=x\n"   \
    "80000 0 0 - - CoreStop why=blocked\n90000 0 0 - - CoreStart -\n"          \
    "90000 0 0 0 1 SyscallEnd -\n100000 0 0 0 1 Exit status=0 why=exit\n"

TEST(a_student_can_read_it)
{
    timeline_write("# executor: sim\n# file: a/b/two.go\n# procs: 2\n"
                   "# cores: 1\n# machine: laptop-4\n",
                   ONE_CORE);
    assert_string_equal(
        draw(71, NULL),
        "two.go\n"
        "simulated, GOMAXPROCS 2, 1 core, machine laptop-4, makespan 100us\n"
        "\n"
        "               0         20us      40us      60us      80us"
        "         run\n"
        "               +---------+---------+---------+---------+---------\n"
        "cores\n"
        "core 0        |AAAAAAAAAABBBBBBBBBBAAAAABBBBB*****          AAAAA|"
        "  70%\n"
        "Ps\n"
        "P0            |AAAAAAAAAAooooooooooAAAAA~~~~~~~~~~~~~~~sssssAAAAA|"
        "  40%\n"
        "P1            |          BBBBBBBBBBoooooBBBBB*****               |"
        "  30%\n"
        "goroutines\n"
        "A G1 main     |##########oooooooooo#####...............sssss#####|"
        "  40%\n"
        "B G7 lib.work |----------##########ooooo#####                    |"
        "  30%\n"
        "\n"
        "cores, Ps:  A..B the goroutine that runs\n"
        "            o its goroutine waits for a core   s in a system call\n"
        "            ~ scheduler   * looks for work   blank idle\n"
        "goroutines: # runs on a core   o has a P, waits for a core\n"
        "            - runnable, waits for a P   . blocked   s in a system "
        "call\n"
        "            blank not created yet, or ended\n"
        "A column is about 2us long and shows what lasted longest in it.\n"
        "run: share of all the time spent running on a core\n");
}

TEST(a_column_shows_what_lasted_longest_and_of_two_the_earlier)
{
    // 40 columns leave 26 cells, of 100 ns each.
    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
                   "0 - - - - GoCreate new=1 fn=main.m line=1\n"
                   "149 - 0 0 1 GoStart rule=start\n"
                   "250 - 0 0 1 GoBlock reason=x\n"
                   "351 - - - 1 GoUnblock to=x\n"
                   "2600 - - - - Exit status=0 why=exit\n");
    // Cell 1: runs from 149 on, 51 of 100. Cell 2: till 250, 50 of 100, first.
    // Cell 3: blocked till 351, 51 of 100.
    expect_line(draw(40, NULL), "A G1 m |-##.----------------------|   4%");
}

TEST(no_width_is_overrun)
{
    int widths[] = {GANTT_WIDTH_MIN, 41, 79, 80, 81, 200, GANTT_WIDTH_MAX};

    timeline_write("# label: l\n# procs: 2\n# cores: 1\n", ONE_CORE);
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        assert_in_range(widest(strstr(draw(widths[i], NULL), "\n\n")),
                        widths[i] - 1, widths[i] < 66 ? 66 : widths[i]);
}

TEST(a_timeline_without_time_or_with_very_much_can_be_drawn)
{
    timeline_write("# procs: 1\n# cores: 1\n",
                   "7 - - - - GoCreate new=1 fn=f line=1\n"
                   "7 - - - - Exit status=0 why=exit\n");
    expect_line(draw(60, NULL), "A G1 f |                                   "
                                "           |   0%");
    timeline_write("# procs: 1\n# cores: 1\n",
                   "0 - - - - GoCreate new=1 fn=f line=1\n"
                   "9223372036854775807 - - - - Exit status=0 why=exit\n");
    expect_line(draw(60, NULL), "A G1 f |-----------------------------------"
                                "-----------|   0%");
    timeline_write("# procs: 1\n# cores: 1\n",
                   "9223372036854775807 - - - - Exit status=0 why=exit\n");
    draw(60, NULL);
    timeline_write("# procs: 1\n# cores: 1\n# a: b\n", "# truncated: x\n");
    assert_non_null(strstr(draw(60, NULL), "makespan 0, cut short: x\n"));
}

TEST(names_cannot_write_to_the_terminal)
{
    const char *text;

    timeline_write("# label: a%1B[2Jb\n# executor: x%0Ay\n# procs: 1\n"
                   "# cores: 1\n",
                   "0 - - - - GoCreate new=1 fn=a%1Bb%09c line=1\n"
                   "1 - - - - Exit status=0 why=exit\n");
    text = draw(60, NULL);
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\t'));
    assert_non_null(strstr(text, "a\\x1b[2Jb\nx\\x0ay, "));
    assert_memory_equal(draw(60, "T\x1bU"), "T\\x1bU\n", 7);
}

// n Gs that are created and wait; the last one runs from 10 to 20.
static void many(int n)
{
    char body[1 << 14] = "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n";

    for (int i = 1; i <= n; i++)
        snprintf(body + strlen(body), sizeof body - strlen(body),
                 "0 - - - - GoCreate new=%d fn=f line=1\n", i);
    snprintf(body + strlen(body), sizeof body - strlen(body),
             "10 - 0 0 %d GoStart rule=runq\n20 - 0 0 %d GoDestroy -\n"
             "20 - - - - Exit status=0 why=exit\n",
             n, n);
    timeline_write("# procs: 1\n# cores: 1\n", body);
}

TEST(more_goroutines_than_lanes_share_the_last_one)
{
    const char *text;

    many(24);
    text = draw(47, NULL);
    expect_line(text, "X G24 f |----------------################|  50%");
    assert_null(strstr(text, "more"));
    many(25);
    text = draw(50, NULL);
    expect_line(text, "W G23 f    |--------------------------------|   0%");
    expect_line(text, "and 2 more |----------------################|");
    expect_line(text, "P0         |~~~~~~~~~~~~~~~~@@@@@@@@@@@@@@@@|  50%");
}

TEST(texts_are_cut_between_letters)
{
    char s[] = "abc\xC3\xA9\xC3\xA9\xC3\xA9";

    gantt_cut(s, 6);
    assert_string_equal(s, "abc\xC3\xA9\xC3\xA9\xC3\xA9");
    gantt_cut(s, 5);
    assert_string_equal(s, "abc..");
    gantt_cut(s, 2);
    assert_string_equal(s, "..");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(a_student_can_read_it),
        RUN(a_column_shows_what_lasted_longest_and_of_two_the_earlier),
        RUN(no_width_is_overrun),
        RUN(a_timeline_without_time_or_with_very_much_can_be_drawn),
        RUN(names_cannot_write_to_the_terminal),
        RUN(more_goroutines_than_lanes_share_the_last_one),
        RUN(texts_are_cut_between_letters),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
