#!/bin/sh
# `lingding decode cap`, and `lingding journal export --format cap|cot`, whose CAP xmllint checks against the schema.
# Usage: cap_test.sh PROGRAM WRITE_JOURNAL SHARE
set -eu
program=$1
write_journal=$2
share=$3
golden=$share/tests/golden/cap
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "failed: $1" >&2
  exit 1
}
valid() { xmllint --noout --nonet --schema "$golden/cap.xsd" "$@" 2>err || { cat err; return 1; }; }

# The schema is checked by the standard's own examples, and refuses what is none.
for name in homeland_security thunderstorm earthquake; do valid "$golden/$name.xml" || fail "$name is valid"; done
sed 's/-07:00/Z/' "$golden/thunderstorm.xml" >letter.xml
if valid letter.xml >/dev/null; then fail "the schema refuses Z"; fi

{ cat "$golden/thunderstorm.xml"; sed '/<urgency>/d' "$golden/earthquake.xml"; cat "$golden/homeland_security.xml"; } >stream
"$program" decode cap stream >out 2>err || fail "a refused message is no failure"
[ "$(wc -l <out)" -eq 3 ] || fail "one object a message, also for the refused one"
sed -n 2p out | grep -q '"error":"element_missing".*"where":"/alert/info/urgency"' || fail "the place of the fault"
grep -q '^message 2: element_missing at /alert/info/urgency: expected ' err || fail "the refused message is named"
"$program" decode cap <stream 2>/dev/null | cmp -s out - || fail "standard input is the default"
if "$program" decode cap --strict stream >/dev/null 2>&1; then fail "--strict fails on a refused message"; fi
if echo '<alert/>' | "$program" decode cap >/dev/null 2>&1; then fail "nothing but refusals is a failure"; fi

"$program" regions import "$share/geo/data/regions.geojson" --data data >/dev/null
"$write_journal" data HK >/dev/null
"$program" journal export --data data --centre HK --format cap >all.xml || fail "CAP is exported"
"$program" decode cap --strict all.xml >all.json 2>/dev/null || fail "it reads back"
[ "$(grep -c '"type":"Alert"' all.json)" -eq 40 ] || fail "an Alert for each incident"
if grep -q '"warnings":\["' all.json; then fail "to the letter"; fi
csplit -s -z -n 4 -f message- all.xml '/^<?xml/' '{*}'
valid message-* || fail "it is valid by the schema"
"$program" journal export --data data --centre HK --format cap --exercise --sender rcc@example.org |
  grep -q '<status>Exercise</status>' || fail "an exercise"
if "$program" journal export --data data --centre HK --format cap --sender 'a b' 2>/dev/null; then fail "a sender with a blank"; fi
"$program" journal export --data data --centre HK --format cot >events || fail "CoT is exported"
[ "$(grep -c 'type="b-a-o-tbl"' events)" -ge 40 ] || fail "an event for each incident"
sed -n 1p events >event.xml
[ "$(xmllint --nonet --xpath 'string(/event/point/@lat)' event.xml)" = 22.0000000 ] || fail "the position"
id=$(sed -n 1p all.json | sed 's/.*"incidents":\["\([^"]*\)".*/\1/')
[ "$("$program" journal export --data data --centre HK --format cot --incident "$id" | wc -l)" -eq 1 ] || fail "one incident alone"
echo passed
