"""The servers that are tried. Each is tried twice: for all cases, and, set up to give sessions without
connects up soon, for those that wait for that."""

from dataclasses import dataclass
from typing import Callable

from cometd_java import cometd
from server_process import Halley, ServerProcess, node

ENDS_OF_SESSIONS = "CON-21,CON-22,CON-23,CON-24,CON-25,CON-26"


@dataclass(frozen=True)
class Trial:
    usual: Callable[[], ServerProcess]
    impatient: Callable[[], ServerProcess]
    max_interval: int  # seconds, of the impatient one

    def run(self, tool):
        """The report of all cases, and the URL of the server as it usually is."""
        with self.usual() as server:
            (_, report), url = tool.run(server.url), server.url
        with self.impatient() as server:
            _, ends = tool.run(server.url, "--max-interval", str(self.max_interval),
                               "--case", ENDS_OF_SESSIONS)
        instead = {case_of(each): each for each in ends["results"]}
        report["results"] = [instead.get(case_of(each), each) for each in report["results"]]
        return report, url


def case_of(result):
    return result["id"], result["medium"], result["title"]


def halley(program):
    return Trial(lambda: Halley(program), lambda: Halley(program, Halley.everything("2s")), 2)


OTHERS = {
    "cometd": Trial(cometd, lambda: cometd(5, 2), 2),
    "cometd-nodejs": Trial(
        lambda: node("cometd_nodejs.mjs", "cometd-nodejs-server"),
        lambda: node("cometd_nodejs.mjs", "cometd-nodejs-server", 5, 2), 2),
    "faye": Trial(lambda: node("faye.mjs", "faye"), lambda: node("faye.mjs", "faye", 2), 4),
}
