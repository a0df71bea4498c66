"""Rows of the clauses of a standard: every member of staff reads them; a hidden document named there stays hidden."""

from audits.actions import answer_clause, exclude_clause
from audits.models import Clause
from iso_docs.models import ControlledDocument
from tests.access.rows import ALL_STAFF, Row, add
from tests.iso_docs import desk

KEEPERS = frozenset({"quan", "thao"})


def clause_of(number: str) -> Clause:
    return Clause.objects.get(standard__edition="ISO 9001:2015", number=number)


def a_clause(world) -> dict[str, int]:
    """4.3, answered by a document that only the quality officer's desk shows."""
    clause = clause_of("4.3")
    if "clause_answer" not in world.things:
        quan = world.cast.person("quan")
        document = ControlledDocument.objects.create(
            code="NB-01", title=world.canary("dieukhoan"), owner_unit=world.cast.unit("leaders")
        )
        world.things["clause_answer"] = answer_clause(clause=clause, document=document, by=quan, now=desk.NOW)
        exclude_clause(clause=clause_of("8.3.2"), reason="Pháp luật đã quy định dịch vụ", by=quan, now=desk.NOW)
    return {"clause": clause.pk}


add(
    {
        "audits:clauses": Row(ALL_STAFF),
        "audits:clause": Row(ALL_STAFF, a_clause),
        "audits:answer_clause": Row(KEEPERS, a_clause, method="post"),
        "audits:withdraw_answer": Row(
            KEEPERS, lambda world: a_clause(world) | {"answer": world.clause_answer.pk}, method="post"
        ),
        "audits:exclude_clause": Row(KEEPERS, a_clause, method="post"),
        "audits:include_clause": Row(KEEPERS, a_clause, method="post"),
    }
)
