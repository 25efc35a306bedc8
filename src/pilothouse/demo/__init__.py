"""The demonstration: Northwater Authority, a made-up water and river utility with two years of history.

Everything in it is invented and follows from a seed; growth and slips are drawn from what real projects did.
It is written through the same doors as anybody's data, so all laws of the product hold for it.
"""

from pilothouse.demo.loading import SignIn, load_demo
from pilothouse.demo.removing import remove_demo
from pilothouse.demo.story import STORY_BEGIN, STORY_DAY

__all__ = ["STORY_BEGIN", "STORY_DAY", "SignIn", "load_demo", "remove_demo"]
