"""What notebooks list their packages with."""

from collections.abc import Iterator

from ...__main__ import installed


def freeze(*_args: object, **_kwargs: object) -> Iterator[str]:
    """A line for each package, as `pip freeze` prints it."""
    for name, version in installed():
        yield f"{name}=={version}"
