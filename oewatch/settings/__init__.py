"""Settings: from the environment only, and every value has an embedded default (docs/operating.md lists them).

Embedded default: nothing set. SQLite, a queue that the project starts itself, files in the data folder.
Production: DATABASE_URL and REDIS_URL are set, SECRET_KEY and PUBLIC_URL with them; see serving.py.
"""

from oewatch.settings.accounts import *  # noqa: F403
from oewatch.settings.application import *  # noqa: F403
from oewatch.settings.database import *  # noqa: F403
from oewatch.settings.files import *  # noqa: F403
from oewatch.settings.jobs import *  # noqa: F403
from oewatch.settings.logs import *  # noqa: F403
from oewatch.settings.mail import *  # noqa: F403
from oewatch.settings.monitoring import *  # noqa: F403
from oewatch.settings.openid import *  # noqa: F403
from oewatch.settings.places import *  # noqa: F403
from oewatch.settings.serving import *  # noqa: F403
from oewatch.settings.sign_in import *  # noqa: F403
