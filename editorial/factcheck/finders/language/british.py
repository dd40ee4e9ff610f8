"""British spellings and what they are in American English.

Most follow a rule; a rule counts only where its result is an American word and what it began with is none.
"""

import re
from collections.abc import Iterator
from functools import cache

from editorial.factcheck.finders.language.dictionaries import house_words, word_counts

# Words that the dictionary holds as well, or that no rule makes.
_PAIRS = dict(
    pair.split(">")
    for pair in """
    aeroplane>airplane aeroplanes>airplanes ageing>aging aluminium>aluminum amongst>among amphitheatre>amphitheater
    armour>armor armoured>armored armoury>armory armouries>armories artefact>artifact artefacts>artifacts
    barrelled>barreled cancelled>canceled cancelling>canceling catalysed>catalyzed
    cheque>check cheques>checks chequebook>checkbook coloured>colored colour>color colours>colors counselled>counseled
    counsellor>counselor counsellors>counselors defence>defense defences>defenses defenceless>defenseless
    draught>draft draughts>drafts enquiry>inquiry enquiries>inquiries enrol>enroll enrols>enrolls enrolment>enrollment
    fuelled>fueled fuelling>fueling fulfil>fulfill fulfils>fulfills fulfilment>fulfillment funnelled>funneled
    funnelling>funneling gaol>jail grey>gray greyish>grayish gruelling>grueling
    instalment>installment instalments>installments jewellery>jewelry judgement>judgment judgements>judgments
    kerb>curb labelled>labeled labelling>labeling levelled>leveled levelling>leveling licence>license
    licences>licenses lustre>luster manoeuvre>maneuver manoeuvres>maneuvers manoeuvred>maneuvered
    manoeuvring>maneuvering manoeuvrable>maneuverable manoeuvrability>maneuverability marshalled>marshaled
    marshalling>marshaling meagre>meager modelled>modeled modelling>modeling mould>mold moulds>molds moustache>mustache
    offence>offense offences>offenses orientated>oriented panelled>paneled plough>plow ploughed>plowed practise>practice
    practised>practiced practising>practicing pretence>pretense pretences>pretenses programme>program
    programmes>programs pyjamas>pajamas quarrelled>quarreled refuelled>refueled refuelling>refueling
    remodelled>remodeled rivalled>rivaled sabre>saber sabres>sabers saviour>savior saviours>saviors sceptic>skeptic
    sceptical>skeptical scepticism>skepticism sceptics>skeptics shovelled>shoveled signalled>signaled
    signalling>signaling skilful>skillful skilfully>skillfully smoulder>smolder smouldering>smoldering speciality>specialty
    specialities>specialties spiralled>spiraled spiralling>spiraling storey>story storeys>stories sulphur>sulfur
    theatre>theater theatres>theaters totalled>totaled totalling>totaling travelled>traveled traveller>traveler
    travellers>travelers travelling>traveling tunnelled>tunneled tunnelling>tunneling tyre>tire tyres>tires
    unequalled>unequaled unrivalled>unrivaled unravelled>unraveled unravelling>unraveling
    whilst>while wilful>willful wilfully>willfully woollen>woolen yoghurt>yogurt learnt>learned spelt>spelled
    anaemia>anemia anaesthetic>anesthetic encyclopaedia>encyclopedia foetus>fetus haemorrhage>hemorrhage
    paediatric>pediatric connexion>connection tonne>metric_ton tonnes>metric_tons
    """.split()
)
_RULES = (
    (re.compile(r"is(e|ed|es|ing|er|ers|ation|ations|ational|able)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|ing|er|ers)$"), r"yz\1"),
    (re.compile(r"our(?=$|s$|ed$|ing$|ite|able|ful|al|hood|less|er|y$|ism|ly)"), "or"),
    (re.compile(r"([tbm])re(s?)$"), r"\1er\2"),
    (re.compile(r"([aeiou])ll(ed|ing|er|ers)$"), r"\1l\2"),
    (re.compile(r"([dtf])ence(s|less)?$"), r"\1ense\2"),
    (re.compile(r"ae"), "e"),
    (re.compile(r"oe"), "e"),
    (re.compile(r"logue(s?)$"), r"log\1"),
    (re.compile(r"mme(s?)$"), r"m\1"),
)


def _by_rule(word: str) -> Iterator[str]:
    for pattern, american in _RULES:
        changed = pattern.sub(american, word, count=1)
        if changed != word:
            yield changed


@cache
def american_form(word: str) -> str | None:
    """“color” for “colour”; None for a word that is American English, or none at all. Lower case in and out."""
    if word in _PAIRS:
        return _PAIRS[word].replace("_", " ")
    counts = word_counts("en")
    if word in counts or word in house_words() or len(word) < 5:
        return None
    return next((changed for changed in _by_rule(word) if changed in counts), None)
