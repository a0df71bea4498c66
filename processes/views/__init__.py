"""Pages of the room «Hồ sơ»; one file, one place of work."""
