#!/usr/bin/env bash
# Tests tools/run: it sets a data folder up, serves a console, stops on a signal, starts again on what is there, and plays the
# demonstration. Usage: run_test.sh SOURCE_FOLDER
set -euo pipefail
source=$1
folder=$(mktemp -d)
run=
cleanup() { [ -z "$run" ] || { kill -TERM "$run" 2>/dev/null || true; wait "$run" || true; }; rm -rf "$folder"; }
trap cleanup EXIT
fail() { echo "run_test: $*" >&2; cat "$folder/log" >&2; exit 1; }

status=0; "$source/tools/run" --nonsense >/dev/null 2>&1 || status=$?
[ "$status" = 2 ] || fail "an unknown option gave status $status"

free_ports=(--set 'bus.console=tcp://127.0.0.1:*' --set 'bus.traffic=tcp://127.0.0.1:*' --set source.HK-receiver.address=127.0.0.1:0
  --set source.CN-GD-receiver.address=127.0.0.1:0 --set source.MO-receiver.address=127.0.0.1:0
  --set source.HK-MCC.address=127.0.0.1:0 --set source.MO-DSC.address=127.0.0.1:0)
for round in first second; do
  mkfifo "$folder/$round"
  demo=(); [ $round = second ] || demo=(--no-demo)
  "$source/tools/run" "${demo[@]}" --data "$folder/data" -- "${free_ports[@]}" >"$folder/$round" 2>&1 &
  run=$!
  # Reads what it says, waiting for nothing else, until it tells what to do next; then on to its end in the background.
  exec 3<"$folder/$round"
  ready=no
  : >"$folder/log"
  while IFS= read -r line <&3; do
    echo "$line" >>"$folder/log"
    [ "$line" = "Ctrl-C stops the server." ] && { ready=yes; break; }
  done
  [ $ready = yes ] || fail "the $round run ended before the server ran"
  cat <&3 >>"$folder/log" &
  reader=$!

  for key in gd-officer hk-officer mo-officer; do [ -f "$folder/data/keys/$key.secret" ] || fail "no key for $key"; done
  [ "$(stat -c %a "$folder/data")" = 700 ] || fail "the data folder is open to others"
  endpoint=$(sed -n 's/.*"console":"\([^"]*\)".*/\1/p' "$folder/data/endpoints.json")
  "$source/build/release/lingding" console --json --once --timeout 30 --centre HK --endpoint "$endpoint" \
    --key "$folder/data/keys/hk-officer.secret" </dev/null >"$folder/console" 2>>"$folder/log" || fail "the console got no answer"
  grep -q caught_up "$folder/console" || fail "the console did not catch up"

  if [ $round = second ]; then
    grep -q 'CN-GD  recognised, by the arrangement of 2015' "$folder/log" || fail "the plan that was filed is not recognised"
    grep -q 'ALARM at 3 consoles' "$folder/log" || fail "the demonstration's alert did not arrive"
    grep -q 'The same incident, now of 5 alerts' "$folder/log" || fail "the five forms did not become one incident"
    grep -q 'accepts: custody CN-GD' "$folder/log" || fail "custody was not accepted"
  fi
  kill -TERM "$run"
  status=0; wait "$run" || status=$?
  run=
  wait "$reader"
  [ "$status" = 0 ] || fail "the $round run ended with status $status"
  grep -q 'message=stopped' "$folder/log" || fail "the server did not stop gracefully"
  "$source/build/release/lingding" plan list --data "$folder/data" --json >"$folder/plans"
  [ "$(wc -l <"$folder/plans")" -ge 12 ] || fail "the sample plans are not in the registers"
done
