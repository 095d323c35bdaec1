"""A DynamoDB, and other services, that hold nothing, for first requests: every answer is empty and comes at once."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from chassis.testing.events import EDGE_KEYS

KEYS = ("CURSOR_KEY", "EDGE_KEY", "EDGE_KEY_PREVIOUS", "INVITATION_KEY", "LOG_HASH_KEY")
EMPTY = b'{"Items":[],"Count":0,"ScannedCount":0,"Responses":{}}'
SECRET = json.dumps({"SecretString": json.dumps({key.lower(): EDGE_KEYS.get(key, "bench") for key in KEYS})}).encode()


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Read the request and answer that there is nothing; Secrets Manager has the generated keys."""
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = SECRET if self.headers["X-Amz-Target"].startswith("secretsmanager.") else EMPTY
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        """Another service that knows no such thing."""
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def empty_table(tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Its address; over TLS when it is given a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def own_certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """What a server on this machine shows, and the PEM text that clients trust it by; files go to `folder`."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, kept = built.public_bytes(Encoding.PEM).decode(), folder / "server.pem"
    kept.write_text(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context, pem
