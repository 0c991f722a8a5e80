//! The models: the same bytes seen as seven, five or four layers.

use crate::record::Transport;
use crate::say;
use crate::say::Say;

/// How many layers the way is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Model {
    /// OSI (ISO/IEC 7498-1).
    #[default]
    Seven,
    /// The five of the textbooks: OSI without session and presentation.
    Five,
    /// TCP/IP (RFC 1122 §1.1.3).
    Four,
}

/// One layer of a model: a run of OSI layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Level {
    /// Its number in the model, 1 = lowest.
    pub number: u8,
    /// The highest OSI layer in it.
    pub high: u8,
    /// The lowest OSI layer in it.
    pub low: u8,
    /// In which model.
    pub model: Model,
}

const fn level(model: Model, number: u8, high: u8, low: u8) -> Level {
    Level {
        number,
        high,
        low,
        model,
    }
}

const SEVEN: [Level; 7] = [
    level(Model::Seven, 7, 7, 7),
    level(Model::Seven, 6, 6, 6),
    level(Model::Seven, 5, 5, 5),
    level(Model::Seven, 4, 4, 4),
    level(Model::Seven, 3, 3, 3),
    level(Model::Seven, 2, 2, 2),
    level(Model::Seven, 1, 1, 1),
];
const FIVE: [Level; 5] = [
    level(Model::Five, 5, 7, 5),
    level(Model::Five, 4, 4, 4),
    level(Model::Five, 3, 3, 3),
    level(Model::Five, 2, 2, 2),
    level(Model::Five, 1, 1, 1),
];
const FOUR: [Level; 4] = [
    level(Model::Four, 4, 7, 5),
    level(Model::Four, 3, 4, 4),
    level(Model::Four, 2, 3, 3),
    level(Model::Four, 1, 2, 1),
];

impl Model {
    /// The model after this one: 7, 5, 4, and 7 again.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Seven => Self::Five,
            Self::Five => Self::Four,
            Self::Four => Self::Seven,
        }
    }

    /// Its layers, highest first.
    #[must_use]
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Seven => &SEVEN,
            Self::Five => &FIVE,
            Self::Four => &FOUR,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Say {
        match self {
            Self::Seven => say!("journey-model-seven"),
            Self::Five => say!("journey-model-five"),
            Self::Four => say!("journey-model-four"),
        }
    }
}

impl Level {
    /// Does this OSI layer belong to it?
    #[must_use]
    pub const fn has(&self, osi: u8) -> bool {
        self.low <= osi && osi <= self.high
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Say {
        match (self.high, self.low, self.model) {
            (7, _, _) => say!("journey-level-application"),
            (6, _, _) => say!("journey-level-presentation"),
            (5, _, _) => say!("journey-level-session"),
            (4, _, _) => say!("journey-level-transport"),
            (3, _, Model::Four) => say!("journey-level-internet"),
            (3, _, _) => say!("journey-level-network"),
            (2, 1, _) => say!("journey-level-link"),
            (2, _, _) => say!("journey-level-data-link"),
            _ => say!("journey-level-physical"),
        }
    }

    /// What its unit is called; only TCP makes segments.
    #[must_use]
    pub fn pdu(&self, transport: Option<Transport>) -> Say {
        match (self.high, transport) {
            (5.., _) | (4, None) => say!("journey-pdu-data"),
            (4, Some(Transport::Udp)) => say!("journey-pdu-datagram"),
            (4, Some(Transport::Tcp)) => say!("journey-pdu-segment"),
            (3, _) => say!("journey-pdu-packet"),
            (2, _) => say!("journey-pdu-frame"),
            _ => say!("journey-pdu-bits"),
        }
    }

    /// The box on the way that works at this layer.
    #[must_use]
    pub fn device(&self) -> Option<Say> {
        match self.high {
            7 => Some(say!("journey-device-proxy")),
            4 => Some(say!("journey-device-firewall")),
            3 => Some(say!("journey-device-router")),
            2 => Some(say!("journey-device-switch")),
            1 => Some(say!("journey-device-hub")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_covers_the_seven_layers_once_from_top_to_bottom() {
        for model in [Model::Seven, Model::Five, Model::Four] {
            let covered: Vec<u8> = model
                .levels()
                .iter()
                .flat_map(|l| (l.low..=l.high).rev())
                .collect();
            assert_eq!(covered, [7, 6, 5, 4, 3, 2, 1], "{model:?}");
            let numbers: Vec<u8> = model.levels().iter().map(|l| l.number).collect();
            assert_eq!(
                numbers,
                (1..=model.levels().len() as u8).rev().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn models_go_round() {
        assert_eq!(Model::Seven.next().next().next(), Model::Seven);
    }

    #[test]
    fn the_unit_of_transport_is_a_segment_or_a_datagram() {
        let transport = SEVEN[3];
        assert_eq!(
            transport.pdu(Some(Transport::Tcp)).key,
            "journey-pdu-segment"
        );
        assert_eq!(
            transport.pdu(Some(Transport::Udp)).key,
            "journey-pdu-datagram"
        );
        assert_eq!(transport.pdu(None).key, "journey-pdu-data");
    }
}
