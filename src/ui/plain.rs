//! A whole screen in characters that every terminal draws in one cell: for terminals that draw
//! box lines, arrows and quotes two cells wide, or not at all.

use ratatui::buffer::Buffer;

/// Replaces every one-cell character beyond ASCII by its nearest ASCII one, `?` where there is none.
/// Wide characters (Chinese) stay: whoever chose a Chinese screen can see them.
pub fn make_plain(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        if !symbol.is_ascii() && super::fit::width(symbol) <= 1 {
            let twin = twin(symbol);
            cell.set_symbol(twin);
        }
    }
}

fn twin(symbol: &str) -> &'static str {
    match symbol {
        "“" | "”" | "«" | "»" => "\"",
        "‘" | "’" => "'",
        "…" | "≈" => "~",
        "·" | "•" | "–" | "—" | "−" | "─" | "━" | "┄" => "-",
        "→" | "▸" | "▶" => ">",
        "←" | "◀" => "<",
        "↑" | "▲" => "^",
        "↓" | "▼" => "v",
        "⇄" | "↔" => "=",
        "│" | "┃" | "┆" | "▏" => "|",
        "×" | "✗" => "x",
        "✓" => "+",
        "●" | "▓" => "*",
        "○" => "o",
        "§" => "s",
        "µ" | "μ" => "u",
        "²" => "2",
        "\u{a0}" => " ",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_signs_become_ascii_and_chinese_stays() {
        let mut buf = Buffer::with_lines(["a → “你好” …─ø"]);
        make_plain(&mut buf);
        assert_eq!(buf, Buffer::with_lines(["a > \"你好\" ~-?"]));
    }
}
