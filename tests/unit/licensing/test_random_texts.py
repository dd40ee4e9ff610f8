"""Whatever stands around or inside a license, it is never read more permissively than its words allow."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.licensing import PUBLIC_DOMAIN, UNCLEAR, find_terms, read_license
from tests.growth import require_linear
from tests.unit.licensing.permissive import more_permissive
from tests.unit.licensing.test_attributions import answer

# (wording, what it says when it stands alone)
NAMED = {
    text: answer(read_license(text))
    for text in (
        "CC BY 4.0", "CC BY-SA 3.0", "CC BY-NC-ND 2.0", "CC-BY-SA-3.0-DE", "CC BY 3.0 IGO", "CC0 1.0", "BY-SA 4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International", "https://creativecommons.org/licenses/by/4.0/",
        "Public domain", "U.S. Navy photo, public domain", "Public Domain Mark 1.0", "GODL-India",
        "Open Government Licence v3.0", "etalab-2.0", "ODbL 1.0", "GFDL 1.2 or later", "Unsplash License",
    )
}  # fmt: skip
TAKES_BACK = (
    "not", "no", "never", "without", "except", "excluding", "unless", "isn’t", "doesn't apply", "cannot",
    "non-commercial",
    "no derivatives", "only", "if", "formerly", "previously", "until 2031", "pending", "will be", "revoked", "expired",
    "editorial use",
    "all rights reserved", "similar to", "compatible with", "for the text", "permission required", "nicht", "kein", "sauf",
    "excepto",
    "не", "кроме", "ليس", "Все права защищены", "جميع الحقوق محفوظة", "n/a", "~~", "fair use", "neither", "instead of",
)  # fmt: skip
DOUBTS = (
    "?",
    "probably",
    "maybe",
    "perhaps",
    "unknown",
    "apparently",
    "allegedly",
    "to verify",
    "TBC",
    "I think",
    "Reuters",
    "AFP",
    "used with permission",
)
FREE = {PUBLIC_DOMAIN, "CC0-1.0", "CC-PDM-1.0"}
ELEMENTS = list(chain.from_iterable(combinations(("NC", "ND", "SA"), size) for size in range(1, 4)))
# Without the letter c: “CC” before “BY-SA 4.0” is no garbage.
GARBAGE = st.text(
    alphabet=st.sampled_from("abdxyzABDXYZ0159 .,;:!()[]/-–—'\"“”«»@#&*+_|\t\n©éñßжшצبن中\u200b\u00a0\ufeff"),
    max_size=30,
)
WORD = st.text(alphabet=st.sampled_from("abcdefgijklmqrtuvwxzABCDEFGIJKLMQRTUVWXZ"), min_size=1, max_size=7)


@settings(max_examples=400, deadline=None)
@given(before=GARBAGE, after=GARBAGE, name=st.sampled_from(sorted(NAMED)))
def test_garbage_around_a_license_never_makes_it_freer(before: str, after: str, name: str) -> None:
    right = NAMED[name]
    got = answer(read_license(f"{before}{name}{after}"))
    # A ground may come with words around it; what is random never names one.
    assert more_permissive(got, right) == [], (got, right)


@settings(max_examples=400, deadline=None)
@given(
    before=WORD,
    after=WORD,
    name=st.sampled_from(sorted(NAMED)),
    words=st.sampled_from(TAKES_BACK),
    front=st.booleans(),
)
def test_what_takes_a_license_back_leaves_it_unclear(
    before: str, after: str, name: str, words: str, front: bool
) -> None:
    text = f"{before} {words} {name} {after}" if front else f"{before} {name} {words} {after}"
    got = read_license(text)
    element = {"non-commercial": "nc", "no derivatives": "nd"}.get(words)
    terms = find_terms(got.license)
    if terms and element and getattr(terms, element):
        return  # it is part of the license, or repeats it
    assert got.license == UNCLEAR, (text, got)


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(sorted(NAMED)), words=st.sampled_from(DOUBTS), front=st.booleans())
def test_doubt_is_never_certain(name: str, words: str, front: bool) -> None:
    got = read_license(f"{words} {name}" if front else f"{name} {words}")
    assert got.certainty != "certain" and got.needs_confirmation


@settings(max_examples=500, deadline=None)
@given(
    elements=st.sampled_from(ELEMENTS), version=st.sampled_from(["4.0", "3.0", "2.0", "2.5"]), junk=WORD,
    gap=st.sampled_from([" ", "-", " - ", ", ", " (", "/", " and ", "; ", ". ", " + ", "_"]),
    place=st.integers(0, 6), order=st.permutations(["HEAD", "BY", "ELEMENTS", "VERSION"]),
)  # fmt: skip
def test_no_element_that_is_named_gets_lost(
    elements: tuple[str, ...], version: str, junk: str, gap: str, place: int, order: list[str]
) -> None:
    pieces = {"HEAD": ["CC"], "BY": ["BY"], "ELEMENTS": list(elements), "VERSION": [version]}
    words = [word for name in order for word in pieces[name]]
    text = gap.join([*words[:place], junk, *words[place:]])
    got = read_license(text)
    terms = find_terms(got.license)
    if terms is None or all(getattr(terms, element.lower()) for element in elements):
        return
    # “Junk, NC, CC BY 4.0” may be a place: a person decides.
    assert order.index("ELEMENTS") < order.index("HEAD") and got.certainty == "likely", (text, got)
    assert "part of a name" in got.reason


@settings(max_examples=300, deadline=None)
@given(
    junk=WORD.filter(
        lambda word: word.upper() not in {"BY", "NC", "ND", "SA", "V", "VER", "DEED", "CC", "CCA"}
    ),
    version=st.sampled_from(["4.0", "3.0", "9.9"]),
)
def test_an_unknown_element_is_unclear(junk: str, version: str) -> None:
    for text in (
        f"CC {junk} {version}",
        f"CC BY-{junk} {version}",
        f"CC-{junk}-BY {version}",
        f"CC BY {junk} {version}",
    ):
        assert read_license(text).license == UNCLEAR, text


@settings(max_examples=400, deadline=None)
@given(text=GARBAGE)
def test_garbage_alone_is_no_license(text: str) -> None:
    assert read_license(text).license == UNCLEAR


@settings(max_examples=300, deadline=None)
@given(
    first=st.sampled_from(sorted(NAMED)),
    second=st.sampled_from(sorted(NAMED)),
    gap=st.sampled_from([" ", ", ", " / ", " or ", "; ", " and "]),
)
def test_two_licenses_are_unclear_unless_one_may_choose(first: str, second: str, gap: str) -> None:
    got = answer(read_license(f"{first}{gap}{second}"))
    basis = NAMED[first][3] or NAMED[second][3]
    rights = [(*NAMED[name][:3], basis) for name in (first, second)]
    ids = {right[0] for right in rights}
    # A work that is free may be called so twice; beside the GNU license Wikimedia lets one choose.
    if len(ids) == 1 or ids <= FREE or any(license_id.startswith("GFDL") for license_id in ids):
        assert any(more_permissive(got, right) == [] for right in rights)
    else:
        assert got[0] == UNCLEAR


@pytest.mark.parametrize(
    ("piece", "letters"),
    [("CC BY ", 120_000), ("-", 100_000), ("(", 100_000), ("a", 100_000), ("GNU Free Documentation License ", 90_000),
     ("not ", 4_960), ("U.S. Navy ", 4_900), ("A. ", 4_800), ("“", 4_999), ("CC BY-SA 3.0, ", 4_900),
     ("public domain ", 4_900), ("https://", 4_800)],
)  # fmt: skip
def test_work_grows_with_the_length_of_a_text(piece: str, letters: int) -> None:
    require_linear(lambda text: read_license(text, text), lambda size: piece * (size // len(piece)), letters)


def test_a_page_is_no_attribution() -> None:
    assert read_license("CC BY 4.0. " + "Harbor " * 1_000 + "All rights reserved").license == UNCLEAR


def test_the_public_domain_needs_a_ground_of_its_own() -> None:
    assert read_license("Public domain").basis is None and NAMED["Public domain"][0] == PUBLIC_DOMAIN
