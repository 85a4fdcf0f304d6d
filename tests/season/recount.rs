//! The season counted again from the bare events: JSON in, states out. Shares no code with the ledger's own fold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};
use xuncha::ledger::Store;
use xuncha::units::Day;

use crate::almanac::{day, working_days_after, working_days_between};
use crate::county::metres;

/// One event, as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) seconds: i64,
    pub(crate) day: Day,
    pub(crate) kind: String,
    pub(crate) actor: String,
    pub(crate) role: &'static str,
    pub(crate) target: String,
    pub(crate) other: Option<String>,
    pub(crate) payload: Json,
}

/// All events in the order in which they happened.
pub(crate) fn facts(store: &Store) -> Vec<Fact> {
    let mut facts = Vec::new();
    store
        .read_since(0, &mut |event| {
            facts.push(Fact {
                seconds: event.time.seconds(),
                day: day(&event.time.to_string()[..10]),
                kind: event.kind.word().to_owned(),
                actor: event.actor.to_owned(),
                role: event.role.word(),
                target: event.target.to_owned(),
                other: event.other.map(str::to_owned),
                payload: serde_json::from_str(event.payload).unwrap(),
            });
        })
        .unwrap();
    facts.sort_by_key(|fact| fact.seconds);
    facts
}

/// A transition: its number, the state it led to, the day, the round.
pub(crate) type Step = (u8, String, Day, u32);

/// A point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    pub(crate) status: String,
    pub(crate) since: Option<Day>,
    pub(crate) round: u32,
    pub(crate) at: Option<[f64; 2]>,
    pub(crate) fields: Map<String, Json>,
    pub(crate) steps: Vec<Step>,
    /// Dates of look-backs still to be made, and whether they must be.
    pub(crate) look_backs: Vec<(Day, bool)>,
    pub(crate) rebound: Option<Day>,
    pub(crate) objections: u32,
    pub(crate) moved_to: Vec<String>,
    pub(crate) moved_from: Vec<String>,
    pub(crate) cites: Option<String>,
    pub(crate) merged_into: Option<String>,
    pub(crate) snow: bool,
    /// Who did the works of this round or applied to close.
    pub(crate) involved: BTreeSet<String>,
    /// Who was there from the county or above since the state was entered, and found no new waste.
    pub(crate) inspectors: BTreeSet<String>,
}

impl Spot {
    /// Two persons who had no part in the clearing have seen it.
    pub(crate) fn is_inspected(&self) -> bool {
        self.inspectors.difference(&self.involved).count() >= 2
    }
}

/// Who acted, and who acted with them.
fn persons(fact: &Fact) -> BTreeSet<String> {
    let with = fact.payload["with"].as_array().into_iter().flatten();
    with.map(text).chain([fact.actor.clone()]).collect()
}

/// A rectification order: item, issued, due, failed rechecks, closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ordered {
    pub(crate) item: String,
    pub(crate) issued: Day,
    pub(crate) due: Day,
    pub(crate) failed: u32,
    pub(crate) closed: Option<Day>,
}

/// A visit to a corridor: the day, and the spans seen; `None` = all of it.
pub(crate) type Patrol = (Day, Option<Vec<[i64; 2]>>);

/// Anything that was visited or complained of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) spot: Option<Spot>,
    pub(crate) last_visit: Option<Day>,
    pub(crate) visits: u32,
    pub(crate) failed: u32,
    /// The last failed visit since the last good one.
    pub(crate) last_failure: Option<(Day, String)>,
    pub(crate) complaint: Option<Day>,
    pub(crate) orders: Vec<Ordered>,
    pub(crate) patrols: Vec<Patrol>,
}

pub(crate) type Accounts = BTreeMap<String, Account>;

/// How everything stands at the end of a day.
pub(crate) fn recount(facts: &[Fact], until: Day) -> Accounts {
    let mut accounts = Accounts::new();
    for fact in facts.iter().filter(|fact| fact.day <= until) {
        take(&mut accounts, fact);
    }
    accounts
}

fn take(accounts: &mut Accounts, fact: &Fact) {
    match fact.kind.as_str() {
        "rules" => {}
        "linked" => link(accounts, fact),
        kind => {
            let account = accounts.entry(fact.target.clone()).or_default();
            match kind {
                "opened" => open(account, fact),
                "moved" => go(account.spot.get_or_insert_default(), fact),
                "visited" => visit(account, fact),
                "corrected" => set(account.spot.as_mut().unwrap(), &fact.payload["set"]),
                "complained" => complain(account, fact),
                other => panic!("the script makes no event `{other}`"),
            }
        }
    }
}

fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}

fn place(json: &Json) -> Option<[f64; 2]> {
    Some([json[0].as_f64()?, json[1].as_f64()?])
}

fn date(json: &Json) -> Option<Day> {
    json.as_str().map(day)
}

fn open(account: &mut Account, fact: &Fact) {
    let said = &fact.payload;
    let mut spot = Spot {
        status: text(&said["status"]),
        since: date(&said["since"]),
        round: u32::try_from(said["round"].as_u64().unwrap()).unwrap(),
        at: place(&said["at"]),
        fields: said["set"].as_object().unwrap().clone(),
        ..Spot::default()
    };
    account.last_visit = date(&said["last_visit"]);
    spot.steps
        .push((0, spot.status.clone(), spot.since.unwrap(), spot.round));
    if is_closed(&spot.status) {
        look_back_from(&mut spot, false);
        let last = account.last_visit;
        spot.look_backs
            .retain(|(due, _)| last.is_none_or(|last| *due > last));
    }
    account.spot = Some(spot);
}

pub(crate) fn is_closed(status: &str) -> bool {
    matches!(status, "closed" | "quick_closed")
}

/// R9: at 7, 30, 90, 180 and 365 days; R8: by 30 April when snow lay on it.
fn look_back_from(spot: &mut Spot, snow: bool) {
    let since = spot.since.unwrap();
    spot.look_backs = [7, 30, 90, 180, 365]
        .map(|days| (since.plus(days), false))
        .to_vec();
    let thaw = day("2026-04-30");
    if snow {
        spot.look_backs.push((
            if since <= thaw {
                thaw
            } else {
                day("2027-04-30")
            },
            true,
        ));
    }
    spot.look_backs.sort_unstable();
}

/// T01 to T16 by where they lead from and to.
fn number(from: Option<&str>, to: &str) -> u8 {
    match (from, to) {
        (None, "suspected") => 1,
        (Some("suspected"), "listed") => 2,
        (Some("suspected"), "excluded") => 3,
        (Some("suspected"), "quick_closed") => 4,
        (Some("listed"), "planned") => 5,
        (Some("planned"), "works") => 6,
        (Some("works"), "done") => 7,
        (Some("done"), "requested") => 8,
        (Some("requested"), "accepted") => 9,
        (Some("requested"), "returned") => 10,
        (Some("accepted"), "closed") => 11,
        (Some("accepted"), "returned") => 12,
        (Some("closed" | "quick_closed"), "listed") => 13,
        (Some("closed"), "returned") => 14,
        (Some("returned"), "works") => 15,
        (
            Some(
                "suspected" | "listed" | "planned" | "works" | "done" | "requested" | "accepted"
                | "returned",
            ),
            "merged",
        ) => 16,
        (from, to) => panic!("no transition leads from {from:?} to {to}"),
    }
}

fn go(spot: &mut Spot, fact: &Fact) {
    let said = &fact.payload;
    let from = said["from"].as_str();
    assert_eq!(from.unwrap_or_default(), spot.status, "{fact:?}");
    let to = text(&said["to"]);
    let number = number(from, &to);
    if number == 1 {
        spot.round = 1;
        spot.cites.clone_from(&fact.other);
    }
    if number == 13 {
        spot.round += 1;
        spot.involved.clear();
    }
    if matches!(number, 6 | 7 | 8 | 15) {
        spot.involved.extend(persons(fact));
    }
    spot.inspectors.clear();
    if number == 16 {
        spot.merged_into.clone_from(&fact.other);
    }
    set(spot, &said["set"]);
    spot.at = place(&said["at"]).filter(|_| spot.at.is_none()).or(spot.at);
    (spot.status, spot.since) = (to, Some(fact.day));
    spot.look_backs.clear();
    spot.rebound = None;
    if is_closed(&spot.status) {
        look_back_from(spot, spot.snow);
    }
    spot.steps
        .push((number, spot.status.clone(), fact.day, spot.round));
}

fn set(spot: &mut Spot, fields: &Json) {
    for (field, value) in fields.as_object().into_iter().flatten() {
        spot.fields.insert(field.clone(), value.clone());
    }
}

fn visit(account: &mut Account, fact: &Fact) {
    const FAILURES: [&str; 8] = [
        "road_blocked",
        "snow",
        "no_time",
        "gate_closed",
        "not_found",
        "unsafe",
        "vehicle",
        "other",
    ];
    let said = &fact.payload;
    let finding = text(&said["finding"]);
    if FAILURES.contains(&finding.as_str()) {
        account.failed += 1;
        account.last_failure = Some((fact.day, finding));
        return;
    }
    account.last_visit = account.last_visit.max(Some(fact.day));
    account.visits += 1;
    account.failed = 0;
    account.last_failure = None;
    account.complaint = None;
    if said["kind"] == "corridor" {
        let spans = said["seen"]["spans"].as_array();
        let spans = spans.map(|spans| {
            spans
                .iter()
                .map(|span| [0, 1].map(|end| span[end].as_i64().unwrap()))
                .collect()
        });
        account.patrols.push((fact.day, spans));
    }
    recheck(&mut account.orders, fact);
    if let Some(spot) = &mut account.spot {
        look_at(spot, fact, &finding);
    }
}

/// An order is issued by the visit that finds an item wrong, and closed by the one that finds it in order.
fn recheck(orders: &mut Vec<Ordered>, fact: &Fact) {
    let list = |name: &str| fact.payload[name].as_array().cloned().unwrap_or_default();
    for item in list("passed") {
        for order in orders
            .iter_mut()
            .filter(|order| order.item == item && order.closed.is_none())
        {
            order.closed = Some(fact.day);
        }
    }
    for problem in list("problems")
        .iter()
        .filter(|problem| problem["severity"] == "R")
    {
        let due = date(&problem["due"]).unwrap();
        let item = text(&problem["item"]);
        match orders
            .iter_mut()
            .find(|order| order.item == item && order.closed.is_none())
        {
            Some(order) => (order.failed, order.due) = (order.failed + 1, due),
            None => orders.push(Ordered {
                item,
                issued: fact.day,
                due,
                failed: 0,
                closed: None,
            }),
        }
    }
}

fn look_at(spot: &mut Spot, fact: &Fact, finding: &str) {
    let said = &fact.payload;
    if let Some(snow) = said["snow_cover"].as_bool() {
        spot.snow = snow;
    }
    if let Some(dumping) = said["still_dumping"].as_bool() {
        spot.fields
            .insert("still_dumping".to_owned(), dumping.into());
    }
    let is_county = matches!(fact.role, "county" | "prefecture" | "province");
    if is_county && !matches!(finding, "rebound" | "new_dumping") {
        spot.inspectors.extend(persons(fact));
    }
    // A visit answers the look-backs up to its day; one that sees the ground bare answers that after the thaw as well.
    let is_bare = said["snow_cover"] == false;
    spot.look_backs
        .retain(|(due, after_thaw)| *due > fact.day && !(*after_thaw && is_bare));
    if is_closed(&spot.status) && matches!(finding, "rebound" | "new_dumping") {
        spot.rebound = spot.rebound.or(Some(fact.day));
    }
}

fn complain(account: &mut Account, fact: &Fact) {
    let matter = text(&fact.payload["matter"]);
    if matter == "complaint" {
        account.complaint = account.complaint.or(Some(fact.day));
        return;
    }
    let spot = account.spot.as_mut().unwrap();
    match matter.as_str() {
        "objection" => spot.objections += 1,
        "upheld" | "dismissed" => spot.objections -= 1,
        other => panic!("{other}"),
    }
}

fn link(accounts: &mut Accounts, fact: &Fact) {
    let other = fact.other.clone().unwrap();
    let mut spot = |id: &String| {
        accounts
            .get_mut(id)
            .and_then(|account| account.spot.clone())
            .unwrap()
    };
    let (mut from, mut to) = (spot(&fact.target), spot(&other));
    match text(&fact.payload["link"]).as_str() {
        "moved" => {
            from.moved_to.push(other.clone());
            to.moved_from.push(fact.target.clone());
        }
        "moved_settled" => from.moved_to.retain(|id| *id != other),
        word => panic!("the script makes no link `{word}`"),
    }
    accounts.get_mut(&fact.target).unwrap().spot = Some(from);
    accounts.get_mut(&other).unwrap().spot = Some(to);
}

/// What is due at a target, earliest first: the day, and the step's word.
pub(crate) fn deadlines(account: &Account) -> Vec<(Day, &'static str)> {
    let mut all = Vec::new();
    if let Some(spot) = &account.spot {
        all.extend(step(spot));
        all.extend(
            spot.rebound
                .map(|found| (working_days_after(found, 1), "relist")),
        );
        all.extend(
            spot.look_backs
                .iter()
                .map(|(due, must)| (*due, if *must { "thaw" } else { "look_back" })),
        );
    }
    let open = account.orders.iter().filter(|order| order.closed.is_none());
    all.extend(open.map(|order| (order.due, "order")));
    all.extend(
        account
            .complaint
            .map(|since| (working_days_after(since, 2), "complaint")),
    );
    all.sort_unstable();
    all
}

/// Deadlines of section 5.
fn step(spot: &Spot) -> Option<(Day, &'static str)> {
    let since = spot.since.unwrap();
    let after = |days, step| Some((working_days_after(since, days), step));
    let planned = |field: &str, step| spot.fields.get(field).and_then(date).map(|due| (due, step));
    match spot.status.as_str() {
        "suspected" => after(2, "verify"),
        "listed" if spot.fields["waste_class"] == "hazardous" => after(2, "plan"),
        "listed" => after(10, "plan"),
        "planned" => planned("plan_start", "begin"),
        "works" => planned("plan_due", "finish"),
        "done" => after(3, "request"),
        "requested" => after(5, "accept"),
        "accepted" => after(10, "close"),
        "returned" => after(3, "resume"),
        _ => None,
    }
}

/// The earliest deadline that has passed, and by how many working days.
pub(crate) fn overdue(account: &Account, today: Day) -> Option<(Day, &'static str, u32)> {
    let (due, step) = *deadlines(account).first()?;
    (due < today).then(|| (due, step, working_days_between(due, today)))
}

/// R7: new suspects within 5 km of a point that was being cleared at most 30 days before: suspect, removal, day.
pub(crate) fn movements(accounts: &Accounts) -> Vec<(String, String, Day)> {
    let mut alerts = Vec::new();
    for (id, spot) in spots(accounts) {
        let is_new = spot.round == 1 && matches!(spot.status.as_str(), "suspected" | "listed");
        let found = spot
            .steps
            .iter()
            .find(|step| step.0 == 1)
            .filter(|_| is_new);
        let Some(found) = found.map(|step| step.2) else {
            continue;
        };
        for (other, removal) in spots(accounts).filter(|(other, _)| *other != id) {
            let is_near = metres(spot.at.unwrap(), removal.at.unwrap()) <= 5_000.0;
            if is_near && was_cleared(removal, found.plus(-30), found) {
                alerts.push((id.clone(), other.clone(), found));
            }
        }
    }
    alerts.sort();
    alerts
}

pub(crate) fn spots(accounts: &Accounts) -> impl Iterator<Item = (&String, &Spot)> {
    accounts
        .iter()
        .filter_map(|(id, account)| Some((id, account.spot.as_ref()?)))
}

/// Whether works went on at some time between two days.
fn was_cleared(spot: &Spot, from: Day, to: Day) -> bool {
    let ends = spot
        .steps
        .iter()
        .skip(1)
        .map(|step| Some(step.2))
        .chain([None]);
    spot.steps
        .iter()
        .zip(ends)
        .any(|(step, end)| step.1 == "works" && step.2 <= to && end.is_none_or(|end| end >= from))
}

/// The figures of the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Indicators {
    pub(crate) by_state: BTreeMap<String, u32>,
    /// Listings (T02), closures (T11), quick closures (T04), returns (T10, T12, T14) and rebounds (T13) of the period.
    pub(crate) moves: [u32; 5],
    /// Closed points of all that are or were on the list, in per cent.
    pub(crate) rate_closed: Option<f64>,
    /// Rebounds of all closures, in per cent.
    pub(crate) rebound_rate: Option<f64>,
    pub(crate) median_days: Option<f64>,
    pub(crate) overdue: u32,
    /// Suspects with an alert.
    pub(crate) alerts: u32,
    /// Re-movements not settled.
    pub(crate) moved: u32,
}

/// The figures from one day to another, both included, as they stand at its end.
pub(crate) fn indicators(accounts: &Accounts, from: Day, to: Day) -> Indicators {
    let steps: Vec<&Step> = spots(accounts).flat_map(|(_, spot)| &spot.steps).collect();
    let within = |numbers: &[u8]| {
        let one = |step: &&&Step| numbers.contains(&step.0) && (from..=to).contains(&step.2);
        count(steps.iter().filter(one))
    };
    let has_status = |states: &[&str]| {
        let one = |(_, spot): &(&String, &Spot)| states.contains(&spot.status.as_str());
        count(spots(accounts).filter(one))
    };
    let unlisted = has_status(&["suspected", "excluded", "merged", "quick_closed"]);
    let closures = count(steps.iter().filter(|step| is_closed(&step.1)));
    let mut by_state = BTreeMap::new();
    for (_, spot) in spots(accounts) {
        *by_state.entry(spot.status.clone()).or_default() += 1;
    }
    let alerts: BTreeSet<String> = movements(accounts)
        .into_iter()
        .map(|alert| alert.0)
        .collect();
    Indicators {
        by_state,
        moves: [
            within(&[2]),
            within(&[11]),
            within(&[4]),
            within(&[10, 12, 14]),
            within(&[13]),
        ],
        rate_closed: percent(has_status(&["closed"]), count(spots(accounts)) - unlisted),
        rebound_rate: percent(count(steps.iter().filter(|step| step.0 == 13)), closures),
        median_days: median(days_to_close(accounts)),
        overdue: count(
            accounts
                .values()
                .filter(|account| overdue(account, to).is_some()),
        ),
        alerts: count(alerts.iter()),
        moved: count(spots(accounts).flat_map(|(_, spot)| &spot.moved_to)),
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap()
}

fn percent(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| 100.0 * f64::from(part) / f64::from(whole))
}

/// Days from each listing to the closure of the same round.
fn days_to_close(accounts: &Accounts) -> Vec<i32> {
    let mut days = Vec::new();
    for (_, spot) in spots(accounts) {
        let mut listed: Option<Day> = None;
        for (number, status, when, _) in &spot.steps {
            if status == "listed" {
                listed = Some(*when);
            }
            days.extend(
                listed
                    .filter(|_| *number == 11)
                    .map(|listed| when.days_since(listed)),
            );
        }
    }
    days
}

/// The middle one, or between the middle two.
fn median(mut days: Vec<i32>) -> Option<f64> {
    days.sort_unstable();
    let half = days.len() / 2;
    let upper = f64::from(*days.get(half)?);
    let is_odd = days.len() % 2 == 1;
    Some(if is_odd {
        upper
    } else {
        f64::midpoint(upper, f64::from(days[half - 1]))
    })
}
