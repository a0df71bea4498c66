"""Tables of the room «Tài liệu»; one file, one idea."""

from iso_docs.models.documents import ControlledDocument, DraftForm, PrintedRole
from iso_docs.models.external import ExternalDocument, ExternalDocumentChange, ExternalDocumentCheck
from iso_docs.models.imports import WordImport
from iso_docs.models.issues import (
    DocumentIssue,
    IssueCase,
    IssueForm,
    IssueSigner,
    IssueStep,
    IssueTimeGroup,
    IssueWithdrawal,
    PaperBasis,
    PaperFile,
    PaperSigner,
)
from iso_docs.models.readings import Distribution, Reading
from iso_docs.models.reviews import ReviewRound, RoundAuthor, SignatureTask, SignatureTaskState
from iso_docs.models.takeovers import TakeOver, TakeOverFile, TakeOverLine

__all__ = [
    "ControlledDocument",
    "Distribution",
    "DocumentIssue",
    "DraftForm",
    "ExternalDocument",
    "ExternalDocumentChange",
    "ExternalDocumentCheck",
    "IssueCase",
    "IssueForm",
    "IssueSigner",
    "IssueStep",
    "IssueTimeGroup",
    "IssueWithdrawal",
    "PaperBasis",
    "PaperFile",
    "PaperSigner",
    "PrintedRole",
    "Reading",
    "ReviewRound",
    "RoundAuthor",
    "SignatureTask",
    "SignatureTaskState",
    "TakeOver",
    "TakeOverFile",
    "TakeOverLine",
    "WordImport",
]
