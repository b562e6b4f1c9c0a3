"""What libraries read from the environment, set before any of them is imported."""

import os
import sys
import tempfile

# Kept where the container's own specification has set them.
_DEFAULTS = {
    "USER": "student",
    "LOGNAME": "student",
    "SHELL": "/bin/bash",
    "PWD": os.getcwd(),
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    # Colab's, by which notebooks and libraries know it.
    "COLAB_GPU": "",
    "COLAB_RELEASE_TAG": "release-colab",
    "COLAB_JUPYTER_TRANSPORT": "ipc",
    "DEBIAN_FRONTEND": "noninteractive",
    # A progress bar is read afterwards: every two seconds a line, not ten a second.
    "TQDM_MININTERVAL": "2",
    # pip run as a program: no network, so no retries; what is installed still counts as satisfied.
    "PIP_NO_INDEX": "1",
    "PIP_RETRIES": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"


def prepare(threads: int | None = None) -> None:
    """Fill in the environment; with `threads`, also the number of threads of the numerical libraries."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("IPYTHONDIR", os.path.join(tempfile.gettempdir(), ".ipython"))
    # Not a default: the notebook is what Jupyter is, whatever the container says of other programs.
    os.environ["MPLBACKEND"] = INLINE_BACKEND
    # A cell may write a module, import it, and write it again within the clock's resolution of a cached one.
    sys.dont_write_bytecode = True
    if threads is not None:
        for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ[name] = str(threads)
