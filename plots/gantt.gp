# gantt.gp: which goroutine ran where and when: lanes for the cores on top, for
# the Ps below them, and one for each goroutine. By hand:
#
#     gmpsim export csv X.trace -o spans.csv
#     gnuplot -d -c plots/gantt.gp spans.csv gantt.svg [TITLE.txt [WIDTH]]
#
# The columns are those of docs/trace-format.md. A row whose id is a text (such as
# "and 12 more") gets a lane of its own below the numbered ones of its kind. Meant
# for up to some 80 lanes; "gmpsim plot gantt" merges further ones, and spans that
# are shorter than a pixel, before it calls this script.

DATA = ARG1; OUT = ARG2; TITLES = ARG3; WIDE = ARG4
HERE = strstrt(ARG0, "/") ? ARG0[1:strlen(ARG0) - strlen("gantt.gp")] : "./"
load HERE."common.gp"

# ---- what lanes there are ----

GMAX = 1000
array ID[GMAX + 1]   # ids of the goroutines, ascending
array FN[GMAX + 1]   # and their functions
NG = 0
NCORE = 0
NP = 0
MORE_CORE = ""       # ids that are a text
MORE_P = ""
MORE_G = ""
START = 1e300
END = -1e300

# The place of a goroutine in ID, or where it belongs, by bisection.
place(id, lo, hi) = lo > hi ? lo : ID[(lo + hi)/2] < id \
    ? place(id, (lo + hi)/2 + 1, hi) : place(id, lo, (lo + hi)/2 - 1)
known(id, at) = at <= NG && ID[at] == id
shift(at) = sum [i = 0:NG - at] (ID[NG - i + 1] = ID[NG - i], FN[NG - i + 1] = FN[NG - i], 0)
insert(id, fn, at) = known(id, at) || NG == GMAX ? 0 \
    : (NG < at ? 0 : shift(at), ID[at] = id, FN[at] = fn, NG = NG + 1, 0)

is_text(id) = strlen(id) > 0 && strstrt("0123456789", id[1:1]) == 0
note_core(id) = is_text(id) ? (MORE_CORE = id, 0) : (NCORE = int(id) >= NCORE ? int(id) + 1 : NCORE, 0)
note_p(id) = is_text(id) ? (MORE_P = id, 0) : (NP = int(id) >= NP ? int(id) + 1 : NP, 0)
note_g(id, fn) = is_text(id) ? (MORE_G = id, 0) : insert(int(id), fn, place(int(id), 1, NG))
note(track, id, fn, from, to) = (START = from < START ? from : START, \
    END = to > END ? to : END, track eq "core" ? note_core(id) \
    : track eq "p" ? note_p(id) : note_g(id, fn))
stats DATA every ::1 using (note(strcol(1), strcol(2), strcol(11), column(3), column(4))) nooutput
if (END < START) {
    START = 0.0
    END = 1.0
}

# ---- where they are: row 0 is on top, and y is minus the row ----

n_core = NCORE + (strlen(MORE_CORE) > 0)
n_p = NP + (strlen(MORE_P) > 0)
n_g = NG + (strlen(MORE_G) > 0)
HEAD = 1.3    # rows that the heading of a section takes
top_core = HEAD
top_p = top_core + n_core + (n_core > 0 ? HEAD : 0)
top_g = top_p + n_p + HEAD
ROWS = top_g + n_g
row_core(id) = top_core + (is_text(id) ? NCORE : int(id))
row_p(id) = top_p + (is_text(id) ? NP : int(id))
row_g(id) = top_g + (is_text(id) ? NG : place(int(id), 1, NG) - 1)
y_of(track, id) = -(track eq "core" ? row_core(id) : track eq "p" ? row_p(id) : row_g(id)) - 0.5

# ---- size ----

LEFT = 150.0
RIGHT = 22.0
PLOT = WIDTH - LEFT - RIGHT
LANE = ROWS <= 45 ? 20.0 : ROWS <= 90 ? 15.0 : 11.0
TOP = 52.0
LEGEND = PLOT >= 700 ? 46.0 : 82.0
BOTTOM = 50.0 + LEGEND
HEIGHT = int(TOP + BOTTOM + LANE*ROWS)
set lmargin at screen LEFT/WIDTH
set rmargin at screen 1 - RIGHT/WIDTH
set tmargin at screen 1 - TOP/HEIGHT
set bmargin at screen BOTTOM/HEIGHT
eval OPEN

BLOCKED = 0x777777
SCHEDULER = 0x333333
SPINNING = 0xDDDDDD
HATCH = 0x555555

# ---- axes ----

UNIT = unit_ns(END)
set xrange [START/UNIT:END/UNIT]
set yrange [-ROWS:0]
set xlabel "time (".unit_name(END).")" offset 0, 0.6
set xtics out nomirror offset 0, 0.3
set mxtics 2
set grid xtics lc rgb "#dddddd" lt 1 lw 0.5 dt 1
set border 1 lc rgb "#888888"
set tics textcolor rgb "black"
LANEFONT = font_size(LANE < 14 ? 9 : LANE < 18 ? 11 : 12)
LEGENDFONT = font_size(12)
NAMEFONT = font_size(LANE < 18 ? 9 : 11)
set ytics scale 0 font LANEFONT
set ytics ("" 0)
cut(s) = strlen(s) > 20 ? s[1:19]."…" : s
label_g(i) = cut(sprintf("G%d ", ID[i]).FN[i])
do for [i = 0:NCORE - 1] { set ytics add (sprintf("core %d", i) y_of("core", sprintf("%d", i))) }
do for [i = 0:NP - 1] { set ytics add (sprintf("P%d", i) y_of("p", sprintf("%d", i))) }
do for [i = 1:NG] { set ytics add (label_g(i) -(top_g + i - 0.5)) }
if (strlen(MORE_CORE)) { set ytics add (MORE_CORE -(top_core + NCORE + 0.5)) }
if (strlen(MORE_P)) { set ytics add (MORE_P -(top_p + NP + 0.5)) }
if (strlen(MORE_G)) { set ytics add (MORE_G -(top_g + NG + 0.5)) }

# Headings, and a shade behind every second lane.
unset key
if (n_core > 0) { set label 1 "Cores: which goroutine runs there" at graph 0, first -(top_core - 0.45) tc rgb "#555555" }
if (n_p > 0) { set label 2 "Ps (GOMAXPROCS): which goroutine holds it" at graph 0, first -(top_p - 0.45) tc rgb "#555555" }
set label 3 "Goroutines: what each one does" at graph 0, first -(top_g - 0.45) tc rgb "#555555"
shade = 1
do for [i = 0:n_core - 1:2] { set object shade rect from graph 0, first -(top_core + i + 1) to graph 1, first -(top_core + i) behind fc rgb "#f4f4f4" fs solid noborder; shade = shade + 1 }
do for [i = 0:n_p - 1:2] { set object shade rect from graph 0, first -(top_p + i + 1) to graph 1, first -(top_p + i) behind fc rgb "#f4f4f4" fs solid noborder; shade = shade + 1 }
do for [i = 0:n_g - 1:2] { set object shade rect from graph 0, first -(top_g + i + 1) to graph 1, first -(top_g + i) behind fc rgb "#f4f4f4" fs solid noborder; shade = shade + 1 }

# ---- legend: a sample and a text each, in columns ----

COLUMNS = PLOT >= 700 ? 4 : 2
legend_x(i) = (LEFT + (i % COLUMNS)*PLOT/COLUMNS)/WIDTH
legend_y(i) = (LEGEND - 10.0 - 18.0*(i / COLUMNS))/HEIGHT
BOX = 26.0/WIDTH       # a sample's width, and half its height
HALF = 5.0/HEIGHT
LEGENDS = "'running on a core' 'has a P, waits for a core' 'runnable, waits for a P' 'blocked' 'in a system call' 'scheduler' 'spinning: looks for work'"
SAMPLE = 0x0072B2
do for [i = 0:6] {
    set label 100 + i word(LEGENDS, i + 1) at screen legend_x(i) + BOX + 8.0/WIDTH, screen legend_y(i) left font LEGENDFONT
    half = i == 2 || i == 4 ? HALF/2 : i == 3 ? HALF/10 : HALF
    set object 100 + i rect from screen legend_x(i), screen legend_y(i) - half \
        to screen legend_x(i) + BOX, screen legend_y(i) + half fs solid noborder \
        fc rgb i == 0 ? SAMPLE : i == 1 ? faded(SAMPLE) : i == 2 ? tint(SAMPLE) : i == 3 ? BLOCKED \
        : i == 4 ? tint(SAMPLE) : i == 5 ? SCHEDULER : SPINNING
}
hatched(i) = sprintf('set object %d rect from screen legend_x(%d), screen legend_y(%d) - half to screen legend_x(%d) + BOX, screen legend_y(%d) + half ', 110 + i, i, i, i, i)
half = HALF
eval hatched(1).'fs transparent pattern 4 noborder fc rgb HATCH'
eval hatched(6).'fs transparent pattern 2 noborder fc rgb HATCH'
half = HALF/2
eval hatched(4).'fs transparent pattern 1 noborder fc rgb HATCH'

# ---- spans ----

# The colour of a row's goroutine; grey where there is none, and for one that has
# no lane of its own.
NOBODY = 0xB8B8B8
of_id(id, at) = known(id, at) ? colour(at - 1) : NOBODY
c_of(g) = strlen(g) == 0 ? NOBODY : of_id(int(g), place(int(g), 1, NG))
# The y of the row, in lanes of goroutines, in those of cores and Ps, or in all,
# when its state is the wanted one: otherwise no number, and nothing is drawn.
y_all(state) = strcol(5) eq state ? y_of(strcol(1), strcol(2)) : NaN
y_g(state) = strcol(1) eq "g" ? y_all(state) : NaN
y_cp(state) = strcol(1) eq "g" ? NaN : y_all(state)
# The same for boxes that have room for their goroutine's name.
pixels(from, to) = (to - from)/(END - START)*PLOT
y_name(state) = LANE > 12 && strlen(strcol(6)) > 0 \
    && pixels(column(3), column(4)) > 8 + 7*strlen(strcol(6)) ? y_cp(state) : NaN

BOXES = 'DATA every ::1 using (($3 + $4)/2/UNIT):(%s("%s")):($3/UNIT):($4/UNIT):(%s("%s") - %g):(%s("%s") + %g)'
boxes(y, state, half) = sprintf(BOXES, y, state, y, state, half, y, state, half)
SOLID = ' with boxxyerror fs solid noborder lc rgb '
HATCHED = ' with boxxyerror fs transparent pattern %d noborder lc rgb HATCH notitle'
draw(y, state, half, colour) = boxes(y, state, half).sprintf(':(%s)', colour).SOLID.'variable notitle'
hatch(y, state, half, pattern) = boxes(y, state, half).sprintf(HATCHED, pattern)
eval 'plot ' \
    .draw("y_g", "blocked", 0.04, "BLOCKED").',' \
    .draw("y_g", "runnable", 0.2, "tint(c_of(strcol(6)))").',' \
    .draw("y_g", "syscall", 0.2, "tint(c_of(strcol(6)))").',' \
    .hatch("y_g", "syscall", 0.2, 1).',' \
    .draw("y_cp", "syscall", 0.4, "tint(c_of(strcol(6)))").',' \
    .hatch("y_cp", "syscall", 0.4, 1).',' \
    .draw("y_all", "no-core", 0.4, "faded(c_of(strcol(6)))").',' \
    .hatch("y_all", "no-core", 0.4, 4).',' \
    .draw("y_all", "running", 0.4, "c_of(strcol(6))").',' \
    .draw("y_cp", "spinning", 0.4, "SPINNING").',' \
    .hatch("y_cp", "spinning", 0.4, 2).',' \
    .draw("y_cp", "scheduling", 0.4, "SCHEDULER").',' \
    .'DATA every ::1 using (($3 + $4)/2/UNIT):(y_name("running")):("G".strcol(6)):(ink(c_of(strcol(6)))) with labels tc rgb variable font NAMEFONT notitle'
unset output
