#!/bin/sh
# lingding drill inspect and convert from end to end: $1 is the program, $2 the source tree.
set -eu
lingding=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $1" >&2; exit 1; }

ship='!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*00'
printf '1472313000 %s\n1472313001 %s\nnoise\n1472313200 %s\n' "$ship" "$ship" "$ship" > a.log
printf '2016-08-27T15:50:00.500Z,%s\n' "$ship" | gzip > b.bin

# Text, for people: the gap of 199 s, one bad line, two files merged.
"$lingding" drill inspect a.log b.bin > text
grep -q '^a.log: lines, not compressed' text || fail "form"
grep -q '^b.bin: lines, gzip' text || fail "gzip"
grep -q '2016-08-27T15:50:01.000Z to 2016-08-27T15:53:20.000Z: 00:03:19.000' text || fail "gap"
grep -q 'not_a_sentence 1' text || fail "noise"
grep -q '^together: 2 files' text || fail "together"

# JSON, for programs.
"$lingding" drill inspect --json --gap 300 a.log > json
python3 - <<'CHECK' || fail "json"
import json
one = json.load(open("json"))
assert one["together"]["entries"] == 3 and one["together"]["gap_count"] == 0, one
assert one["together"]["mmsi_count"] == 1 and one["together"]["mmsi_count_exact"], one
assert one["files"][0]["noise"]["not_a_sentence"]["first"] == [{"line": 3, "found": "noise"}], one
CHECK

# Converted, packed, merged, cut by time, and read again: NMEA and JSON Lines say the same.
"$lingding" drill convert a.log b.bin --from 2016-08-27T15:50:00.100Z --out c.nmea.zst 2> said
grep -q '^3 entries written, 1 outside' said || fail "cut"
"$lingding" drill convert c.nmea.zst --to jsonl > d.jsonl 2> /dev/null
python3 - <<'CHECK' || fail "convert"
import json
entries = [json.loads(line) for line in open("d.jsonl")]
assert [e["at"] for e in entries] == ["2016-08-27T15:50:00.500Z", "2016-08-27T15:50:01.000Z", "2016-08-27T15:53:20.000Z"], entries
assert [e["source"] for e in entries] == ["b", "a", "a"], entries
assert all(e["format"] == "ais" and e["raw"].startswith("!AIVDM") for e in entries)
CHECK
"$lingding" drill convert d.jsonl --out e.nmea.gz 2> /dev/null
[ "$("$lingding" drill convert e.nmea.gz --to jsonl 2> /dev/null)" = "$(cat d.jsonl)" ] || fail "round trip"

# A table by its shipped map (a row that the Danish Maritime Authority published: aisdk-2023-03-18.csv).
cat > t.csv <<'TABLE'
# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D
18/03/2023 00:00:00,Class A,352002266,55.4921,14.7525,Under way using engine,0.7,12.5,241.8,241,Unknown,,,Undefined,,,,Undefined,,,,AIS,,,,
TABLE
"$lingding" drill convert t.csv 2> /dev/null > t.nmea
"$lingding" decode ais t.nmea 2> /dev/null > t.json
python3 - <<'CHECK' || fail "table"
import json
one = json.loads(open("t.json").readline())
text = json.dumps(one)
assert "352002266" in text, one
assert "55.4921" in text and "14.7525" in text and "241.8" in text and "12.5" in text, one
CHECK
"$lingding" drill inspect t.csv | grep -q 'table danish-dma' || fail "table's name"

# What is no log, or is cut off, is said by the exit status; an option that can't be read is usage.
echo 'a,b' > no.csv
status=0; "$lingding" drill inspect no.csv > out || status=$?
[ $status = 1 ] && grep -q unknown_content out || fail "unknown content"
head -c 20 b.bin > cut.gz
status=0; "$lingding" drill inspect cut.gz > out || status=$?
[ $status = 1 ] && grep -q truncated out || fail "truncated"
status=0; "$lingding" drill inspect --assume-start yesterday a.log 2> /dev/null || status=$?
[ $status = 2 ] || fail "usage"
status=0; "$lingding" drill inspect missing.log 2> /dev/null || status=$?
[ $status = 1 ] || fail "missing file"
# No terminal: no progress.
"$lingding" drill inspect a.log 2> progress > /dev/null
[ ! -s progress ] || fail "progress in a pipe"
echo "all is well"
