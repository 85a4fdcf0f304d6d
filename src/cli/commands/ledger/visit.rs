use super::act::{actor, append, persons, position, tell, unknown_target};
use super::attach;
use super::checklist::unknown;
use super::doubts;
use crate::cli::args::LedgerVisit;
use crate::cli::clock::now;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::corridors::CorridorRoute;
use crate::domain::checklist::{Answers, Checklist, checklist, read_answers};
use crate::domain::{Lang, PlaceType, SiteState, Status, Target, TargetDetail, TargetKind};
use crate::ledger::act::visit_draft;
use crate::ledger::payload::{Finding, Problem, Seen, Severity, Visited};
use crate::ledger::{Book, Clerk, Event};
use crate::pipeline;
use crate::register;
use crate::units::Day;
use crate::workspace::Workspace;

/// `xuncha ledger visit`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerVisit,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (mut register, layers) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let place = find(workspace, register.ledger.book(), &layers.targets, &args.id)?;
    if !args.seen.is_empty() && place.corridor.is_none() {
        return Err(doubts::no_corridor(&args.id));
    }
    let actor = actor(workspace, &args.acting)?;
    let at = position(&args.position)?;
    let team = doubts::team(workspace, args.team.as_deref())?;
    doubts::refuse_before_found(register.ledger.book(), &args.id, actor.time.day())?;
    let list = checklist_of(args, &place)?;
    let answers = answers(args, list)?;
    let no_new = answer(answers.as_ref(), "DP", list, "2");
    let is_bad = answers.as_ref().zip(list).is_some_and(|(answers, list)| {
        let mut problems = answers.problems(list).into_iter();
        problems.any(|one| one.severity > Severity::Note)
    });
    let usual = || match place.kind {
        _ if no_new == Some(false) && place.is_closed => Finding::Rebound,
        _ if no_new == Some(false) => Finding::NewDumping,
        TargetKind::DumpPoint => Finding::Unchanged,
        _ => Finding::Clean,
    };
    // Who ticked something that is not in order has found a problem, whatever the word says.
    let finding = match args.finding.unwrap_or_else(usual) {
        Finding::Clean | Finding::Unchanged if is_bad => Finding::Problem,
        finding => finding,
    };
    let day = actor.time.day();
    let due = |book: &Book| {
        let rules = book.rules();
        Clerk::new(rules)
            .calendar()
            .plus_working_days(day, rules.order_working_days)
    };
    let attached = attach::describe(workspace, &args.photo, attach::Unnamed::PHOTO, &actor, at)?;
    let visited = |book: &Book| Visited {
        kind: place.kind,
        finding,
        team: team.clone(),
        with: persons(&args.acting.with),
        checklist: answers.as_ref().and(list).map(|list| list.code.clone()),
        answers: answers
            .as_ref()
            .and_then(|answers| serde_json::from_str(&answers.to_json()).ok()),
        problems: problems(answers.as_ref(), list, due(book)),
        passed: answers
            .as_ref()
            .zip(list)
            .map_or(Vec::new(), |(answers, list)| answers.passed(list)),
        evidence: attached.evidence.clone(),
        at,
        snow_cover: answer(answers.as_ref(), "DP", list, "8"),
        still_dumping: no_new.filter(|_| !place.is_closed).map(|no_new| !no_new),
        seen: place.seen(args),
        note: args.note.clone(),
    };
    let make = |book: &Book| visit_draft(&actor, &args.id, &visited(book)).map(|draft| vec![draft]);
    if let Ok(drafts) = make(register.ledger.book()) {
        doubts::refuse_twice(&register.ledger, &drafts)?;
    }
    let events = append(&mut register.ledger, workspace, &args.id, &attached, make)?;
    tell(register.ledger.book(), &args.id, &events, speaker);
    doubts::say_old(actor.time, now(workspace.utc_offset), speaker);
    doubts::say_far(at, place.geometry.as_ref(), speaker);
    raise(&events, list, speaker);
    Ok(Exit::Done)
}

/// Says at once what must be reported at once, and what is ordered.
fn raise(events: &[Event], list: Option<&'static Checklist>, speaker: Speaker) {
    for event in events {
        let Ok(visited) = serde_json::from_str::<Visited>(&event.draft.payload) else {
            continue;
        };
        for problem in &visited.problems {
            let item = list.and_then(|list| list.item(&problem.item));
            let what = |lang| {
                item.map_or_else(String::new, |item| {
                    format!(
                        "{}{}{}",
                        item.text(lang),
                        lang.colon(),
                        item.show(&problem.value, lang)
                    )
                })
            };
            let code = &problem.item;
            match (problem.severity, problem.due) {
                (Severity::Immediate, _) => speaker.say(
                    &format!("REPORT AT ONCE {code} {}", what(Lang::En)),
                    &format!("【立即报告】{code} {}", what(Lang::Zh)),
                ),
                (Severity::Rectify, Some(due)) => speaker.say(
                    &format!("rectification order {code}, due {due}: {}", what(Lang::En)),
                    &format!("整改通知 {code}，限 {due}：{}", what(Lang::Zh)),
                ),
                _ => {}
            }
        }
    }
}

/// A yes or no of the answers, of one checklist only.
fn answer(
    answers: Option<&Answers>,
    code: &str,
    list: Option<&Checklist>,
    item: &str,
) -> Option<bool> {
    let answers = answers.filter(|_| list.is_some_and(|list| list.code == code))?;
    match answers.get(item)?.value("yn")?.word().as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn problems(answers: Option<&Answers>, list: Option<&Checklist>, due: Day) -> Vec<Problem> {
    let Some((answers, list)) = answers.zip(list) else {
        return Vec::new();
    };
    answers
        .problems(list)
        .into_iter()
        .map(|one| Problem {
            due: (one.severity == Severity::Rectify).then_some(due),
            item: one.item,
            severity: one.severity,
            value: one.value,
        })
        .collect()
}

/// What is visited.
struct Visitee {
    kind: TargetKind,
    /// A point that is closed: new waste there is a rebound.
    is_closed: bool,
    /// Its usual checklist.
    checklist: &'static str,
    corridor: Option<CorridorRoute>,
    /// Where it lies, when that is known.
    geometry: Option<geo::Geometry>,
}

/// What a target is that the layers, the ledger or the corridors know.
pub(super) fn kind_of(
    workspace: &Workspace,
    book: &Book,
    targets: &[Target],
    id: &str,
) -> Result<TargetKind, Failure> {
    find(workspace, book, targets, id).map(|visitee| visitee.kind)
}

/// Finds a target in the layers, the ledger, or among the corridors, which are cut only when nothing else has the id.
fn find(
    workspace: &Workspace,
    book: &Book,
    targets: &[Target],
    id: &str,
) -> Result<Visitee, Failure> {
    let point = book.target(id).and_then(|target| target.point.as_deref());
    if let Some(point) = point {
        return Ok(Visitee {
            kind: TargetKind::DumpPoint,
            is_closed: matches!(point.status, Status::Closed | Status::QuickClosed),
            checklist: if point.status == Status::Requested {
                "DP-C"
            } else {
                "DP"
            },
            corridor: None,
            geometry: point.at.map(|at| geo::Point(at).into()),
        });
    }
    if let Some(target) = targets.iter().find(|target| target.id.as_str() == id) {
        return Ok(Visitee {
            kind: target.kind(),
            is_closed: false,
            checklist: usual_checklist(target),
            corridor: None,
            geometry: Some(target.geometry.clone()),
        });
    }
    let county = pipeline::read_county(workspace, None).map_err(Failure::Findings)?;
    let mut corridors = county.corridors.into_iter();
    let corridor = corridors.find(|route| route.target.id.as_str() == id);
    corridor.map_or_else(
        || Err(unknown_target(id)),
        |route| {
            Ok(Visitee {
                kind: TargetKind::Corridor,
                is_closed: false,
                checklist: "CO",
                geometry: Some(route.target.geometry.clone()),
                corridor: Some(route),
            })
        },
    )
}

/// The checklist of what a target is.
fn usual_checklist(target: &Target) -> &'static str {
    match &target.detail {
        TargetDetail::DumpPoint(_) => "DP",
        TargetDetail::Corridor(_) => "CO",
        TargetDetail::Site(site) if site.state == SiteState::Working => "CS",
        TargetDetail::Site(_) => "CS-G",
        TargetDetail::Place(place) => match place.place_type {
            PlaceType::TransferStation => "TS",
            PlaceType::Facility => "TF",
            PlaceType::Compound | PlaceType::CompoundUnmanaged => "RC",
            PlaceType::Agency => "AG",
            _ => "VI",
        },
    }
}

impl Visitee {
    /// Metres seen of a corridor; `None` = all of it, or no corridor.
    fn seen(&self, args: &LedgerVisit) -> Option<Seen> {
        let route = self.corridor.as_ref().filter(|_| !args.seen.is_empty())?;
        let TargetDetail::Corridor(corridor) = &route.target.detail else {
            return None;
        };
        let length = corridor.length.get();
        let spans: Vec<[i64; 2]> = args
            .seen
            .iter()
            .map(|(from, to)| [(*from).min(length), (*to).min(length)])
            .filter(|[from, to]| from < to)
            .collect();
        Some(Seen {
            ends: spans
                .iter()
                .map(|span| span.map(|metres| along(&corridor.line, metres as f64 / length as f64)))
                .collect(),
            spans,
            length,
        })
    }
}

/// The place at a share of a line's length, lon, lat.
fn along(line: &geo::LineString, share: f64) -> [f64; 2] {
    use geo::{Haversine, InterpolatableLine};
    let place = line.point_at_ratio_from_start(&Haversine, share.clamp(0.0, 1.0));
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    place.map_or([0.0, 0.0], |place| [round(place.x()), round(place.y())])
}

fn checklist_of(
    args: &LedgerVisit,
    place: &Visitee,
) -> Result<Option<&'static Checklist>, Failure> {
    let code = args.checklist.as_deref().unwrap_or(place.checklist);
    match checklist(code) {
        None if args.checklist.is_some() => Err(unknown(code)),
        list => Ok(list),
    }
}

/// The answers of a file, checked against the checklist.
fn answers(args: &LedgerVisit, list: Option<&Checklist>) -> Result<Option<Answers>, Failure> {
    let (Some(path), Some(list)) = (&args.answers, list) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).map_err(|source| Failure::Io {
        action: "read",
        path: path.clone(),
        source,
    })?;
    let answers = read_answers(list, &text).map_err(|mut findings| {
        for finding in &mut findings {
            finding.source.file = path.display().to_string().into();
        }
        Failure::Findings(findings)
    })?;
    if answers.is_empty() {
        return Err(Failure::Refused {
            code: "G0119",
            en: format!("`{}` answers nothing", path.display()),
            zh: format!("`{}` 没有任何答案", path.display()),
            hint: (
                "fill in the items, or leave --answers out".into(),
                "请填写检查项，或不用 --answers".into(),
            ),
        });
    }
    Ok(Some(answers))
}
