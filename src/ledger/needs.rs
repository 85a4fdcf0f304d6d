//! What a transition needs, and how each need is judged (R2 to R6).

use geo::{Coord, Distance, Haversine, Point as GeoPoint};

use super::fields::{Field, Need as FieldNeed};
use super::payload::{Evidence, Moved, Purpose};
use super::point::{Mark, Point};
use super::role::Role;
use super::rules::Rules;
use super::transitions::{Transition, Who};
use crate::domain::{Lang, Status};
use crate::units::Day;

/// One thing that a transition needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A position.
    Position,
    /// A photo, with the move or from a visit of this state.
    AnyPhoto,
    /// The class of waste, at least a guess.
    WasteClass,
    /// Where the report came from.
    FoundSource,
    /// R10: not at a point that is closed; such a point is listed again.
    NotAtClosedPoint,
    /// Somebody was there: a position with the move, or a visit since the state was entered.
    OnSite,
    /// Every field that a listed point must have (M).
    ListingFields,
    /// Volume, mass or area.
    Size,
    /// 近景照片
    NearPhoto,
    /// 远景照片
    WidePhoto,
    /// As many persons as the rules ask for.
    Persons,
    /// A reason in words.
    Reason,
    /// Small or litter.
    SmallTier,
    /// 整治前照片
    BeforePhoto,
    /// 整治后照片
    AfterPhoto,
    /// R4: a photo of the cleared ground, taken near the point after works began.
    AfterPhotoHere,
    /// R6: a facility of the county's list.
    Destination,
    /// R6: the same, when the measure carries waste away.
    DestinationIfMoved,
    /// 整治措施
    Measure,
    /// Start and end as planned, in order.
    PlanDates,
    /// Who answers for it, by key.
    ResponsiblePerson,
    /// 开工照片
    StartPhoto,
    /// R3: what the township must have filled in when the works are done.
    WorksFields,
    /// R5: the mass balance, or why it does not come out.
    Balance,
    /// A signed form.
    Form,
    /// R2: whoever applied may not accept.
    NotRequester,
    /// The accepting unit is not the one that did the works.
    OtherUnit,
    /// Number of the acceptance document.
    AcceptDocument,
    /// A new due date, not in the past.
    NewDueDate,
    /// A new plan date, not in the past.
    NewPlanDate,
    /// R3: every field that a closed point must have (C).
    ClosingFields,
    /// The publicity has run its time and is over.
    Publicity,
    /// No objection is undecided or upheld.
    NoObjection,
    /// Nobody has found new waste, or waste hidden, since the state was entered.
    NoNewWaste,
    /// Filing number of the closure.
    FilingNumber,
    /// R6: no waste of it lies elsewhere.
    NotMovedElsewhere,
    /// The point that it is the same as.
    SamePlaceAs,
}

impl Need {
    /// The need in short, with the default numbers.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Position => lang.pick("a position", "位置"),
            Self::AnyPhoto => lang.pick("a photo", "现场照片"),
            Self::WasteClass => lang.pick("class of waste", "垃圾种类"),
            Self::FoundSource => lang.pick("source", "来源"),
            Self::NotAtClosedPoint => lang.pick(
                "not within 50 m of a closed point (R10)",
                "50 米内无已销号点位（R10）",
            ),
            Self::OnSite => lang.pick(
                "somebody on the spot (for T09: as many outside persons as the rules ask)",
                "现场核实（T09：规定人数的非整治人员）",
            ),
            Self::ListingFields => lang.pick("every field marked listing", "全部挂账必填字段"),
            Self::Size => lang.pick("size", "规模"),
            Self::NearPhoto => lang.pick("near photo", "近景照片"),
            Self::WidePhoto => lang.pick("wide photo", "远景照片"),
            Self::Persons => lang.pick("two persons", "双人办理"),
            Self::Reason => lang.pick("reason", "理由"),
            Self::SmallTier => lang.pick("tier small or litter", "规模级别为小型或零星"),
            Self::BeforePhoto => lang.pick("photo before", "整治前照片"),
            Self::AfterPhoto => lang.pick("photo after", "整治后照片"),
            Self::AfterPhotoHere => lang.pick(
                "photo after within 100 m, newer than the works (R4)",
                "整治后照片在 100 米内且晚于开工（R4）",
            ),
            Self::Destination => lang.pick("known destination (R6)", "登记的去向（R6）"),
            Self::DestinationIfMoved => lang.pick(
                "known destination when waste is carried away (R6)",
                "外运时须有登记的去向（R6）",
            ),
            Self::Measure => lang.pick("measure", "整治措施"),
            Self::PlanDates => lang.pick("planned dates", "计划时限"),
            Self::ResponsiblePerson => lang.pick("responsible person", "责任人"),
            Self::StartPhoto => lang.pick("start photo", "开工照片"),
            Self::WorksFields => lang.pick(
                "measure, volumes, disinfection, manifests and destination when carried away (R3)",
                "措施、方量、消毒，外运时联单和去向（R3）",
            ),
            Self::Balance => lang.pick(
                "mass balance within 30 % or a reason (R5)",
                "物料平衡误差 30% 以内或说明（R5）",
            ),
            Self::Form => lang.pick("signed form", "签章表格"),
            Self::NotRequester => lang.pick("not by whoever applied (R2)", "非提请人（R2）"),
            Self::OtherUnit => lang.pick(
                "accepting unit other than the responsible one",
                "验收单位非责任单位",
            ),
            Self::AcceptDocument => lang.pick("acceptance document", "验收文号"),
            Self::NewDueDate => lang.pick("new due date", "新的整改期限"),
            Self::NewPlanDate => lang.pick("new plan date", "新的计划完成日期"),
            Self::ClosingFields => {
                lang.pick("every field marked closing (R3)", "全部销号必填字段（R3）")
            }
            Self::Publicity => lang.pick(
                "publicity of 5 working days, over",
                "公示满 5 个工作日且已结束",
            ),
            Self::NoObjection => lang.pick("no open or upheld objection", "无未处理或成立的异议"),
            Self::NoNewWaste => lang.pick("no new waste found since", "其后未发现新增垃圾"),
            Self::FilingNumber => lang.pick("filing number", "备案号"),
            Self::NotMovedElsewhere => lang.pick(
                "no waste of it found elsewhere (R6)",
                "垃圾未移至他处（R6）",
            ),
            Self::SamePlaceAs => lang.pick("the point that it is the same as", "与之重复的点位"),
        }
    }
}

/// Something that a refused move lacks: a stable word and what to do, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// Stable word, for programs.
    pub word: String,
    /// In English and Chinese.
    pub text: (String, String),
}

impl Lack {
    pub(super) fn new(
        word: impl Into<String>,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> Self {
        Self {
            word: word.into(),
            text: (en.into(), zh.into()),
        }
    }

    /// What is missing, for people.
    pub fn message(&self, lang: Lang) -> &str {
        lang.pick(self.text.0.as_str(), self.text.1.as_str())
    }
}

/// An attempt to move a point.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Who.
    pub actor: &'a str,
    /// In which role.
    pub role: Role,
    /// The civil day.
    pub day: Day,
    /// What is said.
    pub moved: &'a Moved,
    /// The other point, for a merge.
    pub other: Option<&'a str>,
}

impl Attempt<'_> {
    /// Everybody who acts, each once.
    pub(super) fn persons(&self) -> Vec<Box<str>> {
        let mut persons: Vec<Box<str>> = vec![self.actor.into()];
        for key in &self.moved.with {
            if !persons.iter().any(|known| **known == **key) {
                persons.push(key.as_str().into());
            }
        }
        persons
    }
}

/// Who may make a transition for a point, lowest first.
pub fn allowed(transition: &Transition, point: Option<&Point>, rules: &Rules) -> Vec<Role> {
    let from = |least: Role| Role::ALL.into_iter().filter(move |role| *role >= least);
    match transition.who {
        Who::Anyone => Role::ALL.to_vec(),
        Who::Roles(roles) => roles.to_vec(),
        Who::Acceptor => {
            let large = rules.large_by_prefecture && point.is_some_and(Point::is_large);
            let least = if large {
                Role::Prefecture
            } else {
                Role::County
            };
            from(least).collect()
        }
        Who::ClosureAuthority => from(rules.closure_authority.max(Role::County)).collect(),
    }
}

/// What a transition lacks: nothing when it may be made. `point` already has the fields and the evidence of the attempt.
pub fn lacks(
    transition: &Transition,
    point: &Point,
    attempt: &Attempt<'_>,
    rules: &Rules,
) -> Vec<Lack> {
    let mut lacks: Vec<Lack> = role_lack(transition, point, attempt.role, rules)
        .into_iter()
        .collect();
    let case = Case {
        point,
        attempt,
        rules,
    };
    for need in transition.needs {
        case.judge(*need, &mut lacks);
    }
    lacks.sort();
    lacks.dedup();
    lacks
}

/// Says when a role may not make a transition.
pub(super) fn role_lack(
    transition: &Transition,
    point: &Point,
    role: Role,
    rules: &Rules,
) -> Option<Lack> {
    let roles = allowed(transition, Some(point), rules);
    (!roles.contains(&role)).then(|| {
        let names = |lang, comma| {
            let names: Vec<&str> = roles.iter().map(|role| role.label(lang)).collect();
            names.join(comma)
        };
        Lack::new(
            "role",
            format!(
                "{} may be done by: {}, not by: {}",
                transition.name(),
                names(Lang::En, ", "),
                role.label(Lang::En)
            ),
            format!(
                "{} 只能由{}办理，{}不能办理",
                transition.name(),
                names(Lang::Zh, "、"),
                role.label(Lang::Zh)
            ),
        )
    })
}

/// A point, an attempt and the rules.
struct Case<'a> {
    point: &'a Point,
    attempt: &'a Attempt<'a>,
    rules: &'a Rules,
}

/// What the township must have filled in when the works are done.
const WORKS_FIELDS: [Field; 6] = [
    Field::Measure,
    Field::VolumeOut,
    Field::InPlace,
    Field::Residual,
    Field::DisinfectedAt,
    Field::Agent,
];

/// A photo may be dated so much later than the event that brings it: clocks and zones of cameras stray.
const CLOCKS_STRAY: i64 = 86_400;

impl Case<'_> {
    fn judge(&self, need: Need, lacks: &mut Vec<Lack>) {
        match need {
            Need::Position if self.point.at.is_some() => {}
            Need::Position => lacks.push(Lack::new(
                "position",
                "a position (--lon, --lat)",
                "位置（--lon、--lat）",
            )),
            Need::AnyPhoto => self.photo(Purpose::Photo, lacks),
            Need::WasteClass => self.field(Field::WasteClass, lacks),
            Need::FoundSource => self.field(Field::FoundSource, lacks),
            Need::OnSite => self.on_site(lacks),
            Need::ListingFields => self.listing(lacks),
            Need::Size => self.size(lacks),
            Need::NearPhoto => self.photo(Purpose::Near, lacks),
            Need::WidePhoto => self.photo(Purpose::Wide, lacks),
            Need::Persons => self.persons(lacks),
            Need::Reason => self.reason(lacks),
            Need::SmallTier => self.small(lacks),
            Need::BeforePhoto => self.photo(Purpose::Before, lacks),
            Need::AfterPhoto => self.photo(Purpose::After, lacks),
            Need::AfterPhotoHere => self.after_photo_here(lacks),
            Need::Destination => self.destination(lacks),
            Need::DestinationIfMoved if self.point.is_moved() => self.destination(lacks),
            // The first is judged where the neighbours are known: see `act`.
            Need::NotAtClosedPoint | Need::DestinationIfMoved => {}
            Need::Measure => self.field(Field::Measure, lacks),
            Need::PlanDates => self.plan_dates(lacks),
            Need::ResponsiblePerson => self.field(Field::RespPerson, lacks),
            Need::StartPhoto => self.photo(Purpose::Start, lacks),
            Need::WorksFields => self.works(lacks),
            Need::Balance => self.balance(lacks),
            Need::Form => self.form(lacks),
            Need::NotRequester => self.not_requester(lacks),
            Need::OtherUnit => self.other_unit(lacks),
            Need::AcceptDocument => self.field(Field::AcceptDoc, lacks),
            Need::NewDueDate => self.new_date(Field::ReturnDue, lacks),
            Need::NewPlanDate => self.new_date(Field::PlanDue, lacks),
            Need::ClosingFields => self.closing(lacks),
            Need::Publicity => self.publicity(lacks),
            Need::NoObjection => self.no_objection(lacks),
            Need::NoNewWaste => self.no_new_waste(lacks),
            Need::FilingNumber => self.field(Field::FilingNo, lacks),
            Need::NotMovedElsewhere => self.not_moved(lacks),
            Need::SamePlaceAs if self.attempt.other.is_some() => {}
            Need::SamePlaceAs => lacks.push(Lack::new(
                "merged_into",
                "the point that it is the same as (--set merged_into=ID)",
                "与之重复的点位（--set merged_into=编号）",
            )),
        }
    }

    fn field(&self, field: Field, lacks: &mut Vec<Lack>) {
        if self.point.value(field).is_none() {
            lacks.push(missing(field));
        }
    }

    /// A photo of this purpose in this round; `Photo` = any, since the state was entered.
    fn photo(&self, purpose: Purpose, lacks: &mut Vec<Lack>) {
        let fits = |mark: &Mark| match purpose {
            Purpose::Photo => mark.purpose.is_photo() && self.is_since(mark.brought),
            _ => mark.purpose == purpose,
        };
        if !self.point.evidence.iter().any(fits) {
            lacks.push(Lack::new(
                format!("evidence.{}", purpose.word()),
                format!(
                    "{} (--evidence {}=FILE)",
                    purpose.label(Lang::En),
                    purpose.word()
                ),
                format!(
                    "{}（--evidence {}=文件）",
                    purpose.label(Lang::Zh),
                    purpose.word()
                ),
            ));
        }
    }

    /// After the state was entered: what led there does not prove what leads out. A new point has nothing before it.
    fn is_since(&self, time: i64) -> bool {
        time > self.point.entered || self.attempt.moved.from.is_none()
    }

    fn form(&self, lacks: &mut Vec<Lack>) {
        let brought = |one: &Evidence| one.purpose == Purpose::Form;
        if !self.attempt.moved.evidence.iter().any(brought) {
            lacks.push(Lack::new(
                "evidence.form",
                "the signed form, with this move (--evidence form=FILE)",
                "本次办理的签章表格（--evidence form=文件）",
            ));
        }
    }

    /// T02: a position with the move or a visit. T09: a visit by persons who did not do the works, as many as are asked for.
    fn on_site(&self, lacks: &mut Vec<Lack>) {
        if self.point.status != Status::Requested {
            if self.attempt.moved.at.is_none() && self.point.visits.is_empty() {
                lacks.push(Lack::new(
                    "on_site",
                    "somebody on the spot: a position (--lon, --lat) or a visit",
                    "现场核实：位置（--lon、--lat）或一次到访",
                ));
            }
            return;
        }
        let seen = self.point.acceptors();
        if seen.len() < self.rules.persons as usize {
            lacks.push(Lack::new(
                "acceptance_visit",
                format!(
                    "a visit since the application by {} persons of the county or above who did not do the works; {} so far",
                    self.rules.persons,
                    seen.len()
                ),
                format!(
                    "提请之后由县级以上 {} 名未参与整治的人员现场验收；目前 {} 名",
                    self.rules.persons,
                    seen.len()
                ),
            ));
        }
    }

    fn listing(&self, lacks: &mut Vec<Lack>) {
        for field in Field::all() {
            // The id is the target's, the place the point's.
            let elsewhere = matches!(field, Field::Id | Field::Lon | Field::Lat);
            if field.need() == FieldNeed::Listing && !elsewhere {
                self.field(field, lacks);
            }
        }
        self.size(lacks);
        if self.point.at.is_none() {
            self.judge(Need::Position, lacks);
        }
    }

    /// Any of volume, mass, area; of a rebound (T13) the size now, stated with the move.
    fn size(&self, lacks: &mut Vec<Lack>) {
        let sizes = [Field::Volume, Field::Mass, Field::Area];
        let is_rebound = matches!(self.point.status, Status::Closed | Status::QuickClosed);
        let given = |field: &Field| {
            self.point.value(*field).is_some()
                && (!is_rebound || self.attempt.moved.set.contains_key(field.word()))
        };
        if !sizes.iter().any(given) {
            lacks.push(Lack::new(
                "size",
                "a size: volume_m3, mass_t or area_m2",
                "规模：体积、重量或面积",
            ));
        }
    }

    fn persons(&self, lacks: &mut Vec<Lack>) {
        let count = self.attempt.persons().len();
        if count < self.rules.persons as usize {
            lacks.push(Lack::new(
                "persons",
                format!(
                    "{} persons (--with WHO); {count} so far",
                    self.rules.persons
                ),
                format!(
                    "须 {} 人办理（--with 人员）；目前 {count} 人",
                    self.rules.persons
                ),
            ));
        }
    }

    fn reason(&self, lacks: &mut Vec<Lack>) {
        let given = self.attempt.moved.reason.as_deref().unwrap_or_default();
        if given.trim().is_empty() {
            lacks.push(Lack::new(
                "reason",
                "a reason (--reason)",
                "理由（--reason）",
            ));
        }
    }

    fn small(&self, lacks: &mut Vec<Lack>) {
        let is_small = matches!(self.point.text(Field::Tier), Some("small" | "litter"));
        if !is_small || self.point.is_large() {
            lacks.push(Lack::new(
                "tier",
                "only a small heap is cleared at once: tier small or litter",
                "只有小型点位可立行立改：规模级别须为小型或零星",
            ));
        }
    }

    fn after_photo_here(&self, lacks: &mut Vec<Lack>) {
        // A small heap is cleared without works: its report comes before. Of a point that was taken over with its works
        // behind it nobody knows when they began.
        let reported = (self.point.status == Status::Suspected).then_some(self.point.entered);
        let after = self.point.works_since.or(reported).unwrap_or(i64::MIN);
        let marks = &self.point.evidence;
        let is_old_picture = |mark: &Mark| {
            let mut others = marks.iter().filter(|one| one.purpose != Purpose::After);
            others.any(|one| one.sha256 == mark.sha256 && one.purpose.is_photo())
        };
        let here = |mark: &Mark| {
            let is_new = mark.taken >= after && mark.taken <= mark.brought + CLOCKS_STRAY;
            let is_after = mark.purpose == Purpose::After && !is_old_picture(mark);
            is_after && is_new && self.is_near(mark.at)
        };
        if !marks.iter().any(here) {
            let metres = self.rules.photo_within_m;
            lacks.push(Lack::new(
                "after_photo_here",
                format!("a photo after, with its position within {metres} m of the point and taken since works began (R4)"),
                format!("整治后照片：拍摄位置在点位 {metres} 米内，且晚于开工时间（R4）"),
            ));
        }
    }

    fn is_near(&self, place: Option<Coord>) -> bool {
        let (Some(place), Some(at)) = (place, self.point.at) else {
            return false;
        };
        Haversine.distance(GeoPoint(place), GeoPoint(at)) <= self.rules.photo_within_m
    }

    fn destination(&self, lacks: &mut Vec<Lack>) {
        let Some(named) = self.point.text(Field::DestFacility) else {
            lacks.push(missing(Field::DestFacility));
            return;
        };
        if !self.rules.facilities.contains(named) {
            let known: Vec<&str> = self
                .rules
                .facilities
                .iter()
                .map(String::as_str)
                .take(8)
                .collect();
            lacks.push(Lack::new(
                "dest_facility",
                format!(
                    "a destination of the county's list (R6): `{named}` is none; known: {}",
                    known.join(", ")
                ),
                format!(
                    "去向须为县内登记的处置设施（R6）：`{named}` 不在名录；已登记：{}",
                    known.join("、")
                ),
            ));
        }
    }

    /// R6: every load went to a facility of the county's list.
    fn manifests(&self, lacks: &mut Vec<Lack>) {
        let value = self.point.value(Field::Manifests);
        let loads = value.map_or(&[][..], super::fields::Value::manifests);
        let stray = loads
            .iter()
            .find(|load| !self.rules.facilities.contains(&*load.to));
        if let Some(load) = stray {
            let to = &load.to;
            lacks.push(Lack::new(
                "manifests",
                format!("manifests to facilities of the county's list alone (R6): `{to}` is none"),
                format!("联单去向须为县内登记的处置设施（R6）：`{to}` 不在名录"),
            ));
        }
    }

    fn plan_dates(&self, lacks: &mut Vec<Lack>) {
        let (start, due) = (
            self.point.day(Field::PlanStart),
            self.point.day(Field::PlanDue),
        );
        self.field(Field::PlanStart, lacks);
        self.field(Field::PlanDue, lacks);
        if let (Some(start), Some(due)) = (start, due)
            && start > due
        {
            lacks.push(Lack::new(
                "plan_dates",
                format!("planned dates in order: {start} lies after {due}"),
                format!("计划时限有误：开始 {start} 晚于完成 {due}"),
            ));
        }
    }

    fn works(&self, lacks: &mut Vec<Lack>) {
        for field in WORKS_FIELDS {
            self.field(field, lacks);
        }
        if self.point.is_moved() {
            self.destination(lacks);
            self.field(Field::Manifests, lacks);
            self.manifests(lacks);
        }
        self.photo(Purpose::After, lacks);
    }

    fn closing(&self, lacks: &mut Vec<Lack>) {
        for field in Field::all() {
            match field.need() {
                FieldNeed::Closing => self.field(field, lacks),
                FieldNeed::ClosingWhenMoved if self.point.is_moved() => self.field(field, lacks),
                _ => {}
            }
        }
        self.works(lacks);
    }

    /// R5: |volume - out - in place - residual| within the share of the listed volume, else a reason.
    fn balance(&self, lacks: &mut Vec<Lack>) {
        let Some(volume) = self.point.number(Field::Volume) else {
            return;
        };
        let of = |field| self.point.number(field).unwrap_or(0.0);
        let open = volume - of(Field::VolumeOut) - of(Field::InPlace) - of(Field::Residual);
        if open.abs() > self.rules.balance_percent / 100.0 * volume
            && self.point.value(Field::BalanceReason).is_none()
        {
            let share = self.rules.balance_percent;
            lacks.push(Lack::new(
                "balance",
                format!("a mass balance within {share} % of {volume} m3 (R5): {open:.1} m3 are not accounted for; else a written reason (--set balance_reason=TEXT)"),
                format!("物料平衡误差不超过挂账量 {volume} 立方米的 {share}%（R5）：尚有 {open:.1} 立方米去向不明；否则须书面说明（--set balance_reason=说明）"),
            ));
        }
    }

    fn not_requester(&self, lacks: &mut Vec<Lack>) {
        let persons = self.attempt.persons();
        let mut involved = self.point.requesters.iter().chain(&self.point.doers);
        if involved.any(|key| persons.contains(key)) {
            lacks.push(Lack::new(
                "requester",
                "somebody who neither did the works nor applied to close: whoever requested may not accept (R2)",
                "须由未参与整治和提请的人员办理：提请人不得验收（R2）",
            ));
        }
    }

    fn other_unit(&self, lacks: &mut Vec<Lack>) {
        self.field(Field::AcceptUnit, lacks);
        let unit = self.point.text(Field::AcceptUnit);
        if unit.is_some() && unit == self.point.text(Field::RespUnit) {
            lacks.push(Lack::new(
                "accept_unit",
                "an accepting unit other than the one that did the works",
                "验收单位不得为整治责任单位",
            ));
        }
    }

    fn new_date(&self, field: Field, lacks: &mut Vec<Lack>) {
        let given = self.attempt.moved.set.contains_key(field.word());
        if !given
            || self
                .point
                .day(field)
                .is_none_or(|day| day < self.attempt.day)
        {
            lacks.push(Lack::new(
                field.word(),
                format!(
                    "a new date, today or later (--set {}=YYYY-MM-DD)",
                    field.word()
                ),
                format!(
                    "新的{}，不早于当日（--set {}=年-月-日）",
                    field.label(Lang::Zh),
                    field.word()
                ),
            ));
        }
    }

    fn publicity(&self, lacks: &mut Vec<Lack>) {
        let dates = (
            self.point.day(Field::PublicityFrom),
            self.point.day(Field::PublicityTo),
        );
        let (Some(from), Some(to)) = dates else {
            self.field(Field::PublicityFrom, lacks);
            self.field(Field::PublicityTo, lacks);
            return;
        };
        let calendar = self.rules.calendar();
        let span = to.days_since(from).clamp(-1, 3_650);
        let days = (0..=span)
            .filter(|ahead| calendar.is_working(from.plus(*ahead)))
            .count();
        let wanted = self.rules.publicity_working_days;
        if days < wanted as usize || from < self.point.since || to >= self.attempt.day {
            let since = self.point.since;
            lacks.push(Lack::new(
                "publicity",
                format!("a publicity of {wanted} working days that began on {since} or later and is over; {from} to {to} has {days}"),
                format!("公示须满 {wanted} 个工作日，自 {since} 起，且已结束；{from} 至 {to} 计 {days} 个工作日"),
            ));
        }
    }

    fn no_objection(&self, lacks: &mut Vec<Lack>) {
        if self.point.objections > 0 {
            let open = self.point.objections;
            lacks.push(Lack::new(
                "objection",
                format!("a decision on {open} objections"),
                format!("尚有 {open} 件异议未处理"),
            ));
        }
        if self.point.upheld {
            lacks.push(Lack::new(
                "upheld",
                "an objection was upheld: return the point (T12)",
                "异议成立，应予退回（T12）",
            ));
        }
    }

    fn no_new_waste(&self, lacks: &mut Vec<Lack>) {
        let visits = self.point.visits.iter();
        let found = visits.filter(|visit| visit.new_waste && visit.time >= self.point.entered);
        if found.count() > 0 {
            lacks.push(Lack::new(
                "new_waste",
                "clean ground: a visit since then found new or hidden waste; return it instead",
                "现场应干净：其后到访发现新增或掩埋垃圾，应予退回",
            ));
        }
    }

    fn not_moved(&self, lacks: &mut Vec<Lack>) {
        if !self.point.moved_to.is_empty() {
            let places = self.point.moved_to.join(", ");
            lacks.push(Lack::new(
                "moved_to",
                format!("waste of this point was found at {places} (R6); settle that first"),
                format!("本点垃圾被移至 {places}（R6），须先处理"),
            ));
        }
    }
}

fn missing(field: Field) -> Lack {
    Lack::new(
        field.word(),
        format!("{} (--set {}=...)", field.label(Lang::En), field.word()),
        format!("{}（--set {}=…）", field.label(Lang::Zh), field.word()),
    )
}
