"""What a command would have installed."""

import unittest

from assay_runner.installs import announce_command


def told(command: str) -> list[str]:
    notes: list[str] = []
    announce_command(command, lambda kind, text: notes.append(text), lambda text: None)
    return notes


class Installs(unittest.TestCase):
    def test_descriptors_are_no_packages(self) -> None:
        self.assertEqual(told("pip install -q numpy 2>&1 | tail -1"), [])
        self.assertEqual(told("pip install -q numpy 2>/dev/null >log.txt"), [])
        (note,) = told("pip install no-such-package 2>&1")
        self.assertIn("no-such-package", note)
        self.assertNotIn("2", note)
        self.assertEqual(told('pip install "numpy<3" 1>out.txt'), [])
