"""Usage: run.py HALLEY BAYEUX_CONFORMANCE [PART OF A NAME]. The program as users run it: its
options, statuses and reports. What its cases find is the business of others."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "support"), str(HERE.parents[1] / "process"),
                str(HERE.parent / "programs")]
import program_cases  # noqa: E402
import report_cases  # noqa: E402
import tap  # noqa: E402
from broker import Broker  # noqa: E402
from client_process import Client  # noqa: E402

Broker.halley = str(Path(sys.argv[1]).resolve())
Client.programs = {"conformance": str(Path(sys.argv[2]).resolve())}
wanted = sys.argv[3] if len(sys.argv) > 3 else ""
tap.run((name, case) for module in (program_cases, report_cases)
        for name, case in tap.cases_of(module) if wanted in name)
