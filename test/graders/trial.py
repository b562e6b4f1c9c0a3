"""Judges wrong and right variants of a solution by an assignment's checks. Runs in a checker container.

Usage: python trial.py ASSIGNMENT_FOLDER < {"mutants": [{name, fails, source}], "variants": [{name, source}]}
Prints a line of JSON for each: {"name", "kind", "wrong": [what is not as it should be]}.
"""

import ast
import json
import sys
from pathlib import Path

from assay.catalogue import Check, load
from assay.trial import Trial, TriedCell, read_cells

SEED = "2a".rjust(64, "0")
# Training takes longer than all other checks together: only for those who changed it.
TRAINING_QUESTION, TRAINING_FUNCTION = "8", "train_toy"


def defined(source: str) -> set[str]:
    """The names that a cell defines at its top level; none where it is not plain Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def expected(item: dict, kind: str, checks: list[Check]) -> dict[str, str]:
    """Which status each of the checks to run must have."""
    if kind == "mutant":
        return {check.id: "failed" for check in checks if check.id in item["fails"]}
    trains = TRAINING_FUNCTION in defined(item["source"])
    return {check.id: "passed" for check in checks if trains or not check.id.startswith(f"{TRAINING_QUESTION}.")}


def main() -> None:
    folder = Path(sys.argv[1])
    work = json.load(sys.stdin)
    checks = load(folder)
    solution = read_cells(folder / "solution.ipynb")
    with Trial(["numpy", "torch", "matplotlib.pyplot"], "torch", 5788) as trial:
        for cell in solution:
            trial.run(cell)
        for kind, items in (("mutant", work["mutants"]), ("variant", work["variants"])):
            for item in items:
                trial.run(TriedCell(item["source"]))
                wrong = [f"its cell ends with {trial.cells[-1].error}"] if trial.cells[-1].status != "ok" else []
                for check in checks:
                    status = expected(item, kind, checks).get(check.id)
                    verdict = trial.check(check, SEED) if status else None
                    if verdict and verdict.status != status:
                        wrong.append(f"{check.id} {verdict.status}: {verdict.message} {verdict.log or ''}".strip())
                print(json.dumps({"name": item["name"], "kind": kind, "wrong": wrong}), flush=True)
                names = defined(item["source"])
                for cell in solution:
                    if names & defined(cell.source):
                        trial.run(TriedCell(cell.source))


main()
