"""A .docx as a package of parts: opened only as far as it is safe, every part measured before it is used.

Nothing is believed that the archive says of itself: sizes are counted while unpacking, the text parts are read by an
XML parser that stops at the first declaration of a document type, and what goes on to the converter is packed anew.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from editorial.importing.word import xml_check
from editorial.importing.word.refusal import WordRefused, damaged, hostile, refuse_by_beginning, too_much

MAX_ENTRIES = 2_000
MAX_DIRECTORY_BYTES = 2_000_000
MAX_TEXT_PART = 16_000_000  # one XML part, unpacked
MAX_TEXT = 48_000_000  # all XML parts
MAX_FILE_PART = 30_000_000  # a picture or font
MAX_FILES = 150_000_000
MAX_RATIO = 400  # a part that shrinks more than this, from 4 MB on, was made to
_BLOCK = 1 << 16

_MAIN = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.(?:document|template)\.main\+xml"
)
_OTHER_PROGRAMS = (
    (b"spreadsheetml", "an Excel workbook"),
    (b"presentationml", "a PowerPoint presentation"),
    (b"macroenabled", "a document with macros"),
)
_PROGRAMS = re.compile(
    r"(?:^|/)(?:vbaproject|vbadata)[^/]*$|(?:^|/)activex/|\.(?:exe|dll|js|vbs|scr|hta|lnk)$"
)
_PROGRAM_TYPES = (b"macroenabled", b"vbaproject", b"vbadata", b"activex")
_EMBEDDED_PROGRAM = re.compile(r"(?:^|/)embeddings/[^/]*\.(?:bin|ole)$")
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/"


class Package:
    """The checked parts of a Word file. The constructor raises `WordRefused` for everything it does not trust."""

    def __init__(self, data: bytes) -> None:
        refuse_by_beginning(data)
        self.data = data
        _check_directory(data)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
            raise damaged() from error
        self.infos = self._checked_names()
        self._refuse_kind()
        self.parts = self._text_parts()
        self.document = self._document_name()

    # -- what is in the archive ------------------------------------------------------------------------------------

    def _checked_names(self) -> dict[str, zipfile.ZipInfo]:
        infos: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in self.archive.infolist():
            name = info.filename
            if info.is_dir():
                continue
            bad = name.startswith(("/", "\\")) or "\\" in name or ":" in name or "\x00" in info.orig_filename
            if bad or ".." in name.split("/") or len(name) > 250:
                raise hostile("a name in it leads elsewhere")
            if name.lower() in seen:
                raise hostile("a name stands in it twice")
            seen.add(name.lower())
            if info.flag_bits & 0x1:
                raise WordRefused(
                    "encrypted",
                    "Parts of this file are locked with a password. Remove the password, save it and bring it in again.",
                )
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise hostile("it is packed in an unusual way")
            infos[name] = info
        _refuse_overlaps(list(infos.values()))
        return infos

    def _refuse_kind(self) -> None:
        names = {name.lower() for name in self.infos}
        if "mimetype" in names and "content.xml" in names:
            raise WordRefused(
                "odt",
                "This is an OpenDocument file (.odt). Save it as a Word document (.docx), then bring it in again.",
            )
        if any(_PROGRAMS.search(name) for name in names):
            raise _with_macros()
        if any(_EMBEDDED_PROGRAM.search(name) for name in names):
            raise WordRefused(
                "embedded-object",
                "This file holds an embedded object of another program. In Word, replace it by a picture or delete it, "
                "save the file and bring it in again.",
            )
        if "[content_types].xml" not in names:
            raise WordRefused(
                "not-word",
                "This is a ZIP archive, not a Word document. Unpack it and bring in the Word file.",
            )

    def _text_parts(self) -> dict[str, bytes]:
        """Every XML part unpacked and checked; the files beside them only measured."""
        parts: dict[str, bytes] = {}
        budget = xml_check.Budget()
        text = files = 0
        for name, info in self.infos.items():
            if name.lower().endswith((".xml", ".rels")):
                part = b"".join(self._blocks(info, MAX_TEXT_PART))
                text += len(part)
                if text > MAX_TEXT:
                    raise too_much(f"more than {MAX_TEXT // 1_000_000} MB of text")
                parts[name] = xml_check.checked(part, budget)
            else:
                files += sum(len(block) for block in self._blocks(info, MAX_FILE_PART))
                if files > MAX_FILES:
                    raise too_much(f"more than {MAX_FILES // 1_000_000} MB of pictures")
        return parts

    def _blocks(self, info: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
        """The unpacked bytes of a part, counted: what the archive declares is not believed."""
        if info.file_size > limit:
            raise too_much(f"one part has {info.file_size // 1_000_000} MB")
        packed = _packed(self.data, info)
        unpacker = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        size, crc, rest = 0, 0, packed
        while rest:
            try:
                block = unpacker.decompress(rest, _BLOCK) if unpacker else bytes(rest)
            except zlib.error as error:
                raise damaged() from error
            rest = unpacker.unconsumed_tail if unpacker else b""
            size += len(block)
            crc = zlib.crc32(block, crc)
            if size > limit or size > info.file_size:
                raise (
                    too_much("more than it says itself")
                    if size > info.file_size
                    else too_much(f"one part has more than {limit // 1_000_000} MB")
                )
            yield block
            if unpacker and unpacker.eof:
                break
        if size != info.file_size or crc != info.CRC:
            raise damaged()
        if size > 4_000_000 and size > MAX_RATIO * max(info.compress_size, 1):
            raise too_much(f"{size // 1_000_000} MB out of almost nothing")

    def _document_name(self) -> str:
        """The main part, by the relationships of the package."""
        types = self.parts.get("[Content_Types].xml", b"")
        if any(mark in types.lower() for mark in _PROGRAM_TYPES):  # whatever the part is called
            raise _with_macros()
        for target, kind, _external in self.relations(""):
            if kind.endswith("/officeDocument") and target in self.parts:
                if not _MAIN.search(types.decode("utf-8", "replace")):
                    break
                if _STRICT in self.parts[target][:4000]:
                    raise WordRefused(
                        "strict",
                        "This file is saved as “Strict Open XML Document”. Save it as “Word Document (.docx)” and bring "
                        "it in again.",
                    )
                return target
        lower = types.lower()
        for mark, what in _OTHER_PROGRAMS:
            if mark in lower:
                raise WordRefused(
                    "not-word", f"This is {what}, not a Word document. Copy its text into Word."
                )
        raise damaged("its text is missing")

    # -- what the rest of the import asks for ----------------------------------------------------------------------

    def relations(self, part: str) -> list[tuple[str, str, bool]]:
        """(target, type, whether it lies outside the file) of every relationship of a part; "" is the package."""
        return [(target, kind, external) for _id, target, kind, external in self.relations_by_id(part)]

    def relations_by_id(self, part: str) -> list[tuple[str, str, str, bool]]:
        folder, _, base = part.rpartition("/")
        source = self.parts.get(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        if source is None:
            return []
        found = []
        for element in parse(source).iter(_RELATIONS):
            external = element.get("TargetMode") == "External"
            target = element.get("Target") or ""
            if not external:
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined)
            found.append((element.get("Id") or "", target, element.get("Type") or "", external))
        return found

    def related(self, kind: str) -> list[str]:
        """The parts that the main part names with a relationship of this kind, such as `footnotes`."""
        return [
            target
            for target, found, external in self.relations(self.document)
            if found.endswith(f"/{kind}") and not external and target in self.parts
        ]

    def file(self, name: str) -> bytes:
        """A picture or another file of the package, unpacked within the limits. Raises `KeyError`, `WordRefused`."""
        return b"".join(self._blocks(self.infos[name], MAX_FILE_PART))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every part and file by name."""
        return frozenset(self.infos)


def parse(part: bytes) -> etree._Element:
    """The tree of a checked part, with nothing fetched and nothing expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(part, parser)


def _with_macros() -> WordRefused:
    return WordRefused(
        "macros",
        "This file holds macros or programs. Open it in Word, save it as “Word Document (.docx)”, which leaves them "
        "out, and bring that in.",
    )


def _check_directory(data: bytes) -> None:
    """Refuse an archive whose directory is missing or larger than a document needs, before it is read."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if at < 0 or at + 22 > len(data):
        raise damaged()
    _disk, _start, _here, entries, size, _offset, _comment = struct.unpack("<4H2LH", data[at + 4 : at + 22])
    if data.rfind(b"PK\x06\x07", max(0, at - 20), at) >= 0:  # ZIP64: what counts stands in another record
        other = data.rfind(b"PK\x06\x06", max(0, at - 4096), at)
        if other < 0 or other + 56 > len(data):
            raise damaged()
        entries, size = struct.unpack("<QQ", data[other + 32 : other + 48])
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise too_much("too many files inside")
    if data.count(b"PK\x01\x02") > 4 * MAX_ENTRIES:
        raise too_much("too many files inside")


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Two parts made of the same packed bytes are the trick of a small archive that unpacks without end."""
    if len(infos) > MAX_ENTRIES:
        raise too_much("too many files inside")
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise hostile("its parts overlap")
        end = info.header_offset + 30 + info.compress_size


def _packed(data: bytes, info: zipfile.ZipInfo) -> memoryview | bytes:
    """The packed bytes of a part behind its own header."""
    at = info.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise damaged()
    name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
    begin = at + 30 + name + extra
    if begin + info.compress_size > len(data):
        raise damaged()
    return data[begin : begin + info.compress_size]
