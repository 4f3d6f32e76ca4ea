"""A small fictional corpus, so that a fresh installation shows every page with something on it."""
