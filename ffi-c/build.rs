//! Gives the shared library its SONAME, which cargo sets none of.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Before 1.0 a minor version may break the ABI.
    let version = env!("CARGO_PKG_VERSION");
    let abi = version.rsplit_once('.').map_or(version, |(abi, _)| abi);
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libhookseal.so.{abi}");
        if std::env::var_os("CARGO_FEATURE_HOSTED").is_none() {
            // The compiler's start files would ask for the C library.
            println!("cargo:rustc-cdylib-link-arg=-nostartfiles");
        }
    }
}
