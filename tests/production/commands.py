"""What docker/ says, for the tests that run it: commands of the image and of compose.yaml, and nginx's configuration."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def compose() -> dict[str, Any]:
    """docker/compose.yaml, anchors resolved."""
    import yaml

    return yaml.safe_load((ROOT / "docker/compose.yaml").read_text())


def instructions(text: str) -> list[tuple[str, str]]:
    """(instruction, its arguments) of a Dockerfile, continued lines put together, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines()) if word
    ]


def web_command(bind: str) -> list[str]:
    """The image's own command, listening on `bind`."""
    found = [rest for word, rest in instructions((ROOT / "docker/Dockerfile").read_text()) if word == "CMD"]
    command = json.loads(found[-1])
    command[command.index("--bind") + 1] = bind
    return command


def service_command(name: str) -> list[str]:
    """The command of a service in compose.yaml."""
    return shlex.split(compose()["services"][name]["command"])


def unit_command(name: str) -> list[str]:
    """The command of a unit in systemd/, its program found by PATH."""
    text = re.sub(r"\\\n\s*", "", (ROOT / f"systemd/oewatch-{name}.service").read_text())
    words = shlex.split(re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)[0].replace("%%", "%"))
    return [words[0].rpartition("/")[2], *words[1:]]


def nginx_conf(folder: Path, *, http: int, https: int, web: str, files: Path) -> str:
    """docker/nginx.conf with other addresses and places, in the frame of a whole configuration. It listens on loopback."""
    text = (ROOT / "docker/nginx.conf").read_text()
    for shipped, here in {
        "listen 8080;": f"listen 127.0.0.1:{http};",
        "listen 8443 ssl;": f"listen 127.0.0.1:{https} ssl;",
        "/etc/nginx/certs/fullchain.pem": f"{folder}/cert.pem",
        "/etc/nginx/certs/privkey.pem": f"{folder}/key.pem",
        "alias /srv/files/;": f"alias {files}/;",
        "http://web:8000": web,
        "/dev/stdout oewatch": f"{folder}/access.log oewatch",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log warn;\n"
        f"events {{ worker_connections 256; }}\nhttp {{ {places}default_type application/octet-stream;\n{text}}}\n"
    )


def write_certificate(folder: Path) -> None:
    """A certificate for localhost, signed by itself: cert.pem and key.pem."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
