# Thin: each language's own tool does the work. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help demo generate test bench bench-full bench-python fuzz soak-window test-format test-rust test-vectors test-interleavings test-c test-python test-firmware test-minimal test-fuzz install

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## Send a Flask app under gunicorn genuine, forged, stale, repeated and failing deliveries, and print what became of them
	@examples/demo/run.sh

# In order of dependence: the list of errors, what is written from it, vectors, licences, the page of schemes.
generate: ## Write every generated file anew
	HOOKSEAL_WRITE=1 cargo test --locked -p hookseal-core --test vectors errors
	HOOKSEAL_WRITE=1 cargo test --locked -p hookseal-c --lib generated::status
	HOOKSEAL_WRITE=1 cargo test --locked -p hookseal-c --lib generated::header
	python3 tests/vectors/generate.py
	python3 bindings-python/tools/errors.py
	python3 bindings-python/tools/notices.py
	cargo run --locked -p hookseal-cli -- schemes --markdown > target/schemes.md
	mv target/schemes.md docs/schemes.md

test: test-format test-rust test-vectors test-interleavings test-c test-python test-firmware test-minimal test-fuzz ## The whole check

test-format:
	cargo fmt --all --check
	cargo fmt --manifest-path firmware/Cargo.toml --check
	cargo clippy --locked --workspace --exclude hookseal-bench --all-targets -- -D warnings

test-rust:
	tools/need curl curl || test "$$CI" != true
	cargo test --locked --workspace --exclude hookseal-bench
	CARGO_PROFILE_RELEASE_LTO=off cargo test --locked --release -p hookseal-core --test bad_input --test secrecy

test-vectors:
	python3 tests/vectors/generate.py --check

test-interleavings:
	RUSTFLAGS="--cfg loom" cargo test --locked --target-dir target/loom -p hookseal-host --lib loom
	tools/tsan

test-c: ## The C library: all vectors, mistakes, sanitizers, valgrind, installation
	tests/c/run

test-python: ## The Python package as released: on 3.11 to 3.13, from source, types, style, licences
	tests/python/run

test-firmware: ## The core and the C library on a Cortex-M3: vectors, code size, stack, instructions
	firmware/run

test-minimal:
	tools/minimal

test-fuzz:
	fuzz/run.sh short

PREFIX ?= /usr/local
install: ## Install the C library into PREFIX, staged in DESTDIR
	ffi-c/install "$(PREFIX)" "$(DESTDIR)"

bench: ## The table of ratios, and the test of constant time
	tools/need pkg-config pkg-config
	tools/need /usr/include/openssl/evp.h libssl-dev
	cargo bench --locked -p hookseal-bench --bench table
	cargo bench --locked -p hookseal-bench --bench timing
	cargo bench --locked -p hookseal-bench --bench window
	cargo bench --locked -p hookseal-bench --bench jitter
	mkdir -p target && cargo run --locked --release -p hookseal-host --example window_speed target
	cargo bench --locked -p hookseal-stores --bench speed
	$(MAKE) bench-python

bench-full: ## Every library at every size, with Criterion
	tools/need pkg-config pkg-config
	tools/need /usr/include/openssl/evp.h libssl-dev
	cargo bench --locked -p hookseal-bench --bench verify

bench-python: ## Verification in Python beside the recipe and the libraries, and Flask with and without
	benches/python/run

soak-window: ## The long runs of the dedup window and its stores: half an hour
	cargo bench --locked -p hookseal-bench --bench load
	HOOKSEAL_SOAK=1 cargo test --locked --release -p hookseal-core --test dedup
	HOOKSEAL_SOAK=1 cargo test --locked --release -p hookseal-host -p hookseal-stores
	fuzz/run.sh full window capture

fuzz: ## Fuzz each target for ten minutes
	fuzz/run.sh full
