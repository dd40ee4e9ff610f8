"""The words around a license that take it back, limit it or doubt it, in the languages of the sources."""

import re


def _any_of(phrases: str, *, loose: str = "") -> re.Pattern[str]:
    """A pattern for any of the phrases, parted by “ | ” or line ends, as whole words; `loose` ones anywhere.

    A space stands for any white space. `(?-i:…)` keeps words apart from names: “nur” and Nur, “may” and May.
    """

    def alternatives(text: str) -> str:
        found = [phrase.strip() for line in text.splitlines() for phrase in line.split(" | ")]
        return "|".join(phrase.replace(" ", r"\s+") for phrase in found if phrase)

    whole = rf"(?<!\w)(?:{alternatives(phrases)})(?!\w)"
    return re.compile(f"{whole}|{alternatives(loose)}" if loose else whole, re.IGNORECASE)


RESERVED = _any_of(
    """
    all rights? (?:are )?reserved | no rights granted | tous droits r[ée]serv[ée]s
    todos (?:los |os )?(?:derechos|direitos) reservados | alle rechte vorbehalten | alle rechten voorbehouden
    tutti i diritti (?:sono )?riservati | все права защищены | (?:усі|всі) права захищен[іо]
    wszelkie prawa zastrzeżone | tüm hakları saklıdır | alla rättigheter förbehållna | hak cipta dilindungi
    """,
    loose="""
    (?:جميع|كل) الحقوق محفوظة | (?:کلیه|تمامی?|همه) حقوق\\S* محفوظ | جملہ حقوق محفوظ | כל הזכויות שמורות
    保留所有(?:权利|權利) | 版权所有 | 版權所有 | 無断転載 | 無断使用 | 무단\\s*전재
    """,
)
NEGATED = _any_of(
    """
    not | never | none | neither | nor | cannot | \\w+n['’]t | without | except(?:ing|ions?|ed)? | exclu(?:des?|ded|ding|sions?)
    unless | instead | rather | false | incorrect(?:ly)? | wrong(?:ly)? | other than | n/a
    nicht | kein(?:e|er|en|es)? | ohne | außer | ausgenommen | (?-i:sauf|salvo|sin|sem) | hormis | n['’]est | aucune?
    pas(?!-de) | excepto | не | нет | кроме | ليس | ليست | غير | باستثناء | عدا | değil(?:dir)? | hariç
    """,
    # “Photo No. 5” negates nothing, and “no attribution required” takes nothing back.
    loose=r"""
    (?<!\w)no(?!\w|\.?\s*\d)(?! (?:attribution|permission) (?:is )?(?:required|needed))
    (?<!\w)non(?=[\s-]*(?:\ufffc|cc|creative|free|public|libre|licen)) | (?<!\w)(?:anti|quasi|semi|pseudo)-
    不属于 | 并非 | 不是 | 除外
    """,
)
NOT_IN_FORCE = _any_of(
    r"""
    pending | await(?:ing|s) | requested | applied for | will be | would be | could be
    (?<!confirmed\s)to be (?:released|licen[cs]ed|published|determined|confirmed)
    revoked | withdrawn | rescinded | cancell?ed | denied | rejected | disputed | invalid | deleted | violation | infring\w+
    formerly | previously | originally (?:under|licen\w+|released|\ufffc) | used to be | no longer | (?:was|were) once
    old licen[cs]e | previous licen[cs]e | superseded | replaced | changed (?:from|to) | stolen | fake
    until | (?-i:till) | expire[sd]? | expiring | expiry | valid (?:to|through|till|from|since) | embargo(?:ed)? | as of \d{4}
    for \d+ (?:days?|weeks?|months?|years?)
    deletion | (?:delete|take)[\s-]?downs? | removed from (?:commons|flickr|the)
    under (?:review|discussion) | (?-i:alpha|beta)
    as agreed | to be (?:agreed|negotiated) | negotiable | auf anfrage | sur demande
    bajo (?:petición|solicitud) | a pedido | su richiesta
    op aanvraag | по запросу | на замовлення | na życzenie | sob consulta | درخواستی | عند الطلب
    (?:up)?on (?:request|demand|application|inquiry)
    (?:upon|by|after) (?:request|arrangement|agreement|approval|inquiry)
    """,
    # “through 31 December 2031”, “bis 2031”
    loose=r"(?:^|[(;,])\s*was(?!\w) | → | ⇒ | [-=]>"
    r" | (?<!\w)(?:through|thru|bis|jusqu['’](?:en|au|à)|hasta|fino\s+al|até|до|ends?(?:\s+(?:in|on))?)\s+"
    r"(?:(?:[^\W\d_]{2,12}|\d{1,2}(?:st|nd|rd|th|\.)?),?\s+){0,3}(?:\d{1,2}[./-]){0,2}\d{4}",
)
LIMITED = _any_of(
    r"""
    only | solely | exclusively | if | provided (?:that|you) | as long as | on condition | (?-i:limited) | restrict(?:ed|ions?)
    prohibited | forbidden | (?:personal|private|press|educational|research|one-?time) (?:use|purposes) | one-?time
    editorial(?! (?:board|team|staff|office)) | fair use | fair dealing | permission (?:is )?(?:required|needed)
    please (?:ask|contact) | contact (?:me|us|the) | (?-i:fees?) | royalt(?:y|ies) | purchased? | rights[\s-]managed
    for (?:the )?(?:use (?:by|in)|non[\s-]?profits?|charit(?:y|ies|able)|ngos?|schools?|teachers?|students?|pupils|subscribers)
    for (?:the )?(?-i:journalists|academics?|members|education(?:al)?|research(?:ers)?|scien(?:ce|tific|tists))
    for (?-i:internal|home|web|online|personal|private)
    (?:web|online|print|home|internal|academic|scientific|classroom|student|school|non[\s-]?profit) use
    (?:prior|written) (?:permission|consent|approval) | ask (?:first|before|me|us|for) | no[\s-]?ai | ai training
    interdite?s? | interdiction | verboten | untersagt | prohibid[oa]s? | proibid[oa]s? | vietat[oai]
    verboden | forbudt | förbjud(?:en|et)
    запрещ(?:ено|ена|ены|ается) | заборонен[оаі] | zabronion[yea] | zakázán[oay]? | yasak(?:tır)?
    kielletty | (?-i:tilos) | interzis[ăe]?
    dilarang | nghiêm cấm
    (?-i:nur|solo) | seulement | uniquement | только | فقط
    """
)
# “No”, “not for” and their like before “commercial”, in the languages of the sources; by the stem where words are inflected.
NONCOMMERCIAL = _any_of(
    r"""
    (?:no|not for|without|pas d['’]utilisation|zu keinen) comm?er[csz]i[ae]l\w* | noncom\w*
    non[\s-]?comm?\. | non[\s-]?profits?
    not[\s-]for[\s-]profit
    (?:usage|utilisation|uso|nutzung) (?:commercial\w*|comercial\w*|commerciale) (?:interdit|prohibid|proibid|vietat)\w*
    ei[\s-]?kaupalli\w+ | epäkaupalli\w+
    ticari (?:olmayan|değil\w*|amaç\w* kullanıla\w*|kullanı\w* yasak\w*) | gayri[\s-]?ticari
    icke[\s-]?kommersiel\w* | ikke[\s-]?kommer[sc]iel\w* | ekki í viðskipta\w* | nie[\s-]?komerc\w+
    nekomer[čc]\w+ | nem kereskedelmi\w*
    ne[\s-]?comercial\w* | não comercial\w* | mitte(?:äri\w+|kommerts\w+) | nekomerc\w+
    jo[\s-]?komerciale? | non[\s-]?komersial
    tidak (?:untuk )?(?:komersial|dikomersialkan) | bukan (?:untuk )?komersial | nicht[\s-]?gewerblich\w* | unkommerziell\w*
    bez komercyjnego | phi thương mại | không thương mại | sans but lucratif | sin (?:fines|ánimo) de lucro
    senza scopo di lucro
    sem fins lucrativos | gemeinnützig\w* | niet[\s-]?commerci\w+ | bukan komersil
    """,
    loose=r"""
    non[\s-]?comm?[eé]r[csz]i?al | nicht[\s-]?kommerziell | не[\s-]?коммерч | некомерц | некомерс | no[\s-]?comercial
    (?:非|不可|禁止|不得)(?:商业|商業|商用|营利|營利|営利) | 商(?:用|业用途|業用途|业使用|業使用|業利用|用利用)(?:不可|禁止)
    非商
    (?:غير|غیر)[\s\u200c]*(?:ال)?تجار | (?:غير|غیر)[\s\u200c]*انتفاعی | 비[\s-]*(?:영리|상업) | 상업적[^.]{0,9}(?:금지|불가)
    (?:गैर|अ)[\s-]?व\S{0,4}सायिक | অ[\s-]?বাণিজ্যিক | μη[\s-]?εμπορικ | לא[\s-]?מסחרי | שאינו[\s-]?מסחרי
    ไม่ใช่เพื่อการค้า | ห้ามใช้เพื่อการค้า | არაკომერციულ | ոչ[\s-]?առևտրային
    """,
)
UNCHANGED = _any_of(
    """
    no (?:modifications?|changes|cropping|crops|edits|editing|alterations?|adaptations?|derivatives?)
    (?:may|must) not be (?:modified|cropped|changed|altered|edited) | unmodified only
    """
)
NOT_THE_PICTURE = _any_of(
    """
    (?:text|code|software|metadata|database|caption|sound|music|audio)(?:\\s*:| (?:is|are|under|available|licen[cs]ed))
    for (?:the )?(?:text|code|metadata|software|audio)
    """,
    loose=r"(?<!\w)(?:text|code|software|metadata|database|caption|sound|music|audio)\s*:",
)
SIMILAR = _any_of(
    """
    similar | equivalent | comparable | compatible | like | akin | inspired | based on | derived from | derivative of
    modell?ed | variant | analogous
    """,
    loose=r"(?<=[\w\ufffc])-(?:style|like|ish|type)(?!\w)",
)
STRUCK = re.compile(r"~~|</?(?:s|del|strike)>|[\u0335-\u0338]", re.IGNORECASE)

DOUBTED = _any_of(
    """
    probably | maybe | perhaps | presumably | presumed | possibly | likely | unknown | unsure | uncertain | unclear | unverified
    unconfirmed | assum(?:e|ed|ing) | apparently | alleged(?:ly)? | supposedly | reportedly | seems? | appears? | should | might
    (?-i:may) | think | thought | believed? | guess | claim(?:s|ed)? | says | said | according | (?-i:check) | verify
    tb[acd] | todo | fixme | sic | vermutlich | wahrscheinlich | peut-être | probablement | quizás | возможно | вероятно | ربما
    """,
    loose=r"\?",
)
SITE_NOTICE = _any_of(
    """
    (?:except|unless|save) (?:(?:where|when|as|if|otherwise|explicitly) ){0,3}(?:noted|stated|indicated|specified|marked)
    sauf (?:mention|indication) contraire | sofern nicht anders (?:angegeben|vermerkt)
    """
)
WHOLE_SITE = _any_of(
    "(?:content|material|article|report|document|publication|data|dataset)s?"
    " (?:(?:on|of|in) th(?:is|e) )?(?:site|website|page|is|are)"
)
PART_OF_ANOTHER = _any_of(
    "(?:background|inset|logo|artwork|sculpture|poster|painting|base\\s?map|underlying \\w+)\\s*:?\\s*copyright"
    " | (?:registered )?trade\\s?marks?",
    loose=r"(?<!\w)(?:background|inset|logo|artwork|sculpture|poster|painting|base\s?map|underlying \w+)\s*:?\s*(?:©|\(c\))",
)
AGENCY = _any_of(
    """
    Getty | Shutterstock | iStock | Alamy | Adobe Stock | Depositphotos | Dreamstime | Corbis | Bloomberg | Reuters
    (?-i:AFP|EPA|EFE|ANSA|DPA|dpa|afp|epa|TASS|ITAR-TASS|ANI|PTI|AP|UPI|APA|AAP|KNA|epd|SDA|NTB|TT|CTK|ČTK|PAP|MTI|LUSA|ANP)
    PA (?:Media|Images|Wire|Archive) | Press Association | Canadian Press | imago | Sipa(?: (?:Press|USA))?
    Keystone | Scanpix | Ritzau
    NurPhoto | Hans Lucas | Rex Features | EyeEm | 500px | Belga | Polaris Images | Redux | Contour
    Abaca(?:press)? | Zumapress
    Europa Press | Jiji | Interfax | Ukrinform | Deutsche Presse-Agentur | ddp | Action Press | Stocksy
    123RF | Associated Press | Agence France | Anadolu | Sputnik | RIA Novosti
    Xinhua | Kyodo | Yonhap | picture alliance | ZUMA | Magnum
    """
)
UNLICENSED = _any_of(
    """
    used? (?:with|by) (?:kind )?permission | by permission | with permission | handout | screen\\s?shot | screen\\s?grab
    social media | Google | Pinterest | Reddit | Bing | Facebook | Twitter | Telegram | Instagram | TikTok | YouTube
    """
)
SMALL_VERSION = _any_of(
    """
    thumb(?:nail)?s? | low[\\s-]?res(?:olution)? | lo[\\s-]?res | small(?:er)? (?:size|version|file|copy)
    reduced (?:size|version|resolution)
    (?:preview|web|screen)[\\s-]?(?:version|size|resolution|copy) | preview | watermarked | \\d+ ?(?:px|pixels|dpi|ppi)
    (?:this|that|the original|large|medium) (?:size|version|resolution) | vorschau(?:bild)? | vignette | miniatur[ae]?
    basse résolution | baja resolución | bassa risoluzione | niedrige auflösung
    """
)
# By the stem: “Chamber of Commerce” is a name.
COMMERCIAL = re.compile(
    r"comm?er[csz]i[ae]l|kommer[zsc]i?el|komer[cs]\w{0,4}[aiy]|коммерч|комерц|kaupalli|ticari(?!\w)|تجار|商用|商业|商業|営利|营利|營利"
    r"|영리|상업|व्यावसायिक|εμπορικ|מסחרי|thương\s+mại|kereskedelm",
    re.IGNORECASE,
)
COPYRIGHT = _any_of("copyright(?:ed)?", loose=r"© | \(c\)(?=\s*(?:\d{4}|[A-Z]))")
CREDIT_REQUIRED = _any_of(
    "(?<!no\\s)(?:credit|attribution) (?:is )?(?:required|needed|mandatory|requested|appreciated)"
    " | (?:with|requires?|needs?|please|must) (?:credit|attribution|attribute|crediting)"
)

# The usual sentences of licenses and templates: their “not”, “no” and “if” say nothing of this picture.
BOILERPLATE = _any_of(
    """
    but not in any way that suggests? (?:that )?(?:they|the licensor) endorses? you or your use(?: of the work)?
    (?:and )?indicate if changes were made | you may do so in any reasonable manner | if you (?:remix|alter)[^.]{0,160}
    with no Invariant Sections,? no Front-Cover Texts,? and no Back-Cover Texts
    in some countries this may not be legally possible;? if so
    without any conditions,? unless such conditions are required by law
    where the copyright term is the author['’]s life plus \\d+ years or fewer
    you are free: | to share\\s*-\\s*to copy, distribute,? and transmit the work | to remix\\s*-\\s*to adapt the work
    under the following (?:conditions|terms):?(?: attribution\\s*-)? | you must give appropriate credit,?
    provide a link to the licen[cs]e,?
    you must attribute the work in the manner specified by the author or licensor,?
    I, the (?:copyright holder|creator) of this (?:work|file|image)
    all without asking permission | (?:may|can) be used without (?:asking )?permission | some rights reserved
    you may select the license of your choice | no (?:other )?changes (?:(?:were|have been) )?made | no other changes
    it was solely created by | NASA copyright policy states that .NASA material [\ufffc ]+ unless noted
    this file has been identified as being free of known restrictions[^.]{0,120}
    """
)

# An attribution that names no license: what kind it is, and what to do.
WITHOUT_LICENSE = [
    (RESERVED, "The text claims copyright. Printing needs the written permission of the owner."),
    (AGENCY, "This names an agency, not a license. Printing needs a license bought from it or another picture."),
    (_any_of("some rights reserved"),
     "It says some rights reserved but not which license. Open the license on the page of the picture."),
    (_any_of("no known (?:copyright )?restrictions | unrestricted"),
     "An archive knows of no rights: that is no license. Find the ground (age, U.S. Government work) and state it."),
    (_any_of("(?:kremlin|mil|government)\\.ru | Tasnim | Khamenei | Fars News | Mehr News"),
     "This names a site that states a license for its pictures. Look at the page of the picture and state which."),
    (_any_of("Unsplash | Pexels | Pixabay"),
     "This names a stock site, not the license. State its license as the page of the picture gives it."),
    (_any_of("(?:reproduction|use) is authori[sz]ed"),
     "It allows reproduction but does not say whether the picture may be changed. Ask the institution for the license."),
    (_any_of("UN Photo | United Nations Photo"), "UN Photo asks for permission for each use. Ask its library."),
    (_any_of("royalty[\\s-]free | copyright[\\s-]free | free (?:to|for) (?:use|commercial) | free (?:image|photo|licen[cs]e)"
             " | open (?:access|source)"),
     "Free of charge is no license. Ask under which license the picture was published."),
    (COPYRIGHT, "The text claims copyright. Printing needs the written permission of the owner."),
    (UNLICENSED, "This names no license. Ask for the written permission or choose another picture."),
    (_any_of("fair use | courtesy"), "This names no license. Ask for the written permission or choose another picture."),
]  # fmt: skip
