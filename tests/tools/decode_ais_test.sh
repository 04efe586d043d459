#!/bin/sh
# `lingding decode ais` end to end: output, errors with line numbers, the summary, exit statuses, a line without end.
# Usage: decode_ais_test.sh PROGRAM
set -eu
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "failed: $1" >&2
  exit 1
}

# Published sentences (gpsd's documentation and test/sample.aivdm), one damaged, one in two parts, one with a TAG block.
{
  printf '# a comment\r\n'
  printf '!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n'
  printf '!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5D\r\n'
  printf '!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n'
  printf '!AIVDM,2,2,1,A,88888888880,2*25\n'
  printf '\\g:1-2-73874,n:157036,s:r003669945,c:1241544035*4A\\!AIVDM,1,1,,B,15N4cJ`005Jrek0H@9n`DW5608EP,0*13\n'
  printf '!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51'
} >log.nmea

"$program" decode ais log.nmea >out 2>err || fail "a refused line is no failure"
[ "$(wc -l <out)" -eq 4 ] || fail "four messages"
[ "$(sed -n 4p out)" = '{"type":14,"repeat":0,"mmsi":351809000,"scaled":true,"text":"RCVD YR TEST MSG"}' ] || fail "the last line has no end"
grep -q '^line 3: checksum_wrong: ' err || fail "the refused line has its number and its reason"
grep -q '"tag":{"g":"1-2-73874","s":"r003669945","c":1241544035,"n":157036,"time":"2009-05-05T17:20:35.000Z"}' out || fail "the tag"
grep -Eq '^lines +7$' err || fail "the lines are counted"
grep -Eq '^  type 5 +1$' err || fail "messages are counted by type"
grep -Eq '^  checksum_wrong +1$' err || fail "refusals are counted by reason"

"$program" decode ais - <log.nmea >piped 2>/dev/null || fail "standard input"
cmp -s out piped || fail "standard input gives what the file gives"
"$program" decode ais <log.nmea 2>/dev/null | cmp -s out - || fail "standard input is the default"

if "$program" decode ais --strict log.nmea >/dev/null 2>&1; then fail "--strict fails on a refused line"; fi
sed 3d log.nmea >sound.nmea
"$program" decode ais --strict sound.nmea >/dev/null 2>&1 || fail "--strict passes on a sound log"

# Ten megabytes without a line end, then a sentence.
{
  head -c 10000000 /dev/zero | tr '\0' 'x'
  printf '\n!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\n'
} >long.nmea
"$program" decode ais long.nmea >out 2>err || fail "a line without end"
[ "$(wc -l <out)" -eq 1 ] || fail "the sentence behind the long line"
[ "$(grep -c 'line_too_long: ' err)" -eq 1 ] || fail "the long line is refused once"

head -c 100000 "$program" >noise
if "$program" decode ais noise >out 2>/dev/null; then [ ! -s out ] || fail "noise gives no message"; fi
: >empty
"$program" decode ais empty >out 2>/dev/null || fail "an empty file"
[ ! -s out ] || fail "nothing comes of nothing"
if "$program" decode ais no-such-file >/dev/null 2>err; then fail "a file that is not there"; fi
grep -q 'no-such-file' err || fail "the file that is not there is named"
if "$program" decode ais log.nmea >/dev/full 2>/dev/null; then fail "a full disk is noticed"; fi
echo "ok"
