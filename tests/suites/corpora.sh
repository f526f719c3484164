#!/bin/bash
# corpora: real Go programs, unchanged, from where Debian packages put them:
# those of level S1 that real Go 1.19 passes (tests/corpora.list), each in the
# simulator at procs 1, 2 and 4.
#
#   golang-1.19-src                   Go's own test folder: exit with 0, and print
#                                     what the .out file says, or nothing
#   golang-github-traefik-yaegi-dev   exit with 0, and print what the comment
#                                     "// Output:" at the end says, but for blanks
#                                     at the ends of lines and empty lines
#
# What is printed is standard output and error together. A table at the end: how
# many passed, failed, and were refused as outside the language subset. All must
# pass; with REPORT=1 what does not is reported only. CORPORA is a regular
# expression for the lines of the list to be run, RESULTS a file to be written
# with "PACKAGE PATH passed|failed|outside [REASON]" lines.
. "$(dirname "$0")/lib.sh"

need_binary
list=$ROOT/tests/corpora.list

# folder PACKAGE: where its programs are.
folder() {
    case $1 in
    golang-1.19-src) echo /usr/share/go-1.19/test ;;
    golang-github-traefik-yaegi-dev)
        echo /usr/share/gocode/src/github.com/traefik/yaegi/_test
        ;;
    esac
}

# normal: lines as yaegi's own tests compare them.
normal() {
    awk '{ sub(/[ \t]+$/, "") } $0 != "" {
        if (!n++)
            sub(/^[ \t]+/, "")
        print
    }'
}

# expected PACKAGE FILE: what the program must print.
expected() {
    if [ "$1" = golang-1.19-src ]; then
        [ ! -e "${2%.go}.out" ] || cat "${2%.go}.out"
    else
        sed -n '/^\/\/ Output:/,${s/^\/\/ Output://; s/^\/\/ \{0,1\}//; p;}' "$2" |
            normal
    fi
}

# The arguments that "// run ARGUMENT..." asks for; options are the compiler's.
arguments() {
    sed -n '/^\/\/ run /{s///; s/-[^ ]*//g; p;}; 1q' "$1"
}

# judge PACKAGE PATH [concurrent]: runs a program in a folder of its own, and
# writes its verdict, and as FILE.log what was wrong.
judge() {
    local package=$1 path=$2 file at=$SCRATCH/at/$1/$2 procs status
    file=$(folder "$package")/$path
    mkdir -p "$at"
    cd "$at" || return
    : >log
    expected "$package" "$file" >want
    for procs in 1 2 4; do
        # shellcheck disable=SC2046
        timeout -k 5 "${WATCHDOG:-60}" "$BIN" run -q --lang go1.19 --go 1.19 \
            --procs $procs "$file" $(arguments "$file") >out 2>&1 </dev/null
        status=$?
        if [ "$package" != golang-1.19-src ]; then
            normal <out >lines
            mv lines out
        fi
        if [ $status = 1 ] && grep -qE "$outside" out; then
            echo "$package $path outside" \
                "$(sed -nE "s/^[^ ]*: error: (.*($outside).*)/\1/p" out |
                    head -n 1)" >verdict
            mv out log
            return
        elif [ $status != 0 ]; then
            echo "$package $path failed status $status, procs $procs" >verdict
            mv out log
            return
        elif ! cmp -s want out; then
            echo "$package $path failed output, procs $procs" >verdict
            diff want out >log
            return
        fi
    done
    echo "$package $path passed" >verdict
}
export -f folder normal expected arguments judge
export BIN SCRATCH
export outside='level S[0-9]|not in the subset'

# The list is what was measured with real Go, where that is at hand.
measured=$SHARED/corpora.tsv
if [ -e "$measured" ]; then
    awk -F '\t' '$3 == "S1" && $9 == "yes" {
        print ($1 == "go" ? "golang-1.19-src" : \
            "golang-github-traefik-yaegi-dev"), \
            $2 ($4 == "yes" ? " concurrent" : "")
    }' "$measured" | sort >"$SCRATCH/want"
    grep -v '^#' "$list" | sort >"$SCRATCH/got"
    same 'tests/corpora.list is not the choice of corpora.tsv' \
        "$SCRATCH/want" "$SCRATCH/got"
fi

for package in $(grep -v '^#' "$list" | cut -d ' ' -f 1 | sort -u); do
    grep -E "^$package " "$list" | grep -E -e "${CORPORA:-.}" >"$SCRATCH/some"
    if [ -d "$(folder "$package")" ]; then
        cat "$SCRATCH/some" >>"$SCRATCH/programs"
    else
        skip "corpora: $(wc -l <"$SCRATCH/some") programs: no package $package"
    fi
done
[ -s "$SCRATCH/programs" ] || finish

xargs -P "${JOBS:-$(nproc)}" -L 1 bash -c 'judge "$@"' judge \
    <"$SCRATCH/programs"

# In the order of the list, and what has no verdict has failed.
while read -r package path _; do
    at=$SCRATCH/at/$package/$path
    if [ ! -s "$at/verdict" ]; then
        mkdir -p "$at"
        echo "$package $path failed without a verdict" >"$at/verdict"
    fi
    cat "$at/verdict" >>"$SCRATCH/verdicts"
done <"$SCRATCH/programs"
[ -z "${RESULTS-}" ] || cp "$SCRATCH/verdicts" "$RESULTS"

while read -r package path verdict reason; do
    log=$SCRATCH/at/$package/$path/log
    if [ "$verdict" = passed ]; then
        pass
    elif [ "${REPORT-}" = 1 ]; then
        skip "corpora: $path: $verdict: $reason (reported only)"
    else
        SHOW_LINES=3 fail "$package $path: $reason" "$log"
    fi
done <"$SCRATCH/verdicts"

awk '
    NR == FNR {
        concurrent[$1, $2] = $3 != ""
        next
    }
    {
        n[$1, $3]++
        n["all", $3]++
        if (concurrent[$1, $2])
            n["concurrent ones", $3]++
        if (!($1 in seen)) {
            seen[$1] = 1
            row[++rows] = $1
        }
    }
    END {
        row[++rows] = "all"
        row[++rows] = "concurrent ones"
        printf "corpora: %-32s %6s %6s %13s\n", "package", "passed", \
            "failed", "not in subset"
        for (i = 1; i <= rows; i++)
            printf "corpora: %-32s %6d %6d %13d\n", row[i], \
                n[row[i], "passed"], n[row[i], "failed"], \
                n[row[i], "outside"]
    }' "$SCRATCH/programs" "$SCRATCH/verdicts"
finish
