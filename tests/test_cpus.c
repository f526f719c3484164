#include "base/cpus.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

TEST(the_list_rises)
{
    int *cpus, n = cpus_allowed(&cpus);

    assert_true(n >= 1);
    for (int i = 1; i < n; i++)
        assert_true(cpus[i] > cpus[i - 1]);
    free(cpus);
}

// What a child finds after it has left itself one; its exit status.
static int find_one(void)
{
    int *before, *after;

    cpus_allowed(&before);
    if (!cpus_use(1))
        return 1;
    int n = cpus_allowed(&after);
    int status = n == 1 && after[0] == before[0] ? 0 : 2;
    free(before);
    free(after);
    return status;
}

TEST(using_one_leaves_the_first)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(find_one());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

TEST(more_than_there_are_is_refused)
{
    int *cpus, n = cpus_allowed(&cpus);

    assert_false(cpus_use(n + 1));
    free(cpus);
    assert_int_equal(cpus_allowed(&cpus), n);
    free(cpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(the_list_rises),
        RUN(using_one_leaves_the_first),
        RUN(more_than_there_are_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
