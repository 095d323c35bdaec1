"""The five root certificates that AWS signs its own names with, cut out of certifi's bundle.

A client loads its bundle at its first connection, on the small CPU share of a function. Five roots load in a quarter of
the time of the full bundle. `AWS_CA_BUNDLE` names the file for botocore; other calls use the full bundle.
"""

import re
from pathlib import Path

from packager.errors import PackageError

FILE = "amazon-roots.pem"  # in the layer's root: a function sees it as /opt/amazon-roots.pem
_ROOTS = re.compile(r'^# Label: "(Amazon Root CA [1-4]|Starfield Services Root Certificate Authority - G2)"$', re.M)
_EXPECTED = 5


def amazon_roots(bundle: Path) -> str:
    """The roots that Amazon Trust Services names, as PEM, out of certifi's `cacert.pem`.

    Raises:
        PackageError: not all five are there.
    """
    blocks = [block for block in re.split(r"(?m)^(?=# Issuer:)", bundle.read_text()) if _ROOTS.search(block)]
    if len(blocks) != _EXPECTED:
        raise PackageError(f"{bundle.name} holds {len(blocks)} of the {_EXPECTED} Amazon roots: look at its labels.")
    return "".join(block[block.index("-----BEGIN") :].strip() + "\n" for block in blocks)
