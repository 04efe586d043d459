#!/usr/bin/env python3
"""Logs through lingding drill run: a log and the same made anonymous lead to the same decisions; the real logs of
../shared/samples, where they are there, are replayed to their end, with their gaps and noise reported.

Usage: log_replay_test.py LINGDING SOURCE_FOLDER
"""

import json
import os
import re
import subprocess
import sys
import tempfile

LINGDING, SOURCE = sys.argv[1:3]


def run(*arguments):
    done = subprocess.run([LINGDING, "drill", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def decisions(path):
    """What the centres made of it, without who anybody is: numbers, names and the sentences that have them."""
    with open(os.path.join(path, "run.json"), encoding="utf-8") as file:
        record = json.load(file)
    made = {}
    for centre in record["centres"]:
        incidents = []
        for incident in centre["incidents"]:
            decision = {key: value for key, value in incident["decision"].items() if key != "reason"}
            alerts = [[alert["report"]["kind"], alert["received_by"], alert["source"], alert["first_heard"], alert["last_heard"],
                       alert["count"], alert["report"].get("position"), alert["report"].get("nature")]
                      for alert in incident["alerts"]]
            incidents.append([incident["id"], incident["class"], alerts, decision, incident["custody"], incident["told"],
                              incident.get("phase", {}).get("phase")])
        made[centre["centre"]] = [centre["entries"], incidents]
    events = [[one["what"], one["centre"], one["seq"], one["at"], one["incident"]] for one in record["happened"]]
    return made, events


def check_anonymised(folder):
    real = os.path.join(folder, "real.jsonl")
    anonymous = os.path.join(folder, "anonymous.jsonl")
    key = os.path.join(folder, "key")
    with open(key, "wb") as file:
        file.write(b"0123456789abcdef")
    golden = os.path.join(SOURCE, "tests", "golden")
    run("convert", os.path.join(golden, "ais", "distress.nmea"), os.path.join(golden, "dsc", "sentences.txt"),
        "--assume-start", "2026-08-27T15:00:00Z", "--assume-step", "5", "--to", "jsonl", "--out", real)
    run("record", real, "--anonymise", key, "--out", anonymous)
    results = []
    for log in (real, anonymous):
        out = os.path.join(folder, os.path.basename(log) + ".run")
        run("run", log, "--quiet", "--out", out)
        results.append(decisions(out))
    for real_made, anonymous_made in zip(*results):
        assert real_made == anonymous_made, (real_made, anonymous_made)
    incidents = [one for _, all_of_centre in results[0][0].values() for one in all_of_centre]
    assert len(incidents) > 10 and len({one[1] for one in incidents}) == 2, len(incidents)
    # They are not the same log: nobody's number is left.
    with open(real, encoding="utf-8") as a, open(anonymous, encoding="utf-8") as b:
        assert not set(a) & set(b)


# Of each: entries, and what inspect has to say, counted by eye and by other programs (tests/adapters/logs).
SAMPLES = [
    ("goais_aistest_timestamped.nmea", 998, [], ["noise      none", "undecoded  fragment_repeated 1, payload_too_short 1"]),
    ("gpsd_ais-nmea.log", 1496, [], ["noise      none", "passed over 3 blank lines", "gaps       none longer than"]),
    ("pyais_nmea_data_sample.txt", 898, ["--assume-start", "2026-08-27T15:00:00Z"], ["undecoded  payload_empty 100"]),
    ("sar_sentences.nmea", 30, ["--assume-start", "2026-08-27T15:00:00Z"], ["distress   5 senders"]),
]


def check_samples():
    samples = os.path.normpath(os.path.join(SOURCE, "..", "shared", "samples", "ais"))
    if not os.path.isdir(samples):
        print(f"skipped: {samples} is not there")
        return
    for name, entries, times, said in SAMPLES:
        path = os.path.join(samples, name)
        inspected = run("inspect", path, *times)
        for line in [f"entries    {entries}:", *said]:
            assert line in inspected, (name, line, inspected)
        first = run("run", path, *times, "--quiet")
        again = run("run", path, *times, "--quiet", "--speed", "10000")
        digests = re.findall(r"^(\S+) +(\d+) journal entries, digest (\w{64})$", first, re.M)
        assert len(digests) == 3 and digests == re.findall(r"^(\S+) +(\d+) journal entries, digest (\w{64})$", again, re.M), (first, again)


def check_gap_and_noise(folder):
    """A log with a hole of eleven minutes and a sentence that is spoilt: both are said, and the rest is replayed."""
    path = os.path.join(folder, "spoilt.nmea")
    with open(os.path.join(SOURCE, "tests", "golden", "ais", "gpsd_sample.nmea"), encoding="utf-8") as file:
        sentences = [line.strip() for line in file if line.startswith("!AIVDM,1,1")][:20]
    with open(path, "w", encoding="utf-8") as file:
        for i, sentence in enumerate(sentences):
            at = 1787842800 + i + (660 if i >= 10 else 0)
            if i == 5:
                sentence = sentence[:-1] + ("0" if sentence[-1] != "0" else "1")
            file.write(f"{at} {sentence}\n")
    inspected = run("inspect", path)
    assert "gaps       1 longer than 00:01:00.000, 00:11:01.000 in all" in inspected, inspected
    assert "noise      1" in inspected, inspected
    assert "19 sentences" in run("run", path, "--quiet")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_anonymised(folder)
        check_gap_and_noise(folder)
    check_samples()


if __name__ == "__main__":
    main()
