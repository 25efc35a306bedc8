"""People, their tokens and their invitations."""

from pilothouse.accounts.invitations import Invitation
from pilothouse.accounts.person import Person, Unit
from pilothouse.accounts.tokens import ApiToken

__all__ = ["ApiToken", "Invitation", "Person", "Unit"]
