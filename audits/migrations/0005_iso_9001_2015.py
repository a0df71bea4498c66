"""The edition every office begins with."""

from django.db import migrations

from audits.standard_files import FIRST, put_standard, read_standard


def seed(apps, schema_editor):
    data = read_standard(FIRST.read_text(encoding="utf-8"))
    put_standard(data, standards=apps.get_model("audits", "Standard"), clauses=apps.get_model("audits", "Clause"))


class Migration(migrations.Migration):
    dependencies = [("audits", "0004_standards")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
