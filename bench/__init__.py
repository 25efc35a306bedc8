"""How fast the web part is, beside the ceiling of the same run: `make bench`."""
