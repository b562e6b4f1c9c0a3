"""`fetch_openml` by name: the course's table (CSV) in the place of OpenML's."""

from functools import wraps
from types import ModuleType
from typing import Any

from .index import index

_ENDINGS = ("", ".csv", ".csv.gz", ".csv.zip", ".csv.bz2", ".csv.xz")


def hook_openml(module: ModuleType) -> None:
    """`sklearn.datasets._openml`."""
    real, retry = module.fetch_openml, module._retry_on_network_error

    @wraps(real)
    def fetch_openml(name: str | None = None, **options: Any) -> Any:
        wanted = [key for key in (name, options.get("data_id")) if key is not None]
        paths = [index().named(f"{key}{ending}") for key in wanted for ending in _ENDINGS]
        path = next((path for path in paths if path is not None), None)
        return real(name, **options) if path is None else _table(path, str(wanted[0]), options)

    module.fetch_openml = fetch_openml
    # Nothing changes between two tries, and each pause is a second.
    module._retry_on_network_error = lambda n_retries=0, delay=0.0, url="": retry(0, 0.0, url)


def _table(path: str, name: str, options: dict[str, Any]) -> Any:
    import pandas
    from sklearn.utils import Bunch

    frame = pandas.read_csv(path)
    wanted = options.get("target_column", "default-target")
    if wanted == "default-target":
        wanted = next((column for column in ("class", "target") if column in frame.columns), frame.columns[-1])
    targets = [] if wanted is None else [wanted] if isinstance(wanted, str) else list(wanted)
    for target in targets:
        # As OpenML has classes: names, also where they are digits.
        if not pandas.api.types.is_float_dtype(frame[target]):
            frame[target] = frame[target].astype(str).astype("category")
    data: Any = frame.drop(columns=targets)
    target_frame: Any = None if not targets else frame[targets[0]] if len(targets) == 1 else frame[targets]
    features = list(data.columns)
    is_frame = options.get("as_frame", "auto") is not False
    if not is_frame:
        data = data.to_numpy()
        target_frame = None if target_frame is None else target_frame.to_numpy()
    if options.get("return_X_y"):
        return data, target_frame
    return Bunch(
        data=data,
        target=target_frame,
        frame=frame if is_frame else None,
        categories=None if is_frame else {},
        feature_names=features,
        target_names=targets,
        DESCR=f"{name}, from the course's data.",
        details={"name": name},
        url=None,
    )
