//! What somebody may have meant whose name nobody knows: a field of a filter, a setting, a key's verb.

/// Those of the `known` names that somebody who wrote `name` may have meant, the likeliest first: at most three.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const LONGEST: usize = 48;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let near = name.len().div_ceil(3).min(3);
    for known in known {
        // `ttl` for ip.ttl, `ip.checksums` for ip.checksum, `ipv4.ttl` for ip.ttl.
        let begun = name.len() > 2 && known.starts_with(name);
        let tail = last.len() > 2
            && known
                .strip_suffix(last)
                .is_some_and(|head| head.ends_with('.'));
        // Words of too different lengths are far from each other: most need no further look.
        if !begun && !tail && name.len().abs_diff(known.len()) > near {
            continue;
        }
        let distance = distance(name.as_bytes(), known.as_bytes());
        let score = match distance {
            _ if begun => 0,
            d if d <= near => d,
            _ if tail => 2,
            _ => continue,
        };
        found.push((score, distance, known));
    }
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, _, name)| name).collect()
}

/// Letters to add, leave out or change to make one word the other (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = [
        "host",
        "ip.ttl",
        "ip.src",
        "tcp.flags.syn",
        "reduced-motion",
    ];

    #[test]
    fn what_was_meant_is_found() {
        for (wrong, meant) in [
            ("ip.tll", "ip.ttl"),
            ("ttl", "ip.ttl"),
            ("tcp.flag.syn", "tcp.flags.syn"),
            ("hots", "host"),
            ("reduced_motion", "reduced-motion"),
            ("reduced", "reduced-motion"),
        ] {
            assert_eq!(nearest(wrong, KNOWN).first(), Some(&meant), "{wrong}");
        }
        assert!(nearest("zzzzzzzzzzzz", KNOWN).is_empty());
    }

    #[test]
    fn a_name_of_any_length_costs_little() {
        assert!(nearest(&"x".repeat(1 << 20), KNOWN).is_empty());
    }
}
