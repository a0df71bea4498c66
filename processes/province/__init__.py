"""The province's one-stop system: its files read in a limited process, its rows understood, its folder watched, our rows for it."""
