"""Pages of the room «Cải tiến»."""
