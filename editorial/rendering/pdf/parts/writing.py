"""The bytes of a file from its objects: ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams).

pydyf can write them too, but compresses as hard as zlib can, which takes longer than all else that is done to put parts
together and saves a hundredth of the file.
"""

import hashlib
import zlib
from typing import Any

import pydyf

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_LEVEL = 6
_FREE, _PLAIN, _IN_STREAM = 0, 1, 2  # kinds of entries, table 18


def write(pdf: Any) -> bytes:
    """The file of a `pydyf.PDF` whose objects stand at their numbers. The same objects give the same bytes. They are used up."""
    if pdf.info:
        pdf.add_object(pdf.info)
    out = [_HEADER]
    position = len(_HEADER)
    digest = hashlib.sha256()
    entries = [(_FREE, 0, 65535)]
    packed: list[tuple[int, bytes]] = []
    packing = len(pdf.objects)  # the number of the object stream
    for number in range(1, packing):
        item = pdf.objects[number]
        data = item.data
        digest.update(data)
        if item.compressible:
            entries.append((_IN_STREAM, packing, len(packed)))
            packed.append((number, data))
            continue
        entries.append((_PLAIN, position, 0))
        pdf.objects[number] = None  # streams are large, and this one is in the file
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, data))
        position += len(out[-1])
    entries.append((_PLAIN, position, 0))
    out.append(_object_stream(packing, packed))
    position += len(out[-1])
    entries.append((_PLAIN, position, 0))
    out.append(_table(packing + 1, entries, pdf, digest.hexdigest()[:32].encode()))
    out.append(b"startxref\n%d\n%%%%EOF\n" % position)
    return b"".join(out)


def _object_stream(number: int, packed: list[tuple[int, bytes]]) -> bytes:
    """Objects one after another; before them their numbers and where each begins."""
    places, at = [], 0
    for packed_number, data in packed:
        places.append(b"%d %d" % (packed_number, at))
        at += len(data) + 1
    head = b" ".join(places) + b"\n"
    body = zlib.compress(head + b"\n".join(data for _number, data in packed), _LEVEL)
    kind = b"/Type /ObjStm/N %d/First %d" % (len(packed), len(head))
    return _stream(number, kind, body)


def _table(number: int, entries: list[tuple[int, int, int]], pdf: Any, identity: bytes) -> bytes:
    """Where every object is; the last one is this."""
    wide = max(1, (max(second for _kind, second, _third in entries).bit_length() + 7) // 8)
    rows = b"".join(
        bytes([kind]) + second.to_bytes(wide, "big") + third.to_bytes(3, "big")
        for kind, second, third in entries
    )
    name = pydyf.String(identity.decode()).data
    kind = b"/Type /XRef/Size %d/W [1 %d 3]/Root %s/ID [%s %s]" % (
        len(entries), wide, pdf.catalog.reference, name, name,
    )  # fmt: skip
    if pdf.info:
        kind += b"/Info " + pdf.info.reference
    return _stream(number, kind, zlib.compress(rows, _LEVEL))


def _stream(number: int, entries: bytes, body: bytes) -> bytes:
    head = b"<<%s/Filter /FlateDecode/Length %d>>" % (entries, len(body))
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head, body)
