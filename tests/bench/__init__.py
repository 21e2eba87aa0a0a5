"""How long a site takes and how much it weighs, beside plain mkdocs-material with the same texts: `make bench`."""
