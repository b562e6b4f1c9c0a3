import tempfile
from pathlib import Path

import numpy
from assay_wire import Decoder, Encoder, EndOfStream

from .processes import SEED, Case, CheckerProcess, Frame, reply


def double(header: dict, blobs: list[bytes]) -> Frame:
    """A student who can double."""
    decoder = Decoder(blobs)
    encoder = Encoder()
    return reply(header, encoder.encode(2 * decoder.decode(header["args"][0])), encoder.blobs)


def nobody(header: dict, blobs: list[bytes]) -> Frame:
    raise AssertionError(f"the check asked {header}")


class Announcing(Case):
    def test_ready_lists_the_checks_in_order(self) -> None:
        with CheckerProcess() as checker:
            ready = checker.verdict()
        self.assertEqual(ready["op"], "ready")
        self.assertEqual(
            ready["checks"][:2],
            [
                {"id": "1.1", "title": "1.1 doubles", "points": 2, "visibility": "visible"},
                {"id": "1.2", "title": "1.2 spied upon", "points": 1.5, "visibility": None, "seconds": 3},
            ],
        )
        self.assertEqual(ready["packages"]["numpy"], numpy.__version__)

    def test_broken_checks_say_why(self) -> None:
        sources = {
            "import nothing_of_this_name": "nothing_of_this_name",
            "x = 1": "no @check",
            "import sys; sys.exit(3)": "SystemExit",
            "def (": "SyntaxError",
            "print('seen'); 1 / 0": "seen\nTraceback",
            "from assay import check\nfor _ in 'ab': check('1.1 x', points=1)(print)": "two checks have the number 1.1",
            "from assay import check\ncheck('no number', points=1)": "must begin with a number",
            "from assay import check\ncheck('1 x', points=1e-7)": "six decimals",
            "from assay import check\ncheck('1 x', points=1, visibility='secret')": "visibility",
        }
        for source, part in sources.items():
            with self.subTest(source=source), tempfile.TemporaryDirectory() as folder:
                Path(folder, "checks.py").write_text(source)
                with CheckerProcess(Path(folder)) as checker:
                    broken = checker.verdict()
                    self.assertEqual(broken["op"], "broken")
                    self.assertIn(part, broken["text"])
                    self.assertEqual(checker.process.wait(10), 1)

    def test_missing_checks_are_broken(self) -> None:
        with tempfile.TemporaryDirectory() as folder, CheckerProcess(Path(folder)) as checker:
            self.assertEqual(checker.verdict()["op"], "broken")


class Judging(Case):
    def setUp(self) -> None:
        self.checker = self.enterContext(CheckerProcess())
        self.checker.verdict()
        self.checker.open()

    def test_passed(self) -> None:
        verdict = self.checker.check("1.1", double)
        self.assertEqual(verdict, {"op": "verdict", "check": "1.1", "status": "passed", "message": "Correct."})

    def test_failed_with_the_cause(self) -> None:
        def same(header: dict, blobs: list[bytes]) -> Frame:
            return reply(header, header["args"][0], blobs)

        verdict = self.checker.check("1.1", same)
        self.assertEqual(verdict["status"], "failed")
        self.assertIn("`double` returned an array with wrong values: every entry is off", verdict["message"])
        self.assertEqual(verdict["hint"], "You returned x itself.")

    def test_a_worker_reply_with_an_error_fails(self) -> None:
        for kind in ("exception", "missing", "timeout", "crashed", "gone", "protocol", "no such kind", 5):
            with self.subTest(kind=kind):
                error = {"kind": kind, "text": "x"}
                verdict = self.checker.check(
                    "1.1", lambda header, _: ({"op": "reply", "id": header["id"], "error": error}, [])
                )
                self.assertEqual(verdict["status"], "failed")
                self.assertIn("`double`", verdict["message"])

    def test_a_name_that_a_cell_deleted_is_named_with_it(self) -> None:
        define = "Define it at the top level of a cell, with exactly this name."
        for how, hint in {
            "": define,
            " (`%reset` in cell 9 deleted it)": "`%reset` in cell 9 deleted it; define it again after that, or leave it there.",
            " (cell 9 deleted it)": "Cell 9 deleted it; define it again after that, or leave it there.",
            " (`the grader` in cell 9 deleted it)": define,
        }.items():
            error = {"kind": "missing", "text": f"`double` is not defined in the notebook{how}."}
            verdict = self.checker.check("1.1", lambda header, _: ({"op": "reply", "id": header["id"], "error": error}, []))
            self.assertEqual((verdict["message"], verdict["hint"]), ("Your notebook has no `double`.", hint))

    def test_values_that_break_rules_fail(self) -> None:
        tensor = {"t": "tensor", "dtype": "f64", "shape": [3, 4], "b": 0, "lib": "numpy"}
        hostile = [
            ({**tensor, "dtype": "object"}, [b"\0" * 96]),
            ({**tensor, "shape": [3, 5]}, [b"\0" * 96]),
            ({**tensor, "shape": [2**50, 2**50, 0]}, [b""]),
            ({**tensor, "b": 1}, [b"\0" * 96]),
            (tensor, [b"\0" * 96, b"left over"]),
            ({"t": "callback", "id": 0}, []),
            ({"t": "pickle", "b": 0}, [b"cos\nsystem\n"]),
            (5, []),
            ({"t": "handle", "id": 1, "kind": "object", "type": "ndarray"}, []),
        ]
        for form, blobs in hostile:
            with self.subTest(form=form):
                verdict = self.checker.check("1.1", lambda header, _: reply(header, form, blobs))
                self.assertEqual(verdict["status"], "failed")

    def test_nan_never_passes(self) -> None:
        encoder = Encoder()
        form = encoder.encode(numpy.full((3, 4), numpy.nan))
        verdict = self.checker.check("1.1", lambda header, _: reply(header, form, encoder.blobs))
        self.assertEqual(verdict["status"], "failed")
        self.assertIn("NaN", verdict["message"])

    def test_a_broken_check_is_the_staffs_turn(self) -> None:
        verdict = self.checker.check("2.1", double)
        self.assertEqual(verdict["status"], "broken")
        self.assertIn("a print of the check", verdict["log"])
        self.assertIn('["no such key"]', verdict["log"])
        self.assertNotIn("no such key", verdict["message"])
        self.assertEqual(self.checker.check("2.4", nobody)["status"], "broken")
        self.assertEqual(self.checker.check("2.5", nobody)["status"], "broken")
        self.assertEqual(self.checker.check("no such check", nobody)["status"], "broken")

    def test_checks_do_not_see_each_other(self) -> None:
        for _ in range(2):
            self.assertEqual(self.checker.check("2.2", nobody)["status"], "passed")
        self.assertEqual(self.checker.check("1.1", double)["status"], "passed")

    def test_a_check_that_dies_ends_the_checker_without_a_verdict(self) -> None:
        with self.assertRaises(EndOfStream):
            self.checker.check("2.3", nobody)
        self.assertEqual(self.checker.process.wait(10), 70)

    def test_a_quiet_exit_is_no_verdict(self) -> None:
        self.checker.send({"op": "check", "check": "2.7", "seed": SEED})
        self.checker.send({"op": "close"})
        with self.assertRaises(EndOfStream):
            self.checker.verdict()

    def test_the_seed_decides_what_rng_draws(self) -> None:
        expected = numpy.random.default_rng(int.from_bytes(bytes.fromhex(SEED), "big")).integers(10**9)
        self.assertEqual(self.checker.check("2.8", nobody)["message"], f"drew {expected}")
        self.assertNotEqual(self.checker.check("2.8", nobody, "0c" * 32)["message"], f"drew {expected}")

    def test_a_reply_to_another_call_ends_the_checker(self) -> None:
        with self.assertRaises(EndOfStream):
            self.checker.check("1.1", lambda header, _: ({"op": "reply", "id": header["id"] + 1, "value": None}, []))

    def test_cells_come_from_the_worker(self) -> None:
        def cell(images: list[bytes]):
            value = {"source": "plot()", "text": "", "images": images, "status": "ok", "error": None}

            def answer(header: dict, _: list[bytes]) -> Frame:
                self.assertEqual((header["do"], header["by"], header["name"]), ("cell", "tag", "plot"))
                encoder = Encoder()
                return reply(header, encoder.encode(value), encoder.blobs)

            return answer

        self.assertEqual(self.checker.check("2.9", cell([b"png"]))["status"], "passed")
        self.assertEqual(self.checker.check("2.9", cell([]))["status"], "failed")

    def test_submissions_follow_each_other(self) -> None:
        for _ in range(2):
            self.assertEqual(self.checker.check("1.1", double)["status"], "passed")
            self.checker.send({"op": "close"})
            self.assertEqual(self.checker.verdict(), {"op": "closed"})
            self.checker.open()

    def test_the_end_of_the_stream_ends_everything(self) -> None:
        self.checker.process.stdin.close()
        self.assertIsNotNone(self.checker.process.wait(10))
        self.checker.process.stdin = open("/dev/null", "wb")
