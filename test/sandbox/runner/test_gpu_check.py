"""Where there is no device, the check of devices says so and changes nothing."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

_SCRIPT = Path(__file__).resolve().parents[3] / "sandbox" / "gpu_check.py"


class GpuCheck(unittest.TestCase):
    def test_without_a_device(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out")
            run = subprocess.run([sys.executable, str(_SCRIPT), str(out)], capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn("There is no NVIDIA device here", run.stdout)
            self.assertFalse(out.exists())
