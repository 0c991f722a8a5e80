//! What the numbers and codes of NTP say (RFC 5905 §7.3, §7.4).

/// Leap indicators.
pub(super) const LEAPS: &[(u64, &str)] = &[
    (0, "wire-ntp-leap-none"),
    (1, "wire-ntp-leap-long"),
    (2, "wire-ntp-leap-short"),
    (3, "wire-ntp-leap-unknown"),
];

/// Modes.
pub(super) const MODES: &[(u64, &str)] = &[
    (0, "wire-ntp-mode-reserved"),
    (1, "wire-ntp-mode-active"),
    (2, "wire-ntp-mode-passive"),
    (3, "wire-ntp-mode-client"),
    (4, "wire-ntp-mode-server"),
    (5, "wire-ntp-mode-broadcast"),
    (6, "wire-ntp-mode-control"),
    (7, "wire-ntp-mode-private"),
];

/// Kiss codes (RFC 5905 §7.4).
pub(super) const KISSES: &[(&[u8; 4], &str)] = &[
    (b"DENY", "wire-ntp-kiss-deny"),
    (b"RSTR", "wire-ntp-kiss-deny"),
    (b"RATE", "wire-ntp-kiss-rate"),
    (b"INIT", "wire-ntp-kiss-init"),
    (b"STEP", "wire-ntp-kiss-step"),
    (b"AUTH", "wire-ntp-kiss-auth"),
    (b"CRYP", "wire-ntp-kiss-auth"),
    (b"NKEY", "wire-ntp-kiss-auth"),
    (b"NTSN", "wire-ntp-kiss-auth"),
];
