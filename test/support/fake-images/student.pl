# A stand-in for the runner: every cell sleeps for as many seconds as its source says.
require '/wire.pm';

while (my ($op, $header, $source) = wire::receive()) {
    my ($index) = $header =~ /"index":(\d+)/;
    if ($op eq 'setup') { wire::say_frame(\*STDOUT, '{"op":"ready","python":"0","packages":{},"memoryBytes":0}') }
    elsif ($op eq 'ping') { wire::say_frame(\*STDOUT, '{"op":"pong"}') }
    elsif ($op eq 'cell') {
        sleep $source;
        wire::say_frame(\*STDOUT, qq({"op":"cell-done","index":$index,"status":"ok"}));
    }
    elsif ($op eq 'group') { wire::say_frame(\*STDOUT, '{"op":"group-ready"}') }
    elsif ($op eq 'group-end') { wire::say_frame(\*STDOUT, '{"op":"group-ended","died":false}') }
}
