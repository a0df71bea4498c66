"""Acts of the archive: taking in, reading, describing."""
