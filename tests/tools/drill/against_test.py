#!/usr/bin/env python3
"""`lingding drill run --against`: a scenario through the real inputs and the bus of a running exercise's server.

Usage: against_test.py LINGDING SOURCE_FOLDER
"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

LINGDING, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])

SCENARIO = """
{"scenario":"short","title":"A short one","based_on":"nothing","begins":"2026-08-27T23:50:00+08:00","lasts":15}
{"ship":"egret","plan":"HK-SAMPLE-01","sails":{"departs":"23:30"},"persons":299}
{"duty_officer":"MO","name":"Chan","acknowledges_after":1,"opens_plan_after":2}
{"duty_officer":"CN-GD","name":"Li","acknowledges_after":2}
{"inject":"dsc","at":2,"distress_call":"collision","ship":"egret","centre":"MO"}
{"inject":"down","at":5,"link":"down","between":["MO","HK"]}
{"objective":"mo-acknowledges","happens":"MO acknowledged of egret","since":"dsc","within":"00:00:10","source":"exercise director"}
{"objective":"plan","happens":"MO plan_opened of egret","since":"dsc","within":"00:00:10","source":"exercise director"}
{"objective":"custodian","custodian":"CN-GD","ship":"egret","source":"exercise director"}
"""


def lingding(*arguments, timeout=90):
    return subprocess.run([LINGDING, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)


class Server:
    """A server on free ports; `with` stops it."""

    def __init__(self, folder, mode, formats=("ais", "dsc")):
        self.data = folder / "data"
        config = folder / "lingding.toml"
        sources = "".join(
            f'[[source]]\nname = "{centre}-{form}"\ncentre = "{centre}"\nformat = "{form}"\ninput = "tcp_server"\naddress = "127.0.0.1:0"\n'
            for centre in ("HK", "MO", "CN-GD")
            for form in formats
        )
        config.write_text(
            f'[server]\nmode = "{mode}"\ndata_folder = "{self.data}"\n'
            '[bus]\nconsole = "tcp://127.0.0.1:*"\ntraffic = "tcp://127.0.0.1:*"\ncurve = false\n' + sources
        )
        imported = lingding("plan", "import", "--data", self.data, SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json")
        self.imported = imported.returncode, imported.stderr
        self.process = subprocess.Popen([LINGDING, "serve", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            if "message=ready" in line:
                break
        else:
            raise AssertionError("the server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()


class Against(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        self.scenario = self.folder / "short.jsonl"
        self.scenario.write_text(SCENARIO)

    def test_an_exercises_server_is_played_and_scored(self):
        with Server(self.folder, "exercise") as server:
            out = self.folder / "out"
            run = lingding("drill", "run", self.scenario, "--against", server.data, "--out", out)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn("EXERCISE EXERCISE EXERCISE", run.stdout)
            record = json.loads((out / "run.json").read_text())
            self.assertFalse(record["embedded"])
            self.assertTrue((out / "report.html").stat().st_size > 1000)
            done = {one["act"]: one for one in record["done"]}
            self.assertEqual(done["down"]["outcome"], "not_against_a_server")
            # Its own journals say the same.
            shown = lingding("journal", "export", "--data", server.data, "--centre", "MO")
            events = [json.loads(line)["event"] for line in shown.stdout.splitlines() if line.startswith("{")]
            self.assertTrue(any(event["type"] == "alert_received" for event in events))
            self.assertTrue(any(event["type"] == "officer_acted" and event["officer"] == "Chan" for event in events))

    def test_a_server_that_ends_ends_no_drill(self):
        with Server(self.folder, "exercise") as server:
            out = self.folder / "out"
            run = subprocess.Popen([LINGDING, "drill", "run", str(self.scenario), "--against", str(server.data), "--out", str(out)],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            said = []
            for line in run.stdout:
                said.append(line)
                if " acknowledged " in line:
                    server.process.kill()
                    break
            said += run.communicate(timeout=90)[0].splitlines()
            self.assertEqual(run.returncode, 1, said)
            self.assertTrue(any("takes no lines: they are lost until it does" in line for line in said), said)
            record = json.loads((out / "run.json").read_text())
            self.assertTrue(any(one["what"] == "acknowledged" for one in record["happened"]))

    def test_a_real_server_is_refused(self):
        with Server(self.folder, "real") as server:
            run = lingding("drill", "run", self.scenario, "--against", server.data)
            self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
            self.assertIn("is a real server's", run.stderr)
            self.assertNotIn("alert_received", lingding("journal", "export", "--data", server.data, "--centre", "MO").stdout)

    def test_an_input_that_is_missing_is_named(self):
        with Server(self.folder, "exercise", formats=("ais",)) as server:
            run = lingding("drill", "run", self.scenario, "--against", server.data)
            self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
            self.assertIn("no tcp_server source of format dsc at MO", run.stderr)

    def test_a_folder_without_a_server_is_named(self):
        run = lingding("drill", "run", self.scenario, "--against", self.folder / "nothing")
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("does a server run on this folder", run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
