"""Earned value: what was planned, what is done, what it cost, and what the pace says of the rest."""
