// export_perfetto: the wire format taken apart again: each slice that begins
// ends, on a track that was described, with texts that were given; and flows
// have both ends.
#include "trace/export.h"

#include "exporting.h"
#include "testing.h"

enum { TRACKS_SEEN_MAX = 4096, FLOWS_SEEN_MAX = 64 };

static uint8_t file[1 << 20];

struct field {
    uint64_t number, value; // value of a number, or length of bytes
    const uint8_t *bytes;
};

static uint64_t varint(const uint8_t **p, const uint8_t *end)
{
    uint64_t v = 0;

    for (int shift = 0; shift < 64; shift += 7) {
        assert_true(*p < end);
        v |= (uint64_t)(**p & 0x7f) << shift;
        if ((*(*p)++ & 0x80) == 0)
            return v;
    }
    fail_msg("a number of more than ten bytes");
    return 0;
}

// The next field of the message at *p, which ends before end.
static bool next(const uint8_t **p, const uint8_t *end, struct field *f)
{
    uint64_t tag;

    if (*p == end)
        return false;
    tag = varint(p, end);
    f->number = tag >> 3;
    f->bytes = NULL;
    if ((tag & 7) == 0) {
        f->value = varint(p, end);
    } else if ((tag & 7) == 1) {
        assert_true(end - *p >= 8);
        memcpy(&f->value, *p, 8);
        *p += 8;
    } else {
        assert_int_equal(tag & 7, 2);
        f->value = varint(p, end);
        assert_true((uint64_t)(end - *p) >= f->value);
        f->bytes = *p;
        *p += f->value;
    }
    return true;
}

// The number in the field, or 0.
static uint64_t number(const struct field *m, uint64_t field)
{
    const uint8_t *p = m->bytes;
    struct field f;
    uint64_t found = 0;

    while (next(&p, m->bytes + m->value, &f))
        if (f.number == field)
            found = f.value;
    return found;
}

struct seen {
    int begins, ends, instants, counters, processes, named;
    bool described[TRACKS_SEEN_MAX];
    uint64_t open[TRACKS_SEEN_MAX]; // when it was opened + 1
    int from[FLOWS_SEEN_MAX], to[FLOWS_SEEN_MAX];
    uint64_t iids[30]; // the last number, by field of InternedData
};

static void see_event(struct seen *s, const struct field *event, uint64_t t)
{
    uint64_t track = number(event, 11), from = number(event, 47);
    uint64_t to = number(event, 48);

    assert_in_range(track, 1, TRACKS_SEEN_MAX - 1);
    assert_true(s->described[track]);
    assert_true(number(event, 10) <= s->iids[2]);
    assert_true(number(event, 3) <= s->iids[1]);
    assert_true(from < FLOWS_SEEN_MAX && to < FLOWS_SEEN_MAX);
    s->from[from]++;
    s->to[to]++;
    switch (number(event, 9)) {
    case 1:
        assert_int_equal(s->open[track], 0);
        assert_int_not_equal(number(event, 10), 0);
        s->open[track] = t + 1;
        s->begins++;
        return;
    case 2:
        assert_true(s->open[track] != 0 && s->open[track] - 1 < t);
        s->open[track] = 0;
        s->ends++;
        return;
    case 3:
        s->instants++;
        return;
    default:
        assert_int_equal(number(event, 9), 4);
        s->counters++;
    }
}

static void see_interned(struct seen *s, const struct field *interned)
{
    const uint8_t *p = interned->bytes;
    struct field f;

    while (next(&p, interned->bytes + interned->value, &f)) {
        assert_in_range(f.number, 1, 29);
        assert_int_equal(number(&f, 1), ++s->iids[f.number]);
    }
}

static void see_packet(struct seen *s, const struct field *packet)
{
    const uint8_t *p = packet->bytes;
    struct field f, event = {0};

    assert_int_equal(number(packet, 10), 1);
    while (next(&p, packet->bytes + packet->value, &f)) {
        if (f.number == 12)
            see_interned(s, &f);
        if (f.number == 11)
            event = f;
        if (f.number == 60) {
            uint64_t track = number(&f, 1);
            assert_in_range(track, 1, TRACKS_SEEN_MAX - 1);
            assert_false(s->described[track]);
            assert_true(number(&f, 5) == 0 || s->described[number(&f, 5)]);
            s->described[track] = true;
            s->processes += number(&f, 3) != 0;
        }
    }
    if (event.bytes != NULL)
        see_event(s, &event, number(packet, 8));
}

static struct seen see(struct reader *const *r, size_t n)
{
    static struct seen s;
    const uint8_t *p = file, *end;
    struct field packet;
    FILE *f;

    export_timelines("perfetto", r, n);
    f = fopen("x.out", "r");
    assert_non_null(f);
    end = file + fread(file, 1, sizeof file, f);
    fclose(f);
    memset(&s, 0, sizeof s);
    while (next(&p, end, &packet)) {
        assert_int_equal(packet.number, 1);
        see_packet(&s, &packet);
    }
    return s;
}

TEST(slices_end_and_flows_have_both_ends)
{
    struct reader *r = timeline(TIMELINE_HEAD, EXPORTING_BODY);
    struct seen s = see(&r, 1);

    reader_close(r);
    assert_int_equal(s.begins, 37);
    assert_int_equal(s.ends, 37);
    assert_int_equal(s.instants, 7);
    assert_int_equal(s.counters, 30);
    assert_int_equal(s.processes, 1);
    for (int flow = 1; flow <= 4; flow++) {
        assert_int_equal(s.from[flow], 1);
        assert_int_equal(s.to[flow], 1);
    }
    assert_int_equal(s.from[5] + s.to[5], 0);
}

TEST(two_timelines_are_two_processes)
{
    struct reader *r[2];
    struct seen s;

    r[0] = timeline(TIMELINE_HEAD, EXPORTING_BODY);
    assert_int_equal(rename("x.trace", "a.trace"), 0);
    r[1] = timeline(TIMELINE_HEAD, EXPORTING_BODY);
    s = see(r, 2);
    reader_close(r[0]);
    reader_close(r[1]);
    assert_int_equal(s.processes, 2);
    assert_int_equal(s.begins, 2 * 37);
    for (int flow = 1; flow <= 8; flow++) {
        assert_int_equal(s.from[flow], 1);
        assert_int_equal(s.to[flow], 1);
    }
}

TEST(the_longest_texts_fit)
{
    static char body[80000];
    char bytes[4097];
    struct reader *r;
    struct seen s;

    memset(bytes, '\xFF', 4096);
    bytes[4096] = '\0';
    snprintf(body, sizeof body,
             "0 - 0 - - MCreate by=-1\n0 - 0 0 - ProcStart -\n"
             "0 - - - - GoCreate new=1 fn=%s line=3\n"
             "0 - 0 0 1 GoStart rule=start\n"
             "1 - 0 0 1 SyscallBegin call=%s\n"
             "2 - - - - Exit status=0 why=exit\n",
             bytes, bytes);
    r = timeline(TIMELINE_HEAD, body);
    s = see(&r, 1);
    reader_close(r);
    assert_int_equal(s.begins, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(slices_end_and_flows_have_both_ends),
        RUN(two_timelines_are_two_processes),
        RUN(the_longest_texts_fit),
    };
    return cmocka_run_group_tests(tests, timeline_setup, timeline_teardown);
}
