//! Keeps the module in memory until the process ends.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Files of windows close in every forked child (host, `at_fork`), by functions that an old glibc does not forget when it
    // unloads a library.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
