"""A certificate for `localhost`, signed by itself."""

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import tap


@contextlib.contextmanager
def certificate():
    """(certificate, key), two files."""
    if not shutil.which("openssl"):
        raise tap.Skip("openssl is not installed")
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "cert.pem"), Path(folder, "key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
        yield files


def listener(files):
    """One with TLS, for the configuration."""
    tls = {"certificate": str(files[0]), "private_key": str(files[1])}
    return {"address": "127.0.0.1", "port": 0, "tls": tls}
