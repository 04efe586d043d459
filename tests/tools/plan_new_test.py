#!/usr/bin/env python3
"""`lingding plan new` and `plan check` as an operator runs them: questions, answers, findings in four languages.

Usage: plan_new_test.py PROGRAM SOURCE_DIR
"""
import json
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DEMONSTRATION = SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json"

ANSWERS = """\
# cover
HK
HK-2026-014
2026-03-02
2027-03-02
# company
New Egret Lines
新鷺航運
2 Sample Road, Hong Kong
+12025550110
+12025550111
duty@new-egret.example.org

+12025550112
+12025550113
# ship
Dawn Egret
曉鷺
477000018
-
VRZZ8
-
970000118 970000168
high-speed craft, category A

537
40.1
1.6
35
white, two decks, green funnel mark
326
12
338
6
65
354
34
4
winching area
+12025550114
# route
outer-harbour
sheung-wan

2026-04-01
2026-12-31
60
08:00 10:00
09:30 11:30
2026-09-15
"""


def run(*arguments, text=None):
    return subprocess.run([PROGRAM, "plan", *map(str, arguments)], input=text, capture_output=True, text=True, encoding="utf-8", timeout=120)


class PlanNew(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.plan = self.folder / "plan.json"

    def answers(self, text=ANSWERS):
        path = self.folder / "answers.txt"
        path.write_text(text, encoding="utf-8")
        return path

    def changed(self, old, new):
        self.assertIn(old, ANSWERS)
        return self.answers(ANSWERS.replace(old, new, 1))

    def test_answers_make_a_plan_that_passes_every_check(self):
        made = run("new", self.plan, "--answers", self.answers())
        self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
        self.assertIn("/company/liaison", made.stdout)
        checked = run("check", "--json", self.plan)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        answer = json.loads(checked.stdout)
        self.assertEqual((answer["plan_id"], answer["problems"]), ("HK-2026-014", []))
        self.assertTrue(all(answer["routes"][0]["waters_nm"][centre] > 1 for centre in ("CN-GD", "HK", "MO")))
        plan = json.loads(self.plan.read_text(encoding="utf-8"))
        self.assertNotIn("sample", plan)
        ship = plan["ships"][0]
        self.assertEqual((ship["identity"]["mmsi"], ship["identity"]["flag"], ship["persons"]["permitted"]), ("477000018", "HK", 338))
        self.assertNotIn("imo", ship["identity"])
        self.assertEqual([device["number"] for device in ship["identity"]["ais_devices"]], ["970000118", "970000168"])
        self.assertEqual(plan["company"]["emergency_contacts"][1]["name"], "Duty manager")
        self.assertEqual([copy["holder"] for copy in plan["cover"]["copies"]], ["CN-GD", "HK", "MO", "company", "ship"])
        self.assertEqual(run("import", self.plan, "--data", self.folder / "data").returncode, 0)

    def test_a_pipe_is_as_good_as_a_file(self):
        made = run("new", self.plan, text=ANSWERS)
        self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
        other = self.folder / "other.json"
        self.assertEqual(run("new", other, "--answers", self.answers()).returncode, 0)
        self.assertEqual(self.plan.read_bytes(), other.read_bytes())

    def test_a_refused_answer_is_named_with_its_line_and_nothing_is_written(self):
        for old, new, code, words in (
                ("477000018", "453000018", "mmsi_mid", "MID 477"),
                ("\n-\nVRZZ8", "\n2001114\nVRZZ8", "imo_check_digit", "comes 3"),
                ("VRZZ8", "XXZZ8", "call_sign_series", "VR"),
                ("+12025550110", "+8521234", "phone_number", "8 digits"),
                ("duty@", "duty..desk@", "mail_address", "no dot"),
                ("\n338\n", "\n300\n", "persons_sum", "338"),
                ("\n6\n65\n", "\n5\n65\n", "survival_craft_capacity", "they hold 325"),
                ("2026-04-01", "2026-04-31", "date_calendar", "calendar"),
                ("\n60\n08", "\n30\n08", "timetable_speed", "35.0 kn"),
                ("outer-harbour", "outer-space", "schema_value", "sheung-wan"),
                ("Dawn Egret", "D\u0430wn Egret", "name_letters", "U+0430"),
                ("\n537\n", "\nbig\n", "schema_type", "a number"),
                ("HK-2026-014", "MO-2026-014", "plan_id_home", '"HK-"'),
        ):
            with self.subTest(code=code):
                refused = run("new", self.plan, "--answers", self.changed(old, new))
                self.assertEqual(refused.returncode, 1, refused.stdout)
                self.assertIn(f"[{code}]", refused.stdout)
                self.assertIn(words, refused.stdout)
                answer = next(line for line in new.split("\n") if line and line not in ("-",))
                lines = self.answers(ANSWERS.replace(old, new, 1)).read_text(encoding="utf-8").splitlines()
                line = lines.index(answer) if answer in lines else next(i for i, text in enumerate(lines) if answer in text)
                if code == "survival_craft_capacity":  # said when both numbers are known
                    line += 1
                self.assertTrue(refused.stdout.startswith(f"{line + 1}: "), refused.stdout)
                self.assertFalse(self.plan.exists())

    def test_too_few_answers_say_which_question_is_open(self):
        short = run("new", self.plan, "--answers", self.answers("HK\nHK-2026-014\n"))
        self.assertEqual(short.returncode, 1)
        self.assertIn("the answers end before: Date of the plan", short.stdout)
        chinese = run("new", "--lang", "zh-Hant", self.plan, text="HK\n")
        self.assertIn("答案不足，尚欠：該中心編配的計劃編號", chinese.stdout)
        self.assertFalse(self.plan.exists())

    def test_a_document_is_never_written_over(self):
        self.plan.write_text("mine", encoding="utf-8")
        refused = run("new", self.plan, "--answers", self.answers())
        self.assertEqual(refused.returncode, 1)
        self.assertIn("File exists", refused.stderr)
        self.assertEqual(self.plan.read_text(encoding="utf-8"), "mine")

    def test_on_a_terminal_a_refused_answer_is_asked_for_again(self):
        lines = [line for line in ANSWERS.splitlines() if not line.startswith("#")]
        lines.insert(lines.index("477000018"), "453000018")
        leader, follower = pty.openpty()
        with subprocess.Popen([PROGRAM, "plan", "new", "--lang", "zh-Hant", str(self.plan)], stdin=follower, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            os.close(follower)
            said = b""
            for line in lines:  # an answer only once it was asked for
                said += self.read_prompt(process)
                os.write(leader, (line + "\n").encode())
            said += process.stdout.read()
            self.assertEqual(process.wait(60), 0, said.decode())
        os.close(leader)
        self.assertEqual(said.decode().count("MMSI，九位數字："), 2)
        self.assertIn("現為 \"453000018\"；應為：MID 為 477 的 MMSI", said.decode())
        self.assertEqual(run("check", self.plan).returncode, 0)

    def read_prompt(self, process):
        """What is said until nothing more comes that ends as a question does."""
        said = b""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([process.stdout], [], [], 0.5)[0]:
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    break
                said += piece
            if said.endswith(("：".encode(), b"] ")):
                break
        return said


class PlanCheck(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def changed(self, old, new):
        text = DEMONSTRATION.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path = self.folder / "plan.json"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        attachments = self.folder / "attachments"
        if not attachments.exists():
            attachments.symlink_to(DEMONSTRATION.parent / "attachments")
        return path

    def test_findings_in_the_language_that_is_asked_for(self):
        path = self.changed('"imo": "2001113"', '"imo": "2001114"')
        for language, words in (("en", "expected an IMO number with a right check digit"), ("zh-Hant", "應為：校驗位正確的 IMO 編號"),
                                ("zh-Hans", "应为：校验位正确的 IMO 编号"), ("pt", "esperado: um número IMO")):
            answer = run("check", "--lang", language, path)
            self.assertEqual(answer.returncode, 1)
            self.assertIn(words, answer.stdout)
            self.assertIn("[imo_check_digit]", answer.stdout)
        listed = json.loads(run("check", "--json", path).stdout)
        self.assertEqual([problem["code"] for problem in listed["problems"]], ["imo_check_digit"])
        self.assertEqual(set(listed["problems"][0]["sentences"]), {"en", "zh-Hant", "zh-Hans", "pt"})

    def test_warnings_alone_leave_a_plan_good(self):
        path = self.changed('"kind": "EPIRB, float-free"', '"kind": "PLB"')
        answer = run("check", path)
        self.assertEqual(answer.returncode, 0, answer.stdout)
        self.assertIn("warning: found \"PLB\"; expected the kind that the hex ID says: EPIRB [beacon_kind]", answer.stdout)
        self.assertIn(": good: HK-SAMPLE-01 version 2, 1 ship; outer-harbour-sheung-wan: CN-GD ", answer.stdout)
        self.assertEqual(run("import", path, "--data", self.folder / "data").returncode, 0)

    def test_the_day_is_the_plans_own_or_the_one_asked_for(self):
        self.assertNotIn("review_overdue", run("check", DEMONSTRATION).stdout)
        later = run("check", "--on", "2027-06-01", DEMONSTRATION)
        self.assertEqual(later.returncode, 0)
        self.assertIn("[review_overdue]", later.stdout)

    def test_usage(self):
        self.assertEqual(run("check", "--lang", "fr", DEMONSTRATION).returncode, 2)
        self.assertEqual(run("check", "--on", "tomorrow", DEMONSTRATION).returncode, 2)
        self.assertEqual(run("new").returncode, 2)

    def test_attachments_are_looked_at_where_they_are(self):
        path = self.changed('"version": 2,\n    "home_centre"', '"version": 2,\n    "home_centre"')
        self.assertEqual(run("check", path).stdout.count("attachment"), 0)
        (self.folder / "attachments").unlink()
        missing = run("check", path)
        self.assertEqual(missing.returncode, 0)
        self.assertEqual(missing.stdout.count("[attachment_missing]"), 2)
        (self.folder / "attachments").mkdir()
        (self.folder / "attachments/night-egret-profile.png").write_bytes(b"another file")
        wrong = run("check", path)
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("[attachment_digest]", wrong.stdout)

    def test_a_hundred_megabytes_are_refused_without_being_read(self):
        path = self.folder / "large.json"
        with path.open("wb") as file:
            file.truncate(100 << 20)
        peak = "import resource,subprocess,sys; r=subprocess.run(sys.argv[1:],capture_output=True,text=True); " \
               "print(r.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, r.stdout)"
        status, kilobytes, said = subprocess.run([sys.executable, "-c", peak, PROGRAM, "plan", "check", str(path)], capture_output=True,
                                                 text=True, check=True, timeout=120).stdout.split(" ", 2)
        small = subprocess.run([sys.executable, "-c", peak, PROGRAM, "plan", "check", str(DEMONSTRATION)], capture_output=True,
                               text=True, check=True, timeout=120).stdout.split(" ", 2)
        self.assertEqual(status, "1")
        self.assertIn("[text_too_large]", said)
        self.assertLess(int(kilobytes) - int(small[1]), 30_000)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
