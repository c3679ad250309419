//! For every version: finds the files of the loader in cargo's copy of its crate and includes them unchanged.
use std::{env, fs, path::Path, process::Command};

const CRATE: &str = "bootloader-x86_64-common";
const MODULES: [&str; 4] = ["load_kernel", "level_4_entries", "legacy_memory_region", "entropy"];

fn main() {
    let folder = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let version = folder.rsplit("loader-").next().expect("the folder's name ends with the version");
    let package = format!("{CRATE}-{version}");
    let output = Command::new(env::var("CARGO").expect("cargo sets CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .expect("cargo metadata runs");
    let metadata = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let end = metadata
        .find(&format!("{package}/Cargo.toml\""))
        .unwrap_or_else(|| panic!("cargo has no copy of {package}: {}", String::from_utf8_lossy(&output.stderr)));
    let start = metadata[..end].rfind('"').expect("a JSON string has a start") + 1;
    let source = format!("{}{package}/src", &metadata[start..end]);

    let modules: String = MODULES
        .iter()
        .map(|name| format!("#[allow(dead_code, unused_imports)] #[path = \"{source}/{name}.rs\"] pub mod {name};\n"))
        .collect();
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("upstream.rs");
    fs::write(target, modules).expect("OUT_DIR is writable");
    println!("cargo:rerun-if-changed=../build.rs");
    println!("cargo:rerun-if-changed=Cargo.lock");
}
