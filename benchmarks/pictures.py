"""What pictures cost: `python -m benchmarks.pictures`.

First the peak memory and the computing time of one picture of 60 megapixels, taken in and brought to print size, each in a
process of its own. Then an issue of eleven articles with photographs of 24 megapixels, rendered in turn with the pictures as
they were uploaded and at print size.
"""

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from benchmarks import generator
from editorial.rendering.frozen_pictures import write_manifest
from editorial.rendering.print_pictures import to_print_size

STEPS = {
    "taken in": "editorial.content.picture_encoding:encode_anew",
    "brought to print size": "editorial.rendering.print_pictures:to_print_size",
    "cut for screens": "editorial.rendering.web.cutting:for_pages_and_links",
}
_STEP = (
    "import re, sys, time; from importlib import import_module; module, _, name = sys.argv[1].partition(':');"
    "step = getattr(import_module(module), name); data = open(sys.argv[2], 'rb').read(); start = time.process_time();"
    "step(data); used = time.process_time() - start; status = open('/proc/self/status').read();"  # its own, not its parent's
    "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024, used)"
)
_ISSUE = (
    "import json, sys, time, resource; from pathlib import Path;"
    "from editorial.rendering.pdf.process import render_in_child; source, pictures, output = map(Path, sys.argv[1:]);"
    "snapshot = json.loads(source.read_text()); start = time.perf_counter();"
    "made = render_in_child(snapshot=snapshot, image_dir=pictures, output=output, timeout_s=600);"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, made.size / 1e6)"
)


def photograph(width: int, height: int) -> Image.Image:
    """Noise of every scale, coarse more than fine, as photographs have it."""
    bands = []
    for _ in range(3):
        band, size, amount = Image.new("L", (width, height), 128), 8, 110.0
        while size < width:
            noise = Image.effect_noise((size, max(1, size * height // width)), amount)
            band = ImageChops.add(band, noise.resize((width, height), Image.Resampling.BICUBIC), 1, -128)
            size, amount = size * 3, max(4.0, amount * 0.55)
        bands.append(band)
    return Image.merge("RGB", bands)


def sixty_megapixels(folder: Path) -> Iterator[Path]:
    """Files as people upload them."""
    picture = photograph(9000, 6700)
    flat = picture.quantize(16).convert("RGB")
    clear = flat.convert("RGBA")
    clear.putalpha(flat.convert("L").point(lambda value: 255 if value > 90 else 0))
    for name, made, options in (
        ("photograph.jpg", picture, {"quality": 92}),
        ("progressive.jpg", picture, {"quality": 92, "progressive": True}),
        ("drawing.png", flat, {"compress_level": 3}),
        ("transparent.png", clear, {"compress_level": 3}),
        ("photograph.webp", picture, {"quality": 80, "method": 0}),
    ):
        made.save(folder / name, **options)  # type: ignore[arg-type]
        yield folder / name


def numbers(code: str, *arguments: Any) -> list[float]:
    """What a fresh process prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return [float(word) for word in subprocess.check_output(command, text=True).split()]


def two_folders(folder: Path) -> tuple[Path, list[Path]]:
    """A snapshot, and its pictures as they were uploaded and at print size."""
    originals, printed = folder / "originals", folder / "printed"
    for one in (originals, printed):
        one.mkdir()
    snapshot = generator.snapshot(11, originals)
    digests = {}
    for section in snapshot["sections"]:
        for article in section["articles"]:
            path = folder / "photograph.jpg"
            photograph(6000, 4000).save(path, quality=90)
            data = path.read_bytes()
            name, small = hashlib.sha256(data).hexdigest(), to_print_size(data)
            (originals / name).write_bytes(data)
            (printed / name).write_bytes(small)
            digests[name] = hashlib.sha256(small).hexdigest()
            article["images"][0] |= {"sha256": name, "width": 6000, "height": 4000}
    write_manifest(printed, digests)
    (folder / "snapshot.json").write_text(json.dumps(snapshot))
    return folder / "snapshot.json", [originals, printed]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="What pictures cost.")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in sixty_megapixels(folder):
            for step, function in STEPS.items():
                peak, seconds = numbers(_STEP, function, path)
                print(f"{path.name:18} {step:22} {peak:5.0f} MB  {seconds:5.2f} s")
        source, folders = two_folders(folder)
        rows: dict[str, list[list[float]]] = {one.name: [] for one in folders}
        for _ in range(runs):
            for one in folders:
                rows[one.name].append(numbers(_ISSUE, source, one, folder / "out.pdf"))
        for kind, measured in rows.items():
            wall, cpu, peak, size = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{kind:10} {wall:6.2f} s  {cpu:6.2f} s cpu  {peak:5.0f} MB  PDF {size:5.1f} MB")


if __name__ == "__main__":
    main()
