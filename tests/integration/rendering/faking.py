"""A typesetter that sets words in no time, and renditions for it: what is tested is who sets what, and when."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from editorial.issues.models import Edition, Issue, Rendition
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf.process import Rendered
from tests import factories as f


@dataclass(frozen=True)
class FakePart:
    key: str
    title: str


def key_of(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()


def contents_of(titles: list[str]) -> str:
    return "Contents: " + ", ".join(titles)


class FakeTypesetter:
    """Its snapshots are `{"titles": […]}`; a part's bytes are its title, the contents are known last.

    A title with “broken” cannot be set. `lasts_s` is how long one part takes, `log` counts what was set by title.
    """

    lasts_s = 0.0
    log: Counter[str] = Counter()
    assembled: Counter[str] = Counter()
    during: Any = staticmethod(lambda title: None)
    _lock = threading.Lock()

    def __init__(self, *, snapshot: dict[str, Any], parts: Path, **_: Any) -> None:
        self.titles: list[str] = snapshot["titles"]
        self.parts = parts

    def __enter__(self) -> "FakeTypesetter":
        return self

    def __exit__(self, *_: object) -> None:
        """There is no process to end."""

    def needs(self) -> list[FakePart]:
        return self._lacking(self.titles) or self._lacking([contents_of(self.titles)])

    def _lacking(self, titles: list[str]) -> list[FakePart]:
        keys = {title: key_of(title) for title in titles}
        return [FakePart(key, title) for title, key in keys.items() if not self._is_whole(title, key)]

    def _is_whole(self, title: str, key: str) -> bool:
        path = self.parts / key
        return path.exists() and path.read_text() == title

    def render(self, key: str) -> None:
        [title] = [title for title in [*self.titles, contents_of(self.titles)] if key_of(title) == key]
        self.during(title)
        time.sleep(self.lasts_s)
        if "broken" in title:
            raise RenderingFailed(f"“{title}” cannot be set.")
        with self._lock:
            self.log[title] += 1
        (self.parts / key).write_text(title)

    def assemble(self, output: Path) -> Rendered:
        assert not self.needs()
        whole = "\n".join((self.parts / key_of(title)).read_text() for title in self.titles)
        with self._lock:
            self.assembled[whole] += 1
        output.write_text(whole)
        return Rendered(3, hashlib.sha256(whole.encode()).hexdigest(), len(whole.encode()), {})


def install(monkeypatch: Any, tmp_path: Path) -> type[FakeTypesetter]:
    """Put the fake in the place of the real one; what is around it (pictures, checks) away."""
    from editorial.rendering import operations

    class Fake(FakeTypesetter):
        log: Counter[str] = Counter()
        assembled: Counter[str] = Counter()

    @contextmanager
    def no_pictures(snapshot: dict[str, Any], **_: Any) -> Iterator[Path]:
        yield tmp_path

    monkeypatch.setattr(operations, "Typesetter", Fake)
    monkeypatch.setattr(operations, "pictures_of", no_pictures)
    monkeypatch.setattr(operations, "problems_of", lambda path, *, proof: [])
    monkeypatch.setattr(operations, "content_digests", lambda snapshot: {})
    return Fake


def titles(count: int, of: str = "Article") -> list[str]:
    return [f"{of} {number}" for number in range(1, count + 1)]


def issue_proof(words: list[str], issue: Issue | None = None, **fields: Any) -> Rendition:
    return Rendition.objects.create(
        issue=issue or f.issue_of([]), kind="proof", snapshot={"titles": words}, **_asked(fields)
    )


def article_proof(words: list[str], **fields: Any) -> Rendition:
    return Rendition.objects.create(
        article=f.draft(), kind="proof", snapshot={"titles": words}, **_asked(fields)
    )


def edition_pdf(words: list[str], **fields: Any) -> Rendition:
    issue, by = f.issue_of([]), f.publications()
    edition = Edition.objects.create(
        issue=issue,
        number=1,
        attempt=1,
        snapshot={"titles": words},
        fingerprint="0" * 64,
        by=by,
        at=timezone.now(),
    )
    return Rendition.objects.create(issue=issue, edition=edition, kind="edition", **_asked(fields))


def _asked(fields: dict[str, Any]) -> dict[str, Any]:
    return {"requested_by": f.publications(), "queued_at": timezone.now()} | fields
