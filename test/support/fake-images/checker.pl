# A stand-in for the checker of the assignment `quick`: every check passes.
require '/wire.pm';

wire::say_frame(\*STDERR, '{"op":"ready","packages":{},"checks":[{"id":"1.1","title":"1.1 doubles","points":2},'
    . '{"id":"1.2","title":"1.2 the answer","points":1}]}');
while (my ($op, $header) = wire::receive()) {
    if ($op eq 'open') { wire::say_frame(\*STDERR, '{"op":"opened"}') }
    elsif ($op eq 'close') { wire::say_frame(\*STDERR, '{"op":"closed"}') }
    elsif ($op eq 'check') {
        my ($check) = $header =~ /"check":"([\d.]+)"/;
        wire::say_frame(\*STDERR, qq({"op":"verdict","check":"$check","status":"passed","message":"Passed."}));
    }
}
