"""How quickly texts are read for suggestions, beside a spaCy pipeline that only parses, on the same texts and core.

Every parser-based system stands on such a parse. Where the trained model en_core_web_sm is not installed (it is on no
package index), a pipeline of the same architecture is made with weights by chance: what it finds is nonsense, how long
it takes is not, since the same numbers are multiplied.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.extraction import extract

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "attribution" / "gum-news.dev.jsonl"
FACTOR = 20  # asked: at least so many times the articles a second
REPEATS = 5
SECONDS = 2.0  # one repeat takes at least so long
LARGE = 10_000_000  # characters
MANY = 10_000  # articles


def measured(say: Callable[[str], None]) -> dict[str, Any] | None:
    """Articles a second of both, growth of time with length, memory over many articles; None without the texts."""
    if not TEXTS.is_file():
        return None
    texts = [json.loads(line)["text"] for line in TEXTS.read_text(encoding="utf-8").splitlines() if line.strip()]
    _one_core()
    say(f"reading {len(texts)} articles")
    ways: list[Callable[[], Any]] = [lambda: [extract(text, language="en") for text in texts]]
    pipeline, what = _spacy()
    if pipeline is not None:
        ways.append(lambda: list(pipeline.pipe(texts)))
    rates = _a_second(ways, len(texts))
    told: dict[str, Any] = {"articles": len(texts), "characters": sum(map(len, texts)), "ours": rates[0]}
    told["spacy"], told["spacy_is"] = rates[1] if pipeline is not None else None, what
    told |= _linear(texts, say)
    told["memory_mb"] = _memory(texts, say)
    return told


def _one_core() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _a_second(ways: list[Callable[[], Any]], number: int) -> list[float]:
    """Articles a second of processor time for each way: the median of some repeats, which take turns.

    By turns and not by the clock on the wall, since whatever else the machine does would fall on one of them alone.
    """
    found: list[list[float]] = [[] for _ in ways]
    for work in ways:
        work()
    for _ in range(REPEATS):
        for work, rates in zip(ways, found, strict=True):
            rounds, started = 0, time.process_time()
            while time.process_time() - started < SECONDS:
                work()
                rounds += 1
            rates.append(rounds * number / (time.process_time() - started))
    return [statistics.median(rates) for rates in found]


def _spacy() -> tuple[Any, str]:
    """The pipeline, or None, and what it is."""
    if importlib.util.find_spec("spacy") is None:
        return None, "spaCy is not installed"
    import spacy

    try:
        pipeline = spacy.load("en_core_web_sm", exclude=["ner", "lemmatizer", "attribute_ruler", "tagger", "senter"])
        what = "en_core_web_sm, parser alone"
    except OSError:
        pipeline, what = _untrained(spacy), "the architecture of en_core_web_sm with untrained weights, parser alone"
    return pipeline, f"spaCy {spacy.__version__}, {what}"


def _untrained(spacy: Any) -> Any:
    """tok2vec (width 96, depth 4, as the small models have it) and the parser over it."""
    from spacy.training import Example

    pipeline = spacy.blank("en")
    model = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
            "rows": [5000, 1000, 2500, 2500, 50, 50],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    pipeline.add_pipe("tok2vec", config={"model": model})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": listener,
    }
    pipeline.add_pipe("parser", config={"model": parser})
    # the labels of the trained parser, so that as many moves are weighed
    labels = [
        "acl",
        "acomp",
        "advcl",
        "advmod",
        "agent",
        "amod",
        "appos",
        "attr",
        "aux",
        "auxpass",
        "case",
        "cc",
        "ccomp",
        "compound",
        "conj",
        "csubj",
        "csubjpass",
        "dative",
        "dep",
        "det",
        "dobj",
        "expl",
        "intj",
        "mark",
        "meta",
        "neg",
        "nmod",
        "npadvmod",
        "nsubj",
        "nsubjpass",
        "nummod",
        "oprd",
        "parataxis",
        "pcomp",
        "pobj",
        "poss",
        "preconj",
        "predet",
        "prep",
        "prt",
        "punct",
        "quantmod",
        "relcl",
        "xcomp",
    ]
    words = ["root", *labels]
    heads = [0] * len(words)
    given = {"words": words, "heads": heads, "deps": ["ROOT", *labels], "sent_starts": [1] + [0] * len(labels)}
    example = Example.from_dict(pipeline.make_doc(" ".join(words)), given)
    pipeline.initialize(lambda: [example])
    return pipeline


def _linear(texts: list[str], say: Callable[[str], None]) -> dict[str, float]:
    whole = "\n\n".join(texts)
    large = (whole + "\n\n") * (LARGE // len(whole) + 1)
    found = {}
    for length in (LARGE // 10, LARGE):
        say(f"reading a text of {length:,} characters")
        started = time.perf_counter()
        extract(large[:length], language="en")
        found[f"seconds_{length}"] = time.perf_counter() - started
    return found


def _memory(texts: list[str], say: Callable[[str], None]) -> float:
    """MB that the peak grew by while MANY articles were read, after the first few."""
    for text in texts * 3:
        extract(text, language="en")
    before = _resident()
    most = before
    for number in range(MANY):
        if number % 1000 == 0:
            say(f"{number:,} of {MANY:,} articles")
            most = max(most, _resident())
        extract(texts[number % len(texts)], language="en")
    return max(most, _resident()) - before


def _resident() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024**2


def sentences(told: dict[str, Any]) -> str:
    """What came out, for docs/extraction.md."""
    lines = [
        f"One core, {told['articles']} news articles of {told['characters']:,} characters together: "
        f"**{told['ours']:,.0f} articles a second**."
    ]
    if told["spacy"]:
        ratio = told["ours"] / told["spacy"]
        met = "met" if ratio >= FACTOR else f"**not met**: {FACTOR} x is asked"
        lines.append(f"Beside it {told['spacy_is']}: {told['spacy']:,.1f} articles a second; {ratio:,.1f} x ({met}).")
    else:
        lines.append(f"Beside it nothing: {told['spacy_is']}.")
    small, large = told[f"seconds_{LARGE // 10}"], told[f"seconds_{LARGE}"]
    lines.append(
        f"A text of {LARGE // 10:,} characters took {small:,.1f} s, one of {LARGE:,} characters {large:,.1f} s: "
        f"{large / small:,.1f} x the time for 10 x the length."
    )
    lines.append(f"Over {MANY:,} articles memory grew by {told['memory_mb']:,.1f} MB.")
    return "\n".join(lines)
