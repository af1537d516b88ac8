"""The smallest project, with a database for each number of rows. GROWTH_DATABASES names their URLs as JSON."""

import json
import os

from environs import Env
from tests.project.settings import *  # noqa: F403

_env = Env()
_urls = json.loads(os.environ["GROWTH_DATABASES"])
# A process that uses one database only has it as its default.
_urls["default"] = os.environ.get("GROWTH_DATABASE", _urls["default"])
DATABASES = {
    # Each thread has one connection to each database, as a server has.
    name: {**_env.dj_db_url(f"URL_OF_{name}", default=url), "CONN_MAX_AGE": None}
    for name, url in _urls.items()
}
DATABASE_ROUTERS = ["databases.Router"]
