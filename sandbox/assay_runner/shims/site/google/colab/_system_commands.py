"""Stand-in for `google.colab._system_commands`: shell commands, by the notebook's own shell."""

import subprocess

from IPython import get_ipython


def _system_compat(_shell, cmd, **_kwargs) -> None:
    get_ipython().system(cmd)


def _getoutput_compat(_shell, cmd, **_kwargs):
    return get_ipython().getoutput(cmd)


def _run_command(cmd, *_args, **_kwargs):
    return subprocess.run(cmd, shell=True, capture_output=True, text=True, check=False)
