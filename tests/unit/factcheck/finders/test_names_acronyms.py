"""Acronyms: their words, and those without."""

import pytest

from tests.unit.factcheck.finders.test_names import article, excerpt, found


@pytest.mark.parametrize(
    ("own", "source", "expected"),
    [
        (
            "The Front of National Unity (FNU) won.", "The Federation of Northern Unions (FNU) lost.",
            ("warn", "acronym-expansion", "Federation of Northern Unions (FNU)"),
        ),
        (
            "The Harbor Workers League (HWL) won.", "The Harbor Workers League (HLW) lost.",
            ("warn", "acronym-expansion", "Harbor Workers League (HLW)"),
        ),
        (
            "The National Front of Zenda (FNZ) won.", "The Front National de la Zenda (FNZ) won.",
            ("info", "acronym-letters", "National Front of Zenda (FNZ)"),
        ),
        (
            "The Libyan Nationalist Brigades Army (LNA) left.", "",
            None,
        ),
        (
            "The Lord’s Rebellion Army (LRA) fled.", "",
            ("warn", "acronym-unusual", "Lord’s Rebellion Army (LRA)"),
        ),
        ("The ZKLV won again.", "", ("warn", "acronym-undefined", "ZKLV")),
        ("It rained.", "The ZKLV won again.", ("info", "acronym-undefined", "ZKLV")),
    ],
)  # fmt: skip
def test_acronyms(own: str, source: str, expected: tuple[str, str, str] | None) -> None:
    reports = found(article(own, source))
    assert reports == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("own", "source"),
    [
        ("The Rapid Harbor Forces (RHF) came. The RHF left.", "The Rapid Harbor Force (RHF) came."),
        ("The Unity Front of Zenda (UFZ) met.", "A member of the UFZ."),
        ("The UN, the EU, NATO, the WHO, the BBC and U.S. troops.", "The CIA and the UAE."),
        ("The Zendan Armed Guard came.", "The ZAG came."),
        ("The ZKLV (Zentral-Komitee der Landesverteidigung) met.", "The ZKLV."),
        ("It is known as the ZKLV. The ZKLV met.", ""),
        ("KING LEAVES THE OLD HARBOR AT NIGHT", ""),
        ("They fired QX-31C howitzers, ZKL-204 missiles and a Z9B2.", "UH-60 and TB-2."),
        ("The Guard of the Interior (JNZM) met. The JNZM left.", ""),
        ("Chapter XIV and World War III.", "Charles III."),
        ("See @ZKLV and #ZKLV and www.ZKLV.org.", ""),
        ("The United Nations Mission in Zenda (UNMZ) met.", "The UN Mission in Zenda (UNMZ)."),
        ("Inter-Services Intelligence (ISI) met.", "The Inter-Services Intelligence Directorate (ISI)."),
    ],
)
def test_acronyms_that_are_in_order(own: str, source: str) -> None:
    assert found(article(own, source)) == []


def test_an_acronym_out_of_a_script_without_capitals_is_suspect() -> None:
    source = excerpt(1, "They fought for the KTV then.", language="ps")
    assert found(article("It rained.", source)) == [("warn", "acronym-undefined", "KTV")]


def test_a_transposed_acronym_names_the_one_that_is_explained() -> None:
    made = article("The Rapid Harbor Forces (RHF) came. The RFH left.")
    assert found(made) == [("warn", "acronym-undefined", "RFH")]
