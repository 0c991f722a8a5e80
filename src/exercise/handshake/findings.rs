use super::chosen::{Handshake,Target,Side};
use super::{ladder,seen};
use crate::exercise::{Finding,Figure, Journal};
use crate::say;
pub(super) fn all(c: Handshake,j:&Journal)->Vec<Finding>{
 let mut v=vec![];
 for t in c.targets(){
  v.push(Finding::text("x",format!("{t:?} {}",seen::outcome(c,t,j).word()),say!("handshake-about")));
  for r in ladder::rungs(c,t,j){ eprintln!("{t:?} {:?} {} again={} dropped={}",r.from,r.text(),r.again,r.dropped); }
  let o=seen::observed(c,t,j);
  eprintln!("client {:?}",seen::path(&o,Side::Client));
  eprintln!("server {:?}",seen::path(&o,Side::Server));
 }
 eprintln!("{:?} {:?} {:?}",seen::in_time_wait(c,j),seen::questions(c,j), Figure::Yes(true)); let _=(ladder::opening(&[]),ladder::teardown(&[]));
 let _=Target::Closed;
 v}
