// tempfile: becomes its target or disappears, also when the process dies.
#include "base/tempfile.h"

#include <errno.h>
#include <sched.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "child.h"
#include "scratch.h"
#include "testing.h"

static int setup(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_leave();
    return 0;
}

TEST(it_lies_hidden_beside_its_target_and_takes_its_place)
{
    struct tempfile *t;
    assert_int_equal(mkdir("d", 0777), 0);
    int fd = tempfile_open("d/name", &t);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(close(fd), 0);
    assert_int_equal(access("d/name", F_OK), -1);

    DIR *d = opendir("d");
    struct dirent *e;
    int found = 0;
    while ((e = readdir(d)) != NULL)
        found += strncmp(e->d_name, ".name.", 6) == 0 &&
                 strlen(e->d_name) == strlen(".name.abc123.tmp") &&
                 strcmp(e->d_name + 12, ".tmp") == 0;
    closedir(d);
    assert_int_equal(found, 1);

    assert_true(tempfile_rename(t, "d/name"));
    assert_string_equal(scratch_read("d/name"), "x");
    assert_int_equal(unlink("d/name"), 0);
    assert_int_equal(rmdir("d"), 0); // nothing else was left in it
}

TEST(many_of_one_target_do_not_meet)
{
    struct tempfile *t[100];
    for (int i = 0; i < 100; i++) {
        int fd = tempfile_open("x", &t[i]);
        assert_true(fd >= 0);
        close(fd);
    }
    assert_int_equal(scratch_count(), 100);
    for (int i = 0; i < 100; i++)
        tempfile_remove(t[i]);
    assert_int_equal(scratch_count(), 0);
}

// Names depend on the process's number and its calls, so that two first
// processes of two namespaces meet; the second finds what the first has left.
static void open_one_as_first_process(void *arg)
{
    struct tempfile *t;
    (void)arg;
    if (unshare(CLONE_NEWPID) != 0 &&
        unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
        _exit(77);
    pid_t pid = fork();
    if (pid == 0)
        _exit(getpid() == 1 && tempfile_open("x", &t) >= 0 ? 0 : 1);
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        _exit(1);
}

TEST(a_file_left_by_a_killed_process_is_no_hindrance)
{
    for (int n = 1; n <= 3; n++) {
        int status = child_status(open_one_as_first_process, NULL);
        if (status == 77)
            skip();
        assert_int_equal(status, 0);
        assert_int_equal(scratch_count(), n);
    }
    scratch_clear();
}

TEST(names_at_the_limit_of_the_file_system_fit)
{
    char name[256];
    for (size_t n = 199; n <= 255; n += 28) {
        memset(name, 'n', n);
        name[n] = '\0';
        struct tempfile *t;
        int fd = tempfile_open(name, &t);
        assert_true(fd >= 0);
        close(fd);
        assert_true(tempfile_rename(t, name));
        assert_int_equal(unlink(name), 0);
    }
    assert_int_equal(scratch_count(), 0);
}

TEST(what_cannot_be_opened_or_renamed_says_so)
{
    struct tempfile *t;
    errno = 0;
    assert_int_equal(tempfile_open("none/x", &t), -1);
    assert_int_equal(errno, ENOENT);
    int fd = tempfile_open("x", &t);
    assert_true(fd >= 0);
    close(fd);
    errno = 0;
    assert_false(tempfile_rename(t, "none/x"));
    assert_int_equal(errno, ENOENT);
    assert_int_equal(scratch_count(), 1);
    tempfile_remove(t);
    assert_int_equal(scratch_count(), 0);
}

TEST(there_is_a_limit_of_256_that_live_at_once)
{
    static struct tempfile *t[257];
    for (int i = 0; i < 256; i++) {
        int fd = tempfile_open("x", &t[i]);
        assert_true(fd >= 0);
        close(fd);
    }
    errno = 0;
    assert_int_equal(tempfile_open("x", &t[256]), -1);
    assert_int_equal(errno, EMFILE);
    assert_true(tempfile_rename(t[7], "y"));
    int fd = tempfile_open("x", &t[7]);
    assert_true(fd >= 0);
    close(fd);
    for (int i = 0; i < 256; i++)
        tempfile_remove(t[i]);
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

static void open_and_die(void *arg)
{
    struct tempfile *t;
    if (tempfile_open("x", &t) < 0)
        _exit(1);
    int how = *(int *)arg;
    if (how == 0)
        check_failed("f.c", 1, "x");
    if (how == 1) {
        xmalloc_fail_at(1, 0);
        free(xmalloc(1));
    }
    check_run_at_death();
}

TEST(a_dying_process_takes_it_along)
{
    static const int status[] = {70, 71, 0};
    for (int how = 0; how < 3; how++) {
        assert_int_equal(child_status(open_and_die, &how), status[how]);
        assert_int_equal(scratch_count(), 0);
    }
}

static void die(void *arg)
{
    (void)arg;
    check_failed("f.c", 1, "x");
}

TEST(a_dying_child_leaves_its_parents_file)
{
    struct tempfile *t;
    int fd = tempfile_open("x", &t);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(child_status(die, NULL), 70);
    assert_true(tempfile_rename(t, "x"));
    assert_int_equal(scratch_count(), 1);
    scratch_clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(it_lies_hidden_beside_its_target_and_takes_its_place),
        RUN(many_of_one_target_do_not_meet),
        RUN(a_file_left_by_a_killed_process_is_no_hindrance),
        RUN(names_at_the_limit_of_the_file_system_fit),
        RUN(what_cannot_be_opened_or_renamed_says_so),
        RUN(there_is_a_limit_of_256_that_live_at_once),
        RUN(a_dying_process_takes_it_along),
        RUN(a_dying_child_leaves_its_parents_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
