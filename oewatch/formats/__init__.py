"""How Django itself writes dates and times, for each language that the site speaks."""
