"""Stand-in for pip, by its name in the image: packages are fixed while grading, and what is there can be listed."""

__version__ = "24.1.2"


def main(arguments: list[str] | None = None) -> int:
    """What old notebooks call: `pip.main(["install", "x"])`."""
    from .__main__ import run

    return run(arguments)
