"""What is measured, and the corpora it is measured on."""
