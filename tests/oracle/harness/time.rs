//! How long a load takes: one process that loads the same file whenever it is told to, so that another program's runs
//! can be measured between its own.
use super::{
    machine::Machine,
    memory::Memory,
    run::{Outcome, Prepared},
};
use std::{
    io::{self, BufRead, Write},
    time::Instant,
};

/// Loads `bytes` once for every line of standard input and answers with a line of its own: the load's nanoseconds and
/// whether the kernel was loaded, `ok` or `failed`.
///
/// - `cold`: all memory is new to the process, but for the kernel file's and the level 4 table's.
/// - `warm`: what earlier loads wrote is zero again, but its pages are still there.
///
/// Setting the machine up, the copying of the kernel file among it, is not timed; parsing the file is.
pub fn serve(machine: &Machine, bytes: &[u8], use_kernel_config: bool) -> Result<(), String> {
    let mut memory = Memory::new(machine.physical_size())?;
    for line in io::stdin().lock().lines() {
        match line.map_err(|error| error.to_string())?.as_str() {
            "cold" => memory.release(),
            "warm" => memory.zero(),
            other => return Err(format!("{other:?} is neither warm nor cold")),
        }
        let mut prepared = Prepared::new_in(memory, machine, bytes)?;
        let started = Instant::now();
        let outcome = prepared.load(use_kernel_config);
        let nanoseconds = started.elapsed().as_nanos();
        let status = if matches!(outcome, Outcome::Loaded { .. }) { "ok" } else { "failed" };
        memory = prepared.into_memory();
        let mut out = io::stdout().lock();
        writeln!(out, "{nanoseconds} {status}").and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    }
    Ok(())
}
