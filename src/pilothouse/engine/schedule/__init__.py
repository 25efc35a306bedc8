"""Schedule: calendars, networks, and the dates, float and critical path that follow from them."""
