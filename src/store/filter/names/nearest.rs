//! What somebody may have meant whose name nobody knows.

use super::all;

/// Names that somebody who wrote `name` may have meant, the likeliest first: at most three.
pub(in super::super) fn nearest(name: &str) -> Vec<&'static str> {
    const LONGEST: usize = 48;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    let near = name.len().div_ceil(3).min(3);
    for &known in all() {
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

    #[test]
    fn what_was_meant_is_found() {
        assert_eq!(nearest("ip.tll").first(), Some(&"ip.ttl"));
        assert_eq!(nearest("ttl").first(), Some(&"ip.ttl"));
        assert_eq!(nearest("tcp.flag.syn").first(), Some(&"tcp.flags.syn"));
        assert_eq!(nearest("hots").first(), Some(&"host"));
        assert!(nearest("zzzzzzzzzzzz").is_empty());
    }
}
