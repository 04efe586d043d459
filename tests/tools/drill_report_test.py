"""A drill's run to what is made of it: reports that other programs read, a comparison, and its record in the plans.

Usage: drill_report_test.py LINGDING WRITE_RUN SOURCE_FOLDER
"""

import datetime
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

LINGDING, WRITE_RUN, SOURCE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
SAMPLE = SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json"
PLAN = "HK-SAMPLE-01"


def lingding(*arguments, expect=0):
    ran = subprocess.run([LINGDING, *map(str, arguments)], capture_output=True, text=True)
    if expect is not None and ran.returncode != expect:
        raise AssertionError(f"{arguments}: status {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout + ran.stderr


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order; whatever would load something is kept."""

    EMPTY = {"meta", "col", "br", "path"}

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.loads, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.loads += [value for name, value in attributes if name in ("src", "href", "data", "action", "srcset") and not value.startswith("#")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if tag == "path":
            return
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes something else")

    def handle_data(self, data):
        self.texts.append(data)


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        for name, arguments in (("first", []), ("late", ["late"])):
            (cls.folder / name).mkdir()
            subprocess.run([WRITE_RUN, cls.folder / name / "run.json", *arguments], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_a_run_becomes_a_page_a_pdf_and_two_files_for_programs(self):
        run, out = self.folder / "late", self.folder / "out"
        told = lingding("drill", "report", run, "--out", out, expect=1)
        self.assertRegex(told, r"failed +company-called ")
        self.assertRegex(told, r"not_tested +fire-call ")

        page = Balanced()
        page.feed((out / "report.html").read_text())
        self.assertEqual(page.open, [])
        self.assertEqual(page.loads, [])
        self.assertNotIn("script", page.tags)
        text = " ".join(page.texts)
        self.assertIn("EXERCISE EXERCISE EXERCISE", text)
        self.assertIn("澳門查閱該船合作計劃", text)

        told = subprocess.run(["pdftotext", "-layout", out / "report.pdf", "-"], capture_output=True, text=True, check=True).stdout
        pages = told.split("\f")[:-1]
        for one in pages:
            self.assertIn("EXERCISE EXERCISE EXERCISE", one)
            self.assertIn("演習", one)
        self.assertIn("The company is called", told)

        score = json.loads((out / "score.json").read_text())
        self.assertFalse(score["passed"])
        verdicts = [one["verdict"] for one in score["objectives"]]
        suites = ElementTree.parse(out / "junit.xml").getroot()
        self.assertEqual(suites.tag, "testsuites")
        suite = suites.find("testsuite")
        self.assertEqual(int(suite.get("tests")), len(verdicts))
        self.assertEqual(len(suite.findall("testcase/failure")), verdicts.count("failed"))
        self.assertEqual(len(suite.findall("testcase/skipped")), verdicts.count("not_tested"))
        for case in suite.findall("testcase"):
            self.assertTrue(case.get("name") and case.get("classname"))
            float(case.get("time"))

        before = {name: (out / name).read_bytes() for name in ("report.html", "report.pdf", "score.json", "junit.xml")}
        lingding("drill", "report", run / "run.json", "--out", out, expect=1)
        self.assertEqual(before, {name: (out / name).read_bytes() for name in before})

    def test_what_is_no_run_is_refused_with_what_is_wrong(self):
        bad = self.folder / "bad.json"
        bad.write_text((self.folder / "first/run.json").read_text().replace('"embedded":true', '"embedded":7'))
        self.assertIn("/embedded: expected true or false", lingding("drill", "report", bad, expect=1))
        self.assertIn("nothing: No such file", lingding("drill", "report", self.folder / "nothing", expect=1))

    def test_two_runs_are_compared(self):
        told = lingding("drill", "compare", self.folder / "first", self.folder / "first")
        self.assertIn("Decisions: the same", told)
        html = self.folder / "compare.html"
        told = lingding("drill", "compare", self.folder / "first", self.folder / "late", "--html", html, expect=1)
        self.assertIn("Decisions: different", told)
        self.assertIn("MO plan opened: 3 by Costa", told)
        page = Balanced()
        page.feed(html.read_text())
        self.assertEqual((page.open, page.loads), ([], []))


class Filing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.data, cls.pki = cls.folder / "data", cls.folder / "pki"
        lingding("keys", "demo", "--out", cls.pki)
        for centre, company in (("CN-GD", "demo-gd"), ("HK", "demo-hk"), ("MO", "demo-mo")):
            registry = cls.data / "registry" / centre
            registry.mkdir(parents=True)
            (cls.pki / centre / "trust").rename(registry / "trust")
            for name in ("service.key.pem", "service.pem"):
                (cls.pki / centre / name).rename(registry / name)
            lingding("keys", "new", f"officer-{centre}", "--centre", centre, "--role", "officer", "--folder", cls.data / "keys")
            lingding("keys", "new", f"operator-{centre}", "--centre", centre, "--role", "operator", "--company", company, "--folder", cls.data / "keys")
        config = cls.folder / "lingding.toml"
        config.write_text('[server]\ndata_folder = "data"\n[bus]\nconsole = "tcp://127.0.0.1:*"\ntraffic = "tcp://127.0.0.1:*"\n')
        cls.server = subprocess.Popen([LINGDING, "serve", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in cls.server.stdout:
            if "message=ready" in line:
                break
        else:
            raise AssertionError("the server did not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.communicate()
        cls.temporary.cleanup()

    @classmethod
    def signed(cls, centre, role="officer"):
        return [*cls.at(centre, role), "--signing-key", cls.pki / centre / f"{role}.key.pem", "--certificate", cls.pki / centre / f"{role}.pem"]

    @classmethod
    def at(cls, centre, role="officer"):
        return ["--data", cls.data, "--centre", centre, "--key", cls.data / "keys" / f"{role}-{centre}.secret"]

    def due(self, world):
        """When each ship of the plan is due for an exercise, by the register as of a day."""
        told = json.loads(lingding("plan", "status", PLAN, "--world", f"{world.isoformat()}T12:00:00Z", *self.at("HK"), "--json"))
        return {one["ship"]: one["due"] for one in told["due"] if one["kind"] == "exercise"}

    def test_an_exercise_is_on_record_and_the_next_is_due_in_twelve_months(self):
        lingding("plan", "file", SAMPLE, *self.signed("HK", "operator"))
        lingding("plan", "register", PLAN, *self.signed("HK"))
        ship = json.loads(SAMPLE.read_text())["ships"][0]["identity"]["mmsi"]
        # The drill that was held, with the registered ship in the place of an invented one.
        run = self.folder / "run"
        run.mkdir()
        subprocess.run([WRITE_RUN, run / "run.json"], check=True)
        text = (run / "run.json").read_text()
        text = text.replace("HK-SAMPLE-477000101", PLAN).replace("HK-SAMPLE-477000102", "MO-SAMPLE-01")
        (run / "run.json").write_text(text.replace("477000101", ship))

        dry = lingding("drill", "file-exercise", run, "--dry-run", *self.signed("HK"))
        self.assertIn(f"{PLAN}: co-ordination exercise, ships {ship}", dry)
        self.assertIn("MO-SAMPLE-01: not a plan of HK", dry)
        history = lambda: [line["kind"] for line in json.loads(lingding("plan", "history", PLAN, *self.at("HK"), "--json"))["history"]]
        self.assertNotIn("exercise_held", history())
        # In eleven months and a half; the register's own day is that of the centres (UTC+8).
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
        world = today + datetime.timedelta(days=344)
        before = self.due(world)
        self.assertEqual(list(before), [ship])

        day = today - datetime.timedelta(days=20)
        told = lingding("drill", "file-exercise", run, "--on", day.isoformat(), "--participant", "Observer of the port", *self.signed("HK"))
        self.assertIn("recorded", told)
        self.assertIn("14 of 15 objectives passed; not passed: fire-call.", told)
        self.assertIn("exercise_held", history())
        bundle = self.folder / "hk.bundle"
        lingding("plan", "bundle", "--data", self.data, "--centre", "HK", "--out", bundle)
        written = bundle.read_text()
        for word in ("two-ferries", "Guangdong MRCC (SAR mission co-ordinator)", "Observer of the port", "co-ordination"):
            self.assertIn(word, written)
        # Twelve months from the day that it was held (MSC.1/Circ.1079/Rev.1, 9.3), no more from the register's beginning.
        months = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else datetime.date(day.year + 1, 2, 28)
        after = self.due(world)
        self.assertEqual(after, {ship: months.isoformat()})
        self.assertLess(after[ship], before[ship])

        refused = lingding("drill", "file-exercise", run, *self.signed("CN-GD"), expect=1)
        self.assertIn("no plan of CN-GD took part", refused)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
