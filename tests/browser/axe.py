"""axe-core, vendored and pinned, run on a page as it stands."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Each violation in a line: rule, what it asks, and the places."""
    page.evaluate(SOURCE)  # past the security policy, as a reader's extension would
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(result => result.violations)",
        TAGS,
    )
    return [
        f"{each['id']}: {each['help']} – " + "; ".join(node["html"][:160] for node in each["nodes"][:4])
        for each in found
    ]
