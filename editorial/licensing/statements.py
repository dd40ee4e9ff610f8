"""Whether a field of the record says anything: “?”, “-”, “unknown” and “n/a” fill it and say nothing."""

import re

# Whole answers only. “Unknown author” and “anonymous” are statements: libraries credit so what they searched for in
# vain, and Creative Commons asks for the name as it was given.
_SAYS_NOTHING = re.compile(
    r"(?:(?:un|not\s+)known|unknown\s+(?:source|origin|reason|basis)|n\W{0,2}a|none|nil|null|no|yes|nothing|nobody|tb[acd]|todo|fixme"
    r"|x{2,9}|blank|empty|missing|unclear|undefined|unspecified|not\s+(?:stated|given|specified|available|applicable|sure|provided)"
    r"|to\s+be\s+(?:confirmed|determined|added|checked)|no\s+(?:idea|basis|source|creator|author|reason|information|info)|various|dunno"
    r"|unbekannt|keine?|keine\s+angaben?|k\W{0,2}a|inconnue?|aucune?|desconocid[oa]|ningun[oa]|desconhecid[oa]|sconosciut[oa]|nessun[oa]"
    r"|onbekend|okänd|ukjent|ukendt|nieznan[ya]|brak|неизвестн[оаы]?й?|невідомо|нет(?:\s+данных)?|غير\s+معروف|مجهول|نامشخص|bilinmiyor"
    r"|不明|未知|无|無)",
    re.IGNORECASE,
)


def is_stated(text: str | None) -> bool:
    """True where `text` says something: not for blanks, signs alone, invisible letters, “unknown” or “n/a”."""
    words = re.sub(r"[\W_]+", " ", text or "").strip()
    return bool(words) and not _SAYS_NOTHING.fullmatch(words)
