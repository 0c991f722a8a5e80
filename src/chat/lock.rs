//! Locks over what the chat's tasks share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock whose holder cannot have left it half-changed: every critical section is one statement.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
