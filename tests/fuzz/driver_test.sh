#!/usr/bin/env bash
# Tests tests/fuzz/driver.cpp with the target of planted_fault.cpp. Usage: driver_test.sh PROGRAM
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "driver_test: $*" >&2; exit 1; }

mkdir "$folder/seeds" "$folder/crashes" "$folder/empty"
printf 'xyz' >"$folder/seeds/1"

# Without mutations the seed passes, and the driver says how much it did.
out=$("$program" --seeds "$folder/seeds" --runs 0) || fail "a good seed failed"
[ "$out" = "1 seeds, 0 mutations" ] || fail "unexpected summary: $out"

# No seeds: an error, never a pass.
status=0; "$program" --seeds "$folder/empty" 2>"$folder/err" || status=$?
[ "$status" = 2 ] || fail "an empty seed folder gave status $status"
status=0; "$program" --no-such-option 1 2>"$folder/err" || status=$?
[ "$status" = 2 ] || fail "an unknown option gave status $status"

# Mutations find the planted fault; the process dies by the signal; the input is kept and shows the fault again.
printf 'a_b' >"$folder/seeds/2"
status=0; (ulimit -c 0; exec "$program" --seeds "$folder/seeds" --runs 200000 --crash-folder "$folder/crashes") \
  >/dev/null 2>"$folder/err" || status=$?
[ "$status" = 134 ] || fail "the planted fault was not found (status $status)"
kept=("$folder"/crashes/crash-*)
[ -f "${kept[0]}" ] || fail "the input was not kept"
grep -q 'ab' "${kept[0]}" || fail "the input kept is not the one that showed the fault"
grep -q "the input under way is in" "$folder/err" || fail "the driver did not say where the input is"
status=0; (ulimit -c 0; exec "$program" --crash-folder "$folder" "${kept[0]}") >/dev/null 2>&1 || status=$?
[ "$status" = 134 ] || fail "the kept input does not show the fault again (status $status)"
