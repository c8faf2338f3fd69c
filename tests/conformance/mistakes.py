"""Usage: mistakes.py BAYEUX_CONFORMANCE [PART OF A NAME]. Every mistake of the broken server is found
by the cases that are to find it, and by none when it makes none."""

import concurrent.futures
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
from broken.mistakes import MISTAKES  # noqa: E402
from server_process import broken  # noqa: E402
from tool import FINDINGS, Tool  # noqa: E402

AT_A_TIME = 6

# Where the flawless server is not as CometD is, for good reasons or for shortness.
UNLIKE_COMETD = {
    "FMT-27", "CHN-07", "CHN-18", "HSK-03", "HSK-04", "CON-14", "LP-03", "LP-07", "WS-27", "SUB-10",
    "SUB-16", "PUB-09",
}


class Finder:
    """A case that is to find a mistake: `ID:verdict` or `ID@medium:verdict`."""

    def __init__(self, text):
        self.text = text
        self.id, self.medium, self.verdict = re.fullmatch(
            r"([A-Z]+-\d+)(?:@([a-z-]+))?:([a-z]+)", text).groups()

    def finds(self, row):
        return (row.id, row.verdict) == (self.id, self.verdict) and self.medium in (None, row.medium)


@dataclass(frozen=True)
class Setting:
    """What some cases need of the server and of the tool, or they are skipped."""

    name: str
    cases: tuple
    server: tuple = ()
    tool: tuple = ()
    over_tls: bool = False
    besides: tuple = ()  # Cases that need nothing of it, but are to pass there as well.


USUAL = Setting("as usual", ())
SETTINGS = [
    Setting("sessions that expire", tuple(f"CON-{number}" for number in range(21, 27)),
            server=("--max-interval=4", "--timeout=6"), tool=("--max-interval=4",)),
    Setting("little patience", ("LIM-09",), server=("--patience=2",), tool=("--max-hold=30",)),
    Setting("https", ("LIM-12",), tool=("--insecure",), over_tls=True,
            besides=("LP-01", "LP-22", "WS-01", "WS-24")),
]


def finders(mistake):
    return [Finder(text) for text in MISTAKES[mistake][1].split()]


def setting_of(mistake):
    ids = {finder.id for finder in finders(mistake)}
    return next((each for each in SETTINGS if ids & set(each.cases)), USUAL)


def certificate(folder):
    """For 127.0.0.1, signed by itself, and its key."""
    files = Path(folder, "certificate.pem"), Path(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-out", files[0], "-keyout", files[1]],
                   check=True, capture_output=True)
    return files


class Runs:
    """Runs of the tool, so many at a time."""

    def __init__(self, tool, pool, folder):
        self.tool = tool
        self.pool = pool
        self.tls = ("--tls", *certificate(folder))

    def begin(self, setting, cases, mistake=None):
        """The rows of a run to come; all cases when none is named."""
        return self.pool.submit(self._run, setting, cases, mistake)

    def _run(self, setting, cases, mistake):
        server = [*setting.server, *(self.tls if setting.over_tls else ())]
        if mistake:
            server += ["--mistake", mistake]
        chosen = [f"--case={each}" for each in sorted(set(cases))]
        with broken(*server) as process:
            return self.tool.run(process.url, *setting.tool, *chosen)[0]


def check_mistake(mistake, flawless, rows):
    """The flawless server must not give the same verdict, or the finding says nothing."""
    new = set(rows.result()) - set(flawless.result())
    found = [row for row in new if row.verdict in FINDINGS]
    missing = [each.text for each in finders(mistake) if not any(map(each.finds, found))]
    seen = "\n".join(sorted(map(str, found))) or "nothing"
    assert not missing, f"not found by {', '.join(missing)}; found:\n{seen}"


def check_flawless(flawless):
    findings = [row for row in flawless.result() if row.verdict in FINDINGS]
    bad = [row for row in findings if row.verdict != "info" or row.id not in UNLIKE_COMETD]
    assert not bad, "\n".join(map(str, bad))
    alike = UNLIKE_COMETD - {row.id for row in findings}
    assert not alike, f"like CometD after all: {', '.join(sorted(alike))}"


def check_setting(flawless):
    bad = [row for row in flawless.result() if row.verdict != "pass"]
    assert flawless.result() and not bad, "\n".join(map(str, bad))


def check_every_mistake_is_made():
    """No switch that the server never looks at."""
    sources = "".join(path.read_text() for path in (HERE / "broken").glob("*.py"))
    unused = [name for name in MISTAKES if f'wrong("{name}")' not in sources]
    assert not unused, ", ".join(unused)


def checks(runs, wanted):
    flawless = {USUAL: runs.begin(USUAL, ())}
    yield "every mistake is made", check_every_mistake_is_made
    yield "without a mistake", lambda: check_flawless(flawless[USUAL])
    for setting in SETTINGS:
        rows = flawless[setting] = runs.begin(setting, setting.cases + setting.besides)
        yield f"without a mistake, {setting.name}", lambda rows=rows: check_setting(rows)
    for mistake, (text, _) in MISTAKES.items():
        if wanted not in mistake:
            continue
        before = flawless[setting_of(mistake)]
        rows = runs.begin(
            setting_of(mistake), [finder.id for finder in finders(mistake)], mistake)
        yield f"{mistake}: {text}", lambda mistake=mistake, before=before, rows=rows: (
            check_mistake(mistake, before, rows))


def main():
    tool = Tool(sys.argv[1])
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        with tempfile.TemporaryDirectory() as folder:
            tap.run(checks(Runs(tool, pool, folder), wanted))


if __name__ == "__main__":
    main()
