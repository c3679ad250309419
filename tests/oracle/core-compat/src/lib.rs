//! `core` as bootloader-x86_64-common 0.11.8 knew it.
//!
//! That release calls the unstable `core::iter::Step::steps_between` and expects an `Option<usize>`; today it
//! returns a pair. A crate that says `extern crate core_compat as core;` gets everything from the real `core`
//! but this one trait, so that the release's files compile as they are.
#![no_std]
#![feature(step_trait)]

pub use core::*;

pub mod iter {
    pub use core::iter::*;

    /// `core::iter::Step` with the older signature, for every type that has today's.
    pub trait Step: Sized {
        fn steps_between(start: &Self, end: &Self) -> Option<usize>;
        fn forward_checked(start: Self, count: usize) -> Option<Self>;
        fn backward_checked(start: Self, count: usize) -> Option<Self>;
    }

    impl<T: core::iter::Step> Step for T {
        fn steps_between(start: &Self, end: &Self) -> Option<usize> {
            core::iter::Step::steps_between(start, end).1
        }

        fn forward_checked(start: Self, count: usize) -> Option<Self> {
            core::iter::Step::forward_checked(start, count)
        }

        fn backward_checked(start: Self, count: usize) -> Option<Self> {
            core::iter::Step::backward_checked(start, count)
        }
    }
}
