# A stand-in for the checker of the assignment `quick`: every check passes; of the submission `slow`, after a minute, of
# `steady`, after a second.
require '/wire.pm';

wire::say_frame(\*STDERR, '{"op":"ready","packages":{},"checks":[{"id":"1.1","title":"1.1 doubles","points":2},'
    . '{"id":"1.2","title":"1.2 the answer","points":1}]}');
while (my ($op, $header) = wire::receive()) {
    if ($op eq 'open') {
        $pause = $header =~ /"slow"/ ? 60 : $header =~ /"steady"/ ? 1 : 0;
        wire::say_frame(\*STDERR, '{"op":"opened"}');
    }
    elsif ($op eq 'close') { wire::say_frame(\*STDERR, '{"op":"closed"}') }
    elsif ($op eq 'check') {
        sleep $pause;
        my ($check) = $header =~ /"check":"([\d.]+)"/;
        wire::say_frame(\*STDERR, qq({"op":"verdict","check":"$check","status":"passed","message":"Passed."}));
    }
}
