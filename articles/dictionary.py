"""docs/data.md, made from the registry: every column of every file, every name that an address takes."""

from __future__ import annotations

from django import forms

from articles import importing
from articles.columns import FILES, File, Type
from articles.exports import ESCAPED_FIRST
from articles.filters import (
    ArticleFilter,
    ClaimFilter,
    CopyFilter,
    ListFilter,
    MergeFilter,
    OutletFilter,
    RelayFilter,
    RowsField,
    SourceFilter,
    StatementFilter,
)
from articles.overview_filters import (
    CompareFilter,
    CountsFilter,
    MatrixFilter,
    NetworkFilter,
    OutletFiguresFilter,
    TwoOutletsFilter,
)

FILTERS: dict[str, type[ListFilter]] = {
    "relays": RelayFilter,
    "statements": StatementFilter,
    "claims": ClaimFilter,
    "articles": ArticleFilter,
    "outlets": OutletFilter,
    "sources": SourceFilter,
    "copies": CopyFilter,
    "merges": MergeFilter,
    "matrix": MatrixFilter,
    "matrix/passed": MatrixFilter,
    "network": NetworkFilter,
    "counts": CountsFilter,
    "outlets/compare": TwoOutletsFilter,
    "compare": CompareFilter,
    "outlets/ID/figures": OutletFiguresFilter,
}
PAGES = {
    "page": "Page of 50 rows; not for files",
    "row_page": "Page of 50 outlets; not for files",
    "column_page": "Page of 30 sources or vias; not for files",
}
_NAMED = {"\t": "tab", "\r": "carriage return", "\n": "line feed", "'": "`'`"}

RULES = """\
# The files, column by column

Made by `python manage.py data_dictionary`; a test fails when it is stale. Do not edit it by hand.

Every list downloads as one CSV file (that of merges is called redirects): the rows of the page's filter, all
pages of it, in its order. Beside each file is an *about* (JSON, the same address with `.about.json` for `.csv`):
the filter, when it was made, the version of the code, how many rows, coverage.

## How the files are written

- **Format.** RFC 4180: UTF-8 without a byte order mark, commas, double quotes where needed, lines end in CRLF.
  The first line names the columns. A line break inside a cell stays as it was printed.
- **Empty** means: not known, none, or not for this kind of row, as the column says. Where that would be two
  things, another column tells them apart (`via_state`, `resolution`, `relay_kind`).
- **Spreadsheets.** A cell of type *text* that begins with {first} has one `'` put before it, so that no
  spreadsheet runs it. To read the printed value back, take one `'` away from the front of every such cell that
  begins with one. Nothing else is changed, and no other type is.
- **Lists** stand in one cell as a JSON array on one line: `[12,null]`, `["The Courier","a mayor"]`. Columns
  that belong together (`via_ids`, `via_names`, `via_bases`) have the same length and order. An empty list is an
  empty cell.
- **Times** are ISO 8601 in UTC with the offset: `2025-09-05T14:30:00+00:00`.
- **Dates of publication** follow their precision: *minute* gives date and time, *day* the date alone
  (`2025-09-05`, never shifted by anybody's time zone), *unknown* nothing. Months, wherever they are counted,
  are UTC months.
- **Names** (`outlet`, `source`, `owner_that_day`) are today's; `source_phrase` and `printed_name` are what was
  printed. Ids never change and are never used again; after a merge the rows carry the id of the source that
  took over.
- **States.** Rows are accepted ones unless the filter asks for others; relays leave out self-credit unless
  asked for.
- **Coverage** counts articles held for the filter's outlets and dates, how many of these are gone through,
  suggested statements decided and all, and attributions whose source is not resolved; none of them is limited
  by the filter's source. A filter by date says how many rows it left out because they have no date.

| type | in the file |
|---|---|
| text | as printed or typed, with the rule for spreadsheets above |
| word | one of a few words, or a code |
| whole number | digits |
| date | `2025-09-05` |
| time | `2025-09-05T14:30:00+00:00` |
| date or time | one of the two, as the precision says |
| yes or no | `yes`, `no` |
| list | a JSON array |
| address here | the address of a page of this site |
"""

BROUGHT_IN = """\
## Files that are brought in

A CSV file (any delimiter, encoding and line end) or JSON Lines with one article a line; `/imports/template.csv` and
`/imports/template.jsonl` are files to fill in. Columns of other names are given to these on the import's page, or
with `--map`; others are not read. `title`, `text`, an outlet or an address that tells it, and an address or a reason
for none are needed. Every cell loses outer white space. What is in the record already (by its address; without one by
outlet, date and text) is left as it is, but that a text which it never had becomes its newest revision, as after a
later fetch: of an article that came in a file; by a page, also of one that was fetched; never of one pasted by hand,
and not where the page was captured before the newest text (it is kept as evidence). A line that cannot be read is
refused with its reason, and no other with it. In files that came from here (those with `article_id` and `permalink`)
the `'` before a formula is taken away again; in any other it is what was printed. Of web pages (ZIP, WARC) the same
is read off the page; `WARC-Date` is when the page was captured.

| column | also | what it holds |
|---|---|---|
"""

MARKED = """\

### Statements and credits in such a file

`statements` and `credits` are JSON lists of objects, in JSON Lines and, as text, in a cell of a CSV file. The words
are those of the files above. What is brought in is *suggested*, and waits for a person's decision like a machine's;
an object may say `state`: `accepted`, `rejected` or `unsure` where whoever brings the file in may mark (or where
`manage.py import_articles` does). `found_by` is `import`; the rules that suggest leave it alone. Only articles that
are new by this line get its statements and credits. An object that cannot be read, or whose words are not in the
text, refuses its whole line with the reason.

**Where words stand** (`quote`, `cue`, `source_phrase`, `words`, `printed`): in the article's text, which is title,
blank line, standfirst and blank line if any, body. Either the words as printed, pieces joined by ` … `, or `spans`
(`cue_spans`, `source_phrase_spans`, `words_spans`): pairs of start and end in Unicode code points, end exclusive. Where
both are given they have to agree. A quote that stands several times needs spans, or `prefix` and `suffix`, the words
right before and behind it; of a cue the place nearest to the quote is taken, of the others that nearest to the cue.

| in `statements` | what it holds |
|---|---|
| `quote`, `spans` | The content; only `declined` needs none, but its cue. |
| `prefix`, `suffix` | See above. |
| `cue`, `cue_spans` | The attributing words. |
| `credited` | List: each as below, with `source_phrase`, `source_phrase_spans`, `speaks_as`. |
| `voice` | Where nobody is credited: own voice, none named. |
| `form` | direct, indirect, mixed; if not given, by the quotation marks. |
| `polarity` | affirms (if not given), denies, declined. |
| `channel` | As in statements.csv. |
| `within` | The place in this list, from 1, of the statement that encloses it. |
| `vias` | Who stands between, nearest to the article first: each as below, with `basis`, `words`, `words_spans`. |
| `via_none_needed` | true where the source spoke to the outlet itself. |
| `own_reporting` | printed, editor. |
| `figures` | As in statements.csv: objects with text, low, high, qualifier, unit. |
| `note`, `state` | For colleagues; see above. |

| in `credits` | what it holds |
|---|---|
| `role` | byline agency, dateline, foot line, copy, contributing, h/t, photo, video, passage. |
| `printed`, `spans` | The line; a byline may stand beside the text, a passage may not. |
| `note`, `state` | As of statements; and who is credited, as below. |

| who | what it holds |
|---|---|
| `source_id` | Id of a known source; else one of the next two. |
| `printed_name` | The naming part as printed: tied to the one source that carries the name, if it is one. |
| `descriptor` | Of somebody unnamed; the same words are the same mention. |
| `number_low`, `number_high`, `body`, `reason` | Of somebody unnamed, as the text says. |
| `source_kind` | outlet, agency, organisation, group, person, document: what it seems to be. |
| `affiliation` | As printed. |
"""

ADDRESSES = """\
## The addresses of lists

A list, its file and its about take the same names after the `?`. A name may be repeated where several values
make sense: rows with any of them. `source`, `outlet`, `via`, `owner`, `claim` and `article` take ids; a merged
one stands for the row that took over. A name that is not listed, a value that cannot be read and a page that is
no number are errors: the page shows no rows, the file answers 400. Lists of claims, articles, outlets and
sources read what asks about relays as: those that one counted relay, answering all of it, belongs to. Matrix,
network, counts and comparison count the relays that the list of relays holds for the same names.
"""


def dictionary() -> str:
    """The whole document."""
    assert {kind.value for kind in Type} == {
        row.split(" | ")[0].removeprefix("| ") for row in RULES.splitlines() if row.startswith("| ")
    } - {"type"}
    first = ", ".join(_NAMED.get(mark, f"`{mark}`") for mark in ESCAPED_FIRST)
    parts = [RULES.replace("{first}", first)]
    parts += [_file(file) for file in FILES]
    parts += [BROUGHT_IN + "".join(map(_field, importing.FIELDS)) + MARKED, ADDRESSES]
    parts += [_names(name, filterset) for name, filterset in FILTERS.items()]
    return "\n".join(parts)


def _file(file: File) -> str:
    lines = [f"## {file.name}.csv", "", file.row, "", "| column | type | what it holds |", "|---|---|---|"]
    lines += [f"| `{column.name}` | {column.type.value} | {column.help} |" for column in file.columns]
    return "\n".join(lines) + "\n"


def _field(field: importing.Field) -> str:
    also = ", ".join(f"`{name}`" for name in field.also)
    return f"| `{field.name}` | {also} | {field.help} |\n"


def _names(name: str, filterset: type[ListFilter]) -> str:
    lines = [f"### /{name}/", "", "| name | what it asks | values |", "|---|---|---|"]
    for word, asked in filterset.base_filters.items():
        field = asked.field
        if word == "sort":
            label = f"Order; `{filterset.usual_sort}` if not given, `-` in front for the reverse"
            values = ", ".join(f"`{one}`" for one in filterset.sorts)
        else:
            label = f"{field.label}. {field.help_text}".strip()
            values = _values(field)
            if isinstance(field, RowsField):
                values += f"; `{word}_name`: a name that means one {field.one}"
        lines.append(f"| `{word}` | {label} | {values} |")
    lines += [f"| `{page}` | {PAGES[page]} | 1, 2, 3 … |" for page in filterset.Meta.form.pages]
    lines.append("| `count` | Count the rows beyond 10,000 too; not for files | `exact` |")
    return "\n".join(lines) + "\n"


def _values(field: forms.Field) -> str:
    if isinstance(field, RowsField):
        return "ids"
    choices = [value for value, _label in getattr(field, "choices", ()) if value]
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    return {"DayField": "`2025-09-05`", "MonthField": "`2025-09`", "CodesField": "codes"}.get(
        type(field).__name__, "words"
    )
