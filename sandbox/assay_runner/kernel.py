"""What notebooks and libraries ask of `get_ipython().kernel`: answers of a kernel that nobody is connected to."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from traitlets.config import Application

if TYPE_CHECKING:
    from .shell import NotebookShell


class Kernel:
    """A stand-in for ipykernel's kernel: no sockets, no front end, and no end of its own."""

    implementation = "ipython"
    language = "python"
    # The shell looks at these two when it is told to exit.
    eventloop = None
    io_loop = None

    def __init__(self, shell: "NotebookShell") -> None:
        self.shell = shell

    @cached_property
    def session(self) -> Any:
        from jupyter_client.session import Session

        return Session()

    @property
    def comm_manager(self) -> Any:
        import comm

        return comm.get_comm_manager()

    @property
    def execution_count(self) -> int:
        return self.shell.execution_count

    @property
    def user_ns(self) -> dict[str, Any]:
        return self.shell.user_ns

    def get_parent(self, *_: object) -> dict[str, Any]:
        """The request that is being answered: none."""
        return {}

    def do_shutdown(self, restart: bool = False) -> dict[str, Any]:
        """What notebooks call to restart themselves. The cells after it run as they would in a new session's order."""
        self.shell.note("kernel", "The kernel was not restarted: every notebook is graded in a fresh one.")
        return {"status": "ok", "restart": restart}


class KernelApp(Application):
    """What `IPython.Application.instance()` is in a kernel, where notebooks look for `.kernel` to restart themselves."""

    name = "ipython-kernel"

    def __init__(self, kernel: Kernel) -> None:
        super().__init__()
        self.kernel = kernel
        self.shell = kernel.shell


def begin_app(kernel: Kernel) -> None:
    """From here on a program is running, by every way of asking for it. Call once."""
    KernelApp.instance(kernel)


def hook_kernel_app(module: Any) -> None:
    """ipykernel's own class is asked for it as well, and would complain that another's is running."""
    module.IPKernelApp.instance = classmethod(lambda cls, *_args, **_kwargs: KernelApp.instance())
