//! Our own format: points and corridors, windows, days, spacing, breaks, loads, skills, on a road network.
//!
//! A text of records, one a line, described in `docs/solve.md`. It holds roads rather than a matrix, which for 20,000 jobs
//! would be gigabytes; whoever reads it finds the ways. Written and read here, so that both stay the same. One that comes as
//! a matrix may be given as one.

mod rows;

use smallvec::SmallVec;

use self::rows::Rows;
use super::error::{FormatError, Words, words};
use super::graph::TOO_LONG;
use super::plane::{job_at, shift, window};
use super::text::{Line, ends, lines};
use super::ways;
use super::{Claim, LARGEST_LOCATIONS, Place, Posed};
use crate::domain::TimeWindow;
use crate::problem::{
    Break, Breaks, Group, Instance, Job, JobIdx, LocationIdx, Mode, Objective, Shift, ShiftIdx,
    Travel,
};
use crate::units::{Prize, Seconds};

/// First line of every file.
const HEAD: &str = "xuncha.mixed/1";

/// An instance on a road network; places of jobs and shifts are nodes of it.
#[derive(Clone, Debug, Default)]
pub struct Mixed {
    /// From, to and driving time in seconds, one way.
    pub arcs: Vec<(u32, u32, u32)>,
    /// Jobs in order; [`Mode::entry`] and [`Mode::exit`] are nodes.
    pub jobs: Vec<Job>,
    /// Shifts in order; start and end are nodes.
    pub shifts: Vec<Shift>,
    /// Spacing groups.
    pub groups: Vec<Group>,
    /// What is sought.
    pub objective: Objective,
    /// Whether the file says so.
    has_objective: bool,
    /// Line of each job, when read.
    job_lines: Vec<usize>,
    /// Travel when it is not along `arcs`.
    rows: Rows,
}

pub(super) fn read(text: &str) -> Result<Posed, FormatError> {
    Mixed::parse(text)?.pose()
}

impl Mixed {
    /// Reads the text of an instance.
    ///
    /// # Errors
    /// At the first line that is no record, or stands in the wrong place.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let mut lines = lines(text, &[]);
        for line in &mut lines {
            let remark = line.words.iter().position(|word| word.starts_with('#'));
            line.words.truncate(remark.unwrap_or(line.words.len()));
        }
        lines.retain(|line| !line.words.is_empty());
        let head = words("`xuncha.mixed/1`", "`xuncha.mixed/1`");
        let first = lines.first().ok_or_else(|| ends(&lines, head))?;
        if first.words != [HEAD] {
            return Err(first.wrong(0, head));
        }
        let mut mixed = Self::default();
        for line in &lines[1..] {
            mixed.record(line)?;
        }
        mixed.finish(&lines)?;
        Ok(mixed)
    }

    fn record(&mut self, line: &Line<'_>) -> Result<(), FormatError> {
        let job = |mixed: &mut Self, add: &mut dyn FnMut(&mut Job)| {
            let job = mixed.jobs.last_mut();
            job.map(add)
                .ok_or_else(|| line.wrong(0, words("a `job` first", "先有 `job`")))
        };
        let shift = |mixed: &mut Self, add: &mut dyn FnMut(&mut Shift)| {
            let shift = mixed.shifts.last_mut();
            shift
                .map(add)
                .ok_or_else(|| line.wrong(0, words("a `shift` first", "先有 `shift`")))
        };
        match line.words[0] {
            "objective" if self.has_objective => return Err(again(line)),
            "objective" => (self.objective, self.has_objective) = (objective(line)?, true),
            "times" | "arc" | "edge" if self.has_other_travel(line.words[0]) => {
                return Err(line.wrong(
                    0,
                    words("roads or `times`, not both", "道路或 `times`，不可兼有"),
                ));
            }
            "times" => return self.rows.read(line),
            "arc" => self.arcs.push(arc(line)?),
            "edge" => {
                let (from, to, time) = arc(line)?;
                self.arcs.extend([(from, to, time), (to, from, time)]);
            }
            "shift" => self.shifts.push(read_shift(line)?),
            "rest" => {
                let rest = rest(line)?;
                let mut is_right = Ok(());
                shift(self, &mut |shift| is_right = add_break(shift, rest, line))?;
                is_right?;
            }
            "capacity" => {
                let (most, mut before) = (whole(line, 1)?, None);
                shift(self, &mut |shift| before = shift.capacity.replace(most))?;
                before.map_or(Ok(()), |_| Err(again(line)))?;
            }
            "stops" => {
                let (most, mut before) = (line.count(1, WHOLE)?, None);
                shift(self, &mut |shift| before = shift.max_jobs.replace(most))?;
                before.map_or(Ok(()), |_| Err(again(line)))?;
            }
            "group" => self.groups.push(Group {
                jobs: Vec::new(),
                min_gap_days: small(line, 1)?,
            }),
            "job" => {
                self.jobs.push(read_job(line)?);
                self.job_lines.push(line.number);
            }
            "mode" => {
                let mode = mode(line)?;
                job(self, &mut |job| job.modes.push(mode))?;
            }
            "window" => {
                let window = read_window(line, 1)?;
                job(self, &mut |job| job.windows.push(window))?;
            }
            "in" => {
                let group = line.count(1, WHOLE)?;
                let mut before = None;
                job(self, &mut |job| before = job.group.replace(group))?;
                let member = JobIdx::from_idx(self.jobs.len() - 1);
                let known = self.groups.get_mut(group as usize);
                let known = known.filter(|_| before.is_none());
                let unknown = || {
                    line.wrong(
                        1,
                        words(
                            "the number of a `group` above, once",
                            "上文 `group` 的编号，仅一次",
                        ),
                    )
                };
                known.ok_or_else(unknown)?.jobs.push(member);
            }
            "by" => {
                let shifts = (1..line.words.len()).map(|at| line.count(at, WHOLE).map(ShiftIdx));
                let shifts = shifts.collect::<Result<Vec<ShiftIdx>, FormatError>>()?;
                let is_sorted = shifts.is_sorted_by(|one, two| one < two);
                if !is_sorted
                    || shifts
                        .last()
                        .is_some_and(|last| last.idx() >= self.shifts.len())
                {
                    return Err(line.wrong(
                        1,
                        words(
                            "numbers of shifts above, in order",
                            "上文班次的编号，从小到大",
                        ),
                    ));
                }
                job(self, &mut |job| job.shifts = Some(shifts.clone()))?;
                return Ok(());
            }
            _ => return Err(line.wrong(0, RECORD)),
        }
        line.ends_after(words_of(line.words[0]))
    }

    /// Whether travel is given in another way than by such a record.
    fn has_other_travel(&self, record: &str) -> bool {
        if record == "times" {
            !self.arcs.is_empty()
        } else {
            !self.rows.is_empty()
        }
    }

    /// Every job has a mode, and its windows stand in order.
    fn finish(&self, lines: &[Line<'_>]) -> Result<(), FormatError> {
        for (job, line) in self.jobs.iter().zip(&self.job_lines) {
            let ordered = job
                .windows
                .windows(2)
                .all(|pair| pair[0].end() < pair[1].start());
            if !(1..=2).contains(&job.modes.len()) || !ordered {
                let what = words(
                    "a job has one `mode` or two, and its windows are disjoint and in order",
                    "任务应有一至两个 `mode`，时间窗互不重叠且按先后排列",
                );
                return Err(FormatError::Impossible { line: *line, what });
            }
        }
        if self.shifts.is_empty() {
            return Err(ends(lines, words("a `shift`", "`shift`")));
        }
        Ok(())
    }

    /// The instance, with travel along the fastest ways.
    ///
    /// # Errors
    /// When there are too many places, or a way takes too long.
    pub fn pose(mut self) -> Result<Posed, FormatError> {
        let of_jobs = self.jobs.iter().flat_map(|job| &job.modes);
        let of_jobs = of_jobs.flat_map(|mode| [mode.entry.0, mode.exit.0]);
        let of_shifts = self
            .shifts
            .iter()
            .flat_map(|shift| [shift.start.0, shift.end.0]);
        let mut places: Vec<u32> = of_shifts.chain(of_jobs).collect();
        places.sort_unstable();
        places.dedup();
        if places.len() > LARGEST_LOCATIONS {
            return Err(FormatError::TooMuch {
                line: 1,
                what: words("the number of places", "地点数"),
                value: i64::try_from(places.len()).unwrap_or(i64::MAX),
                limit: i64::try_from(LARGEST_LOCATIONS).unwrap_or(i64::MAX),
            });
        }
        let travel = if self.rows.is_empty() {
            self.drive(&places)?
        } else {
            std::mem::take(&mut self.rows).travel(&places)?
        };
        let row = |node: &mut LocationIdx| {
            *node = LocationIdx::from_idx(places.partition_point(|place| *place < node.0));
        };
        for mode in self.jobs.iter_mut().flat_map(|job| &mut job.modes) {
            row(&mut mode.entry);
            row(&mut mode.exit);
        }
        for shift in &mut self.shifts {
            row(&mut shift.start);
            row(&mut shift.end);
        }
        Ok(Posed {
            places: names(&self.jobs),
            claim: match self.objective {
                Objective::PrizeThenTravel => Claim::prize(0),
                Objective::PrizeLessTravel => Claim {
                    per_travel: -1,
                    ..Claim::prize(0)
                },
            },
            is_own: true,
            instance: Instance {
                travel,
                jobs: self.jobs,
                shifts: self.shifts,
                groups: self.groups,
                objective: self.objective,
                ..Instance::default()
            },
        })
    }

    /// Travel along the fastest ways.
    fn drive(&self, places: &[u32]) -> Result<Travel, FormatError> {
        let arcs: Vec<(u32, u32, u64)> = self
            .arcs
            .iter()
            .map(|(from, to, time)| (*from, *to, u64::from(*time)))
            .collect();
        let travel = ways::travel(&arcs, places);
        travel.ok_or(FormatError::Impossible {
            line: 1,
            what: TOO_LONG,
        })
    }

    /// The text of the instance, which [`Mixed::parse`] reads; `remarks` stand behind the first line.
    pub fn write(&self, remarks: &[String]) -> String {
        let mut text = format!("{HEAD}\n");
        for remark in remarks {
            text.push_str(&format!("# {remark}\n"));
        }
        if self.objective == Objective::PrizeLessTravel {
            text.push_str("objective prize-less-travel\n");
        }
        for shift in &self.shifts {
            write_shift(shift, &mut text);
        }
        for group in &self.groups {
            text.push_str(&format!("group {}\n", group.min_gap_days));
        }
        for job in &self.jobs {
            write_job(job, &mut text);
        }
        self.write_arcs(&mut text);
        self.rows.write(&mut text);
        text
    }

    /// Arcs in order; two that are each other's way back are one edge.
    fn write_arcs(&self, text: &mut String) {
        let mut arcs = self.arcs.clone();
        arcs.sort_unstable();
        arcs.dedup();
        for (from, to, time) in &arcs {
            let is_edge = arcs.binary_search(&(*to, *from, *time)).is_ok();
            match (is_edge, from.cmp(to)) {
                (_, std::cmp::Ordering::Equal) | (true, std::cmp::Ordering::Greater) => {}
                (true, _) => text.push_str(&format!("edge {from} {to} {time}\n")),
                (false, _) => text.push_str(&format!("arc {from} {to} {time}\n")),
            }
        }
    }
}

const RECORD: Words = words(
    "`objective`, `shift`, `rest`, `capacity`, `stops`, `group`, `job`, `mode`, `window`, `in`, `by`, `edge`, `arc` or `times`",
    "`objective`、`shift`、`rest`、`capacity`、`stops`、`group`、`job`、`mode`、`window`、`in`、`by`、`edge`、`arc` 或 `times`",
);
const BREAKS: Words = words(
    "a shift has at most four breaks, and each window begins after the end of the one before",
    "一个班次最多休息四次，每次的时间窗应在前一次的时间窗结束之后",
);
const WHOLE: Words = words("a whole number", "整数");
const NODE: Words = words("the number of a node", "节点编号");

/// Words of a whole record.
fn words_of(record: &str) -> usize {
    match record {
        "shift" | "job" => 6,
        "arc" | "edge" | "rest" => 4,
        "mode" | "window" => 3,
        _ => 2,
    }
}

fn whole(line: &Line<'_>, at: usize) -> Result<i64, FormatError> {
    line.count(at, WHOLE).map(i64::from)
}

fn small(line: &Line<'_>, at: usize) -> Result<i32, FormatError> {
    let number = i32::try_from(line.count(at, WHOLE)?);
    number.map_err(|_error| line.wrong(at, WHOLE))
}

fn node(line: &Line<'_>, at: usize) -> Result<LocationIdx, FormatError> {
    line.count(at, NODE).map(LocationIdx)
}

fn seconds(line: &Line<'_>, at: usize) -> Result<Seconds, FormatError> {
    let expected = words("whole seconds", "整秒数");
    line.count(at, expected)
        .map(|time| Seconds(i64::from(time)))
}

fn read_window(line: &Line<'_>, at: usize) -> Result<TimeWindow, FormatError> {
    window(
        seconds(line, at)?.get(),
        seconds(line, at + 1)?.get(),
        line.number,
    )
}

/// What is stated for a second time.
fn again(line: &Line<'_>) -> FormatError {
    line.wrong(0, words("such a record once only", "此类记录仅限一次"))
}

fn objective(line: &Line<'_>) -> Result<Objective, FormatError> {
    let expected = words(
        "`prize-then-travel` or `prize-less-travel`",
        "`prize-then-travel` 或 `prize-less-travel`",
    );
    match line.word(1, expected)? {
        "prize-then-travel" => Ok(Objective::PrizeThenTravel),
        "prize-less-travel" => Ok(Objective::PrizeLessTravel),
        _ => Err(line.wrong(1, expected)),
    }
}

fn arc(line: &Line<'_>) -> Result<(u32, u32, u32), FormatError> {
    Ok((
        line.count(1, NODE)?,
        line.count(2, NODE)?,
        line.count(3, words("whole seconds", "整秒数"))?,
    ))
}

/// `shift DAY FROM UNTIL START END`.
fn read_shift(line: &Line<'_>) -> Result<Shift, FormatError> {
    Ok(Shift {
        day: small(line, 1)?,
        ..shift(node(line, 4)?, node(line, 5)?, read_window(line, 2)?)
    })
}

/// `rest FROM UNTIL DURATION`.
fn rest(line: &Line<'_>) -> Result<Break, FormatError> {
    Ok(Break {
        begin: read_window(line, 1)?,
        duration: seconds(line, 3)?,
    })
}

/// Lets a shift owe one break more.
fn add_break(shift: &mut Shift, rest: Break, line: &Line<'_>) -> Result<(), FormatError> {
    let breaks = Breaks::new(shift.breaks.iter().copied().chain([rest]));
    shift.breaks = breaks.ok_or(FormatError::Impossible {
        line: line.number,
        what: BREAKS,
    })?;
    Ok(())
}

/// `job PRIZE optional|required APPROACH SERVICE LOAD`.
fn read_job(line: &Line<'_>) -> Result<Job, FormatError> {
    let expected = words("`optional` or `required`", "`optional` 或 `required`");
    let required = match line.word(2, expected)? {
        "optional" => false,
        "required" => true,
        _ => return Err(line.wrong(2, expected)),
    };
    Ok(Job {
        prize: Prize(whole(line, 1)?),
        required,
        approach: seconds(line, 3)?,
        service: seconds(line, 4)?,
        load: whole(line, 5)?,
        modes: SmallVec::new(),
        ..job_at(0)
    })
}

/// `mode ENTRY EXIT`.
fn mode(line: &Line<'_>) -> Result<Mode, FormatError> {
    Ok(Mode {
        entry: node(line, 1)?,
        exit: node(line, 2)?,
    })
}

fn write_shift(shift: &Shift, text: &mut String) {
    let (from, until) = (shift.window.start(), shift.window.end());
    let (start, end) = (shift.start.0, shift.end.0);
    text.push_str(&format!(
        "shift {} {from} {until} {start} {end}\n",
        shift.day
    ));
    for rest in shift.breaks.iter() {
        let (from, until) = (rest.begin.start(), rest.begin.end());
        text.push_str(&format!("rest {from} {until} {}\n", rest.duration));
    }
    if let Some(capacity) = shift.capacity {
        text.push_str(&format!("capacity {capacity}\n"));
    }
    if let Some(stops) = shift.max_jobs {
        text.push_str(&format!("stops {stops}\n"));
    }
}

fn write_job(job: &Job, text: &mut String) {
    let required = if job.required { "required" } else { "optional" };
    let (prize, approach, service, load) = (job.prize, job.approach, job.service, job.load);
    text.push_str(&format!(
        "job {prize} {required} {approach} {service} {load}\n"
    ));
    for mode in &job.modes {
        text.push_str(&format!("mode {} {}\n", mode.entry.0, mode.exit.0));
    }
    for window in &job.windows {
        text.push_str(&format!("window {} {}\n", window.start(), window.end()));
    }
    if let Some(group) = job.group {
        text.push_str(&format!("in {group}\n"));
    }
    if let Some(shifts) = &job.shifts {
        let numbers: Vec<String> = shifts.iter().map(|shift| shift.0.to_string()).collect();
        text.push_str(&format!("by {}\n", numbers.join(" ")));
    }
}

/// Jobs by their number from 0, corridors with their mode.
fn names(jobs: &[Job]) -> Vec<SmallVec<[Place; 2]>> {
    let modes = |(number, job): (u32, &Job)| {
        let count = u8::try_from(job.modes.len()).unwrap_or(1);
        (0..count).map(|mode| Place::Job(number, mode)).collect()
    };
    (0..).zip(jobs).map(modes).collect()
}
