"""The files that the rules look at."""

import os
import subprocess
from pathlib import Path, PurePosixPath

# For a source tree without git, such as an unpacked release.
NOT_OURS = ("build", ".git", "node_modules", "__pycache__", "subprojects")


class Project:
    """Texts by path, relative to the root and with slashes."""

    def __init__(self, files, root=None):
        self.files = files
        self.root = root

    def select(self, *suffixes, below=""):
        """The (path, text) pairs of these suffixes, in one folder or everywhere."""
        for path, text in self.files.items():
            if path.startswith(below) and path.endswith(suffixes):
                yield path, text

    def cpp(self, below=""):
        return self.select(".cpp", ".hpp", below=below)

    def exists(self, path):
        folder = path.rstrip("/") + "/"
        return path in self.files or any(name.startswith(folder) for name in self.files)


def load(root):
    root = Path(root).resolve()
    files = {}
    for name in sorted(list_files(root)):
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            files[name] = content.decode(errors="replace")
    return Project(files, root)


def list_files(root):
    try:
        listing = subprocess.run(
            ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=True).stdout.decode()
        return set(filter(None, listing.split("\0")))
    except (OSError, subprocess.CalledProcessError):
        return walk(root)


def walk(root):
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = [name for name in subfolders if not name.startswith(NOT_OURS)]
        for name in names:
            yield str(PurePosixPath(Path(folder, name).relative_to(root)))
