"""Tables of the office and of the kernel; one file, one idea."""

from office.models.access import AccessControlled, AccessException, AccessRight, Confidentiality
from office.models.base import AboutSubject, Dated, subject_of
from office.models.calendar import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DayPart,
    ReceptionHours,
    ReceptionServices,
    WorkSession,
    YearState,
)
from office.models.files import Blob
from office.models.jobs import DutyRun, Job, JobState, WorkerLease
from office.models.journal import JournalHead, JournalLine, PseudonymKey
from office.models.letters import Letter, LetterTemplate, LetterTemplateVersion
from office.models.numbers import NumberSeries
from office.models.obligations import Obligation, Reminder, ReminderStage
from office.models.outboxes import IndexOutbox, MessageOutbox, MessageState
from office.models.people import Assignment, Person, Post, PostRole, Role, Substitution, User
from office.models.remarks import Remark
from office.models.signing import Signature, SignatureMeaning, SignatureVoiding
from office.models.units import SuccessionKind, Unit, UnitKind, UnitSetting, UnitSuccession

__all__ = [
    "AboutSubject",
    "AccessControlled",
    "AccessException",
    "AccessRight",
    "Assignment",
    "Blob",
    "CalendarDay",
    "CalendarYear",
    "Confidentiality",
    "Dated",
    "DayKind",
    "DayPart",
    "DutyRun",
    "IndexOutbox",
    "Job",
    "JobState",
    "JournalHead",
    "JournalLine",
    "Letter",
    "LetterTemplate",
    "LetterTemplateVersion",
    "MessageOutbox",
    "MessageState",
    "NumberSeries",
    "Obligation",
    "Person",
    "Post",
    "PostRole",
    "PseudonymKey",
    "ReceptionHours",
    "ReceptionServices",
    "Remark",
    "Reminder",
    "ReminderStage",
    "Role",
    "Signature",
    "SignatureMeaning",
    "SignatureVoiding",
    "Substitution",
    "SuccessionKind",
    "Unit",
    "UnitKind",
    "UnitSetting",
    "UnitSuccession",
    "User",
    "WorkSession",
    "WorkerLease",
    "YearState",
    "subject_of",
]
