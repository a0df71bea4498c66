"""What Wagtail calls when its workflow is through (WAGTAIL_FINISH_WORKFLOW_ACTION). Loaded while wagtail.models loads: imports nothing of ours."""


def leave_to_issue(workflow_state, user=None) -> None:
    """Publish nothing: approval is not issue. `issue_document` publishes the revision that was signed, never the latest one."""
