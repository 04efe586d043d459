#!/bin/sh
# `lingding regions` and `lingding journal` end to end, on journals that tests/tools/write_journal made.
# Usage: journal_command_test.sh PROGRAM WRITE_JOURNAL SHARE
set -eu
program=$1
write_journal=$2
share=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "failed: $1" >&2
  exit 1
}

# Regions: imported once, known the second time, refused with reasons, listed.
"$program" regions import "$share/geo/data/regions.geojson" --data data >out || fail "the shipped regions are accepted"
[ "$(grep -c ': stored$' out)" -eq 3 ] || fail "three centres have them"
"$program" regions import "$share/geo/data/regions.geojson" --data data --centre HK >out || fail "importing again is no failure"
grep -q '^HK: .*: already there$' out || fail "the second time they were there"
"$program" regions list --data data --centre HK >out || fail "regions are listed"
grep -Eq '^HK-waters +v1 +waters +HK' out || fail "Hong Kong waters are in the list"
sed 's/"priority": *[0-9]*/"priority": 77/' "$share/geo/data/regions.geojson" >changed.geojson
if "$program" regions import changed.geojson --data data --centre HK 2>err; then fail "a changed version is refused"; fi
grep -q 'needs a new version number' err || fail "and told why"
if "$program" regions import nowhere.geojson --data data 2>err; then fail "a file that is not there"; fi
grep -q 'nowhere.geojson' err || fail "the missing file is named"

# A journal of a real desk: 40 alerts, some with raw bytes that are no text.
"$write_journal" data HK >/dev/null || fail "the journal is written"
"$program" journal verify --data data --centre HK >out || fail "the chain holds"
grep -Eq '^HK: [0-9]+ entries, the chain is whole, last hash [0-9a-f]{64}$' out || fail "verify says so"
"$program" journal replay --data data --centre HK >out || { cat out; fail "the desk decides the same again"; }
grep -Eq '^HK: [0-9]+ entries replayed, 0 with other effects, 40 incidents$' out || fail "replay says so"
"$program" journal export --data data --centre HK >export.jsonl || fail "it is exported"
# The chain, checked from the export alone by another program: the definition of docs/architecture.md.
python3 - <<'X' || fail "the export carries the chain"
import base64, datetime, hashlib, json, struct
previous, kinds = bytes(32), set()
for number, line in enumerate(open('export.jsonl', encoding='utf-8'), 1):
    row = json.loads(line)
    assert row['seq'] == number
    # Event and effects stand byte for byte between their keys.
    start = line.index('"event":') + len('"event":')
    decoder = json.JSONDecoder()
    _, event_end = decoder.raw_decode(line, start)
    assert line[event_end:].startswith(',"effects":')
    effects_start = event_end + len(',"effects":')
    _, effects_end = decoder.raw_decode(line, effects_start)
    raw = base64.b64decode(row['raw_base64']) if 'raw_base64' in row else row.get('raw', '').encode()
    kinds.add('base64' if 'raw_base64' in row else 'raw' if 'raw' in row else 'none')
    at = datetime.datetime.fromisoformat(row['at'].replace('Z', '+00:00'))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    milliseconds = (at - epoch) // datetime.timedelta(milliseconds=1)
    hash = hashlib.sha256(previous + struct.pack('>Qq', row['seq'], milliseconds))
    for part in (raw, line[start:event_end].encode(), line[effects_start:effects_end].encode()):
        hash.update(struct.pack('>Q', len(part)) + part)
    assert hash.hexdigest() == row['hash'], number
    previous = hash.digest()
assert number > 40 and kinds == {'base64', 'raw', 'none'}, (number, kinds)
X
"$program" journal show --data data --centre HK --after 1 --limit 5 >out || fail "it is shown"
[ "$(wc -l <out)" -eq 5 ] || fail "five lines"
grep -q 'alert_received → .*incident_changed' out || fail "lines for people"
"$program" journal show --data data --centre HK --after 2 --limit 2 --json >out || fail "as JSON"
sed -n '3,4p' export.jsonl | cmp -s - out || fail "the same lines as the export"

# Another program decided otherwise: the journal is sound, the replay is not the same.
"$write_journal" data MO other-effects >/dev/null || fail "the other journal is written"
"$program" journal verify --data data --centre MO >/dev/null || fail "its chain holds"
if "$program" journal replay --data data --centre MO >out; then fail "replay finds the difference"; fi
grep -q ': entries 1, first 3, recorded ' out || { cat out; fail "and names what differs"; }

# What became of the cases: tests/tools/write_journal.cpp's, counted by hand.
"$program" regions import "$share/geo/data/regions.geojson" --data cases --centre HK >/dev/null || fail "regions for the cases"
"$write_journal" cases HK cases >/dev/null || fail "the cases are written"
"$program" journal stats --data cases --centre HK --json >out || { cat out; fail "they are counted"; }
python3 - <<'X' || { cat out; fail "as by hand"; }
import json
said = json.load(open('out', encoding='utf-8'))
def tally(incidents, closed, false_alerts):
    return {'incidents': incidents, 'closed': closed, 'false_alerts': false_alerts}
expected = {
    'centre': 'HK', 'incidents': 5, 'tests': 1,
    'outcomes': {'open': 1, 'rescued': 1, 'false_alert': 3},
    # The last casualty was told of by a beacon and by telephone: it counts in both.
    'kinds': {'ais_sart': tally(1, 1, 1), 'beacon_406': tally(3, 3, 2), 'dsc': tally(1, 0, 0), 'report': tally(1, 1, 1)},
    'beacons': {'EPIRB': tally(1, 1, 1), 'EPIRB, float-free': tally(1, 1, 1), 'PLB': tally(1, 1, 0)},
    'sources': [{'centre': 'HK', 'source': 'mcc-a', **tally(2, 2, 1)}, {'centre': 'HK', 'source': 'mcc-b', **tally(1, 1, 1)},
                {'centre': 'HK', 'source': 'telephone', **tally(1, 1, 1)}, {'centre': 'HK', 'source': 'vhf', **tally(1, 0, 0)},
                {'centre': 'HK', 'source': 'waglan', **tally(1, 1, 1)}],
    'closed': 4, 'false_alerts': 3,
    'closed_before_units': 3,  # to the PLB a helicopter went
    'cancelled': 1,
    # 20, 30, 60, 90 s; 120, 300, 600, 3600 s: by nearest rank the second and the fourth.
    'acknowledged': {'count': 4, 'median_ms': 30_000, 'p95_ms': 90_000},
    'closed_after': {'count': 4, 'median_ms': 300_000, 'p95_ms': 3_600_000},
}
for key in sorted(set(said) | set(expected)):
    assert said.get(key) == expected.get(key), (key, said.get(key), expected.get(key))
X
"$program" journal stats --data cases --centre HK --until 2016-08-27T16:10:00Z --json >out || fail "those opened before 16:10"
grep -q '"incidents":3,"tests":0,"outcomes":{"rescued":1,"false_alert":2}' out || { cat out; fail "are the first three"; }
"$program" journal stats --data cases --centre HK --since 2016-08-27T16:20:00Z --json >out || fail "those opened from 16:20 on"
grep -q '"incidents":2,"tests":1' out || { cat out; fail "are the last two and the test"; }
"$program" journal stats --data cases --centre HK >out || fail "in words"
grep -q '^  false alerts: 3 of 4 (75 %) closed$' out || { cat out; fail "with the share of false alerts"; }
grep -q '^    HK mcc-a: 1 of 2 (50 %) closed, 2 in all$' out || { cat out; fail "by source"; }
grep -q '^    EPIRB, float-free: 1 of 1 (100 %) closed, 1 in all$' out || { cat out; fail "by kind of beacon"; }
if "$program" journal stats --data cases --centre HK --since yesterday 2>err; then fail "a time that is none"; fi
grep -q 'is neither a date (2016-08-27) nor a time' err || { cat err; fail "is refused by name"; }

# A changed byte.
python3 - <<'X'
data = open('data/HK/journal.db', 'rb').read()
at = data.index(b'"number 7"')
open('data/HK/journal.db', 'wb').write(data[:at + 1] + b'N' + data[at + 2:])
X
if "$program" journal verify --data data --centre HK >out 2>err; then fail "a changed byte is found"; fi
grep -Eq 'the journal is damaged at entry [0-9]+: .*HK/journal.db: entry [0-9]+ is not what was written' err || { cat err; fail "and its entry named"; }
if "$program" journal verify --data elsewhere --centre HK 2>err; then fail "no journal is a failure"; fi
grep -q 'there is no journal here' err || fail "and said plainly"
echo passed
