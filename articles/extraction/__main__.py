"""`python -m articles.extraction [--language en] FILE...`: one JSON object an article on standard output.

A `.txt` file is one article, its id the file's name; any other file holds JSON Lines with `id`, `text` and, if
there, `title` and `language`. A line that cannot be read is named on standard error and left out; the exit status
is then 1. Articles are read one at a time: memory does not grow with their number.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.extraction import extract, languages


class BadArticle(Exception):
    """What is wrong with a file or a line, and where."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m articles.extraction", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=".txt: one article; else JSON Lines; - is standard input"
    )
    parser.add_argument("--language", default="", help=f"{', '.join(languages())}; detected where not given")
    chosen = parser.parse_args(arguments)
    failed = False
    for name in chosen.files:
        for article in _articles(name):
            if isinstance(article, BadArticle):
                print(article, file=sys.stderr)
                failed = True
                continue
            _print(article, chosen.language)
    return int(failed)


def _print(article: dict[str, Any], language: str) -> None:
    found = extract(article["text"], language=language or str(article.get("language") or ""))
    if not found["supported"]:
        asked = found["language"] or "the language found"
        print(f"{article['id']}: {asked} is not supported ({', '.join(languages())} are)", file=sys.stderr)
    line = json.dumps({"id": article["id"], **found}, ensure_ascii=False)
    # a lone surrogate, as JSON may hold it, cannot be written as UTF-8
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass" if line.isprintable() else "replace") + b"\n")
    sys.stdout.flush()


def _articles(name: str) -> Iterator[dict[str, Any] | BadArticle]:
    if name == "-":
        yield from _lines("standard input", sys.stdin.buffer)
        return
    path = Path(name)
    try:
        if path.suffix == ".txt":
            # newline="" keeps CRLF: offsets are into the text as it stands
            with path.open(encoding="utf-8", errors="strict", newline="") as file:
                yield {"id": path.name, "text": file.read()}
            return
        with path.open("rb") as lines:
            yield from _lines(name, lines)
    except (OSError, UnicodeDecodeError) as error:
        yield BadArticle(f"{name}: {error}")


def _lines(name: str, lines: Any) -> Iterator[dict[str, Any] | BadArticle]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
        except ValueError as error:
            yield BadArticle(f"{name}, line {number}: no JSON ({error})")
            continue
        if not isinstance(article, dict) or not isinstance(article.get("text"), str) or "id" not in article:
            yield BadArticle(f"{name}, line {number}: needs an object with id and text")
            continue
        yield article


if __name__ == "__main__":
    sys.exit(main())
