# work.Read and work.Write: the machine's disk, in both engines.

cat >"$SCRATCH/nodisk.xml" <<'XML'
<?xml version="1.0"?>
<platform version="4.1"><zone id="z" routing="Full">
<host id="h" speed="3Gf" core="2"/>
</zone></platform>
XML
cat >"$SCRATCH/slow.xml" <<'XML'
<?xml version="1.0"?>
<platform version="4.1"><zone id="z" routing="Full">
<host id="h" speed="3Gf" core="2">
<disk id="d" read_bw="1MBps" write_bw="2MBps">
<prop id="latency_ns" value="5000000"/></disk></host>
</zone></platform>
XML

for engine in run native; do
    t "$engine: a disk is as slow as its file says"
    run $engine -m "$SCRATCH/slow.xml" -q -e '
        t := time.Now()
        work.Read(10_000)
        work.Write(10_000)
        d := time.Since(t)
        println(d >= 25*time.Millisecond, d < time.Second)'
    status 0
    err 'true true'

    t "$engine: no disk"
    run $engine -m "$SCRATCH/nodisk.xml" -e 'work.Read(1)'
    status 2
    err 'panic: work.Read: the machine has no disk'

    t "$engine: no machine"
    run $engine -m nosuch -e 'work.Read(1)'
    status 66
    err "no machine named 'nosuch'"
done
