#!/usr/bin/env python3
"""`lingding plan export`: the paper read back by poppler and zbar, the GeoPackage by SQLite and our own reading of its geometries.

Usage: plan_export_test.py PROGRAM SOURCE_DIR [Paper.test_…]
"""
import copy
import hashlib
import html
import json
import math
import os
import pathlib
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SAMPLES = sorted((SOURCE / "plans/data/samples").glob("*.json"))
DEMONSTRATION = SOURCE / "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json"
LANGUAGES = ("zh-Hant+en", "zh-Hant+pt", "zh-Hans+en")
POINTS_PER_MM = 72 / 25.4
SHEET = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
# Left free on every side, in millimetres: printers do not reach the edge, and the left side is punched.
MARGINS = {"left": 18, "right": 12, "top": 11, "bottom": 15}


def run(*arguments):
    return subprocess.run([*map(str, arguments)], capture_output=True, timeout=300)


def export(*arguments):
    return run(PROGRAM, "plan", "export", *arguments)


def text_of(pdf, *options):
    answer = run("pdftotext", *options, pdf, "-")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.decode("utf-8")


def squeezed(text):
    """Without blanks: where lines are broken does not matter."""
    return re.sub(r"\s+", "", text)


def words_of(pdf):
    """For each page its words as (text, left, top, right, bottom), as poppler finds them."""
    pages = []
    for line in text_of(pdf, "-bbox").splitlines():
        if "<page " in line:
            pages.append([])
        found = re.search(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>', line)
        if found:
            pages[-1].append((html.unescape(found[5]), *map(float, found.groups()[:4])))
    return pages


def grey_pages(pdf, dots_per_inch):
    """Every page as (width, height, bytes), one byte a dot, 255 is white."""
    rest = run("pdftoppm", "-gray", "-r", dots_per_inch, pdf).stdout
    while rest:
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", rest)
        width, height = int(head[1]), int(head[2])
        yield width, height, rest[head.end():head.end() + width * height]
        rest = rest[head.end() + width * height:]


def sample(path):
    return json.loads(path.read_text(encoding="utf-8"))


def monster():
    """The most that the schema and the size limit let through, each word in it once."""
    plan = sample(DEMONSTRATION)
    counter = iter(range(10 ** 6))

    def words(letter, characters):
        text = ""
        while len(text) + 8 <= characters:
            text += f"{letter}{next(counter):06d} "
        return text.strip()

    def chinese(characters):
        text = ""
        while len(text) + 9 <= characters:
            text += f"漢字{next(counter):06d}，"
        return text

    def long(characters=2000):
        return {"en": words("e", characters), "zh_hant": chinese(characters)}

    cover = plan["cover"]
    cover["title"] = {"en": words("t", 160), "zh_hant": chinese(80)}
    cover["description"] = long()
    plan.pop("sample")
    cover["amendments"] = [{"version": v, "dated": "2026-01-05", "what": long(2000 if v == 7 else 60), "by": words("b", 200)} for v in range(1, 101)]
    cover["version"] = 100
    cover["review"]["by"] = words("v", 200)
    base = plan["ships"][0]
    plan["ships"] = []
    for i in range(40):
        ship = copy.deepcopy(base)
        size = 2000 if i == 0 else 300
        ship["names"] = {"en": words("n", 160), "zh_hant": chinese(80)}
        identity = ship["identity"]
        identity["mmsi"] = f"4770001{i:02d}"
        identity["call_sign"] = f"VRX{i:02d}"
        identity.pop("imo")
        identity.pop("beacons")
        identity["ais_devices"] = [{"number": f"97000{i:02d}{k:02d}", "kind": "AIS-SART", "serial": words("u", 40), "stowed": words("s", 200)} for k in range(12)]
        identity["radar_sarts"] = [{"serial": words("u", 40), "stowed": words("s", 200)} for _ in range(12 if i == 0 else 1)]
        ship["particulars"]["fuel"] = words("g", 200)
        ship["medical"]["medical_staff"] = long(size)
        ship["helicopter"]["types"] = words("h", 200)
        ship["particulars"]["appearance"] = long(size)
        ship["persons"]["count_known_from"] = long(size)
        ship["life_saving"]["craft"] = [{"kind": "marine evacuation system", "count": 200, "capacity_each": 1000, "where": words("w", 200)} for _ in range(40 if i == 0 else 2)]
        ship["life_saving"]["other"] = long(size)
        ship["communications"] = [{"kind": "bridge telephone", "number": f"+12025550{i:03d}"[:12]}] + \
            [{"kind": "VHF with DSC", "address": words("a", 200), "note": long(size)} for _ in range(19 if i == 0 else 1)]
        plan["ships"].append(ship)
    cover["copies"] = cover["copies"][:4] + [{"number": 5 + i, "holder": "ship", "ship": f"4770001{i:02d}", "kept_at": words("k", 200)} for i in range(40)]
    contact = {"role": "r" * 60, "name": "W" * 60, "phone": "+491234567890123", "phone_alternative": "+499876543210987", "hours": "24 hours",
               "email": "m" * 64 + "@" + ".".join(["d" * 43] * 4) + ".example", "languages": ["yue", "cmn", "en", "pt", "fra", "deu", "jpn", "kor", "tgl", "vie"]}
    plan["company"]["emergency_contacts"] = [contact] * 20
    plan["company"]["other_contacts"] = [contact] * 40
    plan["company"]["names"] = {"en": "E" * 160, "zh_hant": "司" * 80}  # words without a place to break
    plan["company"]["address"] = long()
    route = plan["routes"][0]
    route["names"] = {"en": words("q", 160), "zh_hant": chinese(80)}
    first, last = route["stops"]
    route["stops"] = [first] + [dict(copy.deepcopy(first), id=f"stop-{i}", names={"en": words("p", 160), "zh_hant": chinese(80)}) for i in range(18)] + [last]
    route["timetable"]["departures"] = [{"from": "outer-harbour", "days": "daily", "times": [f"{h:02d}:{m:02d}" for h in range(20) for m in range(0, 60, 6)]}] * 40
    plan["routes"] = [dict(copy.deepcopy(route), id=f"route-{i}") if i else route for i in range(3)]
    plan["sar_facilities"] = {name: long() for name in plan["sar_facilities"]}
    plan["sar_facilities"]["facilities"] = [{"names": {"en": words("f", 160), "zh_hant": chinese(80)}, "kind": "search and rescue unit", "centre": "HK", "note": long(500)} for _ in range(40)]
    plan["exercises"]["held"] = [{"type": "full-scale", "dated": "2026-01-05", "ship": "477000100", "participants": [words("x", 200) for _ in range(20)], "outcome": long(300)} for _ in range(20)]
    plan["exercises"]["planned"] = []
    return plan


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = self.folder / "data"

    def write(self, name, document):
        path = self.folder / name
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    def paper(self, plan, *options, form="pdf"):
        out = self.folder / "plan.pdf"
        answer = export(plan, "--format", form, "--out", out, "--data", self.data, *options)
        self.assertEqual(answer.returncode, 0, answer.stderr.decode())
        self.assertEqual(answer.stderr.decode(), "")
        return out


class Paper(Folder):
    def check_layout(self, pdf):
        """Page numbers, margins, and that no text lies over other text."""
        pages = words_of(pdf)
        for number, words in enumerate(pages, start=1):
            line = "".join(word[0] for word in words)
            self.assertRegex(line, f"第{number}[頁页]，?,?共{len(pages)}[頁页]")
            rows = {}
            for text, left, top, right, bottom in words:
                self.assertGreaterEqual(left, MARGINS["left"] * POINTS_PER_MM, (number, text))
                self.assertLessEqual(right, SHEET[0] - MARGINS["right"] * POINTS_PER_MM, (number, text))
                self.assertGreaterEqual(top, MARGINS["top"] * POINTS_PER_MM, (number, text))
                self.assertLessEqual(bottom, SHEET[1] - MARGINS["bottom"] * POINTS_PER_MM, (number, text))
                for slot in range(int(top // 20), int(bottom // 20) + 1):
                    rows.setdefault(slot, set()).add((text, left, top, right, bottom))
            for row in rows.values():
                row = sorted(row, key=lambda word: word[1])
                for i, one in enumerate(row):
                    for other in row[i + 1:]:
                        if other[1] >= one[3]:
                            break
                        across = min(one[3], other[3]) - max(one[1], other[1])
                        down = min(one[4], other[4]) - max(one[2], other[2])
                        # poppler's boxes are as tall as the font's tallest letters; lines stand a little closer.
                        self.assertFalse(across > 1 and down > 0.25 * min(one[4] - one[2], other[4] - other[2]), (number, one, other))
        for number, (width, height, dots) in enumerate(grey_pages(pdf, 36), start=1):
            left, right = int(MARGINS["left"] / 25.4 * 36), width - int(MARGINS["right"] / 25.4 * 36)
            top, bottom = int(MARGINS["top"] / 25.4 * 36), height - int(MARGINS["bottom"] / 25.4 * 36)
            for y in range(height):
                row = dots[y * width:(y + 1) * width]
                outside = row if y < top or y >= bottom else row[:left] + row[right:]
                self.assertEqual(outside.strip(b"\xff"), b"", f"page {number}: something in the margin at row {y}")
        return len(pages)

    def test_every_sample_in_each_pair_of_languages(self):
        for path in SAMPLES:
            plan = sample(path)
            for languages in LANGUAGES if path == DEMONSTRATION or "mo-sample-01" in path.name else LANGUAGES[:1]:
                with self.subTest(path=path.name, languages=languages):
                    pdf = self.paper(path, "--lang", languages, "--copy", 2)
                    pages = self.check_layout(pdf)
                    self.assertTrue(7 <= pages <= 16, pages)
                    text = squeezed(text_of(pdf))
                    for contact in plan["company"]["emergency_contacts"]:
                        self.assertIn(contact["phone"], text)
                        self.assertIn(squeezed(contact["role"]), text)
                    digest = hashlib.sha256(path.read_bytes()).hexdigest()
                    self.assertIn(digest, text)
                    for word in {"zh-Hant+en": ("客船與搜救中心合作計劃", "Controlledcopy"), "zh-Hant+pt": ("客船與搜救中心合作計劃", "Cópiacontrolada"),
                                 "zh-Hans+en": ("客船与搜救中心合作计划", "Controlledcopy")}[languages]:
                        self.assertIn(word, text)
                    for ship in plan["ships"]:
                        identity = ship["identity"]
                        script = "zh_hans" if languages.startswith("zh-Hans") else "zh_hant"
                        self.assertIn(ship["names"].get(script, ship["names"]["zh_hant"]), text)
                        for number in [identity["mmsi"], identity["call_sign"], *(d["number"] for d in identity["ais_devices"]), *(b["hex_id"] for b in identity["beacons"])]:
                            self.assertIn(number, text)
                    for number in ("12395", "+85222337999", "+85328726766"):
                        self.assertIn(number, text)
                    for route in plan["routes"]:
                        for departures in route["timetable"].get("departures", []):
                            self.assertIn("".join(departures["times"]), text)
                        for trip in route["timetable"].get("trips", []):
                            for call in trip["stop_times"]:
                                self.assertIn(call.get("departure", call.get("arrival")), text)
                    self.assertIn("樣本" if "Hant" in languages else "样本", text)

    def test_contacts_come_first_after_the_cover_in_their_order(self):
        pdf = self.paper(DEMONSTRATION)
        second = squeezed(text_of(pdf, "-f", 2, "-l", 2))
        places = [second.index(c["phone"]) for c in sample(DEMONSTRATION)["company"]["emergency_contacts"]]
        self.assertEqual(places, sorted(places))
        # Large: at least 18 points from foot to head in poppler's boxes.
        first = next(w for w in words_of(pdf)[1] if w[0] == "+1")
        self.assertGreater(first[4] - first[2], 18)

    def test_the_cover_says_which_copy_of_what(self):
        pdf = self.paper(DEMONSTRATION, "--copy", 5, "--status", "registered 2026-03-02 已登記")
        cover = squeezed(text_of(pdf, "-l", 1))
        for expected in ("HK-SAMPLE-01", "5/5", "夜鷺", "NightEgret", "registered2026-03-02已登記", "GuangdongMaritimeSARCentre", "operationscontrol",
                         "更換自動識別系統搜救發射器並列出新號碼", "Firstissue."):
            self.assertIn(expected, cover)
        self.assertNotIn("非受控", cover)
        uncontrolled = text_of(self.paper(DEMONSTRATION))
        self.assertGreaterEqual(uncontrolled.count("Uncontrolled copy"), 9)

    def test_what_a_plan_may_leave_out_is_printed_when_it_is_there(self):
        plan = sample(DEMONSTRATION)
        ship, officer = plan["ships"][0], plan["company"]["liaison"]["officer_contacts"][0]
        plan["company"]["company_number"] = "7654321"
        officer["hours"], officer["sms"] = "06:30-22:45 daily", "+12025550199"
        for i, device in enumerate(ship["identity"]["beacons"] + ship["identity"]["ais_devices"]):
            device["serial"] = f"SERIAL-{i}"
        ship["identity"]["beacons"][0]["battery_expires"] = "2029-11-30"
        ship["particulars"].update(max_speed_kn=38.5, passenger_decks=3, fuel="light oil", fuel_capacity_m3=9.75)
        ship["life_saving"]["immersion_suits"] = 17
        ship["medical"]["medical_staff"] = {"en": "A nurse on night sailings.", "zh_hant": "夜航設護士一名。"}
        ship["helicopter"]["types"] = "AS332, H175"
        expected = {
            "zh-Hant+en": ("年度檢討", "上次lastdone2026-03-02", "下次到期nextdue2027-03-02", "IMOcompanynumber", "7654321", "應答時間06:30-22:45daily",
                           "短訊SMS+12025550199", "聯絡人員名單Liaisonofficers,byname", "船旗", "HK中國香港HongKong,China", "RadarSARTs:serialnumber", "SAMPLE-R-1",
                           *(f"序號SerialnumberSERIAL-{i}" for i in range(4)), "電池到期日Batteryexpireson2029-11-30", "最高航速Greatestspeed38.5節knots", "客艙層數Passengerdecks3",
                           "燃料Fuellightoil", "燃料容量Fuelcapacity9.75m³", "浸水保溫服", "Immersionsuits", "夜航設護士一名。", "Anurseonnightsailings.", "Typesofhelicopter",
                           "AS332,H175", "附件Attachmentnight-egret-main-deck.pdf", "附件Attachmentnight-egret-profile.png", "Maindeck,exitsandliferafts",
                           "4b2b2c6efab552144714af57dd680f50efae56635c4044159a644c18264f2919", "搜尋計劃", "Bytheresponsiblecentre;thecompanygivesthetrack"),
            "zh-Hant+pt": ("última2026-03-02", "Bandeira", "Númerodesérie", "Validadedabateria", "Velocidademáxima", "Conveses", "Combustível", "Fatosdeimersão", "Pessoalmédico",
                           "Tiposdehelicóptero", "Anexo", "Planeamentodabusca", "Oficiaisdeligação,pornome"),
            "zh-Hans+en": ("年度检讨", "应答时间", "短信", "电池到期日", "客舱层数", "浸水保温服", "医护人员", "直升机机型", "搜寻计划", "联络人员名单"),
        }
        path = self.write("full.json", plan)
        for languages, texts in expected.items():
            pdf = self.paper(path, "--lang", languages)
            self.check_layout(pdf)
            printed = squeezed(text_of(pdf))
            for text in texts:
                self.assertIn(text, printed)
        # Nothing is said where there is nothing.
        del plan["cover"]["review"], plan["company"]["company_number"], plan["company"]["liaison"]["officer_contacts"], plan["sar_facilities"]["search_planning"]
        for holder, names in ((ship["identity"], ("flag", "radar_sarts")), (ship["particulars"], ("max_speed_kn", "passenger_decks", "fuel", "fuel_capacity_m3")),
                              (ship["life_saving"], ("immersion_suits",)), (ship["medical"], ("medical_staff",)), (ship["helicopter"], ("types",))):
            for name in names:
                del holder[name]
        for device in ship["identity"]["beacons"] + ship["identity"]["ais_devices"]:
            device.pop("serial"), device.pop("battery_expires", None)
        for drawing in ship["drawings"]:
            drawing.pop("attachment", None)
        printed = squeezed(text_of(self.paper(self.write("bare.json", plan))))
        for text in ("Annualreview", "companynumber", "byname", "SMS", "Flag", "RadarSART", "Serialnumber", "Batteryexpires", "Greatestspeed", "Passengerdecks", "Fuel",
                     "Immersionsuits", "Medicalstaff", "Typesofhelicopter", "Attachment", "Searchplanning"):
            self.assertNotIn(text, printed)

    def test_the_code_says_plan_version_and_digest(self):
        for path in (DEMONSTRATION, SAMPLES[0]):
            plan, pdf = sample(path), self.paper(path)
            picture = self.folder / "cover"
            self.assertEqual(run("pdftoppm", "-r", 150, "-l", 1, "-singlefile", "-png", pdf, picture).returncode, 0)
            code = run("zbarimg", "--quiet", "--raw", picture.with_suffix(".png")).stdout.decode().strip()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self.assertEqual(code, f"urn:lingding:plan:{plan['cover']['plan_id']}:{plan['cover']['version']}:sha256:{digest}")

    def test_an_exercise_is_marked_on_every_page(self):
        pdf = self.paper(DEMONSTRATION, "--exercise", "Pearl 2026 珠江")
        pages = text_of(pdf).split("\f")[:-1]
        for page in pages:
            self.assertIn("演習EXERCISE–Pearl2026珠江", squeezed(page))

    def test_the_same_plan_gives_the_same_bytes(self):
        first = self.paper(DEMONSTRATION, "--copy", 1).read_bytes()
        self.assertEqual(self.paper(DEMONSTRATION, "--copy", 1).read_bytes(), first)
        self.assertNotEqual(self.paper(DEMONSTRATION, "--copy", 2).read_bytes(), first)
        information = run("pdfinfo", "-isodates", self.paper(DEMONSTRATION)).stdout.decode()
        self.assertIn("CreationDate:    2026-03-0", information)
        self.assertIn("595.2", information)  # A4

    def test_fonts_are_embedded_with_their_characters(self):
        lines = run("pdffonts", self.paper(DEMONSTRATION)).stdout.decode().splitlines()[2:]
        self.assertTrue(lines)
        for line in lines:
            # name, type, encoding, then embedded, subset, Unicode
            self.assertRegex(line, r" yes +yes +yes ")
            self.assertIn("NotoSans", line)

    def test_the_longest_plan_loses_nothing(self):
        plan = monster()
        path = self.write("monster.json", plan)
        self.assertLess(path.stat().st_size, 4 << 20)
        pdf = self.paper(path, "--copy", 44)
        pages = self.check_layout(pdf)
        self.assertTrue(300 < pages < 600, pages)
        printed = text_of(pdf, "-raw")
        # Each number stands once in the plan; a line may end between it and the character or letter before it.
        found = set(re.findall(r"(?<!\d)\d{6}(?!\d)", printed))
        whole = json.dumps(plan, ensure_ascii=False)
        wanted = set(re.findall(r"\b[a-z](\d{6})\b", whole)) | set(re.findall(r"字(\d{6})", whole))
        self.assertGreater(len(wanted), 20000)
        self.assertEqual(wanted - found, set())
        self.assertIn("E" * 160, squeezed(printed))
        second = squeezed(text_of(pdf, "-f", 2, "-l", 2))
        self.assertIn("+491234567890123", second)
        # No hyphen is added where a long word is broken: it would be taken for a part of the address.
        self.assertIn(plan["company"]["emergency_contacts"][0]["email"], second)

    def test_the_card_is_one_page(self):
        for path in (DEMONSTRATION, self.write("monster.json", monster())):
            pdf = self.paper(path, form="card")
            self.assertEqual(self.check_layout(pdf), 1)
        text = squeezed(text_of(self.paper(DEMONSTRATION, form="card")))
        for number in ("+12025550100", "+12025550102", "+12025550106", "477000011", "+85222337999", "970000111"):
            self.assertIn(number, text)

    def test_what_can_not_be_printed_is_refused_with_the_reason(self):
        out = self.folder / "plan.pdf"
        without = sample(DEMONSTRATION)
        without["routes"] = []
        for plan, options, reason in ((self.write("without.json", without), [], "/routes"), (DEMONSTRATION, ["--copy", 9], "no controlled copy"),
                                      (self.folder / "nothing.json", [], "no register there"), (DEMONSTRATION, ["--exercise", "a\nb"], "one line")):
            answer = export(plan, "--format", "pdf", "--out", out, "--data", self.data, *options)
            self.assertEqual(answer.returncode, 1)
            self.assertIn(reason, answer.stderr.decode())
            self.assertFalse(out.exists())
        self.assertEqual(export(DEMONSTRATION, "--format", "pdf", "--out", out, "--lang", "zh-Hant+fr").returncode, 2)
        self.assertEqual(export("--format", "pdf", "--out", out, "--all").returncode, 2)
        self.assertEqual(export("--format", "gpkg", "--out", out).returncode, 2)
        self.assertEqual(export(DEMONSTRATION, "--format", "pdf", "--out", self.folder / "no folder/x.pdf", "--data", self.data).returncode, 1)

    def test_other_fonts_or_none(self):
        def with_fonts(*folders):
            configuration = self.folder / "fonts.conf"
            configuration.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>" + "".join(f"<dir>{f}</dir>" for f in folders) +
                                     f"<cachedir>{self.folder}/cache</cachedir></fontconfig>")
            return subprocess.run([PROGRAM, "plan", "export", DEMONSTRATION, "--format", "pdf", "--out", self.folder / "plan.pdf", "--data", self.data],
                                  capture_output=True, text=True, env={**os.environ, "FONTCONFIG_FILE": str(configuration)}, timeout=300)
        (self.folder / "empty").mkdir()
        answer = with_fonts(self.folder / "empty")
        self.assertEqual((answer.returncode, "install fonts-noto-cjk" in answer.stderr), (1, True), answer.stderr)
        self.assertFalse((self.folder / "plan.pdf").exists())
        # One other family, without Chinese: boxes, a warning, and the layout holds.
        latin = run("fc-match", "-f", "%{file}", "DejaVu Sans").stdout.decode()
        if "DejaVu" not in latin:
            self.skipTest("no DejaVu Sans here")
        answer = with_fonts(pathlib.Path(latin).parent)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertRegex(answer.stderr, r"WARNING: \d+ characters have no shape")
        self.assertIn("+12025550100", squeezed(text_of(self.folder / "plan.pdf", "-f", 2, "-l", 2)))

    def test_the_document_comes_out_as_it_went_in(self):
        self.assertEqual(export(DEMONSTRATION, "--format", "json", "--out", "-").stdout, DEMONSTRATION.read_bytes())


# WGS 84.
A, F = 6378137.0, 1 / 298.257223563


def vincenty(one, two):
    """T. Vincenty, Survey Review 23 (1975): metres along the geodesic between (longitude, latitude) pairs that are not far apart."""
    b, longitude = A * (1 - F), math.radians(two[0] - one[0])
    u1, u2 = (math.atan((1 - F) * math.tan(math.radians(p[1]))) for p in (one, two))
    turn = longitude
    for _ in range(50):
        sine = math.hypot(math.cos(u2) * math.sin(turn), math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(turn))
        if sine == 0:
            return 0.0
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(turn)
        arc, alpha = math.atan2(sine, cosine), math.cos(u1) * math.cos(u2) * math.sin(turn) / sine
        square = 1 - alpha ** 2
        middle = cosine - 2 * math.sin(u1) * math.sin(u2) / square if square else 0
        c = F / 16 * square * (4 + F * (4 - 3 * square))
        turn = longitude + (1 - c) * F * alpha * (arc + c * sine * (middle + c * cosine * (2 * middle ** 2 - 1)))
    u = square * (A ** 2 - b ** 2) / b ** 2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    change = big_b * sine * (middle + big_b / 4 * (cosine * (2 * middle ** 2 - 1) - big_b / 6 * middle * (4 * sine ** 2 - 3) * (4 * middle ** 2 - 3)))
    return b * big_a * (arc - change)


def area(ring):
    """Square kilometres: on the sphere of equal area, edges straight in longitude and the sine of latitude."""
    e = math.sqrt(F * (2 - F))

    def q(latitude):
        s = math.sin(math.radians(latitude))
        return (1 - e * e) * (s / (1 - (e * s) ** 2) + math.atanh(e * s) / e)

    radius2 = A * A * q(90) / 2
    total = sum(math.radians(x2 - x1) * (q(y1) + q(y2)) / 2 for (x1, y1), (x2, y2) in zip(ring, ring[1:]))
    return abs(total) / q(90) * radius2 / 1e6


def geometry(blob):
    """A GeoPackage's binary geometry (OGC 12-128r17, 2.1.3): (EPSG code, type, coordinates)."""
    assert blob[:2] == b"GP" and blob[2] == 0, blob[:4]
    flags = blob[3]
    order = "<" if flags & 1 else ">"
    srs, = struct.unpack_from(order + "i", blob, 4)
    at = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[flags >> 1 & 7]

    def read(at):
        order = "<" if blob[at] == 1 else ">"
        kind, = struct.unpack_from(order + "I", blob, at + 1)
        at += 5

        def points(at):
            count, = struct.unpack_from(order + "I", blob, at)
            flat = struct.unpack_from(f"{order}{2 * count}d", blob, at + 4)
            return list(zip(flat[::2], flat[1::2])), at + 4 + 16 * count

        if kind == 1:
            return kind, struct.unpack_from(order + "2d", blob, at), at + 16
        if kind == 2:
            return kind, *points(at)
        count, = struct.unpack_from(order + "I", blob, at)
        at += 4
        parts = []
        for _ in range(count):
            if kind == 3:
                part, at = points(at)
            else:
                _, part, at = read(at)
            parts.append(part)
        return kind, parts, at

    kind, coordinates, end = read(at)
    assert end == len(blob)
    return srs, kind, coordinates


class Map(Folder):
    def setUp(self):
        super().setUp()
        answer = run(PROGRAM, "plan", "import", *SAMPLES, "--data", self.data)
        self.assertEqual(answer.returncode, 0, answer.stdout)
        self.file = self.folder / "register.gpkg"

    def export_all(self):
        answer = export("--all", "--format", "gpkg", "--out", self.file, "--data", self.data)
        self.assertEqual(answer.returncode, 0, answer.stderr.decode())
        base = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        self.addCleanup(base.close)
        return base

    def test_it_is_a_whole_geopackage(self):
        base = self.export_all()
        self.assertEqual(base.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.assertEqual(base.execute("PRAGMA foreign_key_check").fetchall(), [])
        self.assertEqual(base.execute("PRAGMA application_id").fetchone()[0], int.from_bytes(b"GPKG", "big"))
        self.assertEqual(base.execute("PRAGMA user_version").fetchone()[0] // 100, 102)  # GeoPackage 1.2
        contents = {row[0]: row[1:] for row in base.execute("SELECT table_name, data_type, srs_id, last_change, min_x, min_y, max_x, max_y FROM gpkg_contents")}
        self.assertEqual({name: row[0] for name, row in contents.items()},
                         {"plans": "features", "routes": "features", "stops": "features", "regions": "features", "ships": "attributes"})
        for name, row in contents.items():
            self.assertEqual(row[2], "2026-03-02T00:00:00.000Z")
            if row[0] == "features":
                self.assertEqual(row[1], 4326)
                self.assertTrue(100 < row[3] < row[5] < 125 and 5 < row[4] < row[6] < 27, (name, row))
        types = dict(base.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
        self.assertEqual(types, {"plans": "MULTILINESTRING", "routes": "LINESTRING", "stops": "POINT", "regions": "MULTIPOLYGON"})
        indexed = {row[0] for row in base.execute("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")}
        self.assertEqual(indexed, set(types))
        self.assertFalse(list(self.folder.glob("*.draft*")) + list(self.folder.glob("*-journal")) + list(self.folder.glob("*-wal")))

    def test_every_plan_route_stop_and_ship_is_there(self):
        base = self.export_all()
        plans = {p["cover"]["plan_id"]: (p, path) for path in SAMPLES for p in [sample(path)]}
        rows = base.execute("SELECT plan_id, version, home_centre, title_zh_hant, sha256, ships, first_phone, dated, sample, geom FROM plans").fetchall()
        self.assertEqual({row[0] for row in rows}, set(plans))
        for row in rows:
            plan, path = plans[row[0]]
            self.assertEqual(row[1:9], (plan["cover"]["version"], plan["cover"]["home_centre"], plan["cover"]["title"]["zh_hant"], hashlib.sha256(path.read_bytes()).hexdigest(),
                                        len(plan["ships"]), plan["company"]["emergency_contacts"][0]["phone"], plan["cover"]["dated"], 1))
            srs, kind, lines = geometry(row[9])
            self.assertEqual((srs, kind), (4326, 5))
            self.assertEqual([[list(p) for p in line] for line in lines], [r["geometry"]["coordinates"] for r in plan["routes"]])
        routes = base.execute("SELECT plan_id, route_id, length_nm, departures, geom FROM routes").fetchall()
        self.assertEqual(len(routes), sum(len(p["routes"]) for p, _ in plans.values()))
        for plan_id, route_id, length_nm, departures, blob in routes:
            route = next(r for r in plans[plan_id][0]["routes"] if r["id"] == route_id)
            srs, kind, line = geometry(blob)
            self.assertEqual((srs, kind, [list(p) for p in line]), (4326, 2, route["geometry"]["coordinates"]))
            self.assertAlmostEqual(sum(map(vincenty, line, line[1:])), length_nm * 1852, delta=0.01)
            self.assertEqual(departures, sum(len(d["times"]) for d in route["timetable"].get("departures", [])) + len(route["timetable"].get("trips", [])))
        stops = base.execute("SELECT plan_id, route_id, number, locode, geom FROM stops").fetchall()
        self.assertEqual(len(stops), sum(len(r["stops"]) for p, _ in plans.values() for r in p["routes"]))
        for plan_id, route_id, number, locode, blob in stops:
            stop = next(r for r in plans[plan_id][0]["routes"] if r["id"] == route_id)["stops"][number - 1]
            self.assertEqual((locode, geometry(blob)), (stop["locode"], (4326, 1, tuple(stop["position"]))))
        ships = {row[0]: row[1:] for row in base.execute("SELECT mmsi, ais_devices, persons_permitted FROM ships")}
        self.assertEqual(len(ships), sum(len(p["ships"]) for p, _ in plans.values()))
        self.assertEqual(ships["477000011"], ("970000111, 970000161, 974000111", 338))

    def test_the_regions_are_those_of_the_instruments(self):
        base = self.export_all()
        rows = base.execute("SELECT id, version, kind, centre, valid_from, valid_to, assumed, geom FROM regions").fetchall()
        shipped = {(f["properties"]["id"], f["properties"]["version"]): f for f in json.loads((SOURCE / "geo/data/regions.geojson").read_text())["features"]}
        self.assertEqual({row[:2] for row in rows}, set(shipped))
        for row in rows:
            properties = shipped[row[:2]]["properties"]
            self.assertEqual(row[2:7], (properties["kind"], properties["centre"], properties["valid_from"], properties["valid_to"], int(properties["assumed"])))
            srs, kind, polygons = geometry(row[7])
            self.assertEqual((srs, kind), (4326, 6))
            # Orientation and first vertex may differ: the corners are the same.
            coordinates = shipped[row[:2]]["geometry"]["coordinates"]
            self.assertEqual([{tuple(p) for p in ring} for polygon in polygons for ring in polygon], [{tuple(p) for p in ring} for ring in coordinates])
            if row[:2] == ("HK-waters", 1):
                # Land and sea of Hong Kong: 2 754.97 km² (Survey and Mapping Office, Lands Department, October 2019).
                self.assertAlmostEqual(area(polygons[0][0]), 2754.97, delta=0.01 * 2754.97)

    def test_the_same_register_gives_the_same_bytes(self):
        self.export_all()
        first = self.file.read_bytes()
        self.export_all()
        self.assertEqual(self.file.read_bytes(), first)

    def test_gdal_in_another_process_reads_it(self):
        self.export_all()
        answer = run("ogrinfo", "-ro", "-so", "-al", self.file)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        said = answer.stdout.decode()
        self.assertEqual(re.findall(r"Layer name: (\w+)", said), ["plans", "routes", "stops", "regions", "ships"])
        self.assertEqual(said.count('ID["EPSG",4326]'), 4)
        self.assertNotIn("Warning", said + answer.stderr.decode())

    def test_one_plan_and_its_regions_again(self):
        answer = export("夜鷺", "--format", "gpkg", "--out", self.file, "--data", self.data)
        self.assertEqual(answer.returncode, 0, answer.stderr.decode())
        base = sqlite3.connect(self.file)
        self.addCleanup(base.close)
        self.assertEqual(base.execute("SELECT plan_id FROM plans").fetchall(), [("HK-SAMPLE-01",)])
        # What the layer of regions holds can be imported again.
        regions = self.folder / "regions.gpkg"
        self.assertEqual(run("ogr2ogr", "-f", "GPKG", regions, self.file, "regions").returncode, 0)
        answer = run(PROGRAM, "regions", "import", regions, "--data", self.data)
        self.assertEqual(answer.returncode, 0, answer.stderr)


if __name__ == "__main__":
    for tool in ("pdftotext", "zbarimg", "ogrinfo"):
        if subprocess.run(["which", tool], capture_output=True).returncode:
            sys.exit(f"plan_export_test: {tool} is missing: tools/install-dependencies test")
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
