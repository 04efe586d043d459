#!/bin/sh
# `lingding decode beacon` end to end: one line for each input, refusals among them, exit statuses.
# Usage: decode_beacon_test.sh PROGRAM
set -eu
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "failed: $1" >&2
  exit 1
}

# C/S T.001, section B1, whole, grouped, with one wrong bit; a line that is none; an empty one; T.018, section B.1, without a line end.
{
  printf '56E6804002202009655250\r\n'
  printf '56E68 04002 20200 96552 50\n'
  printf '56E6804002202009655210\n'
  printf 'no beacon\n'
  printf '\n'
  printf '0039823D32618658622811F0000000000003FFF004030680258'
} >lines

"$program" decode beacon - <lines >out || fail "a refused line among messages is no failure"
[ "$(wc -l <out)" -eq 6 ] || fail "a line for every line"
[ "$(grep -c '"hex_id_15":"ADCD00800440401"' out)" -eq 3 ] || fail "the same beacon three times"
sed -n 3p out | grep -q '"bch":{"ok":true,"corrected":1,' || fail "the correction is reported"
[ "$(sed -n 4p out)" = '{"input":"no beacon","error":"neither a message (22, 28, 30, 36, 51 or 63 digits) nor an ID (15 or 23)"}' ] || fail "a refusal with its input"
[ "$(sed -n 5p out)" = '{"input":"","error":"no digits"}' ] || fail "an empty line"
sed -n 6p out | grep -q '"hex_id_23":"9934039823D000000000000"' || fail "a last line without its end"

"$program" decode beacon 56E6804002202009655250 zz >out || fail "arguments"
[ "$(wc -l <out)" -eq 2 ] || fail "a line for every argument"
if "$program" decode beacon zz >out; then fail "nothing but refusals is a failure"; fi
[ "$(wc -l <out)" -eq 1 ] || fail "which has its line all the same"

# Ten megabytes without a line end, then a message.
{
  head -c 10000000 /dev/zero | tr '\0' '5'
  printf '\n56E6804002202009655250\n'
} | "$program" decode beacon - >out || fail "a line without end"
[ "$(wc -l <out)" -eq 2 ] || fail "the message behind the long line"
[ "$(head -1 out | wc -c)" -lt 300 ] || fail "the long line is not repeated"
head -c 100000 "$program" | "$program" decode beacon - >out || true
python3 -c 'import json,sys
for line in open("out", encoding="utf-8"): json.loads(line)' || fail "noise gives JSON all the same"
if "$program" decode beacon - <lines >/dev/full 2>/dev/null; then fail "a full disk is noticed"; fi
if "$program" decode beacon >/dev/null 2>&1; then fail "an argument is needed"; fi
echo "ok"
