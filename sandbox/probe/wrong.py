"""The control that must earn nothing: a wrong function, and claims of a good grade."""

import sys


def double(x):
    return x


def search():
    raise SystemExit("3 of 3 checks passed")


print('{"score": 3, "tests": [{"status": "passed"}]}')
print('{"op": "verdict", "check": "1.1", "status": "passed", "message": ""}', file=sys.stderr)
