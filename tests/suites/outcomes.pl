# outcomes.pl NAME EXPECTED OUTCOMES FULL: what "gmpsim outcomes --json" found
# (OUTCOMES) against what real Go printed with two Ps (EXPECTED). Prints a row of
# the table; what is wrong on standard error, and then exits with 1. FULL 1: with
# enough seeds that rare outputs must occur too.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode qw(encode_utf8);
use JSON::PP;

sub slurp {
    open my $f, '<', $_[0] or die "$_[0]: $!";
    local $/;
    return decode_json(<$f>);
}
sub lines { return join "\n", sort split /\n/, $_[0] }

my ($name, $expected, $outcomes, $full) = @ARGV;
my $go = slurp($expected);
my $real = $go->{settings}{procs2};
my $sim = slurp($outcomes);
my (%seen, @wrong, $modal_text, $runs, %bad);
for my $o (@{$sim->{outcomes}}) {
    my $hash = substr sha256_hex(encode_utf8($o->{stdout})), 0, 16;
    $seen{$hash} += $o->{count};
    $runs += $o->{count};
    $modal_text = $o->{stdout} if $hash eq $real->{stdout_modal};
    $bad{exit} //= "seed $o->{seed} exits with $o->{exit}"
        if !exists $real->{exit_codes}{$o->{exit}};
}
# Where all of Go's outputs had the same lines, these must have them. Not also in
# the same order where 30 runs had: in 400 more runs of 021 nine differed, in 600
# of 012 five. Of 045 not even the lines: in 300 more runs 50 said that the third
# ran late.
for my $o (@{$sim->{outcomes}}) {
    next if !defined $modal_text;
    my $same = $real->{compare} eq 'varies' ||
        $name eq '045-runnext-starve' ||
        lines($o->{stdout}) eq lines($modal_text);
    $bad{output} //= "seed $o->{seed} prints what Go never would" if !$same;
}
push @wrong, values %bad;
my @real = keys %{$real->{stdout_hashes}};
my $reached = grep { $seen{$_} } @real;
my $want = int((@real + 2) / 3);
my $share = $real->{stdout_modal_runs} / $real->{runs};
push @wrong, 'the most frequent output of Go does not occur'
    if !defined $modal_text && ($full || $share >= 0.5);
push @wrong, "$reached of Go's " . @real . " outputs occur, want $want"
    if $full && $reached < $want;
printf "%-22s %5.1f%% %5.1f%%  %4d %5d  %3d of %2d\n", $name, 100 * $share,
    100 * ($seen{$real->{stdout_modal}} // 0) / $runs, scalar @real,
    scalar keys %seen, $reached, scalar @real;
print STDERR "$_\n" for sort @wrong;
exit(@wrong ? 1 : 0);
