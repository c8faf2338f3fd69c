"""CometD for Java as a server under test: fetched by Maven once, and compiled, into .cache/ here."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from server_process import ServerProcess, Unavailable

HERE = Path(__file__).resolve().parent
POM = HERE / "java" / "pom.xml"
SOURCE = HERE / "java" / "CometDServer.java"
CACHE = HERE / ".cache"
OLDEST_JAVA = 17  # CometD 8 needs it.
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
PATIENCE = 300  # seconds: Maven may have to fetch everything.
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def version():
    return re.search(r"<cometd.version>(.+)</", POM.read_text())[1]


def cometd(*arguments):
    """The server, with the arguments of CometDServer; raises `Unavailable` where a JDK, Maven or its registry is missing."""
    for program in ("java", "javac"):
        if not shutil.which(program):
            raise Unavailable(f"no {program} here")
    compiler = run("javac", "--version").stdout.strip()
    if int(re.search(r"\d+", compiler)[0]) < OLDEST_JAVA:
        raise Unavailable(f"{compiler} is older than {OLDEST_JAVA}")
    folder = prepared()
    classpath = f"{folder / 'classes'}:{folder / 'jars'}/*"
    return ServerProcess("java", "-classpath", classpath, "CometDServer",
                         *arguments)


def prepared():
    """The folder with everything compiled: what was prepared earlier from the same sources."""
    state = hashlib.sha256(POM.read_bytes() + SOURCE.read_bytes()).hexdigest()[:16]
    folder = CACHE / f"cometd-{state}"
    if folder.is_dir():
        return folder
    if not shutil.which("mvn"):
        raise Unavailable("no mvn here")
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as unfinished:
        whole = Path(unfinished) / "whole"
        fetch(whole / "jars")
        run("javac", "-Xlint:all", "-classpath", f"{whole / 'jars'}/*", "-d", whole / "classes", SOURCE)
        whole.rename(folder)
    return folder


def fetch(jars):
    try:
        run("mvn", "--quiet", "--batch-mode", "--file", POM, f"-DoutputDirectory={jars}", COPY)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"Maven has not fetched CometD within {PATIENCE} s") from None
    except subprocess.CalledProcessError as failed:
        lines = COLOURS.sub("", failed.stdout + failed.stderr).strip().splitlines() or ["?"]
        telling = next((line for line in lines if "ERROR" in line), lines[-1])
        raise Unavailable(f"CometD cannot be had: {telling.strip()[:160]}") from None


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, errors="replace",
                          timeout=PATIENCE, check=True)
