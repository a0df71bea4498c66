"""Two approvers, an approver and a returner, an editor beside them, at once: one wins, the others are told (RELIABILITY 4, 5)."""

import pytest


@pytest.mark.slow
def test_32_at_one_document_and_one_wins(installation):
    documents = 6
    installation.race("tests.iso_docs.racers:lay_before_the_approver", processes=1, documents=documents)
    results = installation.race("tests.iso_docs.racers:contest", processes=32)
    assert sum(each["faults"] for each in results) == 0, results
    issued = sum(each["issued"] for each in results)
    returned = sum(each["returned"] for each in results)
    assert issued + returned == documents
    outcomes = installation.rows("SELECT outcome, COUNT(*) FROM iso_docs_reviewround GROUP BY outcome ORDER BY outcome")
    assert outcomes == [(name, count) for name, count in (("issued", issued), ("returned", returned)) if count]
    assert installation.rows("SELECT COUNT(*) FROM iso_docs_documentissue") == [(issued,)]
    approvals = "SELECT COUNT(*) FROM office_signature WHERE meaning = 'approved'"
    assert installation.rows(approvals) == [(issued,)]
    assert installation.manage("verify_journal").returncode == 0
