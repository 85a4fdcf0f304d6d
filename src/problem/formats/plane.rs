//! Points of the plane: distances rounded down to a number of decimals, and instances of customers and vehicles.

use smallvec::smallvec;

use super::error::{FormatError, Words, words};
use super::text::{Fixed, most_digits};
use super::{Claim, LARGEST_LOCATIONS, Place, Posed};
use crate::domain::TimeWindow;
use crate::problem::{Breaks, Instance, Job, LocationIdx, Mode, Objective, Shift, Travel};
use crate::units::{Prize, Seconds};

/// A point with all that any of the formats says of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Customer {
    /// Line of the file, from 1.
    pub(super) line: usize,
    /// Number in the file.
    pub(super) number: u32,
    pub(super) x: Fixed,
    pub(super) y: Fixed,
    pub(super) prize: Fixed,
    pub(super) demand: Fixed,
    pub(super) service: Fixed,
    pub(super) open: Fixed,
    pub(super) close: Fixed,
}

/// Customers around one depot, as the formats with windows have them.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    pub(super) depot: Customer,
    pub(super) customers: Vec<Customer>,
    pub(super) routes: u32,
    pub(super) capacity: Option<Fixed>,
    /// Distances are rounded down to so many decimals.
    pub(super) decimals: u32,
    /// What is sought; required jobs have no prize.
    pub(super) goal: Goal,
}

/// What a format seeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Most prize.
    Prize,
    /// All customers, least travel.
    Travel,
    /// Least travel plus prize left.
    TravelAndPrizeLeft,
}

/// Euclidean distance in units of one in 10^`decimals`, rounded down; the thousand-millionth keeps whole distances whole.
fn rounded_down(one: &Customer, two: &Customer, decimals: u32) -> f64 {
    let unit = f64::from(10_u32.pow(decimals));
    (unit * distance(one, two) + 1e-9).floor()
}

/// Euclidean distance.
pub(super) fn distance(one: &Customer, two: &Customer) -> f64 {
    (one.x.to_f64() - two.x.to_f64()).hypot(one.y.to_f64() - two.y.to_f64())
}

/// Travel between points, depot first, by a function of two of them in whole units.
pub(super) fn matrix(
    points: &[&Customer],
    units: impl Fn(&Customer, &Customer) -> f64,
) -> Result<Travel, FormatError> {
    too_many(points)?;
    let mut seconds = Vec::with_capacity(points.len() * points.len());
    for from in points {
        for to in points {
            let far = units(from, to);
            seconds.push(whole(far).ok_or(FormatError::Impossible {
                line: to.line,
                what: words(
                    "this point lies too far from another",
                    "此点与另一点相距过远",
                ),
            })?);
        }
    }
    Ok(Travel {
        n: points.len(),
        seconds,
        metres: Vec::new(),
    })
}

/// A whole number as 32 bits below [`Travel::UNREACHABLE`], which infinity stands for.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is tested first"
)]
fn whole(value: f64) -> Option<u32> {
    if value.is_infinite() {
        return Some(Travel::UNREACHABLE);
    }
    (0.0..f64::from(Travel::UNREACHABLE))
        .contains(&value)
        .then_some(value as u32)
}

fn too_many(points: &[&Customer]) -> Result<(), FormatError> {
    match points.get(LARGEST_LOCATIONS) {
        None => Ok(()),
        Some(point) => Err(FormatError::TooMuch {
            line: point.line,
            what: words("the number of points", "点数"),
            value: i64::try_from(points.len()).unwrap_or(i64::MAX),
            limit: i64::try_from(LARGEST_LOCATIONS).unwrap_or(i64::MAX),
        }),
    }
}

/// A job at the point of the location.
pub(super) fn job_at(location: usize) -> Job {
    let place = LocationIdx::from_idx(location);
    Job {
        prize: Prize::ZERO,
        required: false,
        approach: Seconds::ZERO,
        service: Seconds::ZERO,
        windows: smallvec![],
        modes: smallvec![Mode {
            entry: place,
            exit: place
        }],
        load: 0,
        shifts: None,
        group: None,
    }
}

/// A shift from one place to another.
pub(super) fn shift(start: LocationIdx, end: LocationIdx, window: TimeWindow) -> Shift {
    Shift {
        start,
        end,
        window,
        day: 0,
        breaks: Breaks::default(),
        capacity: None,
        max_jobs: None,
        travel: 0,
    }
}

/// A window whose end may not lie before its start.
pub(super) fn window(start: i64, end: i64, line: usize) -> Result<TimeWindow, FormatError> {
    let empty = words(
        "the time window closes before it opens",
        "时间窗的结束早于开始",
    );
    TimeWindow::new(Seconds(start), Seconds(end))
        .ok_or(FormatError::Impossible { line, what: empty })
}

impl Fleet {
    /// The instance: all times in the unit that the rounding of distances or the finest number of the file asks for.
    pub(super) fn pose(&self) -> Result<Posed, FormatError> {
        let digits = self.digits();
        let load_digits = most_digits(
            self.customers
                .iter()
                .map(|customer| customer.demand)
                .chain(self.capacity),
        );
        let prize_digits = match self.goal {
            Goal::Prize => most_digits(self.customers.iter().map(|customer| customer.prize)),
            Goal::Travel | Goal::TravelAndPrizeLeft => digits,
        };
        let points: Vec<&Customer> = std::iter::once(&self.depot)
            .chain(&self.customers)
            .collect();
        let finer = f64::from(10_u32.pow(digits - self.decimals));
        let travel = matrix(&points, |one, two| {
            finer * rounded_down(one, two, self.decimals)
        })?;
        let mut jobs = Vec::with_capacity(self.customers.len());
        for (idx, customer) in self.customers.iter().enumerate() {
            self.fits(customer)?;
            let (open, close) = (customer.open.units(digits), customer.close.units(digits));
            jobs.push(Job {
                prize: Prize(customer.prize.units(prize_digits)),
                required: self.goal == Goal::Travel,
                service: Seconds(customer.service.units(digits)),
                windows: smallvec![window(open, close, customer.line)?],
                load: customer.demand.units(load_digits),
                ..job_at(idx + 1)
            });
        }
        let depot = LocationIdx(0);
        let (open, close) = (
            self.depot.open.units(digits),
            self.depot.close.units(digits),
        );
        let vehicle = Shift {
            capacity: self.capacity.map(|capacity| capacity.units(load_digits)),
            ..shift(depot, depot, window(open, close, self.depot.line)?)
        };
        let routes = (self.routes as usize).min(jobs.len());
        let due: i64 = jobs.iter().map(|job| job.prize.get()).sum();
        Ok(Posed {
            places: self.places(),
            claim: self.claim(due, digits, prize_digits),
            is_own: false,
            instance: Instance {
                travel,
                jobs,
                shifts: vec![vehicle; routes],
                objective: if self.goal == Goal::TravelAndPrizeLeft {
                    Objective::PrizeLessTravel
                } else {
                    Objective::PrizeThenTravel
                },
                ..Instance::default()
            },
        })
    }

    /// Digits after the point of the unit of time.
    fn digits(&self) -> u32 {
        let times = self
            .customers
            .iter()
            .chain([&self.depot])
            .flat_map(|point| {
                let prize = if self.goal == Goal::TravelAndPrizeLeft {
                    point.prize
                } else {
                    Fixed::default()
                };
                [point.open, point.close, point.service, prize]
            });
        most_digits(times).max(self.decimals)
    }

    fn fits(&self, customer: &Customer) -> Result<(), FormatError> {
        const TOO_HEAVY: Words = words(
            "the demand is more than a vehicle takes",
            "需求量超过车辆容量",
        );
        let required = self.goal == Goal::Travel;
        match self.capacity {
            Some(capacity) if required && customer.demand > capacity => {
                Err(FormatError::Impossible {
                    line: customer.line,
                    what: TOO_HEAVY,
                })
            }
            _ => Ok(()),
        }
    }

    fn places(&self) -> Vec<smallvec::SmallVec<[Place; 2]>> {
        let places = self.customers.iter();
        places
            .map(|customer| smallvec![Place::Node(customer.number)])
            .collect()
    }

    fn claim(&self, due: i64, digits: u32, prize_digits: u32) -> Claim {
        match self.goal {
            Goal::Prize => Claim::prize(prize_digits),
            Goal::Travel => Claim::travel(0, digits),
            Goal::TravelAndPrizeLeft => Claim {
                constant: due,
                per_prize: -1,
                ..Claim::travel(0, digits)
            },
        }
    }
}
