"""Which script a run of text is in, and the language and direction that follow from it.

A run of another script inside English text needs `lang` (for fonts, hyphenation and screen readers, WCAG
3.1.2) and `dir` (for the Unicode bidirectional algorithm). Nothing here knows HTML.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools import unicodedata as ucd

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

# The language taken for a script when neither the text nor the article says which.
DEFAULT_LANGUAGE = {
    "Arab": "ar", "Hebr": "he", "Cyrl": "ru", "Grek": "el", "Deva": "hi", "Hani": "zh", "Hira": "ja",
    "Kana": "ja", "Hang": "ko", "Bopo": "zh", "Armn": "hy", "Geor": "ka", "Ethi": "am", "Thai": "th",
    "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Beng": "bn", "Guru": "pa", "Gujr": "gu", "Orya": "or",
    "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Tibt": "bo", "Thaa": "dv",
    "Syrc": "syr", "Mong": "mn-Mong", "Nkoo": "nqo", "Tfng": "zgh",
}  # fmt: skip
RIGHT_TO_LEFT = {"Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"}
_SCRIPT_OF_LANGUAGE = {code: script for script, code in DEFAULT_LANGUAGE.items()} | {
    **dict.fromkeys(
        "fa pes ps pbt pbu ur ug sd ckb sdh bal bgn azb prs ks pnb skr lah lrc mzn glk ary arz apc acm".split(), "Arab"
    ),
    **dict.fromkeys("uk be bg sr mk kk ky tg tt ba ce os ab mn".split(), "Cyrl"),
    **dict.fromkeys(["ne", "mr", "sa"], "Deva"),
    **dict.fromkeys("ja zh cmn yue wuu nan hak lzh".split(), "Hani"),
    **dict.fromkeys(["yi", "iw", "ji"], "Hebr"),  # two codes of old that some sources still carry
    "ti": "Ethi", "as": "Beng",
}  # fmt: skip
RIGHT_TO_LEFT_LANGUAGES = frozenset(
    code for code, script in _SCRIPT_OF_LANGUAGE.items() if script in RIGHT_TO_LEFT
)
# Scripts in which a language is written beside its usual one; a run of them in its text is that language.
_ALSO = {
    "az": ("Arab", "Cyrl"), "kk": ("Arab",), "ks": ("Deva",), "ku": ("Arab", "Cyrl"), "ms": ("Arab",), "pa": ("Arab",),
    "sd": ("Deva",), "tk": ("Arab", "Cyrl"), "uz": ("Arab", "Cyrl"), "ha": ("Arab",),
}  # fmt: skip
# Letters that only these languages of a script use; the first line with a hit decides.
_TELLTALE = {
    "Arab": [
        ("ug", "ۈۋ"), ("ckb", "ێڕڵ"), ("ps", "ټډړږښګڼېۍځڅ"), ("ur", "ٹڈڑںےہ"), ("sd", "ڄڃڻٿڀ"),
        ("fa", "پچژگکی"),
    ],
    "Cyrl": [
        ("uk", "іїєґІЇЄҐ"), ("be", "ўЎ"), ("sr", "ђјљњћџЂЈЉЊЋЏ"), ("kk", "әғқңұһӘҒҚҢҰҺ"), ("tg", "ӣҷӯӢҶӮ"),
    ],
}  # fmt: skip
# Japanese mixes kana and Chinese characters, Korean hangul and hanja: one run each.
# A tag may name a script by one of its ways of writing (ISO 15924: Hant, Jpan, Aran); letters have the script's own code.
_FAMILY = {
    **dict.fromkeys("Hira Kana Hrkt Jpan Hang Kore Bopo Hans Hant Hanb".split(), "Hani"),
    "Aran": "Arab", "Cyrs": "Cyrl", "Geok": "Geor", "Latf": "Latn", "Latg": "Latn",
    **dict.fromkeys(["Syre", "Syrj", "Syrn"], "Syrc"),
}  # fmt: skip
_NEUTRAL = {"Zyyy", "Zinh", "Zzzz"}
_OPENING = "([{“‘«‹\"'„「『"
_CJK_WIDE = re.compile(r"[\u3000-\u303f\uff00-\uffef]")

LANGUAGE_NAMES = {
    "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn":
    "Bengali", "bo": "Tibetan", "ckb": "Central Kurdish", "cs": "Czech", "da": "Danish", "de": "German",
    "dv": "Dhivehi", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi", "hr":
    "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja":
    "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "ko": "Korean", "ku": "Kurdish", "ky":
    "Kyrgyz", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mn": "Mongolian",
    "ms": "Malay", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "prs": "Dari", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sd": "Sindhi", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu",
    "tg": "Tajik", "th": "Thai", "ti": "Tigrinya", "tk": "Turkmen", "tr": "Turkish", "ug": "Uyghur", "uk":
    "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese", "zu":
    "Zulu",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A piece of text in one script. `lang` is "" for text in the script of the paragraph around it."""

    text: str
    lang: str = ""
    direction: str = "ltr"


def script_of(character: str) -> str:
    """ISO 15924 code of one character: "Latn", "Arab", … A neutral one (space, digit, mark) gives ""."""
    script = ucd.script(character)
    if script not in _NEUTRAL:
        return _FAMILY.get(script, script)
    owners = ucd.script_extension(character) - _NEUTRAL
    if "Arab" in owners and ucd.category(character) != "Mn":
        return "Arab"  # ، ؛ ؟ ـ are shared by several scripts, in practice they are Arabic punctuation
    return "Hani" if _CJK_WIDE.match(character) else ""


def is_foreign(character: str) -> bool:
    """Whether the character is a letter of another script than Latin."""
    return script_of(character) not in ("", "Latn")


def valid_tag(tag: str) -> str:
    """The BCP 47 tag as given, or "" when it is not well-formed."""
    return tag if LANGUAGE_TAG.fullmatch(tag) else ""


def direction_of_language(tag: str) -> str:
    """ "rtl" or "ltr" for a BCP 47 tag; a script in the tag ("az-Arab") decides before the language."""
    return "rtl" if script_of_language(tag) in RIGHT_TO_LEFT else "ltr"


def direction_of_text(text: str) -> str:
    """Direction of the first strong letter, "ltr" for text without one."""
    for character in text:
        kind = ucd.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def script_in(tag: str) -> str:
    """The script that a BCP 47 tag names ("Hant" in "zh-Hant-TW", also in "zh-cmn-Hant"), "" for one that names none."""
    for part in tag.split("-")[1:]:
        if len(part) == 1:
            return ""  # what follows are extensions and private words
        if len(part) == 4 and part.isalpha():
            return part.title()
    return ""


def script_of_language(tag: str) -> str:
    """The script a language is usually written in, or that its tag names, by the code its letters have (`script_of`); "Latn"
    for those not in the table.
    """
    script = script_in(tag) or _SCRIPT_OF_LANGUAGE.get(tag.partition("-")[0].lower(), "Latn")
    return _FAMILY.get(script, script)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def language_name(tag: str) -> str:
    """English name of the language of a BCP 47 tag, or "" where we do not know it: better nothing than a
    guess.
    """
    return LANGUAGE_NAMES.get(tag.split("-", maxsplit=1)[0].lower(), "")


def language_of(text: str, script: str, hints: tuple[str, ...] = ()) -> str:
    """The language of a run: by letters only one language has, else by a hint of the same script, else by
    default.

    `hints` are the languages the article declares for its sources, in order.
    """
    declared = [tag for hint in hints if (tag := _in_script(hint, script))]
    for lang, letters in _TELLTALE.get(script, []):
        if any(letter in text for letter in letters):
            same = [hint for hint in declared if _primary(hint) == lang]
            return [*same, *_others(declared, script, lang), lang][0]
    if script == "Hani":
        scripts = {ucd.script(character) for character in text}
        if scripts & {"Hira", "Kana"}:
            return "ja"
        if "Hang" in scripts:
            return "ko"
    return declared[0] if declared else DEFAULT_LANGUAGE.get(script, f"und-{script}")


def language_as_written(tag: str, text: str) -> str:
    """The BCP 47 tag of a text whose language is `tag`, with the script where it is not the usual one: Kurdish in Arabic letters
    is "ku-Arab". A language we know nothing of has the script of its letters; no language ("") is that of the letters.
    """
    count = Counter(script for character in text if (script := script_of(character)))
    script = count.most_common(1)[0][0] if count else "Latn"
    if script == "Latn" or script_in(tag) or script_of_language(tag) == script:
        return tag
    if not tag:
        return language_of(text, script)
    known = _primary(tag) in LANGUAGE_NAMES or _primary(tag) in _SCRIPT_OF_LANGUAGE
    return _in_script(tag, script) or (tag if known else f"{_primary(tag)}-{script}")


def _in_script(tag: str, script: str) -> str:
    """The tag, if its language is written in the script; with the script, if that is not the usual one; else ""."""
    if script_of_language(tag) == script:
        return tag
    language = _primary(tag)
    return f"{language}-{script}" if not script_in(tag) and script in _ALSO.get(language, ()) else ""


def _others(declared: list[str], script: str, lang: str) -> list[str]:
    """Declared languages that may have the letters of `lang` as well: those whose own letters we do not list (Macedonian has
    љ as Serbian has); for ک and ی, which Persian, Urdu and Pashto share, each that is declared.
    """
    listed = {DEFAULT_LANGUAGE[script]} | {code for code, _letters in _TELLTALE[script] if lang != "fa"}
    return [hint for hint in declared if _primary(hint) not in listed]


def runs(text: str, base_script: str = "Latn", hints: tuple[str, ...] = ()) -> Iterator[Run]:
    """Cut text into runs by script. Joined again they are the text.

    Characters of `base_script` and neutral ones at the edge of a run carry no language. Neutral characters
    (and European digits) between two letters of one script belong to their run, so that a sentence stays in
    one piece. Latin words inside another script are not marked: they are names, and nothing says in which
    language.
    """
    start = 0
    for begin, end, script in _spans(text, base_script):
        if begin > start:
            yield Run(text[start:begin])
        piece = text[begin:end]
        yield Run(piece, language_of(piece, script, hints), "rtl" if script in RIGHT_TO_LEFT else "ltr")
        start = end
    if start < len(text):
        yield Run(text[start:])


def _spans(text: str, base_script: str) -> Iterator[tuple[int, int, str]]:
    """(begin, end, script) of each run in another script than `base_script`."""
    begin = end = 0
    current = ""
    for position, character in enumerate(text):
        script = script_of(character)
        if not script:
            if current and end == position and ucd.category(character) in ("Mn", "Mc", "Me", "Cf"):
                end = position + 1  # marks and joiners belong to the letter before them
            continue
        if script == current and not _closes(text[end:position]):
            end = position + 1
            continue
        if current:
            yield begin, end, current
        current = "" if script in (base_script, "Latn") else script
        begin, end = position, position + 1
    if current:
        yield begin, end, current


def _closes(between: str) -> bool:
    """Whether the neutral text between two letters ends the run: quotation marks in and out make two runs."""
    return any(character in _OPENING for character in between) and any(
        character in "”’»›)]}" for character in between
    )
