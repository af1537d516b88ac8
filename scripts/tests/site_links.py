"""Links to pages of the documentation site."""

import re

from docs_site import pages
from project import ROOT
from reference.markdown import anchor

__all__ = ["SITE", "leads_somewhere"]

SITE = "https://safejwt.github.io/safejwt/"


def leads_somewhere(link: str) -> bool:
    """Return whether a link is absolute and, if it leads to the site, its page and section exist."""
    # The root of the site leads to the latest version, and has no other page.
    if not link.startswith(SITE) or link == SITE:
        return link.startswith("https://")
    if not link.startswith(f"{SITE}latest/"):
        return False
    path, _, section = link.removeprefix(f"{SITE}latest/").partition("#")
    sources = {page: source for source, page in pages().items()}
    source = sources.get(f"{path}index.md") or sources.get(f"{path.removesuffix('/')}.md")
    return source is not None and (not path or path.endswith("/")) and (not section or section in _anchors(source))


def _anchors(source: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", (ROOT / source).read_text(), re.M)
    return {anchor(heading) for heading in headings}
