"""Fields that read what people here type."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import engines

from office.form_fields import CommaDecimalField, DayField


class Sample(forms.Form):
    due_on = DayField(label="Ngày hẹn")
    fee = CommaDecimalField(label="Lệ phí", required=False)


def shown(form: forms.Form) -> str:
    return engines["django"].from_string('{% include "components/fields.html" %}').render({"form": form})


def test_a_form_reads_and_says_back():
    form = Sample({"due_on": "5/3/26", "fee": "1.284,5"})
    assert form.is_valid()
    assert form.cleaned_data == {"due_on": datetime.date(2026, 3, 5), "fee": Decimal("1284.5")}
    assert "thứ Năm, 05/03/2026" in shown(form)


def test_what_cannot_be_read_stays_in_the_box_beside_its_reason():
    form = Sample({"due_on": "12/31/2026", "fee": "mười"})
    assert not form.is_valid()
    page = shown(form)
    assert 'value="12/31/2026"' in page
    assert "chưa rõ là ngày nào" in page
    assert 'aria-describedby="id_due_on_helptext id_due_on_error"' in page
    assert 'aria-invalid="true"' in page
    assert "cần một con số" in page


def test_stored_values_come_back_as_people_write_them():
    page = shown(Sample(initial={"due_on": datetime.date(2026, 12, 31), "fee": Decimal("12.50")}))
    assert 'value="31/12/2026"' in page
    assert 'value="12,5"' in page


def test_plus_three_needs_a_calendar():
    form = Sample({"due_on": "+3"})
    form.fields["due_on"].working_days_ahead = lambda n: datetime.date(2026, 11, 22 + n)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due_on"] == datetime.date(2026, 11, 25)


@pytest.mark.parametrize("value", ["05032026", "2026-03-05"])
def test_a_form_sent_again_unchanged_has_not_changed(value):
    form = Sample({"due_on": value}, initial={"due_on": datetime.date(2026, 3, 5)})
    assert form.changed_data == []
