#!/usr/bin/env python3
"""lingding drill record from end to end: a raw log that is followed while it is written, over two segments, and files.

Usage: record_command_test.py LINGDING SOURCE_FOLDER
"""

import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

LINGDING = sys.argv[1]


def checksum(body):
    value = 0
    for byte in body.encode():
        value ^= byte
    return f"{value:02X}"


def tagged(at, line):
    tag = f"c:{int(at * 1000)},s:waglan"
    return f"\\{tag}*{checksum(tag)}\\{line}\r\n".encode()


def segment_name(at):
    moment = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    return moment.strftime("raw-%Y%m%dT%H%M%S.000Z.nmea.zst")


SHIP = "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0"
SHIP += "*" + checksum(SHIP[1:])
CALL = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A"


class Segment:
    """A Zstandard file that is written bit by bit: every line is a frame of its own, with one raw block (RFC 8878, §3.1)."""

    def __init__(self, folder, at):
        self.file = open(os.path.join(folder, segment_name(at)), "wb")

    def write(self, data):
        for line in data.splitlines(keepends=True):
            assert len(line) < 256
            block = (len(line) << 3 | 1).to_bytes(3, "little")
            self.file.write(b"\x28\xb5\x2f\xfd\x20" + bytes([len(line)]) + block + line)
        self.file.flush()


def wait_for(condition, what):
    limit = time.monotonic() + 60
    while not condition():
        if time.monotonic() > limit:
            raise SystemExit(f"FAILED: {what}")
        time.sleep(0.05)


def main():
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw")
        os.mkdir(raw)
        begin = time.time()
        old = Segment(raw, begin - 100)
        old.write(tagged(begin - 90, SHIP) + tagged(begin - 1, CALL))
        out = os.path.join(folder, "out.jsonl")
        start = datetime.datetime.fromtimestamp(begin - 50, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        process = subprocess.Popen([LINGDING, "drill", "record", raw, "--from", start, "--to", "jsonl", "--out", out],
                                   stderr=subprocess.PIPE, text=True)
        # A newer segment ends the older one; what comes into it is recorded too.
        new = Segment(raw, begin + 1)
        new.write(tagged(begin + 1, SHIP))
        time_limit = time.monotonic() + 60
        # The recording has opened the newer segment when it has read all of the older one.
        wait_for(lambda: any(os.path.realpath(f"/proc/{process.pid}/fd/{fd}").endswith(segment_name(begin + 1))
                             for fd in os.listdir(f"/proc/{process.pid}/fd")), "the newer segment is followed")
        new.write(tagged(begin + 2, CALL))
        assert time.monotonic() < time_limit
        assert not os.path.exists(out), "the file appears when it is whole"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        entries = [json.loads(line) for line in open(out, encoding="utf-8")]
        assert [entry["raw"] for entry in entries] == [CALL, SHIP, CALL], entries
        assert "3 entries recorded, 1 outside the filters" in said, said

        # Files are read to their end; with a key the same ship has one other number, and nothing of her own is left.
        key = os.path.join(folder, "key")
        with open(key, "wb") as file:
            file.write(b"0123456789abcdef")
        results = []
        for name in ("one", "two"):
            path = os.path.join(folder, name + ".nmea")
            subprocess.run([LINGDING, "drill", "record", out, "--anonymise", key, "--out", path], check=True,
                           capture_output=True)
            with open(path, encoding="utf-8") as file:
                results.append(file.read())
        assert results[0] == results[1] and "338040079" not in results[0], results
        decoded = subprocess.run([LINGDING, "decode", "dsc", os.path.join(folder, "one.nmea")], capture_output=True,
                                 text=True, check=False).stdout
        calls = [json.loads(line) for line in decoded.splitlines()]
        assert len(calls) == 2 and len({json.dumps(call.get("sender")) for call in calls}) == 1, decoded

        # Options that can't be meant.
        for wrong in (["--anonymise", "/dev/null"], ["--ship", "12"], ["--for", "soon"], ["--box", "22N 113E", "21N 114E"]):
            refused = subprocess.run([LINGDING, "drill", "record", out, *wrong], capture_output=True, text=True, check=False)
            assert refused.returncode == 2 and refused.stderr, wrong


if __name__ == "__main__":
    main()
