//! From words to questions, by recursive descent.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use super::lex::{Kind, Token, tokens};
use super::{Expr, FilterError, Side, Test, Word};
use crate::say;
use crate::say::Say;

/// How deep `not` and parentheses may nest: the stack is finite.
const DEEPEST: usize = 64;

pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Expr::Everything);
    }
    let mut parser = Parser { tokens: &tokens, end: text.chars().count(), depth: 0 };
    let expr = parser.or()?;
    match parser.peek() {
        None => Ok(expr),
        Some(Kind::Close) => parser.expected(say!("filter-expected-open")),
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

    /// Something else was expected at the next token.
    fn expected<T>(&self, expected: Say) -> Result<T, FilterError> {
        let column = self.tokens.first().map_or(self.end, |token| token.column);
        Err(FilterError { column, expected })
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
                    return self.expected(say!("filter-expected-close"));
                }
                inside
            }
            _ => Expr::Test(self.test()?),
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn test(&mut self) -> Result<Test, FilterError> {
        let Some(Kind::Word(word)) = self.peek() else {
            return self.expected(say!("filter-expected-test"));
        };
        if let Some(test) = simple(word) {
            self.advance();
            return Ok(test);
        }
        match word.as_str() {
            "src" | "dst" => {
                let side = self.side();
                self.sided(side)
            }
            "less" => self.after(Self::length).map(Test::AtMost),
            "greater" => self.after(Self::length).map(Test::AtLeast),
            "ether" => self.after(Self::ether),
            "port" | "host" | "net" => self.sided(Side::Either),
            _ => self.expected(say!("filter-expected-test")),
        }
    }

    /// Reads on behind the next token.
    fn after<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, FilterError>) -> Result<T, FilterError> {
        self.advance();
        read(self)
    }

    fn side(&mut self) -> Side {
        let side = match self.peek() {
            Some(Kind::Word(word)) if word == "src" => Side::Src,
            Some(Kind::Word(word)) if word == "dst" => Side::Dst,
            _ => return Side::Either,
        };
        self.advance();
        side
    }

    fn sided(&mut self, side: Side) -> Result<Test, FilterError> {
        let Some(Kind::Word(word)) = self.peek() else {
            return self.expected(say!("filter-expected-end"));
        };
        match word.as_str() {
            "port" => self.after(|p| p.value(say!("filter-expected-port"))).map(|port| Test::Port(side, port)),
            "host" => self.after(Self::address).map(|address| Test::Host(side, address)),
            "net" => self.after(Self::net).map(|net| Test::Net(side, net)),
            _ => match word.parse::<IpAddr>() {
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
            self.eat(&Kind::Word("host".to_owned()));
        }
        Ok(Test::Ether(side, self.value(say!("filter-expected-mac"))?))
    }

    fn length(&mut self) -> Result<u32, FilterError> {
        self.value(say!("filter-expected-length"))
    }

    fn address(&mut self) -> Result<IpAddr, FilterError> {
        self.value::<IpAddr>(say!("filter-expected-address")).map(|address| address.to_canonical())
    }

    fn net(&mut self) -> Result<IpNet, FilterError> {
        self.value(say!("filter-expected-net"))
    }

    fn value<T: FromStr>(&mut self, expected: Say) -> Result<T, FilterError> {
        let value = match self.peek() {
            Some(Kind::Word(word)) => word.parse().ok(),
            _ => None,
        };
        match value {
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

/// The questions of one word.
fn simple(word: &str) -> Option<Test> {
    Some(match word {
        "eth" => Test::Is(Word::Eth),
        "vlan" => Test::Is(Word::Vlan),
        "arp" => Test::Is(Word::Arp),
        "ip" => Test::Is(Word::Ip),
        "ip6" | "ipv6" => Test::Is(Word::Ip6),
        "icmp" => Test::Is(Word::Icmp),
        "icmp6" | "icmpv6" => Test::Is(Word::Icmp6),
        "tcp" => Test::Is(Word::Tcp),
        "udp" => Test::Is(Word::Udp),
        "dns" => Test::Is(Word::Dns),
        "wlab" => Test::Is(Word::Wlab),
        "mine" => Test::Mine,
        "in" => Test::In,
        "out" => Test::Out,
        _ => return None,
    })
}
