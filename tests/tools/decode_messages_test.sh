#!/bin/sh
# `lingding decode dsc` and `lingding decode sit` end to end: output, refusals, expansions, exit statuses.
# Usage: decode_messages_test.sh PROGRAM SOURCE_FOLDER
set -eu
program=$1
golden=$2/tests/golden
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "failed: $1" >&2
  exit 1
}

{
  printf '# a comment\r\n'
  printf '$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A\r\n'
  printf '$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6B\r\n'
  printf '$CDDSE,1,1,A,3380400790,00,45894494*1B\r\n'
  printf '112 112 25 58 5 99 70 107 4 52 60 13 7 12 52 109 127 52 127 127'
} >calls
"$program" decode dsc calls >out 2>err || fail "a refused line is no failure"
[ "$(wc -l <out)" -eq 3 ] || fail "one object a call, and one for the refused line"
sed -n 1p out | grep -q '"expanded":true' || fail "the expansion is joined"
sed -n 2p out | grep -q '"error":"checksum_wrong"' || fail "the refused line is there, in its place"
sed -n 3p out | grep -q '"sender_mmsi":"255805997"' || fail "symbols"
grep -q '^line 3: checksum_wrong: ' err || fail "the refused line has its number and its reason"
"$program" decode dsc <calls 2>/dev/null | cmp -s out - || fail "standard input is the default"
if "$program" decode dsc --strict calls >/dev/null 2>&1; then fail "--strict fails on a refused line"; fi
if printf 'hello\n' | "$program" decode dsc >/dev/null 2>&1; then fail "nothing but refusals is a failure"; fi

# An alert whose expansion never comes is printed while the source is still open.
mkfifo pipe
"$program" decode dsc pipe >live 2>/dev/null &
reader=$!
exec 3>pipe
printf '$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A\n' >&3
tries=0
until [ -s live ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || fail "the alert is printed without its expansion"
  sleep 0.1
done
exec 3>&-
wait "$reader" || fail "the end of a pipe"
grep -q '"expanded":false' live || fail "the expansion did not come"

cat "$golden"/sarsat/mcc/aumcc_conflict.txt "$golden"/sarsat/mcc/cmc_encoded.txt "$golden"/sarsat/mcc/envelopes_xml.txt >mcc
printf 'I need help\n' >>mcc
"$program" decode sit mcc >out 2>err || fail "a refused message is no failure"
[ "$(wc -l <out)" -eq 6 ] || fail "one object a message, also for the refused one"
sed -n 1p out | grep -q '"kind":"conflict"' || fail "the conflict"
sed -n 2p out | grep -q '"hex_id_15":"222E60801EFFBFF"' || fail "the ID from the reference"
sed -n 6p out | grep -q '"error":"not_a_message"' || fail "the refused message"
grep -q '^message 6: not_a_message: expected ' err || fail "the refused message has its number and its reason"
"$program" decode sit - <mcc 2>/dev/null | cmp -s out - || fail "standard input"
if "$program" decode sit --strict mcc >/dev/null 2>&1; then fail "--strict fails on a refused message"; fi
if "$program" decode sit no-such-file >/dev/null 2>err; then fail "a file that is not there"; fi
grep -q 'no-such-file' err || fail "the file that is not there is named"
if "$program" decode sit mcc >/dev/full 2>/dev/null; then fail "a full disk is noticed"; fi
echo "ok"
