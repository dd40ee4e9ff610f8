"""The passage of a hit: the best paragraph, its own letters, cut at words."""

from editorial.search.asked import read
from editorial.search.snippets import LENGTH, snippet


def marked(typed: str, *texts: str) -> str | None:
    cut = snippet(texts, [term.regex for term in read(typed).terms])
    return None if cut is None else "".join(f"[{text}]" if hit else text for text, hit in cut.pieces)


def test_hits_are_marked_as_they_are_written() -> None:
    assert marked("lodz ", "Nothing.\nIn Łódź and LODZ.") == "In [Łódź] and [LODZ]."
    assert marked("كتاب ", "قرأ كِتَــابًا و كُتِبَ كتابٌ") == "قرأ كِتَــابًا و كُتِبَ [كتابٌ]"
    assert marked("大学", "北京大学新闻") == "北京[大学]新闻"
    assert marked("“l'été 1500” ", "Voilà: L’Été  1500!") == "Voilà: [L’Été  1500]!"
    assert marked("harb", "The Harbour, rehab.") == "The [Harb]our, rehab."
    assert marked("harb ", "The Harbour.") is None
    assert marked("fin ", "ﬁn") == "[ﬁn]"


def test_the_paragraph_with_most_of_the_words_is_taken() -> None:
    assert marked("port ship ", "A port.\nA ship in a port.", "A ship.") == "A [ship] in a [port]."
    assert marked("gone ", "A port.") is None
    assert marked("“a b” ", "a\nb") is None


def test_long_paragraphs_are_cut_at_words() -> None:
    words = " ".join(f"word{number}" for number in range(300))
    cut = marked("word150 ", words)
    assert cut is not None
    assert cut.startswith("…word") and cut.endswith("…")
    assert "[word150]" in cut
    assert len(cut) <= LENGTH + 10
    assert marked("needle ", "x" * 9000 + " needle") is not None
    assert marked("港", "口" * 500 + "港" + "口" * 500).count("[港]") == 1
