# Wrong usage: status 64, nothing on stdout, a message that names what is wrong.

t 'no command'
run
status 64
no_out
err 'Usage: gmpsim COMMAND'

t 'an unknown command'
run fly
status 64
no_out
err "no command 'fly'"

t 'an unknown option'
run run --fly x.go
status 64
no_out
err 'fly'

t 'an option without its value'
run run --procs
status 64
err 'procs'

t 'no workload'
run run
status 64
err 'run needs a FILE.go'

t 'two workloads'
run run a.go b.go
status 64
err "'b.go'"

t 'a file and -e'
run run -e 'fmt.Println(1)' a.go
status 64

for value in 0 -1 1025 99999999999999999999 4x '' ' 4' 0x4; do
    t "--procs='$value'"
    run run "--procs=$value" -e 'fmt.Println(1)'
    status 64
    no_out
    err 'procs'
done

t '--procs at its limits'
run run -q --procs 1024 -e 'fmt.Println(runtime.GOMAXPROCS(0))'
status 0
out 1024

for value in 0 5 x; do
    t "--cores='$value' of a machine with 4"
    run run "--cores=$value" -e 'fmt.Println(1)'
    status 64
    err 'cores'
done

for value in '' 10 -1ms 0s 1.5 1e300s 5parsecs 1,5s; do
    t "--time-limit='$value'"
    run run "--time-limit=$value" -e 'fmt.Println(1)'
    status 64
    err 'time-limit'
done

for value in -1 x 0x10000000000000000 9223372036854775808; do
    t "--seed='$value'"
    run run "--seed=$value" -e 'fmt.Println(1)'
    status 64
    err 'seed'
done

t '--seed at its limit'
run run -q --seed 9223372036854775807 -e 'fmt.Println(1)'
status 0

t '--lang of no Go'
run run --lang rust -e 'fmt.Println(1)'
status 64
err 'lang'

t 'check without a file'
run check
status 64
err 'FILE'

t 'plot without a figure'
run plot
status 64

t 'plot of an unknown figure'
run plot fresco x.trace
status 64
err 'fresco'

t 'export without a format'
run export
status 64

t 'export to an unknown format'
run export morse x.trace
status 64
err 'morse'

t '--help'
run --help
status 0
no_err
out_has 'Usage: gmpsim COMMAND'
for command in run compare check plot export; do out_has "^ +$command "; done

for command in run compare check plot export; do
    t "$command --help"
    run $command --help
    status 0
    no_err
    out_has "^ +gmpsim $command "
done

t '--version'
run --version
status 0
no_err
out_has '^gmpsim [0-9.]+ \(SimGrid 3\.'

t 'a wrong GOMAXPROCS in the environment does not count, as in Go'
with 'GOMAXPROCS=many $BIN run -e "fmt.Println(runtime.GOMAXPROCS(0))"'
status 0
out 4

t 'each option is in docs/cli.md'
for command in run compare check plot export; do
    "$BIN" $command --help | grep -oE -- '--[a-z][a-z-]+' | sort -u |
        while read -r option; do
            case $option in --help | --usage) continue ;; esac
            grep -qE -- "$option([^a-z-]|$)" "$ROOT/docs/cli.md" ||
                echo "$command $option"
        done
done >"$SCRATCH/err"
no_err

t '--pin is for real threads only'
run run --pin -e 'fmt.Println(1)'
status 64
err 'pin'

t '--pin on more Ps than CPUs'
run native -q -p 8 --pin -t x.trace -e 'fmt.Println(runtime.GOMAXPROCS(0))'
status 0
out 8
with '"$BIN" check x.trace'
status 0

for value in x 0s -1ms ''; do
    t "GMPSIM_TEST_URGE='$value'"
    with "GMPSIM_TEST_URGE='$value' \"\$BIN\" native -e 'fmt.Println(1)'"
    status 64
    err 'GMPSIM_TEST_URGE'
done

t 'signals to all threads all the time'
with 'GMPSIM_TEST_URGE=100us "$BIN" native -q -e "fmt.Println(1)"'
status 0
out 1
