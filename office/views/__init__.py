"""Pages of the office itself: accounts, errors, health, the page of components."""
