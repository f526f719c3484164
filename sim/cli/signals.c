// signals: a run that is interrupted leaves a valid, marked timeline and dies
// of the signal.
#include <signal.h>
#include <stddef.h>

#include "cli/cli.h"

static volatile sig_atomic_t noted;

static void note(int sig)
{
    noted = sig;
}

void cli_signals(void)
{
    struct sigaction act = {.sa_handler = note};

    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    act.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &act, NULL);
    sigaction(SIGXFSZ, &act, NULL);
}

int cli_signal(void)
{
    return noted;
}

void cli_reraise(void)
{
    if (noted == 0)
        return;
    signal(noted, SIG_DFL);
    raise(noted);
}
