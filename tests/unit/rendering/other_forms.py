"""What the tests of several forms need: a maker run here, a maker run in a process of its own, the words of a snapshot."""

import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

from editorial.rendering.richtext_print import tidy

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "expected.json"
_CHILD = """
import json, sys
from pathlib import Path
import django
django.setup()
from importlib import import_module
module, _, name = sys.argv[1].rpartition(".")
snapshot = json.loads(Path(sys.argv[2]).read_text("utf-8"))
made = getattr(import_module(module), name)(snapshot, Path(sys.argv[3]), Path(sys.argv[4]), on_progress=lambda *a: None)
print(made.sha256)
"""
_SETTINGS = {"DJANGO_SETTINGS_MODULE": "oewatch.settings", "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}


def made_elsewhere(maker: str, snapshot: dict[str, Any], pictures: Path, folder: Path) -> str:
    """The SHA-256 of what another process makes, whose sets have another order, in another time zone."""
    (folder / "snapshot.json").write_text(json.dumps(snapshot), "utf-8")
    environment = (
        dict(os.environ) | _SETTINGS | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    )
    command = [sys.executable, "-c", _CHILD, maker, folder / "snapshot.json", pictures, folder / "elsewhere"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def members(path: Path) -> dict[str, bytes]:
    """Every file of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of_article(article: dict[str, Any]) -> list[str]:
    """Every word that a reader must find, without punctuation at its ends."""
    texts = [article["title"], article["dek"], article["pull_quote"], _plain(article["commentary"])]
    texts += [author["name"] for author in article["authors"]] + [
        _plain(note["text"]) for note in article["footnotes"]
    ]
    for excerpt in article["excerpts"]:
        texts += [
            *excerpt["authors"],
            *(excerpt[name] for name in ("original_title", "translated_title", "outlet")),
        ]
        texts += [excerpt["outlet_descriptor"], excerpt["place"], excerpt["translator"]]
        texts += [_plain(excerpt["body"]), _plain(excerpt["original_text"])]
    for image in article["images"]:
        texts += [image["credit"], image["caption"]] if image["sha256"] else []
    return [word for text in texts for word in words(text)]


def words(text: str) -> list[str]:
    """The words of a plain text, as they are compared."""
    text = unicodedata.normalize("NFKC", tidy(text))
    return [core for word in text.split() if (core := word.strip(".…:,;؛،؟()“”\"'‘’*–—[]«»"))]


def _plain(html: str) -> str:
    return unescape(
        re.sub("<[^>]+>", " ", re.sub(r"<sup[^>]*></sup>|</?(em|strong|sub|sup|span|a)\b[^>]*>", "", html))
    )
