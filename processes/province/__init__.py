"""Files of the province's one-stop system: reading them in a limited process, understanding their rows. Pure; no database here."""
