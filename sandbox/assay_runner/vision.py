"""What of torchvision is compiled and not there, and notebooks use: reading and writing pictures, `nms`."""

import io
from types import ModuleType
from typing import Any

# `ImageReadMode` as Pillow's name; UNCHANGED has none.
_MODES = {"GRAY": "L", "GRAY_ALPHA": "LA", "RGB": "RGB", "RGB_ALPHA": "RGBA", "RGBA": "RGBA"}


def hook_io(module: ModuleType) -> None:
    """`torchvision.io`: Pillow in the place of libpng and libjpeg."""
    import numpy
    import torch
    from PIL import Image

    def decode_image(input: Any, mode: Any = "UNCHANGED", *_: Any, **__: Any) -> Any:
        source = io.BytesIO(input.numpy().tobytes()) if isinstance(input, torch.Tensor) else input
        wanted = _MODES.get(mode.upper() if isinstance(mode, str) else mode.name)
        with Image.open(source) as picture:
            pixels = numpy.array(picture.convert(wanted) if wanted else picture)
        return torch.from_numpy(pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1).copy())

    def encode(kind: str, pixels: Any, **options: Any) -> Any:
        shown = pixels.squeeze(0) if pixels.shape[0] == 1 else pixels.permute(1, 2, 0)
        buffer = io.BytesIO()
        Image.fromarray(shown.cpu().numpy()).save(buffer, kind, **options)
        return torch.frombuffer(bytearray(buffer.getvalue()), dtype=torch.uint8)

    def encode_png(input: Any, compression_level: int = 6) -> Any:
        return encode("PNG", input, compress_level=compression_level)

    def encode_jpeg(input: Any, quality: int = 75) -> Any:
        return encode("JPEG", input, quality=quality)

    def write_png(input: Any, filename: Any, compression_level: int = 6) -> None:
        write_file(filename, encode_png(input, compression_level))

    def write_jpeg(input: Any, filename: Any, quality: int = 75) -> None:
        write_file(filename, encode_jpeg(input, quality))

    def read_file(path: Any) -> Any:
        with open(path, "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)

    def write_file(filename: Any, data: Any) -> None:
        with open(filename, "wb") as file:
            file.write(data.numpy().tobytes())

    functions = [decode_image, encode_png, encode_jpeg, write_png, write_jpeg, read_file, write_file]
    for name, function in {f.__name__: f for f in functions}.items():
        setattr(module, name, function)
        setattr(module.image, name, function)
    for name in ("read_image", "decode_png", "decode_jpeg"):
        setattr(module, name, decode_image)
        setattr(module.image, name, decode_image)


def hook_boxes(module: ModuleType) -> None:
    """`torchvision.ops.boxes`, from which `torchvision.ops` takes it."""
    import torch

    def nms(boxes: Any, scores: Any, iou_threshold: float) -> Any:
        """The boxes to keep, best first: each that overlaps no better one by more than the threshold."""
        order = scores.argsort(descending=True, stable=True)
        kept = []
        while len(order):
            best, order = order[0], order[1:]
            kept.append(best)
            order = order[module.box_iou(boxes[best][None], boxes[order])[0] <= iou_threshold]
        return torch.stack(kept) if kept else torch.zeros(0, dtype=torch.int64)

    module.nms = nms


_UNCOMPILED = (
    "This operator of torchvision is compiled code that the grader does not have. torchvision.ops.nms, batched_nms and "
    "roi_align are there; roi_pool, ps_roi_align, ps_roi_pool and deform_conv2d are not: ask course staff."
)


def hook_operators(module: ModuleType) -> None:
    """`torchvision.extension`: says what is missing, instead of that the student's installation is broken."""

    def refuse() -> None:
        raise RuntimeError(_UNCOMPILED)

    module._assert_has_ops = refuse
