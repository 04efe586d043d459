#!/bin/sh
# lingding drill run from end to end: $1 is the program, $2 the source tree.
set -eu
lingding=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $1" >&2; exit 1; }
digests() { grep -o 'journal entries, digest [0-9a-f]*' "$1"; }

# A shipped scenario: all that a director is handed, marked as an exercise.
"$lingding" drill run joint-exercise-2010 --quiet --out run > said || fail "a shipped scenario passes its objectives"
[ "$(head -1 said)" = "EXERCISE EXERCISE EXERCISE 演習" ] || fail "marked at the beginning"
[ "$(tail -1 said)" = "EXERCISE EXERCISE EXERCISE 演習" ] || fail "marked at the end"
for file in run.json score.json report.html report.pdf junit.xml; do [ -s "run/$file" ] || fail "$file"; done
grep -q 'EXERCISE EXERCISE EXERCISE' run/report.html || fail "the report is marked"
[ "$(head -c 5 run/report.pdf)" = "%PDF-" ] || fail "a PDF"
# The exercise's journals are journals: whole, and replayed to the same decisions.
for centre in HK MO CN-GD; do
  "$lingding" journal verify --data run/journals --centre "$centre" > verified || fail "journal of $centre"
  grep -q "$(grep "^$centre " said | grep -o '[0-9a-f]\{64\}')" verified || fail "digest of $centre"
  "$lingding" journal replay --data run/journals --centre "$centre" > replayed || fail "replay of $centre"
  grep -q EXERCISE replayed || fail "the journal of $centre is marked"
done

# Another process, at a pace, steered by hand: the same journals.
printf 'pause\nstep\nstep\nspeed 10000\ngo\njump +00:30:00\nspeed max\n' |
  "$lingding" drill run joint-exercise-2010 --quiet --control --speed 5000 > steered || fail "steered"
digests said > a; digests steered > b
cmp -s a b || fail "the same journals at any pace"

# Back, and on another way: what was done by hand after that moment is undone, what was done before it stays.
note='officer MO Chan {"type":"add_note","incident_id":"$incident","text":"by hand"}'
printf 'pause\njump +00:40:00\n%s\njump -00:10:00\nspeed max\n' "$note" |
  "$lingding" drill run joint-exercise-2010 --quiet --control --speed 5000 > undone || fail "steered back"
grep -q '^done$' undone || fail "a note by hand"
digests undone > b
cmp -s a b || fail "what was done by hand is undone"
printf 'pause\njump +00:40:00\n%s\nspeed max\n' "$note" |
  "$lingding" drill run joint-exercise-2010 --quiet --control --speed 5000 > by_hand || fail "steered by hand"
printf 'pause\njump +00:40:00\n%s\njump +00:20:00\njump -00:10:00\nspeed max\n' "$note" |
  "$lingding" drill run joint-exercise-2010 --quiet --control --speed 5000 > kept || fail "steered back later"
digests by_hand > b; digests kept > c
cmp -s b c || fail "what was done before stays"
! cmp -s a b || fail "a note by hand changes the journals"

# The same, but: another exercise, and what fails is told by the exit status.
"$lingding" drill run joint-exercise-2010 --with joint-exercise-2010--link-down --quiet > other || true
digests other > c
! cmp -s a c || fail "an overlay changes it"
status=0
"$lingding" drill run joint-exercise-2010 --centres HK --quiet > alone || status=$?
[ "$status" = 1 ] || fail "exit status of failed objectives"
grep -q '^failed' alone || fail "a failed objective is named"

# A log: what was received goes through the same inputs, and the part that is asked for alone.
"$lingding" drill run "$source/tests/golden/ais/distress.nmea" --assume-start 2026-08-27T15:00:00Z --centres HK --quiet > log || fail "a log"
grep -q '^HK  *[1-9][0-9]* journal entries' log || fail "a log's journal"

# What can't be is said, and nothing is overwritten.
status=0; "$lingding" drill run joint-exercise-2010 --quiet --out run 2> why || status=$?
[ "$status" = 2 ] && grep -q 'expected a new folder' why || fail "a folder that has something in it"
status=0; "$lingding" drill run joint-exercise-2010 --speed 0 2> why || status=$?
[ "$status" = 2 ] && grep -q 'expected 1 to 10000' why || fail "a speed that is none"
status=0; "$lingding" drill run joint-exercise-2010 --from yesterday 2> why || status=$?
[ "$status" = 2 ] || fail "a time that is none"
