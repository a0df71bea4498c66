"""Word in: from a Word file somebody else wrote to the parts of a procedure, every doubt said, nothing lost in silence.

`reading.read_word_file(path)` is the door: it sniffs, guards and converts, parses in a limited child process and returns
a `recognised.RecognisedFile`. No module of this package touches the database.
"""
