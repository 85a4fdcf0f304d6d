//! A day's drive along fastest paths, and what a receiver records of it.

use std::collections::BTreeMap;

use geo::Coord;
use xuncha::roads::{LinkIdx, Network, Position, Traversal, fastest_path};
use xuncha::tracks::{Fix, Track};

use crate::dice::Dice;

/// How a receiver errs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Receiver {
    /// Standard deviation in metres, in each direction.
    pub(crate) sigma: f64,
    /// Seconds between two fixes.
    pub(crate) interval: i64,
    /// Seconds over which the error keeps its size; 0 = each fix errs by itself.
    pub(crate) memory: f64,
}

/// Metres of each link, as spans.
pub(crate) type Spans = BTreeMap<u32, Vec<(f64, f64)>>;

pub(crate) struct Drive {
    pub(crate) track: Track,
    /// What was driven while the receiver recorded.
    pub(crate) driven: Spans,
}

/// Drives from place to place until so many metres are done, with stops of minutes at the places.
///
/// Speeds wander between 60 and 100 % of the class speed. Now and then the receiver has no view for 20 to 60 seconds;
/// about once an hour it is off for four to eight minutes while the drive goes on, and those metres are not counted.
pub(crate) fn drive(network: &Network, receiver: Receiver, metres: f64, dice: &mut Dice) -> Drive {
    let legs = legs(network, metres, dice);
    let mut recorder = Recorder::new(receiver, dice);
    let mut clock = 1_790_000_000.0;
    for leg in &legs {
        recorder.stand(network, leg[0], &mut clock, dice);
        for step in leg {
            recorder.go(network, *step, &mut clock, dice);
        }
    }
    recorder.end();
    let mut driven = Spans::new();
    for (link, from, to) in recorder.driven {
        driven.entry(link).or_default().push((from, to));
    }
    let track = Track {
        name: "drive".to_owned(),
        segments: recorder.segments,
    };
    Drive { track, driven }
}

fn legs(network: &Network, metres: f64, dice: &mut Dice) -> Vec<Vec<Traversal>> {
    let (mut legs, mut done) = (Vec::new(), 0.0);
    let mut here = somewhere(network, dice);
    for _ in 0..10_000 {
        if done >= metres {
            break;
        }
        let there = somewhere(network, dice);
        let Some(path) = fastest_path(network, here, there) else {
            here = there;
            continue;
        };
        if !(500..30_000).contains(&path.metres) {
            continue;
        }
        done += f64::from(path.metres);
        legs.push(path.traversals);
        here = there;
    }
    legs
}

/// A random place of the largest island.
fn somewhere(network: &Network, dice: &mut Dice) -> Position {
    loop {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the links"
        )]
        let link = LinkIdx((dice.share() * network.links().len() as f64) as u32);
        let fraction = dice.between(0.1, 0.9);
        if network.island(link) == 0 {
            return Position::new(link, fraction);
        }
    }
}

struct Recorder {
    receiver: Receiver,
    segments: Vec<Vec<Fix>>,
    driven: Vec<(u32, f64, f64)>,
    /// Driven since the last fix.
    pending: Vec<(u32, f64, f64)>,
    error: (f64, f64),
    next_fix: f64,
    dark_until: f64,
    next_dark: f64,
    next_off: f64,
    off: bool,
    pace: f64,
}

impl Recorder {
    fn new(receiver: Receiver, dice: &mut Dice) -> Self {
        Self {
            receiver,
            segments: vec![Vec::new()],
            driven: Vec::new(),
            pending: Vec::new(),
            error: (dice.normal(), dice.normal()),
            next_fix: 0.0,
            dark_until: 0.0,
            next_dark: 1_790_000_000.0 + dice.between(200.0, 1_000.0),
            next_off: 1_790_000_000.0 + dice.between(1_800.0, 5_400.0),
            off: false,
            pace: 0.8,
        }
    }

    fn stand(&mut self, network: &Network, step: Traversal, clock: &mut f64, dice: &mut Dice) {
        let until = *clock + dice.between(60.0, 240.0);
        while *clock < until {
            self.tick(network, (step, step.from_fraction), *clock, dice);
            *clock += 1.0;
        }
    }

    /// Drives a link, second by second.
    fn go(&mut self, network: &Network, step: Traversal, clock: &mut f64, dice: &mut Dice) {
        let link = network.link(step.link);
        let forward = step.to_fraction >= step.from_fraction;
        let millis = if forward { link.forward } else { link.backward };
        let millis = millis.or(link.forward).or(link.backward).unwrap_or(1);
        let full = link.length * 1000.0 / f64::from(millis);
        let mut at = step.from_fraction;
        loop {
            self.pace = (self.pace + 0.03 * dice.normal()).clamp(0.6, 1.0);
            let share = full * self.pace / link.length.max(0.01);
            let left = (step.to_fraction - at).abs();
            let moved = if left <= share {
                step.to_fraction
            } else if forward {
                at + share
            } else {
                at - share
            };
            self.pending.push((step.link.0, at, moved));
            *clock += if share > 0.0 {
                left.min(share) / share
            } else {
                1.0
            };
            at = moved;
            self.tick(network, (step, at), *clock, dice);
            if left <= share {
                return;
            }
        }
    }

    fn tick(
        &mut self,
        network: &Network,
        (step, at): (Traversal, f64),
        clock: f64,
        dice: &mut Dice,
    ) {
        if clock < self.next_fix {
            return;
        }
        self.next_fix = clock.floor() + self.receiver.interval as f64;
        let keep = if self.receiver.memory > 0.0 {
            (-(self.receiver.interval as f64) / self.receiver.memory).exp()
        } else {
            0.0
        };
        let fresh = (1.0 - keep * keep).sqrt();
        self.error.0 = keep * self.error.0 + fresh * dice.normal();
        self.error.1 = keep * self.error.1 + fresh * dice.normal();
        if clock >= self.next_dark {
            self.dark_until = clock + dice.between(20.0, 60.0);
            self.next_dark = clock + dice.between(400.0, 1_200.0);
        }
        if clock >= self.next_off {
            self.dark_until = clock + dice.between(240.0, 480.0);
            self.next_off = clock + dice.between(2_400.0, 5_400.0);
            self.off = true;
        }
        if clock < self.dark_until {
            return;
        }
        if std::mem::take(&mut self.off) {
            self.pending.clear();
            self.segments.push(Vec::new());
        }
        if self.segments.iter().all(Vec::is_empty) {
            self.pending.clear();
        }
        self.driven.append(&mut self.pending);
        let place = network.coord_at(Position::new(step.link, at));
        let degree = 111_195.08;
        let off = Coord {
            x: self.error.0 * self.receiver.sigma / (degree * place.y.to_radians().cos()),
            y: self.error.1 * self.receiver.sigma / degree,
        };
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
        let time = Some(clock as i64);
        if let Some(segment) = self.segments.last_mut() {
            segment.push(Fix {
                at: place + off,
                time,
            });
        }
    }

    fn end(&mut self) {
        self.pending.clear();
    }
}
