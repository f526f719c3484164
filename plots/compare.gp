# compare.gp: runs of one program one above the other, on one time axis: lanes
# for the Ps, and one for each goroutine, the same ones in each panel. By hand:
#
#     gnuplot -d -c plots/compare.gp DATA.csv compare.svg [TITLE.txt [WIDTH]]
#
# The columns of DATA are those of docs/trace-format.md after one more, panel: 1,
# 2 and so on from the top; a star behind it ("3*") gives the panel a time axis of
# its own. Goroutines are numbered from 1 on, alike in all panels, and fn is what
# to call them: a short name, then anything. A row whose id is a text (such as
# "and 12 more") gets a lane below the numbered ones. TITLE.txt has a line for
# each panel after title and subtitle.

DATA = ARG1; OUT = ARG2; TITLES = ARG3; WIDE = ARG4
HERE = strstrt(ARG0, "/") ? ARG0[1:strlen(ARG0) - strlen("compare.gp")] : "./"
load HERE."common.gp"

# ---- what lanes there are ----

GMAX = 1000
PANELS = 9
array LABEL[GMAX + 1]   # of the goroutines
array END[PANELS]
array OWN[PANELS]       # has a time axis of its own
array HEADING[PANELS]
do for [i = 1:GMAX + 1] { LABEL[i] = "" }
do for [i = 1:PANELS] { END[i] = 0.0; OWN[i] = 0; HEADING[i] = "" }
NPANEL = 0
NG = 0
NP = 0
MORE_P = ""             # ids that are a text
MORE_G = ""
ALL = 0.0               # end of the common time axis

is_text(id) = strlen(id) > 0 && strstrt("0123456789", id[1:1]) == 0
note_p(id) = is_text(id) ? (MORE_P = id, 0) : (NP = int(id) >= NP ? int(id) + 1 : NP, 0)
note_g(id, fn) = is_text(id) ? (MORE_G = id, 0) : int(id) > GMAX ? 0 \
    : (NG = int(id) > NG ? int(id) : NG, LABEL[int(id)] = fn, 0)
panel(name) = int(name[1:1])
note_panel(i, own, to) = (NPANEL = i > NPANEL ? i : NPANEL, OWN[i] = own, \
    END[i] = to > END[i] ? to : END[i], own == 0 && to > ALL ? (ALL = to, 0) : 0)
note(name, track, id, fn, to) = (note_panel(panel(name), strlen(name) > 1, to), \
    track eq "p" ? note_p(id) : track eq "g" ? note_g(id, fn) : 0)
stats DATA every ::1 using (note(strcol(1), strcol(2), strcol(3), strcol(12), column(5))) nooutput
NLINE = 0
take_heading(s) = (NLINE = NLINE + 1, NLINE > 2 && NLINE - 2 <= PANELS ? (HEADING[NLINE - 2] = s, 0) : 0)
if (strlen(TITLES) > 0) {
    set datafile separator "\001"
    stats TITLES using (take_heading(strcol(1))) nooutput
    set datafile separator comma
}
ALL = ALL > 0 ? ALL : 1.0

# ---- where they are: in each panel row 0 is on top, and y is minus the row ----

n_p = NP + (strlen(MORE_P) > 0)
n_g = NG + (strlen(MORE_G) > 0)
GAP = 0.5     # rows between Ps and goroutines
top_g = n_p + GAP
ROWS = top_g + n_g
y_of(track, id) = -0.5 - (track eq "p" ? (is_text(id) ? NP : int(id)) \
    : top_g + (is_text(id) ? NG : int(id) - 1))

# ---- size, in pixels ----

LEFT = 150.0
RIGHT = 22.0
PLOT = WIDTH - LEFT - RIGHT
LANE = ROWS*NPANEL <= 45 ? 20.0 : ROWS*NPANEL <= 90 ? 15.0 : 11.0
TOP = 54.0
HEAD = 26.0   # heading of a panel
AXIS = 46.0   # time axis below it
LEGEND = PLOT >= 700 ? 46.0 : 82.0
HEIGHT = int(TOP + NPANEL*(HEAD + AXIS + LANE*ROWS) + LEGEND + 8)
eval OPEN

BLOCKED = 0x777777
SCHEDULER = 0x333333
SPINNING = 0xDDDDDD
HATCH = 0x555555

# ---- axes ----

set lmargin at screen LEFT/WIDTH
set rmargin at screen 1 - RIGHT/WIDTH
set yrange [-ROWS:0]
set xtics out nomirror offset 0, 0.3
set mxtics 2
set grid xtics lc rgb "#dddddd" lt 1 lw 0.5 dt 1
set border 1 lc rgb "#888888"
set tics textcolor rgb "black"
unset key
LANEFONT = font_size(LANE < 14 ? 9 : LANE < 18 ? 11 : 12)
LEGENDFONT = font_size(12)
NAMEFONT = font_size(LANE < 18 ? 9 : 11)
set ytics scale 0 font LANEFONT
set ytics ("" 0)
cut(s) = strlen(s) > 20 ? s[1:19]."…" : s
do for [i = 0:NP - 1] { set ytics add (sprintf("P%d", i) y_of("p", sprintf("%d", i))) }
do for [i = 1:NG] { set ytics add (cut(LABEL[i]) y_of("g", sprintf("%d", i))) }
if (strlen(MORE_P)) { set ytics add (MORE_P y_of("p", "and")) }
if (strlen(MORE_G)) { set ytics add (MORE_G y_of("g", "and")) }

# ---- legend: a sample and a text each, in columns ----

COLUMNS = PLOT >= 700 ? 4 : 2
legend_x(i) = (LEFT + (i % COLUMNS)*PLOT/COLUMNS)/WIDTH
legend_y(i) = (LEGEND - 10.0 - 18.0*(i / COLUMNS))/HEIGHT
BOX = 26.0/WIDTH       # a sample's width, and half its height
HALF = 5.0/HEIGHT
LEGENDS = "'running' 'has a P, waits for a core' 'runnable, waits for a P' 'blocked' 'in a system call' 'scheduler' 'spinning: looks for work'"
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

NOBODY = 0xB8B8B8
c_of(g) = strlen(g) == 0 ? NOBODY : colour(int(g) - 1)
# The y of a row of the current panel CUR, in lanes of goroutines, in those of Ps,
# or in all, when its state is the wanted one: otherwise no number, and nothing is
# drawn.
y_all(state) = panel(strcol(1)) == CUR && strcol(6) eq state ? y_of(strcol(2), strcol(3)) : NaN
y_g(state) = strcol(2) eq "g" ? y_all(state) : NaN
y_p(state) = strcol(2) eq "g" ? NaN : y_all(state)
# The same for boxes that have room for their goroutine's name.
pixels(from, to) = (to - from)/SPAN*PLOT
label_of(i) = i > GMAX || strlen(LABEL[i]) == 0 ? "" : word(LABEL[i], 1)
name_of(g) = strlen(g) == 0 ? "" : label_of(int(g))
y_name(state) = LANE > 12 && strlen(strcol(7)) > 0 \
    && pixels(column(4), column(5)) > 8 + 7*strlen(name_of(strcol(7))) ? y_p(state) : NaN

BOXES = 'DATA every ::1 using (($4 + $5)/2/UNIT):(%s("%s")):($4/UNIT):($5/UNIT):(%s("%s") - %g):(%s("%s") + %g)'
boxes(y, state, half) = sprintf(BOXES, y, state, y, state, half, y, state, half)
SOLID = ' with boxxyerror fs solid noborder lc rgb '
HATCHED = ' with boxxyerror fs transparent pattern %d noborder lc rgb HATCH notitle'
draw(y, state, half, colour) = boxes(y, state, half).sprintf(':(%s)', colour).SOLID.'variable notitle'
hatch(y, state, half, pattern) = boxes(y, state, half).sprintf(HATCHED, pattern)
PANEL = 'plot ' \
    .draw("y_g", "blocked", 0.04, "BLOCKED").',' \
    .draw("y_g", "runnable", 0.2, "tint(c_of(strcol(7)))").',' \
    .draw("y_g", "syscall", 0.2, "tint(c_of(strcol(7)))").',' \
    .hatch("y_g", "syscall", 0.2, 1).',' \
    .draw("y_p", "syscall", 0.4, "tint(c_of(strcol(7)))").',' \
    .hatch("y_p", "syscall", 0.4, 1).',' \
    .draw("y_all", "no-core", 0.4, "faded(c_of(strcol(7)))").',' \
    .hatch("y_all", "no-core", 0.4, 4).',' \
    .draw("y_all", "running", 0.4, "c_of(strcol(7))").',' \
    .draw("y_p", "spinning", 0.4, "SPINNING").',' \
    .hatch("y_p", "spinning", 0.4, 2).',' \
    .draw("y_p", "scheduling", 0.4, "SCHEDULER").',' \
    .'DATA every ::1 using (($4 + $5)/2/UNIT):(y_name("running")):(name_of(strcol(7))):(ink(c_of(strcol(7)))) with labels tc rgb variable font NAMEFONT notitle'

# ---- panels ----

set multiplot
do for [CUR = 1:NPANEL] {
    SPAN = OWN[CUR] ? (END[CUR] > 0 ? END[CUR] : 1.0) : ALL
    UNIT = unit_ns(SPAN)
    from_top = TOP + (CUR - 1)*(HEAD + AXIS + LANE*ROWS) + HEAD
    set tmargin at screen 1 - from_top/HEIGHT
    set bmargin at screen 1 - (from_top + LANE*ROWS)/HEIGHT
    set xrange [0:SPAN/UNIT]
    set xlabel "time (".unit_name(SPAN).")" offset 0, 0.6
    set label 1 HEADING[CUR] at graph 0, screen 1 - (from_top - 12.0)/HEIGHT font font_size(14)
    # A shade behind every second lane, and a line where the run ends.
    do for [i = 0:n_p - 1:2] { set object i + 1 rect from graph 0, first -(i + 1) to graph 1, first -i behind fc rgb "#f4f4f4" fs solid noborder }
    do for [i = 0:n_g - 1:2] { set object n_p + i + 1 rect from graph 0, first -(top_g + i + 1) to graph 1, first -(top_g + i) behind fc rgb "#f4f4f4" fs solid noborder }
    set arrow 1 from first END[CUR]/UNIT, graph 0 to first END[CUR]/UNIT, graph 1 nohead lc rgb "black" dt 3
    eval PANEL
    unset label
    unset object
}
unset multiplot
unset output
