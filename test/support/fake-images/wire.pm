# The frames of docs/protocol.md, as much of them as the stand-ins need.
package wire; # without strict, which is a module, and the image has none

sub bytes_of {
    my ($wanted) = @_;
    my $bytes = '';
    while (length $bytes < $wanted) {
        my $read = sysread STDIN, $bytes, $wanted - length $bytes, length $bytes;
        exit 0 unless $read;
    }
    return $bytes;
}

# The next frame: the value of its `op`, its header as text, its blobs as one.
sub receive {
    my $header = bytes_of(unpack 'V', bytes_of(4));
    my ($lengths) = $header =~ /"blobs":\[([\d,]*)\]/;
    my $length = 0;
    $length += $_ for split /,/, $lengths // '';
    my ($op) = $header =~ /"op":"([\w-]+)"/;
    return ($op, $header, bytes_of($length));
}

sub say_frame {
    my ($stream, $header) = @_;
    syswrite $stream, pack('V', length $header) . $header;
}

1;
