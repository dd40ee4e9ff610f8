"""One spelling reduced to what spellings of one name share: without case, accents, punctuation and a leading article."""

import re
import unicodedata

MAX_FOLDED = 300

_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´ʿʾ\u0640", ""))
# Letters that Unicode does not take apart, and letters of Arabic script that sources write in two ways.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss",
                          "ə": "a", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})  # fmt: skip
_ARTICLES = frozenset(
    "the al el ul le la les los las il lo gli der die das o os as an ad ar as ash at az".split()
)
_ARABIC_ARTICLE = "ال"


def folded(text: str) -> str:
    """The words of `text` in small letters without marks, joined by spaces; at most 300 characters.

    “Al-Watan”, “al Watan” and “WATAN” are folded alike. A text of nothing but marks stays as it is.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    letters = "".join(one for one in plain if not unicodedata.combining(one)).translate(_LETTERS)
    words = _WORDS.findall(letters)
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    if words and words[0].startswith(_ARABIC_ARTICLE) and len(words[0]) > len(_ARABIC_ARTICLE) + 2:
        words[0] = words[0][len(_ARABIC_ARTICLE) :]
    return (" ".join(words) or " ".join(text.casefold().split()))[:MAX_FOLDED]


def same_spelling(one: str, other: str) -> bool:
    """Whether two texts are written alike: the shapes of apostrophes and of spaces aside."""
    return _written(one) == _written(other)


def _written(text: str) -> str:
    plain = re.sub("['‘ʼ`´]", "’", unicodedata.normalize("NFC", text))
    return " ".join(plain.split())
