//! The command line: one kernel file, and one report of its load or the times of many.
use super::{machine::Machine, run, serve, time};
use crate::version;
use std::process::ExitCode;

const USAGE: &str = "usage: oracle FILE [--machine MACHINE.json] [--config kernel|default] [--time]\n\
    loads FILE with the real loader and prints what it did as one JSON object\n\
    --time: loads it for every line of standard input, warm or cold, and prints nanoseconds and status\n\
    or: oracle --serve\n\
    answers many requests, see serve.rs";

struct Options {
    file: String,
    machine: Machine,
    use_kernel_config: bool,
    time: bool,
}

pub fn main() -> ExitCode {
    if std::env::args().skip(1).eq(["--serve"]) {
        return serve::main();
    }
    match options().and_then(|options| load_file(&options)) {
        Ok(status) => status,
        Err(message) => {
            eprintln!("oracle {}: {message}", version::NAME);
            ExitCode::from(2)
        }
    }
}

fn options() -> Result<Options, String> {
    let mut file = None;
    let mut machine = Machine::default();
    let mut use_kernel_config = true;
    let mut time = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--machine" => {
                let path = args.next().ok_or(USAGE)?;
                let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
                machine = serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
            }
            "--time" => time = true,
            "--config" => use_kernel_config = args.next().ok_or(USAGE)? == "kernel",
            _ if file.is_none() && !arg.starts_with('-') => file = Some(arg),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(Options { file: file.ok_or(USAGE)?, machine, use_kernel_config, time })
}

fn load_file(options: &Options) -> Result<ExitCode, String> {
    let bytes = std::fs::read(&options.file).map_err(|error| format!("{}: {error}", options.file))?;
    run::install_observers();
    if options.time {
        return time::serve(&options.machine, &bytes, options.use_kernel_config).map(|()| ExitCode::SUCCESS);
    }
    let report = run::run(&options.machine, &bytes, options.use_kernel_config)?;
    println!("{}", serde_json::to_string(&report).expect("a report is JSON"));
    Ok(ExitCode::from(if report.status == "ok" { 0 } else { 1 }))
}
