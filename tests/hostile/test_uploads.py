"""Every hostile file at every address that takes one: refused in words with nothing stored, or stored as a mere picture."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from PIL import Image as Pillow

from editorial.content.models import Image
from editorial.content.pictures import PictureRefused, read_picture
from editorial.factcheck.evidence import EvidenceRefused, read_evidence
from editorial.house.models import House
from editorial.importing.models import Import
from tests.hostile import pictures, word
from tests.hostile.names import NAMES
from tests.hostile.uploading import PATHS, READERS, nothing_left, nothing_stored
from tests.integration.workspace.pages import undone, words_of

ROOT = Path(__file__).resolve().parents[2]
# What costs seconds to make is sent once, to the function that all paths end in (test_costs.py).
LIGHT = [name for name in pictures.PICTURES if name not in pictures.BOMBS]
KINDS = ("png", "jpeg")


def require_only_a_picture(data: bytes) -> None:
    """The bytes are a PNG or JPEG from our encoder: no script, no place, no block that is not ours."""
    with Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        opened.load()
        assert not opened.getexif()
        assert set(opened.info) <= {
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "transparency", "xmp",
            "XML:com.adobe.xmp",
        }  # fmt: skip
    for part in (pictures.SECRET, b"<script", b"<img", b"PK\x03\x04", b"<?php", b"ENTITY", b"/etc/hostname"):
        assert part not in data, part


def test_no_file_is_read_where_this_table_does_not_send_one() -> None:
    found = subprocess.run(
        ["grep", "-rlE", r"\.FILES\b", "--include=*.py", "editorial", "oewatch"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(found.stdout.split()) == READERS


def test_the_corpus_is_large_enough() -> None:
    assert len(pictures.PICTURES) + len(word.WORD_FILES) + len(NAMES) >= 150


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_hostile_picture_is_refused_or_rendered_harmless(
    path: str, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upload = PATHS[path]()
    for name in LIGHT:
        data = pictures.made(name)
        taken = upload.takes == "evidence" and data.startswith(b"%PDF-")
        may = taken or (upload.takes in ("picture", "evidence") and not pictures.PICTURES[name].refused)
        with subtests.test(name), undone(), nothing_left(monkeypatch, tmp_path / "temporary"):
            if may:
                answer = upload.send(data, f"{name}.png")
                assert answer.status_code in (200, 302, 422), answer.content[:500]
                continue
            with nothing_stored():
                answer = upload.send(data, f"{name}.png")
            assert answer.status_code in (200, 400, 422), (answer.status_code, answer.content[:500])
            assert len(words_of(answer.content.decode())) > 20
            assert "Traceback" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["picture of an article", "logo of the house"])
@pytest.mark.parametrize("name", pictures.POLYGLOTS)
def test_what_is_stored_of_a_polyglot_is_a_picture(path: str, name: str) -> None:
    upload = PATHS[path]()
    answer = upload.send(pictures.made(name), "x.html")
    if answer.status_code == 422:
        return
    with transaction.atomic():
        stored = Image.objects.first() or House.objects.get()
    if isinstance(stored, Image):
        assert stored.format in KINDS and str(stored.file).endswith((".png", ".jpg"))
        require_only_a_picture(stored.file.read())
    else:
        assert stored.logo_format in KINDS
        require_only_a_picture(stored.logo.read())


@pytest.mark.parametrize("name", [name for name in LIGHT if pictures.PICTURES[name].refused])
def test_what_is_no_picture_is_refused_in_words(name: str) -> None:
    with pytest.raises(PictureRefused, match=r"[A-Z].{20,}\.$"):
        read_picture(io.BytesIO(pictures.made(name)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_picture_says_of_its_rights_is_kept_and_nothing_else(kind: str) -> None:
    packet = pictures.xmp("Ada Ösund", "© 2026 Ada &amp; Co., all rights reserved")
    if kind == "PNG":
        data = pictures.png(pictures.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
    else:
        data = pictures.picture(kind, xmp=packet)
    assert pictures.SECRET in data
    made = read_picture(io.BytesIO(data)).data
    require_only_a_picture(made)
    assert "Ada Ösund".encode() in made and "© 2026 Ada &amp; Co.".encode() in made
    assert read_picture(io.BytesIO(made)).data == made or kind != "PNG"


@pytest.mark.parametrize(
    ("tag", "words"),
    [(0x013B, "Zoë Ösund"), (0x8298, "© 2026 Zoë"), (0x8298, "a\x00b\x07\u202e" + "x" * 9_000)],
)
def test_rights_in_exif_are_kept_as_one_line(tag: int, words: str) -> None:
    exif = Pillow.Exif()
    exif[tag], exif[0x010E] = words.encode(), pictures.SECRET.decode()
    made = read_picture(io.BytesIO(pictures.picture("JPEG", exif=exif.tobytes()))).data
    require_only_a_picture(made)
    kept = re.findall(r"<rdf:li[^>]*>(.*?)</rdf:li>", made.decode("utf-8", "replace"))
    assert len(kept) == 1 and len(kept[0]) <= 500 and kept[0].isprintable()
    assert kept[0][:2] == words[:2] or kept[0].startswith("a; b")


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_no_name_of_a_file_does_harm(
    path: str, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is stored is called by its digest; what a person reads has no letters that cannot be seen."""
    upload = PATHS[path]()
    good = {
        "picture": pictures.picture("PNG"),
        "evidence": pictures.picture("PNG"),
        "word": word.house(),
        "table": b"name\nx\n",
    }
    outside = set(Path(settings.MEDIA_ROOT).parent.iterdir())
    others = set(Path(settings.MEDIA_ROOT).rglob("*"))
    for called, name in NAMES.items():
        with subtests.test(called), undone(), nothing_left(monkeypatch, tmp_path / "temporary"):
            answer = upload.send(good[upload.takes], name)
            assert answer.status_code < 500, answer.content[:800]
            for stored in set(Path(settings.MEDIA_ROOT).rglob("*")) - others:
                assert re.fullmatch(r"[0-9a-f]{2}|[0-9a-f]{64}\.\w{3,4}|[a-z-]+|\d+dpi\S*", stored.name), (
                    stored
                )
            for record in Import.objects.all():
                assert "\x00" not in record.name and len(record.name) <= 255
    assert set(Path(settings.MEDIA_ROOT).parent.iterdir()) - outside <= {Path(settings.MEDIA_ROOT)}


@pytest.mark.parametrize("name", [name for name in LIGHT if pictures.PICTURES[name].refused])
def test_what_is_no_picture_is_no_evidence(name: str) -> None:
    data = pictures.made(name)
    if data.startswith(b"%PDF-"):
        assert read_evidence(io.BytesIO(data), "x.html").extension == "pdf"
        return
    with pytest.raises(EvidenceRefused, match="was not taken"):
        read_evidence(io.BytesIO(data), "x.png")
