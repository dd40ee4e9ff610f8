"""The language of a title as a BCP 47 tag: by script, then by letters only one language has, then by
statistics.

Titles are short, and a short text in an alphabet shared by many languages is a weak sample. Letters decide
first (Pashto ښ, Urdu ٹ, Kazakh ұ), and the statistics of py3langid only choose among what the letters leave
open.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from editorial.importing.function_words import UNLIKELY, narrowed

UNDETERMINED = "und"
_ENGLISH_SHARE = 0.01
_SURELY_ENGLISH = 0.4
_MALAY_SHARE = 0.75
_CERTAIN = 0.99  # a language rarely seen must be more likely than this against short words of another
_SHORT = 4  # words; a title no longer than this is a weak sample
_SURE = 0.9  # below this share the statistics are in doubt
_NAMED = {
    "Serbian": "sr", "Croatian": "hr", "Bosnian": "bs", "Malaysian": "ms", "Malay": "ms", "Indonesian": "id",
    "Spanish": "es", "Portuguese": "pt", "Brazilian": "pt", "French": "fr", "Italian": "it", "German": "de",
    "Turkish": "tr", "Azerbaijani": "az", "Uzbek": "uz", "Turkmen": "tk", "Vietnamese": "vi",
    "Swahili": "sw", "Somali": "so", "Hausa": "ha", "Romanian": "ro", "Polish": "pl", "Czech": "cs",
    "Slovak": "sk", "Hungarian": "hu", "Albanian": "sq", "Dutch": "nl", "Russian": "ru",
    "Ukrainian": "uk", "Bulgarian": "bg", "Macedonian": "mk", "Kyrgyz": "ky", "Kazakh": "kk",
    "Tajik": "tg", "Mongolian": "mn", "Persian": "fa", "Iranian": "fa", "Farsi": "fa", "Dari": "fa",
    "Pashto": "ps", "Urdu": "ur", "Arabic": "ar", "Hindi": "hi", "Nepali": "ne", "Marathi": "mr",
    "Mexican": "es", "Colombian": "es", "Venezuelan": "es", "Tagalog": "tl", "Filipino": "tl",
}  # fmt: skip
_SCRIPTS_OF = {
    "sr": ("Cyrl", "Latn"), "uz": ("Cyrl", "Latn"), "az": ("Cyrl", "Latn"), "ru": ("Cyrl",), "uk": ("Cyrl",),
    "bg": ("Cyrl",), "mk": ("Cyrl",), "ky": ("Cyrl",), "kk": ("Cyrl",), "tg": ("Cyrl",), "mn": ("Cyrl",),
    "fa": ("Arab",), "ps": ("Arab",), "ur": ("Arab",), "ar": ("Arab",), "hi": ("Deva",), "ne": ("Deva",),
    "mr": ("Deva",),
}  # fmt: skip
_OWN_LETTERS = {
    language: frozenset(letters)
    for language, letters in {
        "kk": "әғқңөұүһі", "ky": "ңөү", "tg": "ғӣқӯҳҷ", "uz": "ўқғҳ", "mn": "өү",
    }.items()
}  # fmt: skip
# Words of one or two letters that neither Persian nor Urdu has; they stand in almost every Pashto headline.
_PASHTO_WORDS = frozenset(["د", "په", "چې", "کې"])
_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "CJK": "Hani", "HIRAGANA": "Kana",
    "KATAKANA": "Kana", "HANGUL": "Hang", "HEBREW": "Hebr", "DEVANAGARI": "Deva", "GREEK": "Grek",
    "ARMENIAN": "Armn", "GEORGIAN": "Geor", "ETHIOPIC": "Ethi", "THAI": "Thai", "BENGALI": "Beng",
    "TAMIL": "Taml", "TELUGU": "Telu", "MYANMAR": "Mymr", "KHMER": "Khmr", "LAO": "Laoo",
    "SINHALA": "Sinh", "TIBETAN": "Tibt", "THAANA": "Thaa", "GURMUKHI": "Guru", "GUJARATI": "Gujr",
    "MALAYALAM": "Mlym", "KANNADA": "Knda", "TIFINAGH": "Tfng", "MONGOLIAN": "Mong",
}  # fmt: skip
_ONE_LANGUAGE = {
    "Kana": "ja", "Hang": "ko", "Hani": "zh", "Hebr": "he", "Grek": "el", "Armn": "hy", "Geor": "ka",
    "Thai": "th", "Beng": "bn", "Taml": "ta", "Telu": "te", "Mymr": "my", "Khmr": "km", "Laoo": "lo",
    "Sinh": "si", "Tibt": "bo", "Thaa": "dv", "Guru": "pa", "Gujr": "gu", "Mlym": "ml", "Knda": "kn",
    "Tfng": "ber", "Mong": "mn",
}  # fmt: skip
_LATIN = (
    "af", "az", "bg", "bs", "ca", "cs", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "ha",
    "hr", "hu", "id", "ig", "is", "it", "ku", "lt", "lv", "mg", "ms", "mt", "nl", "no", "om", "pl", "pt",
    "qu", "ro", "rw", "sk", "sl", "sn", "so", "sq", "sv", "sw", "tk", "tl", "tr", "uz", "vi", "xh", "yo",
    "zu",
)  # fmt: skip
_AMONG = {
    "Arab": ("ar", "fa", "ps", "ur", "ug"),
    "Cyrl": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba"),
    "Deva": ("hi", "ne", "mr"),
    "Ethi": ("am", "ti"),
    "Latn": _LATIN,
}
# Letters that decide, strongest first. A letter in several lists counts for none of the later ones.
_LETTERS = {
    "Arab": (
        ("ps", "ټډړږښګڼۍځڅ"), ("ur", "ٹڈڑںےہھۃ"),
        ("ckb", "ڕڵێڤ"), ("ug", "ۇۈڭۋ"), ("sd", "ڄڃٻڀٺٽڦڳڱڻ"),
        ("ps", "ې"),
        ("ckb", "ۆە"), ("fa", "پچژگ"), ("ar", "ةىيكإ"), ("fa", "یک"), ("ar", "أؤآ"),
    ),
    "Cyrl": (
        ("tg", "ӣӯҷ"), ("kk", "ұ"), ("tt", "җ"), ("ba", "ҙҫҡ"),
        ("kk", "ә"), ("sr", "ђћ"), ("mk", "ѓќѕ"),
        ("sr", "јљњџ"),
        ("uk", "їєґ"), ("tg", "ҳ"), ("be", "ў"), ("kk", "қғі"), ("ky", "ң"),
    ),
}  # fmt: skip


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str | None:
    name = unicodedata.name(character, "") if character.isalpha() else ""
    return _SCRIPTS.get(name.split(" ")[0].split("-")[0]) if name else None


def main_script(text: str) -> str | None:
    """The ISO 15924 code of the script most letters belong to; Japanese as soon as there is kana.

    None without letters.
    """
    counts = Counter(script for character in text[:2000] if (script := _script_of(character)))
    if not counts:
        return None
    if counts["Kana"] and counts["Kana"] + counts["Hani"] > sum(counts.values()) / 2:
        return "Kana"
    return counts.most_common(1)[0][0]


@cache
def _identifier():  # type: ignore[no-untyped-def]
    # Loading the model takes most of a second; a process that never imports a text does not pay for it.
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=4096)
def _ranking(text: str, among: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """(language, share) of the candidates, the likeliest first; the shares add up to one."""
    scores: dict[str, float] = {}
    for language, score in _identifier().rank(text):
        if language in among:
            scores[language] = max(scores.get(language, 0.0), float(score))
    total = sum(scores.values()) or 1.0
    return tuple(
        (language, score / total) for language, score in sorted(scores.items(), key=lambda item: -item[1])
    )


def _by_letters(text: str, script: str) -> str | None:
    if script == "Arab" and _PASHTO_WORDS.intersection(text.split()):
        return "ps"
    letters = set(text)
    if script == "Cyrl" and "і" in letters and not letters & set("қғұәң"):
        return "uk" if letters & set("їєґ") or ("ў" not in letters and "ы" not in letters) else "be"
    return next((language for language, marks in _LETTERS.get(script, ()) if letters & set(marks)), None)


def english_share(text: str) -> float:
    """How much of the likelihood falls to English among languages in Latin letters; 0 in other scripts."""
    if main_script(text) != "Latn":
        return 0.0
    return dict(_ranking(text[:500].lower(), _AMONG["Latn"])).get("en", 0.0)


def looks_english(text: str) -> bool:
    """True where a title in Latin letters is likely English, judged by itself.

    In practice the share of English is above 0.03 for English headlines, even those made of names, and below
    0.005 for other languages.
    """
    return english_share(text) > _ENGLISH_SHARE


def _stated(outlet: str, script: str) -> str | None:
    """The language that the outlet's description names, if it is written in `script`: “Serbian daily”."""
    for word in re.findall(r"[A-Z][a-z]+", outlet):
        language = _NAMED.get(word)
        if language and script in _SCRIPTS_OF.get(language, ("Latn",)):
            return language
    return None


def _south_slavic(text: str) -> str:
    """Serbian and Croatian differ in a few sounds: mesto and mjesto, bezbednost and sigurnost."""
    croatian = re.search(
        r"ije[cdlmnprstvz]|mjes|vjer|vjet|djel|rješ|sjed|tjed|općin|tisuć|sigurnos|zrakoplov|zračn|tko\b|tjer",
        text,
    )
    return "hr" if croatian else "sr"


def _likelier(text: str, shares: Mapping[str, float], best: str) -> str | None:
    """The likeliest language among those that the short words and the letters of `text` speak for."""
    spoken = narrowed(text)
    if best in spoken and best not in UNLIKELY:
        return best
    among = sorted(language for language in spoken - UNLIKELY if language in shares)
    return max(among, key=lambda language: shares[language], default=None)


def is_language_uncertain(text: str, *, has_translation: bool, outlet: str = "") -> bool:
    """True where the language of a title that is not English stays a guess: short, or statistics in doubt."""
    script = main_script(text)
    among = _AMONG.get(script or "")
    if script is None or among is None or (script == "Latn" and not has_translation):
        return False
    language = detect_language(text, has_translation=has_translation, outlet=outlet)
    if script == "Cyrl" and _lacks_own_letters(text, language):
        return True
    if language in {"en", UNDETERMINED} or language == _stated(outlet, script):
        return False
    if script != "Latn" and _by_letters(text, script):
        return False
    share = dict(_ranking(text[:500].lower() if script == "Latn" else text[:500], among)).get(language, 0.0)
    return share < _SURE or (script == "Latn" and len(text.split()) < 3)


def _lacks_own_letters(text: str, language: str) -> bool:
    """True for Kazakh, Kyrgyz, Tajik, Uzbek or Mongolian by statistics or by the outlet alone.

    Their Cyrillic alphabets have letters that Russian has not, and a title without any may be Russian.
    """
    own = _OWN_LETTERS.get(language)
    return own is not None and not own.intersection(text.lower())


def _foreign_latin(text: str, stated: str | None) -> str:
    shares = dict(_ranking(text[:500].lower(), _AMONG["Latn"]))
    best = next((language for language in shares if language != "en"), UNDETERMINED)
    if best in {"hr", "bs", "sr"}:
        return stated if stated in {"hr", "bs", "sr"} else _south_slavic(text.lower())
    if best in {"id", "ms"} and stated in {"id", "ms"}:
        return stated
    if stated and shares[best] < _SURE and shares.get(stated, 0.0) * 20 > shares[best]:
        return stated
    doubtful = best in UNLIKELY and shares[best] < _CERTAIN
    if doubtful or (shares.get(best, 0.0) < _SURE and len(text.split()) <= _SHORT):
        best = _likelier(text, shares, best) or best
    # Malay and Indonesian headlines share most words; the house reads far more Indonesian than Malay sources.
    return "id" if best == "ms" and shares["ms"] < _MALAY_SHARE else best


def _latin(text: str, has_translation: bool, stated: str | None) -> str:
    # Without a translation the house cites an English source, unless the text clearly says otherwise.
    if not has_translation and (len(text.split()) < 4 or looks_english(text)):
        return "en"
    if english_share(text) > _SURELY_ENGLISH:
        return "en"
    return _foreign_latin(text, stated)


def _ranked(text: str, script: str, stated: str | None) -> str:
    """What the letters leave open: statistics, Russian where they are weak, and what the outlet states."""
    ranking = _ranking(text[:500], _AMONG[script]) or ((UNDETERMINED, 0.0),)
    best, share = ranking[0]
    if share >= _SURE:
        return best
    return stated or ("ru" if script == "Cyrl" and not set(text.lower()) & set("ўјњљџђћѕѓќңөү") else best)


def detect_language(text: str, *, has_translation: bool = False, outlet: str = "") -> str:
    """BCP 47 tag of a title.

    `has_translation`: an English translation stands beside it, so it is not English. `outlet`: the
    description of the outlet; the language it names decides where the title leaves doubt.
    """
    script = main_script(text)
    if script is None:
        return UNDETERMINED
    if script == "Latn":
        return _latin(text, has_translation, _stated(outlet, script))
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    return _by_letters(text, script) or _ranked(text, script, _stated(outlet, script))
