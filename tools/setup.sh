#!/usr/bin/env bash
# Makes sure that every package of tools/packages.txt is there. With root (or sudo that asks nothing) it installs the missing ones;
# otherwise it says what to install and fails. Quick when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t wanted < <(grep -Ev '^(#|$)' tools/packages.txt)

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system: tools/setup.sh cannot install what building needs. As Debian 12 packages, that is:" >&2
  echo "  ${wanted[*]}" >&2
  exit 1
fi

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
  # nodejs may come from elsewhere than Debian: what counts is that node runs.
  if [ "$package" = nodejs ] && command -v node >/dev/null; then continue; fi
  grep -q "^$package installed$" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

# LLVM 22 is newer than Debian 12: it comes with the security updates, which a machine may have left out of its sources.
source_hint() {
  [[ "$*" == *-22* ]] || return 0
  echo "LLVM 22 is part of Debian 12's security updates: the apt sources (/etc/apt/sources.list.d) need the suite" >&2
  echo "bookworm-security, component main, beside bookworm, and a fresh \"apt-get update\"." >&2
}

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "These Debian packages are missing and only root can install them. As root:" >&2
  echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
  source_hint "${missing[@]}"
  exit 1
fi

echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
unknown=()
for package in "${missing[@]}"; do
  [ -n "$(apt-cache show "$package" 2>/dev/null)" ] || unknown+=("$package")
done
if [ ${#unknown[@]} -ne 0 ]; then
  echo "apt does not find these packages: ${unknown[*]}" >&2
  source_hint "${unknown[@]}"
  exit 1
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
