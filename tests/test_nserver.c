// nserver: answers over real sockets, as late and as slow as the remote's.
#include "native/nserver.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "testing.h"

static const struct native_remote remotes[] = {
    {"db", 1000000, 2000000, 1000000000, 1000000000, 5, 3000000},
    {"internet", 0, 0, 10000000, 10000000, 10, 0},
};
static const struct native_machine machine = {
    .remote = remotes, .nremote = 2, .internet = 1};
static const struct native_machine intranet = {
    .remote = remotes, .nremote = 1, .internet = -1};

static nsec now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * NSEC_SEC + ts.tv_nsec;
}

static int dial(const struct nserver *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(nserver_port(s))};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

// The status of the next answer, whose body is read; -1: it has hung up.
static int hear(int fd, long long *length)
{
    char head[256], skip[4096];
    size_t n = 0;
    int status;

    while (n < 4 || memcmp(head + n - 4, "\r\n\r\n", 4) != 0) {
        if (n == sizeof head - 1 || recv(fd, head + n, 1, 0) <= 0)
            return -1;
        n++;
    }
    head[n] = '\0';
    assert_int_equal(sscanf(head, "HTTP/1.1 %d", &status), 1);
    assert_int_equal(sscanf(strstr(head, "Length:"), "Length: %lld", length),
                     1);
    for (long long left = *length; left > 0;) {
        ssize_t got =
            recv(fd, skip, left < 4096 ? (size_t)left : sizeof skip, 0);
        assert_true(got > 0);
        left -= got;
    }
    return status;
}

TEST(requests_of_all_forms_are_answered_on_one_connection)
{
    static const struct {
        const char *request;
        int status;
        long long length;
    } cases[] = {
        {"GET http://db/ HTTP/1.1\r\n\r\n", 200, 5},
        {"GET / HTTP/1.1\r\nX: y\r\nhost: db:80\r\n\r\n", 200, 5},
        {"GET http://db:8080/x?a=1&bytes=100000 HTTP/1.1\r\n\r\n", 200, 100000},
        {"GET http://db?bytes=0 HTTP/1.1\r\n\r\n", 200, 0},
        {"GET http://elsewhere/ HTTP/1.1\r\n\r\n", 200, 10},
    };
    struct nserver *s = nserver_start(&machine);
    assert_non_null(s);
    int fd = dial(s);
    long long length;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        say(fd, cases[i].request);
        assert_int_equal(hear(fd, &length), cases[i].status);
        assert_int_equal(length, cases[i].length);
    }
    // Two at once, the second one in pieces, are answered in turn.
    say(fd, "GET http://db/?bytes=1 HTTP/1.1\r\n\r\nGET http://db/?by");
    assert_int_equal(hear(fd, &length), 200);
    say(fd, "tes=2 HTTP/1.1\r\n\r\n");
    assert_int_equal(hear(fd, &length), 200);
    assert_int_equal(length, 2);
    close(fd);
    nserver_stop(s);
}

TEST(what_is_no_request_is_hung_up_on_and_who_is_not_there_not_found)
{
    struct nserver *s = nserver_start(&intranet);
    long long length;
    char *much = malloc(8000);

    assert_non_null(s);
    memset(much, 'a', 7999);
    much[7999] = '\0';
    const char *const wrong[] = {"POST / HTTP/1.1\r\n\r\n",
                                 "GET / HTTP/1.1\r\n\r\n", much};
    for (size_t i = 0; i < 3; i++) {
        int fd = dial(s);
        say(fd, wrong[i]);
        assert_int_equal(hear(fd, &length), -1);
        close(fd);
    }
    int fd = dial(s);
    say(fd, "GET http://internet/ HTTP/1.1\r\n\r\n");
    assert_int_equal(hear(fd, &length), 404);
    close(fd);
    free(much);
    nserver_stop(s);
    nserver_stop(NULL);
}

TEST(an_answer_takes_both_ways_and_the_server_its_time)
{
    struct nserver *s = nserver_start(&machine);
    int fd = dial(s);
    long long length;
    nsec t = now();

    say(fd, "GET http://db/ HTTP/1.1\r\n\r\n");
    assert_int_equal(hear(fd, &length), 200);
    assert_true(now() - t >= 6000000);
    close(fd);
    nserver_stop(s);
}

TEST(answers_of_one_remote_share_its_rate)
{
    enum { N = 4 };
    struct nserver *s = nserver_start(&machine);
    int fd[N];
    long long length;
    nsec t = now();

    for (int i = 0; i < N; i++) {
        fd[i] = dial(s);
        say(fd[i], "GET http://internet/?bytes=100000 HTTP/1.1\r\n\r\n");
    }
    for (int i = 0; i < N; i++) {
        assert_int_equal(hear(fd[i], &length), 200);
        close(fd[i]);
    }
    assert_true(now() - t >= 40000000); // 400,000 bytes at 10 MB/s
    nserver_stop(s);
}

TEST(it_ends_while_answers_are_on_their_way)
{
    struct nserver *s = nserver_start(&machine);
    int fd = dial(s);

    say(fd, "GET http://internet/?bytes=100000000000 HTTP/1.1\r\n\r\n");
    nserver_stop(s);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(requests_of_all_forms_are_answered_on_one_connection),
        RUN(what_is_no_request_is_hung_up_on_and_who_is_not_there_not_found),
        RUN(an_answer_takes_both_ways_and_the_server_its_time),
        RUN(answers_of_one_remote_share_its_rate),
        RUN(it_ends_while_answers_are_on_their_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
