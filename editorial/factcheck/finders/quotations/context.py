"""What a quotation is, by the words around it: somebody's words, a term, a title, a gloss, words with a note."""

import re

from editorial.factcheck.finders.quotations.pieces import Piece
from editorial.factcheck.finders.quotations.quoted import Quoted
from editorial.factcheck.finders.quotations.words import PRONOUNS, is_function

_SPEECH = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|stat(?:e[sd]?|ing|ements?)|not(?:e[sd]?|ing)|declar(?:e[sd]?|ing)|add(?:s|ed|ing)|"
    r"t(?:old|ells?|elling)|argu(?:e[sd]?|ing)|warn(?:s|ed|ing|ings)?|claim(?:s|ed|ing)?|wr(?:ote|ites?|iting|itten)|"
    r"explain(?:s|ed|ing)?|announc(?:e[sd]?|ing)|call(?:s|ed|ing)|describ(?:e[sd]?|ing)|assert(?:s|ed|ing)?|"
    r"insist(?:s|ed|ing)?|emphasi[sz](?:e[sd]?|ing)|stress(?:es|ed|ing)?|remark(?:s|ed|ing)?|"
    r"comment(?:s|ed|ing)?|report(?:s|ed|ing|edly)?|quot(?:e[sd]?|ing)|according to|conclud(?:e[sd]?|ing)|"
    r"suggest(?:s|ed|ing)?|vow(?:s|ed|ing)?|promis(?:e[sd]?|ing)|urg(?:e[sd]?|ing)|admit(?:s|ted|ting)?|"
    r"acknowledg(?:e[sd]?|ing)|point(?:s|ed|ing)? out|observ(?:e[sd]?|ing)|alleg(?:e[sd]?|ing)|"
    r"accus(?:e[sd]?|ing)|repl(?:y|ies|ied|ying)|ask(?:s|ed|ing)?|respond(?:s|ed|ing)?|den(?:y|ies|ied|ying)|"
    r"confirm(?:s|ed|ing)?|reiterat(?:e[sd]?|ing)|maintain(?:s|ed|ing)?|decr(?:y|ies|ied|ying)|"
    r"in (?:his|her|its|their|the) words|sp(?:eaks?|oke|eaking) of|posted|tweeted|boast(?:s|ed|ing)?|predict(?:s|ed|ing)?|"
    r"proclaim(?:s|ed|ing)?|contend(?:s|ed|ing)?|believ(?:e[sd]?|ing)|recall(?:s|ed|ing)?|condemn(?:s|ed|ing)?|"
    r"demand(?:s|ed|ing)?|pledg(?:e[sd]?|ing)|threaten(?:s|ed|ing)?|caution(?:s|ed|ing)?|lament(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"(?:\b(?:call(?:s|ed|ing)?|dubb(?:ed|ing)|nam(?:ed|ing)|known as|term(?:s|ed|ing)?|label(?:s|ed|ing|led|ling)?|"
    r"code-?named|nicknamed|titled|entitled|so-called|referred to as|refers? to as|exercises?|operations?|"
    r"program(?:me)?s?|projects?|treat(?:y|ies)|agreements?|vessels?|ships?|submarines?|frigates?|missiles?|"
    r"proverbs?|sayings?|adages?|hashtags?|books?|films?|novels?|songs?|documentar(?:y|ies)|magazines?|newspapers?|articles?|reports?|essays?|"
    r"slogans?|mottos?|doctrines?|strateg(?:y|ies)|initiatives?|campaigns?|conferences?|forums?|exhibitions?|"
    r"chann?els?|groups?|headlines?|hashtags?|series|classes?|plans?|theme|the))[\s,:]*$",
    re.IGNORECASE,
)
_GLOSS = re.compile(
    r"(?:\b(?:means?|meaning|translat(?:e[sd]?|ing|ion)(?: (?:as|to|into))?|literally|lit\.|i\.e\.,?|or|stands? for|"
    r"(?:the|a|its) (?:word|term|phrase|name|expression|acronym|concept|label)s?(?: of)?|rendered as|word for|"
    r"in english)[\s,:]*|\(\s*(?:or |literally,? |meaning |lit\. )?)$",
    re.IGNORECASE,
)
_FROM_EXCERPT = re.compile(
    r"\b(?:articles?|excerpt(?:s|ed)?|accompanying|author|piece|op-ed|editorial|columnist)\b", re.IGNORECASE
)
# Texts that everybody can look up, and words that nobody in particular said.
_KNOWN_TEXT = re.compile(
    r"\b(?:proverbs?|sayings?|adages?|maxims?|mottos?|slogans?|hashtags?|headlines?|lyrics?|anthem|verses?|treat(?:y|ies)|"
    r"constitution|charter|resolutions?|laws?|acts?|agreements?|accords?|conventions?|communiqu[eé]s?|doctrine|"
    r"memorandum|(?:penal|criminal|civil|tax|labor) code|bible|koran|qur[’']?an|dictionary)\b",
    re.IGNORECASE,
)
_PROVERB = re.compile(r"\b(?:proverbs?|sayings?|adages?|maxims?|mottos?|slogans?|hashtags?)\b", re.IGNORECASE)
_SENTENCE_BREAK = re.compile(r"(?<![A-Z])[.!?…][”\"’)\]]*\s+(?=[A-Z“\"‘(])")
_PAIR = re.compile(r"[“\"][^“”\"]{3,}[”\"]")
_FINITE = frozenset(
    "is are was were has have had will would can could must should may might shall do does did am cannot "
    "isn't aren't wasn't weren't don't doesn't didn't won't can't i'm we're they're it's i we they".split()
)
_REACH = 160


def sentence_before(quoted: Quoted) -> str:
    """What stands in the sentence ahead of the opening mark, at most some 160 letters."""
    text = quoted.passage.text
    before = text[max(0, quoted.start - 1 - _REACH) : max(0, quoted.start - 1)]
    breaks = list(_SENTENCE_BREAK.finditer(before))
    return before[breaks[-1].end() :] if breaks else before


def sentence_after(quoted: Quoted) -> str:
    """What stands in the sentence behind the closing mark, at most some 160 letters."""
    text = quoted.passage.text
    after = text[quoted.end + 1 : quoted.end + 1 + _REACH]
    last = text[quoted.end - 1 : quoted.end]
    if last in set(".!?…") and after[:1].isspace() and after.lstrip()[:1].isupper():
        return ""
    found = _SENTENCE_BREAK.search(after)
    return after[: found.start() + 1] if found else after


def is_speech(quoted: Quoted) -> bool:
    """True where a verb of speech leads in or follows, or a colon or “that” introduces the words."""
    before = sentence_before(quoted).rstrip()
    if before.endswith((":", " that")) or _SPEECH.search(before[-90:]):
        return True
    return bool(_SPEECH.search(sentence_after(quoted)[:60]))


def is_named(quoted: Quoted) -> bool:
    """True where the words in the marks are said to be a name or a term: an exercise, a book, “so-called”."""
    return bool(_NAMING.search(sentence_before(quoted)[-40:]))


def is_known_text(quoted: Quoted) -> bool:
    """True where the sentence says that the words are a proverb's, a treaty's, a law's."""
    return bool(_KNOWN_TEXT.search(sentence_before(quoted)))


def is_proverb(quoted: Quoted) -> bool:
    """True where the sentence says that nobody in particular said the words."""
    return bool(_PROVERB.search(sentence_before(quoted)))


def is_gloss(quoted: Quoted) -> bool:
    """True where the words in the marks translate or mention a term."""
    return bool(_GLOSS.search(sentence_before(quoted)[-40:]))


def is_clause(keys: list[str]) -> bool:
    """True where the words hold a finite verb or a speaker's “we”: somebody's sentence rather than a term."""
    return len(keys) >= 5 and any(key in _FINITE for key in keys)


def is_title_like(text: str, found: list[Piece]) -> bool:
    """True where nearly every meaningful word has a capital, as in a title or a name."""
    content = [item for piece in found for item in piece if item.kind == "word" and not is_function(item.key)]
    capitals = sum(text[item.start : item.start + 1].isupper() or item.key.isdigit() for item in content)
    return len(content) > 0 and capitals >= 0.8 * len(content) and capitals + 1 >= len(content)


def is_foreign(keys: list[str]) -> bool:
    """True where most words are not in Latin letters, or five words and more hold no small English word."""
    latin = sum(key[:1] < "ɐ" for key in keys)
    if latin * 2 < len(keys):
        return True
    return len(keys) >= 5 and not any(is_function(key) or key in PRONOUNS for key in keys)


def has_note(quoted: Quoted) -> bool:
    """True where a footnote stands right behind the quotation or at the end of its sentence."""
    text = quoted.passage.text
    for at, _key in quoted.passage.references:
        if at < quoted.end or at > quoted.end + 400:
            continue
        between = text[quoted.end : at].lstrip('”"’»“.,;:!?… ')
        if not between:
            return True
        said_by_excerpt = _FROM_EXCERPT.search(sentence_before(quoted))
        if not said_by_excerpt and not _SENTENCE_BREAK.search(between) and not _PAIR.search(between):
            return True
    return False
