"""matplotlib draws inline whatever a notebook asks for, and films become GIFs: there is no window and no encoder."""

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any

Say = Callable[[str], None]

# Backends that need nothing but matplotlib.
_WITHOUT_WINDOW = {"agg", "pdf", "pgf", "ps", "svg", "template", "inline", "module://matplotlib_inline.backend_inline"}
_INLINE = "module://matplotlib_inline.backend_inline"
_WINDOW_NOTE = "The matplotlib backend {} needs a window; figures were drawn inline instead."
_FILM_NOTE = "There is no video encoder while grading: the animation was written as a GIF instead."


def hook_matplotlib(matplotlib: ModuleType, say: Say) -> None:
    """`matplotlib.use`"""
    matplotlib.use = _inline(matplotlib.use, say)


def hook_pyplot(pyplot: ModuleType, say: Say) -> None:
    """`pyplot.switch_backend`, which a backend named in rcParams reaches as well."""
    pyplot.switch_backend = _inline(pyplot.switch_backend, say)


def _inline(switch: Callable[..., Any], say: Say) -> Callable[..., Any]:
    @wraps(switch)
    def function(backend: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(backend, str) and backend.lower() not in _WITHOUT_WINDOW:
            # Jupyter's old name of the same backend is no window.
            if "backend_inline" not in backend:
                say(_WINDOW_NOTE.format(backend[:60]))
            backend = _INLINE
        return switch(backend, *args, **kwargs)

    return function


def hook_animation(animation: ModuleType, say: Say) -> None:
    """`matplotlib.animation`: a writer by the name of ffmpeg, where there is no ffmpeg."""
    if animation.writers.is_available("ffmpeg"):
        return

    class FFMpegWriter(animation.PillowWriter):
        def __init__(self, fps: int = 5, codec: Any = None, bitrate: Any = None, extra_args: Any = None,
                     metadata: Any = None) -> None:  # fmt: skip
            super().__init__(fps=fps, metadata=metadata)

        @classmethod
        def isAvailable(cls) -> bool:
            return True

        def finish(self) -> None:
            say(_FILM_NOTE)
            first, *others = self._frames
            duration_ms = int(1000 / self.fps)
            first.save(self.outfile, "GIF", save_all=True, append_images=others, duration=duration_ms, loop=0)

    animation.FFMpegWriter = animation.FFMpegFileWriter = FFMpegWriter
    for name in ("ffmpeg", "ffmpeg_file"):
        animation.writers.register(name)(FFMpegWriter)
