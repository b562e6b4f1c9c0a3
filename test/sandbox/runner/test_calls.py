"""Calls into the notebook's namespace, with numpy."""

from .process import Raw, RunnerTest

NOTEBOOK = """
import os, sys, time
import numpy as np
scale = 2

def double(x, *, plus=0):
    return scale * x + plus

class Box:
    kind = "box"
    def __init__(self, value): self.value = value
    def get(self): return self.value
    @property
    def broken(self): raise RuntimeError("broken property")

def count():
    for i in range(3): yield np.float32(i)

def fail(how):
    if how == "exit": sys.exit(1)
    if how == "quit": quit()
    if how == "interrupt": raise KeyboardInterrupt
    if how == "deep": return fail(how)
    if how == "mute":
        class Mute(BaseException):
            def __str__(self): raise ValueError
        raise Mute
    raise ValueError("no " + how)

def visit(f, n): return [f(i, twice=2 * i) for i in range(n)]
def itself():
    items = []; items.append(items)
    return items
class Liar(int):
    def __int__(self): return 99
"""


class CallTest(RunnerTest):
    preload = ("numpy",)

    def setUp(self) -> None:
        super().setUp()
        self.ok(NOTEBOOK)
        self.runner.start_group()

    def value(self, do: str, **fields: object) -> object:
        reply = self.runner.call(do, **fields)
        self.assertNotIn("error", reply)
        return reply["value"]

    def error(self, do: str, **fields: object) -> dict[str, str]:
        reply = self.runner.call(do, **fields)
        self.assertNotIn("value", reply)
        self.assertLessEqual(len(reply["error"]["text"]), 4_096)
        return reply["error"]

    def test_call(self) -> None:
        self.assertEqual(self.value("call", target="double", args=[3], kwargs={"plus": 1}), 7)
        import numpy

        doubled = self.value("call", target="double", args=[numpy.arange(3.0)])
        self.assertEqual((doubled.dtype, doubled.tolist()), (numpy.float64, [0.0, 2.0, 4.0]))

    def test_dotted_targets(self) -> None:
        self.assertEqual(self.value("call", target="np.sum", args=[[1, 2]]).tolist(), 3)
        self.assertEqual(self.value("get", name="Box.kind"), "box")

    def test_ids_come_back(self) -> None:
        self.assertEqual(self.runner.call("get", call_id=2**40, name="scale")["id"], 2**40)

    def test_objects(self) -> None:
        handle = self.value("new", target="Box", args=[{"a": [1, None]}])
        self.assertEqual((handle["kind"], handle["type"]), ("object", "Box"))
        self.assertEqual(self.value("method", handle=handle["id"], name="get"), {"a": [1, None]})
        self.assertEqual(self.value("getattr", handle=handle["id"], name="value"), {"a": [1, None]})
        self.assertIsNone(self.value("release", handle=handle["id"]))
        self.assertEqual(self.error("getattr", handle=handle["id"], name="value")["kind"], "missing")

    def test_a_handle_is_an_argument(self) -> None:
        inner = self.value("new", target="Box", args=[5])
        outer = self.value("new", target="Box", args=[Raw(inner)])
        again = self.value("method", handle=outer["id"], name="get")
        self.assertEqual(self.value("getattr", handle=again["id"], name="value"), 5)

    def test_keep_answers_with_a_handle(self) -> None:
        handle = self.value("call", target="double", args=[4], keep=True)
        self.assertEqual(handle["type"], "int")
        self.assertEqual(self.value("method", handle=handle["id"], name="__add__", args=[1]), 9)

    def test_what_has_no_form_becomes_a_handle(self) -> None:
        self.assertEqual(self.value("get", name="double")["kind"], "callable")
        self.assertEqual(self.value("run", source="x = {1: 2}", returns=["x"])["x"]["type"], "dict")

    def test_iterators(self) -> None:
        handle = self.value("call", target="count")
        self.assertEqual((handle["kind"], handle["type"]), ("iterator", "generator"))
        items, done = self.value("next", handle=handle["id"], n=2)
        self.assertEqual(([item.tolist() for item in items], done), ([0.0, 1.0], False))
        items, done = self.value("next", handle=handle["id"], n=2)
        self.assertEqual(([item.tolist() for item in items], done), ([2.0], True))

    def test_run_works_on_a_copy(self) -> None:
        got = self.value("run", source="scale = a + 1\nb = double(a)", inputs={"a": 4}, returns=["scale", "b"])
        self.assertEqual(got, {"scale": 5, "b": 8})
        self.assertEqual(self.value("get", name="scale"), 2)
        self.assertEqual(self.error("run", source="", returns=["nothing_here"])["kind"], "missing")
        self.assertEqual(self.error("run", source="def")["name"], "SyntaxError")

    def test_missing(self) -> None:
        self.assertEqual(self.error("call", target="undefined")["kind"], "missing")
        self.assertEqual(self.error("call", target="Box.undefined")["kind"], "missing")
        self.assertEqual(self.error("get", name="undefined")["kind"], "missing")

    def test_exceptions_name_type_message_and_place(self) -> None:
        error = self.error("call", target="fail", args=["luck"])
        self.assertEqual((error["kind"], error["name"]), ("exception", "ValueError"))
        self.assertRegex(error["text"], r"^ValueError: no luck \(Cell In\[1\], line \d+\)$")
        self.assertEqual(self.error("call", target="fail", args=["x" * 100_000])["name"], "ValueError")

    def test_nothing_that_student_code_raises_ends_the_child(self) -> None:
        for how, kind in (
            ("exit", "exit"),
            ("quit", "exit"),
            ("interrupt", "interrupted"),
            ("deep", "exception"),
            ("mute", "exception"),
        ):
            self.assertEqual(self.error("call", target="fail", args=[how])["kind"], kind)
        self.assertEqual(self.value("get", name="scale"), 2)

    def test_a_value_that_contains_itself(self) -> None:
        self.assertEqual(self.error("call", target="itself")["kind"], "unencodable")

    def test_plain_types_only(self) -> None:
        self.assertEqual(self.value("run", source="x = [Liar(3)]", returns=["x"]), {"x": [3]})

    def test_callbacks(self) -> None:
        self.runner.start_call(5, "call", target="visit", args=[Raw({"t": "callback", "id": 8}), 2])
        for i in range(2):
            asked = self.runner.reply()
            self.assertEqual((asked["op"], asked["id"], asked["callback"]), ("callback", 5, 8))
            self.assertEqual((asked["args"], asked["kwargs"]), ([i], {"twice": 2 * i}))
            self.runner.send("callback-reply", id=5, value=f"answer {i}")
        self.assertEqual(self.runner.reply()["value"], ["answer 0", "answer 1"])

    def test_a_callback_that_fails_raises_in_the_notebook(self) -> None:
        self.runner.start_call(5, "call", target="visit", args=[Raw({"t": "callback", "id": 8}), 1])
        self.runner.reply()
        self.runner.send("callback-reply", id=5, error={"kind": "exception", "text": "not that"})
        error = self.runner.reply()["error"]
        self.assertEqual((error["name"], "not that" in error["text"]), ("RuntimeError", True))

    def test_generators(self) -> None:
        seed = Raw({"t": "generator", "seed": "5788"})
        import numpy

        got = self.value("run", source="x = g.integers(10**9)", inputs={"g": seed}, returns=["x"])["x"]
        self.assertEqual(int(got), int(numpy.random.default_rng(5788).integers(10**9)))

    def test_output_of_calls_goes_nowhere(self) -> None:
        source = "import os, sys\nprint('x')\nos.write(1, b'x')\nos.system('echo x')\nprint('x', file=sys.stderr)"
        self.assertEqual(self.value("run", source=source, returns=[]), {})

    def test_large_values_pass_both_ways(self) -> None:
        import numpy

        large = numpy.arange(2_000_000, dtype=numpy.float64)
        self.assertTrue((self.value("call", target="double", args=[large]) == 2 * large).all())
