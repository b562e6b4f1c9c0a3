"""Where pip's own `main` has been since version 19.3."""

from ... import main as main
