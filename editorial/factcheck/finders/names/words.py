"""What kind of word a capitalized word is: ordinary, a title, a small word inside a name, a country or people."""

import unicodedata
from functools import cache
from importlib.resources import files

from editorial.factcheck.finders.names.gazetteer import places

# A word of everyday English stands this often in the word list of pyspellchecker; below it are rare words and names.
_EVERYDAY = 300
_MARKS = str.maketrans({"’": "", "'": "", "ʼ": "", "‘": "", "`": "", "´": "", "ʿ": "", "ʾ": "", "ı": "i", "ł": "l",
                        "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                        "ə": "a", "Ə": "A"})  # fmt: skip


def without_marks(word: str) -> str:
    """`word` without diacritics and apostrophes; case stays."""
    if word.isascii():
        return word.translate(_MARKS)
    parts = unicodedata.normalize("NFKD", word.translate(_MARKS))
    return "".join(one for one in parts if not unicodedata.combining(one))


@cache
def _folded(word: str) -> str:
    return without_marks(word).casefold()


def fold(word: str) -> str:
    """`word` in small letters without diacritics and apostrophes."""
    return _folded(word)


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath("lists", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def listed(*names: str) -> frozenset[str]:
    """The words of the lists `names`, folded."""
    return frozenset(fold(word) for name in names for line in _lines(name) for word in line.split())


@cache
def read_listed(name: str) -> tuple[str, ...]:
    """The words of the list `name` as they are written."""
    return tuple(word for line in _lines(name) for word in line.split())


@cache
def entries(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines `key: one | two` of the list `name`."""
    pairs = (line.partition(":") for line in _lines(name))
    return tuple((key.strip(), tuple(one.strip() for one in rest.split("|"))) for key, _, rest in pairs)


@cache
def demonyms() -> dict[str, tuple[str, ...]]:
    """Nationality or other short word for a country, folded → ISO codes of its countries."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in entries("demonyms.txt"):
        for word in words:
            found[fold(word)] = (*found.get(fold(word), ()), code)
    return found


@cache
def _word_list() -> dict[str, int]:
    # The library is loaded only when somebody asks.
    from spellchecker import SpellChecker

    return dict(SpellChecker(language="en").word_frequency.dictionary)


def is_given_name(word: str) -> bool:
    return fold(word) in listed("given_names.txt")


def in_dictionary(word: str) -> bool:
    """True for every word of the English word list, rare ones and names included."""
    return fold(word) in _word_list()


def is_ordinary(word: str) -> bool:
    """True for words of everyday English, function words and titles: no name stands on them."""
    key = fold(word)
    if key in listed("function_words.txt") or key in listed("titles.txt"):
        return True
    # In two letters there are more family names than words.
    return len(key) > 2 and _word_list().get(key, 0) >= _EVERYDAY and not is_given_name(word)


def is_geographic(word: str) -> bool:
    """True for the words of countries, peoples, regions and big cities."""
    key = fold(word)
    return key in _geographic_words() or key in places().big


@cache
def _geographic_words() -> frozenset[str]:
    words = {word for name in (*demonyms(), *places().countries) for word in name.replace("-", " ").split()}
    # “Svalbard and Jan Mayen” and “Saint Martin” hold given names.
    kept = {word for word in words if len(word) > 3 and not is_given_name(word) and not is_ordinary(word)}
    return frozenset((*kept, *demonyms(), *places().countries)) | listed("regions.txt")
