//! `[[pins]]` and `[[forbid]]`.

use toml::Spanned;

use super::codes;
use super::convert::Faults;
use super::raw::{self, PinPlace};
use crate::domain::pin::place;
use crate::domain::{Forbid, Pin, Team, Wishes};
use crate::units::{TargetId, TeamId};

/// The wishes, and every fault of their spelling; whether a target exists is only known with the layers.
pub(super) fn wishes(
    pins: Vec<Spanned<raw::Pin>>,
    forbids: Vec<Spanned<raw::Forbid>>,
    teams: &[Team],
    faults: &mut Faults<'_>,
) -> Wishes {
    let mut wishes = Wishes::default();
    for spanned in pins {
        let at = spanned.span().start;
        wishes
            .pins
            .push(pin(spanned.into_inner(), at, teams, faults));
    }
    for spanned in forbids {
        let at = spanned.span().start;
        wishes
            .forbids
            .extend(forbid(spanned.into_inner(), at, teams, faults));
    }
    wishes
}

fn known(
    team: Option<String>,
    at: usize,
    teams: &[Team],
    faults: &mut Faults<'_>,
) -> Option<TeamId> {
    let team = team.map(TeamId::new)?;
    if !teams.iter().any(|known| known.id == team) {
        faults.add(&codes::UNKNOWN_TEAM, at, &[&team]);
    }
    Some(team)
}

fn pin(raw: raw::Pin, at: usize, teams: &[Team], faults: &mut Faults<'_>) -> Pin {
    let word = raw.place.map(|place| match place {
        PinPlace::Number(number) => number.to_string(),
        PinPlace::Word(word) => word,
    });
    let at_place = word.as_deref().and_then(place);
    if let (Some(word), None) = (&word, at_place) {
        faults.add(&codes::BAD_PLACE, at, &[word]);
    }
    if at_place.is_some() && raw.team.is_none() {
        faults.add(&codes::PLACE_TEAM, at, &[&raw.target]);
    }
    Pin {
        target: TargetId::new(raw.target),
        team: known(raw.team, at, teams, faults),
        date: raw.date,
        place: at_place,
        urgent: false,
        source: faults.source(at),
    }
}

fn forbid(raw: raw::Forbid, at: usize, teams: &[Team], faults: &mut Faults<'_>) -> Option<Forbid> {
    let targets: Vec<TargetId> = match (raw.target, &raw.team, &raw.targets[..]) {
        (Some(target), Some(_), []) => vec![TargetId::new(target)],
        (None, None, [one, two]) if one != two => {
            [one, two].map(|id| TargetId::new(id.as_str())).to_vec()
        }
        _ => {
            faults.add(&codes::BAD_FORBID, at, &[]);
            return None;
        }
    };
    Some(Forbid {
        targets,
        team: known(raw.team, at, teams, faults),
        source: faults.source(at),
    })
}
