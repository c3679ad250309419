//! What is the same for all versions of the loader. A version is a crate that includes the loader's files, gives
//! `crate::version` what differs in calling it, and takes this module.
pub mod cli;
pub mod fault;
pub mod machine;
pub mod memory;
pub mod report;
pub mod run;
pub mod serve;
pub mod time;
pub mod upstream;
