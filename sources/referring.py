"""Whether printed words name somebody, point back to somebody, or describe somebody.

Pure Python: no Django, no network. Only names leave their article and come to the work list of names. Where
it is wrong about words in small letters that are a name after all, the editor makes them a source.
"""

from __future__ import annotations

import re
from typing import Literal

Reference = Literal["name", "pronoun", "description"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# By language, since “Elle” is a magazine in an English text. Those without a language below hold in any.
_PRONOUNS = {
    "en": _words(
        "i me my mine you your yours he him his she her hers it its we us our ours they them their theirs who "
        "whom himself herself itself themselves ourselves myself someone somebody anyone anybody everyone "
        "everybody nobody both some others another former latter this that these those one ones none"
    ),
    "de": _words(
        "ich mich mir du dich dir er ihn ihm sie ihr ihnen es wir uns euch man jemand niemand jener jene jenes "
        "dieser diese dieses beide einige andere letzterer letztere ersterer erstere selbst wer"
    ),
    "fr": _words("je tu il elle on nous vous ils elles lui leur leurs eux celui celle ceux celles certains autres qui"),
    "es": _words("yo tú él ella ello nosotros nosotras vosotros ellos ellas usted ustedes ambos ambas otros quien"),
    "it": _words("io tu lui lei egli ella esso essa noi voi loro essi esse entrambi altri chi"),
    "nl": _words("ik jij je hij zij ze wij we jullie hen hun u beiden anderen wie"),
    "": _words(
        "он она оно они я мы вы він вона вони هو هي هم هما هن نحن أنا הוא היא הם הן אני אנחנו "
        "他 她 他们 她们 彼 彼女 彼ら"
    ),
}
_POINTERS = frozenset(["the two", "the three", "the former", "the latter", "the other", "the others", "one of them"])

_DEFINITE = _words(
    "the this that these those its his her their our my der die das dem den des dieser diese dieses ihr ihre sein "
    "seine unser unsere le la les ce cet cette ces son sa ses el los las il lo gli i het de"
)
_COUNTING = _words(
    "a an some several many few most one two three four five six seven eight nine ten eleven twelve dozens "
    "another other any every each no various numerous hundreds thousands "
    "ein eine einer eines einem einen mehrere einige zwei drei vier fünf sechs sieben acht neun zehn elf zwölf viele "
    "un une des deux trois quatre cinq plusieurs quelques una unos unas dos tres cuatro varios varias uno due tre "
    "alcuni alcune een twee drie vier vijf enkele"
)
# Capital letters say nothing about a noun behind these: where German counts, it describes.
_GERMAN_COUNTING = _words(
    "ein eine einer eines einem einen mehrere einige zwei drei vier fünf sechs sieben acht neun zehn elf zwölf viele"
)
# In English and the Romance languages a name behind these ends with a capital: “a Hamas official”.
_ENDS_IN_CAPITAL = _words(
    "the a an this that these those its his her their our some several many few most one two three four five six "
    "seven eight nine ten"
)
_PARTICLES = _words(
    "de van von der den ter ten bin ibn ben al el la le di da du del della dos das zu zum zur d' l' 't st mc"
)
# Between a role and whoever's it is: “officials at the Ministry”, “ein Sprecher der Klinik”.
_JOINING = _words(
    "for of at from in on with close near to who whom whose by inside within familiar linked behind "
    "der des dem den von vom aus bei beim im in für am zum zur de du des d' del della chez à en van bij uit voor"
)

_ROLES = _words(
    "spokesman spokesmen spokeswoman spokeswomen spokesperson spokespersons spokespeople official officials source "
    "sources aide aides adviser advisers advisor advisors minister ministers ministry president chairman chairwoman "
    "chair director directors officer officers police army military soldier soldiers commander commanders general "
    "generals troops reservist reservists veteran veterans fighter fighters militant militants rebel rebels "
    "diplomat diplomats envoy ambassador lawmaker lawmakers legislator legislators politician politicians mayor "
    "governor senator judge judges prosecutor prosecutors lawyer lawyers court courts witness witnesses bystander "
    "bystanders resident residents villager villagers neighbour neighbours neighbor neighbors local locals citizen "
    "citizens people person persons man men woman women child children family families relative relatives parent "
    "parents mother father friend friends colleague colleagues worker workers employee employees staff manager "
    "managers executive executives expert experts analyst analysts observer observers researcher researchers "
    "scientist scientists engineer engineers doctor doctors nurse nurses medic medics teacher teachers student "
    "students professor economist economists historian critic critics activist activists campaigner campaigners "
    "protester protesters demonstrator demonstrators organiser organisers organizer organizers volunteer volunteers "
    "journalist journalists reporter reporters correspondent editor editors newspaper newspapers paper papers "
    "magazine outlet outlets media press agency agencies broadcaster channel station website report reports "
    "statement statements document documents memo memos letter letters draft drafts study studies survey surveys "
    "investigation filing filings record records figures data article articles authorities authority government "
    "governments administration parliament cabinet committee council commission board union unions party parties "
    "company companies firm firms group groups organisation organisations organization organizations association "
    "charity charities ngo ngos institute university hospital hospitals rescuers firefighters paramedics insider "
    "insiders whistleblower informant opponent opponents supporter supporters member members leader leaders owner "
    "owners tenant tenants farmer farmers fishermen driver drivers passenger passengers survivor survivors victim "
    "victims hostage hostages prisoner prisoners detainee detainees delegate delegates negotiator negotiators "
    "mediator mediators investor investors trader traders shareholder shareholders customer customers user users "
    "author authors writer writers captain crew miner miners clerk keeper guard guards pilot pilots"
)
# Of these no organisation makes its name (“Soldiers for Hostages”, “Ministry of Health”), also where a capital
# begins the sentence: “Officials of the Ministry”.
_NEVER_NAMES = _words(
    "spokesman spokesmen spokeswoman spokeswomen spokesperson spokespersons spokespeople official officials source "
    "sources aide aides adviser advisers advisor advisors officer officers commander commanders diplomat diplomats "
    "lawmaker lawmakers prosecutor prosecutors lawyer lawyers witness witnesses bystander bystanders resident "
    "residents villager villagers neighbour neighbours neighbor neighbors relative relatives employee employees "
    "analyst analysts insider insiders critic critics opponent opponents supporter supporters negotiator negotiators "
    "mediator mediators someone somebody people persons man woman"
)
_QUALITIES = _words(
    "senior junior former current ex top high-ranking leading local national international foreign western eastern "
    "northern southern military political legal medical security intelligence defence defense government state "
    "federal public private independent anonymous unnamed unidentified other new old several many some more most "
    "prime deputy acting chief vice first second two three four and or of the a an"
)
# Printed with a capital where the article means its own: “the Ministry”, “the President”.
_OFFICES = _words(
    "ministry government president minister prime vice deputy committee council court police army navy party company "
    "university board authority union commission mayor governor chancellor king queen group agency newspaper paper "
    "department office parliament cabinet administration spokesman spokeswoman spokesperson official officials"
)
_GERMAN_ROLES = _words(
    "sprecher sprecherin sprechern quelle quellen kreise kreisen beamte beamter beamten behörde behörden polizei "
    "polizist polizisten regierung minister ministerin ministerium präsident präsidentin zeuge zeugin zeugen "
    "augenzeuge augenzeugen anwohner anwohnerin anwohnern experte experten expertin expertinnen fachleute insider "
    "insidern mitarbeiter mitarbeiterin mitarbeitern vertreter vertreterin beobachter kritiker anwalt anwälte anwältin "
    "staatsanwaltschaft gericht richter soldat soldaten offizier offiziere armee militär politiker abgeordnete "
    "abgeordneter bürgermeister bürgermeisterin zeitung blatt bericht berichte medien studie papier dokument "
    "unterlagen schreiben brief entwurf angaben familie angehörige eltern nachbar nachbarn bewohner menschen mann "
    "frau männer "
    "frauen person personen gruppe organisation verein unternehmen firma konzern partei gewerkschaft arzt ärzte ärztin "
    "forscher forscherin wissenschaftler lehrer schüler studenten diplomat diplomaten berater beraterin chef chefin "
    "leiter leiterin vorstand feuerwehr rettungskräfte bergleute händler kunden"
)
_GERMAN_ENDINGS = (
    "sprecher",
    "sprecherin",
    "kreise",
    "kreisen",
    "beamte",
    "beamter",
    "beamten",
    "behörde",
    "behörden",
    "leute",
)

_WORD = re.compile(r"[^\s,;:()\[\]“”„«»\"]+")


def reference(printed: str, language: str = "") -> Reference:
    """What the words do, as far as they tell themselves. `language` is the text's (BCP 47), "" if not known.

    A script without capitals is taken to name unless it is a pronoun; so is a host (“heise.de”).
    """
    tokens = [token.strip(".!?…'’‘") or token for token in _WORD.findall(printed.strip())]
    tokens = [token for token in tokens if any(c.isalnum() for c in token)]
    if not tokens:
        return "name"
    folded = [token.casefold() for token in tokens]
    if _is_pronoun(printed, tokens, folded, language):
        return "pronoun"
    if not any(c.lower() != c.upper() for token in tokens for c in token):
        return "name"
    return "description" if _describes(tokens, folded) else "name"


def names_somebody(printed: str, language: str = "") -> bool:
    return reference(printed, language) == "name"


def _is_pronoun(printed: str, tokens: list[str], folded: list[str], language: str) -> bool:
    if " ".join(folded) in _POINTERS:
        return True
    if len(tokens) != 1:
        return False
    if len(tokens[0]) > 1 and tokens[0].isupper():
        return False  # “IT”, “WE”, “ELLE”: an abbreviation or a masthead
    own = language.partition("-")[0].lower()
    # a capital may begin a sentence in the text's own language; in another it begins a name
    asked = {own, "en", ""} if own and own in _PRONOUNS and tokens[0][0].isupper() else set(_PRONOUNS)
    return any(folded[0] in _PRONOUNS[name] for name in asked)


def _describes(tokens: list[str], folded: list[str]) -> bool:
    start = 0
    while start < len(tokens) and (folded[start] in _DEFINITE | _COUNTING or folded[start].isdigit()):
        start += 1
    rest = tokens[start:]
    if not rest:
        # nothing but articles and numbers: “some”; “The The” and “A-ha” are names
        return not any(token[0].isupper() for token in tokens[1:]) and not tokens[0].isupper()
    before = folded[:start]
    if before and before[0] in _GERMAN_COUNTING:
        return True
    if before and all(word in _OFFICES for word in folded[start:]):
        return True
    named = [_is_evidence(token, heads=len(tokens) if at == 0 else 0) for at, token in enumerate(tokens)][start:]
    if not any(named):
        return True
    last = rest[-1]
    counts = before and (before[0] in _ENDS_IN_CAPITAL or before[0] in _COUNTING or before[0].isdigit())
    if last[0].islower() and not named[-1] and (last.casefold() in _ROLES or counts):
        return True
    first_name = named.index(True)
    between = [token.casefold() for token in rest[1:first_name]]
    head = rest[0].casefold()
    is_role = head not in _PARTICLES if rest[0][0].islower() else head in _NEVER_NAMES | _GERMAN_ROLES
    return first_name > 0 and is_role and any(word in _JOINING for word in between)


def _is_evidence(token: str, *, heads: int) -> bool:
    """Whether the word is one that names: a capital that its place does not explain, or a host.

    `heads` is how many words the phrase has that it is the first of, 0 where another one is.
    """
    folded = token.casefold()
    if "." in token.strip(".") and len(token) > 3:
        return True
    if not token[0].isupper():
        # “eBay”; digits alone name nobody; a letter of a script without capitals may
        return any(c.isupper() for c in token) or (token[0].isalpha() and token[0].lower() == token[0].upper())
    if folded in _GERMAN_ROLES or folded.endswith(_GERMAN_ENDINGS):
        return False
    if not heads or (len(token) > 1 and token.isupper()):
        return True
    # at the head a capital may be the sentence's; “Independent” alone is a masthead
    return folded not in (_ROLES | _QUALITIES if heads > 1 else _ROLES)
