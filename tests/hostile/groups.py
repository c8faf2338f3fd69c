"""The groups of attacks, in the order in which they run and in which docs/attacks.md has them."""

import importlib
from dataclasses import dataclass

NAMES = (
    "connections",
    "request_heads",
    "request_bodies",
    "request_boundaries",
    "scripts",
    "frames",
    "websockets",
    "compression",
    "json",
    "batches",
    "channels",
    "sessions",
    "floods",
    "extensions",
    "services",
    "origins",
    "cookies",
    "logins",
    "tokens",
    "login_services",
    "limits",
    "rates",
)


@dataclass
class Group:
    name: str
    proves: str
    module: object

    @property
    def attacks(self):
        """(name, function) in the order of the file."""
        return [
            (name.replace("_", " "), value)
            for name, value in vars(self.module).items()
            if hasattr(value, "grows")
        ]

    def config(self):
        config = getattr(self.module, "CONFIG", {})
        return config() if callable(config) else config

    def cleanup(self):
        getattr(self.module, "cleanup", lambda: None)()


def load():
    for name in NAMES:
        module = importlib.import_module(f"attack_on_{name}")
        yield Group(name.replace("_", "-"), first_line(module), module)


def first_line(documented):
    return " ".join(documented.__doc__.split("\n\n")[0].split())
