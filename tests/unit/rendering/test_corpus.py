"""A real issue, where its text is at hand (../shared/corpus beside the checkout; its sentences remain)."""

import html
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.typesetting import render
from tests.unit.rendering import builders
from tests.unit.rendering.test_engine import BIDI_CONTROLS, annotations, words_of

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "expected.json"

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not on this machine")


def _article(source: dict[str, Any], folder: Path) -> dict[str, Any]:
    """An article of the importer's contract as one of a snapshot; markers [i] become references."""
    keys = {note["marker"]: f"n-{note['marker']}" for note in source["footnotes"]}

    def refer(match: re.Match[str]) -> str:
        return f'<sup data-footnote="{keys[match[1]]}"></sup>' if match[1] in keys else match[0]

    def paragraphs(texts: list[str]) -> str:
        return "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in texts)

    excerpts = [
        builders.excerpt(
            **{k: v or "" for k, v in found.items() if k != "paragraphs"}
            | {"published_on": found["published_on"]},
            body=paragraphs(found["paragraphs"]),
            original_text="",
            translator="",
            place="",
        )
        for found in source["excerpts"]
    ]
    return builders.article(
        source["title"],
        dek=source["caption"] or "",
        pull_quote=source["pull_quote"] or "",
        commentary=re.sub(r"\[([ivx]+)\]", refer, paragraphs(source["commentary"])),
        images=[builders.picture(folder, caption=source["image"]["caption"])] if source["image"] else [],
        excerpts=excerpts,
        footnotes=[
            {"key": keys[note["marker"]], "number": number, "text": paragraphs([note["text"]])}
            for number, note in enumerate(source["footnotes"], 1)
        ],
    )


def _texts(article: dict[str, Any]) -> list[str]:
    """Everything of an article that must be on paper, as plain text."""
    out = [article["title"], article["dek"], article["pull_quote"], article["commentary"]]
    out += [note["text"] for note in article["footnotes"]]
    for found in article["excerpts"]:
        out += [*found["authors"], found["original_title"], found["translated_title"], found["outlet"]]
        out += [found["outlet_descriptor"], found["body"]]
    return [html.unescape(re.sub("<[^>]+>", " ", text)) for text in out]


def test_every_word_and_every_note_of_a_real_issue_is_printed(tmp_path: Path):
    sources = json.loads(CORPUS.read_text("utf-8"))["articles"]
    articles = [_article(source, tmp_path) for source in sources]
    render(builders.snapshot(("Real", articles)), tmp_path, tmp_path / "x.pdf")
    printed = words_of(tmp_path / "x.pdf")
    missing = []
    for text in [text for article in articles for text in _texts(article)]:
        for word in unicodedata.normalize("NFKC", text).translate(BIDI_CONTROLS).split():
            # Punctuation beside right-to-left words is copied out on their other side.
            core = word.strip(".…:,؛،؟()“”\"'")
            if core not in printed and core[::-1] not in printed:
                missing.append(word)
    # A word divided at a page's end has the page's foot between its halves.
    assert len(missing) <= 3, missing
    assert check(tmp_path / "x.pdf") == []
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        targets = [str(annotation.get("/Dest", "")) for annotation in annotations(pdf)]
    expected = sum(len(article["footnotes"]) for article in articles)
    assert sum("-note-" in target for target in targets) == expected
    assert sum("-ref-" in target for target in targets) == expected
