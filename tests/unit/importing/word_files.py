"""Word files made for tests: from XML as Word writes it, and from pandoc's document model."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import pypandoc
from PIL import Image

from editorial.importing.reading import Reading, read
from editorial.importing.word.conversion import Converted, convert

NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STYLES = (
    f"<w:styles {NAMESPACES}>"
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Author"><w:name w:val="Author"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Emphasis"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>'
    "</w:styles>"
)


def relations(*entries: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """(id, kind, target[, mode]) as the relationships of a part."""
    lines = []
    for key, kind, target, *mode in entries:
        outside = f' TargetMode="{mode[0]}"' if mode else ""
        lines.append(f'<Relationship Id="{key}" Type="{KIND}{kind}" Target="{escape(target)}"{outside}/>')
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'


def part(name: str, inner: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{name} {NAMESPACES}>{inner}</w:{name}>'
    )


def parts(body: str, *entries: Any, more: Mapping[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The parts of a Word file whose body is this XML; `entries` are relationships of the document."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": relations(("rIdStyles", "styles", "styles.xml"), *entries),
        "word/styles.xml": STYLES,
        **(more or {}),
    }


def packed(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, *entries: Any, more: Mapping[str, str | bytes] | None = None) -> bytes:
    return packed(parts(body, *entries, more=more))


def p(inner: str = "", properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def r(words: str, properties: str = "") -> str:
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def t(*lines: str) -> str:
    """A paragraph of plain text for each line."""
    return "".join(p(r(line)) if line else p() for line in lines)


def png(color: tuple[int, int, int] = (40, 90, 140)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), color).save(out, "PNG")
    return out.getvalue()


def drawing(key: str, alt: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="100" cy="100"/><wp:docPr id="1" name="Picture 1" descr="{alt}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="x"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def notes(kind: str, **texts: str) -> str:
    """A part of footnotes or endnotes as Word writes it, with its separators; `texts` maps `n2` to paragraphs."""
    separators = "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    sign = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Ref/></w:r>'
    own = "".join(
        f'<w:{kind} w:id="{key[1:]}">{text.replace("<w:p>", f"<w:p>{sign}", 1)}</w:{kind}>'
        for key, text in texts.items()
    )
    return part(f"{kind}s", separators + own)


def refers(kind: str, number: int) -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{number}"/></w:r>'


def converted(body: str, *entries: Any, more: Mapping[str, str | bytes] | None = None) -> Converted:
    return convert(docx(body, *entries, more=more))


def reading_of(data: bytes) -> Reading:
    return read(**convert(data).as_fields())


HOUSE = (
    "A Quay of Sand Rises Off the Coast", "", "“Nobody asked us where the sand should go.”", "",
    "Commentary of the house on the quay.[i] It goes on for a while so that it is a paragraph.", "",
    "A second paragraph of commentary, which is long enough to be one and has no marker.", "", "",
    "Mara Odd, “The Quay Grows by the Day,” Sandhaven Courier (local daily), 9 October 2025.", "",
    "“Nobody asked us where the sand should go,” said a fisherman who keeps three boats there.", "", "",
    "[i] For more on the quay see the yearbook of the town.", "",
    "Image Information:", "", "Image: The quay", "Source: Town Archive", "Attribution: Noor Castellane, CC BY 4.0",
)  # fmt: skip


def from_pandoc(blocks: list[Any]) -> bytes:
    """A Word file that pandoc writes of these blocks, empty paragraphs included."""
    version = json.loads(
        subprocess.run(
            [pypandoc.get_pandoc_path(), "-t", "json"], input=b"", capture_output=True, check=True
        ).stdout
    )["pandoc-api-version"]
    model = {"pandoc-api-version": version, "meta": {}, "blocks": blocks}
    command = [pypandoc.get_pandoc_path(), "-f", "json", "-t", "docx+empty_paragraphs", "-o", "-"]
    return subprocess.run(command, input=json.dumps(model).encode(), capture_output=True, check=True).stdout


def inlines(text: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for index, word in enumerate(re.split(r"[ \t]+", text)):
        out += ([{"t": "Space"}] if index else []) + ([{"t": "Str", "c": word}] if word else [])
    return out


def para(content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"t": "Para", "c": content}
