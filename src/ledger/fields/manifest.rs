use std::fmt;

use serde_json::{Value as Json, json};

use super::parse::plain_code;
use super::units::{CUBIC, TONNE};
use super::value::{json_number, time_text};
use super::{list, scalar};
use crate::ledger::Moment;

/// How much was carried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// In m3.
    Cubic(f64),
    /// In t.
    Tonnes(f64),
}

/// A transport manifest (转运联单).
///
/// As text its members stand in this order, parted by `|`, the last one left away when there is none; manifests are
/// parted by `;`: `2026-05-03 14:00 | 吉B12345 | 3 | 45 m3 | FAC-01 | 123`.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// When.
    pub time: Moment,
    /// Plate of the vehicle (车牌).
    pub plate: Box<str>,
    /// Trips (车次), 1 to 9,999.
    pub trips: u16,
    /// How much in all, above 0 and at most 1,000,000, to three decimals.
    pub amount: Amount,
    /// Id of the facility it went to.
    pub to: Box<str>,
    /// Number of the weigh slip (磅单号).
    pub slip: Option<Box<str>>,
}

impl Manifest {
    /// Reads one manifest, its signs still escaped.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = list::split(text, '|');
        if parts.len() == 6 && parts[5].is_empty() {
            parts.pop();
        }
        let (time, plate, trips, amount, to, slip) = match parts.as_slice() {
            [time, plate, trips, amount, to] => (time, plate, trips, amount, to, None),
            [time, plate, trips, amount, to, slip] => (time, plate, trips, amount, to, Some(slip)),
            _ => return None,
        };
        let code = |text: &str| plain_code(&list::unescape(text));
        let trips = super::fold(trips);
        let trips = scalar::number(trips.trim_end_matches(['车', '次', '趟']), None)?;
        Some(Self {
            time: scalar::time(time)?,
            plate: code(plate)?,
            trips: whole_trips(trips)?,
            amount: Amount::parse(amount)?,
            to: code(to)?,
            slip: match slip {
                Some(slip) => Some(code(slip)?),
                None => None,
            },
        })
    }

    /// As events carry it.
    pub(super) fn to_json(&self) -> Json {
        let (unit, amount) = match self.amount {
            Amount::Cubic(amount) => ("m3", amount),
            Amount::Tonnes(amount) => ("t", amount),
        };
        let mut json = json!({
            "time": self.time.to_string(),
            "plate": &*self.plate,
            "trips": self.trips,
            "to": &*self.to,
        });
        json[unit] = json_number(amount);
        if let Some(slip) = &self.slip {
            json["slip"] = Json::from(&**slip);
        }
        json
    }

    /// Reads what [`Manifest::to_json`] gives.
    pub(super) fn from_json(json: &Json) -> Option<Self> {
        const MEMBERS: [&str; 7] = ["time", "plate", "trips", "m3", "t", "to", "slip"];
        let object = json.as_object()?;
        let known = |name: &String| MEMBERS.contains(&name.as_str());
        if !object.keys().all(known) {
            return None;
        }
        let code = |name: &str| plain_code(object.get(name)?.as_str()?);
        let amount = match (object.get("m3"), object.get("t")) {
            (Some(amount), None) => Amount::Cubic(amount_of(amount.as_f64()?)?),
            (None, Some(amount)) => Amount::Tonnes(amount_of(amount.as_f64()?)?),
            _ => return None,
        };
        Some(Self {
            time: super::json::moment(object.get("time")?)?,
            plate: code("plate")?,
            trips: whole_trips(object.get("trips")?.as_f64()?)?,
            amount,
            to: code("to")?,
            slip: match object.get("slip") {
                Some(_) => Some(code("slip")?),
                None => None,
            },
        })
    }
}

impl Amount {
    fn parse(text: &str) -> Option<Self> {
        let unit = super::fold(text);
        let unit = unit.trim_start_matches(|c: char| c.is_ascii_digit() || " .,+".contains(c));
        if unit.is_empty() {
            return None;
        }
        if let Some(amount) = scalar::number(text, Some(&CUBIC)) {
            return amount_of(amount).map(Self::Cubic);
        }
        amount_of(scalar::number(text, Some(&TONNE))?).map(Self::Tonnes)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cubic(amount) => write!(f, "{amount} m3"),
            Self::Tonnes(amount) => write!(f, "{amount} t"),
        }
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = list::escape;
        write!(
            f,
            "{} | {} | {} | {} | {}",
            time_text(self.time),
            code(&self.plate),
            self.trips,
            self.amount,
            code(&self.to)
        )?;
        match &self.slip {
            Some(slip) => write!(f, " | {}", code(slip)),
            None => Ok(()),
        }
    }
}

fn whole_trips(trips: f64) -> Option<u16> {
    let good = trips.fract() == 0.0 && (1.0..=9_999.0).contains(&trips);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range"
    )]
    good.then_some(trips as u16)
}

fn amount_of(amount: f64) -> Option<f64> {
    let amount = scalar::round(amount, 3);
    (amount > 0.0 && amount <= 1_000_000.0).then_some(amount)
}
