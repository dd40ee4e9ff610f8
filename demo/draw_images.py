"""Draw the images of the demo issue: `python demo/draw_images.py OUTDIR`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

if __package__ in (None, ""):  # started as a program: make the package importable
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo.drawing import dam, land, maps, sea, sky, water

SCENES: dict[str, Callable[[], Image.Image]] = {
    "01-port-naseem": sea.port,
    "02-two-railways": maps.railways,
    "03-canyon-bridge": land.bridge,
    "04-terrace-water": land.terraces,
    "05-hidden-dam": dam.hidden_dam,
    "06-counting-fish": water.fish,
    "07-museum-of-tides": water.museum,
    "08-shared-satellite": sky.satellite,
}


def draw(name: str) -> Image.Image:
    """Return the image with this name; a file name with its suffix will do as well."""
    return SCENES[name.removesuffix(".jpg")]()


def encode(image: Image.Image) -> bytes:
    """Return the image as JPEG without any metadata: the same picture gives the same bytes."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=90, optimize=True, progressive=True, subsampling=0, dpi=(300, 300))
    return buffer.getvalue()


def write_all(folder: Path) -> list[Path]:
    """Draw every image into the folder and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in SCENES:
        path = folder / f"{name}.jpg"
        path.write_bytes(encode(draw(name)))
        paths.append(path)
    return paths


def main(arguments: list[str]) -> int:
    """Write the images to the folder named on the command line."""
    if len(arguments) != 1:
        print("usage: python demo/draw_images.py OUTDIR", file=sys.stderr)
        return 2
    for path in write_all(Path(arguments[0])):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
