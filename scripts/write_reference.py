"""Write the pages of the documentation that come from the code: make reference."""

from project import ROOT
from reference import checks, commands, decisions, http_api, python_api, settings, signals

__all__ = ["pages"]


def main() -> None:
    for path, text in pages().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the text of each page by its path. `npm run api` writes the pages of safejwt-js."""
    return {
        "docs/decisions/index.md": decisions.page(),
        "docs/reference/checks.md": checks.page(),
        "docs/reference/commands.md": commands.page(),
        "docs/reference/http-api.md": http_api.page(),
        "docs/reference/settings.md": settings.page(),
        "docs/reference/signals.md": signals.page(),
        **python_api.pages(),
    }


if __name__ == "__main__":
    main()
