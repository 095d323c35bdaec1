"""The image trusts RDS's authority of every Region where a database may stand, and each is what it says."""

import datetime
import re

import pytest
from cryptography import x509

FOLDER = "wordpress-agent/image/rds-ca"
KIND = "RSA2048 G1"


@pytest.fixture
def regions(root):
    text = "".join(path.read_text() for path in (root / "terraform" / "environments").glob("*/common.tfvars"))
    return set(re.findall(r'\bregion\s+= "([\w-]+)"', text))


def read(root) -> dict[str, x509.Certificate]:
    """Certificates by Region. `update-ca-certificates` passes over files that hold more than one."""
    files = {path.stem: path.read_bytes() for path in (root / FOLDER).glob("*.crt")}
    assert all(content.count(b"BEGIN CERTIFICATE") == 1 for content in files.values())
    return {region: x509.load_pem_x509_certificate(content) for region, content in files.items()}


def test_every_region_of_an_environment_has_its_authority(root, regions):
    assert set(read(root)) == regions == {"af-south-1", "eu-west-1"}


def test_each_is_an_authority_of_rds_for_ten_years_more(root):
    for region, certificate in read(root).items():
        certificate.verify_directly_issued_by(certificate)
        assert f"CN=Amazon RDS {region} Root CA {KIND}" in certificate.subject.rfc4514_string()
        assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3650)
        assert certificate.not_valid_after_utc > later


def test_the_database_takes_its_certificate_from_it(root):
    module = (root / "terraform" / "modules" / "database" / "main.tf").read_text()

    assert f'ca_cert_identifier              = "rds-ca-{KIND.lower().replace(" ", "-")}"' in module
    assert 'require_secure_transport = "1"' in module


def test_the_image_adds_them_to_what_it_trusts(root):
    dockerfile = (root / "wordpress-agent" / "image" / "Dockerfile").read_text()

    assert "COPY image/rds-ca /usr/local/share/ca-certificates/rds-ca" in dockerfile
    assert "update-ca-certificates" in dockerfile.partition("USER www-data")[0], "while the build is root"
