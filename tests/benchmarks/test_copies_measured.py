"""What measures the finding of copies: on the demo corpus alone, so that it needs no data from elsewhere."""

from benchmarks import copies


def test_copies_of_the_demo_corpus_are_found_and_no_others(monkeypatch, tmp_path):
    monkeypatch.setattr(copies, "DATA", tmp_path)
    monkeypatch.setattr(copies, "EACH", 1)
    monkeypatch.setattr(copies, "_min_hashes", lambda texts: {})
    told = copies.quality(lambda line: None)
    found, asked = told["right"]["passages"], told["asked"]
    whole = [kind for kind in asked if kind != "passage lifted and edited"]
    assert {kind: found.get(kind, 0) for kind in whole} == {kind: asked[kind] for kind in whole}
    assert found["passage lifted and edited"] >= 0.8 * asked["passage lifted and edited"]
    assert sum(told["wrong"]["passages"].values()) == 0
    assert told["groups"]["found"] == told["groups"]["pairs"]
    assert "| verbatim |" in copies.quality_sentences(told)


def test_the_page_has_a_place_for_both_parts():
    page = copies.PAGE.read_text()
    assert all(f"<!-- bench: {part} -->" in page for part in ("quality of copies", "search for copies"))


def test_a_made_up_article_is_told_apart_and_its_copy_is_not():
    writer = copies.Writer(1000)
    texts = [writer.text(number, copied=number % 2 == 0) for number in range(40)]
    index = copies.Index([*writer.wire, *texts])
    wire = len(writer.wire)
    for number, text in enumerate(texts):
        assert bool(index.copies(text) & set(range(wire))) == (number % 2 == 0)
