#!/usr/bin/env python3
"""Checks an exported journal without Django, without a database and without this product.

    python3 verify_journal_standalone.py EXPORT [--head HASH]...

EXPORT comes from `manage.py verify_journal --export EXPORT`: a first line naming the format, one JSON object per act, a last
line naming the end. Each hash must be the SHA-256 of the previous hash, a newline and the text `body`; each column must say
what the body says. HASH is a head that you were given earlier and kept: the journal must still contain it.
Exit status: 0 fine, 1 found something wrong, 2 could not run.
"""

import argparse
import hashlib
import json
import sys

FORMAT = "dung-hen-journal-1"


def check(lines, heads):
    """Return (number of acts, last hash, list of sentences about what is wrong)."""
    wrong, missing = [], set(heads)
    previous, expected, ended = "0" * 64, 1, False
    first = json.loads(next(lines, "{}"))
    if first.get("format") != FORMAT:
        raise ValueError("the file is not a journal export")
    for text in lines:
        row = json.loads(text)
        if "end" in row:
            ended = True
            if (row["end"], row["hash"]) != (expected - 1, previous):
                wrong.append(f"the end names line {row['end']}, the last line read is {expected - 1}")
            continue
        number = row["number"]
        if ended:
            wrong.append(f"line {number} stands behind the end")
        if number != expected:
            wrong.append(f"line {expected} is missing or out of its place (found {number})")
        elif row["prev_hash"] != previous:
            wrong.append(f"line {number} does not follow from the line before it")
        if (
            hashlib.sha256((row["prev_hash"] + "\n" + row["body"]).encode("utf-8", "surrogateescape")).hexdigest()
            != row["hash"]
        ):
            wrong.append(f"line {number}: the hash is not that of its body")
        try:
            body = json.loads(row["body"])
            by, subject = body["by"] or {}, body["subject"] or {}
            said = {
                "number": body["number"], "at": body["at"], "written_at": body["written_at"], "act": body["act"],
                "person_id": by.get("id"), "subject_kind": subject.get("kind", ""), "subject_id": subject.get("id"),
            }  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError):
            wrong.append(f"line {number}: the body cannot be read")
        else:
            wrong += [f"line {number}: column {name} differs from the body" for name in said if said[name] != row[name]]
        missing.discard(row["hash"])
        previous, expected = row["hash"], number + 1
    if not ended:
        wrong.append(f"the file has no end: it was cut off after line {expected - 1}")
    wrong += [f"the journal does not contain the head {head}: cut short, or written anew" for head in sorted(missing)]
    return expected - 1, previous, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("--head", action="append", default=[], help="a head kept elsewhere")
    options = parser.parse_args()
    try:
        with open(options.export, encoding="utf-8", errors="surrogateescape") as file:
            acts, last, wrong = check(file, [head.strip().lower() for head in options.head])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"could not run: {error}", file=sys.stderr)
        return 2
    print(f"{acts} acts, head {last}")
    for sentence in wrong[:50]:
        print(f"WRONG: {sentence}")
    print("fine" if not wrong else f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
