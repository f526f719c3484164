# dump.pl: what a dump of Go's and one of gmpsim's must have in common. Without
# frames of Go's own packages and goroutines that have no others, arguments,
# folders and addresses; goroutines are numbered as they appear.
use strict;
use warnings;

local $/;
my $text = <STDIN>;
my ($n, %number, @blocks);

# DIFFERS FROM GO: frames of the standard library are shown by Go only.
sub frames {
    my @lines = split /\n/, shift;
    my @kept;
    while (@lines) {
        my $line = shift @lines;
        if (@lines && $lines[0] =~ /^\t\S+:\d+/) {
            my $at = shift @lines;
            next if $line !~ /^(created by )?main\./;
            $line =~ s/\(.*\)$/()/ if $line !~ /^created/;
            $at =~ s/^\t.*\/|^\t//;
            $at =~ s/ .*//;
            push @kept, $line, "\t$at";
        } else {
            push @kept, $line;
        }
    }
    return join("\n", @kept) . "\n";
}

for my $block (split /\n\n/, $text) {
    $block =~ s/^goroutine (\d+) gp=\S+ m=\S+( mp=\S+)? \[/goroutine $1 [/;
    $block = frames($block);
    next if $block =~ /^runtime stack:/;
    next if $block =~ /^goroutine/ && $block !~ /^(created by )?main\./m;
    $block =~ s/^...\d+ frames elided/...N frames elided/m
        if $text =~ /stack overflow/;
    $block =~ s/(sp|pc)=0x[0-9a-f]+/$1=N/g;
    $block =~ s/stack=\[.*?\]/stack=[N, N]/;
    push @blocks, $block;
}
$text = join "\n", @blocks;
$text =~ s/goroutine (\d+)/"goroutine " . ($number{$1} ||= ++$n)/ge;
print $text;
