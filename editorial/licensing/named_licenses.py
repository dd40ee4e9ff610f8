"""Licenses other than Creative Commons, by their names: open government, open data, GNU, stock sites."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from editorial.licensing.mention import TAKEN, Mention
from editorial.licensing.terms import GODL_INDIA

_VERSION = r"(?:version\s*|ver\.?\s*|v\.?\s*)?"
_IN_FULL = "Named in full."
_PROVINCES = (
    "Alberta|British\\s+Columbia|Manitoba|New\\s+Brunswick|Newfoundland\\s+and\\s+Labrador|Northwest\\s+Territories"
    "|Nova\\s+Scotia|Ontario|Prince\\s+Edward\\s+Island|Quebec|Saskatchewan|Yukon|Toronto|Edmonton|Calgary|Vancouver"
)


@dataclass(frozen=True, slots=True)
class _Answer:
    id: str | None
    reason: str = _IN_FULL
    sure: bool = True
    confirm: bool = False
    weak: bool = False
    alternative: bool = False


_Read = Callable[[re.Match[str]], _Answer]


def _version_of(match: re.Match[str]) -> str | None:
    """The version that the words give, whichever of the two wordings matched."""
    return match["n"] or match["n2"]


def _is(license_id: str | None, reason: str = _IN_FULL, *, sure: bool = True, confirm: bool = False) -> _Read:
    return lambda match: _Answer(license_id, reason, sure and license_id is not None, confirm)


def _beside(license_id: str, reason: str) -> _Read:
    """What gives way to a license that is named for the picture itself."""
    return lambda match: _Answer(license_id, reason, sure=False, weak=True)


def _numbered(template: str, *, confirm: str = "") -> _Read:
    """The license whose id has the number that the words give."""
    return lambda match: _Answer(template.format(match["n"]), confirm or _IN_FULL, True, bool(confirm))


def _canada(match: re.Match[str]) -> _Answer:
    given = _version_of(match)
    if given and given not in {"2", "2.0"}:
        return _Answer(None, f"The Canadian license has version 2.0, not {given}. Look it up at the source.")
    reason = _IN_FULL if given else "The version is missing; the Canadian license has only version 2.0."
    return _Answer("OGL-Canada-2.0", reason, bool(given))


def _province(match: re.Match[str]) -> _Answer:
    place = "-".join(match["place"].title().split())
    reason = "It is that government’s own version of the license. Confirm its terms at the source."
    return _Answer(f"LicenseRef-OGL-{place}", reason, False)


def _gnu(match: re.Match[str]) -> _Answer:
    if not match["n"]:
        reason = "The version of the GNU license is missing. Look for another license at the source."
        return _Answer(None, reason, alternative=True)
    reason = "The GNU license asks to print its full text. Look for another license at the source."
    if match["later"]:
        return _Answer(f"GFDL-{match['n']}-or-later", reason, alternative=True)
    return _Answer(f"GFDL-{match['n']}-only", reason, sure=False, alternative=True)


def _only_version(license_id: str) -> _Read:
    """A license that has one version: without it the reading is likely."""

    def read(match: re.Match[str]) -> _Answer:
        given = bool(_version_of(match))
        return _Answer(license_id, _IN_FULL if given else "The version is missing; there is only one.", given)

    return read


_OPEN_GOVERNMENT = r"Open\s+Government\s+Licen[cs]e"
_WHICH_OGL = "Several countries have an Open Government Licence. State which one and its version."
_KOGL_WORDS = "Confirm the type on the page of the ministry."
_GODL_WORDS = "The license excludes personal data, emblems and insignia. Ask for provider, source and URL."
_PROGRAM = "It is a license for programs. Look up the license of the picture at the source."
_DATA = "It is a license for data. Look up the license of the picture at the source."

# Read from top to bottom: the words that one has taken are not there for the next.
_NAMED: list[tuple[str, _Read]] = [
    (r"Government\s+Open\s+Data\s+Licen[cs]e(?:\s*[-,(]*\s*India\)?)?(?:\s*\(?GODL(?:[\s-]India)?\)?)?"
     r"|(?<!\w)GODL(?:[\s-]*India)?(?!\w)", _is(GODL_INDIA, _GODL_WORDS, confirm=True)),
    (rf"{_OPEN_GOVERNMENT}\s*(?:\(?OGL\)?)?\s*[-,(]*\s*Canada\)?(?:\s*[,(-]*\s*{_VERSION}(?P<n>\d(?:\.\d)?))?"
     r"|(?<!\w)OGL[\s-]Canada(?:[\s-]*v?(?P<n2>\d(?:\.\d)?))?(?!\w)", _canada),
    (r"(?:Taiwan\s+)?Open\s+Government\s+(?:Data\s+)?Licen[cs]e(?:\s*[-,(]*\s*(?:Taiwan|version\s*1(?:\.0)?|v?1\.0)\)?){1,2}"
     r"(?<!2\.0)(?<=Taiwan)|OGDL-Taiwan-1\.0|Taiwan\s+Open\s+Government\s+Data\s+Licen[cs]e"
     r"(?:\s*[-,(]*\s*(?:version\s*|v)?1(?:\.0)?\)?)?|政府資料開放授權條款", _is("OGDL-Taiwan-1.0", sure=False)),
    (rf"{_OPEN_GOVERNMENT}\s*[-,(]+\s*(?P<place>{_PROVINCES})\)?(?:\s*[,(-]*\s*{_VERSION}\d(?:\.\d)?\)?)?", _province),
    (rf"(?:UK\s+)?{_OPEN_GOVERNMENT}\s*(?:\(?OGL\)?)?[\s,-]*(?:\(?UK\)?\s*)?{_VERSION}(?P<n>[123])(?:\.0)?(?!\.?\w)"
     rf"(?!\s*[-,(]*\s*(?:Canada|Taiwan|Singapore|Hong\s+Kong|{_PROVINCES}))(?:\s*\(OGL(?:\s*v?[123](?:\.0)?)?\))?",
     _numbered("OGL-UK-{}.0")),
    (r"(?<!\w)OGL[\s-]*(?:UK[\s-]*)?(?:v\.?\s*)?(?P<n>[123])(?:\.0)?(?!\.?\w)", _numbered("OGL-UK-{}.0")),
    (r"(?:KOGL|Korea\s+Open\s+Government\s+Licen[cs]e|공공누리)[\s,(:-]*(?:Type|제)?\s*(?P<n>[1-4])(?:\s?유형)?(?!\d)",
     _numbered("LicenseRef-KOGL-Type-{}", confirm=_KOGL_WORDS)),
    (r"(?<!\w)KOGL(?!\w)|Korea\s+Open\s+Government\s+Licen[cs]e|공공누리",
     _is(None, "The type of the Korean license is missing (1 to 4). Look it up at the source.")),
    (rf"{_OPEN_GOVERNMENT}|(?<!\w)OGL(?!\w)", _is(None, _WHICH_OGL)),
    (r"(?:Government\s+of\s+Japan\s+)?Standard\s+Terms\s+of\s+Use[\s,(]*version\s*2\.0\)?|政府標準利用規約[\s((]*第?\s*2\.0\s*版?[))]?",
     _is("LicenseRef-GJSTU-2.0")),
    (r"Public\s+Data\s+Licen[cs]e[\s,(]*(?:version\s*|v)?1\.0\)?|公共データ利用規約[\s((]*第?\s*1\.0\s*版?[))]?",
     _is("LicenseRef-PDL-1.0")),
    (r"(?:Licence\s+Ouverte|Open\s+Licence|etalab)(?:[\s/(,-]*(?:Open\s+Licence|Licence\s+Ouverte|etalab))*"
     r"[\s/),-]*(?:version\s*|v\.?\s*)?(?P<n>[12])\.0(?!\d)(?:\s*\(?etalab\)?)?",
     lambda match: _Answer("etalab-2.0" if match["n"] == "2" else "LicenseRef-etalab-1.0")),
    (r"Licence\s+Ouverte|(?<!\w)etalab(?!\w)",
     _is(None, "The version of the Licence Ouverte is missing (1.0 or 2.0). Look it up at the source.")),
    (r"(?:NLOD|Norwegian\s+Licen[cs]e\s+for\s+Open\s+Government\s+Data|Norsk\s+lisens\s+for\s+offentlige\s+data)"
     r"(?:\s*\(NLOD\))?[\s,(-]*(?:version\s*|versjon\s*|v\.?\s*)?(?P<n>[12])\.0\)?", _numbered("NLOD-{}.0")),
    (r"dl-de[/-]by-2[.-]0|(?:Datenlizenz\s+Deutschland|Data\s+licen[cs]e\s+Germany)[\s,-]*(?:Namensnennung|attribution)"
     r"[\s,-]*(?:version\s*)?2\.0", _is("DL-DE-BY-2.0")),
    (r"dl-de[/-]by-1[.-]0|(?:Datenlizenz\s+Deutschland|Data\s+licen[cs]e\s+Germany)[\s,-]*(?:Namensnennung|attribution)"
     r"[\s,-]*(?:version\s*)?1\.0", _is("LicenseRef-DL-DE-BY-1.0")),
    (r"dl-de[/-]zero-2[.-]0|(?:Datenlizenz\s+Deutschland|Data\s+licen[cs]e\s+Germany)[\s,-]*zero[\s,-]*(?:version\s*)?2\.0",
     _is("DL-DE-ZERO-2.0")),
    (r"(?:IODL|Italian\s+Open\s+Data\s+Licen[cs]e)(?:\s*\(IODL\))?[\s,-]*(?:version\s*|v\.?\s*)?2\.0",
     _is("LicenseRef-IODL-2.0")),
    (r"(?:Open\s+Data\s+Commons\s+)?Open\s+Database\s+Licen[cs]e(?:\s*\(ODbL\))?(?:[\s,-]*(?:version\s*|v\.?\s*)?(?P<n>1\.0))?"
     r"|(?<!\w)ODbL(?:[\s-]*(?:v\.?\s*)?(?P<n2>1\.0))?(?!\w)", _only_version("ODbL-1.0")),
    (r"(?:©|\(c\)|copyright)?\s*OpenStreetMap\s+contributors",
     _beside("ODbL-1.0", "OpenStreetMap’s data are under the ODbL; a map made from them may have a license of its own.")),
    (r"Open\s+Data\s+Commons\s+Attribution\s+Licen[cs]e(?:[\s,-]*(?:version\s*|v\.?\s*)?(?P<n>1\.0))?"
     r"|(?<!\w)ODC[\s-]By(?:[\s-]*(?:v\.?\s*)?(?P<n2>1\.0))?(?!\w)", _only_version("ODC-By-1.0")),
    (r"Open\s+Data\s+Commons\s+Public\s+Domain\s+Dedication\s+and\s+Licen[cs]e(?:\s*\(PDDL\))?(?:[\s,-]*v?(?P<n>1\.0))?"
     r"|(?<!\w)PDDL(?:[\s-]*v?(?P<n2>1\.0))?(?!\w)", _only_version("PDDL-1.0")),
    (r"CDLA[\s-]Permissive[\s-](?P<n>[12]\.0)", _numbered("CDLA-Permissive-{}")),
    (r"CDLA[\s-]Sharing[\s-]1\.0", _is("CDLA-Sharing-1.0")),
    (r"(?<!\w)CDLA(?!\w)|Community\s+Data\s+Licen[cs]e\s+Agreement", _is(None, _DATA)),
    (r"(?:Free\s+Art\s+Licen[cs]e|Licence\s+Art\s+Libre|(?<!\w)FAL|(?<!\w)LAL)(?:\s*\((?:FAL|LAL)\))?[\s,-]*(?:v\.?\s*)?(?P<n>1\.[23])(?!\d)",
     _numbered("LAL-{}")),
    (r"Free\s+Art\s+Licen[cs]e|Licence\s+Art\s+Libre",
     _is(None, "The version of the Free Art License is missing (1.2 or 1.3). Look it up at the source.")),
    (r"(?:GNU\s+Free\s+Documentation\s+Licen[cs]e|GNU\s+FDL|(?<!\w)GFDL)(?:\s*\((?:GNU\s+)?(?:GFDL|FDL)\))?"
     r"(?:[\s,-]*(?:version\s*|v\.?\s*)?(?P<n>1\.[123]))?(?P<later>\+|[\s,-]*or[\s-](?:any[\s-])?later(?:[\s-]versions?)?)?",
     _gnu),
    (r"reuse\s+is\s+authori[sz]ed(?:,?\s+provided\s+(?:that\s+)?the\s+source\s+is\s+acknowledged)?|2011/833/EU",
     _beside("LicenseRef-EU-Reuse", "It covers what belongs to the European Union. Confirm that this picture does.")),
    (r"Copernicus\s+Sentinel(?:-\d\w?)?\s+(?:data|imagery|image)",
     _beside("LicenseRef-Copernicus", "It names the data, not the license of this picture. Confirm who made it.")),
    (r"The\s+copyright\s+holder\s+of\s+this\s+(?:file|work|image)[^.]{0,80}?allows\s+anyone\s+to\s+use\s+it\s+for\s+any\s+purpose,?"
     r"\s+provided\s+that\s+the\s+copyright\s+holder\s+is\s+properly\s+attributed",
     _is("LicenseRef-Wikimedia-Attribution", "It is one person’s own wording. Confirm it at the source.", sure=False)),
    (r"Unsplash\s+Licen[cs]e", _is("LicenseRef-Unsplash")),
    (r"Pexels\s+Licen[cs]e", _is("LicenseRef-Pexels")),
    (r"Pixabay\s+Content\s+Licen[cs]e", _is("LicenseRef-Pixabay")),
    (r"Pixabay\s+Licen[cs]e",
     _is("LicenseRef-Pixabay", "It is now called the Pixabay Content License. Confirm it at the source.", sure=False)),
    (r"(?<!\w)(?:MOD|Ministry\s+of\s+Defence)\s+(?:News|Consumer)\s+Licen[cs]e",
     _is(None, "The Ministry of Defence grants it for news or private use only. Ask for the written permission.")),
    (r"(?:Creative\s+Commons\s+|CC\s+)?(?:Non-?commercial\s+)?Sampling\s+Plus(?:\s+1\.0)?|CC[\s-]DevNations",
     _is(None, "Creative Commons withdrew that license. Choose another picture or ask for permission.")),
    (r"(?<!\w)(?:MIT|Apache|BSD)[\s-]+Licen[cs]e|(?<!\w)[AL]?GPL(?:[\s-]?v?\d)?(?!\w)|GNU\s+General\s+Public\s+Licen[cs]e",
     _is(None, _PROGRAM)),
]  # fmt: skip
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), read) for pattern, read in _NAMED]


def _found(text: str) -> Iterator[Mention]:
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            answer = read(match)
            yield Mention(
                answer.id,
                answer.sure,
                answer.reason,
                match.start(),
                match.end(),
                confirm=answer.confirm,
                weak=answer.weak,
                alternative=answer.alternative,
            )
        text = pattern.sub(lambda match: TAKEN * len(match.group()), text)


def read_named_licenses(text: str) -> list[Mention]:
    """Every license of the table that `text` names, in the order of the text."""
    return sorted(_found(text), key=lambda mention: mention.start)
