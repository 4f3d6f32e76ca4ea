"""Files of articles, well made and broken: what is read, what is refused, and what is said of it."""

from __future__ import annotations

import functools
import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.ingest import files
from articles.ingest.files import Unreadable

# without the time, which the names of tests would carry
gzipped = functools.partial(gzip.compress, mtime=0)

KNOWN = {"title", "text", "outlet", "address"}


def read(body: bytes, after: int = 0, **given):
    """(kind, shape, entries)."""
    file = io.BytesIO(body)
    kind = files.kind_of(file)
    shape = files.shape_of(file, kind, known=KNOWN, **given)
    found = list(files.entries(file, kind, shape, after=after))
    assert not file.closed
    return kind, shape, found


def rows(body: bytes, **given):
    """[(number, values or problem)]."""
    return [(entry.number, entry.values or entry.problem) for entry in read(body, **given)[2]]


def refused(body: bytes, **given) -> str:
    with pytest.raises(Unreadable) as caught:
        read(body, **given)
    return str(caught.value)


# --- CSV --------------------------------------------------------------------------------------------------------

PLAIN = "title,text\nOne,First\nTwo,Second\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_table_in_any_delimiter_line_end_and_encoding(delimiter, end, encoding):
    text = 'title,text\nBrücke,"„Größer“, sagt sie.\nUnd: ""Nein""."\n\nTwo,Second'
    body = (
        text.replace('"„Größer“, sagt', '"„Größer“. sagt').replace(",", delimiter).replace("\n", end).encode(encoding)
    )
    kind, shape, found = read(body)
    assert (kind, shape.delimiter, shape.columns) == ("csv", delimiter, ("title", "text"))
    assert [(entry.number, entry.values) for entry in found] == [
        (2, {"title": "Brücke", "text": f'„Größer“. sagt sie.{end}Und: "Nein".'}),
        (5, {"title": "Two", "text": "Second"}),
    ]
    assert found[-1].part == 1000


def test_what_excel_adds_is_no_row():
    assert rows(b"\xef\xbb\xbfsep=;\r\ntitle;text\r\na,b;c,d\r\n") == [(3, {"title": "a,b", "text": "c,d"})]


def test_a_delimiter_that_texts_are_full_of_is_not_taken_for_the_one():
    body = b"title;text\n" + b"One, two, three;Four, five, six\n" * 5
    assert read(body)[1].delimiter == ";"


def test_a_wrong_delimiter_is_said():
    assert "With semicolon as delimiter the first line is one column" in refused(PLAIN.encode(), delimiter=";")
    assert "is one column" in refused(b"title\nOne\n")
    assert rows(b"title,a;text\nx,y;z\n", delimiter=";") == [(2, {"title,a": "x,y", "text": "z"})]


def test_ragged_lines_are_refused_one_by_one():
    assert rows(b"title,text\na,b\nc\nd,e,f\ng,h\n") == [
        (2, {"title": "a", "text": "b"}),
        (3, "The line has 1 cell; the heading has 2."),
        (4, "The line has 3 cells; the heading has 2."),
        (5, {"title": "g", "text": "h"}),
    ]


def test_a_quotation_mark_that_nobody_closes_takes_one_line():
    found = rows(b'title,text\na,b\nc,"d\ne,"f"\n"g",h\n"i"x,j\nk,"l\n')
    assert [number for number, said in found if isinstance(said, str)] == [3, 6, 7]
    assert [said for _number, said in found if not isinstance(said, str)] == [
        {"title": "a", "text": "b"},
        {"title": "e", "text": "f"},
        {"title": "g", "text": "h"},
    ]


def test_nul_bytes_are_refused_by_column_and_place():
    assert rows(b"title,text\n" + b"One,First text\n" * 20 + b"Two,Se\0cond\nThree,Third\n")[-2:] == [
        (22, "“text” has a NUL byte at character 3; remove it."),
        (23, {"title": "Three", "text": "Third"}),
    ]


def test_a_line_in_another_encoding_is_refused_by_itself():
    lines = ["title,text"] + [f"Brücke {n},Größe und Höhe" for n in range(50)]
    body = "\n".join(lines).encode() + b"\n" + "Tür,über".encode("cp1252") + "\nFähre,spät\n".encode()
    found = rows(body)
    assert len(found) == 52
    assert found[50] == (
        52,
        "“title” has bytes that are no UTF-8: the line was written in another encoding, or is damaged.",
    )
    assert found[51] == (53, {"title": "Fähre", "text": "spät"})


def test_a_wrong_encoding_that_was_asked_for_is_said():
    body = "title,text\nBrücke,Größe\n".encode("cp1252")
    assert rows(body)[0][1] == {"title": "Brücke", "text": "Größe"}
    assert "are no UTF-8" in rows(body, encoding="utf-8")[0][1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file is empty."),
        (b" \n\n ", "The file is empty."),
        (b"title,,text\n1,2,3\n", "Column 2 has no name in the first line."),
        (b"title,text,title\n1,2,3\n", "Two columns are called “title”."),
        (b'"title,text\n1,2\n', "The first line, which names the columns, cannot be read."),
        (b"%PDF-1.7 ...", "This is a PDF file."),
        (b"\0\1\2\3\4\5\6\7" * 9, "This is a file of another kind."),
        (b"<html><p>Hello", "Put web pages into a ZIP."),
        (b'[{"title": "x"}]', "This is one JSON list."),
        (gzipped(b"title,text\n"), "a compressed file that holds no WARC"),
        (b"\x1f\x8b\x08 nothing", "a compressed file, and a damaged one"),
        ((",".join(f"c{n}" for n in range(201)) + "\n").encode(), "at most 200 are read"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(body, said):
    assert said in refused(body)


def test_a_file_goes_on_where_it_was():
    assert [entry.number for entry in read(PLAIN.encode(), after=2)[2]] == [3]
    lines = b'{"title": "a"}\n' * 5
    assert [entry.number for entry in read(lines, after=3)[2]] == [4, 5]


def test_a_row_that_is_too_long_is_refused_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(files, "MOST", 100)
    body = b"title,text\na," + b"x" * 300 + b'\nb,"' + b"y\n" * 80 + b'"\nc,d\n'
    found = rows(body)
    assert found[0] == (2, files._TOO_LONG)
    assert found[1] == (3, files._UNPAIRED)
    assert found[-1][1] == {"title": "c", "text": "d"}


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(noise):
    for body in (b"title,text\n" + noise, b'{"title": 1}\n' + noise, noise):
        try:
            found = read(body)[2]
        except Unreadable:
            continue
        for entry in found:
            assert entry.passed_over or (entry.values is None) != (not entry.problem) or entry.page


# --- JSON Lines -------------------------------------------------------------------------------------------------


def test_json_lines_good_and_bad():
    lines = [
        '{"title": "One", "n": 2, "on": true, "none": null}',
        "",
        '{"title": "Two", }',
        "[1]",
        '{"title": ["a"]}',
        '{"title": "\\u0000"}',
        '{"title": "\\ud800"}',
        "{" * 5000 + '"a":' * 5000,
        '{"title": "Grün", "late": "x"}',
    ]
    kind, shape, found = read("\n".join(lines).encode())
    assert (kind, shape.columns) == ("jsonl", ("title", "n", "on", "none", "late"))
    assert [entry.number for entry in found] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert found[0].values == {"title": "One", "n": "2", "on": "true", "none": ""}
    assert found[-1].values == {"title": "Grün", "late": "x"}
    said = [entry.problem for entry in found[1:-1]]
    assert said[0].startswith("This is no JSON object: ")
    assert said[1] == "This is JSON, but no object: write {“title”: …} on one line."
    assert said[2] == "“title” is a list, not a text."
    assert "NUL byte" in said[3]
    assert "bytes that are no UTF-8" in said[4]
    assert all(said)


# --- ZIP --------------------------------------------------------------------------------------------------------


def zipped(pages: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in pages.items():
            archive.writestr(name, body)
    return file.getvalue()


def test_pages_of_a_zip():
    kind, shape, found = read(zipped({"a.html": b"<p>A", "img/b.png": b"no", "sub/c.HTM": b"<p>C"}))
    assert (kind, shape.columns) == ("zip", ())
    assert [(entry.number, entry.passed_over, entry.page and entry.page.body) for entry in found] == [
        (1, False, b"<p>A"),
        (2, True, None),
        (3, False, b"<p>C"),
    ]
    assert found[-1].page.name == "sub/c.HTM"


def test_entries_that_are_not_unpacked():
    body = zipped({"../../etc/a.html": b"<p>A", "/b.html": b"<p>B", "C:\\c.html": b"<p>C", "d.html": b"<p>D"})
    assert [(entry.problem, bool(entry.page)) for entry in read(body)[2]] == [
        ("The name of the entry leads out of the ZIP.", False),
        ("The name of the entry leads out of the ZIP.", False),
        ("The name of the entry leads out of the ZIP.", False),
        ("", True),
    ]


def test_encrypted_entries_are_refused_by_name():
    body = bytearray(zipped({"a.html": b"<p>A", "b.html": b"<p>B"}))
    body[body.index(b"PK\x01\x02") + 8] |= 1  # the flag in the list
    body[6] |= 1
    first, second = read(bytes(body))[2]
    assert first.problem == "The entry is encrypted. Pack it without a password."
    assert second.page.body == b"<p>B"


def test_a_damaged_entry_is_refused_and_the_rest_is_read():
    body = bytearray(zipped({"a.html": b"<p>Aaaa", "b.html": b"<p>B"}, zipfile.ZIP_STORED))
    at = body.index(b"<p>Aaaa")
    body[at + 4] ^= 1
    first, second = read(bytes(body))[2]
    assert (first.problem, second.page.body) == ("The entry is damaged.", b"<p>B")


def test_a_bomb_is_not_opened():
    assert "more than 100 times its size" in refused(zipped({"a.html": b"\0" * 5_000_000}))
    big = b"".join(n.to_bytes(4, "big") for n in range(1_500_000))
    [entry] = read(zipped({"a.html": big}, zipfile.ZIP_STORED))[2]
    assert entry.problem == "The page has 6,000,000 bytes; at most 5,000,000 are read."


def test_entries_that_lie_over_each_other_are_not_opened():
    """As in D. Fifield, A better zip bomb: many entries of the list share one packed body."""
    body = zipped({"a.html": bytes(range(256)) * 8}, zipfile.ZIP_STORED)
    at = body.index(b"PK\x01\x02")
    end = body.index(b"PK\x05\x06")
    entry, tail = body[at:end], bytearray(body[end:])
    times = 200
    tail[8:10] = tail[10:12] = times.to_bytes(2, "little")
    tail[12:16] = (len(entry) * times).to_bytes(4, "little")
    assert "unpacks to more than" in refused(body[:at] + entry * times + bytes(tail))


def test_an_entry_that_lies_about_its_size_brings_no_more_than_it_says():
    body = bytearray(zipped({"a.html": b"<p>" + b"A" * 2000, "b.html": bytes(range(256)) * 40}))
    at = body.index(b"PK\x01\x02")
    body[at + 24 : at + 28] = (10).to_bytes(4, "little")
    first, _second = read(bytes(body))[2]
    assert first.problem == "The entry is damaged."


def test_too_many_entries_are_refused_before_the_list_is_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.html"), b"")
    assert "at most 50,000 are read" in refused(file.getvalue())


@pytest.mark.parametrize("names", [("[Content_Types].xml", "word/document.xml"), ("mimetype", "a.html")])
def test_an_office_document_is_no_zip_of_pages(names):
    assert "office document" in refused(zipped(dict.fromkeys(names, b"x")))


def test_a_zip_without_pages_and_a_cut_one():
    assert "holds no web page" in refused(zipped({"a.txt": b"x"}))
    body = zipped({"a.html": b"<p>A"})
    for cut in range(8, len(body)):
        assert "cut or damaged" in refused(body[:cut])


# --- WARC -------------------------------------------------------------------------------------------------------


def warc(*pages, zipped=True, extra=()) -> bytes:
    """Each page is (address, body), or with headers, WARC-Date among them."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=zipped)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for address, body, *more in pages:
        dates = dict(one for one in more if one[0] == "WARC-Date")
        headers = [("Content-Type", "text/html; charset=utf-8"), *(one for one in more if one[0] != "WARC-Date")]
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        dated = {"WARC-Date": "2026-03-02T10:15:30Z", "WARC-IP-Address": "192.0.2.7"} | dates
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dated
        )
        writer.write_record(record)
    return file.getvalue()


@pytest.mark.parametrize("is_zipped", [True, False])
def test_pages_of_a_warc(is_zipped):
    page = gzipped(b"<p>Two")
    body = warc(
        ("https://a.example/1", b"<p>One"),
        ("https://a.example/i.png", b"x", ("Content-Type", "image/png")),
        ("https://a.example/2", page, ("Content-Encoding", "gzip")),
        zipped=is_zipped,
    )
    kind, _shape, found = read(body)
    assert kind == "warc"
    pages = [entry.page for entry in found if entry.page]
    assert [(page.address, page.body, page.status) for page in pages[:1] + pages[-1:]] == [
        ("https://a.example/1", b"<p>One", 200),
        ("https://a.example/2", b"<p>Two", 200),
    ]
    assert pages[0].captured_at.isoformat() == "2026-03-02T10:15:30+00:00"
    assert pages[0].peer == "192.0.2.7"
    assert [name for name, _value in pages[-1].headers] == ["Content-Type"]
    assert [entry.number for entry in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("is_zipped", [True, False])
def test_a_warc_cut_anywhere_is_read_as_far_as_it_goes_and_says_so(is_zipped):
    body = warc(*((f"https://a.example/{n}", b"<p>Page %d" % n * 9) for n in range(3)), zipped=is_zipped)
    ends = []
    for cut in range(9, len(body) + 1, 3):
        try:
            found = read(body[:cut])[2]
        except Unreadable:
            continue
        whole = [entry.page.body for entry in found if entry.page]
        assert whole == [b"<p>Page %d" % n * 9 for n in range(len(whole))], cut
        problems = [entry.problem for entry in found if entry.problem]
        assert len(problems) <= 1
        if len(whole) < 3 and not problems:
            ends.append(cut)
    # between two records nobody can tell that more was to come, nor within the few bytes that close one
    assert len(ends) <= 12 * 4 / 3, ends


def test_a_warc_damaged_in_the_middle_says_where():
    body = warc(*((f"https://a.example/{n}", b"<p>Page") for n in range(3)), zipped=False)
    at = body.index(b"https://a.example/1")
    start = body.rindex(b"WARC/1.0", 0, at)
    found = read(body[:start] + b"XXXX" + body[start + 4 :])[2]
    assert [bool(entry.page) for entry in found] == [False, True, False]
    assert found[-1].number == 3
    assert "damaged here" in found[-1].problem


def test_a_page_of_a_warc_that_unpacks_to_too_much_is_refused():
    bomb = gzipped(b"\0" * 20_000_000)
    found = read(warc(("https://a.example/1", bomb, ("Content-Encoding", "gzip")), ("https://a.example/2", b"<p>")))[2]
    assert found[1].problem == "The page has more than 5,000,000 bytes."
    assert found[2].page.body == b"<p>"


def test_lines_written_by_a_program_are_read_as_it_meant_them():
    wanted = {"title": "„Ja“\n,;|", "text": "\u2028 end"}
    assert rows(json.dumps(wanted).encode()) == [(1, wanted)]
