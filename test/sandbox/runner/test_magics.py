"""Shell commands, magics, installs and Colab's own modules."""

import os

from .process import RunnerTest


class MagicTest(RunnerTest):
    def test_shell_commands(self) -> None:
        run = self.ok("name = 'ä'\n!echo {name} $name; echo err >&2; exit 3\nprint(_exit_code)")
        self.assertEqual((run.text(), run.text("stderr")), ("ä ä\nerr\n3\n", ""))
        self.assertEqual(self.ok("x = !printf 'a\\nb'\nx").data("result"), [{"text/plain": b"['a', 'b']"}])

    def test_shell_commands_have_no_input(self) -> None:
        self.assertEqual(self.ok("!cat; echo end").text(), "end\n")

    def test_shell_commands_have_a_terminal(self) -> None:
        script = "import sys\nprint(sys.stdout.isatty(), flush=False)\nprint('err', file=sys.stderr)\nprint('end')"
        self.ok(f"open('order.py', 'w').write({script!r})")
        # A program that writes to no terminal keeps what it prints to itself until it ends.
        self.assertEqual(self.ok("!python order.py").text(), "True\nerr\nend\n")
        self.assertEqual(self.ok("!head -c 300000 /dev/zero | tr '\\0' x").text(), "x" * 300_000)

    def test_what_a_command_leaves_in_the_background_keeps_no_cell_waiting(self) -> None:
        self.assertEqual(self.ok("!(setsid sleep 60 >/dev/null 2>&1 & echo started)").text(), "started\n")
        self.assertEqual(self.ok("!python -c 'import subprocess; subprocess.Popen([\"sleep\", \"60\"])'").text(), "")

    def test_scripts_are_kept_whole(self) -> None:
        self.ok("%%bash --out text\nfor i in $(seq 100); do echo äöü $i; done")
        self.assertEqual(self.ok("print(text.count('ü'), len(text.splitlines()))").text(), "100 100\n")
        run = self.ok("%%bash\nfor i in $(seq 100); do echo äöü; done")
        self.assertEqual(run.text(), "äöü\n" * 100)

    def test_captures_catch_commands_prints_and_displays(self) -> None:
        run = self.ok("%%capture out\nprint('a')\n!echo b\ndisplay(1)")
        self.assertEqual(run.frames, [])
        self.assertEqual(self.ok("print(out.stdout, len(out.outputs))").text(), "a\nb\n 1\n")

    def test_an_error_within_a_capture_is_an_error(self) -> None:
        run = self.runner.cell("%%capture\n1 / 0")
        self.assertEqual((run.status, run.error()[0]), ("error", "ZeroDivisionError"))

    def test_a_cell_magic_after_comments(self) -> None:
        self.assertEqual(self.ok("#@title Set-up\n\n# more\n%%capture\nprint('hidden')").frames, [])
        self.assertEqual(self.ok("#@title A form\nx = 1  #@param\nprint(x)").text(), "1\n")

    def test_magics_of_many_notebooks(self) -> None:
        self.ok("%load_ext autoreload\n%autoreload 2")
        self.ok("%load_ext tensorboard\n%tensorboard --logdir runs")
        self.ok("%load_ext google.colab.data_table")
        self.assertIn("Wall time", self.ok("%%time\nx = 1").text())
        self.assertEqual(self.ok("%%bash\necho from bash").text(), "from bash\n")
        self.assertEqual(self.ok("%%bash\npip install no-such-package && echo on").text(), "on\n")
        self.assertEqual(self.ok("%%shell\necho from shell").text(), "from shell\n")
        self.assertIn("text/html", self.ok("%%html\n<b>x</b>").data("display")[0])
        self.ok("%config InlineBackend.figure_format = 'retina'\n%env A=1\n%who\n%precision 3")

    def test_a_written_module_is_imported_as_it_is_now(self) -> None:
        for value in range(3):
            self.ok(f"%%writefile helper.py\nVALUE = {value}")
            self.ok("import importlib, helper\nimportlib.reload(helper)")
            self.assertEqual(self.ok("print(helper.VALUE)").text(), f"{value}\n")

    def test_the_working_folder_is_importable(self) -> None:
        self.ok("%mkdir -p sub\n%cd sub")
        self.ok("%%writefile inner.py\nX = 5")
        self.assertEqual(self.ok("import inner; print(inner.X)").text(), "5\n")
        self.assertTrue(os.path.exists(f"{self.runner.folder}/sub/inner.py"))
        self.ok("%cd /no/such/folder")

    def test_installs_succeed_and_say_what_is_missing(self) -> None:
        run = self.ok("!pip install -q ipython 'no-such-package>=1' git+https://example.org/x.git && echo on")
        self.assertIn("Requirement already satisfied: ipython", run.text())
        self.assertTrue(run.text().endswith("on\n"))
        ((kind, text),) = run.notes()
        self.assertEqual(kind, "install")
        self.assertIn("no-such-package, git+https://example.org/x.git", text)
        for source in (
            "%pip install another-missing-package",
            "pip install a-third-missing-package",
            "!python -m pip install a-fourth-missing-package -U",
            "!sudo apt-get -y install cowsay > /dev/null 2>&1 && echo on",
            "x = !pip install a-fifth-missing-package",
            "%conda install a-sixth-missing-package",
            "if True:\n    !pip install a-seventh-missing-package",
        ):
            self.assertEqual([kind for kind, _ in self.ok(source).notes()], ["install"], source)

    def test_installing_what_is_there_is_no_news(self) -> None:
        self.assertEqual(self.ok("!pip3 install --upgrade ipython>=7 -r requirements.txt").notes(), [])

    def test_tools_that_need_the_network_are_named_once(self) -> None:
        self.assertEqual([kind for kind, _ in self.ok("!wget -q http://x.org/x").notes()], ["network"])
        self.assertEqual(self.ok("!wget -q http://x.org/x").notes(), [])

    def test_colab_is_there_and_does_nothing(self) -> None:
        run = self.ok(
            "from google.colab import auth, drive, files, output, runtime, userdata\n"
            "drive.mount('drive')\nauth.authenticate_user()\noutput.clear()\noutput.eval_js('1')\n"
            "open('made.txt', 'w').close()\nfiles.download('made.txt')\nprint(files.upload(), repr(userdata.get('K')))"
        )
        self.assertEqual(run.text(), "Mounted at drive\n{} ''\n")
        self.assertEqual({kind for kind, _ in run.notes()}, {"colab"})
        self.assertTrue(os.path.isdir(f"{self.runner.folder}/drive/MyDrive"))
        self.assertTrue(os.path.isdir(f"{self.runner.folder}/drive/My Drive"))

    def test_what_colab_would_refuse_is_refused(self) -> None:
        run = self.runner.cell("from google.colab import files\nfiles.download('missing.txt')")
        self.assertEqual(run.error()[0], "FileNotFoundError")
        self.assertNotIn("assay_runner", run.outputs("error")[0][1][0].decode())
