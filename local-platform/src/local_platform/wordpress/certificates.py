"""The certificate of this machine's MariaDB and the authority that signs it, as RDS has one of its own."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY, CERTIFICATE, KEY = "authority.pem", "server.pem", "server.key"
_VALID = datetime.timedelta(days=3650)
_BEFORE = datetime.timedelta(days=1)  # of clocks that are behind


def ensure_certificates(folder: Path, host: str) -> None:
    """Write the authority, and a certificate of it for the IP address `host` with its key, unless they are there.

    The authority's key is not kept: nobody can sign a second certificate.
    """
    if (folder / CERTIFICATE).is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Authority of the local platform's database")
    authority = _certificate(issuer, issuer, authority_key.public_key())
    authority = authority.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    server = _certificate(issuer, _name(host), key.public_key()).add_extension(address, critical=False)
    unencrypted = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / KEY).touch(0o600)
    (folder / KEY).write_bytes(key.private_bytes(serialization.Encoding.PEM, *unencrypted))
    for name, builder in ((AUTHORITY, authority), (CERTIFICATE, server)):  # the last one says that all are there
        signed = builder.sign(authority_key, hashes.SHA256())
        (folder / name).write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), now - _BEFORE, now + _VALID)
