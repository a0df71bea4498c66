"""The one workflow of controlled documents: review, then approval, both by signature."""

from django.db import migrations

NAME = "Soát xét và phê duyệt tài liệu"
TASKS = [("Soát xét", "reviewed"), ("Phê duyệt", "approved")]


def seed(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    task_type, _made = content_types.get_or_create(app_label="iso_docs", model="signaturetask")
    document_type, _made = content_types.get_or_create(app_label="iso_docs", model="controlleddocument")
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME)
    for order, (name, meaning) in enumerate(TASKS):
        task = apps.get_model("iso_docs", "SignatureTask").objects.create(
            name=name, meaning=meaning, content_type=task_type
        )
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=order
        )
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(workflow=workflow, content_type=document_type)


class Migration(migrations.Migration):
    dependencies = [("iso_docs", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
