#!/bin/bash
# cli: the command line from outside: tests/cli/*.sh, each a list of cases:
#
#     t 'a name for the case'
#     go_file x.go 'fmt.Println(1)'   # files it needs, in a folder of its own
#     run run -p 1 x.go               # gmpsim run -p 1 x.go
#     status 0                        # and what must be true then
#     out '1'
#     err 'regular expression'
#     files x.go                      # what lies in the folder now, all of it;
#                                     # without a name: nothing
. "$(dirname "$0")/lib.sh"

need_binary
name='' why='' got=''

# End of a case.
close_case() {
    [ -n "$name" ] || return
    if [ -z "$why" ]; then
        pass
    else
        SHOW_LINES=8 fail "$file: $name: $why" "$SCRATCH/err"
    fi
    name='' why=''
    cd "$ROOT" && rm -rf "$SCRATCH/case"
}

t() {
    close_case
    name=$1 got=''
    mkdir "$SCRATCH/case" && cd "$SCRATCH/case" || exit 1
    : >"$SCRATCH/out" >"$SCRATCH/err"
}

# skip_case TEXT: the case cannot be tried here.
skip_case() {
    skip "$file: $name: $1"
    name=''
    cd "$ROOT" && rm -rf "$SCRATCH/case"
}

wrong() {
    why="$why${why:+; }$1"
}

# run ARGUMENT...: gmpsim with these arguments, nothing on standard input.
run() {
    timeout -k 1 20 "$BIN" "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
    got=$?
}

# with COMMAND: the same for a whole shell command, which names it $BIN.
with() {
    timeout -k 1 20 bash -c "$1" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
    got=$?
}
export BIN

status() {
    [ "$got" = "$1" ] || wrong "status $got, want $1"
}

# out TEXT: exactly this on standard output, with a newline at its end.
out() {
    [ "$(cat "$SCRATCH/out"; echo .)" = "$(printf '%s\n.' "$1")" ] ||
        wrong "stdout is '$(head -c 300 "$SCRATCH/out" | cat -v)'"
}

no_out() {
    [ ! -s "$SCRATCH/out" ] || wrong 'there is something on stdout'
}

# out_has, err: lines that match the extended regular expression.
out_has() {
    grep -qE -e "$1" "$SCRATCH/out" || wrong "no '$1' on stdout"
}

err() {
    grep -qE -e "$1" "$SCRATCH/err" || wrong "no '$1' on stderr"
}

no_err() {
    [ ! -s "$SCRATCH/err" ] || wrong 'there is something on stderr'
}

# err_begins TEXT: the first lines of standard error.
err_begins() {
    local n
    n=$(printf '%s\n' "$1" | wc -l)
    [ "$(head -n "$n" "$SCRATCH/err")" = "$1" ] ||
        wrong "stderr does not begin with '$1'"
}

# files NAME...: all that lies in the folder of the case.
files() {
    local there
    there=$(find . -mindepth 1 -printf '%P\n' | sort | tr '\n' ' ')
    [ "$there" = "$(for f; do echo "$f"; done | sort | tr '\n' ' ')" ] ||
        wrong "files: $there"
}

# go_file NAME STATEMENTS [IMPORT...]: a program with this main.
go_file() {
    local f=$1 body=$2 import
    shift 2
    {
        echo 'package main'
        for import in "${@:-fmt}"; do echo "import \"$import\""; done
        printf 'func main() {\n%s\n}\n' "$body"
    } >"$f"
}

for path in "$ROOT"/tests/cli/*.sh; do
    file=${path##*/}
    # shellcheck disable=SC1090
    . "$path"
    close_case
done
finish
