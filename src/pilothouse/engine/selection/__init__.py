"""Which projects to do and when: the best portfolio under budgets, people and rules, with proof or bound."""
