"""Checks an exported issue (manage.py export_issue) with nothing of Đúng Hẹn: python3 verify_issue.py FILE.json

Exit status 0: every signature names the SHA-256 of the content in the file. 1: something does not fit. 2: not readable.
"""

import hashlib
import json
import sys


def verify(path: str) -> list[str]:
    """What does not fit, one line each."""
    with open(path, encoding="utf-8") as file:
        issue = json.load(file)
    found = hashlib.sha256(issue["content"].encode("utf-8")).hexdigest()
    wrong = []
    if issue["content_hash"] != found:
        wrong.append(f"content_hash is {issue['content_hash']}, the content gives {found}")
    meanings = [signature["meaning"] for signature in issue["signatures"]]
    for needed in ("reviewed", "approved"):
        if meanings.count(needed) != 1:
            wrong.append(f"{meanings.count(needed)} signatures with the meaning «{needed}», not one")
    for signature in issue["signatures"]:
        if signature["content_hash"] != found:
            wrong.append(
                f"{signature['person']} ({signature['meaning']}) signed {signature['content_hash']}, not {found}"
            )
    names = [signature["person"] for signature in issue["signatures"]]
    if len(set(names)) != len(names) or set(names) & set(issue["authors"]):
        wrong.append("one person has two parts")
    content = json.loads(issue["content"])
    if (content["code"], content["title"]) != (issue["code"], issue["title"]):
        wrong.append("code or title beside the content is not that of the content")
    for signature in issue["signatures"]:
        print(f"{signature['meaning']}: {signature['person']}, {signature['post']}, {signature['signed_at']}")
    return wrong


if __name__ == "__main__":
    try:
        problems = verify(sys.argv[1])
    except (OSError, ValueError, KeyError, IndexError) as error:
        sys.exit(print(f"not readable: {error!r}") or 2)
    print("\n".join(problems) or "every signature fits the content")
    sys.exit(1 if problems else 0)
