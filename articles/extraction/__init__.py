"""Text in, proposals out: neither Django nor the network."""
