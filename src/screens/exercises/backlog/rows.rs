//! Which rows the picture has, from the top: those accepted, the places of the queue, those beyond.

use crate::exercise::backlog::{Crowd, Guest, Place};

/// Places drawn at most.
const MOST_PLACES: usize = 64;

/// What is known beside the clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// The largest queue, as the kernel tells, or as it was chosen.
    pub(super) limit: usize,
    /// Clients that have not come yet.
    pub(super) to_come: usize,
    /// Does the server wait in `accept`?
    pub(super) accept_waits: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row<'a> {
    Gap,
    Accepted(&'a Guest),
    /// The box's upper edge, a line in it, its lower edge.
    Top,
    Between,
    Bottom,
    /// Up to here n.
    Limit,
    /// A place of the queue, from 1, and who is in it or heads for it.
    Place(usize, Option<&'a Guest>),
    Beyond(&'a Guest),
    /// So many places, or clients beyond, that there is no room for.
    Hidden(usize),
    More(usize),
    /// Who has not come yet.
    ToCome,
}

/// How much room the rows take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Airy,
    Boxed,
    Tight,
}

struct Parts<'a> {
    accepted: Vec<&'a Guest>,
    places: Vec<Option<&'a Guest>>,
    beyond: Vec<&'a Guest>,
}

fn parts<'a>(crowd: &'a Crowd, plan: &Plan) -> Parts<'a> {
    let mut inside: Vec<_> = crowd.in_turn(Place::Queued);
    let waiting = |guest: &&Guest| !matches!(guest.place, Place::Queued | Place::Accepted);
    let mut others: Vec<_> = crowd.guests.iter().filter(waiting).collect();
    let count = (plan.limit + 1).max(inside.len()).min(MOST_PLACES);
    // Who is on the way stands before the place that is free.
    let mut free = count.saturating_sub(inside.len());
    others.retain(|guest| {
        let heads_for_it = guest.place == Place::Coming && free > 0;
        if heads_for_it {
            inside.push(guest);
            free -= 1;
        }
        !heads_for_it
    });
    let places = (0..count).map(|at| inside.get(at).copied()).collect();
    Parts {
        accepted: crowd.in_turn(Place::Accepted),
        places,
        beyond: others,
    }
}

/// The rows that fit: with lines between, in a box, or as close as can be.
pub(super) fn fitting<'a>(crowd: &'a Crowd, plan: &Plan, height: usize) -> Vec<Row<'a>> {
    let parts = parts(crowd, plan);
    let all = [Style::Airy, Style::Boxed, Style::Tight];
    let all = all.map(|style| rows(&parts, plan, style));
    let found = all.into_iter().find(|rows| rows.len() <= height);
    found.unwrap_or_else(|| squeezed(&parts, plan, height))
}

fn rows<'a>(parts: &Parts<'a>, plan: &Plan, style: Style) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let gap = |rows: &mut Vec<_>| {
        if style == Style::Airy {
            rows.push(Row::Gap);
        }
    };
    gap(&mut rows);
    for guest in &parts.accepted {
        rows.push(Row::Accepted(guest));
        gap(&mut rows);
    }
    let boxed = style != Style::Tight;
    rows.extend(boxed.then_some(Row::Top));
    let last = parts.places.len();
    for (at, guest) in parts.places.iter().enumerate() {
        if at == plan.limit {
            rows.push(Row::Limit);
        } else if at > 0 && style == Style::Airy {
            rows.push(Row::Between);
        }
        rows.push(Row::Place(at + 1, *guest));
        rows.extend((boxed && at + 1 == last).then_some(Row::Bottom));
    }
    gap(&mut rows);
    for guest in &parts.beyond {
        rows.push(Row::Beyond(guest));
        gap(&mut rows);
    }
    rows.extend((plan.to_come > 0).then_some(Row::ToCome));
    while rows.last() == Some(&Row::Gap) {
        rows.pop();
    }
    rows
}

/// As much as there is room for: of those accepted the last, of the places the first ones and those at the limit, of
/// those beyond the last.
fn squeezed<'a>(parts: &Parts<'a>, plan: &Plan, height: usize) -> Vec<Row<'a>> {
    let mut rows: Vec<_> = parts
        .accepted
        .last()
        .map(|guest| Row::Accepted(guest))
        .into_iter()
        .collect();
    // The line at the limit has a row, and who waits beyond has one or two.
    let beyond = parts.beyond.len().min(2);
    let room = height.saturating_sub(rows.len() + 1 + beyond).max(2);
    let hidden = (parts.places.len() > room).then(|| parts.places.len() - room + 1);
    let (head, tail) = match hidden {
        Some(hidden) => {
            let head = room.saturating_sub(3);
            (head, head + hidden)
        }
        None => (parts.places.len(), parts.places.len()),
    };
    for (at, guest) in parts.places.iter().enumerate() {
        if at == head {
            rows.extend(hidden.map(Row::Hidden));
        }
        if (head..tail).contains(&at) {
            continue;
        }
        rows.extend((at == plan.limit).then_some(Row::Limit));
        rows.push(Row::Place(at + 1, *guest));
    }
    let left = height.saturating_sub(rows.len());
    let shown = if parts.beyond.len() > left {
        left.saturating_sub(1)
    } else {
        parts.beyond.len()
    };
    let more = parts.beyond.len() - shown;
    rows.extend((more > 0).then_some(Row::More(more)));
    rows.extend(
        parts
            .beyond
            .iter()
            .skip(more)
            .map(|guest| Row::Beyond(guest)),
    );
    if plan.to_come > 0 && rows.len() < height {
        rows.push(Row::ToCome);
    }
    rows.truncate(height);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::Journal;

    fn crowd(places: &[Place]) -> Crowd {
        let journal = Journal::default();
        let mut crowd = Crowd::at(&journal, &journal);
        let numbers = 1_u16..;
        let guests = numbers.zip(places);
        crowd.guests = guests
            .map(|(number, place)| Guest::at(number, *place))
            .collect();
        crowd
    }

    fn plan(limit: usize, to_come: usize) -> Plan {
        Plan {
            limit,
            to_come,
            accept_waits: false,
        }
    }

    #[test]
    fn there_are_never_more_rows_than_room() {
        use Place::{Accepted, Coming, HalfOpen, Outside, Queued};
        let many = [Queued; 9]
            .into_iter()
            .chain([Accepted; 5])
            .chain([Outside; 20]);
        let many: Vec<_> = many.collect();
        for places in [
            &[][..],
            &[Coming, Queued],
            &[Accepted, Queued, HalfOpen],
            &many,
        ] {
            for limit in [0, 2, 8, 5_000] {
                for height in 0..60 {
                    let crowd = crowd(places);
                    let rows = fitting(&crowd, &plan(limit, 3), height);
                    assert!(rows.len() <= height, "{places:?} {limit} {height}");
                }
            }
        }
    }

    #[test]
    fn the_line_at_the_limit_stands_before_the_one_place_more() {
        let crowd = crowd(&[Place::Queued]);
        for height in [5, 7, 30] {
            let rows = fitting(&crowd, &plan(2, 0), height);
            let at = rows.iter().position(|row| *row == Row::Limit).unwrap();
            assert_eq!(rows.get(at + 1), Some(&Row::Place(3, None)), "{height}");
        }
    }

    #[test]
    fn who_is_on_the_way_stands_before_a_free_place_and_who_waits_does_not() {
        let crowd = crowd(&[Place::Queued, Place::Outside, Place::Coming]);
        let rows = fitting(&crowd, &plan(2, 0), 30);
        let place = |number| {
            let at = |row: &&Row<'_>| matches!(row, Row::Place(at, _) if *at == number);
            match rows.iter().find(at) {
                Some(Row::Place(_, Some(guest))) => Some(guest.number),
                Some(_) | None => None,
            }
        };
        assert_eq!((place(1), place(2), place(3)), (Some(1), Some(3), None));
        let beyond = |row: &Row<'_>| matches!(row, Row::Beyond(guest) if guest.number == 2);
        assert!(rows.iter().any(beyond));
    }
}
