//! Many loads by one process (`--serve`): requests come on the standard input, one report for each goes to the
//! standard output.
//!
//! Every load has a process of its own, forked from this one: its memory lies at fixed addresses, and a load may
//! crash, hang or leave anything behind. Numbers are little-endian.
//!
//! ```text
//!   request   machine: u32 length, JSON (length 0: the default machine)
//!             config:  u8, 1 where the kernel's own configuration holds, 0 for the defaults
//!             kernel:  u32 length, bytes
//!   answer    u32 length, JSON
//! ```
//!
//! An answer is a report. Its status says too what a load of its own would not live to tell:
//! - `undefined`: the loader accessed memory that the machine does not have, or its frame allocator gave out a frame
//!   of the kernel file. The report shows the state just before that.
//! - `incomparable`: it accessed memory so low that a process cannot have it.
//! - `refused`, `hang`, `crash`: with nothing but a message.
use super::{
    fault,
    machine::Machine,
    run::{self, Outcome, Prepared},
};
use serde_json::json;
use std::{
    io::{self, Read, Write},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
};

/// Longest time that one load may take.
const SECONDS: u32 = 60;
/// Longest answer.
const ANSWER_BYTES: usize = 256 << 20;

pub fn main() -> ExitCode {
    run::install_observers();
    without_core_dumps();
    let answer: &'static Answer = Box::leak(Box::new(Answer::new()));
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Some(request) = Request::read(&mut input) {
        let served = answer_in_child(&request, answer);
        let text = match &served {
            Ok(()) => answer.bytes(),
            Err(text) => text.as_bytes(),
        };
        let length = u32::try_from(text.len()).expect("an answer is shorter than 4 GiB");
        let sent = output.write_all(&length.to_le_bytes()).and_then(|()| output.write_all(text));
        if sent.and_then(|()| output.flush()).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

struct Request {
    machine: Vec<u8>,
    use_kernel_config: bool,
    kernel: Vec<u8>,
}

impl Request {
    /// The next request; none at the end of the input.
    fn read(input: &mut impl Read) -> Option<Self> {
        let machine = read_block(input)?;
        let mut config = [0];
        input.read_exact(&mut config).ok()?;
        Some(Request { machine, use_kernel_config: config[0] == 1, kernel: read_block(input)? })
    }

    fn machine(&self) -> Result<Machine, String> {
        if self.machine.is_empty() {
            return Ok(Machine::default());
        }
        serde_json::from_slice(&self.machine).map_err(|error| error.to_string())
    }
}

fn read_block(input: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length).ok()?;
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Memory that a child and its parent share: the length of the answer, then its bytes.
struct Answer {
    start: *mut u8,
}

impl Answer {
    fn new() -> Self {
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new mapping.
        let start = unsafe {
            libc::mmap(std::ptr::null_mut(), 8 + ANSWER_BYTES, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0)
        };
        assert_ne!(start, libc::MAP_FAILED, "no memory for answers");
        Answer { start: start.cast() }
    }

    fn length(&self) -> &AtomicU64 {
        // SAFETY: the mapping begins with 8 bytes for it and lives as long as the process.
        unsafe { &*self.start.cast::<AtomicU64>() }
    }

    fn set(&self, text: &str) {
        assert!(text.len() <= ANSWER_BYTES, "the report is too long");
        // SAFETY: it fits.
        unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), self.start.add(8), text.len()) };
        self.length().store(text.len() as u64, Ordering::SeqCst);
    }

    fn bytes(&self) -> &[u8] {
        let length = self.length().load(Ordering::SeqCst) as usize;
        // SAFETY: the child that wrote them is gone.
        unsafe { std::slice::from_raw_parts(self.start.add(8), length) }
    }
}

/// Loads in a child; its report is in `answer` then. Where the child cannot report: a text in place of it.
fn answer_in_child(request: &Request, answer: &'static Answer) -> Result<(), String> {
    answer.length().store(0, Ordering::SeqCst);
    // SAFETY: there is one thread only.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "fork: {}", io::Error::last_os_error());
    if child == 0 {
        // SAFETY: ends the load, whatever it does.
        unsafe { libc::alarm(SECONDS) };
        answer.set(&load(request, answer));
        // SAFETY: what the parent would do at its exit is not the child's.
        unsafe { libc::_exit(0) };
    }
    let mut status = 0;
    // SAFETY: the child is ours.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child, "waitpid");
    if libc::WIFEXITED(status) && answer.length().load(Ordering::SeqCst) > 0 {
        return Ok(());
    }
    let text = match libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)) {
        Some(libc::SIGALRM) => message("hang", &format!("no result after {SECONDS} s")),
        Some(signal) => message("crash", &format!("signal {signal}")),
        None => message("crash", "the load ended the process"),
    };
    Err(text)
}

/// The child's work.
fn load(request: &Request, answer: &'static Answer) -> String {
    // A fault reads them at any time: they last as long as the process.
    let machine: &'static Machine = match request.machine() {
        Ok(machine) => Box::leak(Box::new(machine)),
        Err(text) => return message("refused", &text),
    };
    let mut prepared = match Prepared::new(machine, &request.kernel) {
        Ok(prepared) => prepared,
        Err(text) => return message("refused", &text),
    };
    let watched: *const Prepared<'static> = &prepared;
    let lowest = prepared.memory_start();
    fault::on_fault(move |address| {
        if address.is_some_and(|address| address < lowest) {
            answer.set(&message("incomparable", &format!("a process has no memory below {lowest:#x}")));
        } else {
            // SAFETY: the load stands still in the middle of an access.
            let prepared = unsafe { &*watched };
            answer.set(&report(prepared, Outcome::Undefined(fault::text(address))));
        }
    });
    let outcome = prepared.load(request.use_kernel_config);
    report(&prepared, outcome)
}

fn report(prepared: &Prepared, outcome: Outcome) -> String {
    serde_json::to_string(&prepared.report(outcome)).expect("a report is JSON")
}

fn message(status: &str, text: &str) -> String {
    json!({ "status": status, "message": text }).to_string()
}

fn without_core_dumps() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the limit is valid.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
}
