"""Slips of grammar that a pattern can be nearly sure of: doubled words, a/an, “one many”, “has went”."""

import re
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Spotted, spotted
from editorial.factcheck.finders.language.dictionaries import word_counts
from editorial.factcheck.finders.language.prose import Prose

_DOUBLED = re.compile(r"(?<![\w’'-])([^\W\d_]+)[ \t\xa0]+(?=(\1)(?![\w’'-]))", re.IGNORECASE)
# “He had had enough”, “the fact that that ship”, “what it is is”, “gave her her ship”, “a very very long day”.
_MAY_DOUBLE = frozenset(
    ["had", "that", "is", "her", "do", "no", "so", "very", "many", "far", "long", "blah", "ha", "bye"]
)
_ARTICLE = re.compile(r"(?<![\w’'.\-&/+])(a|an|A|An) (?=([^\W_][\w.’'&-]*))")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;]\s+|[(“\"—–]\s*)$")
_YOO = re.compile(
    r"(?:uni(?:[actvqofp]|lat|l(?=in|i)|so|sex|dir|dim|mod)|unani|us(?:e|a(?:g|b)|u|ur)|ut(?:il|op|eri|ens|e$|ah)|eu|ewe|ub(?:iq|er)|uk(?!u)|ur(?:an|ug|in|ea|ol)"
    r"|ug(?:and)|uy|ufo|one(?!i|r)|once|ouija|oui|oua)",
    re.IGNORECASE,
)  # fmt: skip
_SILENT_H = re.compile(r"(?:hour|honest|honor|honour|heir(?!l?oom\w{3})|heiress)", re.IGNORECASE)
# “An historic” is old but right to many; “an herb” is American.
_EITHER = re.compile(
    r"(?:histor|hotel|habit|heredit|hallucin|hysteri|herb|homage|hypothe|hilari|hero)", re.IGNORECASE
)
_LETTERS_AN = frozenset([
    "AFV", "AI", "AK", "APC", "ATGM", "EEZ", "EU", "FBI", "FDI", "FPV", "FSB", "HIV", "HR", "HQ", "IAEA", "IBM", "ICBM",
    "ICC", "ICJ", "IDF", "IDP", "IED", "IMF", "IRBM", "IRGC", "ISIS", "LNG", "LPG", "LGBT", "MBA", "MBT", "MP", "MRI",
    "NBC", "NDA", "NGO", "NPR", "OPEC", "RPG", "SDF", "SMS", "SOS", "SPD", "SSBN", "SUV", "XL",
])  # fmt: skip
_LETTERS_A = frozenset([
    "BBC", "BRICS", "CEO", "CIA", "CNN", "DNA", "GDP", "GPS", "KGB", "PLA", "PMC", "TNT", "TV", "UAV", "UAE", "UK", "UN",
    "UNESCO", "UNICEF", "US", "USAID", "USB", "USD", "USV", "UUV", "VIP", "WTO", "NATO", "NASA", "COVID", "HIMARS",
])  # fmt: skip
# Weapons and aircraft called by a letter and a number: an F-16, an S-300, a T-72.
_MODEL = re.compile(r"([A-Z])-?\d")
_EIGHT = re.compile(r"(?:8\d*(?:[,.]\d+)*|1[18](?:,\d{3})*)(?![\d,])")
_ONE_OF = re.compile(
    r"\bone (?:(many)|(?:the) (most|many|few|largest|biggest|main|key|major|oldest|only|strongest|poorest|"
    r"richest|busiest|worst|best|leading|principal|primary|first))\b(?! and only| hand)"
)
_PAST_FOR_PARTICIPLE = re.compile(
    r"\b(?:has|have|had|having) (went|took|began|wrote|chose|drove|flew|froze|grew|knew|spoke|stole|swore|threw|broke|became"
    r"|came|drew|ate|shook|did|gave|hid|sank|sang|swam|undertook|overtook|overthrew|withdrew|overcame)\b(?!-)"
)
_PARTICIPLES = {
    "went": "gone", "took": "taken", "began": "begun", "wrote": "written", "chose": "chosen", "drove": "driven",
    "flew": "flown", "froze": "frozen", "grew": "grown", "knew": "known", "spoke": "spoken", "stole": "stolen",
    "swore": "sworn", "threw": "thrown", "broke": "broken", "became": "become", "came": "come", "drew": "drawn",
    "ate": "eaten", "shook": "shaken", "did": "done", "gave": "given", "hid": "hidden", "sank": "sunk", "sang": "sung",
    "swam": "swum", "undertook": "undertaken", "overtook": "overtaken", "overthrew": "overthrown",
    "withdrew": "withdrawn", "overcame": "overcome",
}  # fmt: skip
_BASE_AFTER_DID = re.compile(
    r"\b(?:did|does|do|could|would|should|will|must|cannot|didn[’']t|doesn[’']t|don[’']t|won[’']t|couldn[’']t)(?: not)? "
    r"(went|took|began|wrote|chose|drove|flew|grew|knew|spoke|stole|threw|became|gave|withdrew|undertook|overcame)\b"
)
_OF_FOR_HAVE = re.compile(
    r"\b(?:could|would|should|might|must)(?:n[’']t| not)? (of) (?!course\b|necessity\b|late\b)"
)
_COUNTED_PLURAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|\d+) (?P<unit>dozen|hundred|thousand|million|billion)s\b"
    r"(?: of(?= [a-z]))?"
)
_THEN_FOR_THAN = re.compile(
    r"\b(?i:more|less|fewer|rather|larger|smaller|greater|higher|lower|better|worse|longer|older|stronger|weaker|cheaper|faster"
    r"|earlier|later|other) (then) (?:\d+|the|a|an|its|their|his|any|half|ever|expected|usual|one|two|three|four|five|ten)\b"
)
_ITS_OWN = re.compile(r"\b(it[’']s) own\b", re.IGNORECASE)
# “Its” is meant behind these; “that it’s”, “for it’s”, “says it’s” may be sentences of their own.
_ITS_MEANT = re.compile(
    r"\b(?:of|in|on|with|from|by|at|under|into|through|against|during|within|across|has|had|lost|loses?|lose|expand(?:s|ed|ing)?"
    r"|increas(?:e|es|ed|ing)|improv(?:e|es|ed|ing)|moderniz(?:e|es|ed|ing)|protect(?:s|ed|ing)?|defend(?:s|ed|ing)?|closed?"
    r"|opened|sent|using|used|uses|maintain(?:s|ed|ing)?|keeps?|kept|strengthen(?:s|ed|ing)?|launch(?:es|ed|ing)?|raised|chang(?:e|es|ed|ing)"
    r"|reduc(?:e|es|ed|ing)|deploy(?:s|ed|ing)?|withdrew|withdraws?|moved|pursu(?:e|es|ed|ing)|extend(?:s|ed|ing)?|revoked"
    r") (it[’']s)\b(?! own\b)"
)
_ITS_BEFORE = re.compile(
    r"\b(it[’']s) (?:(?:armed|military|security|foreign|first|main|current|former|new|naval|entire|largest|annual"
    r"|national|western|eastern|northern|southern|closest|oldest) )?(?:name|army|navy|forces|borders?"
    r"|territory|citizens|allies|neighbors|troops|economy|capital|leaders?|president|government|ministry|ships|influence|interests"
    r"|sovereignty|independence|members|policy|policies|position|goals|ability|presence|population|foundation|founding|inception"
    r"|creation|establishment|formation|debts?|budget|fleet|arsenal|airspace|waters|coast|soil|reserves|soldiers|officers|troops"
    r"|citizens|parliament|constitution|counterpart|neighbor|partners?|rivals?|currency|exports|imports|defenses?|commitments?"
    r"|mandate|role|reputation|capabilities|capacity|operations|personnel|headquarters|founders?|leadership|ranks)\b(?!-)"
)
_IT_IS_MEANT = re.compile(r"\b([Ii]ts) (?:a|an|the|been)\b(?!-)")
_NAME = r"(?:the )?[A-Z][\w’'-]*(?: (?:of |the )?[A-Z][\w’'-]*){0,4}"
# One gap between two parties: “the chasm between Strelsau and Zenda make …”.
_BETWEEN = re.compile(
    r"(?P<before>\b\w+)?[,.;:]? ?\b(?:[Tt]he|[Aa]) (?:\w+ )?(?P<head>gap|chasm|rift|conflict|war|dispute|relationship|agreement|"
    r"border|rivalry|divide|deal|alliance|partnership|treaty|standoff|feud|truce|ceasefire|friendship) between "
    rf"{_NAME} and {_NAME} (?P<verb>are|were|have|make|remain|continue|seem|appear|show|threaten|raise|create)\b"
)
_SINGULAR = {"are": "is", "were": "was", "have": "has"}
_PREPOSITIONS = frozenset([
    "of", "in", "by", "from", "during", "over", "after", "amid", "on", "to", "with", "under", "about", "near", "into", "for",
    "through", "behind", "because", "before", "since", "at", "along", "and", "or", "against", "around", "across",
])  # fmt: skip


def find_grammar(prose: Prose) -> Iterator[Spotted]:
    """`grammar`; `warn` in the digest's own words, `info` in those of others, whose translation may still be mended."""
    yield from _doubled(prose)
    yield from _articles(prose)
    yield from _fixed_phrases(prose)
    yield from _agreement(prose)


def _report(prose: Prose, span: tuple[int, int], message: str) -> Spotted:
    return spotted("grammar", "info" if prose.advisory else "warn", prose.passage, span, message)


def _doubled(prose: Prose) -> Iterator[Spotted]:
    for match in _DOUBLED.finditer(prose.text):
        first, second = match[1], match[2]
        # “Bora Bora”, “Walla Walla”, “La la”: names double; “The the” does not.
        is_name = second[0].isupper() or (first[0].isupper() and first.lower() not in word_counts("en"))
        if first.lower() in _MAY_DOUBLE or is_name or len(first) == 1:
            continue
        message = f"“{first} {second}”: the word stands twice. Delete one."
        yield _report(prose, (match.start(), match.end(2)), message)


def _articles(prose: Prose) -> Iterator[Spotted]:
    text = prose.text
    for match in _ARTICLE.finditer(text):
        article, word = match[1], match[2]
        if article[0] == "A" and not _SENTENCE_START.search(text[max(0, match.start() - 3) : match.start()]):
            continue
        right = _right_article(word.rstrip(".’'-"))
        if right and right != article.lower():
            right = right.capitalize() if article[0] == "A" else right
            message = f"“{article} {word}” should be “{right} {word}”. Correct it."
            yield _report(prose, (match.start(), match.end(2)), message)


def _right_article(word: str) -> str | None:
    """“a” or “an” before `word`; None where both are heard, or nobody can tell."""
    if word[0].isdigit():
        if re.match(r"1[18]\d\d(?!\d)", word):
            return None
        return "an" if _EIGHT.match(word) else "a"
    head = word.split("-", maxsplit=1)[0].replace(".", "")
    model = _MODEL.match(word)
    if model:
        return "an" if model[1] in "AEFHILMNORSX" else "a"
    if len(head) > 1 and head.isupper():
        return "an" if head in _LETTERS_AN else "a" if head in _LETTERS_A else None
    if len(word) == 1 or not word.isascii() or any(letter.isupper() for letter in head[1:]):
        return None
    return _by_sound(head, word)


def _by_sound(head: str, word: str) -> str | None:
    # A word that is no English one may belong to “a” of another language: “contra a ordem”.
    if head.lower() not in word_counts("en"):
        return None
    if head[0].lower() in "aeiou":
        return "a" if _YOO.match(head) else "an"
    if _SILENT_H.match(head):
        return "an"
    return None if _EITHER.match(head) else "a"


def _fixed_phrases(prose: Prose) -> Iterator[Spotted]:
    text = prose.text
    for match in _ONE_OF.finditer(text):
        words = match.group()
        mended = words.replace("one ", "one of ", 1) if match[2] else "one of many"
        yield _report(prose, match.span(), f"“{words}” lacks a word. Write “{mended}”, or say what is meant.")
    for match in _PAST_FOR_PARTICIPLE.finditer(text):
        right = match.group().replace(match[1], _PARTICIPLES[match[1]])
        yield _report(prose, match.span(), f"“{match.group()}” should be “{right}”. Correct it.")
    for match in _BASE_AFTER_DID.finditer(text):
        message = f"“{match.group()}” mixes two forms of the verb. Correct it."
        yield _report(prose, match.span(), message)
    for match in _OF_FOR_HAVE.finditer(text):
        yield _report(
            prose, (match.start(), match.end(1)), f"“{match.group().strip()}” should be “have”. Correct it."
        )
    for match in _THEN_FOR_THAN.finditer(text):
        message = f"“{match.group()}” probably should be “than”. Correct it, or keep it if it is about time."
        yield _report(prose, match.span(), message)
    for match in _COUNTED_PLURAL.finditer(text):
        right = match.group().split()[0] + " " + match["unit"]
        yield _report(prose, match.span(), f"“{match.group()}” should be “{right}”. Correct it.")
    its = {match.span(1): match for pattern in (_ITS_MEANT, _ITS_BEFORE) for match in pattern.finditer(text)}
    for span, match in its.items():
        yield _report(prose, span, f"“{match.group()}”: probably “its” is meant. Correct it.")
    for match in _IT_IS_MEANT.finditer(text):
        yield _report(prose, match.span(), f"“{match.group()}”: “it is” is meant. Correct it.")
    for match in _ITS_OWN.finditer(text):
        yield _report(prose, match.span(), "“It’s own” should be “its own”. Correct it.")


def _agreement(prose: Prose) -> Iterator[Spotted]:
    """A gap, war, or agreement between two parties is one thing, and so is its verb."""
    for match in _BETWEEN.finditer(prose.text):
        if (match["before"] or "").lower() in _PREPOSITIONS:
            continue
        verb = match["verb"]
        right = _SINGULAR.get(verb) or verb + "s"
        message = f"The subject is “{match['head']}”, so the verb is “{right}”, not “{verb}”. Correct it."
        yield _report(prose, (match.start("head"), match.end("verb")), message)
