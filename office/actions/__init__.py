"""Acts of the office itself: units and posts, people and accounts, access by exception."""
