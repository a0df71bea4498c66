"""Rows of a draft come and go with each save; nothing of Wagtail's may wait for one that is gone."""

from wagtail.models import ReferenceIndex

from iso_docs.models.documents import DraftForm


def test_no_task_of_wagtail_looks_for_a_row_of_a_draft():
    assert DraftForm not in ReferenceIndex.tracked_models
