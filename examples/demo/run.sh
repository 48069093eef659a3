#!/bin/sh
# Builds the `hookseal` command and the Python wheel, installs the wheel into a virtual environment of its own, starts app.py
# under gunicorn and sends it genuine, forged, stale, oversized, compressed, repeated and failing deliveries: deliver.py prints
# what became of each. Exit status 0: all as it should be.
#
# Needs Rust, and Python 3.11 or newer with venv: `python3`, or what PYTHON names. Everything stays in cargo's target folder.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
venv=$target/demo-venv
python=${PYTHON:-python3}

if ! "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "make demo needs Python 3.11 or newer with its venv module (Debian: python3-venv). PYTHON=… says which one to use." >&2
    exit 2
fi

echo 'Building the hookseal command' >&2
cargo build --locked --quiet --manifest-path "$root/Cargo.toml" -p hookseal-cli

if ! "$venv/bin/python" -c 'import flask, gunicorn, maturin' 2>/dev/null; then
    echo 'Making a virtual environment' >&2
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" --disable-pip-version-check install --quiet flask gunicorn 'maturin>=1.16,<2'
fi

echo 'Building the wheel' >&2
rm -rf "$target/demo-wheel"
"$venv/bin/maturin" build --release --locked --quiet --interpreter "$venv/bin/python" \
    --manifest-path "$root/bindings-python/Cargo.toml" --out "$target/demo-wheel"
"$venv/bin/pip" --disable-pip-version-check install --quiet --force-reinstall --no-deps "$target"/demo-wheel/*.whl

exec "$venv/bin/python" "$root/examples/demo/deliver.py" "$target/debug/hookseal"
