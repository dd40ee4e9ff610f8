"""Fictional words for generated issues: English of our own, and passages in eight languages and five scripts."""

import random
from dataclasses import dataclass

_ADJECTIVES = (
    "quiet northern recent unusual coastal provincial careful former temporary modest crowded distant agricultural "
    "municipal independent repeated considerable official seasonal experimental underground unexpected reluctant"
).split()
_NOUNS = (
    "harbor council railway harvest laboratory ferry ministry bridge archive cooperative lighthouse regulation "
    "reservoir timetable workshop apprentice observatory delegation warehouse newspaper settlement pipeline "
    "orchestra greenhouse parliament fisherman telescope translation competition infrastructure correspondence"
).split()
_VERBS = (
    "announced inspected postponed described rebuilt questioned supported measured photographed transferred "
    "abandoned celebrated reconsidered financed documented replaced interrupted welcomed"
).split()
_PLACES = (
    "Port Lessing, Vardo, the Ilmen valley, New Sarum, Cape Ondine, Tell Marun, Upper Grelle, Kastri".split(
        ", "
    )
)
_OPENINGS = (
    "According to the report, ", "In the weeks before the fair, ", "", "", "", "As one reader of the paper remarked, ",
    "After long deliberation, ", "Despite the weather, ",
)  # fmt: skip
_ENDINGS = (
    ", although nobody had asked for it", " and left the rest to the following year", ", as it had in the previous spring",
    "", "", "", ", which the residents took as a favorable sign", " without giving any further explanation",
)  # fmt: skip
NAMES = (
    "Mira Halloran, Tomas Vireo, Adaeze Lunde, Jonas Petrel, Salma Orrin, Ilya Marsh, Noor Castell, Hanna Quist, "
    "Emil Darrow, Rana Seld"
).split(", ")


@dataclass(frozen=True)
class Language:
    """What a generated source needs of its language: its outlets, where they appear, and sentences to draw from."""

    tag: str
    country: str
    outlet: str
    sentences: tuple[str, ...]


LANGUAGES = (
    Language("ar", "JO", "Sahifat al-Mina", (
        "أُغلق الميناء ثلاثة أيام بسبب الرياح القوية.", "قال رئيس البلدية إن السفن ستعود في نهاية الأسبوع.",
        "ينتظر الصيادون على الرصيف منذ الصباح الباكر.", "لم يُعلن بعد عن موعد افتتاح الجسر الجديد.",
        "وصلت القافلة إلى المدينة بعد رحلة طويلة عبر الجبال.", "يرى المراسل أن السوق أهدأ مما كانت عليه في الربيع.",
    )),
    Language("ps", "AF", "Da Bandar Wrazpana", (
        "د بندر کارګران د سهار له وخته انتظار باسي.", "ښاروال وویل چې نوی پل به په پسرلي کې پرانیستل شي.",
        "د باد له امله درې ورځې بېړۍ ونه خوځېدې.", "خلک وايي چې د غنمو حاصل سږکال ښه دی.",
        "ورځپاڼې لیکلي چې د ښوونځي ودانۍ بشپړه شوې ده.", "له غره څخه راغلو مسافرو د لارې ستونزې بیان کړې.",
    )),
    Language("ru", "KZ", "Портовый листок", (
        "Порт был закрыт три дня из-за сильного ветра.", "Городской совет отложил открытие нового моста до весны.",
        "Рыбаки с раннего утра ждут на причале.", "По словам корреспондента, рынок стал заметно тише.",
        "Железнодорожное расписание изменилось в третий раз за сезон.", "Участники ярмарки остались довольны погодой.",
    )),
    Language("zh-Hans", "SG", "海港日报", (
        "由于大风，港口关闭了三天。", "市议会把新桥的开放推迟到春天。", "渔民们从清晨起就在码头等候。",
        "记者说，市场比往年安静得多。", "新的时刻表将在下个月公布，居民对此表示欢迎。", "今年的收成比预想的要好，仓库已经装满。",
    )),
    Language("hi", "IN", "बंदरगाह समाचार", (
        "तेज़ हवा के कारण बंदरगाह तीन दिन बंद रहा।", "नगर परिषद ने नए पुल का उद्घाटन वसंत तक टाल दिया।",
        "मछुआरे सुबह से घाट पर प्रतीक्षा कर रहे हैं।", "संवाददाता के अनुसार बाज़ार पहले से शांत है।",
        "इस वर्ष की फ़सल अपेक्षा से अच्छी रही।", "रेल की नई समय सारणी अगले महीने प्रकाशित होगी।",
    )),
    Language("es", "UY", "El Faro de la Ría", (
        "El puerto permaneció cerrado tres días por el viento.", "El concejo aplazó hasta la primavera la apertura del puente.",
        "Los pescadores esperan en el muelle desde la madrugada.", "Según la cronista, el mercado está más tranquilo que antes.",
        "La cosecha fue mejor de lo que se había previsto.", "El nuevo horario de trenes se publicará el mes próximo.",
    )),
    Language("fr", "SN", "Le Courrier du Quai", (
        "Le port est resté fermé trois jours à cause du vent.", "Le conseil a reporté au printemps l’ouverture du pont.",
        "Les pêcheurs attendent sur le quai depuis l’aube.", "Selon la correspondante, le marché est plus calme qu’avant.",
        "La récolte a dépassé toutes les prévisions.", "Le nouvel horaire des trains paraîtra le mois prochain.",
    )),
    Language("fa", "IR", "Ruznameh-ye Bandar", (
        "بندر به سبب باد شدید سه روز بسته بود.", "شورای شهر گشایش پل تازه را به بهار موکول کرد.",
        "ماهیگیران از سپیده‌دم در اسکله منتظرند.", "به گفتهٔ خبرنگار، بازار آرام‌تر از گذشته است.",
        "برداشت امسال بهتر از پیش‌بینی‌ها بود.", "برنامهٔ تازهٔ قطارها ماه آینده منتشر می‌شود.",
    )),
)  # fmt: skip


def sentence(rng: random.Random) -> str:
    """An English sentence of some twenty words."""
    words = (
        f"{rng.choice(_OPENINGS)}the {rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)} of {rng.choice(_PLACES)} "
        f"{rng.choice(_VERBS)} the {rng.choice(_NOUNS)} near the {rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}"
        f"{rng.choice(_ENDINGS)}."
    )
    return words[0].upper() + words[1:]


def prose(rng: random.Random, words: int) -> str:
    """English sentences of at least so many words together."""
    said: list[str] = []
    while sum(len(one.split()) for one in said) < words:
        said.append(sentence(rng))
    return " ".join(said)


def title(rng: random.Random) -> str:
    """A headline of six to nine words."""
    return (
        f"{rng.choice(_ADJECTIVES).title()} {rng.choice(_NOUNS).title()} in {rng.choice(_PLACES).removeprefix('the ')}: "
        f"The {rng.choice(_NOUNS).title()} That {rng.choice(_VERBS).title()} a {rng.choice(_NOUNS).title()}"
    )


def passage(rng: random.Random, language: Language, sentences: int) -> str:
    """So many sentences in the language."""
    return ("" if language.tag.startswith("zh") else " ").join(rng.choices(language.sentences, k=sentences))
