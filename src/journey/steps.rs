//! The steps of the way: down with the looks before each header, over the wire from router to router, up.

use crate::frame::Origin;
use crate::say;
use crate::say::Say;
use crate::wire::Protocol;

use super::block::{Block, Role, Size};
use super::checks::{Answer, checks};
use super::lookup::Lookup;
use super::model::{Level, Model};
use super::step::{Doing, Phase, Step};
use super::{Journey, Party, words};

/// All of them, in their order.
pub(super) fn steps(journey: &Journey, model: Model) -> Vec<Step> {
    let levels = model.levels();
    let Some(lowest) = levels.last() else {
        return Vec::new();
    };
    let mut steps = Vec::with_capacity(levels.len() * 2 + 5);
    for level in levels {
        steps.extend(looks(journey, *level));
        steps.push(layer(journey, Phase::Down, *level));
    }
    steps.extend(between(journey, *lowest));
    steps.extend(up(journey, levels));
    steps
}

/// The looks before a layer.
fn looks(journey: &Journey, level: Level) -> impl Iterator<Item = Step> {
    let lookups = journey.facts.lookups.as_ref();
    (level.low..=level.high)
        .rev()
        .flat_map(move |osi| lookups.map_or(&[][..], |found| found.before(osi)))
        // What the first piece has had looked up is not looked up for a later one.
        .filter(|l| !(journey.digest.fragment && matches!(l, Lookup::Ports | Lookup::Fit)))
        .map(move |lookup| look(journey, level, *lookup))
}

/// The wire; where several routers are known, each link and each router.
fn between(journey: &Journey, lowest: Level) -> Vec<Step> {
    let wire = layer(journey, Phase::Wire, lowest);
    let relays = &journey.facts.relays;
    if !relays.is_shown_in_steps() {
        return vec![wire];
    }
    let real = journey.frame.meta.origin == Origin::Simulated;
    let along = |doing, told: words::Told, seen: bool| Step {
        doing,
        line: told.line,
        more: told.more,
        inferred: !(seen || real),
        ..wire.clone()
    };
    let link = |index: usize| {
        let told = words::over_link(journey, lowest, index);
        along(Doing::Layer, told, relays.is_here(index))
    };
    let mut steps = vec![link(0)];
    for (index, relay) in relays.all().iter().enumerate() {
        let told = words::at_router(journey, lowest, index);
        let seen = relay.came.is_some() && relay.left.is_some();
        steps.push(along(Doing::Forward(index), told, seen));
        steps.push(link(index + 1));
    }
    steps
}

/// Up, as far as the receiver's layers let it through.
fn up(journey: &Journey, levels: &[Level]) -> Vec<Step> {
    let mut refused = None;
    let mut steps = Vec::with_capacity(levels.len());
    for level in levels.iter().rev() {
        let step = layer(journey, Phase::Up, *level);
        let (step, by) = match refused {
            Some(by) => (nothing_arrives(&step, by), Some(by)),
            None => refusal(step),
        };
        refused = by;
        steps.push(step);
    }
    steps
}

/// A layer whose question was answered with no lets nothing through: says so, and gives its number.
fn refusal(step: Step) -> (Step, Option<u8>) {
    let Some(check) = step.checks.iter().find(|check| check.answer == Answer::No) else {
        return (step, None);
    };
    let line = say!("journey-up-refused", asks = check.asks.clone());
    let more = check.why.iter().cloned().collect();
    let by = step.level.number;
    (Step { line, more, ..step }, Some(by))
}

/// Above a layer that has thrown the message away.
fn nothing_arrives(step: &Step, by: u8) -> Step {
    let line = say!("journey-up-nothing-arrives", layer = usize::from(by));
    let none = Size::ZERO;
    let Step {
        phase,
        doing,
        level,
        inferred,
        ..
    } = *step;
    Step {
        phase,
        doing,
        level,
        inferred,
        adds: Vec::new(),
        stack: Vec::new(),
        checks: Vec::new(),
        before: none,
        after: none,
        pdu: None,
        line,
        more: Vec::new(),
    }
}

/// A look before a layer: nothing changes yet.
fn look(journey: &Journey, level: Level, lookup: Lookup) -> Step {
    let stack: Vec<Block> = journey
        .blocks
        .iter()
        .filter(|b| b.osi > level.high)
        .cloned()
        .collect();
    let size = Size::of(&stack);
    let told = words::look(journey, level, lookup);
    Step {
        phase: Phase::Down,
        doing: Doing::Lookup(lookup),
        level,
        pdu: None,
        adds: Vec::new(),
        before: size,
        after: size,
        stack,
        checks: Vec::new(),
        line: told.line,
        more: told.more,
        inferred: false,
    }
}

/// A layer puts its own around or takes it off, or the frame travels.
fn layer(journey: &Journey, phase: Phase, level: Level) -> Step {
    let (inner, outer) = (
        Size::of(from(journey, phase, level.high + 1)),
        Size::of(from(journey, phase, level.low)),
    );
    let stack = stack(journey, phase, level);
    let (before, after) = match phase {
        Phase::Down => (inner, outer),
        Phase::Wire => (outer, outer),
        Phase::Up if delivers(journey, phase, level) => (outer, Size::of(&stack)),
        Phase::Up => (outer, inner),
    };
    let (before, after) = sealed(journey, phase, level, (before, after));
    let mut adds = Vec::new();
    if phase != Phase::Wire {
        let own = |b: &&Block| level.has(b.osi_in(phase));
        adds.extend(journey.blocks.iter().filter(own).cloned());
    }
    let told = words::tell(journey, phase, level, &adds);
    let checks = match phase {
        Phase::Down | Phase::Wire => Vec::new(),
        Phase::Up => checks(journey, level, &adds),
    };
    Step {
        phase,
        doing: Doing::Layer,
        level,
        pdu: (outer.bytes > 0).then(|| unit(journey, phase, level)),
        adds,
        before,
        after,
        stack,
        checks,
        line: told.line,
        more: told.more,
        inferred: is_far(journey, phase) && journey.frame.meta.origin != Origin::Simulated,
    }
}

/// The blocks of this OSI layer and those inside it.
fn from(journey: &Journey, phase: Phase, osi: u8) -> impl Iterator<Item = &Block> {
    journey
        .blocks
        .iter()
        .filter(move |b| b.osi_in(phase) >= osi)
}

/// Does the program get the message in this step? TLS, which has a layer of its own, is a part of the program.
fn delivers(journey: &Journey, phase: Phase, level: Level) -> bool {
    let last = || {
        let mut own = journey.blocks.iter().filter(|b| !b.is_others());
        level.has(6) && is_sealed(journey) && own.all(|b| b.osi <= level.high)
    };
    phase == Phase::Up && (level.high == 7 || last())
}

/// Is what the program says inside TLS, in a layer of its own?
fn is_sealed(journey: &Journey) -> bool {
    let mut blocks = journey.blocks.iter();
    blocks.any(|b| b.protocol == Protocol::Tls && b.osi == 6)
}

/// The sizes before and after a step: nobody knows how much the program says inside TLS.
fn sealed(journey: &Journey, phase: Phase, level: Level, sizes: (Size, Size)) -> (Size, Size) {
    let unknown = Size {
        exact: false,
        ..Size::ZERO
    };
    match (phase, level.low) {
        _ if !is_sealed(journey) => sizes,
        (Phase::Down, 7) => (sizes.0, unknown),
        (Phase::Down, 6) => (unknown, sizes.1),
        (Phase::Up, 7) => (unknown, unknown),
        (Phase::Down | Phase::Wire | Phase::Up, _) => sizes,
    }
}

/// What there is after the step.
fn stack(journey: &Journey, phase: Phase, level: Level) -> Vec<Block> {
    // The text stays when the last layer has taken its own off: that is what arrives.
    if delivers(journey, phase, level) {
        return from(journey, phase, level.low)
            .filter(|b| b.role == Role::Payload && !b.is_others())
            .cloned()
            .collect();
    }
    let least = match phase {
        Phase::Down => level.low,
        Phase::Wire => 1,
        Phase::Up => level.high + 1,
    };
    from(journey, phase, least).cloned().collect()
}

/// Does it happen at the other end?
const fn is_far(journey: &Journey, phase: Phase) -> bool {
    match (&journey.facts.sender, &journey.facts.receiver) {
        (Party::You, Party::You) => false,
        (Party::Name(_), Party::You) => matches!(phase, Phase::Down),
        (_, Party::Name(_)) => matches!(phase, Phase::Up),
    }
}

/// What the unit is called that the step hands on.
fn unit(journey: &Journey, phase: Phase, level: Level) -> Say {
    // What goes up is the unit of the layer that gets it.
    let above = || {
        let mut upwards = level.model.levels().iter().rev();
        upwards.find(|l| l.low > level.high).copied()
    };
    let named = match phase {
        Phase::Down | Phase::Wire => level,
        Phase::Up => above().unwrap_or(level),
    };
    if journey.digest.fragment && named.high == 4 {
        say!("journey-pdu-piece")
    } else {
        named.pdu(journey.transport())
    }
}
