#!/usr/bin/env python3
"""`lingding report` against a running server: what it files, how it reads positions, what is refused, and its exit status.

Usage: report_command_test.py LINGDING SOURCE_FOLDER
"""

import json
import math
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

LINGDING, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
MINUTES_OF_A_DEGREE = 60
METRES_OF_A_MILE = 1852


def lingding(*arguments, timeout=60):
    return subprocess.run([LINGDING, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.data = cls.folder / "data"
        imported = lingding("regions", "import", SOURCE / "geo/data/regions.geojson", "--data", cls.data)
        assert imported.returncode == 0, imported.stderr
        for name, role in (("officer-HK", "officer"), ("watcher-HK", "observer")):
            made = lingding("keys", "new", name, "--centre", "HK", "--role", role, "--folder", cls.data / "keys")
            assert made.returncode == 0, made.stderr
        config = cls.folder / "lingding.toml"
        config.write_text('[server]\ndata_folder = "data"\n[bus]\nconsole = "tcp://127.0.0.1:*"\ntraffic = "tcp://127.0.0.1:*"\n')
        cls.server = subprocess.Popen([LINGDING, "serve", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in cls.server.stdout:
            if "message=ready" in line:
                break
        else:
            raise AssertionError("the server did not start")
        cls.endpoint = json.loads((cls.data / "endpoints.json").read_text())["console"]

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.communicate()
        cls.temporary.cleanup()

    def report(self, *words, key="officer-HK"):
        return lingding("report", "--centre", "HK", "--endpoint", self.endpoint, "--key", self.data / "keys" / f"{key}.secret", *words)

    def filed(self, *words):
        """Files it, and gives the desk's answer and what the incident is then."""
        done = self.report(*words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["type"], "command_done")
        return answer, self.incident(answer["incident_id"]), done.stderr

    def incident(self, id):
        console = lingding("console", "--json", "--once", "--timeout", 60, "--centre", "HK", "--endpoint", self.endpoint, "--key",
                           self.data / "keys" / "officer-HK.secret")
        newest = None
        for line in console.stdout.splitlines():
            for effect in json.loads(line).get("effects", []):
                if effect["type"] == "incident_changed" and effect["incident"]["id"] == id:
                    newest = effect["incident"]
        self.assertIsNotNone(newest, console.stdout + console.stderr)
        return newest

    def test_a_report_without_a_position_opens_an_incident_that_has_none(self):
        answer, incident, said = self.filed("--caller", "F/V Wah, +85291234567", "--ship", "Unlocated One", "--identity", "VRXX7", "--nature", "fire",
                                            "--persons", "12", "Smoke from the engine room")
        self.assertEqual(said, "")
        self.assertEqual(answer["officer"], "officer-HK")
        (alert,) = incident["alerts"]
        report = alert["report"]
        self.assertEqual((report["kind"], report["class"]), ("report", "distress"))
        self.assertEqual((report["caller"], report["name"], report["call_sign"]), ("F/V Wah, +85291234567", "Unlocated One", "VRXX7"))
        self.assertEqual((report["nature"], report["persons"], report["text"]), ("fire_explosion", 12, "Smoke from the engine room"))
        self.assertNotIn("position", report)
        self.assertEqual(incident["custody"]["centre"], "HK")

    def test_three_miles_south_of_siu_a_chau(self):
        _, incident, said = self.filed("--ship", "Placed One", "--position", "3 miles south of Siu A Chau", "--nature", "collision")
        self.assertIn("position understood as", said)
        report = incident["alerts"][0]["report"]
        # The gazetteer has the island at 22.18 N 113.918 E; three minutes of latitude to the south of it.
        self.assertAlmostEqual(report["position"]["lat"], 22.18 - 3 / MINUTES_OF_A_DEGREE, delta=0.001)
        self.assertAlmostEqual(report["position"]["lon"], 113.918, delta=0.0005)
        self.assertEqual(report["position_source"], "stated")
        # docs/reports.md: the distance's share or half a mile, 22.5 degrees of direction, the place's own 1 296 m.
        distance = max(0.1 * 3, 0.5) * METRES_OF_A_MILE
        direction = 3 * METRES_OF_A_MILE * math.radians(22.5)
        self.assertAlmostEqual(report["radius_m"], math.hypot(distance, direction, 1296), delta=60)
        self.assertIn("3 miles south of Siu A Chau", report["text"])

    def test_coordinates_are_a_position_within_a_mile(self):
        _, incident, _ = self.filed("--ship", "Plotted One", "--position", "22-10.5N 113-40.5E")
        report = incident["alerts"][0]["report"]
        self.assertAlmostEqual(report["position"]["lat"], 22 + 10.5 / 60, places=6)
        self.assertAlmostEqual(report["position"]["lon"], 113 + 40.5 / 60, places=6)
        self.assertEqual(report["radius_m"], METRES_OF_A_MILE)

    def test_a_position_that_cannot_be_read_is_not_filed_unless_it_is_asked_for(self):
        refused = self.report("--ship", "Lost One", "--position", "somewhere off the big rock")
        self.assertEqual((refused.returncode, refused.stdout), (2, ""))
        self.assertIn("--position", refused.stderr)
        self.assertIn("--as-said", refused.stderr)
        _, incident, _ = self.filed("--ship", "Lost One", "--position", "somewhere off the big rock", "--as-said")
        report = incident["alerts"][0]["report"]
        self.assertNotIn("position", report)
        self.assertIn("somewhere off the big rock", report["text"])

    def test_identities_of_every_form(self):
        for identity, member, value in (("477000701", "device", 477000701), ("B3A9D65028154D1", "beacon", "B3A9D65028154D1"),
                                        ("IMO 9074729", "imo", 9074729), ("VRZZ9", "call_sign", "VRZZ9")):
            _, incident, _ = self.filed("--identity", identity, "taking water")
            reports = [alert["report"] for alert in incident["alerts"]]
            self.assertIn(value, [report.get(member) for report in reports], identity)

    def test_answers_that_cannot_be_read(self):
        for words, text in ((["--nature", "boredom"], "nature"), (["--persons", "many"], "Persons"), (["--gazetteer", "/nowhere.geojson"], "nowhere.geojson")):
            done = self.report("--ship", "X", *words)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertEqual(done.stdout, "")
            self.assertIn(text, done.stderr)
        self.assertEqual(self.report("--ship", "X", "--nature", "boredom").returncode, 2)
        self.assertEqual(self.report("--ship", "X", "--persons", "many").returncode, 2)

    def test_what_the_desk_refuses_has_its_reason_and_status_1(self):
        done = self.report("--ship", "X", "--incident", "HK-19990101-000000-1", "she is sinking")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["type"], answer["code"]), ("command_refused", "unknown_incident"))
        self.assertIn("refused", done.stderr)
        # Nothing at all was said: that needs no desk.
        empty = self.report()
        self.assertEqual((empty.returncode, empty.stdout), (2, ""), empty.stderr)

    def test_a_report_of_an_incident_that_is_known_goes_to_it(self):
        first, _, _ = self.filed("--ship", "Told Twice", "--identity", "477000702", "fire")
        second, incident, _ = self.filed("--incident", first["incident_id"], "fire is out")
        self.assertEqual(second["incident_id"], first["incident_id"])
        self.assertEqual([alert["report"].get("text") for alert in incident["alerts"]], ["fire", "fire is out"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
