#!/usr/bin/env python3
"""`lingding keys` and `lingding plan sign` as their users run them: authorities, certificates, revocation, trust, signatures.

Usage: keys_command_test.py LINGDING CHECK_SIGNATURES SOURCE_DIR
"""
import datetime
import hashlib
import json
import os
import pathlib
import pty
import select
import ssl
import subprocess
import sys
import tempfile
import unittest

PROGRAM, CHECK, SOURCE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
PLAN = SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json"
PLACES = {"CN-GD": ("demo-gd", "413000011"), "HK": ("demo-hk", "477000011"), "MO": ("demo-mo", "453000011")}


def lingding(*arguments, status=0):
    # A session of its own: no terminal to ask for a passphrase at.
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", timeout=120,
                          stdin=subprocess.DEVNULL, start_new_session=True)
    assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def at_terminal(answers, *arguments):
    """Runs with a terminal, answers each question; returns (status, all that the terminal showed)."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(PROGRAM, [PROGRAM, *map(str, arguments)])
    shown, answers, asked = b"", list(answers), 0
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        if not ready:
            raise AssertionError("it waits: " + shown.decode())
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break  # the other end is closed
        if not piece:
            break
        shown += piece
        if answers and shown[asked:].endswith(b": "):
            asked = len(shown)
            os.write(terminal, answers.pop(0).encode() + b"\n")
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode()


class KeysCommand(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def secret(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def demo(self):
        out = self.folder / "demo"
        lingding("keys", "demo", "--out", out)
        return out

    def sign(self, holder, file=PLAN, **named):
        out = self.folder / "signature.jws"
        lingding("plan", "sign", file, "--key", f"{holder}.key.pem", "--certificate", f"{holder}.pem", "--out", out, **named)
        return out

    def verdict(self, trust, jws, place, uri, payload=None):
        if payload is None:
            payload = self.folder / "payload"
            one_line = json.dumps(json.loads(PLAN.read_text(encoding="utf-8")), ensure_ascii=False) + "\n"
            canonical = subprocess.run([CHECK, "canonical"], input=one_line.encode(), capture_output=True, check=True).stdout[:-1]
            payload.write_bytes(canonical)
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return subprocess.run([CHECK, "verify", trust, payload, jws, place, uri, now], capture_output=True, text=True, check=False).stdout

    def authority(self, name="authority", place="HK", *more):
        out = self.folder / name
        lingding("keys", "authority", "--place", place, "--name", "Authority of " + place, "--out", out, "--unencrypted", *more)
        return out

    def certificate(self, authority, uri, name="signer", *more):
        out = self.folder / name
        lingding("keys", "certificate", "--authority", authority, "--for", uri, "--name", "Somebody", "--out", out, "--unencrypted", *more)
        return out

    def test_the_demonstration_set_is_whole_marked_and_trusted_by_all_three(self):
        demo = self.demo()
        self.assertIn("DEMONSTRATION KEYS", (demo / "README.txt").read_text(encoding="utf-8"))
        for place, (company, mmsi) in PLACES.items():
            for name, uri in {"officer": f"lingding:centre:{place}", "service": f"lingding:service:{place}",
                              "operator": f"lingding:operator:{company}", "ship": f"lingding:ship:{mmsi}"}.items():
                holder = demo / place / name
                self.assertEqual(os.stat(f"{holder}.key.pem").st_mode & 0o777, 0o600)
                jws = self.sign(holder)
                for centre in PLACES:
                    verdict = self.verdict(demo / centre / "trust", jws, place, uri)
                    self.assertTrue(verdict.startswith(f"good: {uri}, DEMONSTRATION {name} {place}, EdDSA, revocation checked"), verdict)
            self.assertEqual(os.stat(demo / place / "authority.key.pem").st_mode & 0o777, 0o600)

    def test_the_demonstration_is_not_made_over_keys_that_are_there(self):
        demo = self.demo()
        before = (demo / "MO/officer.key.pem").read_bytes()
        self.assertIn("has an authority already", lingding("keys", "demo", "--out", demo, status=1))
        self.assertEqual((demo / "MO/officer.key.pem").read_bytes(), before)

    def test_one_purpose_does_not_stand_in_for_another(self):
        demo = self.demo()
        jws = self.sign(demo / "HK/service")
        self.assertTrue(self.verdict(demo / "MO/trust", jws, "HK", "lingding:centre:HK").startswith("wrong_purpose: "))
        self.assertTrue(self.verdict(demo / "MO/trust", jws, "MO", "lingding:service:MO").startswith("wrong_place: "))

    def test_the_signature_is_over_the_meaning_not_the_blanks(self):
        demo = self.demo()
        spaced = self.folder / "spaced.json"
        spaced.write_text(json.dumps(json.loads(PLAN.read_text(encoding="utf-8")), indent=7, sort_keys=True), encoding="utf-8")
        verdict = self.verdict(demo / "HK/trust", self.sign(demo / "HK/operator", spaced), "HK", "lingding:operator:demo-hk")
        self.assertTrue(verdict.startswith("good: "), verdict)

    def test_signing_says_what_was_signed_and_prints_the_signature_alone(self):
        demo = self.demo()
        done = subprocess.run([PROGRAM, "plan", "sign", PLAN, "--key", demo / "HK/operator.key.pem", "--certificate", demo / "HK/operator.pem"],
                              capture_output=True, text=True, timeout=60, check=True)
        self.assertRegex(done.stdout, r"\A[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\n\Z")
        self.verdict(demo / "HK/trust", "/dev/null", "HK", "lingding:operator:demo-hk")
        digest = hashlib.sha256((self.folder / "payload").read_bytes()).hexdigest()
        self.assertIn(f"signed as lingding:operator:demo-hk (DEMONSTRATION operator HK): ", done.stderr)
        self.assertIn(digest, done.stderr)

    def test_what_can_not_be_signed_is_said_with_its_place(self):
        demo = self.demo()
        holder = ["--key", demo / "HK/operator.key.pem", "--certificate", demo / "HK/operator.pem"]
        self.assertIn("twice.json:2:1: found ", lingding("plan", "sign", self.secret("twice.json", '{"a":1,\n"a":2}'), *holder, status=1))
        self.assertIn("can't open", lingding("plan", "sign", self.folder / "none.json", *holder, status=1))
        large = self.secret("large.json", " " * ((4 << 20) + 1))
        self.assertIn("larger than 4194304 bytes", lingding("plan", "sign", large, *holder, status=1))

    def test_keys_and_certificates_that_do_not_fit_are_refused(self):
        demo = self.demo()
        refused = lambda key, certificate: lingding("plan", "sign", PLAN, "--key", demo / key, "--certificate", demo / certificate, status=1)
        self.assertIn("is for another key", refused("HK/operator.key.pem", "HK/officer.pem"))
        self.assertIn("is certified for no purpose of Lingding's", refused("HK/authority.key.pem", "HK/authority.pem"))
        self.assertIn("no certificate", refused("HK/operator.key.pem", "HK/operator.key.pem"))
        self.assertIn("no private key", lingding("plan", "sign", PLAN, "--key", self.secret("key", "x"), "--certificate", demo / "HK/operator.pem", status=1))

    def test_secrets_that_others_may_read_are_refused(self):
        demo = self.demo()
        os.chmod(demo / "HK/operator.key.pem", 0o640)
        answer = lingding("plan", "sign", PLAN, "--key", demo / "HK/operator.key.pem", "--certificate", demo / "HK/operator.pem", status=1)
        self.assertIn("others may read", answer)
        loose = self.secret("loose", "passphrase\n", 0o644)
        answer = lingding("keys", "authority", "--place", "HK", "--name", "A", "--out", self.folder / "a", "--passphrase-file", loose, status=1)
        self.assertIn("others may read", answer)

    def test_a_passphrase_comes_from_a_file_or_the_terminal_and_never_shows(self):
        passphrase = "correct horse 伶仃"
        file = self.secret("passphrase", passphrase + "\nsecond line\n")
        authority = self.folder / "authority"
        shown = lingding("keys", "authority", "--place", "HK", "--name", "A", "--out", authority, "--passphrase-file", file)
        self.assertIn("BEGIN ENCRYPTED PRIVATE KEY", (authority / "authority.key.pem").read_text(encoding="utf-8"))
        status, terminal = at_terminal([passphrase, "other", "other"], "keys", "certificate", "--authority", authority, "--for", "lingding:centre:HK",
                                       "--name", "Chan", "--out", self.folder / "officer")
        self.assertEqual(status, 0, terminal)
        sign = ["plan", "sign", PLAN, "--key", self.folder / "officer.key.pem", "--certificate", self.folder / "officer.pem"]
        good, typed = at_terminal(["other"], *sign)
        self.assertEqual(good, 0, typed)
        bad, wrong = at_terminal(["wrong-guess"], *sign)
        self.assertEqual(bad, 1)
        self.assertIn("the passphrase is wrong", wrong)
        differ, text = at_terminal([passphrase, "one", "two"], "keys", "certificate", "--authority", authority, "--for", "lingding:centre:HK",
                                   "--name", "Chan", "--out", self.folder / "second")
        self.assertEqual(differ, 1)
        self.assertIn("the two passphrases differ", text)
        for output in (shown, terminal, typed, wrong, text):
            for secret in (passphrase, "wrong-guess", "PRIVATE"):
                self.assertNotIn(secret, output)
            self.assertNotRegex(output, r"\bother\r?\n")
        # Neither terminal nor file: said, not waited for.
        self.assertIn("its passphrase is needed", lingding(*sign, status=1))

    def test_no_passphrase_from_the_environment_or_the_command_line(self):
        for words in (["plan", "sign"], ["keys", "authority"], ["keys", "certificate"]):
            text = lingding(*words, "--help")
            self.assertNotIn("LINGDING_", text)
            self.assertNotRegex(text, r"--passphrase\b(?!-file)")

    def test_private_keys_are_never_overwritten(self):
        authority = self.authority()
        before = (authority / "authority.key.pem").read_bytes()
        answer = lingding("keys", "authority", "--place", "HK", "--name", "B", "--out", authority, "--unencrypted", status=1)
        self.assertIn("File exists", answer)
        self.assertEqual((authority / "authority.key.pem").read_bytes(), before)
        self.certificate(authority, "lingding:centre:HK")
        answer = lingding("keys", "certificate", "--authority", authority, "--for", "lingding:centre:HK", "--name", "X", "--out",
                          self.folder / "signer", "--unencrypted", status=1)
        self.assertIn("is there already", answer)

    def test_a_certificate_for_a_key_that_stays_with_its_owner(self):
        authority = self.authority()
        subprocess.run(["openssl", "genpkey", "-algorithm", "ED25519", "-out", self.folder / "mine.pem"], check=True)
        os.chmod(self.folder / "mine.pem", 0o600)
        subprocess.run(["openssl", "pkey", "-in", self.folder / "mine.pem", "-pubout", "-out", self.folder / "mine.pub"], check=True)
        self.certificate(authority, "lingding:operator:mine", "mine-signed", "--public-key", self.folder / "mine.pub")
        self.assertFalse((self.folder / "mine-signed.key.pem").exists())
        lingding("plan", "sign", PLAN, "--key", self.folder / "mine.pem", "--certificate", self.folder / "mine-signed.pem")

    def test_bad_orders_are_refused(self):
        authority = self.authority()
        order = ["keys", "certificate", "--authority", authority, "--name", "X", "--out", self.folder / "x", "--unencrypted", "--for"]
        for uri in ("HK", "lingding:centre:XX", "lingding:ship:12", "lingding:operator:a b", "lingding:pilot:a"):
            self.assertIn("is nobody", lingding(*order, uri, status=1))
        self.assertIn("is no place", lingding("keys", "authority", "--place", "hk", "--name", "A", "--out", self.folder / "b", "--unencrypted", status=1))
        lingding("keys", "authority", "--place", "HK", "--name", "A", "--out", self.folder / "c", "--kind", "rsa2048", "--unencrypted", status=2)
        lingding("keys", "authority", "--place", "HK", "--name", "A", "--out", self.folder / "c", "--days", "0", "--unencrypted", status=2)
        self.assertEqual(list(self.folder.glob("x*")), [])

    def test_a_revoked_certificate_counts_no_more_once_the_list_has_come(self):
        authority = self.authority()
        signer = self.certificate(authority, "lingding:centre:HK")
        trust = ["keys", "trust", "--centre", "MO", "--authority", f"HK={authority}", "--out", self.folder / "trust"]
        lingding(*trust)
        jws = self.sign(signer)
        self.assertTrue(self.verdict(self.folder / "trust", jws, "HK", "lingding:centre:HK").startswith("good: "))
        hour_ago = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        revoke = ["keys", "revoke", "--authority", authority]
        self.assertIn("list 2, 1 revoked", lingding(*revoke, "--certificate", f"{signer}.pem", "--reason", "keyCompromise", "--at", hour_ago))
        self.assertTrue(self.verdict(self.folder / "trust", jws, "HK", "lingding:centre:HK").startswith("good: "))
        lingding(*trust)
        self.assertTrue(self.verdict(self.folder / "trust", jws, "HK", "lingding:centre:HK").startswith("revoked: "))
        self.assertIn("is revoked already", lingding(*revoke, "--certificate", f"{signer}.pem", status=1))
        self.assertIn("list 3, 2 revoked", lingding(*revoke, "--serial", "0ABC"))
        self.assertIn("list 4, 2 revoked", lingding(*revoke))
        listed = subprocess.run(["openssl", "crl", "-in", authority / "crl.pem", "-noout", "-text"], capture_output=True, text=True, check=True).stdout
        for words in ("Key Compromise", "0ABC", "X509v3 CRL Number"):
            self.assertIn(words, listed)

    def test_revocations_that_can_not_be_are_refused(self):
        authority, other = self.authority(), self.authority("other", "MO")
        signer = self.certificate(other, "lingding:centre:MO")
        revoke = ["keys", "revoke", "--authority", authority]
        self.assertIn("is by another authority", lingding(*revoke, "--certificate", f"{signer}.pem", status=1))
        self.assertIn("is no reason", lingding(*revoke, "--serial", "1", "--reason", "whim", status=1))
        self.assertIn("is no serial number", lingding(*revoke, "--serial", "xyz", status=1))
        self.assertIn("in the future", lingding(*revoke, "--serial", "1", "--at", "2999-01-01T00:00:00Z", status=1))
        self.assertIn("is no time", lingding(*revoke, "--serial", "1", "--at", "yesterday", status=1))
        lingding(*revoke, "--serial", "1", "--certificate", f"{signer}.pem", status=2)

    def test_trust_shows_the_fingerprints_to_compare(self):
        hk, mo = self.authority("hk", "HK"), self.authority("mo", "MO")
        shown = lingding("keys", "trust", "--centre", "CN-GD", "--authority", f"HK={hk}", "--authority", f"MO={mo}", "--purposes", "centre,service",
                         "--from", "2026-01-01T00:00:00Z", "--until", "2030-01-01T00:00:00Z", "--out", self.folder / "trust")
        for folder in (hk, mo):
            der = ssl.PEM_cert_to_DER_cert((folder / "authority.pem").read_text(encoding="utf-8"))
            self.assertIn(hashlib.sha256(der).hexdigest(), shown)
        settings = json.loads((self.folder / "trust/trust.json").read_text(encoding="utf-8"))
        self.assertEqual([(each["place"], each["purposes"]) for each in settings["authorities"]],
                         [("HK", ["centre", "service"]), ("MO", ["centre", "service"])])
        operator = self.certificate(hk, "lingding:operator:a")
        verdict = self.verdict(self.folder / "trust", self.sign(operator), "HK", "lingding:operator:a")
        self.assertTrue(verdict.startswith("purpose_not_vouched: "), verdict)

    def test_trust_that_can_not_be_is_refused(self):
        hk = self.authority("hk", "HK")
        trust = ["keys", "trust", "--centre", "MO", "--out", self.folder / "trust", "--authority"]
        self.assertIn("is not PLACE=FOLDER", lingding(*trust, hk, status=1))
        self.assertIn("can't open", lingding(*trust, f"HK={self.folder}/none", status=1))
        self.assertIn("is no purpose", lingding(*trust, f"HK={hk}", "--purposes", "pilot", status=1))
        self.assertIn("--until together", lingding(*trust, f"HK={hk}", "--from", "2026-01-01T00:00:00Z", status=1))
        self.assertIn("an authority of one place", lingding(*trust, f"HK={hk}", "--authority", f"MO={hk}", status=1))
        signer = self.certificate(hk, "lingding:centre:HK")
        (hk / "authority.pem").write_bytes(pathlib.Path(f"{signer}.pem").read_bytes())
        self.assertIn("an authority's certificate", lingding(*trust, f"HK={hk}", status=1))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
