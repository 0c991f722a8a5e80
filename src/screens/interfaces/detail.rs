//! An interface or one of its addresses, opened: the address's bits AND the mask's, and what follows.

use std::net::IpAddr;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::net::subnet::{Subnet, bits};
use crate::net::{Address, Interface};
use crate::say;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

/// An interface, and the address of it that is looked at.
#[derive(Debug)]
pub(super) struct AddressView<'a> {
    /// The interface.
    pub(super) interface: &'a Interface,
    /// The address; `None`: the interface itself.
    pub(super) address: Option<&'a Address>,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
}

/// Cells of the row's name and of the address before the bits.
const NAME: usize = 11;
const DOTTED: usize = 17;

impl AddressView<'_> {
    fn rows(&self, room: usize) -> Vec<Line<'static>> {
        let look = self.look;
        let head = |text: String| Line::styled(text, look.theme.strong);
        let mut rows = Vec::new();
        if let Some((address, subnet)) = self.address.and_then(|a| Some((a, a.network()?))) {
            rows.push(head(format!("{address}  {}", self.interface.name)));
            if let Some(peer) = address.peer {
                let own = address.address.to_string();
                let told = say!("interfaces-detail-peer", own = own, peer = peer.to_string());
                rows.extend(
                    wrap(&look.say(&told), room, 4, look.glyphs.cut)
                        .into_iter()
                        .map(Line::from),
                );
            }
            rows.push(Line::default());
            rows.extend(self.arithmetic(subnet, room));
            rows.push(Line::default());
            for say in subnet.explain() {
                rows.extend(
                    wrap(&look.say(&say), room, 4, look.glyphs.cut)
                        .into_iter()
                        .map(Line::from),
                );
            }
        } else {
            rows.push(head(self.interface.name.to_string()));
            rows.push(Line::default());
            rows.extend(
                self.facts()
                    .into_iter()
                    .flat_map(|f| wrap(&f, room, 3, look.glyphs.cut))
                    .map(Line::from),
            );
        }
        rows.push(Line::default());
        rows.push(Line::styled(
            look.get("interfaces-detail-close"),
            look.theme.dim,
        ));
        rows
    }

    fn facts(&self) -> Vec<String> {
        let (look, interface) = (self.look, self.interface);
        let kind = say!(
            "interfaces-detail-kind",
            kind = super::view::kind_name(interface),
            index = interface.index.0.to_string()
        );
        let mac = match interface.mac {
            Some(mac) => say!("interfaces-detail-mac", mac = mac.to_string()),
            None => say!("interfaces-detail-no-mac"),
        };
        let mut facts = vec![
            look.say(&kind),
            look.say(&say!(
                "interfaces-detail-flags",
                flags = interface.flags.names().join(" ")
            )),
            look.say(&mac),
        ];
        if let Some(kind) = interface.mac.and_then(crate::wire::mac_kind) {
            facts.push(look.say(&kind));
        }
        facts.push(look.say(&say!(
            "interfaces-detail-mtu",
            mtu = interface.mtu.to_string()
        )));
        facts.push(super::view::counters(interface, look));
        facts
    }

    /// Address, mask, and what AND leaves of them: bit under bit where there is room.
    fn arithmetic(&self, subnet: Subnet, room: usize) -> Vec<Line<'static>> {
        let look = self.look;
        let mut rows = vec![
            self.number("host-row-address", subnet.address(), subnet, room),
            self.number("host-row-mask", subnet.mask(), subnet, room),
            Line::styled(
                format!(
                    "{:NAME$}{}",
                    "AND",
                    look.glyphs.empty.repeat(room.saturating_sub(NAME).min(52))
                ),
                look.theme.dim,
            ),
            self.number("host-row-network", subnet.network(), subnet, room),
        ];
        if let Ok(broadcast) = subnet.broadcast() {
            rows.push(self.number("host-row-broadcast", IpAddr::V4(broadcast), subnet, room));
        }
        rows
    }

    fn number(
        &self,
        name: &'static str,
        address: IpAddr,
        subnet: Subnet,
        room: usize,
    ) -> Line<'static> {
        let look = self.look;
        let name = look.get(name);
        let gap = NAME.saturating_sub(crate::ui::fit::width(&name));
        let mut spans = vec![Span::styled(
            format!("{name}{}", " ".repeat(gap)),
            look.theme.dim,
        )];
        let dotted = address.to_string();
        let width = DOTTED.max(dotted.len() + 1);
        spans.push(Span::raw(format!("{dotted:width$}")));
        // IPv6 has too many bits for a row; its hexadecimal digits stand for four each.
        if address.is_ipv4() && room >= NAME + DOTTED + 35 {
            let prefix = usize::from(subnet.width() - subnet.host_bits());
            for (i, bit) in bits(address).into_iter().enumerate() {
                let style = if i < prefix {
                    look.theme.layer(3)
                } else {
                    look.theme.layer(2)
                };
                if i > 0 && i % 8 == 0 {
                    spans.push(Span::raw(" "));
                }
                spans.push(Span::styled(if bit { "1" } else { "0" }, style));
            }
        }
        Line::from(spans)
    }
}

impl Widget for &AddressView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        for (y, row) in self
            .rows(usize::from(area.width))
            .into_iter()
            .take(usize::from(area.height))
            .enumerate()
        {
            row.render(
                Rect {
                    y: area.y + y as u16,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}
