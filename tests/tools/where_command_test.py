#!/usr/bin/env python3
"""`lingding where` from end to end: whose water, from every way of writing a position, and what is refused.

Usage: where_command_test.py LINGDING SOURCE_FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1:3]


def run(*words, **environment):
    return subprocess.run([PROGRAM, "where", *words], capture_output=True, text=True, timeout=60, env={**os.environ, **environment})


class Where(unittest.TestCase):
    def decision(self, *words, **environment):
        done = run(*words, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        self.assertEqual(done.stdout.count("\n"), 1)
        return json.loads(done.stdout)

    def refused(self, status, text, *words):
        done = run(*words)
        self.assertEqual((done.returncode, done.stdout), (status, ""), words)
        self.assertIn(text, done.stderr)

    def test_the_collision_of_27_august_2016(self):
        answer = self.decision("22.1762", "113.7200", "--at", "2016-08-27", "--mmsi", "477123456", "--radius-nm", "1")
        self.assertEqual(answer["position"], {"lat": 22.1762, "lon": 113.72})
        self.assertEqual(answer["at"], "2016-08-27T00:00:00.000Z")
        self.assertEqual(answer["radius_m"], 1852)
        self.assertEqual(answer["responsible"], "CN-GD")
        self.assertEqual(answer["informed"], ["HK"])
        self.assertEqual(answer["rule"], "limits")
        self.assertEqual(answer["regions"], [{"id": "GD-limits", "version": 1, "kind": "limits", "centre": "CN-GD"}])
        self.assertIn("CN-GD is responsible because 22°10.572'N 113°43.200'E is inside GD-limits version 1", answer["reason"])
        self.assertEqual(answer["boundary_of"]["id"], "MO-waters")
        # The nearest limit is Macao's corner at 22.165639° N 113.630139° E: 1 170 m south and 9 267 m west (110.75 and 103.13 km a degree).
        self.assertAlmostEqual(answer["boundary_distance_m"], 9341, delta=4)
        self.assertIsInstance(answer["boundary_distance_m"], int)

    def test_one_place_however_it_is_written(self):
        expected = self.decision("22.25 113.75", "--at", "2020-01-01")
        for words in (["22.25", "113.75"], ["22°15'N 113°45'E"], ["22-15N", "113-45E"], ["113°45'E 22°15'N"], ["２２°１５′Ｎ　１１３°４５′Ｅ"],
                      ["22", "15.0", "113", "45.0"], ["--", "22.25", "113.75"], ["N22", "15", "00", "E113", "45", "00"]):
            options = ["--at", "2020-01-01"]
            self.assertEqual(self.decision(*(options + words)), expected, words)

    def test_negative_numbers_are_positions_not_options(self):
        for words in (["-33.8", "151.2"], ["--", "-33.8", "151.2"], ["-33.8 151.2"], ["33.8S", "151.2E"], ["−33.8", "151.2"]):
            answer = self.decision(*words)
            self.assertEqual(answer["position"], {"lat": -33.8, "lon": 151.2})
            self.assertIsNone(answer["responsible"])
            self.assertEqual(answer["informed"], ["CN-GD", "HK", "MO"])
            self.assertEqual(answer["rule"], "outside_all_regions")
        self.assertEqual(self.decision("-33.8", "-151.2")["position"], {"lat": -33.8, "lon": -151.2})

    def test_the_version_of_the_day_is_named(self):
        version = lambda day: [(r["id"], r["version"]) for r in self.decision("22.1979", "113.5593", "--at", day)["regions"]]
        self.assertEqual(version("2014-06-13"), [("MO-waters", 1)])
        self.assertEqual(version("2015-12-19T23:59:59Z"), [("MO-waters", 1)])
        self.assertEqual(version("2015-12-20"), [("MO-waters", 2)])
        self.assertEqual(version("2015-12-20T07:59+08:00"), [("MO-waters", 1)])

    def test_uncertainty_tells_the_neighbour(self):
        self.assertEqual(self.decision("22.14", "113.64", "--radius-nm", "0.5")["informed"], [])
        answer = self.decision("22.14", "113.64", "--radius-nm", "0.6")
        self.assertEqual(answer["informed"], ["MO"])
        self.assertEqual([r["id"] for r in answer["regions"]], ["GD-limits", "MO-waters"])

    def test_what_is_no_position_is_refused(self):
        self.refused(2, 'latitude "113.6": expected -90 to 90; latitude and longitude are probably swapped', "113.6", "22.2")
        self.refused(2, 'latitude "91": expected -90 to 90', "91", "113")
        self.refused(2, 'longitude "181": expected -180 to 180', "22", "181")
        self.refused(2, 'position "abc": expected degrees', "abc", "def")
        self.refused(2, "expected a latitude and a longitude", "22.2")
        self.refused(2, 'latitude minutes "60": expected less than 60', "22 60 113 36")
        self.assertEqual(run().returncode, 2)

    def test_options_are_checked(self):
        place = ["22.2", "113.6"]
        self.refused(2, '--mmsi "12": expected nine digits', *place, "--mmsi", "12")
        self.refused(2, '--at "2015-02-29": expected a date', *place, "--at", "2015-02-29")
        self.refused(2, '--radius-nm "-1": expected nautical miles', *place, "--radius-nm", "-1")
        self.refused(2, '--radius-nm "nan": expected nautical miles', *place, "--radius-nm", "nan")
        self.assertEqual(run(*place, "--depth", "5").returncode, 2)

    def test_regions_of_ones_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "mine.geojson")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {
                    "id": "mine", "version": 3, "kind": "srr", "centre": "MO", "source": "test", "valid_from": "2000-01-01"},
                    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}}]}, file)
            answer = self.decision("0.5", "0.5", "--regions", path)
            self.assertEqual((answer["responsible"], answer["rule"], answer["regions"][0]["version"]), ("MO", "srr", 3))
            with open(path, "w", encoding="utf-8") as file:
                file.write("{}")
            self.refused(1, path, "0.5", "0.5", "--regions", path)
        self.refused(1, "/no/such.geojson: expected a file that is there", "0.5", "0.5", "--regions", "/no/such.geojson")

    def test_shipped_regions_from_elsewhere(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(os.path.join(SOURCE, "geo", "data"), os.path.join(folder, "geo", "data"))
            self.assertEqual(self.decision("22.2", "114.1", LINGDING_SHARE=folder)["responsible"], "HK")
            done = run("22.2", "114.1", LINGDING_SHARE=os.path.join(folder, "geo"))
            self.assertEqual(done.returncode, 1)
            self.assertIn("geo/data", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
