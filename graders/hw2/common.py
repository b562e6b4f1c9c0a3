"""What the checks of several questions share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay import Notebook, costs_once, true

HIDDEN = "after_published"

_BACKWARD = """
import torch
leaves = [{leaves}]
for leaf in leaves:
    leaf.requires_grad_()
output = {output}
if getattr(output, "requires_grad", False):
    output.backward()
gradients = [torch.zeros_like(leaf) if leaf.grad is None else leaf.grad for leaf in leaves]
"""

# A slip in questions 1 to 3 costs once.
once = costs_once(
    Path(__file__).with_name("stand_ins.py"),
    "gaussian_kl",
    "gaussian_kl_pair",
    "reparameterize",
    "bernoulli_log_likelihood",
    "gaussian_log_likelihood",
)


def gradients(nb: Notebook, output: str, by: Sequence[str], **inputs: Any) -> list[Any]:
    """The gradients of `output`, an expression that gives one number, by the inputs named in `by`.

    Zeros where no gradient arrives: a wrong number has a likely cause, an exception of autograd's none that helps.
    """
    source = _BACKWARD.format(leaves=", ".join(by), output=output)
    found = nb.run(source, returns=["gradients"], **inputs)["gradients"]
    true(isinstance(found, list) and len(found) == len(by), "the gradients can be read")
    return found
