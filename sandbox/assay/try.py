"""`python -m assay.try CHECKS.PY NOTEBOOK…`: run notebooks and judge them by these checks, without containers.

Those after the first go on in the same session, so that a file with one function replaces that of the solution.
"""

import argparse
import sys
from pathlib import Path

from .catalogue import load
from .trial import Trial, read_cells

_WARNING = "This is no sandbox: the notebook runs with your rights, on your machine. Try only notebooks that you trust."


def main() -> int:
    """0 where every check passed, 1 where one did not."""
    parser = argparse.ArgumentParser(prog="python -m assay.try", description=__doc__)
    parser.add_argument("checks", type=Path, help="checks.py, or the folder that it is in")
    parser.add_argument("notebooks", type=Path, nargs="+", help="a notebook, or a .py file; run one after the other")
    parser.add_argument("--arrays", choices=("torch", "numpy"), default="torch", help="as in assignment.yaml")
    parser.add_argument("--preload", default="", help="modules to import first, with commas, as in assignment.yaml")
    parser.add_argument("--seed", default="0", help="hexadecimal: the same seed draws the same random inputs")
    parser.add_argument("--only", default="", help="run only the checks whose number begins like this")
    options = parser.parse_args()
    print(f"{_WARNING}\n", file=sys.stderr)
    checks = load(options.checks if options.checks.is_dir() else options.checks.parent)
    earned = 0.0
    with Trial([name for name in options.preload.split(",") if name], options.arrays, 0) as trial:
        for cell in (cell for notebook in options.notebooks for cell in read_cells(notebook)):
            trial.run(cell)
            if cell.status != "ok":
                print(f"cell {len(trial.cells)}: {cell.status}: {cell.error}")
        chosen = [check for check in checks if check.id.startswith(options.only)]
        for check in chosen:
            fields = trial.check(check, options.seed.rjust(64, "0")).fields()
            earned += check.points if fields["status"] == "passed" else 0
            print(f"{fields['status']:7} {check.points:5g}  {check.title}")
            if fields["status"] != "passed":
                for name in ("message", "expected", "got", "hint", "log"):
                    if name in fields:
                        print(f"{'':15}{name}: " + fields[name].replace("\n", f"\n{'':15}"))
    total = sum(check.points for check in chosen)
    print(f"{earned:g} of {total:g} points")
    return 0 if earned == total else 1


if __name__ == "__main__":
    sys.exit(main())
