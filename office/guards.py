"""Guards: triggers that keep evidence from being changed or deleted, whatever program holds the connection (ARCHITECTURE 8).

A room lists its own in `<room>/guards.py`:

    from office.guards import append_only, frozen, no_delete

    GUARDS = [append_only("processes.DeadlineBreach"), frozen("iso_docs.DocumentIssue", once=["withdrawn_on"])]

They stand in no migration, because SQLite's table remake drops triggers without a word: `post_migrate` puts them back.
Who owns the server can drop a guard; start-up, verify_journal and the health page then say so.
"""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Guard:
    """What may never happen to the rows of one table. TRUNCATE and DELETE are refused by every guard."""

    label: str  # model label, e.g. "office.JournalLine"
    frozen: bool = True  # False: only deletion is refused
    but: tuple[str, ...] = ()  # fields that stay open
    once: tuple[str, ...] = ()  # fields that may be filled once and are frozen then

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def columns(self, names: Iterable[str]) -> list[str]:
        return [str(self.model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]

    @property
    def frozen_columns(self) -> list[str]:
        """Every column that is neither open nor fillable: a column added later is frozen without anybody's doing."""
        if not self.frozen:
            return []
        free = {*self.columns(self.but), *self.columns(self.once)}
        return [str(field.column) for field in self.model._meta.local_concrete_fields if field.column not in free]


def append_only(label: str) -> Guard:
    """Rows are written once: no change, no deletion."""
    return Guard(label)


def frozen(label: str, *, but: Iterable[str] = (), once: Iterable[str] = ()) -> Guard:
    """Rows keep their content, except fields `but` (open) and `once` (from empty to a value, then never again). No deletion."""
    return Guard(label, but=tuple(but), once=tuple(once))


def no_delete(label: str) -> Guard:
    """Rows may change and never go."""
    return Guard(label, frozen=False)


GUARDS = [
    append_only("office.JournalLine"),
    no_delete("office.JournalHead"),
    frozen("office.PseudonymKey", but=["key"], once=["erased_at"]),  # a CHECK ties key to erased_at: it never returns
    append_only("office.Signature"),
    append_only("office.SignatureVoiding"),
    frozen("office.Blob", once=["destroyed_at"]),
    append_only("office.Letter"),
    append_only("office.LetterTemplateVersion"),
    frozen("office.AccessException", once=["revoked_by", "revoked_at"]),
    frozen("office.Remark", once=["settled_by", "settled_at"]),
    append_only(
        "office.CalendarDay"
    ),  # a day is corrected by a later row: what was promised by the earlier one stays explained
    no_delete("office.CalendarYear"),
    frozen("office.WorkSession", but=["valid_until"]),
    no_delete("office.Obligation"),
    append_only("office.Reminder"),
    frozen("office.UnitSetting", once=["valid_until"]),
    no_delete("office.NumberSeries"),
    no_delete("office.User"),
    no_delete("office.Person"),
    no_delete("office.Unit"),
    no_delete("office.UnitSuccession"),
]


def all_guards() -> list[Guard]:
    """The guards of every installed room, in the order of INSTALLED_APPS."""
    found: list[Guard] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "guards"):
            found += getattr(importlib.import_module(f"{config.name}.guards"), "GUARDS", [])
    return found


# --- what stands in the database -------------------------------------------------------------------------------------

PREFIX = "guard_"


def _sqlite_triggers(guard: Guard) -> dict[str, str]:
    table, key = guard.table, guard.model._meta.pk.column  # type: ignore[union-attr]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is guarded'); END"
    triggers = {
        f"{PREFIX}{table}_delete": f'BEFORE DELETE ON "{table}" {refuse}',
        # REPLACE deletes without firing delete triggers; the connection sets recursive_triggers, a foreign one may not.
        f"{PREFIX}{table}_replace": (
            f'BEFORE INSERT ON "{table}" WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}") {refuse}'  # noqa: S608
        ),
    }
    changed = [f'OLD."{column}" IS NOT NEW."{column}"' for column in guard.frozen_columns]
    changed += [
        f'(OLD."{column}" IS NOT NULL AND OLD."{column}" IS NOT NEW."{column}")' for column in guard.columns(guard.once)
    ]
    if changed:
        triggers[f"{PREFIX}{table}_update"] = f'BEFORE UPDATE ON "{table}" WHEN {" OR ".join(changed)} {refuse}'
    return {name: f'CREATE TRIGGER "{name}" {rest}' for name, rest in triggers.items()}


# PostgreSQL: two functions serve all tables; which columns they watch stands in the trigger's arguments, so that the
# definition the server gives back can be compared letter by letter.
_PG_FUNCTIONS = {
    "dung_hen_refuse": "BEGIN RAISE EXCEPTION '% is guarded', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END",
    "dung_hen_frozen": """
DECLARE
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
  filled boolean := false;
  argument text;
BEGIN
  FOREACH argument IN ARRAY TG_ARGV LOOP
    IF argument = '|' THEN filled := true; CONTINUE; END IF;
    IF filled AND old_row -> argument = 'null'::jsonb THEN CONTINUE; END IF;
    IF old_row -> argument IS DISTINCT FROM new_row -> argument THEN
      RAISE EXCEPTION '% is guarded', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END
""",
}


def _pg_name(table: str, what: str) -> str:
    return f"{PREFIX}{table}_{what}"[:63]


def _postgresql_triggers(guard: Guard) -> dict[str, str]:
    table = guard.table
    triggers = {
        _pg_name(table, "delete"): f"BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION dung_hen_refuse()",
        _pg_name(table, "trunc"): f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION dung_hen_refuse()",
    }
    watched = [*guard.frozen_columns, "|", *guard.columns(guard.once)] if guard.frozen else []
    if watched:
        arguments = ", ".join(f"'{column}'" for column in watched)
        triggers[_pg_name(table, "update")] = (
            f"BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION dung_hen_frozen({arguments})"
        )
    return {name: f"CREATE TRIGGER {name} {rest}" for name, rest in triggers.items()}


def _wanted(connection: BaseDatabaseWrapper, guard: Guard) -> dict[str, str]:
    return _sqlite_triggers(guard) if connection.vendor == "sqlite" else _postgresql_triggers(guard)


def _present(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Guards that stand: name → (table, definition)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
            )
        else:
            # A disabled trigger ('D'), or one that replication mode passes by ('O'), is an altered one.
            cursor.execute(
                "SELECT tgname, relname, CASE tgenabled WHEN 'A' THEN '' ELSE 'disabled ' END || pg_get_triggerdef(t.oid, true)"
                " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
                " WHERE NOT tgisinternal AND tgname LIKE 'guard\\_%' AND pg_table_is_visible(c.oid)"
            )
        return {name: (table, definition) for name, table, definition in cursor.fetchall()}


def _strangers(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Triggers on guarded tables that no guard asks for: one that swallows a statement keeps the guard from seeing it."""
    wanted = {guard.table: _wanted(connection, guard) for guard in all_guards()}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        else:
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
                " WHERE NOT tgisinternal AND pg_table_is_visible(c.oid) ORDER BY tgname"
            )
        return [(name, table) for name, table in cursor.fetchall() if table in wanted and name not in wanted[table]]


def _functions_differ(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(_PG_FUNCTIONS)])
        present = dict(cursor.fetchall())
    return [name for name, body in _PG_FUNCTIONS.items() if present.get(name) != body]


def install(using: str = "default") -> int:
    """Put every guard in its place; returns how many triggers had to be made anew. Tables that do not exist yet are passed over."""
    connection = connections[using]
    made = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in _functions_differ(connection):
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${_PG_FUNCTIONS[name]}$body$"
                )
        tables = set(connection.introspection.table_names(cursor))
        present = _present(connection)
        wanted: dict[str, str] = {}
        for guard in all_guards():
            if guard.table not in tables:
                continue
            held = {column.name for column in connection.introspection.get_table_description(cursor, guard.table)}
            if not held.issuperset({*guard.frozen_columns, *guard.columns((*guard.but, *guard.once))}):
                continue  # migrated only part of the way; the rest of the way ends here again
            for name, sql in _wanted(connection, guard).items():
                wanted[name] = sql
                if name in present and present[name][1] == sql:
                    continue
                if name in present:
                    _drop(connection, name, present[name][0])
                cursor.execute(sql)
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {name}")
                made += 1
        for name, (table, _definition) in present.items():
            if name not in wanted:  # a guard that the code no longer asks for
                _drop(connection, name, table)
    return made


def lift(using: str = "default") -> None:
    """Take all guards away while migrations run: SQLite refuses to drop a column that a trigger names."""
    connection = connections[using]
    for name, (table, _definition) in _present(connection).items():
        _drop(connection, name, table)


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> None:
    with connection.cursor() as cursor:
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing_or_altered(using: str = "default") -> list[str]:
    """One sentence for each guard that does not stand as it should; empty when all do."""
    connection = connections[using]
    present = _present(connection)
    wrong = []
    for guard in all_guards():
        for name, sql in _wanted(connection, guard).items():
            if name not in present:
                wrong.append(_("Thiếu chốt bảo vệ %(name)s của bảng %(table)s.") % {"name": name, "table": guard.table})
            elif present[name][1] != sql:
                wrong.append(
                    _("Chốt bảo vệ %(name)s của bảng %(table)s đã bị sửa.") % {"name": name, "table": guard.table}
                )
    wrong += [
        _("Trigger lạ %(name)s trên bảng %(table)s: có thể làm chốt bảo vệ mất tác dụng.")
        % {"name": name, "table": table}
        for name, table in _strangers(connection)
    ]
    if connection.vendor == "postgresql":
        wrong += [
            _("Hàm bảo vệ %(name)s bị thiếu hoặc đã bị sửa.") % {"name": name} for name in _functions_differ(connection)
        ]
    return wrong


def lift_before_migrations(sender: object, using: str, plan: list, **kwargs: object) -> None:
    if plan:
        lift(using)


def install_after_migrations(sender: object, using: str, **kwargs: object) -> None:
    install(using)
