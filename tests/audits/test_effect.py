"""Whether a change helped, from counts alone: the cases that the issue and the law of small numbers ask for."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.effect import Share, enough_at, improvement, judge, when_enough
from audits.states import Effect


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((3, 40), (2, 41), Effect.NOT_ENOUGH),
        ((12, 40), (1, 60), Effect.EFFECTIVE),
        ((9, 41), (1, 12), Effect.NOT_ENOUGH),  # a good sign, not yet a conclusion
        ((30, 100), (29, 100), Effect.NOT_EFFECTIVE),  # it surely did not fall by half
        ((5, 40), (12, 40), Effect.NOT_EFFECTIVE),  # it rose
        ((40, 40), (0, 40), Effect.EFFECTIVE),
        ((0, 40), (0, 40), Effect.NOT_ENOUGH),  # nothing was wrong, nothing can be shown
        ((3, 40), (0, 0), Effect.NOT_ENOUGH),
        ((0, 0), (1, 60), Effect.NOT_ENOUGH),
    ],
)
def test_what_the_numbers_say(before, after, said):
    assert judge(Share(*before), Share(*after), 50) == said


@pytest.mark.parametrize(
    ("share", "low", "high"),
    # Newcombe 1998a, table I, method 3 (score without continuity correction)
    [((81, 263), 0.2553, 0.3662), ((15, 148), 0.0624, 0.1605), ((0, 20), 0.0, 0.1611), ((1, 29), 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(share, low, high):
    assert Share(*share).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    # Newcombe 1998b, table II, method 10
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_the_difference_is_newcombes(before, after, low, high):
    assert improvement(Share(*before), Share(*after)) == pytest.approx((low, high), abs=1e-4)


counts = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_it_is_never_said_that_it_helped_when_the_share_did_not_fall(before, after):
    before, after = Share(*before), Share(*after)
    if judge(before, after, 50) == Effect.EFFECTIVE:
        assert before.value > after.value


@given(counts, counts)
def test_when_it_is_said_how_many_are_needed_that_many_are_enough(before, after):
    needed = enough_at(Share(*before), Share(*after), 50)
    if needed is not None:
        late = round(after[0] / after[1] * needed)
        assert judge(Share(*before), Share(late, needed), 50) != Effect.NOT_ENOUGH


def test_a_share_of_more_than_all_is_refused():
    with pytest.raises(ValueError, match="no share"):
        Share(3, 2)


def test_the_day_on_which_there_will_be_enough_is_reckoned_from_how_they_came():
    day = when_enough(24, Share(1, 12), datetime.date(2026, 10, 15), datetime.date(2026, 11, 14))
    assert day == datetime.date(2026, 12, 14)
    assert when_enough(24, Share(0, 0), datetime.date(2026, 10, 15), datetime.date(2026, 11, 14)) is None
