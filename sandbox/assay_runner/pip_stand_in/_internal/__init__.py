"""Where pip's own `main` has been since version 10: `from pip._internal import main`."""

from .. import main as main
