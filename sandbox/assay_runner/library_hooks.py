"""Which libraries are met by something of ours as soon as a notebook imports them."""

from functools import partial
from typing import TYPE_CHECKING

from . import after_fork, plot_backends, vision
from .data import clients, libraries, openml
from .import_hooks import ImportHooks
from .kernel import hook_kernel_app
from .torch_compiler import hook_compiler

if TYPE_CHECKING:
    from types import ModuleType

    from .shell import NotebookShell


def install_library_hooks(shell: "NotebookShell") -> None:
    """Call once, before the first module is imported for a notebook."""
    say_plot = partial(shell.note, "plot")

    def torch(module: "ModuleType") -> None:
        shell.torch_threads.hook(module)
        hook_compiler(module, partial(shell.note, "device"))

    ImportHooks(
        {
            "torch": torch,
            "ipykernel.kernelapp": hook_kernel_app,
            "urllib.request": libraries.hook_urllib,
            "urllib3.connectionpool": libraries.hook_urllib3,
            "httpx": clients.hook_httpx,
            "aiohttp": clients.hook_aiohttp,
            "numpy.lib._datasource": libraries.hook_numpy,
            "torchvision.datasets.utils": libraries.hook_torchvision,
            "sklearn.datasets._base": libraries.hook_sklearn,
            "sklearn.datasets._openml": openml.hook_openml,
            "gdown": libraries.hook_gdown,
            "torch.utils.data.dataloader": after_fork.hook_data_loaders,
            "concurrent.futures.thread": after_fork.hook_thread_pools,
            "concurrent.futures.process": after_fork.hook_process_pools,
            "multiprocessing.pool": after_fork.hook_multiprocessing_pools,
            "torchvision.extension": vision.hook_operators,
            "torchvision.io": vision.hook_io,
            "torchvision.ops.boxes": vision.hook_boxes,
            "matplotlib": partial(plot_backends.hook_matplotlib, say=say_plot),
            "matplotlib.pyplot": partial(plot_backends.hook_pyplot, say=say_plot),
            "matplotlib.animation": partial(plot_backends.hook_animation, say=say_plot),
        }
    )
