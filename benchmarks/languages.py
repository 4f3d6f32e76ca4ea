"""The four languages of a corpus: syllables to make words and names of, and the few words that sentences hang on.

Sentences are no sense, but have the shape that marking looks at: who, a cue, what is said, and where it stands.
A frame has few words of its own, so that two articles seldom have more than four in a row in common.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """`joins` stand between cue and content; a cue comes with the channel it tells."""

    code: str
    countries: tuple[str, ...]
    onsets: tuple[str, ...]
    nuclei: tuple[str, ...]
    codas: tuple[str, ...]
    common: tuple[str, ...]  # the most frequent words, most frequent first
    said: tuple[tuple[str, str], ...]
    that: str
    opening: str
    closing: str
    comma_inside: bool  # “..., ” she said; the speaker stands before the cue then
    according: tuple[str, str]
    told: tuple[str, str]  # cue, and what stands between it and the outlet
    reported: tuple[str, ...]
    had_said: tuple[tuple[str, str], ...]
    denied: tuple[str, ...]
    declined: tuple[str, ...]
    reportedly: tuple[str, ...]
    both: str
    pronouns: tuple[str, ...]
    numbers: tuple[str, ...]  # one, two, three ... as words before unnamed sources
    unnamed: tuple[str, ...]
    roles: tuple[str, ...]
    at: str
    papers: tuple[str, ...]
    agency: str
    bodies: tuple[str, ...]
    groups: tuple[str, ...]
    documents: tuple[str, ...]
    qualifiers: tuple[tuple[str, bool, bool], ...]  # as printed; whether it gives a lowest, a highest number


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = (
    Language(
        code="en",
        countries=("GB", "US", "IE", "AU", "CA", "NZ"),
        onsets=_words("b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr r s sh sk sl st t th tr v w y"),
        nuclei=_words("a e i o u a e i o ea oo ai ou ie"),
        codas=("", "", "", "n", "r", "l", "t", "nd", "st", "m", "ck", "rn", "ld", "ss", "p", "mp"),
        common=_words(
            "the of and to in a for on with at by from as its was were has after over their new under before"
            " more into than between against during while about his her had been not or would could"
        ),
        said=(
            ("said", ""),
            ("stated", ""),
            ("declared", ""),
            ("announced", ""),
            ("warned", ""),
            ("argued", ""),
            ("told reporters", "press conference"),
            ("wrote", "post"),
            ("testified", "court"),
            ("explained", "interview"),
        ),
        that=" that ",
        opening="“",
        closing="”",
        comma_inside=True,
        according=("According to", ", "),
        told=("told", " "),
        reported=("reported", "revealed", "wrote", "learned"),
        had_said=(("had said", " that "), ("had declared", " that "), ("had warned", " "), ("had announced", " ")),
        denied=("denied", "rejected", "disputed"),
        declined=("declined to comment", "refused to comment", "would not comment"),
        reportedly=("Reportedly", "Allegedly", "Supposedly"),
        both=" and ",
        pronouns=("he", "she"),
        numbers=("a", "two", "three", "four"),
        unnamed=("officials", "employees", "witnesses", "neighbours", "diplomats", "insiders"),
        roles=("spokeswoman", "spokesman", "director", "chair", "member", "engineer", "lawyer", "researcher"),
        at="at",
        papers=("Courier", "Post", "Herald", "Times", "Echo", "Gazette", "Observer", "Mail", "Star", "Record"),
        agency="Agency",
        bodies=("Council", "Union", "Institute", "Trust", "Ministry", "Hospital", "Police", "Works", "Bank", "Port"),
        groups=("Friends", "Neighbours", "Parents", "Volunteers", "Watch"),
        documents=("Report", "Survey", "Inquiry", "Census", "Audit"),
        qualifiers=(("", True, True), ("around", True, True), ("more than", True, False), ("up to", False, True)),
    ),
    Language(
        code="de",
        countries=("DE", "AT", "CH"),
        onsets=_words("b bl br d dr f fl g gr h k kl kr l m n pf r s sch sp st t tr v w z zw"),
        nuclei=_words("a e i o u a e ei au eu ie ä ö ü"),
        codas=("", "", "n", "r", "l", "t", "nd", "cht", "m", "ck", "rn", "ld", "ss", "ng", "tz"),
        common=_words(
            "die der und in das von mit zu den auf für ist im dem nicht ein eine als auch es an werden aus er hat"
            " bei sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch"
        ),
        said=(
            ("sagte", ""),
            ("erklärte", ""),
            ("betonte", ""),
            ("teilte mit", "written statement"),
            ("warnte", ""),
            ("schrieb", "post"),
            ("sagte öffentlich", "press conference"),
            ("erzählte", "interview"),
        ),
        that=", dass ",
        opening="„",
        closing="“",
        comma_inside=False,
        according=("Laut", " "),
        told=("sagte", " gegenüber "),
        reported=("berichtete", "meldete", "schrieb", "enthüllte"),
        had_said=(("gesagt habe", ", "), ("erklärt habe", ", "), ("gewarnt habe", ", ")),
        denied=("bestritt", "dementierte"),
        declined=("lehnte Auskünfte ab", "schwieg dazu"),
        reportedly=("Angeblich", "Offenbar"),
        both=" und ",
        pronouns=("er", "sie"),
        numbers=("ein", "zwei", "drei", "vier"),
        unnamed=("Beamte", "Mitarbeiter", "Zeugen", "Nachbarn", "Diplomaten"),
        roles=("Sprecherin", "Sprecher", "Direktorin", "Vorsitzender", "Mitglied", "Anwältin"),
        at="bei",
        papers=("Zeitung", "Bote", "Anzeiger", "Kurier", "Nachrichten", "Rundschau", "Tageblatt", "Stimme"),
        agency="Presseagentur",
        bodies=("Rat", "Verband", "Institut", "Stiftung", "Ministerium", "Klinik", "Polizei", "Werke", "Bank"),
        groups=("Freunde", "Nachbarn", "Eltern", "Helfer", "Wacht"),
        documents=("Bericht", "Studie", "Gutachten", "Statistik"),
        qualifiers=(("", True, True), ("rund", True, True), ("mehr als", True, False), ("bis zu", False, True)),
    ),
    Language(
        code="fr",
        countries=("FR", "BE", "CA"),
        onsets=_words("b bl br c ch cl d f fl fr g gr j l m n p pl pr qu r s t tr v"),
        nuclei=_words("a e i o u é è ai au eau eu ou oi"),
        codas=("", "", "", "", "n", "r", "l", "s", "t", "x", "nt", "rd", "ge", "que", "lle", "nne"),
        common=_words(
            "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la"
            " avec son aux été sa ses ont mais comme ou après leur deux entre sans cette"
        ),
        said=(
            ("a dit", ""),
            ("a déclaré", ""),
            ("a affirmé", ""),
            ("a annoncé", "written statement"),
            ("a prévenu", ""),
            ("a écrit", "post"),
            ("a confié", "interview"),
        ),
        that=" que ",
        opening="«",
        closing="»",
        comma_inside=False,
        according=("Selon", ", "),
        told=("confia", " à "),
        reported=("a rapporté", "a révélé", "a écrit"),
        had_said=(("avait dit", " que "), ("avait déclaré", " que "), ("avait annoncé", " ")),
        denied=("a démenti", "a nié"),
        declined=("refusa de commenter", "garda le silence"),
        reportedly=("Apparemment", "Vraisemblablement"),
        both=" et ",
        pronouns=("il", "elle"),
        numbers=("un", "deux", "trois", "quatre"),
        unnamed=("responsables", "employés", "témoins", "voisins", "diplomates"),
        roles=("porte-parole", "directrice", "président", "membre", "avocate", "chercheur"),
        at="chez",
        papers=("Courrier", "Dépêche", "Écho", "Gazette", "Tribune", "Journal", "Voix", "Matin"),
        agency="Agence",
        bodies=("Conseil", "Syndicat", "Institut", "Fondation", "Ministère", "Hôpital", "Police", "Banque"),
        groups=("Amis", "Voisins", "Parents", "Bénévoles", "Veille"),
        documents=("Rapport", "Enquête", "Bilan", "Audit"),
        qualifiers=(("", True, True), ("environ", True, True), ("plus de", True, False), ("moins de", False, True)),
    ),
    Language(
        code="es",
        countries=("ES", "MX", "AR", "CL"),
        onsets=_words("b br c ch d f fl g gr h j l ll m n p pl pr qu r s t tr v z"),
        nuclei=_words("a e i o u a e o ia ie ue á é ó"),
        codas=("", "", "", "", "n", "r", "l", "s", "d", "z", "ción", "dor", "nte"),
        common=_words(
            "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me"
            " si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta"
        ),
        said=(
            ("dijo", ""),
            ("declaró", ""),
            ("afirmó", ""),
            ("anunció", "written statement"),
            ("advirtió", ""),
            ("escribió", "post"),
            ("explicó", "interview"),
        ),
        that=" que ",
        opening="«",
        closing="»",
        comma_inside=False,
        according=("Según", ", "),
        told=("dijo", " a "),
        reported=("informó", "reveló", "publicó"),
        had_said=(("había dicho", " que "), ("había declarado", " que "), ("había anunciado", " ")),
        denied=("negó", "desmintió"),
        declined=("no quiso comentar", "evitó comentar"),
        reportedly=("Supuestamente", "Presuntamente"),
        both=" y ",
        pronouns=("él", "ella"),
        numbers=("un", "dos", "tres", "cuatro"),
        unnamed=("funcionarios", "empleados", "testigos", "vecinos", "diplomáticos"),
        roles=("portavoz", "directora", "presidente", "miembro", "abogada", "investigador"),
        at="en",
        papers=("Correo", "Diario", "Heraldo", "Gaceta", "Tribuna", "Voz", "Noticias", "Tiempo"),
        agency="Agencia",
        bodies=("Consejo", "Sindicato", "Instituto", "Fundación", "Ministerio", "Hospital", "Policía", "Banco"),
        groups=("Amigos", "Vecinos", "Padres", "Voluntarios", "Vigía"),
        documents=("Informe", "Encuesta", "Censo", "Balance"),
        qualifiers=(("", True, True), ("unos", True, True), ("más de", True, False), ("hasta", False, True)),
    ),
)
# how much is published in each
SHARES = (60, 15, 13, 12)
