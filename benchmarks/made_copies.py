"""Copies and no copies, made of real and made-up texts, each with what it was made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from articles.text import quoted_spans

LIFTED = 30  # words of a passage that is lifted, at least


@dataclass(frozen=True, slots=True)
class Made:
    kind: str
    text: str
    sources: tuple[int, ...]  # which texts it was copied from; none: it is no copy


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def _sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.!?”\"]) +(?=[A-Z“\"])", paragraph)


def verbatim(text: str, rng: Random) -> str:
    return text


def cut(text: str, rng: Random) -> str:
    """The beginning, as an editor cuts a wire report from below: a third to two thirds."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * rng.uniform(0.34, 0.67))])


def edited(text: str, rng: Random, share: float = 0.05) -> str:
    """One word in twenty left out, doubled, or another word of the text in its place; one sentence in ten left out."""
    paragraphs = []
    every = text.split()
    for paragraph in _paragraphs(text):
        words: list[str] = []
        for sentence in _sentences(paragraph):
            if rng.random() < 0.1:
                continue
            for word in sentence.split(" "):
                if rng.random() >= share:
                    words.append(word)
                elif rng.random() < 0.6:
                    words.append(rng.choice(every))
                elif rng.random() < 0.5:
                    words += [word, rng.choice(every)]
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs)


def heavily_edited(text: str, rng: Random) -> str:
    """One word in eight changed."""
    return edited(text, rng, 0.125)


def reordered(text: str, rng: Random) -> str:
    """Paragraphs in another order, sentences of each as they were; of one paragraph its sentences."""
    paragraphs = _paragraphs(text)
    if len(paragraphs) < 3:
        paragraphs = _sentences(" ".join(paragraphs))
    rng.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


_MARKS = str.maketrans({'"': "”", "“": '"', "'": "’", "’": "'", "-": "–", ",": " ,", " ": "\u00a0", ".": " ."})


def punctuated(text: str, rng: Random) -> str:
    """Other quotation marks, dashes and spaces, no commas in places, soft hyphens, headlines in capitals."""
    paragraphs = text.translate(_MARKS).split("\n\n")
    words = []
    for word in "\n".join(paragraphs[1:]).split("\u00a0"):
        if len(word) > 8 and rng.random() < 0.5:
            word = f"{word[:4]}\u00ad{word[4:]}"
        words.append(word.replace(" ,", "") if rng.random() < 0.3 else word)
    return paragraphs[0].upper() + "\n\n" + " ".join(words)


CHANGES: dict[str, Callable[[str, Random], str]] = {
    "verbatim": verbatim,
    "cut": cut,
    "lightly edited": edited,
    "edited, one word in eight": heavily_edited,
    "reordered": reordered,
    "other punctuation": punctuated,
}


def spliced(first: str, second: str, rng: Random) -> str:
    """About half of the sentences of either, a few at a time in turn."""
    halves = []
    for text in (first, second):
        sentences = [sentence for paragraph in _paragraphs(text) for sentence in _sentences(paragraph)]
        begin = rng.randrange(max(1, len(sentences) // 2))
        halves.append(sentences[begin : begin + max(3, len(sentences) // 2)])
    found: list[str] = []
    while any(halves):
        for half in halves:
            taken = rng.randint(3, 6)
            found.append(" ".join(half[:taken]))
            del half[:taken]
    return "\n\n".join(paragraph for paragraph in found if paragraph)


def lifted(source: str, into: str, rng: Random, *, edited_by: float = 0.0) -> str | None:
    """Another text with one passage of LIFTED to 60 words of the source in it; None where there is no such passage.

    Of its words the share `edited_by` is left out or another.
    """
    sentences = [sentence for paragraph in _paragraphs(source)[1:] for sentence in _sentences(paragraph)]
    starts = list(range(len(sentences)))
    rng.shuffle(starts)
    for start in starts:
        passage: list[str] = []
        for sentence in sentences[start:]:
            passage += sentence.split()
            if len(passage) >= LIFTED:
                break
        if LIFTED <= len(passage) <= 2 * LIFTED:
            if _share_quoted(" ".join(passage)) > 0.3:
                continue  # mostly a quotation: two reporters may have heard it
            paragraphs = _paragraphs(into)
            every = source.split()
            kept = [word if rng.random() >= edited_by else rng.choice(["", rng.choice(every)]) for word in passage]
            paragraphs.insert(rng.randrange(1, len(paragraphs) + 1), " ".join(word for word in kept if word))
            return "\n\n".join(paragraphs)
    return None


def _share_quoted(text: str) -> float:
    return sum(end - start for start, end in quoted_spans(text)) / max(1, len(text))


def same_event(about: str, told_by: str, rng: Random) -> str | None:
    """A report of its own about the same event: another text's words, the quotations and names of the first.

    None where the first quotes nobody at length.
    """
    quotes = [about[start:end] for start, end in quoted_spans(about) if len(about[start:end].split()) >= 8]
    if not quotes:
        return None
    names = sorted(set(re.findall(r"(?:[A-Z][a-z]+ ){1,2}[A-Z][a-z]+", about)))
    paragraphs = _paragraphs(told_by)
    for quote in quotes:
        at = rng.randrange(1, len(paragraphs) + 1)
        who = rng.choice(names) if names else "The spokesman"
        how = rng.choice(("said {who}.", "{who} told reporters.", "was the answer of {who} on Tuesday."))
        paragraphs.insert(at, f"“{quote.strip(' ,.')},” {how.format(who=who)}")
    return "\n\n".join(paragraphs)


def made(texts: Sequence[str], seed: int, each: int) -> Iterator[Made]:
    """`each` of every kind from every text."""
    for number, text in enumerate(texts):
        rng = Random(f"{seed}/{number}")
        others = [other for other in range(len(texts)) if other != number]
        for _ in range(each):
            for kind, change in CHANGES.items():
                yield Made(kind, change(text, rng), (number,))
            other = rng.choice(others)
            yield Made("two sources spliced", spliced(text, texts[other], rng), (number, other))
            # what the passage is lifted into is no text that is held: else that one were copied too
            into = _shuffled_words(texts[rng.choice(others)], rng)
            if (text_with := lifted(text, into, rng)) is not None:
                yield Made("passage lifted", text_with, (number,))
                yield Made("passage lifted and edited", lifted(text, into, rng, edited_by=0.1) or text_with, (number,))
            if (report := same_event(text, into, rng)) is not None:
                yield Made("same event, quotes shared", report, ())


def _shuffled_words(text: str, rng: Random) -> str:
    """A text of as many paragraphs, with the words of another in another order: nobody's copy."""
    paragraphs = []
    for paragraph in _paragraphs(text):
        words = paragraph.split()
        rng.shuffle(words)
        paragraphs.append(re.sub("[\"“”‘’']", "", " ".join(words)))
    return "\n\n".join(paragraphs)
