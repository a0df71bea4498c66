"""Guards stand in the database itself: raw SQL meets them, a table remake loses them, migrate puts them back."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from office import guards
from office.acts import office_act
from office.models import AccessException, Blob, JournalLine, Obligation, Person, Unit, User, subject_of

NOW = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)
ALL = {guard.label: guard for guard in guards.all_guards()}


def refused(sql: str, *args) -> None:
    with pytest.raises(IntegrityError, match="guarded"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, args)


@pytest.fixture
def a_line(cast) -> JournalLine:
    with office_act("office.person.rename", by=cast.person("quan"), now=NOW):
        pass
    return JournalLine.objects.get()


def test_all_guards_stand_after_migrate(db):
    assert guards.missing_or_altered() == []
    assert {"office.JournalLine", "office.Signature", "office.Blob", "office.User"} <= set(ALL)


@pytest.mark.parametrize("label", ALL)
def test_a_guard_survives_the_alteration_of_its_table(db, label):
    model = ALL[label].model
    field = models.IntegerField(null=True, default=None)
    field.set_attributes_from_name("added_for_the_test")
    field.model = model
    names = set(guards._wanted(connection, ALL[label]))
    editor = connection.schema_editor(atomic=False)
    if connection.vendor == "sqlite":
        editor.deferred_sql = []
        editor._remake_table(model)  # what AlterField and AddConstraint do: it drops triggers without a word
        assert not names & set(guards._present(connection))
        assert any(ALL[label].table in sentence for sentence in guards.missing_or_altered())
    else:
        editor.deferred_sql = []
        editor.add_field(model, field)
    call_command("migrate", verbosity=0)
    assert names <= set(guards._present(connection))
    assert guards.missing_or_altered() == []


def test_an_append_only_row_can_neither_change_nor_go(a_line):
    table = JournalLine._meta.db_table
    refused(f"UPDATE {table} SET act = %s", "office.person.other")
    refused(f"DELETE FROM {table}")
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalLine.objects.filter(pk=a_line.pk).update(body="{}")
    assert JournalLine.objects.get().act == "office.person.rename"


def test_truncate_is_refused_on_postgresql(a_line):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; DELETE without WHERE is tested above")
    refused(f"TRUNCATE {JournalLine._meta.db_table} CASCADE")


def test_replace_is_no_way_around(a_line):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    table, columns = JournalLine._meta.db_table, [field.column for field in JournalLine._meta.concrete_fields]
    taken = ", ".join("'forged'" if column == "act" else column for column in columns)
    refused(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {table}")


def test_an_exception_can_be_revoked_once_and_nothing_else(cast):
    row = AccessException.objects.create(
        **subject_of(cast.unit("kinh_te")), person=cast.person("binh"), valid_from=NOW.date(), reason="Phối hợp kiểm tra",
        granted_by=cast.person("hoa"), granted_at=NOW,
    )  # fmt: skip
    rows = AccessException.objects.filter(pk=row.pk)
    for change in ({"reason": "khác"}, {"valid_until": NOW.date()}, {"person": cast.person("minh")}):
        with pytest.raises(IntegrityError, match="guarded"), transaction.atomic():
            rows.update(**change)
    assert rows.update(revoked_at=NOW, revoked_by=cast.person("hoa")) == 1
    for change in ({"revoked_at": NOW + datetime.timedelta(days=1)}, {"revoked_at": None, "revoked_by": None}):
        with pytest.raises(IntegrityError, match="guarded"), transaction.atomic():
            rows.update(**change)
    refused("DELETE FROM office_accessexception")


@pytest.mark.parametrize("model", [User, Person, Unit])
def test_people_and_units_stay(cast, model):
    refused(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.update(id=F("id")) > 0  # they may change


def test_a_blob_row_never_changes(db):
    Blob.objects.create(sha256="a" * 64, size=3, media_type="text/plain", stored_at=NOW)
    refused("UPDATE office_blob SET size = 4")
    refused("DELETE FROM office_blob")


def test_an_obligation_can_be_met_but_not_deleted(cast):
    Obligation.objects.create(
        **subject_of(cast.person("lan")), kind="office.test", key="1", what="Đọc", address="/", person=cast.person("lan"),
        arose_at=NOW,
    )  # fmt: skip
    assert Obligation.objects.update(done_at=NOW) == 1
    refused("DELETE FROM office_obligation")


def test_a_missing_and_an_altered_guard_are_named_and_put_back(db):
    name = next(iter(guards._wanted(connection, ALL["office.Signature"])))
    guards._drop(connection, name, "office_signature")
    assert [name in sentence for sentence in guards.missing_or_altered()] == [True]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'CREATE TRIGGER "{name}" BEFORE DELETE ON "office_signature" WHEN 0 BEGIN SELECT 1; END')
        else:
            guards.install()
            cursor.execute(f"ALTER TABLE office_signature DISABLE TRIGGER {name}")
    assert [name in sentence for sentence in guards.missing_or_altered()] == [True]
    assert guards.install() == 1
    assert guards.missing_or_altered() == []


def test_a_changed_guard_function_is_named_on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's guards are whole in the trigger")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION dung_hen_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        )
    assert any("dung_hen_refuse" in sentence for sentence in guards.missing_or_altered())
    guards.install()
    assert guards.missing_or_altered() == []
