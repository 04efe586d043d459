#!/usr/bin/env python3
"""Decodes AIS logs with gpsd's gpsdecode and with lingding, and compares the messages field by field.

A development check, not a test: it needs Debian's gpsd-clients. Usage:
    tests/golden/ais/compare_with_gpsdecode.py build/release/lingding LOG…
Messages are matched in order; where one side has a message that the other has not, it is listed and passed over.
Fields that lingding leaves out because they are "not available" must have gpsd's number for that.
"""
import collections
import difflib
import json
import subprocess
import sys

# gpsd's way to say "not available", by field, for what lingding leaves out.
ABSENT = {
    "turn": {"nan", "n/a"}, "speed": {102.3, 1023, 63, "nan", "n/a"}, "course": {360.0, 511}, "heading": {511},
    "second": {60}, "maneuver": {0}, "imo": {0}, "callsign": {""}, "shipname": {""}, "destination": {""}, "draught": {0.0},
    "shiptype": {0}, "alt": {"nan", 4095}, "to_bow": {0}, "to_stern": {0}, "to_port": {0}, "to_starboard": {0},
    "mmsi1": {0}, "mmsi2": {0}, "mmsi3": {0}, "mmsi4": {0}, "dest_mmsi": {0}, "text": {""}, "name": {""}, "vendorid": {""},
    "app_id": {0}, "mmsi": {0},
}
ABSENT_ZERO_PREFIXES = ("offset", "number", "timeout", "increment", "type1_", "type2_")


def decode(command, log, ending):
    with open(log, "rb") as source:
        run = subprocess.run(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    out = []
    for line in run.stdout.decode().split(ending):
        if line.strip():
            message = json.loads(line)
            if message.get("class", "AIS") == "AIS":
                out.append(message)
    return out


def same(key, ours, theirs):
    if key in ("ne_lon", "ne_lat", "sw_lon", "sw_lat"):
        theirs = float(theirs)  # gpsd writes these as strings
    if key == "vendorid":
        return ours == theirs[:3].rstrip()  # gpsd 3.22 reads M.1371-3's seven characters
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)) and not isinstance(ours, bool):
        if key == "turn":  # gpsd 3.22: whole degrees without a sign
            return abs(abs(ours) - theirs) <= 0.5
        if key in ("lon", "lat", "ne_lon", "ne_lat", "sw_lon", "sw_lat"):
            return abs(ours - theirs) <= (0.05 if theirs == round(theirs, 1) else 1.1e-6)
        return abs(ours - theirs) < 1e-9
    return ours == theirs


def is_absent(key, theirs, message):
    """What gpsd says where the standard says "not available", or where the value is outside its range."""
    if key in ("eta", "timestamp"):  # some part is "not available": 00, hour 24, minute or second 60
        date, time = theirs.rstrip("Z").split("T")
        return 0 in map(int, date.split("-")) or int(time.split(":")[0]) > 23 or 60 in map(int, time.split(":")[1:])
    if key == "off_position":  # holds only with a second below 60 (3.19)
        return message.get("second", 60) >= 60
    if key == "heading" and 360 <= theirs <= 511:
        return True
    if key == "vendorid" or key == "shipname" and message.get("part") == "B":
        return True
    if key in ABSENT and theirs in ABSENT[key]:
        return True
    if key in ("lon", "ne_lon", "sw_lon") and abs(float(theirs)) > 180:
        return True
    if key in ("lat", "ne_lat", "sw_lat") and abs(float(theirs)) > 90:
        return True
    return key.startswith(ABSENT_ZERO_PREFIXES) and theirs == 0


def main():
    program, logs = sys.argv[1], sys.argv[2:]
    for log in logs:
        ours = decode([program, "decode", "ais"], log, "\n")
        theirs = decode(["gpsdecode", "-j", "-s"], log, "\n")
        compared = agreed = 0
        differing = collections.Counter()
        examples = {}
        rough = lambda m: (m["type"], m.get("mmsi", 0))
        matcher = difflib.SequenceMatcher(a=[rough(m) for m in ours], b=[rough(m) for m in theirs], autojunk=False)
        matched = 0
        for block in matcher.get_matching_blocks():
            for i in range(block.size):
                a, b = ours[block.a + i], theirs[block.b + i]
                matched += 1
                for key, value in b.items():
                    if key in ("class", "device", "scaled", "type", "repeat") or key.endswith("_text"):
                        continue
                    if key == "data" and "data" in a:
                        value = value.lower()
                    if key not in a and a["type"] in (6, 8):
                        continue  # gpsd takes some binary messages apart; lingding gives their bits
                    compared += 1
                    if key in a and same(key, a[key], value) or key not in a and is_absent(key, value, a):
                        agreed += 1
                    else:
                        differing[(a["type"], key)] += 1
                        examples.setdefault((a["type"], key), (a.get(key), value, a.get("mmsi")))
        print(f"{log.split('/')[-1]}: lingding {len(ours)} messages, gpsdecode {len(theirs)}, matched {matched}, "
              f"fields compared {compared}, agreed {agreed}")
        for (kind, key), count in sorted(differing.items()):
            print(f"    type {kind} {key}: {count} differ, first (lingding, gpsdecode, mmsi): {examples[(kind, key)]}")
        for tag, a0, a1, b0, b1 in matcher.get_opcodes():
            if tag != "equal":
                for m in ours[a0:a1]:
                    print("    only lingding:", json.dumps(m)[:300])
                for m in theirs[b0:b1]:
                    print("    only gpsdecode:", json.dumps(m)[:300])


main()
