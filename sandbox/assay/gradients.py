"""Gradients that the notebook computes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from .close import close
from .failure import Failed
from .notebook import Notebook

# Names that no notebook has. Zeros where no gradient arrives: a wrong number has a likely cause, an exception of
# autograd's none that helps.
_BACKWARD = """
import torch as _assay_torch
for _assay_leaf in [{leaves}]:
    _assay_leaf.requires_grad_()
_assay_output = {output}
if getattr(_assay_output, "requires_grad", False):
    _assay_output.backward()
_assay_gradients = [_assay_torch.zeros_like(leaf) if leaf.grad is None else leaf.grad for leaf in [{leaves}]]
"""


def gradients(nb: Notebook, output: str, by: Sequence[str], inputs: Mapping[str, Any]) -> list[Any]:
    """The gradients of `output`, an expression of the notebook's with one number, by the inputs named in `by`.

    Zeros by an input that is detached or that no gradient reaches. Raises Failed where they cannot be read.

    >>> (by_mu,) = gradients(nb, "gaussian_kl(mu, logvar).sum()", ["mu"], {"mu": mu, "logvar": logvar})
    """
    source = _BACKWARD.format(leaves=", ".join(by), output=output)
    answer = nb.arrays("torch").run(source, returns=["_assay_gradients"], **inputs)["_assay_gradients"]
    if not isinstance(answer, list) or len(answer) != len(by):
        raise Failed("The gradients could not be read.")
    return answer


def gradient_matches(
    nb: Notebook,
    output: str,
    inputs: Mapping[str, Any],
    expected: Mapping[str, Any],
    *,
    atol: float = 1e-5,
    rtol: float = 1e-4,
    what: str | None = None,
    hints: Mapping[str, str] | None = None,
) -> None:
    """Raise Failed unless autograd gives these gradients of `output`, an expression of the notebook's with one number.

    `inputs` are variables that it may use, arrays as tensors; `expected` has the gradient by each of some of them. A
    detached input has the gradient 0, one that does not arrive too. For gradients without a formula,
    `numeric_gradient` differentiates a reference.

    >>> gradient_matches(nb, "gaussian_kl(mu, logvar).sum()", {"mu": mu, "logvar": logvar}, {"mu": mu})
    """
    if not expected.keys() <= inputs.keys():
        raise ValueError("gradient_matches() needs an input of each name in expected")
    answer = gradients(nb, output, list(expected), inputs)
    for got, (name, want) in zip(answer, expected.items()):
        close(got, want, atol=atol, rtol=rtol, what=f"the gradient of {what or f'`{output}`'} by {name}", hints=hints)


def numeric_gradient(function: Callable[[numpy.ndarray], float], x: Any, step: float = 1e-5) -> numpy.ndarray:
    """The gradient of a reference at `x`, in float64 and by central differences: right to about `step` squared."""
    x = numpy.array(x, numpy.float64)
    gradient = numpy.empty_like(x)
    for where in numpy.ndindex(x.shape):
        at, values = x[where], []
        for side in (step, -step):
            x[where] = at + side
            values.append(float(function(x)))
        x[where] = at
        gradient[where] = (values[0] - values[1]) / (2 * step)
    return gradient
