"""What is no Word file that may be opened: told by content, in words that say what to do, before anything is converted."""

from typing import BinaryIO

MAX_BYTES = 25_000_000

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in Word and save it as a Word document (.docx), then bring it in again."


class WordRefused(ValueError):
    """The file cannot be taken. `reason` is a code; `str()` says why and what to do."""

    def __init__(self, reason: str, what: str) -> None:
        self.reason = reason
        super().__init__(what)


def read_upload(file: BinaryIO) -> bytes:
    """The whole file, checked: what is returned can be converted. Raises `WordRefused`."""
    from editorial.importing.word.package import Package

    data = file.read(MAX_BYTES + 1)
    refuse_by_beginning(data)
    Package(data)
    return data


def refuse_by_beginning(data: bytes) -> None:
    """Raises `WordRefused` for a file that is too large, empty, or by its first bytes of another kind."""
    if len(data) > MAX_BYTES:
        raise WordRefused(
            "too-large",
            f"This file is larger than {MAX_BYTES // 1_000_000} MB. In Word, compress its pictures "
            "(Picture Format, Compress Pictures), or take the pictures out and upload them to the article.",
        )
    if not data:
        raise WordRefused("empty", "This file is empty. Save the document in Word again, then bring it in.")
    if data.startswith(_OLE2):
        raise _refused_ole2(data)
    if not data.startswith(b"PK"):
        raise _refused_other(data)


def _refused_ole2(data: bytes) -> WordRefused:
    """Word's old format, or the wrapping of a new one that is locked with a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return WordRefused(
            "encrypted",
            "This Word file is locked with a password. Open it in Word, remove the password (File, Info, Protect "
            "Document, Encrypt with Password: leave it empty), save it and bring it in again.",
        )
    return WordRefused("old-format", f"This file is in Word’s old format (.doc). {_SAVE_AS}")


def _refused_other(data: bytes) -> WordRefused:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{\\rtf"):
        return WordRefused("rtf", f"This is an RTF file. {_SAVE_AS}")
    if b"%PDF-" in data[:1024]:
        return WordRefused(
            "pdf", "This is a PDF. Bring in the Word file it was made from, or copy its text and paste it."
        )
    if start[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return WordRefused(
            "html", f"This is a web page or another kind of file, not a Word document. {_SAVE_AS}"
        )
    if b"\x00" not in data[:4096] and _is_text(data[:4096]):
        return WordRefused("text", "This is plain text, not a Word document. Paste the text instead.")
    return WordRefused("not-word", f"This is not a Word document. {_SAVE_AS}")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(data) - 4  # a character cut in two at the end
    return True


def damaged(detail: str = "") -> WordRefused:
    """The refusal of a file that is broken or was cut off."""
    return WordRefused(
        "damaged",
        "This Word file is damaged or was not copied completely"
        f"{f' ({detail})' if detail else ''}. Open it in Word, save it again and bring it in again.",
    )


def hostile(detail: str) -> WordRefused:
    """The refusal of a file that is built in a way no word processor builds one."""
    return WordRefused(
        "unsafe",
        f"This file is not built as Word builds its files ({detail}), so it is not opened. Open it in Word and save "
        "it as a new Word document (.docx), then bring that in.",
    )


def too_much(detail: str) -> WordRefused:
    """The refusal of a file that becomes too large when unpacked."""
    return WordRefused(
        "unpacks-too-large",
        f"This file becomes too large when it is opened ({detail}). Split the document, or copy its text into a new "
        "Word document, then bring that in.",
    )


def too_many(what: str, most: int) -> WordRefused:
    """The refusal of a file with more comments or notes than anybody reads."""
    return WordRefused(
        "too-many",
        f"This file holds more than {most:,} {what}. Split the document, or take some of them out, then bring it in "
        "again.",
    )
