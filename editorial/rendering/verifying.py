"""Verifying an edition: rendering it again from what is stored and comparing the bytes, and saying what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import Storage, default_storage

from editorial.content.files import stored_digest
from editorial.content.fingerprints import fingerprint
from editorial.issues.manifest import CONTENT, content_digests
from editorial.issues.models import Edition, Rendition
from editorial.issues.queries import rendition_of
from editorial.issues.snapshot import articles_in, image_hashes
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import FORMS, Made
from editorial.rendering.operations import render_snapshot
from editorial.rendering.storing import picture_name, pictures_of
from editorial.scratch import scratch_folder

OnProgress = Callable[[str, int, int], None]
_SAID = 12  # sentences of one kind
_PARTS = {"templates": "The templates", "code": "The code that renders", "python": "Python"}


@dataclass(frozen=True)
class Verified:
    """What came of one form. `same`: the new bytes are those on record, and the edition is what it was when it was frozen.
    `recorded_sha256` is "" for a form that was never made, `new_sha256` for one that could not be made now. `differences`
    are sentences.
    """

    form: str
    same: bool
    recorded_sha256: str
    new_sha256: str
    differences: list[str] = field(default_factory=list)


def verify_edition(
    edition: Edition,
    *,
    forms: Sequence[str] = (Rendition.Form.PDF,),
    on_progress: OnProgress = lambda part, done, of: None,
) -> list[Verified]:
    """Render the edition again in each of these forms, from its stored snapshot and pictures, and compare with the record.

    Nothing is stored. Beyond the bytes it looks at the snapshot's own digest, at the file that readers get, and at every
    picture; where bytes differ it says what is not as it was then: fonts, templates, code, libraries.
    """
    frozen = _of_what_is_frozen(edition)
    return [_verified(edition, form, frozen, on_progress) for form in forms]


def _verified(edition: Edition, form: str, frozen: list[str], on_progress: OnProgress) -> Verified:
    record = rendition_of(edition, form)
    name = Rendition.Form(form).label
    if record is None:
        return Verified(
            form, False, "", "", [*frozen, f"{name}: it was not made yet, so there is nothing to compare."]
        )
    differences = [*frozen, *content_differences(edition, record), *_of_the_file(record, name)]
    try:
        made = make_form(edition.snapshot, form, on_progress=on_progress)
    except RenderingFailed as error:
        return Verified(form, False, record.sha256, "", [*differences, f"{name}: {error.reason}"])
    if made.sha256 != record.sha256:
        found = making_differences(record.made_with, made.made_with)
        differences.append(
            f"{name}: the new file has {made.size:,} bytes, the one on record {record.size:,}."
        )
        differences += found
        if not found and not content_differences(edition, record):
            differences.append(
                "Content, templates, code, fonts and libraries are those on record: something else decides about the bytes."
            )
    return Verified(form, not differences, record.sha256, made.sha256, differences)


def make_form(
    snapshot: dict[str, Any], form: str, *, on_progress: OnProgress = lambda part, done, of: None
) -> Made:
    """Make one form of a snapshot in a temporary folder and throw the file away. Raises `RenderingFailed`."""
    with scratch_folder("verify") as folder:
        output = folder / "made"
        if form == Rendition.Form.PDF:
            made = render_snapshot(
                snapshot, output, proof=False, on_progress=lambda at: on_progress(at.part, at.done, at.of)
            )
            return Made(made.sha256, made.size, made.pages, made.made_with)
        with pictures_of(snapshot, for_print=FORMS[form].printed) as pictures:
            return FORMS[form].make(snapshot, pictures, output, on_progress=on_progress)


def making_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What made a file then and what makes it now (`pdf.making`, or a form's own record), as sentences; none where they are
    the same. The digests of the content are another matter.
    """
    if not before:
        return ["Nothing is on record of what made the file; it is from before that was kept."]
    found = []
    for name in sorted((before.keys() | now.keys()) - {CONTENT}):
        then, today = before.get(name), now.get(name)
        if then == today:
            continue
        if isinstance(then, Mapping) and isinstance(today, Mapping):
            found += _by_name(name, then, today)
        else:
            words = _PARTS.get(name, name.replace("_", " ").capitalize())
            found.append(f"{words}: {_short(then)} then, {_short(today)} now.")
    return found


def _by_name(what: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    one = {"fonts": "Font file", "libraries": "Library"}.get(what, what.replace("_", " ").capitalize())
    found = []
    for name in sorted(then.keys() | now.keys()):
        if name not in now:
            found.append(f"{one} {name}: missing now.")
        elif name not in then:
            found.append(f"{one} {name}: new since then.")
        elif then[name] != now[name]:
            found.append(f"{one} {name}: {_short(then[name])} then, {_short(now[name])} now.")
    if len(found) > _SAID:
        found = [*found[:_SAID], f"And {len(found) - _SAID} more of the kind."]
    return found


def _short(value: Any) -> str:
    """A digest by its first digits, everything else as it is."""
    words = "nothing" if value is None else str(value)
    return words[:12] if len(words) == 64 else words


def _of_what_is_frozen(edition: Edition, storage: Storage = default_storage) -> list[str]:
    """What is not as it was frozen: the snapshot, or a picture."""
    found = []
    digest = fingerprint(edition.snapshot)
    if digest != edition.fingerprint:
        found.append(
            f"The stored snapshot is not the one that was frozen: its fingerprint is {_short(digest)} now, "
            f"{_short(edition.fingerprint)} is on record."
        )
    for sha256, kind in dict.fromkeys(image_hashes(edition.snapshot)):
        stored = stored_digest(picture_name(sha256, kind), storage)
        if stored is None:
            found.append(f"Picture {_short(sha256)} is missing in the file store.")
        elif stored != sha256:
            found.append(f"Picture {_short(sha256)} is another file now.")
    return found


def _of_the_file(record: Rendition, name: str) -> list[str]:
    stored = stored_digest(record.file)
    if stored is None:
        return [f"{name}: the file on record is missing in the file store."]
    return [] if stored == record.sha256 else [f"{name}: the file in the store is not the one that was made."]


def content_differences(edition: Edition, record: Rendition) -> list[str]:
    """Which parts of the stored snapshot are not those that the file on record was made of: articles by their titles."""
    then = record.made_with.get(CONTENT)
    if then is None:
        return []
    now = content_digests(edition.snapshot)
    titles = {article["key"]: article["title"] for article in articles_in(edition.snapshot)}
    found = [
        f"Article “{titles[key]}” is not what the file on record was made of."
        for key in titles
        if then["articles"].get(key) != now["articles"][key]
    ]
    found += [f"Article {key} is missing." for key in sorted(then["articles"].keys() - titles.keys())]
    others = sorted(name for name in then.keys() | now.keys() if name != "articles")
    words = {"order": "The order of the articles", "errata": "The errata", "parts": "The issue’s own texts"}
    return found + [
        f"{words.get(name, f'What is frozen of the {name}')} is not what the file on record was made of."
        for name in others
        if then.get(name) != now.get(name)
    ]
