"""Seeded pictures that are as hard to compress as photographs: noise of every scale, the coarser the stronger."""

import hashlib
import io
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

# No more pixels than the product prints (print_pictures.py), so that no contestant has to make any fewer.
SHAPES = ((1500, 1000), (1500, 1000), (1500, 1125), (630, 880), (1500, 1000), (1800, 800))
_OCTAVES = ((3, 1.0), (6, 0.6), (12, 0.5), (25, 0.35), (50, 0.25), (125, 0.17), (250, 0.1), (500, 0.07))
QUALITY = 88


def photograph(seed: int) -> Image.Image:
    """A picture in RGB, the same for the same seed."""
    rng = random.Random(f"picture {seed}")
    size = SHAPES[seed % len(SHAPES)]
    made = Image.new("RGB", size, (118, 122, 126))
    for cells, strength in _OCTAVES:
        small = (cells, max(2, cells * size[1] // size[0]))
        noise = Image.frombytes("RGB", small, rng.randbytes(small[0] * small[1] * 3))
        layer = noise.resize(size, Image.Resampling.BICUBIC).point(
            lambda value, strength=strength: int(128 + (value - 128) * strength)
        )
        made = ImageChops.add(made, layer, scale=1.0, offset=-128)
    return made


def entry(folder: Path, seed: int) -> dict[str, Any]:
    """Write the picture into the folder under its SHA-256; what a snapshot says of the file."""
    picture = photograph(seed)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    path = folder / digest
    if not path.exists():
        path.write_bytes(out.getvalue())
    return {"sha256": digest, "format": "jpeg", "width": picture.width, "height": picture.height}
