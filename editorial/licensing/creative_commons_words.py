"""The words of Creative Commons licenses, as tokens: letters, names of the elements in several languages, ports."""

import re

from editorial.licensing.terms import JURISDICTIONS

_CODES = r"(?:by|nc|nd|sa)"
# As the licenses are called on creativecommons.org, with the spellings that are met beside them.
_ELEMENT_WORDS = {
    "BY": r"attribution|namensnennung|paternité|reconocimiento|atribución|atribuição|attribuzione|naamsvermelding"
    r"|атрибуция|uznanie\s+autorstwa|erkännande|navngivelse",
    "NC": r"non[\s-]?commercial|pas\s+d['’]\s?utilisation\s+commerciale|nicht[\s-]?kommerziell"
    r"|keine\s+kommerzielle\s+nutzung|no[\s-]?comercial|não[\s-]?comercial|non[\s-]?commerciale"
    r"|niet[\s-]?commercieel|(?:с\s+)?некоммерческ\w+(?:\s+использовани\w+)?|użycie\s+niekomercyjne",
    "ND": r"no[\s-]?deriv(?:ative)?s?(?:[\s-]+works?)?|pas\s+de\s+modifications?|keine[\s-]+bearbeitung(?:en)?"
    r"|sin[\s-]?(?:obras?[\s-]?)?derivad[ao]s?|sem[\s-]?deriva(?:ções|dos)|non\s+opere\s+derivate"
    r"|geen\s+afgeleide\s+werken|без\s+производных(?:\s+произведений)?|bez\s+utworów\s+zależnych",
    "SA": r"share[\s-]?alike|partage\s+(?:dans\s+les\s+mêmes\s+conditions|à\s+l['’]\s?identique)"
    r"|weitergabe\s+unter\s+gleichen\s+bedingungen|compartir[\s-]?igual|compartilha[\s-]?igual"
    r"|condividi\s+allo\s+stesso\s+modo|gelijk[\s-]?delen|(?:распространение\s+)?на\s+тех\s+же\s+условиях"
    r"|с\s+сохранением\s+условий|na\s+tych\s+samych\s+warunkach",
}
_WORDS = "|".join(_ELEMENT_WORDS.values())

TOKEN = re.compile(
    rf"""
    (?P<zero>cc[\s-]?(?:0|zero)(?:[\s-]+(?:v\s*)?1\.0(?:[\s-]+universal)?)?(?!\w|\.\d)|creative\s+commons[\s-]+(?:zero|0)(?:\s+(?:v\s*)?1\.0)?(?!\w))
  | (?P<head>creative[\s-]+commons|cc(?![^\W\d])|cc(?={_CODES}+(?![^\W\d])))
  | (?P<cyrillic>сс(?![^\W\d]))
  | (?P<cca>cca(?![^\W\d]))
  | (?P<word>(?:{_WORDS})(?![^\W\d]))
  | (?P<code>{_CODES}(?![^\W\d])|{_CODES}(?={_CODES}+(?![^\W\d])))
  | (?P<igo>igo(?![^\W\d]))
  | (?P<version>(?:v(?:ersion|er)?\.?\s?)?(?:\d\.\d(?!\d|\.\d)|\d,\d(?![.,]?\d)|\d(?![.,]?\w)))
  | (?P<filler>(?:licen[cs]ed?|lizenz|licencia|licença|licenza|лицензия|under|the|deed|unported|generic|international)(?![^\W\d]))
  | (?P<other>\d*[^\W\d]+|\d+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What may stand between two words of one license. A full stop or a question mark ends it.
GAP = re.compile(r"[\s/(),:|+&“”\"'’\[\]{}=-]{0,4}")

_OTHER_PORT_NAMES = {
    "Deutschland": "DE", "Österreich": "AT", "Schweiz": "CH", "Suisse": "CH", "España": "ES", "Italia": "IT",
    "Brasil": "BR", "Nederland": "NL", "Polska": "PL", "USA": "US", "England & Wales": "UK",
    "UK: England & Wales": "UK", "UK: Scotland": "SCOTLAND", "South Korea": "KR", "China Mainland": "CN",
    "Intergovernmental Organization": "IGO", "Intergovernmental Organisation": "IGO",
}  # fmt: skip
PORT_NAMES = {name.lower(): code for code, name in JURISDICTIONS.items()} | {
    name.lower(): code for name, code in _OTHER_PORT_NAMES.items()
}
PORT = re.compile(
    r"(?P<sep>[\s(/,-]+)(?P<port>"
    + "|".join([*map(re.escape, sorted(PORT_NAMES, key=len, reverse=True)), *JURISDICTIONS])
    + r")(?![^\W\d])",
    re.IGNORECASE,
)


def element_of(token: str) -> str:
    """BY, NC, ND or SA for a word or a code."""
    for element, words in _ELEMENT_WORDS.items():
        if re.fullmatch(words, token, re.IGNORECASE):
            return element
    return token.upper()
