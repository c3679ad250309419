//! Accesses to memory that is not there.
use crate::PAGE_SIZE;
use std::{
    mem, ptr,
    sync::atomic::{AtomicPtr, Ordering},
};

/// `si_code` of a fault that tells no address: the processor refuses one that is not canonical.
const SI_KERNEL: i32 = 0x80;

type Handler = Box<dyn Fn(Option<u64>)>;
static HANDLER: AtomicPtr<Handler> = AtomicPtr::new(ptr::null_mut());

/// Calls `handler` with the address of a fault, where it is known, in the middle of whatever faulted, and ends the
/// process. A fault in the handler ends it too. Once per process.
pub fn on_fault(handler: impl Fn(Option<u64>) + 'static) {
    HANDLER.store(Box::into_raw(Box::new(Box::new(handler))), Ordering::SeqCst);
    // SAFETY: all zeros is a valid `sigaction`, and the function has the signature that SA_SIGINFO asks for.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = caught as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        for signal in [libc::SIGSEGV, libc::SIGBUS] {
            assert_eq!(libc::sigaction(signal, &action, ptr::null_mut()), 0);
        }
    }
}

/// A fault in words, its address rounded down to the frame.
pub fn text(address: Option<u64>) -> String {
    match address {
        Some(address) => format!("access to physical address {:#x}", address - address % PAGE_SIZE),
        None => "access to a physical address that is no pointer".to_owned(),
    }
}

extern "C" fn caught(_signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel gives valid information, and the handler lives as long as the process.
    let (code, address, handler) =
        unsafe { ((*info).si_code, (*info).si_addr() as u64, &*HANDLER.load(Ordering::SeqCst)) };
    handler((code != SI_KERNEL).then_some(address));
    // SAFETY: there is nothing to go back to.
    unsafe { libc::_exit(0) }
}
