"""Run as a cell where a notebook would run: says, as JSON, what a notebook names and whether it is there.

The notebook is read, not run; only the modules that it imports are imported. `SOURCES`, its code cells as pairs of index
and text, stands in front of this text.
"""

import ast
import contextlib
import importlib
import json
import os
import re
import shlex
import subprocess
import warnings

MOST = 300
MOST_CHARS = 300
URL = re.compile(r"(?:https?|ftp)://[^\s'\"`<>|;\\]+[^\s'\"`<>|;\\.,)\]}]")
SHELLS = {"bash", "sh", "shell", "script"}
# Cell magics whose body is the notebook's own Python.
PYTHON_BODIES = {"time", "timeit", "capture", "prun", "python", "python3"}
IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class Needs:
    def __init__(self):
        self.shell = get_ipython()  # noqa: F821
        self.found = {"imports": {}, "magics": {}, "programs": {}, "urls": {}, "unread": {}}
        self.written = set()

    def add(self, kind, name, cell, **more):
        name = name[:MOST_CHARS]
        if name not in self.found[kind] and len(self.found[kind]) < MOST:
            self.found[kind][name] = {"name": name, "cell": cell, **more}
        return self.found[kind].get(name)

    def read(self, cell, source):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                text = self.shell.input_transformer_manager.transform_cell(source)
                tree = self.shell.compile.ast_parse(text)
        except (SyntaxError, ValueError, RecursionError) as error:
            self.add("unread", f"{type(error).__name__}: {error}", cell)
            return
        Visitor(self, cell).visit(tree)

    def command(self, cell, command):
        self.urls(cell, command)
        for part in re.split(r"\|\|?|&&|;|\n", command):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:
                words = part.split()
            while words and re.fullmatch(r"[A-Za-z_]\w*=.*|sudo|time|nohup", words[0], re.DOTALL):
                words = words[1:]
            if words and re.fullmatch(r"[\w./+-]+", words[0]):
                self.add("programs", words[0], cell)

    def urls(self, cell, text):
        for url in URL.findall(text):
            self.add("urls", url, cell)


class Visitor(ast.NodeVisitor):
    """What one cell names."""

    def __init__(self, needs, cell):
        self.needs, self.cell, self.guards = needs, cell, 0

    def visit_Import(self, node):
        for alias in node.names:
            self.module(alias.name)

    def visit_ImportFrom(self, node):
        if node.level == 0 and node.module:
            entry = self.module(node.module)
            if entry:
                entry["names"] += [a.name for a in node.names if a.name != "*" and a.name not in entry["names"]]

    def module(self, name):
        entry = self.needs.add("imports", name, self.cell, names=[], isOptional=self.guards > 0)
        if entry and self.guards == 0:
            entry["isOptional"] = False
        return entry

    def visit_Try(self, node):
        caught = any(
            handler.type is None
            or IMPORT_ERRORS & {part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)}
            for handler in node.handlers
        )
        self.guards += caught
        for child in node.body:
            self.visit(child)
        self.guards -= caught
        for child in [*node.handlers, *node.orelse, *node.finalbody]:
            self.visit(child)

    def visit_Expr(self, node):
        # A string by itself is a comment.
        if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self.needs.urls(self.cell, node.value)

    def visit_Call(self, node):
        call = magic_call(node)
        if call is None:
            self.generic_visit(node)
            return
        kind, words = call
        if kind in ("system", "getoutput"):
            self.needs.command(self.cell, words[0])
        else:
            self.magic(kind, *words)

    def magic(self, kind, name, line, body=""):
        needs, cell = self.needs, self.cell
        mark = "%%" if kind == "run_cell_magic" else "%"
        needs.add("magics", mark + name, cell)
        needs.urls(cell, line)
        if name in ("writefile", "file") and line.split():
            needs.written.add(os.path.basename(line.split()[-1]).removesuffix(".py"))
        elif name in SHELLS:
            needs.command(cell, body or line)
        elif name in PYTHON_BODIES:
            needs.read(cell, body or (line if name in ("time", "prun") else ""))


def magic_call(node):
    """What IPython makes of `!`, `%` and `%%`: the method's name and its arguments; else None."""
    function = node.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call)):
        return None
    owner = function.value.func
    methods = ("system", "getoutput", "run_line_magic", "run_cell_magic")
    if not (isinstance(owner, ast.Name) and owner.id == "get_ipython" and function.attr in methods):
        return None
    words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    least = 1 if function.attr in ("system", "getoutput") else 2
    return (function.attr, words) if len(words) >= least else None


def try_import(entry, written):
    """Adds what of an import is not there: `isThere`, and names that the module lacks."""
    name = entry["name"]
    entry["lacks"] = []
    entry["isThere"] = name.partition(".")[0] in written
    if entry["isThere"]:
        return
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere:
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            try:
                module = importlib.import_module(name)
                entry["isThere"] = True
            except BaseException as error:
                entry["why"] = f"{type(error).__name__}: {error}"[:MOST_CHARS]
                return
            for wanted in entry["names"]:
                try:
                    if not hasattr(module, wanted):
                        importlib.import_module(f"{name}.{wanted}")
                except BaseException:
                    entry["lacks"].append(wanted)


def has_program(name):
    return subprocess.run(["/bin/bash", "-c", 'type -t -- "$1"', "bash", name], capture_output=True).returncode == 0


needs = Needs()
for cell, source in SOURCES:  # noqa: F821
    needs.read(cell, source)
for entry in needs.found["imports"].values():
    try_import(entry, needs.written)
for entry in needs.found["magics"].values():
    name = entry["name"]
    find = needs.shell.find_cell_magic if name.startswith("%%") else needs.shell.find_line_magic
    entry["isThere"] = find(name.lstrip("%")) is not None
for entry in needs.found["programs"].values():
    # A program that the notebook itself makes, ./a.out, says nothing of the image.
    entry["isThere"] = entry["name"].startswith(("./", "../")) or has_program(entry["name"])
print(json.dumps({kind: list(entries.values()) for kind, entries in needs.found.items()}))
