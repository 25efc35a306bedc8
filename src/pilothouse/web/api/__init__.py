"""The JSON API, derived from the register specifications."""
