"""The command behind `make bench`: asks, measures, prints, and writes the tables of docs/performance.md.

python -m benchmarks.bench                       10,000 articles, and 1,000,000 where that corpus is there
python -m benchmarks.bench 10000 100000          these sizes
python -m benchmarks.bench --generate            makes the corpora that are not there
python -m benchmarks.bench --only pages files    some of: pages, files, compared, review, import, feeds, reading,
                                                 copies, matching
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from benchmarks import claims, copies, corpus, files, importers, matching, polling, reading, report, reviewers
from benchmarks.pages import EVERYTHING, Asked
from benchmarks.reader import Failed, Reader, readers
from tracker import database

SIZES = [10_000, 1_000_000]
QUICKLY_MADE = 10_000  # articles: a minute
PARTS = ["pages", "files", "compared", "review", "import", "feeds", "reading", "copies", "matching", "claims"]
CORPORA = {"pages", "files", "compared", "review", "import", "claims"}  # parts that ask a database
KEPT = Path(__file__).resolve().parent.parent / "var" / "bench" / "results.json"
WARM = 2  # answers that are not counted: templates, plans and pages of the tables are loaded
LEAST, MOST = 5, 15  # answers of which the median is taken
SECONDS = 6.0  # after which LEAST are enough, for all sizes together
LONGEST = 60.0  # seconds after which one answer is enough: whatever it is, it is too slow


class Progress:
    """One line that says what is being done; where no terminal is, a line now and then."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._said = 0.0
        self.done = self.all = 0

    def say(self, what: str) -> None:
        now = time.monotonic()
        of = f"[{self.done}/{self.all}] " if self.all else ""
        if self._is_terminal:
            print(f"\r\033[K{of}{what}"[:160], end="", file=sys.stderr, flush=True)
        elif now - self._said > 10:
            print(f"{of}{what}", file=sys.stderr, flush=True)
            self._said = now

    def told(self, what: str, taken: dict[str, float]) -> None:
        """What came out, where nobody sees the line that is written over."""
        if not self._is_terminal:
            figures = ", ".join(f"{milliseconds:,.0f} ms" for milliseconds in taken.values())
            print(f"[{self.done}/{self.all}] {what}: {figures}", file=sys.stderr, flush=True)
            self._said = time.monotonic()

    def clear(self) -> None:
        if self._is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def main() -> None:
    options = _options()
    progress = Progress()
    if "reading" in options.only:
        _read(options, progress)
    if "copies" in options.only:
        _copies(options, progress)
    if "matching" in options.only:
        _match(options, progress)
    if "feeds" in options.only:
        _poll(options, progress)
    if not CORPORA & set(options.only):
        return
    with _corpora(options, progress) as urls, contextlib.ExitStack() as stack:
        smallest = min(urls)
        # first, since what somebody is connected to cannot be copied; at the size that is copied in seconds
        reviewed = reviewers.measured(urls[smallest], progress.say) if "review" in options.only else None
        brought = importers.measured(urls[smallest], progress.say) if "import" in options.only else None
        analysed = claims.candidates(urls[smallest], progress.say) if "claims" in options.only else None
        asked = stack.enter_context(readers(urls))
        sizes = list(urls)
        facts = {size: reader.facts() for size, reader in asked.items()}
        head = report.machine(facts)
        print(head)
        if "pages" in options.only:
            _show_pages(_pages(asked, progress, options.match), sizes, head, options)
        if "files" in options.only:
            found = {str(size): files.measured(size, urls[size], asked[size], progress.say) for size in sizes}
            progress.clear()
            _keep("files", found)
            table, memory = report.files_table(found, sizes), report.memory_sentence(found, sizes)
            print(f"\nrelays.csv, all rows\n\n{report.plain(table)}\n{memory}")
            _write(options, "files", f"{head}\n\n{report.markdown(table)}\n\n{memory}")
        if "compared" in options.only:
            from benchmarks.compared import beside

            rows = beside.measured(sizes[-1], urls[sizes[-1]], asked[sizes[-1]], progress.say)
            progress.clear()
            _keep("compared", rows)
            compared = report.compared_table(rows)
            print(
                f"\nBeside other ways to show the same {facts[sizes[-1]]['relays']:,} rows\n\n{report.plain(compared)}"
            )
            _write(options, "compared", f"{head}\n\n{report.markdown(compared)}")
        if analysed:
            _claims(options, progress, smallest, analysed)
        if reviewed:
            progress.clear()
            _keep("review", reviewed)
            sentence = report.review_sentence(smallest, reviewed)
            print(f"\n{sentence}")
            _write(options, "review", f"{head}\n\n{sentence}")
        if brought:
            progress.clear()
            _keep("import", brought)
            sentence = importers.sentence(brought)
            print(f"\n{sentence}")
            _write(options, "import", f"{head}\n\n{sentence}")


def _claims(options: argparse.Namespace, progress: Progress, size: int, found: dict[str, float]) -> None:
    taken = claims.lineages(progress.say)
    progress.clear()
    _keep("claims", {"lineages": taken, "candidates": found})
    grown, told = claims.lineage_sentence(taken), claims.candidates_sentence(size, found)
    print(f"\n{grown}\n{told}")
    if not options.print:
        report.write("lineages", grown, claims.PAGE)
        report.write("candidates", told, claims.MATCHING)


def _read(options: argparse.Namespace, progress: Progress) -> None:
    told = reading.measured(progress.say)
    progress.clear()
    if told is None:
        print(f"{reading.TEXTS} is not here: nothing to read.")
        return
    _keep("reading", told)
    print(f"\n{reading.sentences(told)}")
    if not options.print:
        report.write("reading", reading.sentences(told), report.PAGE.with_name("extraction.md"))


def _poll(options: argparse.Namespace, progress: Progress) -> None:
    told = polling.measured(progress.say)
    progress.clear()
    _keep("feeds", told)
    print(f"\n{polling.sentence(told)}")
    if not options.print:
        report.write("feeds", polling.sentence(told))


def _copies(options: argparse.Namespace, progress: Progress) -> None:
    """Quality first; then the search at each size, in a process of its own, which has Django on that database."""
    print(f"\n{copies.write_quality(progress.say, to_page=not options.print)}")
    found = {}
    for size in sorted(set(options.sizes or SIZES)):
        if size > QUICKLY_MADE and not options.generate and size not in options.sizes:
            print(f"Without {size:,} articles (GENERATE=1 makes them, in an hour).")
            continue
        progress.say(f"searches for copies among {size:,} articles")
        command = [sys.executable, "-m", "benchmarks.copies", "--search", str(size)]
        done = subprocess.run(command, cwd=database.BASE_DIR, stdout=subprocess.PIPE, check=True)
        found[size] = json.loads(done.stdout)
    progress.clear()
    _keep("copies", {str(size): one for size, one in found.items()})
    print(f"\n{copies.write_searches(found, to_page=not options.print)}")


def _match(options: argparse.Namespace, progress: Progress) -> None:
    told = matching.measured(progress.say)
    progress.clear()
    if told is None:
        print(f"{matching.PAIRS} is not here: no pairs to score.")
        return
    _keep("matching", matching.kept(told))
    print(f"\n{matching.write(told, to_page=not options.print)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description="Measures pages and files; see docs/performance.md."
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="ARTICLES", help="sizes of corpora; 10000 1000000")
    parser.add_argument(
        "--generate", action="store_true", help="make corpora that are not there (a million: 30 minutes)"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    parser.add_argument("--match", default="", help="of the pages those whose kind, name or address holds this")
    parser.add_argument("--print", action="store_true", help="leave docs/performance.md as it is")
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="ARTICLES=URL",
        help="a database that is there, in place of a corpus",
    )
    return parser.parse_args()


@contextlib.contextmanager
def _corpora(options: argparse.Namespace, progress: Progress) -> Iterator[dict[int, str]]:
    """{articles: DATABASE_URL}, smallest first."""
    if options.at:
        named = (one.split("=", 1) for one in options.at)
        yield dict(sorted((int(articles), url) for articles, url in named))
        return
    with database.using(corpus.own_server()):
        sizes = sorted(set(options.sizes or SIZES))
        for articles in sizes:
            if articles <= QUICKLY_MADE or options.generate or _is_there(articles):
                continue
            if articles in options.sizes:
                raise Failed(
                    f"There is no corpus of {articles:,} articles. Say --generate (make bench GENERATE=1) to make it: "
                    "a million take half an hour and 20 GB under var/bench."
                )
            print(f"Without {articles:,} articles: no such corpus is here (GENERATE=1 makes it, in half an hour).")
            sizes = [size for size in sizes if size != articles]
        urls = {}
        for articles in sizes:
            progress.say(f"a corpus of {articles:,} articles")
            urls[articles] = corpus.ensure(articles)
        progress.clear()
        yield urls


def _is_there(articles: int) -> bool:
    # one of an older definition of the tables is brought up to date, which takes no half hour
    place = corpus.own_place()
    return bool(corpus.state_of(place, place.name(articles)))


# --- pages -----------------------------------------------------------------------------------------------


def _pages(asked: dict[int, Reader], progress: Progress, match: str) -> dict[str, dict[str, Any]]:
    """{address with its braces: {"ms": {size: median}, "queries": n, "rows": {size: n}}}."""
    picked = {}
    for size, reader in asked.items():
        progress.say(f"choosing rows among {size:,} articles")
        picked[size] = reader.picks()
    any_reader = next(iter(asked.values()))
    wanted = [page for page in EVERYTHING if match in f"{page.kind} {page.name} {page.address}"]
    progress.all = len(wanted)
    found: dict[str, dict[str, Any]] = {}
    for number, page in enumerate(wanted, start=1):
        progress.done = number
        progress.say(f"{page.kind}: {page.name}")
        addresses = {size: _filled(page.address, picked[size]) for size in asked}
        here = {size: address for size, address in addresses.items() if address is not None}
        if not here:
            _skip(progress, page, "the corpora have no row for it")
        elif not any_reader.is_there(next(iter(here.values()))):
            _skip(progress, page, "this checkout has no such page")
        else:
            try:
                rows_of = {size: _filled(page.rows_of, picked[size]) or "" for size in here}
                found[page.address] = _page({size: asked[size] for size in here}, here, rows_of)
                progress.told(f"{page.kind}: {page.name}", found[page.address]["ms"])
            except Failed as error:
                _skip(progress, page, str(error))
    progress.clear()
    return found


def _filled(address: str, picks: dict[str, Any]) -> str | None:
    names = [name for _text, name, _spec, _conversion in Formatter().parse(address) if name]
    if any(picks[name] is None for name in names):
        return None
    return address.format(**{name: picks[name] for name in names})


def _page(asked: dict[int, Reader], addresses: dict[int, str], rows_of: dict[int, str]) -> dict[str, Any]:
    """One page of every size in turn, so that the machine's moods meet all of them."""
    began = time.monotonic()
    for number in range(WARM):
        if number and time.monotonic() - began > LONGEST / 2:
            break
        for size, reader in asked.items():
            reader.ask(addresses[size])
    taken: dict[int, list[float]] = {size: [] for size in asked}
    warmed = time.monotonic()
    for number in range(MOST):
        now = time.monotonic()
        if (number and now - began > LONGEST) or (number >= LEAST and now - warmed > SECONDS):
            break
        for size, reader in asked.items():
            taken[size].append(reader.ask(addresses[size]))
    one: dict[str, Any] = {
        "ms": {str(size): statistics.median(values) for size, values in taken.items()},
        "queries": max(reader.queries(addresses[size]) for size, reader in asked.items()),
        "addresses": {str(size): address for size, address in addresses.items()},
    }
    if any(rows_of.values()):
        one["rows"] = {}
        for size, reader in asked.items():
            path, _, query = rows_of[size].partition("?")
            one["rows"][str(size)] = reader.rows(path.strip("/"), query)
    return one


def _skip(progress: Progress, page: Asked, why: str) -> None:
    progress.clear()
    print(f"Left out: {page.name} ({page.address}): {why}", file=sys.stderr, flush=True)


def _show_pages(found: dict[str, Any], sizes: list[int], head: str, options: argparse.Namespace) -> None:
    for heading, rows in report.pages_tables(found, sizes):
        print(f"\n{heading}\n\n{report.plain(rows)}")
    whole = _among_kept(found, sizes) if options.match else found
    _keep("pages", whole)
    verdicts = [report.judged(one, sizes[0], sizes[-1])[2] for one in whole.values()]
    told = [f"{verdicts.count('yes')} of {len(verdicts)} pages keep their budget."] if any(verdicts) else []
    print("", *told, sep="\n")
    tables = [f"### {heading}\n\n{report.markdown(rows)}" for heading, rows in report.pages_tables(whole, sizes)]
    _write(options, "pages", "\n\n".join([head, *told, *tables]))


def _among_kept(found: dict[str, Any], sizes: list[int]) -> dict[str, Any]:
    """Pages that were asked again, each ratio still of one run, among those of the last run at these sizes."""
    last = json.loads(KEPT.read_text()).get("pages", {}) if KEPT.exists() else {}
    asked = {str(size) for size in sizes}
    whole = {address: one for address, one in last.items() if set(one["ms"]) == asked} | found
    return {page.address: whole[page.address] for page in EVERYTHING if page.address in whole}


# --- what is kept ------------------------------------------------------------------------------------------


def _keep(part: str, found: Any) -> None:
    """The figures of the last run, for whoever wants to look closer."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.write_text(json.dumps(kept | {part: found}, indent=1))


def _write(options: argparse.Namespace, part: str, text: str) -> None:
    if not options.print:
        report.write(part, text)


if __name__ == "__main__":
    try:
        main()
    except (Failed, corpus.CorpusError, database.DatabaseUnavailable) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
