#!/usr/bin/env python3
"""Runs the sample clients of docs/clients/ against a real console bus with a real desk behind it, and `lingding console --json`.

Usage: clients_test.py python|node|console|keys SOURCE_DIR BINARY_DIR BUS_FEED LINGDING
Exit status: 0 all is well; anything else is a failure, with what was expected.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading

PATIENCE = 60  # seconds; reached only when something is broken


def python_with_zmq():
    """This interpreter, or Debian's, whichever has pyzmq."""
    for interpreter in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([interpreter, "-c", "import zmq"], capture_output=True, check=False).returncode == 0:
            return interpreter
    sys.exit("no python3 with zmq: install python3-zmq")


def node_folder(source, binary):
    """Where console.mjs finds its package: installed once by npm ci, from the lock file, without running scripts."""
    folder = os.path.join(binary, "tests", "clients", "npm")
    os.makedirs(folder, exist_ok=True)
    lock = os.path.join(source, "tests", "clients", "package-lock.json")
    installed = os.path.join(folder, "installed-lock.json")
    with open(lock, "rb") as file:
        wanted = file.read()
    if not (os.path.exists(installed) and open(installed, "rb").read() == wanted):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(source, "tests", "clients", name), folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        shutil.copy(lock, installed)
    shutil.copy(os.path.join(source, "docs", "clients", "console.mjs"), folder)
    return folder


class Lines:
    """A process whose lines of output are taken one by one, each within PATIENCE."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.timer = threading.Timer(PATIENCE, self.process.kill)
        self.timer.start()

    def next(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended, or said nothing for {PATIENCE} s")
        return json.loads(line)

    def until(self, kind):
        """The lines up to and with the first effect or message of that type."""
        lines = []
        while True:
            lines.append(self.next())
            if lines[-1]["type"] == kind:
                return lines

    def write(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        status = self.process.wait()
        self.timer.cancel()
        return status


def expect(condition, what):
    if not condition:
        sys.exit("not so: " + what)


def types(lines):
    return [line["type"] for line in lines]


def run_sample(command, feed, endpoint, folder, path):
    with open(path, encoding="utf-8") as file:
        expect(len(file.readlines()) < 100, f"{path} has fewer than 100 lines")
    cursor = os.path.join(folder, "cursor")
    arguments = [endpoint, "HK", os.path.join(folder, "hk-1.secret"), cursor, "--acknowledge", "--until-done"]

    client = Lines([*command, *arguments])
    feed.write("alert 970010119 22.1333 113.80")
    first = client.until("command_done")
    expect(client.end() == 0, "the client ends with 0")
    alarm = next(line for line in first if line["type"] == "alarm_raised")
    changed = [line for line in first if line["type"] == "incident_changed"]
    expect(changed[0]["incident"]["alerts"][0]["report"]["device"] == 970010119, "the alert is the one that was fed")
    expect("alarm_quieted" in types(first), "the acknowledgement quiets the alarm")
    acknowledgement = changed[-1]["incident"]["acknowledgements"][0]
    expect((acknowledgement["centre"], acknowledgement["officer"]) == ("HK", "hk-1"), "the officer is the key's name")

    # It is away while another alert comes; then it goes on from its cursor: what it had is not shown again.
    feed.write("alert 970010220 22.20 114.10")
    client = Lines([*command, *arguments])
    second = client.until("command_done")
    expect(client.end() == 0, "the client ends with 0 the second time")
    raised = [line["incident_id"] for line in second if line["type"] == "alarm_raised"]
    expect(len(raised) == 1 and raised[0] != alarm["incident_id"], "after coming back there is the new alarm alone")


def run_console(lingding, feed, endpoint, folder):
    base = [lingding, "console", "--json", "--centre", "HK", "--endpoint", endpoint, "--timeout", str(PATIENCE)]
    key = ["--key", os.path.join(folder, "hk-1.secret")]
    feed.write("alert 970010119 22.1333 113.80")
    console = Lines([*base, *key, "--until", "command_done", "--cursor", os.path.join(folder, "cursor")])
    incident = None
    while incident is None:
        line = console.next()
        incident = next((e["incident_id"] for e in line.get("effects", []) if e["type"] == "alarm_raised"), None)
    console.write("this is no JSON")
    console.write(json.dumps({"id": "ack-1", "command": {"type": "acknowledge", "incident_id": incident}}))
    done = None
    while done is None:
        line = console.next()
        done = next((e for e in line.get("effects", []) if e["type"] == "command_done"), None)
    expect(done["command_id"] == "ack-1", "the outcome names the command")
    expect(console.end() == 0, "--until command_done ends with 0")

    console = Lines([*base, *key, "--once", "--cursor", os.path.join(folder, "cursor")])
    lines = console.until("caught_up")
    expect("update" not in types(lines), "the cursor file remembers what was shown")
    expect(console.end() == 0, "--once ends with 0")

    observer = Lines([*base, "--key", os.path.join(folder, "hk-eye.secret"), "--until", "error"])
    observer.until("caught_up")
    observer.write(json.dumps({"type": "acknowledge", "incident_id": incident}))
    refusal = observer.until("error")[-1]
    expect(refusal["code"] == "role_forbids", "an observer can't acknowledge")
    observer.end()

    def refused(arguments, word):
        result = subprocess.run([lingding, "console", "--json", *arguments], capture_output=True, text=True, check=False,
                                stdin=subprocess.DEVNULL, timeout=PATIENCE, env={**os.environ, "LINGDING_KEY": ""})
        expect(result.returncode == 1 and word in result.stderr, f"{arguments} is refused with {word!r}, not {result.stderr!r}")

    refused(["--centre", "XX", *key], "no centre")
    refused(["--centre", "HK"], "which key?")
    refused(["--centre", "HK", "--key", os.path.join(folder, "server.public")], "server.public")


def run_keys(lingding, folder):
    def keys(*arguments):
        return subprocess.run([lingding, "keys", *arguments, "--folder", folder], capture_output=True, text=True, check=False)

    made = keys("new", "--name", "mo-1", "--centre", "MO", "--role", "officer")
    expect(made.returncode == 0, f"keys new: {made.stderr}")
    path = os.path.join(folder, "mo-1.secret")
    expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the secret file is its owner's alone")
    with open(path, encoding="ascii") as file:
        words = dict(line.rstrip("\n").split(" = ", 1) for line in file if not line.startswith("#"))
    listed = keys("list")
    expect(listed.returncode == 0 and words["public_key"] in listed.stdout and "mo-1" in listed.stdout, "keys list shows the key")
    expect(words["secret_key"] not in made.stdout + made.stderr + listed.stdout + listed.stderr, "no secret is printed")
    again = keys("new", "--name", "mo-1", "--centre", "MO", "--role", "officer")
    expect(again.returncode == 1 and "there already" in again.stderr, "a name is used once")
    expect(keys("new", "--name", "a/b", "--centre", "MO", "--role", "officer").returncode == 1, "a bad name is refused")
    expect(keys("new", "--name", "mo-2", "--centre", "MO", "--role", "admiral").returncode == 1, "a bad role is refused")
    expect(keys("new", "--name", "mo-2").returncode == 2, "usage errors give 2")


def main(what, source, binary, bus_feed, lingding):
    with tempfile.TemporaryDirectory(prefix="lingding-clients-") as folder:
        if what == "keys":
            return run_keys(lingding, folder)
        feed = Lines([bus_feed, folder])
        endpoint = feed.next()["console"]
        clients = os.path.join(source, "docs", "clients")
        try:
            if what == "python":
                path = os.path.join(clients, "console.py")
                run_sample([python_with_zmq(), path], feed, endpoint, folder, path)
            elif what == "node":
                installed = os.path.join(node_folder(source, binary), "console.mjs")
                run_sample(["node", installed], feed, endpoint, folder, os.path.join(clients, "console.mjs"))
            else:
                run_console(lingding, feed, endpoint, folder)
        finally:
            feed.write("quit")
            feed.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
