"""What an engine must be able to do, in words of our own: fields, a small query tree, partitions, generations.

Engines translate the tree; none of them sees text a person typed, and none decides who may see what.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from zlib import crc32

# Up to so many matching pages, things and facets are counted one by one; above, they are estimates and told as such.
EXACT_UP_TO = 20_000
FACET_VALUES = 300


class Field(StrEnum):
    """Fields of a record. Text fields hold words that office.text_forms made, divided by blanks; engines only split."""

    ACCENTED = "a"  # words of the page with their marks
    FOLDED = "f"  # the same without marks, with positions, for phrases
    SHINGLES = "s"  # folded pairs of neighbours
    TITLE_ACCENTED = "ta"
    TITLE_FOLDED = "tf"
    TITLE_SHINGLES = "ts"
    NUMBER = "number"  # every key by which the document's number is asked for (text_forms.number_keys)
    FACET = "facet"  # «year=2014»
    FACET_WORD = "facet_word"  # «unit:phap», folded words of each facet's value
    TOKEN = "token"  # access tokens (office.access)  # noqa: S105


class Partition(StrEnum):
    """Two indexes of one schema: ranking statistics of a single one would tell of what the asker may not see."""

    STAFF = "staff"
    RESTRICTED = "restricted"


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"


class IndexUnavailable(Exception):
    """There is no usable index now: not built yet, damaged, or its server does not answer."""


class WriterBusy(Exception):
    """Another process is writing or rebuilding; the outbox keeps what is to be done."""


@dataclass(frozen=True, order=True)
class Thing:
    """A searchable thing: registered kind and primary key."""

    kind: str
    object_id: int

    @property
    def key(self) -> int:
        """One 63-bit number for both, so that an engine can group and delete by an integer column."""
        return ((crc32(self.kind.encode()) & 0x7FFFFFFF) << 32) | self.object_id


@dataclass(frozen=True)
class Record:
    """One page of a thing, prepared; page 0 is the head (title, number, summary), which every thing has exactly once."""

    thing: Thing
    page: int
    partition: Partition
    fields: dict[Field, list[str]]  # text fields: one string of words each; the others: one string per value
    dated: int  # proleptic ordinal of the day, 0 when not dated
    text_hash: int
    rights_hash: int


# --- the query tree --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """One word of a field."""

    field: Field
    value: str
    weight: float = 1.0


@dataclass(frozen=True)
class Phrase:
    """Words of a field beside one another. Only FOLDED keeps positions."""

    field: Field
    values: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Between:
    """Dated from a day until a day, both included; no score. None: open end."""

    from_day: datetime.date | None
    until_day: datetime.date | None


@dataclass(frozen=True)
class AnyOf:
    """At least `at_least` of the parts; the scores of all that match are added."""

    parts: tuple["Node", ...]
    at_least: int = 1


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Query:
    """`must` decides and scores, `should` only scores, `where` and `never` only decide; `never` of the whole thing."""

    must: tuple["Node", ...]
    should: tuple["Node", ...] = ()
    where: tuple["Node", ...] = ()
    never: tuple["Node", ...] = ()


Node = Term | Phrase | Between | AnyOf | AllOf | Query


@dataclass(frozen=True)
class Scope:
    """What an asker may be answered from: partitions, access tokens, and things whose change is not in the index yet."""

    partitions: tuple[Partition, ...]
    tokens: tuple[str, ...]
    hidden: frozenset[int] = frozenset()  # Thing.key


@dataclass(frozen=True)
class PageHit:
    """A page that matches. `key` is Thing.key."""

    key: int
    page: int
    score: float
    dated: int


@dataclass(frozen=True)
class Totals:
    """How much matches in all, and how it divides. `is_exact` False: things and facets are estimates."""

    pages: int
    things: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    is_exact: bool = True


@dataclass(frozen=True)
class StoredRecord:
    """What the index says of one record, for verify."""

    partition: Partition
    key: int
    page: int
    text_hash: int
    rights_hash: int


class Batch(ABC):
    """Changes that become visible together when the block ends, and not at all when it fails."""

    @abstractmethod
    def replace(self, thing: Thing, records: Iterable[Record]) -> None:
        """Take out all records of `thing`, wherever they are, and put `records` in."""

    def remove(self, thing: Thing) -> None:
        self.replace(thing, ())


class Engine(ABC):
    """One engine with its current generation. The index is disposable: everything in it can be made again."""

    name: str

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether there is a generation. IndexUnavailable when that cannot be known: its server does not answer."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Batch]:
        """Change the current generation. WriterBusy; IndexUnavailable when there is none to change."""

    @abstractmethod
    def rebuilding(self) -> AbstractContextManager[Batch]:
        """Fill a new generation beside the current one, which answers until the block ends. WriterBusy."""

    @abstractmethod
    def search(self, query: Node, scope: Scope, *, limit: int, order: Order = Order.BEST) -> list[PageHit]:
        """The best pages, in order; pages of equal rank in an order that does not depend on how the index grew."""

    @abstractmethod
    def totals(self, query: Node, scope: Scope, *, with_facets: bool = True) -> Totals:
        """Counts over the same filtered query."""

    @abstractmethod
    def public_frequency(self, of: Field, values: Collection[str]) -> dict[str, int]:
        """In how many records of the staff partition each word stands. The only vocabulary suggestions may draw from."""

    @abstractmethod
    def public_words(self, of: Field, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Most frequent words of the staff partition that begin with `prefix`."""

    @abstractmethod
    def stored(self) -> Iterator[StoredRecord]:
        """Every record there is, for verify."""

    @abstractmethod
    def stats(self) -> dict[str, object]:
        """Generation, records per partition, size in bytes."""

    @abstractmethod
    def forget(self) -> None:
        """Take every generation away: what was measured or tried, or an engine that serves no more."""
