# Pictures and tables from a timeline.

# A timeline to draw.
timeline() {
    run run -q -p 2 -t x.trace "$ROOT/traces/09-pipeline/main.go"
    status 0
}

t 'plot gantt in the terminal: ASCII, 80 columns'
timeline
run plot gantt x.trace
status 0
no_err
LC_ALL=C grep -q '[^ -~]' "$SCRATCH/out" && wrong 'bytes that are not ASCII'
awk 'length > 80 { exit 1 }' "$SCRATCH/out" || wrong 'more than 80 columns'
out_has 'P0'
out_has 'P1'
out_has 'core'
out_has 'main'

t 'plot gantt from standard input'
timeline
with '$BIN plot gantt - <x.trace'
status 0
out_has 'P1'

t 'plot gantt to SVG'
timeline
if ! command -v gnuplot >/dev/null; then
    skip_case 'no gnuplot'
else
    run plot gantt x.trace -o x.svg
    status 0
    no_out
    head -c 200 x.svg | grep -q '<svg\|<?xml' || wrong 'it is not SVG'
    if command -v xmllint >/dev/null; then
        xmllint --noout --nonet x.svg 2>"$SCRATCH/err" || wrong 'not well-formed'
    fi
    grep -q 'P1' x.svg || wrong 'no lane P1'
    files x.trace x.svg
    cp x.svg first.svg
    run plot gantt x.trace -o x.svg
    cmp -s x.svg first.svg || wrong 'drawn twice, it differs'

    t 'plot gantt to PNG'
    timeline
    run plot gantt x.trace -o x.png
    status 0
    [ "$(head -c 8 x.png | od -An -tx1)" = ' 89 50 4e 47 0d 0a 1a 0a' ] ||
        wrong 'it is not PNG'
    [ "$(tail -c 8 x.png | od -An -tx1)" = ' 49 45 4e 44 ae 42 60 82' ] ||
        wrong 'the PNG has no end'
    files x.trace x.png

    t 'plot gantt to PDF'
    timeline
    run plot gantt x.trace -o x.pdf
    status 0
    [ "$(head -c 5 x.pdf)" = '%PDF-' ] || wrong 'it is not PDF'
    tail -c 16 x.pdf | grep -q '%%EOF' || wrong 'the PDF has no end'
    files x.trace x.pdf

    t 'a picture of an unknown kind'
    timeline
    run plot gantt x.trace -o x.bmp
    status 64
    err 'bmp|svg'
    files x.trace

    t 'a picture in no folder'
    timeline
    run plot gantt x.trace -o none/x.svg
    status 73
    files x.trace

    t 'a title is text, not commands'
    # shellcheck disable=SC2016
    run run -q -t x.trace --label '"`touch PWNED`" <b>&amp; {/Symbol x}' \
        -e 'fmt.Println(1)'
    run plot gantt x.trace -o x.svg
    status 0
    if command -v xmllint >/dev/null; then
        xmllint --noout --nonet x.svg 2>"$SCRATCH/err" || wrong 'not well-formed'
    fi
    grep -q 'touch PWNED' x.svg || wrong 'the title is not there'
    files x.trace x.svg
fi

t 'export csv: as many columns in each row, times in order'
timeline
run export csv x.trace -o x.csv
status 0
no_out
no_err
files x.trace x.csv
[ "$(head -n 1 x.csv)" = \
    track,id,start_ns,end_ns,state,g,m,p,core,detail,fn ] ||
    wrong "header: $(head -n 1 x.csv)"
# Commas between quotes part no columns.
awk '{ gsub(/"([^"]|"")*"/, "q"); n = split($0, cell, ",")
       if (n != 11) { print NR ": " n " columns"; exit 1 }
       if (NR > 1 && (cell[3] !~ /^[0-9]+$/ || cell[4] !~ /^[0-9]+$/ ||
           cell[4] + 0 < cell[3] + 0)) { print NR ": times"; exit 1 } }
     END { if (NR < 10) { print NR " rows"; exit 1 } }' x.csv >bad ||
    wrong "row $(cat bad)"
cut -d, -f1 x.csv | sort -u | tr '\n' ' ' >tracks
[ "$(cat tracks)" = 'core g p track ' ] || wrong "tracks: $(cat tracks)"

t 'export csv to standard output'
timeline
with '$BIN export csv x.trace >x.csv; $BIN export csv - <x.trace | cmp - x.csv'
status 0
[ -s x.csv ] || wrong 'nothing'

t 'the spans of each P fill its time'
timeline
run export csv x.trace -o x.csv
awk -F, '$1 == "p" { if ($2 in last && last[$2] > $3 + 0) exit 1
                     last[$2] = $4 + 0 }' x.csv || wrong 'spans overlap'
