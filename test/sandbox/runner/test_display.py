"""Rich output, figures, progress bars and widgets."""

import json

from .process import RunnerTest


class DisplayTest(RunnerTest):
    def test_rich_results_carry_every_form(self) -> None:
        run = self.ok("class A:\n    def _repr_html_(self): return '<b>ä</b>'\n    def __repr__(self): return 'A'\nA()")
        self.assertEqual(run.data("result"), [{"text/plain": b"A", "text/html": "<b>ä</b>".encode()}])

    def test_displays_are_updated_by_their_id(self) -> None:
        run = self.ok("handle = display('one', display_id=True)\nhandle.update('two')")
        shown, changed = run.outputs("display")[0][0], run.outputs("update")[0][0]
        self.assertTrue(shown["display"])
        self.assertEqual(shown["display"], changed["display"])
        self.assertEqual(run.data("update"), [{"text/plain": b"'two'"}])

    def test_clear_output(self) -> None:
        run = self.ok("from IPython.display import clear_output\nprint('a')\nclear_output(wait=True)\nprint('b')")
        self.assertEqual([header["kind"] for header, _ in run.frames], ["stream", "clear", "stream"])
        self.assertIs(run.outputs("clear")[0][0]["wait"], True)

    def test_pictures_are_bytes_and_json_is_json(self) -> None:
        run = self.ok("display({'image/png': 'iVBORw0KGgo=', 'application/json': {'a': [1]}}, raw=True)")
        (data,) = run.data("display")
        self.assertEqual(data["image/png"], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(json.loads(data["application/json"]), {"a": [1]})

    def test_a_display_that_is_too_large_is_replaced(self) -> None:
        run = self.ok("display({'text/plain': 'x' * (40 << 20)}, raw=True)")
        self.assertIn(b"too large", run.data("display")[0]["text/plain"])

    def test_help_is_displayed(self) -> None:
        self.assertIn(b"Return the absolute value", self.ok("abs?").data("display")[0]["text/plain"])

    def test_figures_are_sent_at_the_end_of_the_cell(self) -> None:
        for magic in ("", "%matplotlib inline\n", "%matplotlib notebook\n"):
            run = self.ok(f"{magic}import matplotlib.pyplot as plt\nplt.plot([1, 2]);\nprint('text')")
            self.assertEqual(run.text(), "text\n")
            (data,) = run.data("display")
            self.assertTrue(data["image/png"].startswith(b"\x89PNG"), magic)
        self.assertEqual([kind for kind, _ in run.notes()], ["magic"])
        self.assertEqual(self.ok("plt.gcf().number").data("result"), [{"text/plain": b"1"}])

    def test_figures_are_sent_where_they_are_shown(self) -> None:
        run = self.ok(
            "import matplotlib.pyplot as plt\nfor i in range(3):\n    plt.plot([i]); plt.show(); print(i)"
        )
        self.assertEqual([header["kind"] for header, _ in run.frames], ["display", "stream"] * 3)

    def test_figures_of_a_cell_that_fails(self) -> None:
        run = self.runner.cell("import matplotlib.pyplot as plt\nplt.plot([1])\n1 / 0")
        self.assertEqual((run.status, len(run.data("display"))), ("error", 1))

    def test_progress_bars_are_text(self) -> None:
        for module in ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.autonotebook"):
            run = self.ok(f"from {module} import tqdm, trange\nfor _ in tqdm(range(10_000), desc='train'): pass")
            self.assertIn("10000/10000", run.text("stderr"), module)
            self.assertLess(len(run.text("stderr")), 2_000)
        self.ok("from tqdm import tqdm_notebook\nfor _ in tqdm_notebook([1], leave=False): pass")

    def test_widgets_can_be_made(self) -> None:
        run = self.ok(
            "import ipywidgets as widgets\nslider = widgets.IntSlider(value=3)\ndisplay(slider)\n"
            "widgets.interact(lambda x: print('x is', x), x=5)\nslider.value"
        )
        self.assertIn("x is 5", run.text())
        self.assertEqual(run.data("display")[0].keys(), {"text/plain"})
        self.assertEqual(run.data("result"), [{"text/plain": b"3"}])
