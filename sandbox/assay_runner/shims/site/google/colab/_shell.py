"""Stand-in for `google.colab._shell`: the class of the notebook's shell."""

from assay_runner.shell import Shell

__all__ = ["Shell"]
