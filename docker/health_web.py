"""Exit 0 when the web server in this container answers a page as people ask for it (compose.yaml)."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_healthy(*, port: int = 8000) -> bool:
    """Ask for the sign-in page under the public name; anything but 200 is unhealthy."""
    public = urlsplit(os.environ.get("PUBLIC_URL", "http://localhost"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Host": public.hostname or "localhost", "X-Forwarded-Proto": public.scheme or "http"}
    try:
        connection.request("GET", "/accounts/login/", headers=headers)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(port=int(os.environ.get("PORT", "8000"))) else 1)
