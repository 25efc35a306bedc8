"""Levelling: fit the work to the people and equipment there are, and say what moved, why and what it cost."""
