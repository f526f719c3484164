// exporting: timelines for tests of exporters, and what they export.
#ifndef EXPORTING_H
#define EXPORTING_H

#include "timeline.h"
#include "trace/export.h"

// Two Ps: main creates two Gs and wakes the first of them, P 1 steals one. The
// last one sees a system call from which its P is taken.
#define EXPORTING_BODY                                                         \
    "0 - 0 - - MCreate by=-1\n"                                                \
    "0 0 0 - - CoreStart -\n"                                                  \
    "0 0 0 0 - ProcStart -\n"                                                  \
    "0 0 0 0 - GoCreate new=1 fn=main.main line=3\n"                           \
    "0 0 0 0 1 GoStart rule=start\n"                                           \
    "1000 0 0 0 1 GoCreate new=2 fn=main.f line=5\n"                           \
    "1100 - 1 - - MCreate by=0\n"                                              \
    "1200 0 0 0 1 GoCreate new=3 fn=main.g line=6\n"                           \
    "1300 0 0 0 1 GoBlock reason=chan%20receive\n"                             \
    "1300 0 0 0 3 GoStart rule=runnext\n"                                      \
    "1400 1 1 - - CoreStart -\n"                                               \
    "1400 1 1 1 - ProcStart -\n"                                               \
    "1400 1 1 1 - MSpin on=1\n"                                                \
    "1500 1 1 1 - Steal victim=0 n=1\n"                                        \
    "1500 1 1 1 - MSpin on=0\n"                                                \
    "1500 1 1 1 2 GoStart rule=steal victim=0 n=1\n"                           \
    "1600 1 1 1 1 GoUnblock to=runnext\n"                                      \
    "1700 1 1 1 2 SyscallBegin call=write\n"                                   \
    "1700 1 1 - - CoreStop why=syscall\n"                                      \
    "1900 0 0 0 3 Preempt rule=slice\n"                                        \
    "2000 - - 1 - ProcSteal from=1 rule=retake-syscall\n"                      \
    "2100 0 0 0 3 GoDestroy -\n"                                               \
    "2150 0 0 0 - ProcStop -\n"                                                \
    "2150 0 0 1 - ProcStart -\n"                                               \
    "2200 0 0 1 1 GoStart rule=runnext\n"                                      \
    "2300 1 1 - - CoreStart -\n"                                               \
    "2300 1 1 - 2 SyscallEndBlocked -\n"                                       \
    "2300 1 1 - - MPark why=idle\n"                                            \
    "2300 1 1 - - CoreStop why=idle\n"                                         \
    "2400 0 0 1 - Exit status=0 why=exit\n"

// The n timelines in the format, as text.
static inline const char *export_timelines(const char *format,
                                           struct reader *const *r, size_t n)
{
    char *error = NULL;
    struct outfile *f = outfile_open("x.out", &error);

    assert_non_null(f);
    assert_non_null(export_find(format));
    if (!export_find(format)->write(r, n, f))
        fail_msg("%s", reader_message(r[0], 0));
    assert_int_equal(outfile_commit(f, &error), OUTFILE_OK);
    return scratch_read("x.out");
}

static inline const char *export_timeline(const char *format, const char *body)
{
    struct reader *r = timeline(TIMELINE_HEAD "# executor: sim\n"
                                              "# file: x/main.go\n",
                                body);
    const char *text = export_timelines(format, &r, 1);

    reader_close(r);
    return text;
}

#endif
