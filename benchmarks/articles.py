"""Rows of an article: its text from a draft, what is marked in it, and the relays that follow from that.

Child rows get their ids from their article's (statement 16 x article + number, and so on), so that chunks can be
written in any process. Relays are made here too, since deriving five million of them would take hours;
`benchmarks.check` proves that they are what `articles.relays.derive` makes of the marking.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from operator import itemgetter
from random import Random
from typing import NamedTuple

from benchmarks.drafts import Draft, Named, Said, capital
from benchmarks.languages import LANGUAGES
from benchmarks.world import DAY, NULL, Source, World

CLOCK = [f"{minute // 60:02}:{minute % 60:02}:00+00" for minute in range(1440)]
CONTEXT = 32  # characters of a selector's prefix and suffix, as articles.text has it
STATE_ORDER = ("accepted", "suggested", "unsure", "disputed", "rejected")

# rows an article may have of a table: what its id is multiplied by
STATEMENTS, MENTIONS, ATTRIBUTIONS, VIAS, FIGURES, MATCHES, CREDITS, RELAYS, RELAY_VIAS = (
    16,
    32,
    32,
    16,
    16,
    32,
    4,
    32,
    256,
)

COLUMNS = {
    "articles_copygroup": "id created_at note created_by_id original_id",
    "articles_article": (
        "id created_at address address_key no_address title title_sort byline language country genre came_in"
        " published_at published_precision first_seen_at text_hash progress gone_through_at note created_by_id"
        " gone_through_by_id merged_into_id outlet_id copy_group_id gone_through_revision_id"
    ),
    "articles_revision": (
        "id number text length title_end standfirst_end text_hash captured_at article_id captured_by_id"
    ),
    "articles_mention": (
        "id resolution printed_name printed_key source_kind descriptor number_low number_high body reason affiliation"
        " resolved_at article_id resolved_by_id source_id"
    ),
    "articles_credit": (
        "id state found_by confidence decided_at decision_reason created_at role spans selectors printed note"
        " article_id created_by_id decided_by_id mention_id revision_id"
    ),
    "articles_statement": (
        "id state found_by confidence decided_at decision_reason created_at spans selectors quote voice cue cue_spans"
        " form polarity channel via_none_needed own_reporting note version article_id created_by_id decided_by_id"
        " replaces_id revision_id within_id"
    ),
    "articles_anchor": "id spans credit_id revision_id statement_id",
    "articles_attribution": ("id source_phrase source_phrase_spans speaks_as cited_article_id mention_id statement_id"),
    "articles_via": "id position basis words words_spans cited_article_id mention_id statement_id",
    "articles_figure": "id position text low high qualifier unit statement_id",
    "articles_match": (
        "id judgement state found_by confidence judged_at note replaced_at claim_id judged_by_id statement_id"
    ),
    "articles_relay": (
        "id relay_kind resolution depth form polarity channel speaks_as via_state self_credit state found_by"
        " published_at published_precision language genre article_id attribution_id credit_id mention_id outlet_id"
        " source_id statement_id claim_ids"
    ),
    "articles_relayvia": "id position basis mention_id relay_id source_id resolution",
    "articles_link": "id position address address_key words spans article_id revision_id",
}
GENRES = ["news"] * 15 + ["analysis", "opinion", "interview", "live", "fact check", "press release"]
CAME_IN = ["feed"] * 12 + ["file"] * 4 + ["address"] * 3 + ["hand"]
STATES = ["accepted"] * 164 + ["suggested"] * 20 + ["rejected"] * 8 + ["unsure"] * 4 + ["disputed"] * 4
DECIDED = ["accepted"] * 172 + ["rejected"] * 18 + ["unsure"] * 6 + ["disputed"] * 4
RULE = "cues 1"  # what suggests


class Line(NamedTuple):
    """A credit line or passage: where it stands in the text, or 0 to 0 if it is kept apart from it."""

    role: str
    mention: int
    start: int
    end: int


class Whole(NamedTuple):
    """A credit of the whole text; sorts as derive() takes them."""

    rank: int
    number: int
    mention: int
    state: str
    found_by: str


class Printed:
    """One article as it is stored: what its rows have in common."""

    __slots__ = (
        "anchored",
        "by",
        "claim_ids",
        "credited_ids",
        "decisions",
        "draft",
        "found_by",
        "identity",
        "language",
        "later",
        "lines",
        "mentions",
        "outlet",
        "passages",
        "pk",
        "places",
        "seen",
        "shift",
        "source_ids",
        "spread",
        "states",
        "text",
        "title_end",
        "titled",
        "whole",
    )

    def __init__(self, pk: int, draft: Draft, outlet: Source, titled: int) -> None:
        self.pk = pk
        self.draft = draft
        self.outlet = outlet
        self.titled = titled
        self.mentions: list[Named] = draft.mentions
        self.lines: list[Line] = []
        self.identity: list[int] = []  # of each mention: its source's id; below zero where there is none
        self.source_ids: list[int] = []  # 0 where there is none
        self.whole: list[Whole] = []
        self.passages: list[tuple[int, int, int, int]] = []  # accepted: start, end, mention, number
        # of each statement: where its state stands, who found it, its attributions, claims and spans
        self.decisions: list[str] = []
        self.found_by: list[str] = []
        self.credited_ids: list[list[int]] = []
        self.claim_ids: list[str] = []
        self.places: list[list[tuple[int, int]]] = []

    def mention_of(self, agency: Source, day: int) -> int:
        for number, named in enumerate(self.mentions):
            if named.source is agency:
                return number
        name, key = agency.printed_on(day)
        # not the draft's own list: copies of one draft are credited to others
        self.mentions = [*self.mentions, Named("resolved", agency, name, key)]
        return len(self.mentions) - 1


class Rows:
    """Rows of one chunk's articles, by table."""

    def __init__(self, world: World, rng: Random, first: int, users: list[int]) -> None:
        self.world = world
        self.rng = rng
        self.random = rng.random
        self.next = first  # id of the next article
        self.users = users
        self.keys: dict[int, str] = {}  # of those articles that others may link to
        self.tables: dict[str, list[str]] = defaultdict(list)

    def for_copy(self) -> dict[str, bytes]:
        return {table: ("\n".join(rows) + "\n").encode() for table, rows in self.tables.items() if rows}

    def store(
        self,
        draft: Draft,
        outlet: Source,
        minute: int,
        *,
        title: str = "",
        titled: int = -1,
        group: int = 0,
        credit: tuple[str, Source] | None = None,
        linked: bool = False,
        link: int = 0,
    ) -> int:
        """Writes all rows of one article and returns its id.

        `titled` is the statement that the title tells, too; `credit` the role and agency that the whole text is
        credited to. With `linked` it has an address, that others may link to; `link` is an article to which the words
        of its first statement do.
        """
        random = self.random
        printed = Printed(self.next, draft, outlet, titled)
        self.next += 1
        day, clock = minute // 1440, CLOCK[minute % 1440]
        drawn = random()
        if drawn < 0.7:
            published = f"{DAY[day]} {clock}\tminute"
        elif drawn < 0.94:
            published = f"{DAY[day]} 00:00:00+00\tday"
        else:
            published = f"{NULL}\tunknown"
        printed.seen = f"{DAY[day + 1]} {clock}"
        printed.later = f"{DAY[day + 3 + int(random() * 60)]} {CLOCK[int(random() * 1440)]}"
        printed.by = self.users[int(random() * len(self.users))]

        title = title or capital(draft.phrase(5, 9))
        standfirst = draft.sentence(10, 18) if random() < 0.6 else ""
        byline = self._text(printed, title, standfirst, credit, day)
        self._article(printed, title, byline, published, group, day, linked)
        self._revisions(printed, len(standfirst))
        if link:
            self._link(printed, self.keys[link])
        if random() < 0.05:
            agencies = self.world.agencies[draft.number]
            photo = printed.mention_of(agencies[int(random() * len(agencies))], day)
            printed.lines.append(Line("photo", photo, 0, 0))
        self._mentions(printed)
        shift = printed.shift
        printed.lines += [
            Line("passage", mention, start + shift, end + shift) for mention, start, end in draft.passages
        ]
        self._credits(printed)
        self._statements(printed)
        self._relays(printed)
        return printed.pk

    def _text(self, printed: Printed, title: str, standfirst: str, credit: tuple[str, Source] | None, day: int) -> str:
        """Puts title, standfirst, body and credit lines together; returns the byline."""
        draft, random = printed.draft, self.random
        head = f"{title}\n\n{standfirst}\n\n" if standfirst else f"{title}\n\n"
        body = "".join(draft.parts)
        if credit is None:
            first, last = draft.common(30_000 + day), draft.common(20_000 + int(random() * 40_000))
            byline = f"{capital(first)} {capital(last)}"
        else:
            role, agency = credit
            byline = ""
            at = printed.mention_of(agency, day)
            name = printed.mentions[at].name
            foot = False
            if role == "dateline":
                line = f"{name.split()[0].upper()} ({name})"
                printed.lines.append(Line(role, at, len(head), len(head) + len(line)))
                head += f"{line} – "
            elif role == "foot line":
                foot = True
            else:
                byline = name
                printed.lines.append(Line(role, at, 0, 0))
                foot = random() < 0.2
            if foot:
                start = len(head) + len(body) + 2
                body = f"{body}\n\n({name})"
                printed.lines.append(Line("foot line", at, start, start + len(name) + 2))
        printed.title_end = len(title)
        printed.shift = len(head)
        printed.text = head + body
        return byline

    def _article(
        self, printed: Printed, title: str, byline: str, published: str, group: int, day: int, linked: bool
    ) -> None:
        random, pk, outlet = self.random, printed.pk, printed.outlet
        language = LANGUAGES[outlet.language].code
        if random() < 0.2:
            language = f"{language}-{outlet.country}"
        country = outlet.country if random() < 0.08 else ""
        genre = GENRES[int(random() * len(GENRES))]
        drawn = random()
        if drawn < 0.4:
            progress, printed.states = "gone through", DECIDED
            through = (printed.later, printed.by, 2 * pk)
        else:
            progress, printed.states = ("begun" if drawn < 0.6 else "not looked at"), STATES
            through = (NULL, NULL, NULL)
        drawn = random()
        if drawn < 0.96 or linked:
            host = outlet.former_host if day < outlet.renamed else outlet.host
            slug = "-".join(title.lower().encode("ascii", "ignore").decode().split()[:4])
            key = f"{host}/{DAY[day][:4]}/{slug}-{pk}"
            address, no_address = f"https://{key}", ""
            if linked:
                self.keys[pk] = key
        else:
            address, key, no_address = "", NULL, ("print", "broadcast", "gone")[int(random() * 3)]
        came_in = CAME_IN[int(random() * len(CAME_IN))]
        maker = printed.by if came_in == "hand" else NULL
        digest = sha256(printed.text.encode()).hexdigest()
        self.tables["articles_article"].append(
            f"{pk}\t{printed.seen}\t{address}\t{key}\t{no_address}\t{title}\t{title.casefold()[:300]}\t{byline}"
            f"\t{language}\t{country}\t{genre}\t{came_in}\t{published}\t{printed.seen}\t{digest}\t{progress}"
            f"\t{through[0]}\t\t{maker}\t{through[1]}\t{NULL}\t{outlet.id}\t{group or NULL}\t{through[2]}"
        )
        # what relays repeat of their article
        printed.spread = f"{published}\t{language}\t{genre}\t{pk}"

    def _revisions(self, printed: Printed, standfirst: int) -> None:
        """The text; of two in a hundred articles a later one, too, with a paragraph more."""
        rows, pk, text = self.tables["articles_revision"], printed.pk, printed.text
        title_end = printed.title_end
        ends = f"{title_end}\t{title_end + 2 + standfirst if standfirst else title_end}"
        digest = sha256(text.encode()).hexdigest()
        escaped = text.replace("\n", "\\n")
        rows.append(f"{2 * pk}\t1\t{escaped}\t{len(text)}\t{ends}\t{digest}\t{printed.seen}\t{pk}\t{NULL}")
        printed.anchored = self.random() < 0.02
        if printed.anchored:
            more = printed.draft.sentence(12, 20)
            longer = f"{text}\n\n{more}"
            digest = sha256(longer.encode()).hexdigest()
            rows.append(
                f"{2 * pk + 1}\t2\t{escaped}\\n\\n{more}\t{len(longer)}\t{ends}\t{digest}\t{printed.later}\t{pk}"
                f"\t{NULL}"
            )

    def _link(self, printed: Printed, key: str) -> None:
        start, end = (at + printed.shift for at in printed.draft.said[0].spans[0])
        self.tables["articles_link"].append(
            f"{printed.pk}\t1\thttps://{key}\t{key}\t{printed.text[start:end][:300]}\t{{{{{start},{end}}}}}"
            f"\t{printed.pk}\t{2 * printed.pk}"
        )

    def _mentions(self, printed: Printed) -> None:
        rows, pk = self.tables["articles_mention"], printed.pk
        for number, named in enumerate(printed.mentions):
            resolution, source, name, key, kind, descriptor, count, affiliation = named
            if source is None:
                printed.identity.append(-1 - number)
                printed.source_ids.append(0)
                resolved = f"{NULL}\t{pk}\t{NULL}\t{NULL}"
            else:
                printed.identity.append(source.id)
                printed.source_ids.append(source.id)
                resolved = f"{printed.later}\t{pk}\t{printed.by}\t{source.id}"
            counted = NULL if count is None else count
            rows.append(
                f"{pk * MENTIONS + number}\t{resolution}\t{name}\t{key}\t{kind}\t{descriptor}\t{counted}\t{counted}"
                f"\t\t\t{affiliation}\t{resolved}"
            )

    def _credits(self, printed: Printed) -> None:
        pk, text = printed.pk, printed.text
        for number, (role, mention, start, end) in enumerate(printed.lines):
            drawn = self.random()
            if drawn < 0.93 or self.world.decided:
                state, found_by, decided, by = "accepted", "hand", printed.later, printed.by
            else:
                state, found_by, decided, by = "suggested", RULE, NULL, NULL
            if end:
                spans, selectors = f"{{{{{start},{end}}}}}", f"[{_selector(text, start, end)}]"
                words = text[start:end][:200].replace("\n", "\\n")
            else:
                spans, selectors, words = "{}", "[]", printed.mentions[mention].name
            self.tables["articles_credit"].append(
                f"{pk * CREDITS + number}\t{state}\t{found_by}\t{NULL}\t{decided}\t\t{printed.seen}\t{role}\t{spans}"
                f"\t{selectors}\t{words}\t\t{pk}\t{by}\t{by}\t{pk * MENTIONS + mention}\t{2 * pk}"
            )
            if role == "passage":
                if state == "accepted":
                    printed.passages.append((start, end, mention, number))
            elif role != "photo":
                printed.whole.append(Whole(STATE_ORDER.index(state), number, mention, state, found_by))
            if printed.anchored and end:
                self._anchor(printed, STATEMENTS + number, spans, credit=pk * CREDITS + number)

    def _anchor(self, printed: Printed, number: int, spans: str, credit: int = 0, statement: int = 0) -> None:
        """In the later revision all stands where it stood."""
        self.tables["articles_anchor"].append(
            f"{printed.pk * STATEMENTS * 2 + number}\t{spans}\t{credit or NULL}\t{2 * printed.pk + 1}"
            f"\t{statement or NULL}"
        )

    def _statements(self, printed: Printed) -> None:
        random, tables, pk, text, shift = self.random, self.tables, printed.pk, printed.text, printed.shift
        first_statement, first_mention = pk * STATEMENTS, pk * MENTIONS
        attribution, via_row, figure_row, match_row = pk * ATTRIBUTIONS, pk * VIAS, pk * FIGURES, pk * MATCHES
        statement_rows, attribution_rows = tables["articles_statement"], tables["articles_attribution"]
        states = printed.states
        for number, said in enumerate(printed.draft.said):
            statement = first_statement + number
            state = states[int(random() * len(states))]
            # what is told of a claim has been decided, mostly
            if said.claim and state != "accepted" and random() < 0.7:
                state = "accepted"
            if self.world.decided:
                state = "accepted"
            if state == "suggested":
                found_by, confidence, decided, by, maker = RULE, f"{random():.3f}", NULL, NULL, NULL
            else:
                drawn = random()
                found_by, confidence = ("hand", NULL) if drawn < 0.45 else (RULE, f"{drawn:.3f}")
                decided, by = printed.later, printed.by
                maker = by if found_by == "hand" else NULL
            spans = [(start + shift, end + shift) for start, end in said.spans]
            if number == printed.titled:
                spans.insert(0, (0, printed.title_end))
            places = "{" + ",".join([f"{{{start},{end}}}" for start, end in spans]) + "}"
            quote = " … ".join([text[start:end] for start, end in spans])
            selectors = ",".join([_selector(text, start, end) for start, end in spans])
            cue = said.cue_span
            cue_spans = "{}" if cue is None else f"{{{{{cue[0] + shift},{cue[1] + shift}}}}}"
            within = NULL if said.within < 0 else first_statement + said.within
            reason = "the words say less" if state == "disputed" else ""
            statement_rows.append(
                f"{statement}\t{state}\t{found_by}\t{confidence}\t{decided}\t{reason}\t{printed.seen}\t{places}"
                f"\t[{selectors}]\t{quote}\t{said.voice}\t{said.cue}\t{cue_spans}\t{said.form}\t{said.polarity}"
                f"\t{said.channel}\t{'t' if said.none_needed else 'f'}\t{said.own}\t\t1\t{pk}\t{maker}\t{by}\t{NULL}"
                f"\t{2 * pk}\t{within}"
            )
            if printed.anchored and spans:
                self._anchor(printed, number, places, statement=statement)
            ids = []
            for mention, phrase, start, end, speaks_as, cited in said.credited:
                ids.append(attribution)
                attribution_rows.append(
                    f"{attribution}\t{phrase}\t{{{{{start + shift},{end + shift}}}}}\t{speaks_as}\t{cited or NULL}"
                    f"\t{first_mention + mention}\t{statement}"
                )
                attribution += 1
            for position, (mention, basis, words, start, end, cited) in enumerate(said.vias, start=1):
                tables["articles_via"].append(
                    f"{via_row}\t{position}\t{basis}\t{words}\t{{{{{start + shift},{end + shift}}}}}\t{cited or NULL}"
                    f"\t{first_mention + mention}\t{statement}"
                )
                via_row += 1
            if said.figure is not None:
                words, low, high, qualifier, unit = said.figure
                tables["articles_figure"].append(
                    f"{figure_row}\t1\t{words}\t{NULL if low is None else low}\t{NULL if high is None else high}"
                    f"\t{qualifier}\t{unit}\t{statement}"
                )
                figure_row += 1
            made: list[int] = []
            if said.claim or (self.world.claims and random() < 0.03):
                match_row = self._matches(printed, said, statement, match_row, made)
            printed.decisions.append(state)
            printed.found_by.append(found_by)
            printed.credited_ids.append(ids)
            printed.claim_ids.append("{" + ",".join(map(str, sorted(made))) + "}")
            printed.places.append(spans)

    def _matches(self, printed: Printed, said: Said, statement: int, pk: int, made: list[int]) -> int:
        """Judgements on one statement; ids of the claims it is accepted to make go into `made`. Returns the next id."""
        random, rows = self.random, self.tables["articles_match"]
        judgements: list[tuple[int, str, str]] = []
        if said.claim:
            drawn = random()
            state = "accepted" if drawn < 0.92 or self.world.decided else "suggested" if drawn < 0.97 else "disputed"
            judgements.append((said.claim, "same", state))
        claims = self.world.claims
        other = claims[int(random() * random() * len(claims))].id
        if other != said.claim and random() < (0.12 if said.claim else 1):
            drawn = random()
            judgement = (
                "related" if drawn < 0.4 else "different" if drawn < 0.7 else "unsure" if drawn < 0.8 else "same"
            )
            state = "accepted" if judgement != "same" else "rejected" if drawn < 0.9 else "suggested"
            judgements.append((other, judgement, state))
        later = printed.later
        for claim, judgement, state in judgements:
            if state == "suggested":
                found_by, by = f"matching 1\t{random():.3f}", NULL
            else:
                found_by, by = f"hand\t{NULL}", printed.by
            rows.append(f"{pk}\t{judgement}\t{state}\t{found_by}\t{later}\t\t{NULL}\t{claim}\t{by}\t{statement}")
            pk += 1
            if judgement == "same" and state == "accepted":
                made.append(claim)
                if random() < 0.01:
                    # an earlier judgement that this one took the place of
                    rows.append(
                        f"{pk}\tunsure\taccepted\thand\t{NULL}\t{later}\t\t{later}\t{claim}\t{printed.by}\t{statement}"
                    )
                    pk += 1
        return pk

    def _relays(self, printed: Printed) -> None:
        """The relays that follow from the marking: the rules of articles.relays, for what these articles have."""
        relay_rows, via_rows = self.tables["articles_relay"], self.tables["articles_relayvia"]
        pk, outlet, mentions, identity = printed.pk, printed.outlet, printed.mentions, printed.identity
        source_ids, spread = printed.source_ids, printed.spread
        relay, relay_via, first_mention, first_statement = pk * RELAYS, pk * RELAY_VIAS, pk * MENTIONS, pk * STATEMENTS
        seen: set[int] = set()
        for _rank, number, mention, state, found_by in sorted(printed.whole):
            if identity[mention] in seen:
                continue
            seen.add(identity[mention])
            own = "t" if source_ids[mention] == outlet.id else "f"
            relay_rows.append(
                f"{relay}\tarticle\tresolved\t1\t\t\t\treporter\tnone needed\t{own}\t{state}\t{found_by}\t{spread}"
                f"\t{NULL}\t{pk * CREDITS + number}\t{first_mention + mention}\t{outlet.id}\t{source_ids[mention]}"
                f"\t{NULL}\t{{}}"
            )
            relay += 1
        credited_whole = [
            (credit.mention, "copy or credit line")
            for credit in sorted(printed.whole, key=itemgetter(1))
            if credit.state == "accepted"
        ]
        # the wider first
        passages = sorted(printed.passages, key=lambda passage: (passage[0] - passage[1], passage[3]))
        said_list, decisions = printed.draft.said, printed.decisions
        for number, said in enumerate(said_list):
            if not said.credited:
                continue
            state = decisions[number]
            chain = list(credited_whole)
            for first, last, mention, _number in passages:
                if any(first <= start and end <= last for start, end in printed.places[number]):
                    chain.append((mention, "passage"))
            depth = 1
            if said.within >= 0 and (decisions[said.within] == "accepted" or state != "accepted"):
                depth = 2
                outer = said_list[said.within]
                chain += [(via.mention, via.basis) for via in outer.vias]
                chain += [(credited.mention, "enclosing statement") for credited in outer.credited]
            chain += [(via.mention, via.basis) for via in said.vias]
            seen = set()
            for place, credited in enumerate(said.credited):
                mention = credited.mention
                who, resolution = identity[mention], mentions[mention].resolution
                if resolution == "ignored" or who in seen:
                    continue
                seen.add(who)
                told_outlet, position, between = False, 0, set()
                for via, basis in chain:
                    via_who, via_resolution = identity[via], mentions[via].resolution
                    if via_resolution == "ignored":
                        continue
                    if via_who == outlet.id:
                        told_outlet = True
                    elif via_who != who and (via_who, basis) not in between:
                        between.add((via_who, basis))
                        position += 1
                        via_rows.append(
                            f"{relay_via}\t{position}\t{basis}\t{first_mention + via}\t{relay}"
                            f"\t{source_ids[via] or NULL}\t{via_resolution}"
                        )
                        relay_via += 1
                if position:
                    via_state = "recorded"
                else:
                    via_state = "none needed" if said.none_needed or told_outlet else "not recorded"
                own = "t" if who == outlet.id else "f"
                relay_rows.append(
                    f"{relay}\tstatement\t{resolution}\t{depth}\t{said.form}\t{said.polarity}\t{said.channel}"
                    f"\t{credited.speaks_as}\t{via_state}\t{own}\t{state}\t{printed.found_by[number]}\t{spread}"
                    f"\t{printed.credited_ids[number][place]}\t{NULL}\t{first_mention + mention}\t{outlet.id}"
                    f"\t{source_ids[mention] or NULL}\t{first_statement + number}\t{printed.claim_ids[number]}"
                )
                relay += 1


_NEWLINE = "\\\\n"  # a line end within JSON, within COPY


def _selector(text: str, start: int, end: int) -> str:
    """A W3C TextQuoteSelector as JSON; texts have no straight quotation marks and no backslashes."""
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return (
        f'{{"type":"TextQuoteSelector","exact":"{text[start:end]}","prefix":"{prefix}","suffix":"{suffix}"}}'
    ).replace("\n", _NEWLINE)
