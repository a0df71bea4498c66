"""The kernel reads this module of each room: the kinds of papers that processes issues."""

from processes.paper_kinds import declare_all

declare_all()
