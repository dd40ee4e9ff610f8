"""Short words and letters that few languages in Latin script have: they narrow down what a short title is in."""

_WORDS = {
    "es": "el la los las del y una un con para por sus su en de que al se lo",
    "pt": "o os as do da dos das em no na com para por ao um uma de que se e",
    "fr": "le la les des du et une un dans pour sur aux au de en que ce se",
    "it": "il lo la gli della delle degli dei del di e una un per con nel che al",
    "de": "der die das und ein eine mit für im den dem zu von auf am ist des",
    "nl": "de het een van en voor met op in is aan",
    "tr": "ve bir ile için bu",
    "id": "dan yang di untuk dengan dari ke pada akan ini",
    "ms": "dan yang di untuk dengan dari ke pada akan ini",
    "ca": "el la els les del i una un amb per de en que al",
    "ro": "și un o cu pe din pentru de în",
    "da": "og det den en et på til af med for er i om de",
    "no": "og det den en et på til av med for er i om de",
    "sv": "och det den en ett på till av med för är i om de",
    "pl": "w na z i do o za się od dla",
    "cs": "v na s a do o za se z pro",
    "sk": "v na s a do o za sa z pre",
    "sl": "v na s in do o za se z",
    "hr": "u na s i do o za se od je",
    "sr": "u na s i do o za se od je",
    "bs": "u na s i do o za se od je",
    "sq": "e të në i me për nga",
    "hu": "a az és egy",
    "uz": "va bilan uchun",
    "az": "və ilə üçün bu",
    "af": "die het n en van vir met op in is",
    "sw": "ya wa na kwa za la katika",
}
_LETTERS = {
    "ñ¿¡": {"es"}, "ãõ": {"pt"}, "ß": {"de"}, "ğış": {"tr", "az"}, "œ": {"fr"}, "ø": {"da", "no"},
    "ł": {"pl"}, "ő": {"hu"}, "ű": {"hu"}, "ř": {"cs"}, "ț": {"ro"}, "ơ": {"vi"}, "ư": {"vi"},
}  # fmt: skip
_BY_WORD: dict[str, frozenset[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _BY_WORD[_word] = _BY_WORD.get(_word, frozenset()) | {_language}
# Languages that the house's sources are hardly ever in; a function word of another language outweighs them.
UNLIKELY = frozenset(
    ["af", "mg", "eu", "ga", "mt", "qu", "is", "xh", "zu", "rw", "sn", "om", "gl", "ca", "ig", "yo", "ku"]
)


def narrowed(text: str) -> frozenset[str]:
    """The languages that share most of the short words and letters of `text`; empty where it has none."""
    lowered = text.lower()
    votes: dict[str, int] = {}
    for word in lowered.replace("’", " ").replace("'", " ").split():
        for language in _BY_WORD.get(word.strip(".,:;!?()«»“”"), ()):
            votes[language] = votes.get(language, 0) + 1
    for letters, languages in _LETTERS.items():
        if any(letter in lowered for letter in letters):
            for language in languages:
                votes[language] = votes.get(language, 0) + 2
    most = max(votes.values(), default=0)
    return frozenset(language for language, count in votes.items() if count == most)
