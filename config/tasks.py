"""Background work that composes rooms: the past of the sample ward."""

from config.demo import job

__all__ = ["job"]
