"""Stand-ins for what exists only where a front end is: `google.colab`, `tqdm.notebook`."""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_HERE = Path(__file__).parent
# Modules of packages that are really there.
_REPLACED = {"tqdm.notebook": _HERE / "tqdm_notebook.py", "torch.utils.tensorboard": _HERE / "torch_tensorboard.py"}


def install_shims() -> None:
    """Make the stand-ins importable. Call before the notebook's first import."""
    sys.meta_path.insert(0, _ShimFinder())
    # Last: a real package of the name wins; `google` is a namespace that several packages share.
    sys.path.append(str(_HERE / "site"))
    # Notebooks ask for it to learn whether they are in Colab.
    importlib.import_module("google.colab")


class _ShimFinder:
    """Finds the replaced modules before their package does."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        location = _REPLACED.get(fullname)
        return None if location is None else importlib.util.spec_from_file_location(fullname, location)
