"""The kernel reads this module of each room: the kinds of papers that audits issues."""

from audits.paper_kinds import declare_all

declare_all()
