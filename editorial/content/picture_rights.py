"""What a picture file says of its rights: who made it and whose it is. Of all that a file says of itself only this is kept.

It is read from XMP, EXIF and IPTC, in this order, and written as XMP: that holds every script, and no decoder turns or
scales a picture because of it. Words are data of a stranger: cut to a line, without controls.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image as Pillow
from PIL import ImageFile, IptcImagePlugin

LONGEST = 500  # letters of one statement
_MOST_XMP = 256_000  # bytes that are parsed
_ARTIST, _COPYRIGHT = 0x013B, 0x8298  # EXIF 2.32, 4.6.5
_BYLINE, _NOTICE = (2, 80), (2, 116)  # IPTC-IIM 4.2
_DC = "{http://purl.org/dc/elements/1.1/}"
_LI = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{statements}</rdf:Description>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
_RIGHTS = '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>'


@dataclass(frozen=True)
class Rights:
    """Each on one line, blank where the file says nothing."""

    creator: str = ""
    notice: str = ""

    def as_xmp(self) -> bytes:
        """An XMP packet (ISO 16684-1) of them; nothing where there is nothing to say."""
        said = ((_CREATOR, self.creator), (_RIGHTS, self.notice))
        statements = "".join(form.format(escape(words)) for form, words in said if words)
        return _XMP.format(statements=statements).encode() if statements else b""


def rights_in(picture: ImageFile.ImageFile) -> Rights:
    """What the opened file says, before its pixels are converted. A block that cannot be read says nothing."""
    found = [_readable(way, picture) for way in (_of_xmp, _of_exif, _of_iptc)]
    creators, notices = ([one[place] for one in found] for place in (0, 1))
    return Rights(next(filter(None, creators), ""), next(filter(None, notices), ""))


def _readable(
    way: Callable[[ImageFile.ImageFile], tuple[object, object]], picture: ImageFile.ImageFile
) -> tuple[str, str]:
    try:
        creator, notice = way(picture)
    except Exception:  # a block of anybody's making; each parser has errors of its own
        return "", ""
    return _line(creator), _line(notice)


def _line(value: object) -> str:
    """One line of at most `LONGEST` letters, in NFC, nothing in it that cannot be seen."""
    if isinstance(value, list | tuple):
        return _line("; ".join(filter(None, map(_line, value))))
    if isinstance(value, bytes):
        raw = value.rstrip(b"\x00").replace(b"\x00", b"; ")  # EXIF: photographer, NUL, editor
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            value = raw.decode("latin-1")
    if not isinstance(value, str):
        return ""
    text = " ".join(unicodedata.normalize("NFC", value[: 4 * LONGEST]).split())
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")[:LONGEST].strip()


def _of_xmp(picture: Pillow.Image) -> tuple[object, object]:
    packet = picture.info.get("xmp")
    if not isinstance(packet, bytes) or len(packet) > _MOST_XMP or b"<!" in packet:
        return "", ""  # a document type or entities, which no XMP has (ISO 16684-1, 7.1)
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(packet.strip(b"\x00 \r\n\t"), parser)

    def said(name: str) -> list[str]:
        return [entry.text or "" for element in root.iter(_DC + name) for entry in element.iter(_LI)]

    return said("creator"), said("rights")[:1]


def _of_exif(picture: Pillow.Image) -> tuple[object, object]:
    exif = picture.getexif()
    return _as_written(exif.get(_ARTIST)), _as_written(exif.get(_COPYRIGHT))


def _as_written(value: object) -> object:
    """Pillow reads the bytes of EXIF as Latin-1, while programs write UTF-8."""
    return value.encode("latin-1") if isinstance(value, str) else value


def _of_iptc(picture: ImageFile.ImageFile) -> tuple[object, object]:
    found = IptcImagePlugin.getiptcinfo(picture) or {}
    return found.get(_BYLINE), found.get(_NOTICE)
