import re
from itertools import pairwise
from pathlib import Path

import pytest

from editorial.content.fingerprints import fingerprint as content_fingerprint
from editorial.rendering.citation import shorten
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import build, fingerprint
from editorial.rendering.print_views.articles import anchor_of
from tests.unit.rendering.builders import article, excerpt, full_snapshot, picture, snapshot

BLANK_HOUSE = {"name": "", "tagline": "", "disclaimer": "", "issn": ""}


def test_the_fingerprint_is_that_of_the_canonical_snapshot():
    frozen = snapshot()
    assert fingerprint(frozen) == content_fingerprint(frozen)
    assert fingerprint(frozen) in build(frozen).html


def test_headings_go_down_without_a_gap(tmp_path: Path):
    levels = [int(level) for level in re.findall(r"<h([1-6])", build(full_snapshot(tmp_path)).html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_inside_the_document_has_its_target(tmp_path: Path):
    html = build(full_snapshot(tmp_path)).html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href|data-target)="#([^"]+)"', html)) <= set(ids)


def test_notes_lead_back_to_each_reference_and_say_so():
    frozen = snapshot()
    html, anchor = build(frozen).html, anchor_of(frozen["sections"][0]["articles"][0])
    assert f'href="#{anchor}-ref-1" aria-label="Back to reference i in the text"' in html
    assert f'href="#{anchor}-ref-1-2" aria-label="Back to another reference i in the text"' in html


def test_a_note_without_a_reference_is_printed_without_a_way_back():
    frozen = snapshot()
    html, anchor = build(frozen).html, anchor_of(frozen["sections"][0]["articles"][0])
    assert f'id="{anchor}-note-2"' in html
    assert f"{anchor}-ref-2" not in html


def test_with_blank_house_settings_the_issue_title_is_the_masthead():
    html = build(snapshot(house=BLANK_HOUSE)).html
    assert '<h1 class="middle">Autumn Bulbs</h1>' in html
    assert "ISSN" not in html
    assert 'class="tagline"' not in html


def test_without_house_and_title_the_month_is_the_masthead():
    issue = {"reference": "2026-11", "title": "", "volume": 4, "number": 11, "month": "2026-11-01"}
    document = build(snapshot(house=BLANK_HOUSE, issue=issue))
    assert '<h1 class="middle">November 2026</h1>' in document.html
    assert document.title == "November 2026, Volume 4, Number 11"


def test_an_empty_section_is_left_out(tmp_path: Path):
    assert "An empty section" not in build(full_snapshot(tmp_path)).html


def test_an_issue_without_articles_is_still_a_document():
    assert "<h1 " in build(snapshot(("Nothing", []))).html


def test_a_caption_that_repeats_the_dek_is_printed_once(tmp_path: Path):
    entry = picture(tmp_path, caption="Volunteers plant flowers where the cranes stood.")
    html = build(snapshot(("S", [article(images=[entry])]))).html
    assert 'class="caption"' not in html
    assert 'class="credit"' in html


def test_every_image_has_alternative_text(tmp_path: Path):
    html = build(snapshot(("S", [article(images=[picture(tmp_path, alt_text=" ", caption="")])]))).html
    assert 'alt="Image of the article Gardeners Reclaim the Harbour"' in html


def test_text_cannot_break_out_of_an_attribute(tmp_path: Path):
    entry = picture(tmp_path, alt_text='"><script>x</script>', license_url="javascript:x", credit="<b>c</b>")
    html = build(
        snapshot(("S", [article('T"><script>', images=[entry], excerpts=[excerpt(original_language='"x')])]))
    ).html
    assert "<script" not in html
    assert "javascript:" not in html
    assert "<b>" not in html


def test_a_proof_says_so_and_an_edition_does_not():
    assert build(snapshot(edition={"number": 0}), proof=True).html.count("PROOF — not for release") == 2
    assert "PROOF" not in build(snapshot()).html
    assert "edition 1" in build(snapshot()).html


@pytest.mark.parametrize(
    "broken", [{"schema": 2}, {"sections": [{"name": "x"}]}, {"house": None}, {"issue": {}}]
)
def test_a_damaged_snapshot_is_refused_with_words(broken: dict):
    with pytest.raises(RenderingFailed):
        build(snapshot() | broken)


def test_an_unknown_page_size_is_refused():
    with pytest.raises(RenderingFailed, match="letter or a4"):
        build(snapshot(), page_size="b5")


def test_running_heads_are_short():
    assert shorten("A title that is rather long", 14) == "A title that…"
    assert shorten("Short", 14) == "Short"
    assert len(shorten("W" * 300, 50)) < 40
