#!/bin/sh
# lingding drill check and drill list from end to end: $1 is the program, $2 the source tree.
set -eu
lingding=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $1" >&2; exit 1; }

# The library: every scenario is listed, with its overlays behind it, and every one is right.
"$lingding" drill list > listed || fail "list"
[ "$(grep -c '^[a-z]' listed)" -ge 8 ] || fail "eight scenarios"
grep -q '^  --with joint-exercise-2010--link-down$' listed || fail "overlay"
"$lingding" drill check $(grep '^[a-z]' listed) > checked || fail "the library is right"
grep -q 'southern-bay-one at .*waters of MO' checked || fail "whose water"
"$lingding" drill check joint-exercise-2010 --with joint-exercise-2010--link-down > with || fail "with"
grep -q 'the link HK–MO is down' with || fail "overlay's inject"

# The example of the document is right too.
sed -n '/^```$/,/^```$/p' "$source/docs/drills.md" | grep -v '^```' > example.jsonl
[ -s example.jsonl ] || fail "there is an example"
"$lingding" drill check example.jsonl > /dev/null || fail "the document's example"

# Faults: each with file, line and field, on standard error, and the exit status.
cat > wrong.jsonl <<'SCENARIO'
# a comment
{"scenario":"w","title":"W","based_on":"x","begins":"2026-08-27T15:40:00Z","lasts":3600}
{"ship":"a","plan":"HK-SAMPLE-01","sails":{"departs":"23:30"}}
{"inject":"b","when":"HK acknowleged","restart":"HK"}
{"inject":"c","at":5,"does":"stops","ship":"aa"}
SCENARIO
status=0
"$lingding" drill check wrong.jsonl > out 2> err || status=$?
[ "$status" = 1 ] || fail "exit status of a wrong scenario"
[ ! -s out ] || fail "nothing of a wrong scenario is listed"
grep -q '^wrong.jsonl:4: when: found HK acknowleged; expected .*did you mean "acknowledged"' err || fail "line 4"
grep -q '^wrong.jsonl:5: ship: found "aa"; expected a ship of the cast' err || fail "line 5"
[ "$(wc -l < err)" = 2 ] || fail "two faults"

# What only plans can tell, and names that there are not.
sed -e '4,5d' -e 's/23:30/23:31/' wrong.jsonl > departs.jsonl
status=0
"$lingding" drill check departs.jsonl > out 2> err || status=$?
[ "$status" = 1 ] && grep -q 'no departure at 23:31' err || fail "departure"
status=0
"$lingding" drill check joint-exercise-2011 > out 2> err || status=$?
[ "$status" = 1 ] && grep -q 'did you mean "joint-exercise-2010"' err || fail "nearest name"
