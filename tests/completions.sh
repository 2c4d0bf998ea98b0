#!/usr/bin/env bash
# The completion scripts, loaded into their shells: bash, and zsh and fish where they are installed.
# usage: tests/completions.sh VERA
set -euo pipefail
vera=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for shell in bash zsh fish; do "$vera" completions $shell >"$scratch/_vera.$shell"; done
cd "$scratch"
mkdir sub
touch one.vera 'two words.vera' other.txt

status=0
expect() { # shell, line, wanted, got
  if [ "$3" != "$4" ]; then
    echo "$1: '$2' gives '$4', wanted '$3'"
    status=1
  fi
}

# What bash offers for the words given, the last one being typed.
in_bash() {
  bash --norc -c '. ./_vera.bash
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _vera 2>/dev/null # compopt complains outside of a completion
    printf "%s|" "${COMPREPLY[@]}"' bash "$@"
}
expect bash "vera ch" "check|" "$(in_bash vera ch)"
expect bash "vera fmt --w" "--write|" "$(in_bash vera fmt --w)"
expect bash "vera dump --stage=t" "tokens|tree|" "$(in_bash vera dump --stage = t)"
expect bash "vera dump --stage t" "tokens|tree|" "$(in_bash vera dump --stage t)"
expect bash "vera completions z" "zsh|" "$(in_bash vera completions z)"
expect bash "vera jit o" "one.vera|" "$(in_bash vera jit o)"
expect bash "vera jit t" "two words.vera|" "$(in_bash vera jit t)"
expect bash "vera jit s" "sub|" "$(in_bash vera jit s)"

if command -v fish >/dev/null; then
  in_fish() { HOME=$scratch fish --no-config -c 'source _vera.fish; complete -C "'"$1"'"' | cut -f1 | tr '\n' '|'; }
  expect fish "vera ch" "check|" "$(in_fish 'vera ch')"
  expect fish "vera fmt --w" "--write|" "$(in_fish 'vera fmt --w')"
  expect fish "vera dump --stage=t" "--stage=tokens|--stage=tree|" "$(in_fish 'vera dump --stage=t')"
  expect fish "vera completions z" "zsh|" "$(in_fish 'vera completions z')"
  expect fish "vera jit o" "one.vera|" "$(in_fish 'vera jit o' | tr '|' '\n' | head -n 1)|"
fi

if command -v zsh >/dev/null; then
  # From a folder of $fpath, as `vera completions --help` says, and sourced.
  mkdir functions
  cp _vera.zsh functions/_vera
  script=$(HOME=$scratch zsh -f -c 'fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[vera]')
  expect zsh "fpath" "_vera" "$script"
  script=$(HOME=$scratch zsh -f -c 'autoload -Uz compinit; compinit -u -D; source ./_vera.zsh; print $_comps[vera]')
  expect zsh "source" "_vera" "$script"
fi
exit $status
