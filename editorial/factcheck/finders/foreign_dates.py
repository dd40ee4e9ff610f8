"""Reads the dates of citations that are written in the language of the source: `12 Ocak 2025`, `2025年2月8日`.

Only names of months of the Gregorian calendar are read. What looks like a date but cannot be read, such as a
day of the Solar Hijri calendar, is reported as such and never converted.
"""

import re
import unicodedata

from editorial.factcheck.finders.dates import DateReading, build_date

# The names of the months from January to December; forms of one month are separated by “/”.
_YEARS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "janvier/janv février/févr/fevrier mars avril mai juin juillet/juil août/aout septembre octobre"
    " novembre décembre/decembre/déc",
    "januar/jänner februar/feber märz/maerz april mai juni juli august september oktober/okt november"
    " dezember/dez",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım/kasim aralık/aralik",
    "januari februari/pebruari maret/mac april mei juni/jun juli/julai agustus/ogos september oktober"
    " november/nopember desember/disember",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "января/январь февраля/февраль марта/март апреля/апрель мая/май июня/июнь июля/июль августа/август"
    " сентября/сентябрь октября/октябрь ноября/ноябрь декабря/декабрь",
    "січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень"
    " серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень",
    "يناير فبراير مارس أبريل/إبريل/ابريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر"
    " نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار/اذار نيسان أيار/ايار حزيران تموز آب أيلول/ايلول تشرين_الأول/تشرين_الاول"
    " تشرين_الثاني كانون_الأول/كانون_الاول",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ژانویه فوریه مارس آوریل مه/می ژوئن ژوئیه/ژوییه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
)
_MONTHS = {
    form.replace("_", " "): number
    for year in _YEARS
    for number, forms in enumerate(year.split(), 1)
    for form in forms.split("/")
}
_NAME = "|".join(
    re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_MONTHS, key=lambda name: (-len(name), name))
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?!\d)"
_ERA = r"(?:\s*(?:г(?:ода|\.)?|року|р\.|م)(?!\w))?"
_FOREIGN = re.compile(
    r"(?<!\w)(?:"
    r"(?:(?:le|el|il|am)\s+)?(?:(?P<first>\d{1,2})\.?\s*[-–—]\s*)?(?P<day>\d{1,2})(?:er|\.?[ºª°]|\.)?\s*(?:de\s+|di\s+)?"
    rf"(?P<month>{_NAME})(?!\w)\.?(?:\s*/\s*(?P<other>{_NAME})(?!\w))?,?\s*(?:del?\s+)?"
    rf"{_YEAR.format('year')}{_ERA}"
    rf"|{_YEAR.format('y2')}\s?[年년]\s?(?P<m2>\d{{1,2}})\s?[月월]\s?(?P<d2>\d{{1,2}})\s?[日일号號]"
    r")",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"(?<!\w)(?:{_NAME})(?!\w)\.?\s+(?:del?\s+)?(?:19|20)\d\d(?!\d)", re.IGNORECASE)
# A day, up to three words and a year; or a year of another calendar with month and day in digits. It stands
# behind a comma or behind a parenthesis, which was blanked and leaves two spaces.
_LIKELY = re.compile(
    r"(?:(?<=[,،]\s)|(?<=\s\s))(?:\d{1,2}\.?\s+(?:[^\W\d_]+[.’']?\s+){1,3}|(?:[^\W\d_]+\s+){1,3}\d{1,2},?\s+)\d{4}(?!\w)"
    r"|(?:(?<=[,،]\s)|(?<=\s\s))(?:1[34]|25)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\w)"
)


def with_plain_digits(text: str) -> str:
    """`text` with the digits of every script as 0–9; positions stay."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one for one in text
    )


def _month(name: str) -> int:
    return _MONTHS[re.sub(r"\s+", " ", name.lower())]


def _reading(match: re.Match[str], text: str) -> DateReading:
    span, given = match.span(), text[match.start() : match.end()]
    if match["y2"]:
        value = build_date(match["y2"], int(match["m2"]), match["d2"])
        return DateReading(*span, given, value, "foreign", "date-language" if value else "date-impossible")
    month = _month(match["month"])
    if match["other"] and _month(match["other"]) != month:
        return DateReading(*span, given, None, "foreign", "date-unreadable")
    value = build_date(match["year"], month, match["day"])
    if value and match["first"]:
        value = build_date(match["year"], month, match["first"])
        return DateReading(*span, given, value, "foreign", "date-range" if value else "date-impossible")
    return DateReading(*span, given, value, "foreign", "date-language" if value else "date-impossible")


def read_foreign_dates(text: str) -> list[DateReading]:
    """The dates with a day in `text` that name the month in a language of the sources, in order."""
    plain = with_plain_digits(text)
    return [_reading(match, text) for match in _FOREIGN.finditer(plain)]


def read_foreign_month(text: str) -> DateReading | None:
    """The first month with its year and without a day: `Temmuz 2025`."""
    match = _MONTH_ONLY.search(with_plain_digits(text))
    if match is None:
        return None
    return DateReading(*match.span(), text[match.start() : match.end()], None, "month", "date-incomplete")


def read_unreadable_date(text: str) -> DateReading | None:
    """The first passage behind a comma that has the form of a date; its calendar or language is not known."""
    match = _LIKELY.search(with_plain_digits(text))
    if match is None:
        return None
    return DateReading(
        *match.span(), text[match.start() : match.end()], None, "unreadable", "date-unreadable"
    )
