#!/bin/bash
# workloads: real Go accepts every workload file unchanged (go vet, go build,
# gofmt), with each Go toolchain there is; so does gmpsim. Those whose output
# does not depend on timing print the same and exit the same in both, on one P.
# The programs of bench/ are accepted too, and those that bench/native.sh runs
# find their own results right on two Ps.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT/traces" || exit 1
exact='01-concurrency 04-io-bound 06-sleep 08-channels 09-pipeline
    13-deadlock 14-panic'

for dir in [0-9]*/; do
    if "$BIN" check "$dir"main.go >"$SCRATCH/err" 2>&1; then
        pass
    else
        fail "gmpsim check traces/${dir}main.go" "$SCRATCH/err"
    fi
done

for file in "$ROOT"/bench/*/*.go; do
    if "$BIN" check "$file" >"$SCRATCH/err" 2>&1; then
        pass
    else
        fail "gmpsim check ${file#"$ROOT/"}" "$SCRATCH/err"
    fi
done
for file in "$ROOT"/bench/native/*.go; do
    if timeout 60 "$BIN" native -q -p 2 "$file" >"$SCRATCH/err" 2>&1 </dev/null
    then
        pass
    else
        fail "gmpsim native -p 2 ${file#"$ROOT/"}: status $?" "$SCRATCH/err"
    fi
done

# Records of goroutines and timers are used again: a hundredth of what
# bench/memory.sh measures must do with a few megabytes of Go memory.
for name in short after waiting; do
    n=$(sed -n 's/^const n = //p' "$ROOT/bench/memory/$name.go")
    sed "s/^const n = .*/const n = $((n / 100))/" "$ROOT/bench/memory/$name.go" \
        >"$SCRATCH/$name.go"
    for engine in run native; do
        if timeout 60 "$BIN" $engine -q -p 2 --memory-limit 6M \
            "$SCRATCH/$name.go" >"$SCRATCH/err" 2>&1 </dev/null; then
            pass
        else
            fail "gmpsim $engine $name.go in 6M: status $?" "$SCRATCH/err"
        fi
    done
done

# twins VERSION: what was built by this Go against the scheduler of that version,
# or of the newest one when there is no model of it.
twins() {
    local model=1.${1#go1.}
    model=${model%.*}
    [ -e "$ROOT/models/schedulers/go$model.yaml" ] || model=newest
    for name in $exact; do
        timeout 20 "$BIN" run -q -p 1 -g "$model" "$name/main.go" \
            >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
        status=$?
        # One run of real Go in a hundred or so is disturbed: by sysmon's first
        # look, or by what else the machine does. Ours must be what Go usually
        # prints, so it may not take many runs to see that.
        for ((run = 0; run < 4; run++)); do
            GOMAXPROCS=1 timeout 20 "$SCRATCH/$name" >"$SCRATCH/want" \
                2>"$SCRATCH/want.err" </dev/null
            want=$?
            cmp -s "$SCRATCH/want" "$SCRATCH/out" && break
        done
        if [ $status != $want ]; then
            fail "$name: status $status, $1 exits with $want" "$SCRATCH/err"
        elif [ "$(head -n 1 "$SCRATCH/err")" != \
            "$(head -n 1 "$SCRATCH/want.err")" ]; then
            fail "$name: $1 says '$(head -n 1 "$SCRATCH/want.err")' first" \
                "$SCRATCH/err"
        else
            same "$name: $1 prints something else" "$SCRATCH/want" "$SCRATCH/out"
        fi
    done
}

found=no
while read -r go; do
    found=yes
    version=$("$go" env GOVERSION)
    for command in vet "build -o $SCRATCH/"; do
        # shellcheck disable=SC2086
        if "$go" $command ./... >"$SCRATCH/err" 2>&1 </dev/null; then
            pass
        else
            fail "$version ${command%% *} in traces/" "$SCRATCH/err"
        fi
    done
    for file in "$ROOT"/bench/*/*.go; do
        if "$go" vet "$file" >"$SCRATCH/err" 2>&1 </dev/null; then
            pass
        else
            fail "$version vet ${file#"$ROOT/"}" "$SCRATCH/err"
        fi
    done
    bad=$("$(dirname "$go")/gofmt" -l . "$ROOT/bench" 2>&1)
    [ -z "$bad" ] && pass || fail "$version gofmt would change: $bad"
    twins "$version"
done < <(go_toolchains)
[ $found = yes ] || skip 'the workloads in real Go: no Go here'
finish
