"""The sample ward «phường Bình An»: invented people and papers, filled in by walking the real actions of all rooms.

So it is a test too: a rule that is removed breaks it. Only `actions` of the rooms are called to change anything.
"""
