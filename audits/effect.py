"""Did it help? The same share before and after, with its interval, and a proposal in words. Pure; a person decides.

Two shares of few dossiers nearly always differ. What counts is the interval of their difference (Newcombe 1998, method 10:
the square-and-add interval from two Wilson score intervals, 95 %): it says what the numbers can and cannot tell.
"""

import datetime
import math
from dataclasses import dataclass

from audits.states import Effect

Z = 1.959963984540054  # 95 %, two-sided
MOST = 2000  # dossiers: beyond that no wait for more is proposed


@dataclass(frozen=True, slots=True)
class Share:
    """`late` of `all` dossiers."""

    late: int
    all: int

    def __post_init__(self) -> None:
        if not 0 <= self.late <= self.all:
            raise ValueError(f"{self.late} of {self.all} is no share")

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.late / self.all if self.all else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval of the share; of nothing, everything is possible."""
        if not self.all:
            return 0.0, 1.0
        n, p = self.all, self.late / self.all
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        low = 0.0 if self.late == 0 else max(0.0, middle - half)
        high = 1.0 if self.late == self.all else min(1.0, middle + half)
        return low, high


def improvement(before: Share, after: Share) -> tuple[float, float]:
    """The 95 % interval of by how much the share fell (positive: it fell)."""
    p, q = before.value, after.value
    if p is None or q is None:
        return -1.0, 1.0
    (low_p, high_p), (low_q, high_q) = before.interval, after.interval
    low = p - q - math.hypot(p - low_p, high_q - q)
    high = p - q + math.hypot(high_p - p, q - low_q)
    return max(-1.0, low), min(1.0, high)


def judge(before: Share, after: Share, wanted_percent: int) -> Effect:
    """What the two shares say of the wish that the share falls by `wanted_percent` of what it was.

    Effective: it surely fell. Not effective: it surely did not fall as far as wanted. Else there is not enough to tell.
    """
    low, high = improvement(before, after)
    if before.value is None or after.value is None:
        return Effect.NOT_ENOUGH
    if low > 0:
        return Effect.EFFECTIVE
    if high < before.value * wanted_percent / 100:
        return Effect.NOT_EFFECTIVE
    return Effect.NOT_ENOUGH


def enough_at(before: Share, after: Share, wanted_percent: int) -> int | None:
    """How many dossiers `after` needs so that its share of now could be judged; None when more of them would not tell."""
    if not after.all or judge(before, after, wanted_percent) != Effect.NOT_ENOUGH:
        return None
    for count in range(after.all + 1, MOST + 1):
        if judge(before, Share(round(after.late / after.all * count), count), wanted_percent) != Effect.NOT_ENOUGH:
            return count
    return None


def when_enough(count: int, after: Share, since: datetime.date, until: datetime.date) -> datetime.date | None:
    """The day on which `count` dossiers are there if they go on coming as they came from `since` to `until`."""
    days = (until - since).days
    if days <= 0 or not after.all:
        return None
    return until + datetime.timedelta(days=math.ceil((count - after.all) * days / after.all))
