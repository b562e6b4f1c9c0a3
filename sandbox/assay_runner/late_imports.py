"""One failed import costs what it names and nothing else.

A cell that stops at an error leaves its later lines undone. Where those are imports, every later cell fails as well,
though nothing is wrong with it: so they are run all the same, and so are the other names of the import that failed.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any

Import = ast.Import | ast.ImportFrom

# By the name that is imported; of Colab's list of packages what course notebooks use and the image leaves out.
_IN_COLAB = frozenset(
    "accelerate albumentations altair bokeh catboost cv2 cvxpy datasets dask diffusers fastai flax gensim geopandas gym "
    "gymnasium h5py holoviews huggingface_hub imblearn jax keras lightgbm librosa missingno mlxtend moviepy nltk numba "
    "optax openai panel patsy peft plotly plotnine prophet pydantic pyarrow pymc shap spacy statsmodels tensorboard "
    "tensorflow tensorflow_datasets tensorflow_probability textblob timm tokenizers torchaudio torchdata transformers "
    "umap wandb wordcloud xarray xgboost yfinance".split()
)


def imports_after(tree: ast.Module, line: int) -> Iterator[Import]:
    """The imports at the top of the cell after the statement of this line, and that statement's own; a name each."""
    for statement in tree.body:
        if isinstance(statement, Import) and (statement.end_lineno or statement.lineno) >= line:
            for name in statement.names:
                yield _alone(statement, name)


def run_imports(imports: Iterator[Import], namespace: dict[str, Any]) -> tuple[list[str], dict[str, Exception]]:
    """What could be imported, and what could not: as the lines that a student would write."""
    done: list[str] = []
    failed: dict[str, Exception] = {}
    for statement in imports:
        code = compile(ast.Module([statement], []), "<imports>", "exec")
        try:
            exec(code, namespace)
        except Exception as error:
            failed[ast.unparse(statement)] = error
        else:
            done.append(ast.unparse(statement))
    return done, failed


def missing_package(error: Exception) -> str | None:
    """The sentence for a package that is not there; None where something else is wrong."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    package = error.name.partition(".")[0]
    # What is not on the list may be in Colab all the same.
    colab = " (Colab has it)" if package in _IN_COLAB else ""
    return f"`{package}` is not part of the grading image{colab}: do without it in what is graded, or ask course staff."


def _alone(statement: Import, name: ast.alias) -> Import:
    if isinstance(statement, ast.Import):
        alone: Import = ast.Import([name])
    else:
        alone = ast.ImportFrom(statement.module, [name], statement.level)
    return ast.copy_location(alone, statement)


def failed_line(error: BaseException, is_cell: Callable[[str], bool]) -> int | None:
    """The line of the cell that the error came through; `is_cell` tells the file names of cells."""
    step = error.__traceback__
    while step is not None:
        if is_cell(step.tb_frame.f_code.co_filename):
            return step.tb_lineno
        step = step.tb_next
    return None
