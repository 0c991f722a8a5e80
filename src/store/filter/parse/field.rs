//! Fields and protocols by name, and what is asked of them.

use super::Parser;
use super::{names, types};
use crate::say;
use crate::say::Say;
use crate::store::filter::FilterError;
use crate::store::filter::deep;
use crate::store::filter::expr::{Ask, Check, Cmp, Expr, How, Literal, Test};
use crate::store::filter::lex::{Kind, Word};
use crate::store::filter::names::{Name, Place, Sort};
use crate::store::filter::protocols;

impl Parser<'_> {
    /// A question that begins with the name of a field or a protocol.
    pub(super) fn named(&mut self, word: &Word) -> Result<Expr, FilterError> {
        let name = word.small.as_str();
        if let Some(field) = names::field(name) {
            self.advance();
            return self.of_field(field);
        }
        let protocol = protocols::protocol(name);
        if protocol.is_none() && protocols::layers(name).is_none() {
            return self.expected(unknown(name));
        }
        self.advance();
        if self.eat_word("contains") {
            let needle = self.needle()?;
            return Ok(Expr::Test(match protocols::layers(name) {
                Some(layers) => Test::Carries(layers, needle),
                None => Test::Holds(needle),
            }));
        }
        if matches!(self.peek(), Some(Kind::Compare(..)))
            || self.is_word("in")
            || self.is_word("matches")
        {
            return self.expected(say!("filter-expected-protocol", name = word.typed.clone()));
        }
        match (protocol, protocols::entry(name)) {
            (Some(test), _) => Ok(Expr::Test(test)),
            (None, Some(entry)) => self.of_field(Name {
                text: entry.name,
                sort: Sort::Presence,
                place: Place::Tree(entry),
            }),
            (None, None) => self.expected(say!("filter-expected-test")),
        }
    }

    fn of_field(&mut self, name: Name) -> Result<Expr, FilterError> {
        let negated = self.peek() == Some(&Kind::Not) && self.is_set_ahead();
        if negated {
            self.advance();
        }
        let check = self.check(name)?;
        let traces = deep::traces(&name, &check);
        let test = Expr::Test(Test::Field(Box::new(Ask {
            name,
            check,
            traces,
        })));
        Ok(if negated {
            Expr::Not(Box::new(test))
        } else {
            test
        })
    }

    fn is_set_ahead(&self) -> bool {
        matches!(self.tokens.get(1).map(|t| &t.kind), Some(Kind::Word(word)) if word.small == "in")
    }

    fn check(&mut self, name: Name) -> Result<Check, FilterError> {
        let any = |how| Check { how, all: false };
        let operator = matches!(self.peek(), Some(Kind::Compare(..) | Kind::Bits))
            || ["in", "contains", "matches"]
                .iter()
                .any(|word| self.is_word(word));
        if operator && name.sort == Sort::Presence {
            return self.expected(say!("filter-expected-presence"));
        }
        match self.peek() {
            Some(&Kind::Compare(cmp, all)) => {
                self.advance();
                let literal = self.literal(name.sort)?;
                if matches!(literal.1, Literal::Net(_)) && !matches!(cmp, Cmp::Eq | Cmp::Ne) {
                    return Err(FilterError {
                        column: literal.0,
                        expected: say!("filter-expected-address"),
                    });
                }
                Ok(Check {
                    how: How::Compare(cmp, literal.1),
                    all,
                })
            }
            Some(Kind::Bits) if matches!(name.sort, Sort::Number(_)) => {
                self.bits(name.sort).map(any)
            }
            Some(Kind::Word(word)) => match word.small.as_str() {
                "in" => self.set(name.sort).map(any),
                "contains" if name.sort.contains() => {
                    self.advance();
                    self.needle().map(|needle| any(How::Contains(needle)))
                }
                "contains" => self.expected(say!("filter-expected-comparison")),
                "matches" => self.expected(say!("filter-expected-contains")),
                _ => self.expected(say!("filter-expected-after-field")),
            },
            Some(Kind::Quoted(_) | Kind::OpenSet) => {
                self.expected(say!("filter-expected-after-field"))
            }
            _ => Ok(any(How::Exists)),
        }
    }

    /// A value of a sort, and its column.
    fn literal(&mut self, sort: Sort) -> Result<(usize, Literal), FilterError> {
        let literal = self
            .tokens
            .first()
            .and_then(|token| Some((token.column, sort.literal(&token.kind)?)));
        match literal {
            Some(literal) => {
                self.advance();
                Ok(literal)
            }
            None => self.expected(sort.expected()),
        }
    }

    /// What is to be contained: text in quotes, bytes, or a word.
    fn needle(&mut self) -> Result<Vec<u8>, FilterError> {
        let needle = match self.peek() {
            Some(Kind::Quoted(bytes)) => Some(bytes.clone()),
            Some(Kind::Word(word)) if word.small.contains(':') => types::bytes(&word.small),
            Some(Kind::Word(word)) => Some(word.typed.clone().into_bytes()),
            _ => None,
        };
        match needle.filter(|needle| !needle.is_empty()) {
            Some(needle) => {
                self.advance();
                Ok(needle)
            }
            None => self.expected(say!("filter-expected-needle")),
        }
    }

    /// `& 0x12`, and what is left compared with a number: with none, that it is not 0.
    fn bits(&mut self, sort: Sort) -> Result<How, FilterError> {
        self.advance();
        let number = |p: &mut Self| {
            p.literal(sort).map(|(_, literal)| match literal {
                Literal::Number(n) => n,
                _ => 0,
            })
        };
        let mask = number(self)?;
        match self.peek() {
            Some(&Kind::Compare(cmp, _)) => {
                self.advance();
                Ok(How::Bits(mask, cmp, number(self)?))
            }
            _ => Ok(How::Bits(mask, Cmp::Ne, 0)),
        }
    }

    /// `in { … }`.
    fn set(&mut self, sort: Sort) -> Result<How, FilterError> {
        self.advance();
        if !self.eat(&Kind::OpenSet) {
            return self.expected(say!("filter-expected-set"));
        }
        let mut spans = vec![self.member(sort)?];
        loop {
            if self.eat(&Kind::CloseSet) {
                return Ok(How::Within(spans));
            }
            if self.peek().is_none() {
                return self.expected(say!("filter-expected-set-end"));
            }
            self.eat(&Kind::Comma);
            spans.push(self.member(sort)?);
        }
    }

    /// One value, or two with `..` between.
    fn member(&mut self, sort: Sort) -> Result<(Literal, Literal), FilterError> {
        if let Some((from, to)) = self.peek_word().and_then(|word| range(word, sort)) {
            self.advance();
            return Ok((from, to));
        }
        let (_, from) = self.literal(sort)?;
        if self.eat_word("..") {
            let (_, to) = self.literal(sort)?;
            return Ok((from, to));
        }
        Ok((from.clone(), from))
    }
}

/// `8000..8010`, written as one word.
fn range(word: &Word, sort: Sort) -> Option<(Literal, Literal)> {
    let half = |small: &str, typed: &str| {
        sort.word(&Word {
            small: small.to_owned(),
            typed: typed.to_owned(),
        })
    };
    let (from, to) = word
        .small
        .split_once("..")
        .filter(|(from, to)| !from.is_empty() && !to.is_empty())?;
    let (typed_from, typed_to) = word.typed.split_once("..")?;
    Some((half(from, typed_from)?, half(to, typed_to)?))
}

/// What to say about a word that is no name.
fn unknown(name: &str) -> Say {
    if name.contains('[') {
        return say!("filter-expected-no-slice");
    }
    if matches!(name, "tcp.stream" | "udp.stream") {
        return say!("filter-expected-flow-name");
    }
    if names::is_later(name) {
        return say!("filter-expected-earlier");
    }
    let near = names::nearest(name);
    if near.is_empty() {
        say!("filter-expected-test")
    } else {
        say!(
            "filter-expected-name",
            names = near.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
        )
    }
}
