"""What differs between a new project and the reference project.

Each change has to match somewhere, so that a change there that needs one here is noticed.
"""

from typing import NamedTuple

__all__ = ["CHANGES", "COPIED", "LEFT_OUT", "PATHS", "WITH_GERMAN", "Change"]

_SITE = "https://safejwt.github.io/safejwt/latest"

# What `git ls-files` takes.
COPIED = (
    ".dockerignore",
    ".editorconfig",
    ".env.example",
    "LICENSE",
    "Procfile.dev",
    "backend",
    "compose.yaml",
    "deploy",
    "frontend",
    "tsconfig.base.json",
)
# They compare the app with the sources of the packages.
LEFT_OUT = ("frontend/tests/account/event-texts.test.ts", "frontend/tests/i18n/error-text.test.ts")
# Regular expressions.
PATHS = {
    "^backend/main/": "backend/@{package}@/",
    "^deploy/safejwt": "deploy/@{slug}@",
    "^LICENSE$": "LICENSE-safejwt",
    r"^tsconfig\.base\.json": "frontend/tsconfig.base.json",
}


class Change(NamedTuple):
    """Replace what matches `old`, with ^ and $ at lines, in the files that match."""

    files: str
    old: str
    new: str


def _on_postgresql(text: str) -> str:
    # Jinja removes a line break after a tag, which may be that of an empty line.
    return f"@% if database == 'postgresql' %@{text}@% else %@\\g<0>@% endif %@\n"


_NAME = r"\bsafejwt\b(?!-)"
WITH_GERMAN = r"@% if languages != 'en' %@\g<0>@% endif %@"
_URL = "postgres://@{ package }@:@{ package }@@localhost:5432/@{ package }@"
_ENV_EXAMPLE = f"# The database, which make database starts in Docker.\n\\1'{_URL}'\n"
_LICENSED = """\
create-safejwt copied files into this project from https://github.com/safejwt/safejwt, under the
license below. The license of the project is your choice.

\\g<0>"""
_APP = f"""\
A complete React app on top of [`safejwt-js`]({_SITE}/start/safejwt-js/):
registration, login, account pages, emailed links, light and dark.
"""
CHANGES = (
    # Names
    Change("backend/**/*.py", r'\bmain(?=[."])', "@{ package }@"),
    Change("backend/*.py", r'\bmain(?=[."])', "@{ package }@"),
    Change("backend/locale/*/LC_MESSAGES/*.po", r"\bmain(?=/)", "@{ package }@"),
    Change("backend/main/settings.py", '^("""Settings of )the reference project', r"\1@{ title }@"),
    Change("backend/main/settings.py", r'\["safejwt", "safe jwt"\]', '["@{ title | lower }@", "@{ slug }@"]'),
    Change("backend/main/settings.py", r'("DJANGO_SITE_NAME", )"safejwt"', r'\1"@{ title }@"'),
    Change("backend/main/openapi.py", r'^    "TITLE": "safejwt"', '    "TITLE": "@{ title }@"'),
    Change("backend/main/openapi.py", r'^    "(CONTACT|LICENSE)": .*\n', ""),
    Change("backend/main/openapi.py", "the reference project", "@{ title }@"),
    Change("backend/main/openapi.py", "protocol/openapi.json", "openapi.json"),
    Change("backend/users/schema.py", "protocol/openapi.json", "openapi.json"),
    Change("backend/main/templates/safejwt/logo.html", "<strong>safejwt<", "<strong>@{ title }@<"),
    Change("frontend/index.html", "Login for Django REST Framework and React that renews itself.", "@{ title }@"),
    Change("frontend/index.html", _NAME, "@{ title }@"),
    Change("frontend/public/favicon.svg", _NAME, "@{ title }@"),
    Change("frontend/src/product.ts", "'safejwt'", "'@{ title }@'"),
    Change("frontend/src/i18n/locales/en.json", r'{{product}}: [^"]*', "Welcome to {{product}}"),
    Change("frontend/src/i18n/locales/de.json", r'{{product}}: [^"]*', "Willkommen bei {{product}}"),
    Change("frontend/tests/product.test.ts", "backend/main", "backend/@{ package }@"),
    Change("frontend/tests/ui/strength.test.ts", "backend/main", "backend/@{ package }@"),
    Change("deploy/*", r"\bsafejwt\b", "@{ slug }@"),
    Change("compose.yaml", "safejwt-app", "@{ slug }@-app"),
    Change("compose.yaml", r"\bsafejwt\b", "@{ package }@"),
    # Where things are
    Change("LICENSE", "^MIT License$", _LICENSED),
    Change(".env.example", "^# Settings of the reference project", "# Settings of @{ title }@"),
    Change(".env.example", r"\bdocs/([\w/-]+)\.md", rf"{_SITE}/\1/"),
    Change("backend/main/settings.py", r"\bdocs/([\w/-]+)\.md", rf"{_SITE}/\1/"),
    Change("compose.yaml", r"\bdocs/([\w/-]+)\.md", rf"{_SITE}/\1/"),
    Change("deploy/*", r"\bdocs/([\w/-]+?)(/index)?\.md", rf"{_SITE}/\1/"),
    Change("frontend/tsconfig.json", r"\.\./tsconfig", "./tsconfig"),
    Change("frontend/README.md", r"^A complete React app (.+\n)+", _APP),
    Change("frontend/README.md", r"^\[`examples/allauth/`\](.+\n)+\n", ""),
    Change("frontend/README.md", r"^(\| `npm .*) -w frontend", r"\1"),
    Change("frontend/README.md", r"^\| `make dev`.*\n", ""),
    Change("frontend/README.md", r"Command, in the root folder", "Command, in this folder"),
    Change("Procfile.dev", r"\.\./node_modules", "node_modules"),
    Change("Procfile.dev", r"^library: .*\n", ""),
    Change(".dockerignore", r"^!(\.npmrc|django-safejwt|package.*|requirements|safejwt-js|tsconfig.*)\n", ""),
    Change(".dockerignore", r"^!frontend$", "!frontend\n!pyproject.toml\n!uv.lock"),
    # The database
    Change(".env.example", r"^# The database\..*\n# (DATABASE_URL=).*\n", _on_postgresql(_ENV_EXAMPLE)),
    Change("backend/tests/settings.py", "a database in memory", "a database of its own"),
    Change(
        "backend/tests/settings.py",
        r'^(os.environ.setdefault\("DATABASE_URL", )"sqlite:.*"\)\n',
        _on_postgresql(f'# That of .env.example.\n\\1"{_URL}")\n'),
    ),
    # One language
    Change(
        "backend/main/settings.py",
        r'^# The languages of the app.*\n(LANGUAGES = \[\("en", "English"\)), .*\nLOCALE_PATHS.*\n',
        "@% if languages == 'en' %@" r"\1]" "\n@% else %@" r"\g<0>" "@% endif %@",
    ),
    Change("frontend/index.html", r'^ *<p lang="de">.*\n', WITH_GERMAN),
    Change("frontend/index.html", r'^ *<div lang="de">\n(?:.*\n)*? *</div>\n', WITH_GERMAN),
    Change("frontend/public/first-paint.js", "(?<='en'), 'de'", WITH_GERMAN),
    Change("frontend/src/i18n/language.ts", ", de: 'Deutsch'", WITH_GERMAN),
    Change("frontend/src/i18n/language.ts", "^  de: .*\n", WITH_GERMAN),
    Change("frontend/tests/layout/menus.test.tsx", r"/\^Language: /, ", WITH_GERMAN),
    Change("frontend/README.md", r" and `de\.json`", WITH_GERMAN),
)
