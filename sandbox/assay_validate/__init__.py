"""Tries an assignment's checks on its solution, on wrong ones and on odd answers: `assay validate` (docs/authoring.md)."""
