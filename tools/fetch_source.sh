#!/usr/bin/env bash
# fetch_source.sh PACKAGE FOLDER: unpacks the source of a Debian package, with Debian's patches, as FOLDER. For libraries
# whose archives in Debian need others that have none. Needs no root, and no deb-src line in apt's own configuration: the
# lists of sources are made from those of binaries and kept beside FOLDER.
set -euo pipefail
package=$1
folder=$2
parent=$(dirname "$folder")
mkdir -p "$parent"
cd "$parent"
exec 9> .fetch.lock
flock 9 # builds of several presets may ask at once
[ -d "$folder" ] && exit 0

apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/archives/partial"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -r "$file" ] && sed -n 's/^deb /deb-src /p' "$file" > "$apt/parts/$(basename "$file" .list).list"
done
for file in /etc/apt/sources.list.d/*.sources; do
  [ -r "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "$apt/parts/$(basename "$file")"
done
options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/parts" -o "Dir::State::lists=$apt/lists"
  -o "Dir::Cache=$apt" -o APT::Sandbox::User=)
fail() {
  echo "The source of the Debian package '$package' could not be had: $1." >&2
  echo "Unpack it yourself (apt-get source $package) as $folder" >&2
  exit 1
}
# A list that fails does not matter as long as the package is in another.
apt-get "${options[@]}" update >&2 || true
(cd "$apt" && apt-get "${options[@]}" source --download-only "$package" >&2) || fail "the download failed"
dpkg-source --no-check -x "$apt/$package"_*.dsc "$folder.part" > "$apt/log" 2>&1 || { cat "$apt/log" >&2; fail "unpacking failed"; }
mv "$folder.part" "$folder"
