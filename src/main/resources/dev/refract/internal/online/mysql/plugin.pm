package pt_online_schema_change_plugin;

# Refract's part in the tool. In a dry run it says which columns the tool would copy, and to which: the tool finds renamed columns
# with a regular expression, and what it does not find is lost. When the empty copy has its new definition, and in the run itself
# again when the rows are copied, it asks for leave on standard error and waits for an answer on standard input. Without a "go" (and when Refract is gone, there is none) the tool cleans up
# instead of swapping the tables.

use strict;
use warnings;

sub new {
   my ($class, %args) = @_;
   return bless { execute => $args{execute} }, $class;
}

sub init {
   my ($self, %args) = @_;
   $self->{orig_tbl}     = $args{orig_tbl};
   $self->{renamed_cols} = $args{renamed_cols};
   return;
}

sub after_alter_new_table {
   my ($self, %args) = @_;
   $self->say_columns(%args) unless $self->{execute};
   ask('refract: altered ' . hex_of($args{new_tbl}->{tbl}));
   return;
}

sub say_columns {
   my ($self, %args) = @_;
   my $new_cols = $args{new_tbl}->{tbl_struct}->{is_col};
   my $renamed  = $self->{renamed_cols};
   foreach my $col ( sort keys %{ $self->{orig_tbl}->{tbl_struct}->{is_col} } ) {
      next unless $new_cols->{$col} || $renamed->{$col};
      print STDERR 'refract: copies ' . hex_of($col) . ' ' . hex_of($renamed->{$col} || $col) . "\n";
   }
   return;
}

# Names as hexadecimal digits of their UTF-8, whatever the encoding of the stream.
sub hex_of {
   my ($name) = @_;
   utf8::encode($name) if utf8::is_utf8($name);
   return unpack('H*', $name);
}

sub after_copy_rows {
   my ($self) = @_;
   return unless $self->{execute};
   ask('refract: the rows are copied; waiting for leave to swap the tables');
   return;
}

sub ask {
   my ($question) = @_;
   print STDERR $question . "\n";
   my $answer = <STDIN>;
   die "refract: no leave to go on\n" unless defined $answer && $answer eq "go\n";
   return;
}

1;
