"""Cutting pictures for screens: large ones in a process of their own, with the same bytes and in the same words."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFile

from editorial.bounded import Crashed, NotStarted, OutOfMemory, TookTooLong, call_bounded
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.web import pictures
from editorial.rendering.web.cutting import for_pages, unpacked
from editorial.rendering.web.pictures import for_screens


def encoded(picture: Image.Image, kind: str = "PNG", **save: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def kept(folder: Path, data: bytes) -> str:
    """Its name."""
    name = hashlib.sha256(data).hexdigest()
    (folder / name).write_bytes(data)
    return name


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which functions were called in a process of their own."""
    calls: list[str] = []

    def counted(function: str, source: bytes, **limits: Any) -> bytes:
        calls.append(function.partition(":")[2])
        return call_bounded(function, source, **limits)

    monkeypatch.setattr(pictures, "call_bounded", counted)
    return calls


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
@pytest.mark.parametrize("shared", [True, False])
def test_here_and_elsewhere_the_same_comes_out(
    mode: str, shared: bool, tmp_path: Path, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = Image.effect_noise((2100, 200), 90).convert("RGBA").convert(mode)
    name = kept(tmp_path, encoded(noise))
    here = for_screens(tmp_path, name, "here", shared=shared)
    assert not called
    monkeypatch.setattr(pictures, "_SMALL", 0)
    assert for_screens(tmp_path, name, "here", shared=shared) == here
    assert called == ["for_pages_and_links" if shared else "for_pages"]
    assert [file.width for file in here.files] == [480, 800, 1200, 1800]
    assert (here.shared is not None) == shared


def test_a_large_one_is_not_decoded_here(
    tmp_path: Path, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = kept(tmp_path, encoded(Image.new("RGB", (2500, 1700), "gray")))
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)
    assert for_screens(tmp_path, name, "here", shared=True).widest.width == 1800
    assert called == ["for_pages_and_links"]


@pytest.mark.parametrize(("kind", "memory_bytes"), [("JPEG", 250_000_000), ("PNG", 550_000_000)])
def test_sixty_megapixels_take_bounded_memory(kind: str, memory_bytes: int) -> None:
    """What docs/performance.md says, with room for another version of a library."""
    made = call_bounded(
        "editorial.rendering.web.cutting:for_pages",
        encoded(Image.new("RGB", (9000, 6700), "gray"), kind),
        seconds=60,
        memory_bytes=memory_bytes,
        most_output=10_000_000,
    )
    assert [(cut.ending, cut.width, cut.height) for cut in unpacked(made)][-1] == ("webp", 1800, 1340)


def test_nothing_but_pixels_is_kept_where_nothing_is_scaled() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    for mode in ("RGB", "RGBA"):
        data = encoded(Image.new(mode, (90, 60)), exif=exif.tobytes(), icc_profile=b"SECRET", dpi=(72, 72))
        [cut] = unpacked(for_pages(data))
        assert cut.width == 90 and b"SECRET" in data and b"SECRET" not in cut.data


@pytest.mark.parametrize("size", [(400, 300), (2500, 1700)])
@pytest.mark.parametrize("cut", [3, 500])
def test_what_is_cut_off_is_refused_in_the_same_words(
    size: tuple[int, int], cut: int, tmp_path: Path
) -> None:
    """Also where another library of the process has told Pillow to take such files."""
    name = kept(tmp_path, encoded(Image.effect_noise(size, 90))[:cut])
    with pytest.raises(RenderingFailed, match=r"In the logo, a picture is not a PNG, .* or is damaged\."):
        for_screens(tmp_path, name, "the logo", shared=False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OutOfMemory(), "takes too much memory or time .* Scale it down"),
        (TookTooLong(), "takes too much memory or time"),
        (Crashed("code -11"), "could not be cut"),
        (NotStarted("no Python"), "could not be cut"),
        (OSError(28, "No space left on device"), "could not be cut"),
    ],
)
def test_one_that_is_not_cut(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> bytes:
        raise error

    monkeypatch.setattr(pictures, "call_bounded", fail)
    name = kept(tmp_path, encoded(Image.new("L", (2500, 1700))))
    with pytest.raises(RenderingFailed, match=f"In the article “Kites”, a picture {said}"):
        for_screens(tmp_path, name, "the article “Kites”", shared=False)


def test_too_many_pixels(tmp_path: Path) -> None:
    name = kept(tmp_path, encoded(Image.new("1", (9000, 8000))))
    with pytest.raises(RenderingFailed, match="more than 64 megapixels"):
        for_screens(tmp_path, name, "the logo", shared=False)
