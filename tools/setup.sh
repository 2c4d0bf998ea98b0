#!/usr/bin/env bash
# Makes sure that every package of tools/packages.txt is there. With root (or sudo that asks nothing) it installs the missing ones;
# otherwise it says what to install and fails. Quick when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
while read -r package; do
  case $package in '' | '#'*) continue ;; esac
  # nodejs may come from elsewhere than Debian: what counts is that node runs.
  if [ "$package" = nodejs ] && command -v node >/dev/null; then continue; fi
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done < tools/packages.txt
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "These Debian packages are missing and only root can install them:" >&2
  echo "  apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
