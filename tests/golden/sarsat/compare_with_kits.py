#!/usr/bin/env python3
"""Compares `lingding decode beacon` with the decodes that AMSA's fgb-decoder and sgb-decoder publish in their compliance kits.

Usage: compare_with_kits.py LINGDING KIT.jsonl …

Each line of a kit: {"hex": …, "published_decode": {…}}. A development check: no test needs the kits. Prints every field that differs,
and how many were compared; README.md here explains the differences by paragraph of the standard.
"""

import json
import math
import subprocess
import sys

FIRST = {"hexId": "hex_id_15", "countryCode": "country_code", "serialNumber": "serial", "beaconSerialNumber": "serial",
         "aircraftSerialNumber": "serial", "cSTypeApprovalNumber": "tac", "cSTypeApproval": "tac",
         "rlsTacNumber": "tac", "rlsId": "serial", "aircraft24BitAddressHex": "aircraft_address", "radioCallsign": "call_sign",
         "aircraftRegistrationMarking": "registration", "aircraftOperator": "aircraft_operator", "latitude": "lat", "longitude": "lon",
         "encodedPositionSource": "navigation", "specificBeaconNumber": "beacon_number", "specificEltNumber": "beacon_number",
         "additionalEltNumbers": "beacon_number", "auxiliaryRadioLocatingDevice": "homing", "natureOfDistress": "emergency",
         "activationType": "activation", "homing121_5MHz": "homing", "beaconType": "beacon_type"}
SECOND = {"tac": "tac", "serialNo": "serial", "countryCode": "country_code", "testProtocolMessage": "test", "beacon23HexId": "hex_id_23",
          "beacon15HexId": "hex_id_15"}


# Their words for ours.
WORDS = {"maritime 9ghz sart": "9 ghz sart", "other device(s)": "other", "automatic and manual": "automatic or manual",
         "maritime (float free)": "epirb, float-free", "maritime (non-float free)": "epirb, manual", "personal": "plb",
         "aviation": "elt, for aircraft", "aircraft address": "elt, for aircraft", "aircraft operator": "elt, for aircraft",
         "elt": "elt, for aircraft", "manual activation only": "manual only", "1110": "fire or explosion", "0000": "unspecified",
         "maritime emergency codes(spare) 1111": "reserved code"}
# What is left out here.
NOTHING = {"beaconType": ("Test", "Spare"), "natureOfDistress": ("Default(0000)",)}


def same(key, theirs, ours):
    if key == "homing121_5MHz":
        return theirs == (ours == "121.5 MHz")
    if ours is None and theirs in NOTHING.get(key, ()):
        return True
    theirs = WORDS.get(str(theirs).lower(), theirs)
    if key == "natureOfDistress" and ours:
        return str(ours).split()[0].lower() in theirs.lower()
    if isinstance(theirs, (int, float)) and isinstance(ours, (int, float)):
        return math.isclose(theirs, ours, abs_tol=1e-9)
    return str(theirs).strip().upper() == str(ours).strip().upper()


def compared(published, ours):
    flat = dict(ours, **ours.get("position", {}))
    names = SECOND if "beacon23HexId" in published else FIRST
    for key, value in published.items():
        if key in names:
            yield key, value, flat.get(names[key])
        elif "mmsi" in key.lower() and not isinstance(value, dict):
            yield key, value, flat.get("mmsi", 0) % 1_000_000 if len(str(value)) <= 6 else flat.get("mmsi")
    position = published.get("encodedGnssPosition")
    if position:
        yield "lat", position["lat"], flat.get("lat")
        yield "lon", position["lon"], flat.get("lon")
    if published.get("errorCorrectingCode1"):
        yield "errorCorrectingCode1", 0, ours.get("bch", {}).get("corrected")


def main():
    program, *kits = sys.argv[1:]
    entries = [json.loads(line) for kit in kits for line in open(kit, encoding="utf-8")]
    digits = "\n".join(entry["hex"] for entry in entries) + "\n"
    lines = subprocess.run([program, "decode", "beacon", "-"], input=digits, text=True, capture_output=True, check=False).stdout
    fields = agree = 0
    for entry, line in zip(entries, lines.splitlines(), strict=True):
        ours = json.loads(line)
        for key, theirs, value in compared(entry["published_decode"], ours):
            fields += 1
            if same(key, theirs, value):
                agree += 1
            else:
                print(f"{entry['hex']}: {key}: published {theirs!r}, here {value!r}")
    print(f"{len(entries)} messages, {fields} fields compared, {agree} agree")


main()
