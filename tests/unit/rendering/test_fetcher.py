import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from editorial.rendering.pdf import fetcher
from editorial.rendering.pdf.fetcher import EditionFetcher, ImageRefused, Refused, inspect
from tests.unit.rendering.builders import picture


def test_an_image_of_the_edition_is_served(tmp_path: Path):
    entry = picture(tmp_path, kind="PNG")
    response = EditionFetcher(tmp_path, frozenset({entry["sha256"]})).fetch(f"media:{entry['sha256']}")
    assert response.content_type == "image/png"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x",
        "https://example.org/x.png",
        "ftp://example.org/",
        "data:image/png;base64,AAAA",
        "media:../../etc/passwd",
        "media:" + "0" * 64,
        "media:" + "0" * 64 + "\n",
        "attachment:x",
        "",
    ],
)
def test_everything_else_is_refused(tmp_path: Path, url: str):
    with pytest.raises(Refused):
        EditionFetcher(tmp_path, frozenset()).fetch(url)
    with pytest.raises(Refused):
        EditionFetcher(tmp_path, frozenset()).open(url)


def test_an_image_of_another_edition_is_refused(tmp_path: Path):
    entry = picture(tmp_path)
    with pytest.raises(Refused):
        EditionFetcher(tmp_path, frozenset({"1" * 64})).fetch(f"media:{entry['sha256']}")


def test_a_missing_and_an_altered_file_are_told_apart(tmp_path: Path):
    entry = picture(tmp_path)
    loader = EditionFetcher(tmp_path, frozenset({entry["sha256"]}))
    (tmp_path / entry["sha256"]).write_bytes(b"other")
    with pytest.raises(ImageRefused, match="not the file that was approved"):
        loader.read(entry["sha256"])
    (tmp_path / entry["sha256"]).unlink()
    with pytest.raises(ImageRefused, match="missing"):
        loader.read(entry["sha256"])


def test_a_file_may_have_an_extension(tmp_path: Path):
    entry = picture(tmp_path)
    (tmp_path / entry["sha256"]).rename(tmp_path / f"{entry['sha256']}.jpg")
    assert EditionFetcher(tmp_path, frozenset({entry["sha256"]})).read(entry["sha256"])


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + b"\0" * 40, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4"]
)
def test_other_formats_are_refused(data: bytes):
    with pytest.raises(ImageRefused, match="PNG, JPEG or WebP"):
        inspect(data)


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path):
    path = tmp_path / "x.png"
    Image.new("1", (9000, 9000)).save(path)
    with pytest.raises(ImageRefused, match="million"):
        inspect(path.read_bytes())


def test_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetcher, "MAX_BYTES", 10)
    data = b"x" * 11
    (tmp_path / hashlib.sha256(data).hexdigest()).write_bytes(data)
    with pytest.raises(ImageRefused, match="MB"):
        EditionFetcher(tmp_path, frozenset()).read(hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("I;16", "PNG")])
def test_colors_that_pdf_a_has_no_place_for_are_refused(mode: str, kind: str):
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, kind)
    with pytest.raises(ImageRefused, match="Save it in RGB"):
        inspect(out.getvalue())
