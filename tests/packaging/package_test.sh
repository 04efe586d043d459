#!/usr/bin/env bash
# Builds the Debian package and the installed tree from a finished build and checks what is in them.
# Usage: package_test.sh BUILD_FOLDER VERSION
set -euo pipefail
build=$1 version=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "package_test: $*" >&2; exit 1; }
has() { grep -qE "$2" "$1" || { cat "$1" >&2; fail "$3"; }; }

# The package: one file with Debian's name.
(cd "$build" && cpack --config CPackConfig.cmake -B "$folder/out" >"$folder/cpack.log" 2>&1) || { cat "$folder/cpack.log" >&2; fail "cpack failed"; }
architecture=$(dpkg --print-architecture)
package="$folder/out/lingding_${version}_${architecture}.deb"
[ -f "$package" ] || fail "no $package; there is: $(ls "$folder/out")"

# Its control data.
dpkg-deb --info "$package" >"$folder/info"
has "$folder/info" '^ Package: lingding$' "wrong package name"
has "$folder/info" "^ Version: ${version//./\\.}\$" "wrong version"
for library in libzmq5 libsqlite3-0 libproj25 libgeos-c1v5 libspatialite7 libssl3 libcairo2 libpango-1.0-0 libpangocairo-1.0-0 libqrencode4 fonts-noto-cjk adduser; do
  has "$folder/info" "^ Depends: .*\b$library\b" "does not depend on $library"
done
dpkg-deb --control "$package" "$folder/control"
[ "$(cat "$folder/control/conffiles")" = /etc/lingding/lingding.toml ] || fail "the configuration is no conffile"
for script in postinst prerm postrm; do
  [ -x "$folder/control/$script" ] || fail "$script is not executable"
  sh -n "$folder/control/$script" || fail "$script is not a shell script"
done
grep -q 'adduser .*--system .*lingding' "$folder/control/postinst" || fail "postinst makes no user"
(cd "$folder/control" && [ "$(wc -l <md5sums)" -gt 10 ]) || fail "md5sums are missing"

# Its files: where they belong, root's, writable by root alone, nothing set-uid.
dpkg-deb --contents "$package" >"$folder/contents"
if grep -vE ' root/root ' "$folder/contents"; then fail "files that are not root's"; fi
if awk '$1 !~ /^l/' "$folder/contents" | grep -E '^.(.{4}w|.{7}w|..[sS]|.{5}[sS])'; then fail "files that others may write, or set-uid"; fi
for path in ./usr/bin/lingding ./etc/lingding/lingding.toml ./usr/lib/systemd/system/lingding.service \
    ./usr/share/lingding/geo/data/regions.geojson ./usr/share/lingding/plans/schema/cooperation-plan.schema.json \
    ./usr/share/doc/lingding/README.md ./usr/share/doc/lingding/CHANGELOG.md ./usr/share/doc/lingding/copyright \
    ./usr/share/doc/lingding/operations.md ./usr/share/doc/lingding/architecture.md; do
  grep -qE " $path\$" "$folder/contents" || fail "$path is missing"
done
grep -qE ' \./usr/share/lingding/plans/data/.*\.json$' "$folder/contents" || fail "the shipped plans' data is missing"
# Data that was forgotten in the package is found here: the same files as in the source tree.
source=$(cd "$(dirname "$0")/../.." && pwd)
for below in geo/data plans/data plans/schema; do
  dpkg-deb --fsys-tarfile "$package" | tar -tf - "./usr/share/lingding/$below" | grep -v '/$' | sed 's,.*/usr/share/lingding/,,' | sort >"$folder/packed"
  (cd "$source" && find "$below" -type f | sort) >"$folder/expected"
  diff "$folder/expected" "$folder/packed" >&2 || fail "$below differs from the source tree"
done
if grep -vE ' \./(usr/(|bin/.*|share/.*|lib/(|systemd/.*))|etc/(|lingding/.*))?$' "$folder/contents"; then fail "files in unusual places"; fi

# The unpacked program runs where it lies and uses its own data, not the source tree's.
dpkg-deb --extract "$package" "$folder/unpacked"
program="$folder/unpacked/usr/bin/lingding"
[ "$("$program" --version)" = "lingding $version" ] || fail "--version says: $("$program" --version)"
"$program" where 22.19 113.55 >"$folder/where" || fail "the unpacked program's where fails"
has "$folder/where" '"responsible":' "where gives no decision"
mv "$folder/unpacked/usr/share/lingding/geo" "$folder/unpacked/usr/share/lingding/elsewhere"
if "$program" where 22.19 113.55 >/dev/null 2>"$folder/err"; then fail "where ran without its data: it read somebody else's"; fi
mv "$folder/unpacked/usr/share/lingding/elsewhere" "$folder/unpacked/usr/share/lingding/geo"
"$program" serve --config "$folder/unpacked/etc/lingding/lingding.toml" --check || fail "the packaged configuration is refused"

# The unit: systemd finds nothing wrong, and its exposure is low (0 … 10; a unit without hardening has 9.6).
unit="$folder/unpacked/usr/lib/systemd/system/lingding.service"
mkdir "$folder/verify"
sed "s,=/usr/bin/lingding,=$program," "$unit" >"$folder/verify/lingding.service"
systemd-analyze verify --man=no --recursive-errors=no "$folder/verify/lingding.service" >"$folder/verify.log" 2>&1 || { cat "$folder/verify.log" >&2; fail "systemd-analyze verify"; }
if grep lingding.service "$folder/verify.log"; then fail "systemd-analyze verify has remarks"; fi
systemd-analyze security --offline=yes --threshold=15 --no-pager "$unit" >"$folder/security" 2>&1 || { cat "$folder/security" >&2; fail "the unit's exposure is above 1.5"; }

# cmake --install to another prefix keeps everything below it.
cmake --install "$build" --prefix "$folder/prefix" >/dev/null
[ -x "$folder/prefix/bin/lingding" ] && [ -f "$folder/prefix/etc/lingding/lingding.toml" ] || fail "cmake --install: files are missing"
[ "$("$folder/prefix/bin/lingding" --version)" = "lingding $version" ] || fail "the installed program does not run"
echo "package_test: $(basename "$package"), $(stat -c %s "$package") bytes"
