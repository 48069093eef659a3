#!/usr/bin/env bash
# Fuzzes every target: `run.sh short` for a minute in all, `run.sh full` for ten minutes each. A target's name after
# that fuzzes it alone. What is found lies in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")"

targets=(capture event headers scheme scheme_file timestamps window)
case "${1:-}" in
short) seconds=10 ;;
full) seconds=600 ;;
*)
    echo "usage: ${0##*/} short|full [target…]" >&2
    exit 2
    ;;
esac
shift
[ $# -eq 0 ] || targets=("$@")

if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "SKIPPED: fuzzing needs a toolchain called \`nightly\`: rustup toolchain install nightly" >&2
    [ "${CI:-}" = true ] || [ "$seconds" -ge 600 ] && exit 2 || exit 0
fi
cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --version 0.13.2 --locked

# cargo-fuzz has no --locked of its own.
cargo +nightly metadata --locked --format-version 1 >/dev/null
cargo +nightly fuzz build

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for target in "${targets[@]}"; do
    options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
    dictionary=dictionaries/$target.dict
    [ ! -e "$dictionary" ] || options+=(-dict="$dictionary")
    # The short run keeps nothing, so that it always starts from the same seeds.
    corpus=corpus/$target
    [ "$seconds" -ge 600 ] || corpus=$scratch/$target
    mkdir -p "$corpus"
    echo "== $target, $seconds s"
    cargo +nightly fuzz run "$target" "$corpus" "seeds/$target" -- "${options[@]}" 2>&1 | { grep -v '^[#"]' || true; }
done
