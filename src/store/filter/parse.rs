//! From words to questions, by recursive descent.

mod field;

use std::net::IpAddr;
use std::str::FromStr;

use super::FilterError;
use super::expr::{Expr, Side, Test};
use super::lex::{self, Kind, Token, Word, tokens};
use super::names;
use super::types;
use crate::net::Subnet;
use crate::say;
use crate::say::Say;
use crate::store::flows::FlowId;

/// How deep `not` and parentheses may nest: the stack is finite.
const DEEPEST: usize = 64;

pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Expr::Everything);
    }
    let mut parser = Parser {
        tokens: &tokens,
        end: text.chars().count(),
        depth: 0,
    };
    let expr = parser.or()?;
    match parser.peek() {
        None => Ok(expr),
        Some(Kind::Close) => parser.expected(say!("filter-expected-open")),
        Some(Kind::Bits) => parser.half(),
        Some(_) => parser.expected(say!("filter-expected-operator")),
    }
}

struct Parser<'a> {
    /// What is still to be read.
    tokens: &'a [Token],
    /// The column behind the last character.
    end: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Kind> {
        self.tokens.first().map(|token| &token.kind)
    }

    fn peek_word(&self) -> Option<&'a Word> {
        match self.peek() {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is_word(&self, text: &str) -> bool {
        self.peek_word().is_some_and(|word| word.small == text)
    }

    fn advance(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    fn eat(&mut self, kind: &Kind) -> bool {
        let is = self.peek() == Some(kind);
        if is {
            self.advance();
        }
        is
    }

    fn eat_word(&mut self, text: &str) -> bool {
        let is = self.is_word(text);
        if is {
            self.advance();
        }
        is
    }

    /// Something else was expected at the next token.
    fn expected<T>(&self, expected: Say) -> Result<T, FilterError> {
        let column = self.tokens.first().map_or(self.end, |token| token.column);
        Err(FilterError { column, expected })
    }

    /// A single `&` where two were meant.
    fn half<T>(&self) -> Result<T, FilterError> {
        let column = self.tokens.first().map_or(self.end, |token| token.end);
        Err(FilterError {
            column,
            expected: lex::doubled("&"),
        })
    }

    fn or(&mut self) -> Result<Expr, FilterError> {
        let mut parts = vec![self.and()?];
        while self.eat(&Kind::Or) {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn and(&mut self) -> Result<Expr, FilterError> {
        let mut parts = vec![self.not()?];
        while self.eat(&Kind::And) {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn not(&mut self) -> Result<Expr, FilterError> {
        if self.depth == DEEPEST {
            return self.expected(say!("filter-expected-flatter", most = DEEPEST));
        }
        self.depth += 1;
        let expr = match self.peek() {
            Some(Kind::Not) => {
                self.advance();
                Expr::Not(Box::new(self.not()?))
            }
            Some(Kind::Open) => {
                self.advance();
                let inside = self.or()?;
                if !self.eat(&Kind::Close) {
                    return match self.peek() {
                        Some(Kind::Bits) => self.half(),
                        _ => self.expected(say!("filter-expected-close")),
                    };
                }
                inside
            }
            _ => self.test()?,
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn test(&mut self) -> Result<Expr, FilterError> {
        let Some(word) = self.peek_word() else {
            return self.expected(say!("filter-expected-test"));
        };
        let test = match word.small.as_str() {
            "mine" => self.plain(Test::Mine),
            "housekeeping" => self.plain(Test::Housekeeping),
            "socket" => self.plain(Test::Socket),
            "in" => self.plain(Test::In),
            "out" => self.plain(Test::Out),
            "multicast" => self.plain(Test::Group),
            "src" | "dst" => {
                let side = self.side();
                self.sided(side)?
            }
            "less" => Test::AtMost(self.after(Self::length)?),
            "greater" => Test::AtLeast(self.after(Self::length)?),
            "ether" => self.after(Self::ether)?,
            "port" | "portrange" | "host" | "net" => self.sided(Side::Either)?,
            "flow"
                if !matches!(
                    self.tokens.get(1).map(|t| &t.kind),
                    Some(Kind::Compare(..) | Kind::Bits)
                ) && !self.is_set() =>
            {
                Test::Flow(FlowId(
                    self.after(|p| p.value(say!("filter-expected-flow")))?,
                ))
            }
            _ => return self.named(word),
        };
        Ok(Expr::Test(test))
    }

    /// Does `in {` come behind the next word?
    fn is_set(&self) -> bool {
        let word = |at: usize, text: &str| matches!(self.tokens.get(at).map(|t| &t.kind), Some(Kind::Word(w)) if w.small == text);
        word(1, "in") || self.tokens.get(1).is_some_and(|t| t.kind == Kind::Not) && word(2, "in")
    }

    fn plain(&mut self, test: Test) -> Test {
        self.advance();
        test
    }

    /// Reads on behind the next token.
    fn after<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, FilterError>,
    ) -> Result<T, FilterError> {
        self.advance();
        read(self)
    }

    fn side(&mut self) -> Side {
        if self.eat_word("src") {
            Side::Src
        } else if self.eat_word("dst") {
            Side::Dst
        } else {
            Side::Either
        }
    }

    fn sided(&mut self, side: Side) -> Result<Test, FilterError> {
        let Some(word) = self.peek_word() else {
            return self.expected(say!("filter-expected-end"));
        };
        match word.small.as_str() {
            "port" => self
                .after(|p| p.value(say!("filter-expected-port")))
                .map(|port| Test::Port(side, port)),
            "portrange" => self
                .after(Self::ports)
                .map(|(from, to)| Test::Ports(side, from, to)),
            "host" => self
                .after(Self::address)
                .map(|address| Test::Host(side, address)),
            "net" => self.after(Self::net).map(|net| Test::Net(side, net)),
            text => match text.parse::<IpAddr>() {
                Ok(address) if side != Side::Either => {
                    self.advance();
                    Ok(Test::Host(side, address.to_canonical()))
                }
                _ => self.expected(say!("filter-expected-end")),
            },
        }
    }

    fn ether(&mut self) -> Result<Test, FilterError> {
        let side = self.side();
        if side == Side::Either {
            self.eat_word("host");
        }
        Ok(Test::Ether(side, self.value(say!("filter-expected-mac"))?))
    }

    fn ports(&mut self) -> Result<(u16, u16), FilterError> {
        let range = self.peek_word().and_then(|word| word.small.split_once('-'));
        let ports = range
            .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)))
            .filter(|(from, to)| from <= to);
        match ports {
            Some(ports) => {
                self.advance();
                Ok(ports)
            }
            None => self.expected(say!("filter-expected-portrange")),
        }
    }

    fn length(&mut self) -> Result<u32, FilterError> {
        self.value(say!("filter-expected-length"))
    }

    fn address(&mut self) -> Result<IpAddr, FilterError> {
        self.value::<IpAddr>(say!("filter-expected-address"))
            .map(|address| address.to_canonical())
    }

    fn net(&mut self) -> Result<Subnet, FilterError> {
        self.value(say!("filter-expected-net"))
    }

    fn value<T: FromStr>(&mut self, expected: Say) -> Result<T, FilterError> {
        match self.peek_word().and_then(|word| word.small.parse().ok()) {
            Some(value) => {
                self.advance();
                Ok(value)
            }
            None => self.expected(expected),
        }
    }
}

/// The part itself if there is only one.
fn one_or(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => Expr::Everything,
    }
}
