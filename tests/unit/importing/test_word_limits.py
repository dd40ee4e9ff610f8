"""Word files that ask for more than they should: comments, text boxes without words, and what a killed worker leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from editorial.importing.word.conversion import convert
from editorial.importing.word.refusal import WordRefused
from tests.growth import require_linear

from .word_files import HOUSE, docx, p, part, r, t

ROOT = Path(__file__).resolve().parents[3]


def commented(comments: int, paragraphs: int) -> bytes:
    """A file whose comments all begin in paragraphs of their own and end behind the last one."""
    begins = [f'<w:commentRangeStart w:id="{number}"/>' for number in range(comments)]
    begins += [""] * (paragraphs - comments)
    ends = "".join(f'<w:commentRangeEnd w:id="{number}"/>' for number in range(comments))
    remarks = "".join(
        f'<w:comment w:id="{number}" w:author="Ada">{p(r(f"Remark {number}"))}</w:comment>'
        for number in range(comments)
    )
    body = "".join(begin + p(r(f"Sand {number}.")) for number, begin in enumerate(begins))
    more = {"word/comments.xml": part("comments", remarks)}
    return docx(t(*HOUSE) + body + ends, ("rC", "comments", "comments.xml"), more=more)


def test_more_comments_than_anybody_reads_are_refused() -> None:
    with pytest.raises(WordRefused, match="more than 2,000 comments"):
        convert(commented(2001, 2001))


def test_more_notes_than_anybody_reads_are_refused_before_they_are_converted() -> None:
    references = "".join(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in range(2, 2003))
    with pytest.raises(WordRefused, match="more than 2,000 footnotes and endnotes"):
        convert(docx(t(*HOUSE) + p(references)))


def test_as_many_comments_as_may_be_are_read() -> None:
    found = [one for one in convert(commented(2000, 20_000)).findings if one["code"] == "word-comment"]
    assert len(found) == 2000


def test_work_grows_with_the_comments_and_the_paragraphs() -> None:
    require_linear(convert, lambda size: commented(size, 10 * size), 2000)


def test_each_comment_is_found_at_its_line() -> None:
    body = "".join(
        f'<w:commentRangeStart w:id="{number}"/>{p(r(f"Paragraph {number} of sand."))}<w:commentRangeEnd w:id="{number}"/>'
        for number in range(3)
    )
    remarks = "".join(
        f'<w:comment w:id="{number}" w:author="Ada">{p(r(f"Remark {number}"))}</w:comment>'
        for number in (2, 0, 1)
    )
    more = {"word/comments.xml": part("comments", remarks)}
    made = convert(docx(body + t(*HOUSE), ("rC", "comments", "comments.xml"), more=more))
    lines = made.text.split("\n")
    found = [one for one in made.findings if one["code"] == "word-comment"]
    assert [lines[one["line"] - 1] for one in found] == [
        f"Paragraph {number} of sand." for number in range(3)
    ]


def test_work_grows_with_the_bylines() -> None:
    style = '<w:pStyle w:val="Author"/>'

    def sample(size: int) -> bytes:
        return docx(t(*HOUSE) + "".join(p(r(f"Name {number}"), style) for number in range(size)))

    require_linear(convert, sample, 10_000)


def box(words: str = "") -> str:
    inside = f"<w:txbxContent>{p(r(words) if words else '')}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:graphic><a:graphicData uri="x"><wps:wsp>'
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (p(box() + box()), []),
        (p(box() + box("In the second box.")), ["In the second box."]),
        (f"<w:txbxContent>{p()}</w:txbxContent>", []),
        (f"<w:txbxContent>{p(r('In no paragraph.'))}</w:txbxContent>", ["In no paragraph."]),
    ],
)
def test_text_boxes_without_words_or_paragraph_are_no_trouble(body: str, words: list[str]) -> None:
    text = convert(docx(t(*HOUSE) + body + t("The end."))).text
    assert HOUSE[0] in text and "The end." in text
    for one in words:
        assert text.count(one) == 1


def test_a_killed_worker_leaves_nothing_of_the_text(tmp_path: Path) -> None:
    script, folder = tmp_path / "converter", tmp_path / "temporary"
    folder.mkdir()
    script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    script.chmod(0o700)
    program = (
        "from editorial.importing.word import pandoc\n"
        f"pandoc.pypandoc.get_pandoc_path = lambda: {str(script)!r}\n"
        "pandoc.document_of(b'an unpublished text')\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | {"TMPDIR": str(folder)}
    )
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
            assert time.monotonic() < deadline and worker.poll() is None
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert list(folder.iterdir()) == []
