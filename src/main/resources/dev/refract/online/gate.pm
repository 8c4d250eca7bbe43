package pt_online_schema_change_plugin;

# Refract's gate: when the rows are copied, the tool asks for leave on its standard error and waits for an answer on its
# standard input. Without a "go" (and when Refract is gone, there is none) it cleans up instead of swapping the tables.

use strict;
use warnings;

sub new {
   my ($class, %args) = @_;
   return bless { execute => $args{execute} }, $class;
}

sub after_copy_rows {
   my ($self) = @_;
   return unless $self->{execute};
   print STDERR "refract: the rows are copied; waiting for leave to swap the tables\n";
   my $answer = <STDIN>;
   die "refract: no leave to swap the tables\n" unless defined $answer && $answer eq "go\n";
   return;
}

1;
