"""Stand-in for `google.colab.patches`."""

from IPython.display import display


def cv2_imshow(image) -> None:
    """Show an OpenCV array (grey, BGR or BGRA) as a PNG."""
    from PIL import Image

    image = image.clip(0, 255).astype("uint8")
    if image.ndim == 3:
        order = [2, 1, 0, 3] if image.shape[2] == 4 else [2, 1, 0]
        image = image[:, :, order]
    display(Image.fromarray(image))


cv_imshow = cv2_imshow
