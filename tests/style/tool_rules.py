"""Rules that other programs check."""

import re
import shutil
import subprocess

import tap

BATCH = 40  # files a run of clang-format


def clang_format(project, below):
    program = shutil.which("clang-format-14")
    if not program:
        raise tap.Skip("clang-format-14 is not installed")
    files = [path for path, _ in project.cpp(below=below)]
    for start in range(0, len(files), BATCH):
        yield from format_findings(program, project.root, files[start : start + BATCH])


def format_findings(program, root, files):
    command = [program, "--style=file", "--dry-run", "--Werror", *files]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if run.returncode < 0 and len(files) > 1:  # one of them crashes it
        for file in files:
            yield from format_findings(program, root, [file])
    elif run.returncode < 0:
        yield (f"{files[0]}: clang-format-14 crashes, as it does on tables whose rows differ in "
               "length; fill them up, or put the table between // clang-format off and on")
    else:
        places = re.findall(r"^([^:\n]+:\d+):\d+: error: ", run.stderr, re.M)
        first = {place.rpartition(":")[0]: place for place in reversed(places)}
        for place in sorted(first.values()):
            yield f"{place}: not as clang-format-14 writes it"
        if run.returncode and not places:
            yield run.stderr


def shell_scripts(project):
    for path, text in project.files.items():
        if re.match(r"#!.*\b(ba)?sh\b", text) or path.endswith(".sh"):
            yield path


def shell_syntax(project):
    checks = [["bash", "-n"]]
    if shutil.which("shellcheck"):
        # The two excluded ones are about variables that another sourced file sets or reads.
        checks.append(["shellcheck", "--shell=bash", "--external-sources", "--severity=warning",
                       "--source-path=SCRIPTDIR", "--exclude=SC2034,SC2154"])
    for path in shell_scripts(project):
        for check in checks:
            run = subprocess.run([*check, path], cwd=project.root, capture_output=True, text=True)
            if run.returncode:
                yield (run.stdout + run.stderr).strip()
