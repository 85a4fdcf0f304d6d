//! Corridors by the metre: each metre has its own last visit and its own due days.

use super::chain::{Class, Duty, Stretch, every_days};
use super::duties::pace;
use super::figures::{Corridors, MetreTally, SeenStretch, Unseen};
use super::gather::entry;
use super::ground::{Ground, Life};
use super::record::Look;
use crate::domain::{Corridor, CorridorPass, TargetDetail};
use crate::units::Day;

/// Metres that were due on the same days and seen on the same days.
#[derive(Clone, Debug)]
pub(super) struct Piece<'g> {
    pub(super) life: &'g Life<'g>,
    corridor: &'g Corridor,
    /// Where it begins along the corridor, in metres.
    from: i64,
    /// How many.
    pub(super) metres: u64,
    /// Days on which they were seen, in order.
    visits: Vec<Day>,
    /// Their due days in the period, and what became of each.
    pub(super) duties: Vec<Duty>,
}

impl Piece<'_> {
    /// Days since they were last seen, on a day; `None` = never.
    fn days_since(&self, day: Day) -> Option<i32> {
        self.visits.last().map(|last| day.days_since(*last))
    }
}

/// Cuts a corridor where any visit began or ended to see it.
pub(super) fn pieces<'g>(ground: &'g Ground<'g>, life: &'g Life<'g>) -> Vec<Piece<'g>> {
    let TargetDetail::Corridor(corridor) = &life.target.detail else {
        return Vec::new();
    };
    let programmes = ground.input.programmes.iter();
    let mut own = programmes.filter(|programme| programme.id == corridor.programme);
    let pace = own.find_map(|programme| pace(ground, programme));
    let to = ground.input.to;
    let looks = ground.input.record.looks(&life.target.id);
    let looks: Vec<&Look> = looks.iter().filter(|look| look.day <= to).collect();
    let cuts = cuts(&looks, corridor.length.get().max(0));
    let piece = |pair: &[i64]| {
        let visits = visits(&looks, pair[0], pair[1]);
        let known = ground.known_since;
        let start = visits.first().map_or(known, |first| known.min(*first));
        let stretch = Stretch { start, end: None };
        let span = (ground.counted_from, to);
        let duties = pace.map(|pace| every_days(stretch, pace, &visits, &ground.roll, span));
        let mut duties = duties.unwrap_or_default();
        duties.retain(|duty| ground.counts(duty.day()));
        Piece {
            life,
            corridor,
            from: pair[0],
            metres: u64::try_from(pair[1] - pair[0]).unwrap_or(0),
            visits,
            duties,
        }
    };
    cuts.windows(2).map(piece).collect()
}

/// Where the metres change that a visit saw, both ends included.
fn cuts(looks: &[&Look], length: i64) -> Vec<i64> {
    let spans = looks.iter().filter_map(|look| look.spans.as_ref());
    let ends = spans.flatten().flat_map(|span| [span.0, span.1]);
    let mut cuts: Vec<i64> = ends
        .map(|at| at.clamp(0, length))
        .chain([0, length])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// The days on which the metres from one cut to the next were seen.
fn visits(looks: &[&Look], from: i64, to: i64) -> Vec<Day> {
    let saw = |look: &&&Look| {
        look.spans.as_ref().is_none_or(|spans| {
            let at = spans.partition_point(|span| span.1 < to);
            spans.get(at).is_some_and(|span| span.0 <= from)
        })
    };
    let mut days: Vec<Day> = looks.iter().filter(saw).map(|look| look.day).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Pieces that follow each other joined where they were last seen on the same day.
pub(super) fn stretches(ground: &Ground<'_>, pieces: &[Piece<'_>]) -> Vec<SeenStretch> {
    let mut all: Vec<SeenStretch> = Vec::new();
    for piece in pieces {
        let days = piece.days_since(ground.input.to);
        let to = piece.from + i64::try_from(piece.metres).unwrap_or(0);
        let target = piece.life.target.id.as_str();
        let same = |last: &&mut SeenStretch| last.target == target && last.days == days;
        match all.last_mut().filter(same) {
            Some(last) => last.to = to,
            None => all.push(SeenStretch {
                target: target.to_owned(),
                road: piece.corridor.road.clone(),
                township: piece.life.township.to_owned(),
                from: piece.from,
                to,
                days,
            }),
        }
    }
    all
}

/// Adds the metres up, in total and by group.
pub(super) fn tallies(ground: &Ground<'_>, pieces: &[Piece<'_>]) -> Corridors {
    let mut all = Corridors::default();
    for piece in pieces {
        let own = tally(ground, piece);
        let corridor = piece.corridor;
        add(&mut all.total, &own);
        add(
            entry(&mut all.by_programme, corridor.programme.as_str()),
            &own,
        );
        add(entry(&mut all.by_township, piece.life.township), &own);
        add(entry(&mut all.by_road, &corridor.road), &own);
        add(entry(&mut all.by_direction, direction(corridor)), &own);
    }
    all.worst = worst(ground, pieces);
    all
}

fn tally(ground: &Ground<'_>, piece: &Piece<'_>) -> MetreTally {
    let (metres, input) = (piece.metres, &ground.input);
    let mut tally = MetreTally {
        metres,
        ..MetreTally::default()
    };
    let mut visits = piece.visits.iter();
    if visits.any(|day| (input.from..=input.to).contains(day)) {
        tally.seen = metres;
    }
    tally.recency.add(piece.days_since(input.to), metres);
    for duty in &piece.duties {
        match duty.class {
            Class::OnTime => tally.on_time += metres,
            Class::Late => tally.late += metres,
            Class::Missed => tally.missed += metres,
            Class::Additional => tally.additional += metres,
            // A corridor has no state that it could leave.
            Class::Lapsed => {}
        }
    }
    tally.due = tally.on_time + tally.late + tally.missed;
    tally
}

fn add(sum: &mut MetreTally, more: &MetreTally) {
    sum.metres += more.metres;
    sum.seen += more.seen;
    sum.due += more.due;
    sum.on_time += more.on_time;
    sum.late += more.late;
    sum.missed += more.missed;
    sum.additional += more.additional;
    let (a, b) = (&mut sum.recency, &more.recency);
    a.d0_7 += b.d0_7;
    a.d8_14 += b.d8_14;
    a.d15_30 += b.d15_30;
    a.d31_60 += b.d31_60;
    a.d61_90 += b.d61_90;
    a.over_90 += b.over_90;
    a.never += b.never;
}

/// The way in which a corridor has to be driven, by the quarter of the compass towards which it leads.
fn direction(corridor: &Corridor) -> &'static str {
    let Some((from, to)) = corridor
        .ends()
        .filter(|_| corridor.pass == CorridorPass::Forward)
    else {
        return "either";
    };
    let (east, north) = ((to.x - from.x) * from.y.to_radians().cos(), to.y - from.y);
    match (east.abs() > north.abs(), east > 0.0, north > 0.0) {
        (true, true, _) => "E",
        (true, false, _) => "W",
        (false, _, true) => "N",
        (false, _, false) => "S",
    }
}

/// The corridors whose oldest metre was not seen for the longest time.
fn worst(ground: &Ground<'_>, pieces: &[Piece<'_>]) -> Vec<Unseen> {
    let mut by_corridor: Vec<Unseen> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.metres > 0) {
        let days = piece.days_since(ground.input.to);
        let id = piece.life.target.id.as_str();
        match by_corridor.last_mut().filter(|last| last.target == id) {
            Some(last) => {
                last.days = last
                    .days
                    .zip(days)
                    .map(|(known, days): (i32, i32)| known.max(days));
            }
            None => by_corridor.push(unseen(piece.life, days)),
        }
    }
    longest(by_corridor)
}

/// A target and since when it was not seen.
pub(super) fn unseen(life: &Life<'_>, days: Option<i32>) -> Unseen {
    Unseen {
        target: life.target.id.to_string(),
        name: life.target.name.clone(),
        kind: life.target.kind(),
        township: life.township.to_owned(),
        days,
    }
}

/// The ten that were not seen for the longest time; those never seen first, of equals the lesser id.
pub(super) fn longest(mut all: Vec<Unseen>) -> Vec<Unseen> {
    const SHOWN: usize = 10;
    all.sort_by(|a, b| {
        let rank = |one: &Unseen| (one.days.is_none(), one.days);
        rank(b).cmp(&rank(a)).then_with(|| a.target.cmp(&b.target))
    });
    all.truncate(SHOWN);
    all
}
