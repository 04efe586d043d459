"""A plan's way from the command line: filed, registered, recognised, confirmed, remarked on, asked for, verified.

Usage: register_command_test.py LINGDING SOURCE_FOLDER
"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

LINGDING, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SAMPLE = SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json"
PLAN = "HK-SAMPLE-01"
PATIENCE = 500  # questions, each by a program of its own


def lingding(*arguments, expect=0):
    ran = subprocess.run([LINGDING, *map(str, arguments)], capture_output=True, text=True)
    if expect is not None and ran.returncode != expect:
        raise AssertionError(f"{arguments}: status {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout + ran.stderr


class Register(unittest.TestCase):
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
    def at(cls, centre, role="officer"):
        return ["--data", cls.data, "--centre", centre, "--key", cls.data / "keys" / f"{role}-{centre}.secret"]

    @classmethod
    def signed(cls, centre, role="officer"):
        return [*cls.at(centre, role), "--signing-key", cls.pki / centre / f"{role}.key.pem", "--certificate", cls.pki / centre / f"{role}.pem"]

    def answer(self, *arguments):
        return json.loads(lingding("plan", *arguments, "--json"))

    def test_a_plan_from_filing_to_evidence(self):
        self.assertIn("1 filed, 0 refused", lingding("plan", "file", SAMPLE, *self.signed("HK", "operator")))
        again = lingding("plan", "file", SAMPLE, *self.signed("HK", "operator"), expect=1)
        self.assertIn("already_filed", again)
        self.assertIn("plan_registered", lingding("plan", "register", PLAN, *self.signed("HK")))
        self.assertIn("no filing", lingding("plan", "register", PLAN, *self.signed("HK"), expect=1))
        for _ in range(PATIENCE):
            seen = json.loads(lingding("plan", "copies", PLAN, *self.at("MO"), "--json", expect=None))
            copies = {c["holder"]: c["drift"] for c in seen.get("copies", [])}
            if [copies.get(c) for c in ("CN-GD", "HK", "MO")] == ["in_step"] * 3:
                break
        self.assertEqual([copies[c] for c in ("CN-GD", "HK", "MO")], ["in_step"] * 3)
        standing = {r["by"]: r["standing"] for r in self.answer("status", PLAN, *self.at("CN-GD"))["recognition"]}
        # The pages that were published: Guangdong with Hong Kong and with Macao, none of Hong Kong with Macao.
        self.assertEqual(standing, {"CN-GD": "recognised", "HK": "recognised", "MO": "not_recognised"})

        self.assertIn("recorded", lingding("plan", "receipt", PLAN, "--copy", 4, *self.signed("HK", "operator")))
        self.assertIn("recorded", lingding("plan", "observe", PLAN, "--text", "Deck plan is hard to read.", *self.signed("MO")))
        seen = []
        for _ in range(PATIENCE):
            seen = self.answer("observations", PLAN, *self.at("HK"))["observations"]
            if seen:
                break
        self.assertEqual([(o["raised_by"], o["open"]) for o in seen], [("MO", True)])
        self.assertIn("recorded", lingding("plan", "answer", PLAN, seen[0]["id"], "--text", "A better one follows.", *self.signed("HK")))
        kinds = [line["kind"] for line in self.answer("history", PLAN, *self.at("HK"))["history"]]
        self.assertEqual(kinds[:2], ["plan_filed", "plan_registered"])
        self.assertEqual(kinds.count("receipt"), 4)
        held = self.answer("asof", PLAN, *self.at("HK"))
        self.assertEqual({h["holder"]: h.get("version") for h in held["holders"] if h["in_step"]},
                         {"CN-GD": 2, "HK": 2, "MO": 2, "operator:demo-hk": 2})
        before = self.answer("asof", PLAN, "--world", "2026-01-01T00:00:00Z", *self.at("HK"))
        self.assertNotIn("in_force", before)
        document = self.answer("document", PLAN, *self.at("MO"))
        self.assertEqual(json.loads(document["document"]), json.loads(SAMPLE.read_text()))

        listed = self.answer("attachments", PLAN, *self.at("MO"))["attachments"]
        self.assertEqual([(a["file_name"], a["held"]) for a in listed],
                         [("night-egret-main-deck.pdf", True), ("night-egret-profile.png", True)])
        for name in (listed[0]["digest"], "night-egret-main-deck.pdf"):
            back = self.folder / "back.pdf"
            lingding("plan", "attachment", PLAN, name, "--out", back, *self.at("MO"))
            self.assertEqual(back.read_bytes(), (SAMPLE.parent / "attachments" / "night-egret-main-deck.pdf").read_bytes())
            back.unlink()
        self.assertIn("no such attachment", lingding("plan", "attachment", PLAN, "../" + name, "-o", back, *self.at("MO"), expect=1))
        self.assertIn("no such plan", lingding("plan", "attachment", PLAN, name, "-o", back, *self.at("MO", "operator"), expect=1))
        self.assertFalse(back.exists())

        paper = self.folder / "copy.pdf"
        lingding("plan", "export", PLAN, "--format", "pdf", "--copy", 2, "--data", self.data, "--centre", "HK", "--out", paper)
        cover = "".join(subprocess.run(["pdftotext", "-l", "1", paper, "-"], capture_output=True, text=True, check=True).stdout.split())
        self.assertIn("登記RegisteredHK", cover)
        # A line that breaks at CN-GD's hyphen is read back without it.
        self.assertIn("承認recognisedbyCNGD;不承認notrecognisedbyMO", cover.replace("-", ""))
        self.assertIn(self.answer("status", PLAN, *self.at("HK"))["versions"][0]["document"], cover)

        bundle = self.folder / "gd.bundle"
        lingding("plan", "bundle", "--data", self.data, "--centre", "CN-GD", "--out", bundle)
        trust = self.data / "registry" / "CN-GD" / "trust"
        self.assertIn("Verified: every hash, signature and rule holds.", lingding("plan", "verify", bundle, "--trust", trust))
        forged = self.folder / "forged.bundle"
        forged.write_text(bundle.read_text().replace("Night Egret", "Night Heron", 1))
        self.assertIn("NOT VERIFIED", lingding("plan", "verify", forged, "--trust", trust, expect=1))

        without = self.folder / "without.bundle"
        lines = bundle.read_text().splitlines(keepends=True)
        without.write_text("".join(line for line in lines if '"attachment":' not in line))
        told = lingding("plan", "verify", without, "--trust", trust)
        self.assertIn("MISSING: night-egret-profile.png", told)
        self.assertIn("attachments are missing", told)
        swapped = self.folder / "swapped.bundle"
        swapped.write_text(bundle.read_text().replace('"attachment":"JVBERi', '"attachment":"JVBERj'))
        self.assertIn("the attachment is not the one with the digest", lingding("plan", "verify", swapped, "--trust", trust, expect=1))

    def test_files_that_are_not_there_or_not_what_the_plan_says(self):
        folder = self.folder / "bad"
        (folder / "attachments").mkdir(parents=True)
        plan = folder / "plan.json"
        # The other test may have filed the sample's own drawings: these are different ones.
        text = SAMPLE.read_text().replace(PLAN, "HK-SAMPLE-91")
        for digest in ("4b2b2c6e", "e4cb6821"):
            text = text.replace(digest, "00000000")
        plan.write_text(text)
        told = lingding("plan", "file", plan, *self.signed("HK", "operator"), expect=1)
        self.assertIn("attachment_missing", told)
        self.assertIn("/ships/0/drawings/2/attachment", told)
        for name in ("night-egret-main-deck.pdf", "night-egret-profile.png"):
            (folder / "attachments" / name).write_bytes(b"%PDF-1.4 another file")
        self.assertIn("REFUSED", lingding("plan", "file", plan, *self.signed("HK", "operator"), expect=1))
        self.assertIn("no such plan", lingding("plan", "status", "HK-SAMPLE-91", *self.at("HK"), expect=1))

    def test_who_may_not_is_told_why(self):
        other = SOURCE / "plans/data/samples/mo-sample-02-outer-harbour-shekou.json"
        told = lingding("plan", "file", other, *self.signed("HK", "operator"), expect=1)
        self.assertIn("wrong_centre", told)
        self.assertIn("turn to MO", told)
        # One company does not hear of another's plans, nor of the chains.
        self.assertIn("no such plan", lingding("plan", "status", PLAN, *self.at("MO", "operator"), expect=1))
        self.assertIn("centres' own people", lingding("plan", "heads", *self.at("HK", "operator"), expect=1))
        # The signing key has to be the certificate's.
        mixed = ["--signing-key", self.pki / "HK" / "officer.key.pem", "--certificate", self.pki / "HK" / "operator.pem"]
        self.assertIn("is not the certificate of the key", lingding("plan", "file", SAMPLE, *self.at("HK", "operator"), *mixed, expect=1))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
