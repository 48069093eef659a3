//! Tells the linker of the shared library's SONAME, which cargo sets none of, and that it stays once it was loaded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
        // Before 1.0 a minor version may break the ABI.
        let abi = if major == "0" { format!("{major}.{minor}") } else { major.to_owned() };
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libhookseal.so.{abi}");
        if std::env::var_os("CARGO_FEATURE_HOSTED").is_some() {
            // A window in a file asks to be called at each fork. The C library of 2012 goes on calling after a `dlclose`.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
        } else {
            // The compiler's start files would ask for the C library.
            println!("cargo:rustc-cdylib-link-arg=-nostartfiles");
        }
    }
}
