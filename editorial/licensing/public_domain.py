"""Statements that a work is in the public domain, in the languages of the sources, and what they rest on."""

import re

from editorial.licensing.mention import Mention
from editorial.licensing.terms import PUBLIC_DOMAIN

US_GOVERNMENT = "work of the U.S. Government, 17 U.S.C. § 105"
_NO_BASIS = "The text says public domain but not why. Give the basis and the source."

_MARK = re.compile(
    r"(?:CC-)?PD-Mark|public[\s-]+domain[\s-]+mark(?:\s+1\.0)?(?:\s+universal)?|(?<!\w)(?:CC[\s-]?)?PDM(?:[\s-]+1\.0)?(?!\w)",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"public[\s-]+domain(?:[\s-]+(?:work|dedication))?|domaine\s+public|dom[ií]nio\s+p[úu]blico|pubblico\s+dominio"
    r"|общественно(?:е|го|м|му)\s+достояни[еяю]|суспільн(?:е|ого|ому)\s+надбання|gemeinfrei|publiek\s+domein"
    r"|domena\s+publiczna|kamu\s+malı|domain\s+publik|公有领域|公有領域|パブリックドメイン|퍼블릭\s*도메인"
    r"|ملكية\s+عامة|الملكية\s+العامة|ملك\s+عام|الملك\s+العام|المجال\s+العام|مالکیت\s+عمومی|دامنه\s+عمومی|נחלת\s+הכלל"
    r"|no\s+copyright\s*-\s*united\s+states"
    r"|(?:is\s+)?not\s+(?:subject\s+to|protected\s+by|eligible\s+for)\s+copyright(?:\s+protection)?"
    r"(?:\s+(?:in|within)\s+the\s+United\s+States)?|out\s+of\s+copyright|free\s+of\s+copyright"
    r"|copyright\s+(?:has\s+|protection\s+has\s+)?expired|Crown\s+copyright\s+(?:has\s+)?expired"
    r"|(?:United\s+States|U\.?S\.?|federal)\s+government\s+work|work\s+of\s+the\s+(?:U\.?S\.?|United\s+States)\s+(?:federal\s+)?government(?!\s+contract)"
    r"|17\s+U\.?\s?S\.?\s?C\.?\s*(?:§|section|sec\.)?\s*105|(?<!\w)PD-[\w-]+",
    re.IGNORECASE,
)
# “PD” stands for police departments too: it counts where it stands by itself.
_LETTERS = re.compile(r"(?:^|(?<=[,;/|(\[]))\s*PD\s*(?=$|[,;/|)\]])")

# Statements that carry their own ground: (words, basis, whether they settle it).
_BASES = [
    (re.compile(r"PD-US-expired|PD-old-(?:\d+|auto)-expired|(?:first\s+)?published\s+(?:in\s+the\s+U\.?S\.?\s+|in\s+the\s+United\s+States\s+)?"
                r"before\s+(?:January\s+1,\s*)?(?:1[78]\d\d|19[0-2]\d|193[01])(?!\d)", re.IGNORECASE),
     "published before the term of U.S. copyright", True),
    (re.compile(r"PD-(?:self|author|user|copyright-holder)|released\s+(?:in)?to\s+the\s+public\s+domain\s+by|(?:I|author|creator|copyright\s+holder)"
                r"[^.]{0,60}\s+releases?\s+(?:it|this\s+\w+)\s+into\s+the\s+public\s+domain", re.IGNORECASE),
     "released by its creator", True),
    (re.compile(r"PD-old[\w-]*|died\s+(?:more\s+than\s+|over\s+|in\s+1[678]\d\d)|life\s+plus\s+\d+\s+years"
                r"|copyright\s+(?:has\s+|protection\s+has\s+)?expired|out\s+of\s+copyright", re.IGNORECASE),
     "copyright has expired", False),
    (re.compile(r"PD-(?:text\w*|shape|simple|ineligible)|simple\s+geometric\s+shapes|threshold\s+of\s+originality",
                re.IGNORECASE),
     "too simple for copyright", False),
    (re.compile(r"PD-\w+-exempt|PD-\w+exempt|not\s+an?\s+object\s+of\s+copyright|не\s+является\s+объектом\s+авторск",
                re.IGNORECASE),
     "exempt by the law of its country", False),
]  # fmt: skip

_US = r"(?:U\.\s?S\.(?:\s?A\.)?|(?-i:USA?)|United\s+States)"
_AGENCY = (
    r"(?<![\w-])(?:(?-i:CIA|NASA|NOAA|USGS|DVIDS|USAID|USAF|USMC|USCG|DARPA|FEMA|USDA|USFWS|FBI|NPS|VOA|DoD|DOD|USAFRICOM"
    r"|CENTCOM|AFRICOM|EUCOM|SOUTHCOM|INDOPACOM|USAFE)|USGov|PD-USGov[\w-]*|(?:CIA\s+)?(?:World\s+)?Factbook|Voice\s+of\s+America"
    r"|White\s+House|Department\s+of\s+Defense|Central\s+Intelligence\s+Agency|National\s+Aeronautics\s+and\s+Space\s+Administration"
    rf"|{_US}\s+(?:federal\s+)?(?:Government|Army|Navy|Air\s+Force|Marine\s+Corps|Coast\s+Guard|Space\s+Force"
    r"|National\s+Guard|Departments?|Embassy|Consulate|Mission|Geological\s+Survey|State\s+Department|Forest\s+Service"
    r"|Fish\s+and\s+Wildlife\s+Service|Customs\s+and\s+Border\s+Protection|(?:Africa|Central|European|Southern|Indo-Pacific)\s+Command"
    r"|Agency\s+for\s+International\s+Development|Congress|Senate))(?!\w)"
)
# A work by a contractor, an agency, a state or a courtesy photo on a government page is no work of the federal government.
_NOT_THE_GOVERNMENTS = re.compile(
    rf"courtesy(?!\s+(?:of\s+)?(?:the\s+)?{_AGENCY})|contract|handout|getty|reuters|associated\s+press|(?<!\w)(?-i:AP|AFP|EPA|ESA|JPL|STScI|RFE|RFA)(?!\w)"
    r"|caltech|universit|college|foundation|association|societ|league|institut|museum|non-?profit|(?<!\w)NGO|grantee|partner|funded"
    r"|lockheed|boeing|northrop|raytheon|general\s+dynamics|spacex|maxar|planet\s+labs|national\s+laborator|sandia|los\s+alamos"
    r"|postal\s+service|state\s+of\s+[A-Z]|county|city\s+of|governor|smithsonian|library\s+of\s+congress|national\s+archives"
    r"|freelanc|stringer|volunteer|soldiers?(?!\w)|sailors?(?!\w)|airm[ae]n(?!\w)|troops|marines(?!\w)",
    re.IGNORECASE,
)
_EMPLOYEE = re.compile(
    r"(?:soldier|sailor|airm[ae]n|marine)s?\s+or\s+employee|(?:courtesy|photo)\s+of\s+(?:the\s+)?(?=U\.S\.)",
    re.IGNORECASE,
)
# An agency counts where it is credited, not where it is in the picture.
_CREDITED = re.compile(
    r"(?:^|[/|(,;:]|(?<!\w)(?:by|from|via|(?:courtesy|work)\s+of|courtesy|source|credit|photo|image|map|graphic|illustration|domain))[:\s]*(?:the\s+|official\s+)*"
    rf"{_AGENCY}(?:\s+(?:of|for|and|the|(?-i:[A-Z0-9])[\w.]*)){{0,5}}?(?=\s*(?:$|[,;:/|().\ufffc-])|\s+(?:official\s+)?"
    r"(?:photo|photograph|image|picture|graphic|map|illustration|video|screenshot|public\s+domain|via|by)(?!\w))",
    re.IGNORECASE,
)
_SOMEWHERE = re.compile(
    r"public\s+domain\s+(?:only\s+)?(?:in|within)\s+(?:the\s+)?(?!the\s+United|United|U\.?S)\w+|country\s+of\s+origin",
    re.IGNORECASE,
)


def is_public_domain(license_id: str) -> bool:
    """True for the statement and the mark; CC0 is a license."""
    return license_id in {PUBLIC_DOMAIN, "CC-PDM-1.0"}


def find_basis(text: str, source: str = "") -> tuple[str | None, bool]:
    """(why the words say that the work is in the public domain, whether that settles it)."""
    for pattern, basis, settled in _BASES:
        if pattern.search(text):
            return basis, settled
    both = f"{text}\n{source}"
    stated = re.search(
        r"PD-USGov|17\s+U\.?\s?S\.?\s?C|government\s+work|work\s+of\s+the\s+(?:U|federal)",
        both,
        re.IGNORECASE,
    )
    foreign = _NOT_THE_GOVERNMENTS.search(_EMPLOYEE.sub("", both))
    if (stated or _CREDITED.search(text) or _CREDITED.search(source)) and not foreign:
        return US_GOVERNMENT, True
    return None, False


def read_public_domain(text: str, source: str = "") -> list[Mention]:
    """Statements in `text` that the work is in the public domain; `source` may tell that its government made it."""
    found = []
    for match in _MARK.finditer(text):
        reason = "The mark is a label that anybody can set. Say why the picture is in the public domain."
        found.append(Mention("CC-PDM-1.0", False, reason, match.start(), match.end(), confirm=True))
    marked = [(mention.start, mention.end) for mention in found]
    basis, settled = find_basis(text, source)
    matches = [*_STATEMENT.finditer(text), *_LETTERS.finditer(text)]
    for match in matches:
        if any(start < match.end() and match.start() < end for start, end in marked):
            continue
        if basis is None:
            found.append(Mention(PUBLIC_DOMAIN, False, _NO_BASIS, match.start(), match.end()))
            continue
        sure = settled and not _only_a_label(match.group()) and not _SOMEWHERE.search(text)
        reason = f"Public domain: {basis}."
        if not sure:
            reason = f"It says public domain: {basis}. Confirm that this holds in the United States."
        found.append(Mention(PUBLIC_DOMAIN, sure, reason, match.start(), match.end(), basis=basis))
    return sorted(found, key=lambda mention: mention.start)


def _only_a_label(words: str) -> bool:
    """“United States Government Work” is a choice in a menu: whoever uploads a picture can set it."""
    return bool(re.search(r"government\s+work", words, re.IGNORECASE))


def read_government_credit(text: str) -> Mention | None:
    """A credit to an agency of the U.S. Government that says nothing of a license: likely its staff's work."""
    match = _CREDITED.search(text)
    basis, _ = find_basis(text)
    if not match or basis != US_GOVERNMENT:
        return None
    reason = "It names a U.S. Government source but does not say public domain. Confirm that staff made the picture."
    return Mention(PUBLIC_DOMAIN, False, reason, match.start(), match.end(), basis=basis)
