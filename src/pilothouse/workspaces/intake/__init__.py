"""Reads a portfolio that somebody published or sent: from hostile bytes to a checked draft, no database."""
