# gmpsim models, --set and --policy.

t 'models lists each kind'
run models
status 0
for word in machines: os: schedulers: policies: costs: laptop-4 go1.26 lifo; do
    out_has "$word"
done

t 'models of a kind, old versions first'
run models schedulers
status 0
out_has 'go1\.0 '
grep -n 'go1\.5 \|go1\.13 ' "$SCRATCH/out" | head -n 1 | grep -q 'go1\.5 ' ||
    wrong 'go1.13 before go1.5'

t 'a number with its unit, meaning and origin'
run models schedulers 1.26
status 0
out_has '^timeslice_ns *= 10ms$'
out_has '^    a G that has run so long is asked to stop$'
out_has '^    from: proc.go:forcePreemptNS$'

t 'a machine'
run models machines big.LITTLE-8
status 0
out_has 'cores 4 to 7: [0-9]* MHz'
out_has '^disk disk: reads [0-9]* bytes/s, writes [0-9]* bytes/s, latency 0s$'
out_has '^remote internet: latency 20ms there, .* also for all other names$'

t 'the machine made from this computer is a file that can be used'
run models machines host
status 0
out_has '<host id="machine" speed="[0-9]*Mf" core="[0-9]*">'
cp "$SCRATCH/out" "$SCRATCH/host.xml"
run run -m "$SCRATCH/host.xml" -e 'println(runtime.NumCPU())'
status 0
cp "$SCRATCH/err" "$SCRATCH/saved"
run run -m host -e 'println(runtime.NumCPU())'
status 0
[[ $(head -n 1 "$SCRATCH/err") == "$(head -n 1 "$SCRATCH/saved")" ]] ||
    wrong 'as many CPUs'
err 'host: procs'
run models machines
status 0
out_has '^  host  *made from this computer'

t 'a policy'
run models policies lifo
status 0
out_has newest

t 'models of no kind'
run models wheels
status 64
err 'machines, schedulers, costs, os, policies'

t 'a model that there is not'
run models costs free
status 66
err 'free'

t '--set with its kind and unit, or without'
for set in timeslice=1ms sched.timeslice=1ms sched.timeslice_ns=1000000; do
    run run -p 1 --set $set -e 'go work.CPU(9 * time.Millisecond); work.CPU(9 * time.Millisecond); time.Sleep(20 * time.Millisecond)'
    status 0
    err "$set"
    err 'preemptions [1-9]'
done

t '--set of something that there is not names the nearest'
run run --set timeslise=1ms -e 'println(1)'
status 64
err "sched.timeslice_ns"

run run --set costs.lode=1ns -e 'println(1)'
status 64
err "costs\.load_ps"

t '--set beyond its range'
run run --set timeslice=0 -e 'println(1)'
status 64
err '1000 to 3600000000000'

t '--set without a value'
run run --set timeslice -e 'println(1)'
status 64
err 'NAME=VALUE'

t '--set of a list'
run run --set atomic_ns_x100=1 -e 'println(1)'
status 64
err 'list'

t '--set of what must fit together'
run run --set sysmon_max=1us -e 'println(1)'
status 64
err 'sysmon_min_ns'

t 'timeline and summary name what was changed'
run run -q -p 2 --policy lifo --set spawn=1us --set exit=1us -t x.trace --summary s.json -e 'println(1)'
status 0
grep -q '^# policy: lifo$' x.trace || wrong 'no policy in the timeline'
grep -q '^# set: spawn=1us exit=1us$' x.trace || wrong 'no setting in the timeline'
run plot gantt x.trace
out_has 'policy lifo, spawn=1us exit=1us, makespan'
grep -q '"policy lifo"' s.json || wrong 'no policy in the summary'

t 'a policy that there is not'
run run --policy best -e 'println(1)'
status 64
err 'policies'

t 'Go 1.2 has one proc by default, and at most 256'
run run -g 1.2 -e 'println(runtime.GOMAXPROCS(500), runtime.GOMAXPROCS(0))'
status 0
err '^1 256'
run run -g 1.2 -p 300 -e 'println(1)'
status 64
err '256'

t 'energy, where the machine says what power it has'
cat >watts.xml <<'X'
<platform version="4.1"><zone id="z" routing="Full">
<host id="machine" speed="3Gf" core="2">
<prop id="wattage_per_state" value="30:40:100"/>
</host></zone></platform>
X
run run -m ./watts.xml --summary s.json -e 'work.CPU(time.Second); time.Sleep(time.Second)'
status 0
err '^  energy 100[.][0-9]* J [(]50[.]0 W[)]$'
grep -q '"energy_uj": 100[0-9]\{6\},' s.json || wrong "energy: $(cat s.json)"
run models machines ./watts.xml
out_has '^power: 30 W idle, 40 W busy and up to 100 W with all cores$'
run run -m laptop-4 --summary s.json -e 'println(1)'
if grep -q energy s.json; then wrong 'energy of a machine that says nothing'; fi
