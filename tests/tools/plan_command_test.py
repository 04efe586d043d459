#!/usr/bin/env python3
"""`lingding plan` as its users run it: check, import, list, show on real registers.

Usage: plan_command_test.py PROGRAM SOURCE_DIR
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SAMPLES = SOURCE / "plans/data/samples"
DEMONSTRATION = SAMPLES / "hk-sample-01-night-outer-harbour-sheung-wan.json"


def plan(*arguments):
    return subprocess.run([PROGRAM, "plan", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", timeout=120)


class PlanCommand(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = self.folder / "data"

    def write(self, name, document):
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    def demonstration(self):
        return json.loads(DEMONSTRATION.read_text(encoding="utf-8"))

    def test_good_documents_are_called_good(self):
        answer = plan("check", SAMPLES, SOURCE / "plans/data/centres")
        self.assertEqual(answer.returncode, 0, answer.stdout)
        lines = answer.stdout.splitlines()
        self.assertGreaterEqual(len(lines), 15)
        self.assertTrue(all(": good: " in line for line in lines))

    def test_a_problem_is_one_line_with_place_pointer_value_and_expectation(self):
        text = DEMONSTRATION.read_text(encoding="utf-8")
        number = self.demonstration()["ships"][0]["identity"]["imo"]
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        path = self.write("plan.json", text.replace(number, wrong))
        line = 1 + text[:text.index(number)].count("\n")
        answer = plan("check", path, DEMONSTRATION)
        self.assertEqual(answer.returncode, 1)
        problems = [entry for entry in answer.stdout.splitlines() if "/imo" in entry]
        self.assertEqual(len(problems), 1, answer.stdout)
        self.assertTrue(problems[0].startswith(f"{path}:{line}:"), problems[0])
        self.assertIn(f': /ships/0/identity/imo: found "{wrong}"; expected an IMO number with a right check digit', problems[0])

    def test_check_as_json(self):
        path = self.write("plan.json", '{"schema":"lingding/cooperation-plan/1",\n "cover": 1}')
        answer = plan("check", "--json", path, DEMONSTRATION)
        self.assertEqual(answer.returncode, 1)
        bad, good = map(json.loads, answer.stdout.splitlines())
        self.assertFalse(bad["good"])
        cover = [problem for problem in bad["problems"] if problem["pointer"] == "/cover"]
        self.assertEqual((cover[0]["value"], cover[0]["line"], cover[0]["column"]), ("1", 2, 2))
        self.assertEqual((good["good"], good["plan_id"], good["version"], good["problems"]), (True, "HK-SAMPLE-01", 2, []))

    def test_broken_text_and_missing_files_are_answered(self):
        latin = self.folder / "latin1.json"
        latin.write_bytes('{"a": "Baía"}'.encode("latin-1"))
        answer = plan("check", latin, self.folder / "nowhere.json", self.write("twice.json", '{"a":1,\n"a":2}'))
        self.assertEqual(answer.returncode, 1)
        self.assertIn("latin1.json:1:10: (document): found byte 0xED; expected UTF-8", answer.stdout)
        self.assertIn("nowhere.json: (document): found No such file or directory; expected a file that can be read", answer.stdout)
        self.assertIn("twice.json:2:1: (document): found \"a\":2}; expected each member name once in an object", answer.stdout)

    def test_two_plans_must_not_claim_one_ship(self):
        other = self.demonstration()
        other["cover"]["plan_id"] = "HK-OTHER"
        answer = plan("check", DEMONSTRATION, self.write("other.json", other))
        self.assertEqual(answer.returncode, 1)
        self.assertIn("/ships/0/identity/mmsi: found MMSI 477000011; expected an identity that no other plan has", answer.stdout)
        self.assertIn("/ships/0/identity/ais_devices/0/number", answer.stdout)

    def test_import_then_list_then_show_by_every_identity(self):
        stored = plan("import", SAMPLES, "--data", self.data)
        self.assertEqual(stored.returncode, 0, stored.stdout + stored.stderr)
        self.assertIn("HK-SAMPLE-01 version 2, 1 ship: stored at CN-GD, HK, MO", stored.stdout)
        again = plan("import", SAMPLES, "--data", self.data)
        self.assertEqual(again.returncode, 0)
        self.assertIn("HK-SAMPLE-01 version 2, 1 ship: already at CN-GD, HK, MO", again.stdout)
        listed = [json.loads(line) for line in plan("list", "--json", "--data", self.data).stdout.splitlines()]
        self.assertEqual(len(listed), len(list(SAMPLES.glob("*.json"))))
        self.assertEqual(listed, sorted(listed, key=lambda entry: entry["plan_id"]))
        for path in sorted(SAMPLES.glob("*.json")):
            document = json.loads(path.read_text(encoding="utf-8"))
            self.assertEqual(plan("show", "--json", document["cover"]["plan_id"], "--data", self.data).stdout, path.read_text(encoding="utf-8"))
        document = self.demonstration()
        ship = document["ships"][0]
        identity = ship["identity"]
        keys = [identity["mmsi"], identity["imo"], "IMO " + identity["imo"], identity["call_sign"].lower(), identity["beacons"][0]["hex_id"],
                *ship["names"].values(), "  ＮＩＧＨＴ　egret "] + [device["number"] for device in identity["ais_devices"]]
        for key in keys:
            with self.subTest(key=key):
                shown = plan("show", "--json", key, "--data", self.data, "--centre", "MO")
                self.assertEqual(shown.returncode, 0, shown.stderr)
                self.assertEqual(json.loads(shown.stdout), document)

    def test_show_puts_the_contacts_first(self):
        self.assertEqual(plan("import", DEMONSTRATION, "--data", self.data).returncode, 0)
        page = plan("show", "夜鷺", "--data", self.data).stdout
        document = self.demonstration()
        phones = [document["ships"][0]["communications"][0]["number"]]
        for contact in document["company"]["emergency_contacts"]:
            phones += [contact["phone"]] + [contact[key] for key in ("phone_alternative",) if key in contact]
        places = [page.index(phone) for phone in phones]
        self.assertEqual(places, sorted(places))
        for later in ("+85222337999", "persons", "helicopter", "ROUTE"):
            self.assertLess(places[-1], page.index(later))
        self.assertIn("SAMPLE: nobody and nothing in it is real", page)
        self.assertIn("Held by CN-GD (version 2), HK (version 2), MO (version 2)", page)
        self.assertIn("338 permitted", page)

    def test_import_goes_to_the_home_centre_and_to_those_named(self):
        self.assertEqual(plan("import", DEMONSTRATION, "--data", self.data, "--centre", "MO").returncode, 0)
        self.assertFalse((self.data / "CN-GD").exists())
        held = json.loads(plan("list", "--json", "--data", self.data).stdout)["held_by"]
        self.assertEqual(held, {"HK": 2, "MO": 2})
        self.assertEqual(plan("show", "477000011", "--data", self.data, "--centre", "HK").returncode, 0)

    def test_versions_only_go_up_and_are_never_rewritten(self):
        document = self.demonstration()
        self.assertEqual(plan("import", DEMONSTRATION, "--data", self.data).returncode, 0)
        document["company"]["address"] = {"en": "2 Sample Road"}
        rewritten = plan("import", self.write("rewritten.json", document), "--data", self.data)
        self.assertEqual(rewritten.returncode, 1)
        self.assertIn("REFUSED", rewritten.stdout)
        document["cover"]["version"] = 3
        document["cover"]["dated"] = "2026-04-01"
        document["cover"]["amendments"].append({"version": 3, "dated": "2026-04-01", "what": {"en": "New address."}, "by": "clerk"})
        self.assertEqual(plan("import", self.write("third.json", document), "--data", self.data, "--centre", "HK").returncode, 0)
        held = json.loads(plan("list", "--json", "--data", self.data).stdout)
        self.assertEqual((held["version"], held["held_by"]), (3, {"CN-GD": 2, "HK": 3, "MO": 2}))
        self.assertEqual(json.loads(plan("show", "--json", "VRZZ1", "--data", self.data).stdout)["cover"]["version"], 3)
        older = plan("import", DEMONSTRATION, "--data", self.data, "--centre", "HK")
        self.assertEqual(older.returncode, 1)

    def test_a_bad_file_does_not_keep_out_a_good_one(self):
        answer = plan("import", self.write("bad.json", "{}"), DEMONSTRATION, SOURCE / "plans/data/centres/HK.json", "--data", self.data)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("HK-SAMPLE-01 version 2, 1 ship: stored at", answer.stdout)
        self.assertIn("expected a cooperation plan", answer.stdout)
        self.assertEqual(plan("show", "HK-SAMPLE-01", "--data", self.data).returncode, 0)

    def test_nothing_there_is_said_so(self):
        nothing = plan("list", "--data", self.data)
        self.assertEqual(nothing.returncode, 1)
        self.assertIn("no register there", nothing.stderr)
        self.assertFalse(self.data.exists())
        self.assertEqual(plan("import", DEMONSTRATION, "--data", self.data).returncode, 0)
        unknown = plan("show", "970010119", "--data", self.data)
        self.assertEqual(unknown.returncode, 1)
        self.assertIn('no plan is known by "970010119"', unknown.stderr)

    def test_usage(self):
        self.assertEqual(plan("check").returncode, 2)
        self.assertEqual(plan("list", "--centre", "XX", "--data", self.data).returncode, 2)
        help_text = plan("import", "--help").stdout
        self.assertIn("home centre", help_text)
        self.assertIn("is not filed or registered with anyone", " ".join(help_text.split()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
