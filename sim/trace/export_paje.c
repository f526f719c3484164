// export_paje: the Paje trace format, text in the order of time, for ViTE,
// pajeng and StarVZ: a container for each timeline and in it one for each core,
// P, M and G, with states, links, variables and events. Times are seconds.
#include "trace/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/xmalloc.h"
#include "trace/put.h"
#include "trace/textids.h"
#include "trace/tracks.h"
#include "trace/utf8text.h"

enum {
    DEFINE_VALUE = 5,
    CREATE_CONTAINER = 6,
    DESTROY_CONTAINER = 7,
    SET_STATE = 8,
    SET_VARIABLE = 9,
    START_LINK = 10,
    END_LINK = 11,
    NEW_EVENT = 12,
    ROW_MAX = 2 * 3 * TRACKS_NAME_MAX + 256,
    PALETTE = 12,
};

static const char head[] =
    "%EventDef PajeDefineContainerType 0\n"
    "%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
    "%EventDef PajeDefineStateType 1\n"
    "%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
    "%EventDef PajeDefineVariableType 2\n"
    "%  Alias string\n%  Type string\n%  Name string\n%  Color color\n"
    "%EndEventDef\n"
    "%EventDef PajeDefineLinkType 3\n"
    "%  Alias string\n%  Type string\n%  StartContainerType string\n"
    "%  EndContainerType string\n%  Name string\n%EndEventDef\n"
    "%EventDef PajeDefineEventType 4\n"
    "%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
    "%EventDef PajeDefineEntityValue 5\n"
    "%  Alias string\n%  Type string\n%  Name string\n%  Color color\n"
    "%EndEventDef\n"
    "%EventDef PajeCreateContainer 6\n"
    "%  Time date\n%  Alias string\n%  Type string\n%  Container string\n"
    "%  Name string\n%EndEventDef\n"
    "%EventDef PajeDestroyContainer 7\n"
    "%  Time date\n%  Type string\n%  Name string\n%EndEventDef\n"
    "%EventDef PajeSetState 8\n"
    "%  Time date\n%  Type string\n%  Container string\n%  Value string\n"
    "%EndEventDef\n"
    "%EventDef PajeSetVariable 9\n"
    "%  Time date\n%  Type string\n%  Container string\n%  Value double\n"
    "%EndEventDef\n"
    "%EventDef PajeStartLink 10\n"
    "%  Time date\n%  Type string\n%  Container string\n%  Value string\n"
    "%  StartContainer string\n%  Key string\n%EndEventDef\n"
    "%EventDef PajeEndLink 11\n"
    "%  Time date\n%  Type string\n%  Container string\n%  Value string\n"
    "%  EndContainer string\n%  Key string\n%EndEventDef\n"
    "%EventDef PajeNewEvent 12\n"
    "%  Time date\n%  Type string\n%  Container string\n%  Value string\n"
    "%EndEventDef\n"
    // Containers: T(imeline), C(ore), P, M, G; states S.; events E.; links.
    "0 T 0 timeline\n0 C T core\n0 P T P\n0 M T M\n0 G T G\n"
    "1 SC C \"on core\"\n1 SP P \"on P\"\n1 SM M \"M does\"\n"
    "1 SG G \"G does\"\n"
    "4 ET T happens\n4 EC C happens\n4 EP P happens\n4 EM M happens\n"
    "4 EG G happens\n"
    "3 LG T G G wakes\n3 LP T P G \"wakes from P\"\n3 LS T P P steals\n";

// Letters of the types, by kind of track.
static const char letter[TRACK_KINDS] = {
    [TRACK_CORE] = 'C', [TRACK_P] = 'P',   [TRACK_G] = 'G',
    [TRACK_M] = 'M',    [TRACK_ALL] = 'T',
};

// Colours of states; running ones on a core, P or M by G.
static const char *const colour[SPAN_STATES] = {
    [SPAN_IDLE] = "0.93 0.93 0.93",     [SPAN_RUNNING] = "0.20 0.63 0.17",
    [SPAN_NO_CORE] = "0.99 0.75 0.44",  [SPAN_SCHED] = "0.60 0.60 0.60",
    [SPAN_SPIN] = "0.89 0.10 0.11",     [SPAN_SYSCALL] = "0.42 0.24 0.60",
    [SPAN_RUNNABLE] = "1.00 0.85 0.20", [SPAN_BLOCKED] = "0.65 0.81 0.89",
};

static const char *const palette[PALETTE] = {
    "0.12 0.47 0.71", "0.20 0.63 0.17", "1.00 0.50 0.00", "0.55 0.34 0.29",
    "0.09 0.75 0.81", "0.84 0.15 0.16", "0.58 0.40 0.74", "0.74 0.74 0.13",
    "0.89 0.47 0.76", "0.00 0.39 0.00", "0.00 0.00 0.55", "0.40 0.76 0.65",
};

// What the tracks of one kind do since this moment.
struct paje_pending {
    int track;
    uint32_t index;
    uint32_t value;
};

struct paje_file {
    struct outfile *f;
    struct textids values; // of all types: its letter, then the name
    char row[ROW_MAX], text[TRACKS_NAME_MAX], key[TRACKS_NAME_MAX + 1];
};

struct paje {
    struct paje_file *file;
    int timeline;
    struct tracks_sink sink;
    struct tracks *tracks;
    nsec now;
    // States that began now, of which only the last of each track counts, and
    // for each track its place among them + 1.
    VEC(struct paje_pending) pending;
    VEC(uint32_t) slot[TRACK_KINDS];
};

static char *word(char *o, const char *s)
{
    return put_text(o, s, strlen(s));
}

// A text in quotes, in which no quote and no end of line may be.
static char *put_quoted(char *o, const char *s, size_t n)
{
    char *begin = o + 1;

    *o++ = '"';
    o += utf8text(o, s, n);
    for (char *c = begin; c < o; c++)
        if (*c == '"')
            *c = '\'';
        else if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    *o++ = '"';
    return o;
}

// Seconds.
static char *put_seconds(char *o, nsec t)
{
    int64_t ns = t % NSEC_SEC;

    o = put_i64(o, t / NSEC_SEC);
    *o = '.';
    for (int i = 9; i > 0; i--, ns /= 10)
        o[i] = (char)('0' + ns % 10);
    return o + 10;
}

// " t1P0", or " t1" for the timeline.
static char *put_container(const struct paje *x, char *o, struct tracks_at at)
{
    o = put_i64(word(o, " t"), x->timeline);
    if (at.track == TRACK_ALL)
        return o;
    *o++ = letter[at.track];
    return put_u64(o, at.index);
}

// A line begins: its event, and the time.
static char *begin(const struct paje *x, int event, nsec t)
{
    char *o = put_i64(x->file->row, event);

    *o++ = ' ';
    return put_seconds(o, t);
}

static void end(const struct paje *x, char *o)
{
    *o++ = '\n';
    CHECK(o - x->file->row <= ROW_MAX);
    outfile_write(x->file->f, x->file->row, (size_t)(o - x->file->row));
}

// The states that began before t.
static void flush(struct paje *x, nsec t)
{
    if (t == x->now)
        return;
    for (size_t i = 0; i < x->pending.n; i++) {
        const struct paje_pending *p = &x->pending.v[i];
        char *o = begin(x, SET_STATE, x->now);
        o = word(o, " S");
        *o++ = letter[p->track];
        o = put_container(x, o, (struct tracks_at){p->track, p->index});
        end(x, put_u64(word(o, " v"), p->value));
        x->slot[p->track].v[p->index] = 0;
    }
    x->pending.n = 0;
    x->now = t;
}

// The number of the state's value, which is defined when it is new.
static uint32_t value_of(struct paje *x, const struct span *s)
{
    struct paje_file *file = x->file;
    struct tracks_text name = tracks_slice_name(s, file->text);
    bool by_g = s->track != TRACK_G && s->state == SPAN_RUNNING;
    bool is_new;
    uint32_t id;
    char *o;

    if (!tracks_shown(s))
        name = (struct tracks_text){"idle", 4};
    file->key[0] = letter[s->track];
    memcpy(file->key + 1, name.s, name.n);
    id = textids_get(&file->values, file->key, name.n + 1, &is_new);
    if (!is_new)
        return id;
    o = put_i64(file->row, DEFINE_VALUE);
    o = put_u64(word(o, " v"), id);
    o = word(o, " S");
    *o++ = letter[s->track];
    *o++ = ' ';
    o = put_quoted(o, name.s, name.n);
    o = word(word(o, " \""),
             by_g ? palette[s->g_index % PALETTE] : colour[s->state]);
    end(x, word(o, "\""));
    return id;
}

static void take_begin(void *arg, const struct span *s)
{
    struct paje *x = arg;
    int track = (int)s->track;
    uint32_t value, *slot;

    flush(x, s->start);
    while (x->slot[track].n <= s->index)
        vec_push(&x->slot[track], 0);
    value = value_of(x, s);
    slot = &x->slot[track].v[s->index];
    if (*slot == 0) {
        vec_push(&x->pending, ((struct paje_pending){track, s->index, 0}));
        *slot = (uint32_t)x->pending.n;
    }
    x->pending.v[*slot - 1].value = value;
}

static void take_track(void *arg, nsec t, struct tracks_at at, uint32_t id,
                       struct tracks_text name)
{
    struct paje *x = arg;
    char *o;

    (void)id;
    flush(x, t);
    o = put_container(x, begin(x, CREATE_CONTAINER, t), at);
    *o++ = ' ';
    *o++ = letter[at.track];
    o = put_container(x, o, (struct tracks_at){TRACK_ALL, 0});
    *o++ = ' ';
    end(x, put_quoted(o, name.s, name.n));
}

static void take_gone(void *arg, nsec t, struct tracks_at at)
{
    struct paje *x = arg;
    char *o;

    flush(x, t);
    // A state that began now would be of no length.
    if (at.index < x->slot[at.track].n) {
        uint32_t *slot = &x->slot[at.track].v[at.index];
        if (*slot != 0) {
            struct paje_pending last = vec_last(&x->pending);
            x->pending.v[*slot - 1] = last;
            x->slot[last.track].v[last.index] = *slot;
            x->pending.n--;
            *slot = 0;
        }
    }
    o = word(begin(x, DESTROY_CONTAINER, t), " ");
    *o++ = letter[at.track];
    end(x, put_container(x, o, at));
}

// A link: which, its value, from or to where, and its number.
static void put_link(struct paje *x, int event, nsec t, bool steal, int from,
                     struct tracks_at at, uint64_t flow)
{
    char *o;

    flush(x, t);
    o = begin(x, event, t);
    o = word(o, steal ? " LS" : from == TRACK_G ? " LG" : " LP");
    o = put_container(x, o, (struct tracks_at){TRACK_ALL, 0});
    o = word(o, steal ? " steals" : " wakes");
    o = put_container(x, o, at);
    end(x, put_u64(word(o, " f"), flow));
}

static void take_instant(void *arg, nsec t, struct tracks_at at,
                         struct tracks_text name, uint64_t flow)
{
    struct paje *x = arg;
    char *o;

    flush(x, t);
    o = word(begin(x, NEW_EVENT, t), " E");
    *o++ = letter[at.track];
    o = put_container(x, o, at);
    *o++ = ' ';
    end(x, put_quoted(o, name.s, name.n));
    if (flow != 0)
        put_link(x, START_LINK, t, name.s[0] == 'P', at.track, at, flow);
}

static void take_arrive(void *arg, nsec t, struct tracks_at at, uint64_t flow,
                        int from)
{
    put_link(arg, END_LINK, t, at.track == TRACK_P, from, at, flow);
}

// " VT3", or " VP" for a run queue.
static char *put_variable(char *o, enum tracks_counter counter)
{
    if (counter == COUNTER_RUNQ)
        return word(o, " VP");
    return put_i64(word(o, " VT"), (int64_t)counter);
}

static void take_counter(void *arg, nsec t, enum tracks_counter counter,
                         int32_t p, int64_t value)
{
    struct paje *x = arg;
    bool runq = counter == COUNTER_RUNQ;
    char *o;

    flush(x, t);
    o = put_variable(begin(x, SET_VARIABLE, t), counter);
    o = put_container(
        x, o,
        (struct tracks_at){runq ? TRACK_P : TRACK_ALL, runq ? (uint32_t)p : 0});
    *o++ = ' ';
    end(x, put_i64(o, value));
}

static void define_variables(struct paje *x)
{
    for (int c = 0; c <= COUNTER_RUNQ; c++) {
        bool runq = c == COUNTER_RUNQ;
        struct tracks_text name =
            runq ? (struct tracks_text){"run queue", 9}
                 : tracks_counter_name((enum tracks_counter)c, -1,
                                       x->file->text);
        char *o = put_variable(word(x->file->row, "2"), (enum tracks_counter)c);
        o = put_quoted(word(o, runq ? " P " : " T "), name.s, name.n);
        end(x, word(word(word(o, " \""), palette[c]), "\""));
    }
}

static void open_timeline(struct paje *x, struct reader *r, uint64_t *flows)
{
    struct tracks_text title = tracks_title(r, x->file->text);
    char *o = put_container(x, begin(x, CREATE_CONTAINER, 0),
                            (struct tracks_at){TRACK_ALL, 0});

    end(x, put_quoted(word(o, " T 0 "), title.s, title.n));
    x->sink = (struct tracks_sink){
        .arg = x,
        .track = take_track,
        .begin = take_begin,
        .gone = take_gone,
        .instant = take_instant,
        .arrive = take_arrive,
        .counter = take_counter,
    };
    x->tracks = tracks_new(r, &x->sink, flows);
}

// The timelines' events, in the order of time.
static void merge(struct paje *xs, size_t n)
{
    for (;;) {
        struct paje *first = NULL;
        nsec soonest = NSEC_MAX, when;

        for (size_t i = 0; i < n; i++)
            if (tracks_peek(xs[i].tracks, &when) &&
                (first == NULL || when < soonest)) {
                first = &xs[i];
                soonest = when;
            }
        if (first == NULL)
            return;
        for (size_t i = 0; i < n; i++) {
            tracks_advance(xs[i].tracks, soonest);
            flush(&xs[i], soonest);
        }
        tracks_step(first->tracks);
    }
}

bool export_paje(struct reader *const *timelines, size_t n, struct outfile *f)
{
    struct paje_file *file = xcalloc(1, sizeof *file);
    struct paje *xs = xcalloc(n, sizeof *xs);
    uint64_t flows = 0;
    bool right = true;

    file->f = f;
    outfile_write(f, head, sizeof head - 1);
    for (size_t i = 0; i < n; i++) {
        xs[i].file = file;
        xs[i].timeline = (int)i + 1;
        if (i == 0)
            define_variables(&xs[i]);
        open_timeline(&xs[i], timelines[i], &flows);
    }
    merge(xs, n);
    for (size_t i = 0; i < n; i++) {
        right = tracks_end(xs[i].tracks) && right;
        vec_release(&xs[i].pending);
        for (int k = 0; k < TRACK_KINDS; k++)
            vec_release(&xs[i].slot[k]);
    }
    textids_release(&file->values);
    free(xs);
    free(file);
    return right;
}
