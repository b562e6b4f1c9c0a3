"""What a notebook takes away from itself before its checks: names, and limits of its process."""

from .process import RunnerTest


class DeletedTest(RunnerTest):
    def text_of(self, do: str, **fields: object) -> str:
        return self.runner.call(do, **fields)["error"]["text"]

    def test_a_check_is_told_what_deleted_a_name(self) -> None:
        cells = [
            "import os\nmodel, good, held, popped, back = range(5)\ndef f(): return os.getcwd()",
            "del model",
            "%reset_selective -f ^good$",
            "%xdel held",
            "globals().pop('popped')",
            "def late(): return os.sep\n%reset -f",
            "back = 5",
        ]
        for index, cell in enumerate(cells):
            self.assertEqual(self.runner.cell(cell, index).status, "ok", cell)
        self.runner.start_group()
        how = {"model": "`del`", "good": "`%reset_selective`", "held": "`%xdel`", "popped": "`globals()`", "f": "`%reset`"}
        for number, (name, what) in enumerate(how.items(), start=2):
            text = f"`{name}` is not defined in the notebook ({what} in cell {number} deleted it)."
            self.assertEqual(self.text_of("get", name=name), text)
        self.assertEqual(self.runner.call("get", name="back")["value"], 5)
        self.assertEqual(self.text_of("get", name="never"), "`never` is not defined in the notebook.")

    def test_so_is_one_whose_function_wants_it(self) -> None:
        self.ok("import math\ndef root(x): return math.sqrt(x)\nheld = [root]")
        self.runner.cell("del math", 1)
        self.runner.start_group()
        text = self.text_of("call", target="root", args=[4])
        self.assertIn("name 'math' is not defined (`del` in cell 2 deleted it)", text)

    def test_keys_that_are_no_names_are_left_alone(self) -> None:
        self.ok("class Key(str):\n    def __hash__(self): print('asked'); return 1\nglobals()[Key('x')] = 1")
        self.assertEqual(self.ok("globals().popitem()").text(), "")


class LimitsTest(RunnerTest):
    def test_cells_have_the_limits_that_they_set_and_checks_do_not(self) -> None:
        self.ok("import resource\nbegan = resource.getrlimit(resource.RLIMIT_NOFILE)\nseen = lambda: resource.getrlimit(resource.RLIMIT_NOFILE) == began")
        set_low = "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); resource.getrlimit(resource.RLIMIT_NOFILE)[0]"
        self.assertEqual(self.ok(set_low).data("result"), [{"text/plain": b"64"}])
        self.ok("resource.prlimit(0, resource.RLIMIT_NOFILE, (32, 32))\nassert not seen()")
        self.runner.send("group", arrays="numpy")
        note, _ = self.runner.receive()
        text = "Limits that your notebook had lowered (RLIMIT_NOFILE) were put back before the checks."
        self.assertEqual(note, {"op": "note", "kind": "leftover", "text": text})
        self.assertEqual(self.runner.receive()[0], {"op": "group-ready"})
        self.assertIs(self.runner.call("call", target="seen")["value"], True)

    def test_a_limit_that_colab_would_raise_is_raised_as_far_as_it_goes(self) -> None:
        self.ok("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (10**6, 10**6))\n"
                "soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)\nassert soft == hard")
        self.runner.start_group()
