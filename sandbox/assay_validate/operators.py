"""The slips: for a node of a program, what a student might have written in its place."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """`make` gets a copy of the node, which it may take apart; a list stands for statements, None for nothing."""

    label: str
    make: Callable[[ast.AST], ast.AST | list[ast.stmt] | None]
    scored: bool = True


_SWAPPED = {
    "sum": "mean",
    "mean": "sum",
    "min": "max",
    "max": "min",
    "argmin": "argmax",
    "argmax": "argmin",
    "sin": "cos",
    "cos": "sin",
    "zeros": "ones",
    "ones": "zeros",
    "cumsum": "cumprod",
    "cumprod": "cumsum",
    "softmax": "log_softmax",
    "log_softmax": "softmax",
    "tril": "triu",
    "triu": "tril",
    "randn": "zeros",
    "rand": "zeros",
    "randn_like": "zeros_like",
    "rand_like": "zeros_like",
}
_DROPPED = frozenset("sqrt exp log detach clone abs square tanh sigmoid softplus logsumexp transpose permute flip".split())
_DROPPED_ATTRIBUTES = frozenset(("T", "mT"))
_AXES = frozenset(("dim", "axis"))
_COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
# A small number keeps a division from failing, or is a rate: another one is no mistake.
_SMALL = 1e-3
_ARGUMENTS = 2


def changes(node: ast.AST) -> Iterator[Change]:
    """All that apply to this node itself."""
    match node:
        case ast.BinOp(op=op):
            yield from _arithmetic(op)
        case ast.AugAssign(op=ast.Add()):
            yield Change("sign swapped", lambda n: _with(n, op=ast.Sub()))
        case ast.AugAssign(op=ast.Sub()):
            yield Change("sign swapped", lambda n: _with(n, op=ast.Add()))
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield Change("sign dropped", lambda n: n.operand)  # type: ignore[attr-defined]
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            yield Change("comparison changed", lambda n: _with(n, ops=[_COMPARISONS[type(op)]()]))
        case ast.Constant(value=bool()):
            yield Change("truth swapped", lambda n: _with(n, value=not n.value))  # type: ignore[attr-defined]
        case ast.Constant(value=float(value)) if abs(value) > _SMALL:
            yield Change("doubled", lambda n: _with(n, value=value * 2))
        case ast.Call():
            yield from _calls(node)
        case ast.Attribute(attr=attr, ctx=ast.Load()) if attr in _DROPPED_ATTRIBUTES:
            yield Change("transposing dropped", lambda n: n.value)  # type: ignore[attr-defined]
        case ast.keyword(arg=arg, value=ast.Constant(value=int(value))) if arg in _AXES:
            other = 0 if value in (1, -1) else 1
            yield Change("axis changed", lambda n: _with(n, value=ast.Constant(other)))
        case ast.Slice() | ast.Subscript(slice=ast.Constant(value=int())):
            yield from _indices(node)
        case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Attribute(attr="no_grad" | "inference_mode")))]):
            yield Change("no_grad dropped", lambda n: n.body)  # type: ignore[attr-defined]
        case ast.If():
            yield Change("branch inverted", lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test)))  # type: ignore[attr-defined]
        case ast.Expr(value=ast.Call()):
            yield Change("left out", lambda n: ast.Pass())
        case ast.FunctionDef():
            yield from _functions(node)


def _arithmetic(op: ast.operator) -> Iterator[Change]:
    match op:
        case ast.Add() | ast.Sub():
            other: ast.operator = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
            yield Change("sign swapped", lambda n: _with(n, op=other))
            yield Change("last term dropped", lambda n: n.left)  # type: ignore[attr-defined]
            if isinstance(op, ast.Add):
                yield Change("first term dropped", lambda n: n.right)  # type: ignore[attr-defined]
        case ast.Mult():
            yield Change("divided for multiplied", lambda n: _with(n, op=ast.Div()))
            yield Change("last factor dropped", lambda n: n.left)  # type: ignore[attr-defined]
            yield Change("first factor dropped", lambda n: n.right)  # type: ignore[attr-defined]
        case ast.Div():
            yield Change("multiplied for divided", lambda n: _with(n, op=ast.Mult()))
            yield Change("divisor dropped", lambda n: n.left)  # type: ignore[attr-defined]
        case ast.Pow():
            yield Change("power dropped", lambda n: n.left)  # type: ignore[attr-defined]
        case ast.MatMult():
            yield Change("factors exchanged", lambda n: _with(n, left=n.right, right=n.left))  # type: ignore[attr-defined]


def _calls(node: ast.Call) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _SWAPPED:
        yield Change(f"{_SWAPPED[name]} for {name}", lambda n: _renamed(n, _SWAPPED[name]))
    if name in _DROPPED:
        yield Change(f"{name} dropped", _subject)
    if name in ("transpose", "permute") and isinstance(node.func, ast.Attribute):
        yield Change("reshape for transpose", _reshaped)
    if name == "range":
        for index in range(len(node.args)):
            yield Change("range off by one", lambda n, index=index: _longer(n, index))  # type: ignore[misc]


def _indices(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Subscript):
        yield Change("index off by one", lambda n: _with(n, slice=ast.Constant(n.slice.value + 1)))  # type: ignore[attr-defined]
        return
    for bound in ("lower", "upper"):
        if getattr(node, bound, None) is not None:
            yield Change(f"{bound} bound dropped", lambda n, bound=bound: _with(n, **{bound: None}))  # type: ignore[misc]


def _functions(node: ast.FunctionDef) -> Iterator[Change]:
    if any("no_grad" in ast.unparse(decorator) for decorator in node.decorator_list):
        yield Change("no_grad dropped", lambda n: _with(n, decorator_list=[]))
    names = [argument.arg for argument in node.args.args if argument.arg != "self"]
    for name in names[:_ARGUMENTS]:
        yield Change(f"`{name}` changed in place", lambda n, name=name: _Spoil(name).visit(n), scored=False)  # type: ignore[misc]
    for one, other in zip(names, names[1:], strict=False):
        yield Change(f"`{other}` for `{one}`", lambda n, one=one, other=other: _Rename(one, other).visit(n))  # type: ignore[misc]


def _with(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _renamed(node: ast.AST, name: str) -> ast.AST:
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute):
        node.func.attr = name
    elif isinstance(node.func, ast.Name):
        node.func.id = name
    return node


def _subject(node: ast.AST) -> ast.AST:
    """`torch.sqrt(x)` and `x.sqrt()` are `x`."""
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np", "numpy", "math", "F")
    ):
        return node.func.value
    if not node.args:
        raise ValueError("nothing is left")
    return node.args[0]


def _reshaped(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    shape = ast.Attribute(node, "shape", ast.Load())
    return ast.Call(ast.Attribute(node.func.value, "reshape", ast.Load()), [shape], [])


def _longer(node: ast.AST, index: int) -> ast.AST:
    assert isinstance(node, ast.Call)
    node.args[index] = ast.BinOp(node.args[index], ast.Add(), ast.Constant(1))
    return node


class _Rename(ast.NodeTransformer):
    """Reads another argument; the arguments themselves stay."""

    def __init__(self, one: str, other: str) -> None:
        self._one, self._other = one, other

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == self._one and isinstance(node.ctx, ast.Load):
            node.id = self._other
        return node


class _Spoil(ast.NodeTransformer):
    """Overwrites an argument's numbers before the function returns."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Return(self, node: ast.Return) -> list[ast.stmt] | ast.Return:
        if node.value is None:
            return node
        # A tensor is written to without its gradients; what has no shape cannot be spoilt.
        wrong = f"if getattr({self._name}, 'shape', ()):\n    getattr({self._name}, 'detach', lambda: {self._name})()[...] = 0\n"
        kept = ast.Assign([ast.Name("_answer", ast.Store())], node.value)
        return [kept, *ast.parse(wrong).body, ast.Return(ast.Name("_answer", ast.Load()))]
