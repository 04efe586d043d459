#!/usr/bin/env python3
"""The documents name files and subcommands that are there: links, paths in backquotes, and `lingding …` commands.

Usage: docs_test.py SOURCE_FOLDER LINGDING
"""

import os
import re
import subprocess
import sys

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
QUOTED = re.compile(r"`([A-Za-z0-9_./-]+(?:\.(?:hpp|cpp|md|sh|py|js|mjs|toml|json|cmake|geojson)|/))`")
COMMAND = re.compile(r"(?:^|[\s`/])lingding ((?:[a-z]+ ?){1,2})")
# Made where Lingding runs, not part of the tree.
ELSEWHERE = re.compile(r"^(/|var/|build/|keys/|authorized/|processed/|failed/|endpoints\.json$|status\.json$|my-ship\.json$|trust\.json$|[A-Z-]+/)")


def documents(root):
    for name in ("README.md", "CONTRIBUTING.md"):
        yield name
    for folder, _, names in os.walk(os.path.join(root, "docs")):
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.relpath(os.path.join(folder, name), root)


def all_files(root):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, text=True,
                            capture_output=True, check=False)
    if listed.returncode == 0:
        return listed.stdout.splitlines()
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in ("build", "var", ".git", "node_modules")]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return found


def subcommands(program):
    """{"plan": {"check", …}, "serve": set(), …}"""

    def of(*words):
        text = subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True).stdout
        _, _, listed = text.partition("Subcommands:\n")
        return re.findall(r"^  ([a-z]+)", listed, re.MULTILINE)

    return {word: set(of(word)) for word in of()}


def main(root, program):
    problems = []
    files = all_files(root)
    names = {os.path.basename(path) for path in files}
    folders = {part for path in files for part in [os.path.dirname(path) + "/"]}
    commands = subcommands(program)
    for document in documents(root):
        with open(os.path.join(root, document), encoding="utf-8") as file:
            text = file.read().replace("-u lingding ", "")  # the user, not the program
        for target in LINK.findall(text):
            if not os.path.exists(os.path.join(root, os.path.dirname(document), target)):
                problems.append(f"{document}: the link to {target} leads nowhere")
        for path in QUOTED.findall(text):
            if ELSEWHERE.match(path) or os.path.exists(os.path.join(root, path)):
                continue
            there = path.endswith("/") and any(("/" + folder).endswith("/" + path) or ("/" + path) in "/" + folder for folder in folders)
            suffix = "/" + path
            if not (there or path in names or any(("/" + file).endswith(suffix) for file in files)):
                problems.append(f"{document}: there is no {path}")
        for words in COMMAND.findall(text):
            first, *rest = words.split()
            if first not in commands:
                problems.append(f"{document}: `lingding {first}` is no subcommand")
            elif rest and commands[first] and rest[0] not in commands[first]:
                problems.append(f"{document}: `lingding {first} {rest[0]}` is no subcommand")
    for problem in problems:
        print(problem)
    if not commands or not names:
        print("found no commands or no files: the test itself is wrong")
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
