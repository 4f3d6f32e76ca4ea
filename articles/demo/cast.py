"""Who speaks and who publishes in the demo corpus. All of them are invented, and so are the places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from articles.demo.schema import DemoAffiliation, DemoAlias, DemoDomain, DemoOwner, DemoSource, SourceKind


@dataclass(frozen=True)
class Naming:
    """How running text names a source: in full at first, shortly later."""

    full: str  # "Tomas Harlan", "the Kesterholm Harbour Authority"
    short: str  # "Harlan", "the authority"
    honorific: str = ""  # people only
    before: str = ""  # "harbour chief": a popular paper puts it before the name
    after: str = ""  # "chief executive of the Kesterholm Harbour Authority": others after it


NAMINGS: dict[str, Naming] = {}
_SOURCES: list[DemoSource] = []


def _outlet(
    key: str,
    name: str,
    country: str,
    language: str,
    host: str,
    *,
    the: bool = True,
    owners: tuple[DemoOwner, ...] = (),
    aliases: tuple[DemoAlias, ...] = (),
    kind: SourceKind = "outlet",
    path: str = "",
    more_hosts: tuple[str, ...] = (),
) -> None:
    bare = name.removeprefix("The ")
    printed = f"the {bare}" if the else name
    NAMINGS[key] = Naming(printed, printed)
    domains = (DemoDomain(host, path), *(DemoDomain(more) for more in more_hosts))
    _SOURCES.append(DemoSource(key, kind, name, country, language, aliases, domains, owners))


def _body(
    key: str,
    name: str,
    short: str,
    *aliases: DemoAlias,
    country: str = "GB",
    kind: SourceKind = "organisation",
    the: bool = True,
    part_of: tuple[DemoAffiliation, ...] = (),
) -> None:
    NAMINGS[key] = Naming(f"the {name}" if the else name, short)
    _SOURCES.append(DemoSource(key, kind, name, country, "en", aliases, affiliations=part_of))


def _person(
    key: str,
    name: str,
    honorific: str,
    before: str,
    after: str,
    organisation: str = "",
    role: str = "",
    since: date | None = None,
    until: date | None = None,
    *,
    country: str = "GB",
    more: tuple[DemoAffiliation, ...] = (),
) -> None:
    surname = name.split()[-1]
    NAMINGS[key] = Naming(name, surname, honorific, before, after)
    own = (DemoAffiliation(organisation, role, since, until),) if organisation else ()
    _SOURCES.append(DemoSource(key, "person", name, country, "en", affiliations=(*own, *more)))


# --- owners -------------------------------------------------------------------------------------------------
_body("fennimore", "Fennimore Press Group", "the group")
_body("brackwater", "Brackwater Media", "the company", the=False)
_body("sentinel_trust", "Ostermere Sentinel Trust", "the trust")
_body("seeland", "Verlagshaus Seeland", "the publisher", country="DE", the=False)
_body("merrow_public", "Merrow Public Broadcasting", "the broadcaster", the=False)

# --- outlets ------------------------------------------------------------------------------------------------
_outlet(
    "courier",
    "Harbour Courier",
    "GB",
    "en",
    "harbourcourier.example",
    # sold in mid-year: one family with the Lantern only from March on
    owners=(
        DemoOwner("fennimore", date(2009, 5, 1), date(2026, 2, 28)),
        DemoOwner("brackwater", date(2026, 3, 1)),
    ),
    aliases=(DemoAlias("The Courier"), DemoAlias("Kesterholm Courier", "en", None, date(2004, 6, 30))),
)
_outlet(
    "sentinel",
    "The Ostermere Sentinel",
    "GB",
    "en",
    "ostermeresentinel.example",
    owners=(DemoOwner("sentinel_trust"),),
    aliases=(DemoAlias("The Sentinel"), DemoAlias("Sentinel Online")),
    more_hosts=("sentinel.example",),
)
_outlet(
    "lantern",
    "Daily Lantern",
    "GB",
    "en",
    "dailylantern.example",
    owners=(DemoOwner("brackwater"),),
    aliases=(DemoAlias("The Lantern"), DemoAlias("Sunday Lantern")),
)
_outlet(
    "ledger",
    "The Merrow Ledger",
    "GB",
    "en",
    "merrowledger.example",
    owners=(DemoOwner("fennimore"),),
    aliases=(DemoAlias("The Ledger"),),
)
_outlet(
    "radio",
    "Merrow Radio",
    "GB",
    "en",
    "merrowradio.example",
    the=False,
    owners=(DemoOwner("merrow_public"),),
    aliases=(DemoAlias("Radio Merrow"),),
)
_outlet(
    "beacon",
    "The Beacon",
    "GB",
    "en",
    "thebeacon.example",
    owners=(DemoOwner("fennimore"),),
    # renamed in February: the old name stays as a dated alias of the same source
    aliases=(DemoAlias("Ostermere Weekly Beacon", "en", date(1987, 1, 1), date(2026, 2, 14)),),
    more_hosts=("weeklybeacon.example",),
)
_outlet(
    "post",
    "Kestrel Bay Evening Post",
    "GB",
    "en",
    "local.example",
    path="/kestrel-bay",
    owners=(DemoOwner("brackwater", date(2018, 1, 1)),),
    aliases=(DemoAlias("Evening Post"),),
)
_outlet("tideline", "Tideline", "IE", "en", "tideline.example", the=False)
_outlet(
    "lowland",
    "Lowland View",
    "IE",
    "en",
    "local.example",
    the=False,
    path="/lowland-view",
    owners=(DemoOwner("brackwater", None, date(2025, 12, 31)),),
)
_outlet(
    "chronicle",
    "The Calderfoot Chronicle",
    "CA",
    "en",
    "calderfootchronicle.test",
    aliases=(DemoAlias("Calderfoot Chronicle Online"),),
)
_outlet(
    "tageblatt",
    "Norderauer Tageblatt",
    "DE",
    "de",
    "norderauer-tageblatt.example",
    owners=(DemoOwner("seeland"),),
    aliases=(DemoAlias("Tageblatt aus Norderau", "de"),),
)
_outlet(
    "bote",
    "Steinbrucker Bote",
    "AT",
    "de",
    "steinbrucker-bote.example",
    owners=(DemoOwner("seeland", date(2026, 1, 1)),),
)
_outlet("phare", "Le Phare de Brévan", "FR", "fr", "phare-brevan.test", the=False)
_outlet("diario", "Diario de Ribanova", "ES", "es", "diarioribanova.test", aliases=(DemoAlias("El Diario", "es"),))
_outlet(
    "marsa",
    "صحيفة المرسى الجديد",
    "JO",
    "ar",
    "almarsa-aljadid.test",
    the=False,
    aliases=(DemoAlias("Al-Marsa al-Jadid", "en"), DemoAlias("المرسى الجديد", "ar")),
)

# --- agencies -----------------------------------------------------------------------------------------------
_outlet(
    "northline",
    "Northline",
    "GB",
    "en",
    "northline.example",
    the=False,
    kind="agency",
    aliases=(DemoAlias("Northline News Agency"), DemoAlias("NLN")),
)
_outlet("meridian", "Meridian Wire", "IE", "en", "meridianwire.example", the=False, kind="agency")
_outlet(
    "kontor",
    "Kontor Pressedienst",
    "DE",
    "de",
    "kontor-pd.example",
    the=False,
    kind="agency",
    aliases=(DemoAlias("KPD", "de"), DemoAlias("Kontor", "en")),
)

# --- organisations ------------------------------------------------------------------------------------------
# two of them carry the abbreviation KHA: it is ambiguous, and nobody picks
_body("harbour_authority", "Kesterholm Harbour Authority", "the authority", DemoAlias("KHA"))
_body("hospital_alliance", "Kesterholm Hospital Alliance", "the alliance", DemoAlias("KHA", "en"))
_body("dsu", "Dockers and Seafarers Union", "the union", DemoAlias("DSU"))
_body("council", "Merrow Coast Council", "the council", the=False)
_body("flood_office", "Merrow Flood Office", "the flood office")
_body("police", "Kesterholm Police", "the police", the=False)
_body("ardent", "Ardent Bank", "the bank", the=False)
_body("corran", "Corran Savings Bank", "the savings bank", DemoAlias("Corran Savings"), the=False)
_body("markets_board", "Markets and Mergers Board", "the board", DemoAlias("MMB"))
_body("safety_board", "Coastal Safety Board", "the safety board", DemoAlias("CSB"))
_body("bluefin", "Bluefin Ferries", "the operator", the=False)
_body("rovers", "Kestrel Bay Rovers", "the club", DemoAlias("Rovers"), the=False)
_body("ribanova", "Atlético Ribanova", "the Spanish club", country="ES", the=False)
_body("mines_office", "Mines Inspectorate", "the inspectorate")
_body("tarn", "Tarn Minerals", "the company", the=False)
_body("returning_office", "Ostermere Returning Office", "the returning office")
_body("medicines_office", "Medicines Safety Office", "the medicines office", DemoAlias("MSO"))
_body("halden", "Halden Biologics", "the manufacturer", the=False)
_body("upper_vale", "Upper Vale Fisheries Commission", "the Upper Vale commission", country="CA")
_body("lower_vale", "Lower Vale Fisheries Commission", "the Lower Vale commission", country="CA")
_body("waterworks", "Merrow Waterworks", "the water company", the=False)
_body("museum", "Ostermere Museum of Painting", "the museum")
_body("rail", "Merrow Rail", "the rail company", the=False)
_body("trace_software", "Tracewell Systems", "the supplier", DemoAlias("Tracewell"), the=False)
_body("health_ministry", "Ministry of Health", "the ministry")

# --- named groups -------------------------------------------------------------------------------------------
_body("riverside", "Riverside Residents", "the residents' group", kind="group", the=False)
_body("patients", "Patients' Voice Kesterholm", "the patients' group", kind="group", the=False)
_body("supporters", "Rovers Supporters' Trust", "the trust", kind="group")
_body("miners_families", "Tarnside Families", "the families' group", kind="group", the=False)
_body("lake_guides", "Vale Lake Guides", "the guides", kind="group", country="CA")

# --- documents ----------------------------------------------------------------------------------------------
_body(
    "sea_wall_report",
    "Aldervane Report on Sea Defences",
    "the report",
    DemoAlias("Aldervane report"),
    kind="document",
    part_of=(DemoAffiliation("council", "commissioned by"),),
)
_body("notice_14", "Inspection Notice 14/26", "the notice", kind="document", the=False)
_body("merger_prospectus", "Ardent–Corran merger prospectus", "the prospectus", kind="document")
_body("ferry_bulletin", "Safety Bulletin 3/2026", "the bulletin", kind="document", the=False)

# --- people -------------------------------------------------------------------------------------------------
_person(
    "harlan",
    "Tomas Harlan",
    "Mr",
    "harbour chief",
    "chief executive of the Kesterholm Harbour Authority",
    "harbour_authority",
    "chief executive",
    date(2021, 9, 1),
)
_person(
    "lindqvist",
    "Ngozi Lindqvist",
    "Ms",
    "union leader",
    "general secretary of the Dockers and Seafarers Union",
    "dsu",
    "general secretary",
)
_person(
    "brandt",
    "Ilse Brandt",
    "Ms",
    "council leader",
    "leader of Merrow Coast Council",
    "council",
    "leader",
    date(2023, 5, 8),
)
_person(
    "pell",
    "Aidan Pell",
    "Mr",
    "flood forecaster",
    "duty forecaster at the Merrow Flood Office",
    "flood_office",
    "duty forecaster",
)
_person(
    "quist",
    "Marta Quist",
    "Ms",
    "residents' spokeswoman",
    "who speaks for Riverside Residents",
    "riverside",
    "spokeswoman",
)
_person(
    "dray",
    "Conor Dray",
    "Supt",
    "police chief",
    "superintendent of Kesterholm Police",
    "police",
    "superintendent",
)
_person(
    "vos",
    "Henrike Vos",
    "Dr",
    "hospital chief",
    "medical director of the Kesterholm Hospital Alliance",
    "hospital_alliance",
    "medical director",
)
_person(
    "imre",
    "Pal Imre",
    "Mr",
    "software boss",
    "managing director of Tracewell Systems",
    "trace_software",
    "managing director",
)
_person(
    "sorley",
    "Jean Sorley",
    "Ms",
    "patients' campaigner",
    "founder of Patients' Voice Kesterholm",
    "patients",
    "founder",
)
_person("achterberg", "Ruben Achterberg", "Mr", "bank chairman", "chairman of Ardent Bank", "ardent", "chairman")
_person(
    "melling",
    "Fiona Melling",
    "Ms",
    "savings bank chief",
    "chief executive of Corran Savings Bank",
    "corran",
    "chief executive",
    date(2019, 1, 1),
    date(2026, 6, 30),
    more=(DemoAffiliation("ardent", "deputy chief executive", date(2026, 7, 1)),),
)
_person(
    "tolland",
    "Greta Tolland",
    "Ms",
    "mergers watchdog",
    "chair of the Markets and Mergers Board",
    "markets_board",
    "chair",
)
_person(
    "skerry",
    "Magnus Skerry",
    "Capt",
    "chief investigator",
    "chief investigator of the Coastal Safety Board",
    "safety_board",
    "chief investigator",
)
_person(
    "lowe",
    "Dana Lowe",
    "Ms",
    "ferry company spokeswoman",
    "spokeswoman for Bluefin Ferries",
    "bluefin",
    "spokeswoman",
)
_person(
    "castell",
    "Rafa Castell",
    "Mr",
    "winger",
    "the Rovers winger",
    "rovers",
    "player",
    date(2023, 7, 1),
    date(2026, 7, 24),
    more=(DemoAffiliation("ribanova", "player", date(2026, 7, 25)),),
)
_person("umber", "Colin Umber", "Mr", "Rovers manager", "manager of Kestrel Bay Rovers", "rovers", "manager")
_person(
    "pazos",
    "Lucía Pazos",
    "Ms",
    "Ribanova president",
    "president of Atlético Ribanova",
    "ribanova",
    "president",
    country="ES",
)
_person(
    "thorne",
    "Edda Thorne",
    "Ms",
    "mines inspector",
    "chief inspector at the Mines Inspectorate",
    "mines_office",
    "chief inspector",
)
_person(
    "garrick",
    "Owen Garrick",
    "Mr",
    "mine manager",
    "manager of the Tarnside mine",
    "tarn",
    "manager of the Tarnside mine",
)
_person(
    "whin",
    "Bethan Whin",
    "Ms",
    "families' spokeswoman",
    "who chairs Tarnside Families",
    "miners_families",
    "chair",
)
_person(
    "falk",
    "Jonas Falk",
    "Mr",
    "returning officer",
    "the Ostermere returning officer",
    "returning_office",
    "returning officer",
)
_person("adair", "Ruth Adair", "Ms", "mayoral candidate", "a candidate for mayor of Ostermere")
_person("nankivell", "Peter Nankivell", "Mr", "mayoral candidate", "a candidate for mayor of Ostermere")
_person(
    "marsh",
    "Elin Marsh",
    "Dr",
    "medicines watchdog",
    "head of recalls at the Medicines Safety Office",
    "medicines_office",
    "head of recalls",
)
_person(
    "roeg",
    "Stellan Roeg",
    "Mr",
    "drug firm spokesman",
    "spokesman for Halden Biologics",
    "halden",
    "spokesman",
)
_person(
    "tremont",
    "Louise Tremont",
    "Ms",
    "lake negotiator",
    "who leads the Upper Vale delegation",
    "upper_vale",
    "head of delegation",
    country="CA",
)
_person(
    "bekker",
    "Arne Bekker",
    "Mr",
    "lake negotiator",
    "who leads the Lower Vale delegation",
    "lower_vale",
    "head of delegation",
    country="CA",
)
_person(
    "hesse",
    "Mirjam Hesse",
    "Dr",
    "museum director",
    "director of the Ostermere Museum of Painting",
    "museum",
    "director",
)
_person(
    "yule",
    "Callum Yule",
    "Mr",
    "waterworks boss",
    "operations director of Merrow Waterworks",
    "waterworks",
    "operations director",
)
_person("orne", "Katrin Orne", "Ms", "rail chief", "chief engineer of Merrow Rail", "rail", "chief engineer")
_person("aldervane", "Simon Aldervane", "Prof", "coast engineer", "the coastal engineer who wrote the report")

_IN_ARABIC = {
    "northline": "نورثلاين",
    "diario": "دياريو دي ريبانوفا",
    "rovers": "كيستريل باي روفرز",
    "lowe": "دانا لو",
    "pazos": "لوسيا بازوس",
    "yule": "كالوم يول",
    "castell": "رافا كاستيل",
}

SOURCES: tuple[DemoSource, ...] = tuple(
    replace(one, aliases=(*one.aliases, DemoAlias(_IN_ARABIC[one.key], "ar"))) if one.key in _IN_ARABIC else one
    for one in _SOURCES
)
SOURCE_BY_KEY: dict[str, DemoSource] = {source.key: source for source in SOURCES}
