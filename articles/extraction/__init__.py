"""Text in, proposals out: neither Django nor the network."""

from articles.extraction.article import extract
from articles.extraction.lexicon import detect_language, languages

__all__ = ["detect_language", "extract", "languages"]
