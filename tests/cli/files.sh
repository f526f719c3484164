# Files in and out: what cannot be read is 66, what cannot be created 73, what
# fails half-way 74; output is whole or not there, and nothing else is left.

hello='fmt.Println("hello")'

t 'a missing workload'
run run none.go
status 66
no_out
err "none.go.*No such file"
files

t 'a folder as workload'
mkdir dir
run run dir
status 66
err 'dir'

t 'a missing timeline'
run check none.trace
status 66
err 'none.trace'

t 'a missing timeline to draw'
run plot gantt none.trace
status 66
err 'none.trace'

t 'a missing machine'
run run -m nowhere.xml -e "$hello"
status 66
err 'nowhere'

t 'a missing scheduler'
run run -g 1.3 -e "$hello"
[ "$got" = 66 ] || [ "$got" = 1 ] || [ "$got" = 64 ] || status 66
err '1\.3'

t 'a timeline in no folder'
run run -t none/x.trace -e "$hello"
status 73
err 'none/x.trace'
files

t 'a timeline over a folder'
mkdir dir
run run -t dir -e "$hello"
status 73
err 'dir'
files dir

t 'a timeline over the workload'
go_file x.go "$hello"
cp x.go before
run run -t x.go x.go
status 73
err 'x.go'
cmp -s x.go before || wrong 'the workload was overwritten'

t 'a picture over its timeline'
run run -q -t x.trace -e "$hello"
cp x.trace before
run plot gantt x.trace -o x.trace
[ "$got" = 73 ] || status 64
cmp -s x.trace before || wrong 'the timeline was overwritten'

t 'no room for the output'
with '$BIN run -q -e "fmt.Println(1)" >/dev/full'
status 74
err 'standard output'

t 'no room for the timeline'
run run -q -t /dev/full -e "$hello"
status 74
err '/dev/full'

t 'no room for the summary'
run run -q --summary /dev/full -e "$hello"
status 74
err '/dev/full'

t 'no room for the help'
with '$BIN --help >/dev/full'
status 74

t "a program's own status wins"
with '$BIN run -q -e "fmt.Println(1); os.Exit(3)" >/dev/full'
status 3

t 'output, timeline and summary'
go_file x.go "$hello"
run run -q -t x.trace --summary x.json x.go
status 0
out hello
no_err
files x.go x.trace x.json
head -n 1 x.trace | grep -qx '# gmpsim timeline 1' || wrong 'no timeline'
if command -v jq >/dev/null; then
    jq -e '.exit == 0 and .goroutines == 1 and .truncated == false' x.json \
        >/dev/null 2>&1 || wrong "summary: $(cat x.json)"
    jq -r 'keys_unsorted | join(" ")' x.json >keys
    jq -r 'keys | join(" ")' x.json | cmp -s keys || wrong 'keys are not sorted'
fi
run check x.trace
status 0
no_err

t 'a timeline that is there already is replaced'
echo old >x.trace
run run -q -t x.trace -e "$hello"
status 0
run check x.trace
status 0
files x.trace

t 'a timeline stays when the workload is wrong'
echo old >x.trace
run run -t x.trace -e 'fmt.Printn(1)'
status 1
[ "$(cat x.trace)" = old ] || wrong 'the timeline was touched'
files x.trace

t 'a timeline with another name'
run run -q -t out -e "$hello"
status 0
run check out
status 0
no_err

t 'a compressed timeline'
run run -q -t x.trace.zst -e "$hello"
status 0
[ "$(head -c 4 x.trace.zst | od -An -tx1)" = ' 28 b5 2f fd' ] ||
    wrong 'it is not zstd'
run check x.trace.zst
status 0
no_err
run plot gantt x.trace.zst
status 0

t 'a workload from standard input'
go_file x.go "$hello"
with '$BIN run -q - <x.go'
status 0
out hello

t 'a workload from a FIFO'
go_file x.go "$hello"
mkfifo pipe
with 'cat x.go >pipe & $BIN run -q pipe'
status 0
out hello

t 'names that look like options or have odd bytes'
odd=$'-a b\n\e[31m.go'
go_file "./$odd" "$hello"
run run -q -t odd.trace -- "./$odd"
status 0
out hello
run check odd.trace
status 0
grep -q $'\e' odd.trace && wrong 'a raw control byte in the timeline'

t 'a timeline cut off in the middle of a line'
run run -q -t x.trace -e "$hello"
head -c -3 x.trace >cut.trace
run check cut.trace
status 1
err 'cut.trace:[0-9]+'

t 'a timeline that is none'
echo 'one two three' >x.trace
run check x.trace
status 1
err '^x.trace:1'
run plot gantt x.trace
status 1
run export csv x.trace
status 1
