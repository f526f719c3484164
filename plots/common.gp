# common.gp: what every figure of gmpsim shares: arguments, title, terminal,
# palette, units. A figure's script loads it first and is called as
#
#     gnuplot -d -c plots/FIGURE.gp DATA.csv OUT.svg [TITLE.txt [WIDTH]]
#
# with gnuplot 5.4 or newer. OUT ends in .svg, .png or .pdf. TITLE.txt holds up
# to two lines, title and subtitle. WIDTH is in pixels (pdf: points).
#
# Text from files is only ever data: it gets into labels as the value of a
# variable, never into a command, and the terminal does not interpret it.

set encoding utf8
set datafile separator comma
set datafile commentschars ""

# ---- arguments: the figure's script has put them into DATA, OUT, TITLES, WIDE ----

WIDTH = strlen(WIDE) > 0 ? int(WIDE) : 1000
EXT = strlen(OUT) > 4 ? OUT[strlen(OUT)-3:*] : "?"

if (strstrt(" .svg .png .pdf ", " ".EXT." ") == 0 || WIDTH < 300) {
    print "usage: gnuplot -d -c FIGURE.gp DATA.csv OUT.svg|.png|.pdf [TITLE.txt [WIDTH]]"
    exit status 1
}

# ---- title ----

TITLE = ""
SUBTITLE = ""
NLINE = 0
take_line(s) = (NLINE = NLINE + 1, NLINE == 1 ? (TITLE = s) \
                : NLINE == 2 ? (SUBTITLE = s) : s, 0)
if (strlen(TITLES) > 0) {
    set datafile separator "\001"
    stats TITLES using (take_line(strcol(1))) nooutput
    set datafile separator comma
}

# ---- terminal ----

# "eval OPEN" starts OUT, HEIGHT pixels high, with the title on top. It names
# variables instead of holding their values, which may be any text.
OPEN = (EXT eq ".svg" ? \
    'set term svg size WIDTH,HEIGHT noenhanced font "DejaVu Sans,Verdana,sans-serif,12" background "#ffffff";' \
    : EXT eq ".png" ? \
    'set term pngcairo size WIDTH,HEIGHT noenhanced font "DejaVu Sans,9" background "#ffffff";' \
    : 'set term pdfcairo size WIDTH/72.0,HEIGHT/72.0 noenhanced font "DejaVu Sans,12" fontscale 0.75 background "#ffffff";') \
    .'set output OUT;' \
    .'set label 1001 TITLE at screen 0.5, screen 1 - 18.0/HEIGHT center font font_size(18);' \
    .'set label 1002 SUBTITLE at screen 0.5, screen 1 - 38.0/HEIGHT center tc rgb "#555555"'

# A font of so many pixels of OUT (a point of pngcairo is 4/3 of one).
font_size(pixels) = sprintf(",%g", EXT eq ".png" ? pixels*0.75 : pixels)

# ---- palette ----

# Okabe and Ito's colours, which colour-blind people can tell apart; the eighth
# of them, black, is for text. Number 8 on are darker, then lighter ones.
array PALETTE[7] = [0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7]
red(c) = (c >> 16) & 255
green(c) = (c >> 8) & 255
blue(c) = c & 255
# c mixed with towards (0 to 255 grey) by the share w.
mixed(c, towards, w) = (int(red(c)*(1-w) + towards*w) << 16) \
    + (int(green(c)*(1-w) + towards*w) << 8) + int(blue(c)*(1-w) + towards*w)
turn(i) = (i / 7) % 3
colour(i) = turn(i) == 0 ? PALETTE[i % 7 + 1] \
    : turn(i) == 1 ? mixed(PALETTE[i % 7 + 1], 0, 0.35) : mixed(PALETTE[i % 7 + 1], 255, 0.45)
faded(c) = mixed(c, 255, 0.45)
tint(c) = mixed(c, 255, 0.65)
# Black or white, whichever can be read on c.
ink(c) = 0.299*red(c) + 0.587*green(c) + 0.114*blue(c) > 140 ? 0x000000 : 0xFFFFFF

# ---- time axis ----

# The unit for times up to t ns, and how many ns it has.
unit_ns(t) = t < 2e3 ? 1.0 : t < 2e6 ? 1e3 : t < 2e9 ? 1e6 : 1e9
unit_name(t) = t < 2e3 ? "ns" : t < 2e6 ? "µs" : t < 2e9 ? "ms" : "s"
