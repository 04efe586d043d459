#!/usr/bin/env python3
"""What we sign, OpenSSL's command line verifies; what it makes, we verify. Keys, certificates, lists and signatures.

Usage: openssl_cross_check.py LINGDING CHECK_SIGNATURES
"""
import base64
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

LINGDING, CHECK = sys.argv[1:3]
ARC = "2.25.284619578061395351069861914385148090349"
PSS = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest", "-sigopt", "rsa_mgf1_md:sha256"]
KINDS = {"ed25519": "EdDSA", "p256": "ES256", "rsa3072": "PS256"}
DOCUMENT = '{ "b": [1.0, 2e3], "a": "\\u4f36\\u4ec3" }\n'
CANONICAL = '{"a":"伶仃","b":[1,2000]}'.encode()


def run(*command, data=None, status=0):
    done = subprocess.run([str(word) for word in command], input=data, capture_output=True, timeout=120)
    assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def unb64url(text):
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def integer_to_der(data):
    data = data.lstrip(b"\0") or b"\0"
    if data[0] & 0x80:
        data = b"\0" + data
    return b"\x02" + bytes([len(data)]) + data


def raw_to_der(signature):
    content = integer_to_der(signature[:32]) + integer_to_der(signature[32:])
    return b"\x30" + bytes([len(content)]) + content


def der_to_raw(der):
    out, at = b"", 2
    for _ in range(2):
        size = der[at + 1]
        out += der[at + 2:at + 2 + size].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + size
    return out


class CrossCheck(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        (self.folder / "document.json").write_text(DOCUMENT, encoding="utf-8")
        (self.folder / "payload").write_bytes(CANONICAL)
        (self.folder / "pass").write_text("a passphrase 伶仃\n", encoding="utf-8")
        (self.folder / "pass").chmod(0o600)

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def verdict(self, trust, jws, uri, status=0):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return run(CHECK, "verify", trust, self.folder / "payload", jws, "HK", uri, now, status=status).decode()

    def openssl_verifies(self, kind, public, data, signature):
        message, file = self.write("message", data), self.write("signature", signature)
        if kind == "ed25519":
            run("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", message, "-sigfile", file)
        else:
            run("openssl", "dgst", "-sha256", "-verify", public, "-signature", file, *(PSS if kind == "rsa3072" else []), message)

    def openssl_signs(self, kind, key, data):
        message = self.write("message", data)
        if kind == "ed25519":
            return run("openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", message)
        return run("openssl", "dgst", "-sha256", "-sign", key, *(PSS if kind == "rsa3072" else []), message)

    def test_openssl_verifies_what_we_make(self):
        for kind, algorithm in KINDS.items():
            with self.subTest(kind):
                authority = self.folder / kind
                run(LINGDING, "keys", "authority", "--place", "HK", "--name", "Authority " + kind, "--kind", kind, "--out", authority,
                    "--passphrase-file", self.folder / "pass")
                out = self.folder / (kind + "-officer")
                run(LINGDING, "keys", "certificate", "--authority", authority, "--authority-passphrase-file", self.folder / "pass", "--for",
                    "lingding:centre:HK", "--name", "陳小明", "--kind", kind, "--out", out, "--passphrase-file", self.folder / "pass")
                key, certificate = f"{out}.key.pem", f"{out}.pem"
                chain = ["openssl", "verify", "-x509_strict", "-crl_check", "-CAfile", authority / "authority.pem", "-CRLfile",
                         authority / "crl.pem", certificate]
                run(*chain)
                # The key is PBES2 with scrypt, and opens under the passphrase.
                structure = run("openssl", "asn1parse", "-in", key).decode()
                for name in ("PBES2", "scrypt", "aes-256-cbc"):
                    self.assertIn(name, structure)
                run("openssl", "pkey", "-in", key, "-passin", "file:" + str(self.folder / "pass"), "-noout")
                jws = self.folder / "jws"
                run(LINGDING, "plan", "sign", self.folder / "document.json", "--key", key, "--certificate", certificate, "--passphrase-file",
                    self.folder / "pass", "--out", jws)
                header, empty, signature = jws.read_bytes().split(b".")
                self.assertEqual(empty, b"")
                facts = json.loads(unb64url(header))
                self.assertEqual((facts["alg"], facts["crit"], facts["typ"]), (algorithm, ["sigT"], "lingding-signature+jws"))
                signer = self.write("signer.der", base64.b64decode(facts["x5c"][0], validate=True))
                public = self.write("public.pem", run("openssl", "x509", "-inform", "DER", "-in", signer, "-noout", "-pubkey"))
                raw = unb64url(signature)
                self.openssl_verifies(kind, public, header + b"." + b64url(CANONICAL), raw_to_der(raw) if kind == "p256" else raw)
                # Revoked by us, refused by OpenSSL.
                run(LINGDING, "keys", "revoke", "--authority", authority, "--authority-passphrase-file", self.folder / "pass", "--certificate",
                    certificate, "--reason", "superseded")
                run(*chain, status=2)

    def test_we_verify_what_openssl_makes(self):
        made_with = {"ed25519": ["-algorithm", "ED25519"], "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                     "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"]}
        for kind, algorithm in KINDS.items():
            with self.subTest(kind):
                folder = self.folder / ("theirs-" + kind)
                folder.mkdir()
                for name in ("ca", "signer"):
                    run("openssl", "genpkey", *made_with[kind], "-out", folder / (name + ".key"))
                run("openssl", "req", "-x509", "-new", "-key", folder / "ca.key", "-subj", "/CN=Their authority", "-days", "30", "-out",
                    folder / "ca.pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
                run("openssl", "req", "-new", "-key", folder / "signer.key", "-subj", "/CN=Their officer", "-out", folder / "request")
                (folder / "extensions").write_text(
                    "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                    f"extendedKeyUsage=critical,{ARC}.1\nsubjectAltName=URI:lingding:centre:HK\n"
                    "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n", encoding="utf-8")
                run("openssl", "x509", "-req", "-in", folder / "request", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-days", "30",
                    "-extfile", folder / "extensions", "-out", folder / "signer.pem")
                (folder / "index.txt").touch()
                (folder / "number").write_text("01\n", encoding="utf-8")
                (folder / "ca.cnf").write_text(
                    f"[ca]\ndefault_ca=a\n[a]\ndatabase={folder}/index.txt\ncrlnumber={folder}/number\ndefault_md=default\n", encoding="utf-8")
                list_command = ["openssl", "ca", "-config", folder / "ca.cnf", "-gencrl", "-keyfile", folder / "ca.key", "-cert", folder / "ca.pem",
                                "-crldays", "30", "-out", folder / "crl.pem"]
                run(*list_command)
                now = datetime.datetime.now(datetime.timezone.utc)
                (folder / "trust.json").write_text(json.dumps({
                    "schema": "lingding/trust/1", "centre": "MO",
                    "authorities": [{"place": "HK", "purposes": ["centre"], "from": (now - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                                     "until": (now + datetime.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                                     "certificate_file": "ca.pem", "crl_file": "crl.pem"}]}), encoding="utf-8")
                certificate = run("openssl", "x509", "-in", folder / "signer.pem", "-outform", "DER")
                header = b64url(json.dumps({
                    "alg": algorithm, "crit": ["sigT"], "sigT": (now + datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "typ": "lingding-signature+jws", "x5c": [base64.b64encode(certificate).decode()]}).encode())
                signature = self.openssl_signs(kind, folder / "signer.key", header + b"." + b64url(CANONICAL))
                jws = self.write("theirs.jws", header + b".." + b64url(der_to_raw(signature) if kind == "p256" else signature))
                self.assertEqual(self.verdict(folder, jws, "lingding:centre:HK"),
                                 f"good: lingding:centre:HK, Their officer, {algorithm}, revocation checked\n")
                self.write("payload", CANONICAL + b" ")
                self.assertTrue(self.verdict(folder, jws, "lingding:centre:HK", status=1).startswith("signature_invalid: "))
                self.write("payload", CANONICAL)
                self.assertTrue(self.verdict(folder, jws, "lingding:service:HK", status=1).startswith("wrong_purpose: "))
                # Revoked by OpenSSL (a line of its database), refused by us.
                serial = run("openssl", "x509", "-in", folder / "signer.pem", "-noout", "-serial").decode().strip().split("=")[1]
                revoked = (now - datetime.timedelta(hours=1)).strftime("%y%m%d%H%M%SZ")
                (folder / "index.txt").write_text(f"R\t360101000000Z\t{revoked},keyCompromise\t{serial}\tunknown\t/CN=Their officer\n", encoding="utf-8")
                run(*list_command)
                self.assertTrue(self.verdict(folder, jws, "lingding:centre:HK", status=1).startswith("revoked: "))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
