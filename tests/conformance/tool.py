"""Runs bayeux-conformance and reads its report."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 300  # seconds, for a machine that is busy
FINDINGS = ("fail", "warn", "weak", "info")


@dataclass(frozen=True)
class Row:
    """One case on one medium."""

    id: str
    medium: str
    title: str
    verdict: str

    def __str__(self):
        return f"{self.id} ({self.medium}) {self.title}: {self.verdict}"


class Tool:
    def __init__(self, program):
        self.program = Path(program).resolve()

    def run(self, url, *arguments):
        """The rows of a run, and its report as the tool wrote it."""
        with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
            done = subprocess.run(
                [self.program, url, "--json", file.name, *arguments], stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True, errors="replace", timeout=PATIENCE)
            assert done.returncode in (0, 1), f"status {done.returncode}: {done.stderr[-2000:]}"
            report = json.load(file)
        return rows_of(report), report


def rows_of(report):
    return [Row(each["id"], each["medium"], each["title"], each["verdict"])
            for each in report["results"]]


def conversation(report, row):
    """What was said in a case, for whoever has to find out why."""
    for each in report["results"]:
        if (each["id"], each["medium"], each["title"]) == (row.id, row.medium, row.title):
            yield f"expected: {each['expected']}"
            yield f"received: {each['received']}"
            for entry in each["conversation"][-12:]:
                yield f"{entry['at']} ms {entry['peer']} {entry['direction']}: {entry['text'][:300]}"
