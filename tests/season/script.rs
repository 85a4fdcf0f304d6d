//! The script: what happens to each of the 200 points, as stories of one word per deed.
//!
//! `look+7` waits seven days more than the deed usually does; `close?objection` is tried and must be refused for want of
//! a decision on the objection. The points of a plot with several stories belong together: each knows the one before
//! it as its neighbour, the last one being the neighbour of the first.

/// A kind of point: so many, with these stories.
pub(crate) struct Plot {
    pub(crate) name: &'static str,
    pub(crate) count: usize,
    /// First day of the season on which the first begins, and over how many days the others follow.
    pub(crate) from: i32,
    pub(crate) over: i32,
    pub(crate) place: Placing,
    pub(crate) stories: &'static [&'static str],
}

/// Where the points of a plot lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placing {
    /// Each for itself.
    Apart,
    /// The second within 50 m of the first: the same place.
    Beside,
}

const fn plot(
    name: &'static str,
    count: usize,
    (from, over): (i32, i32),
    stories: &'static [&'static str],
) -> Plot {
    Plot {
        name,
        count,
        from,
        over,
        place: Placing::Apart,
        stories,
    }
}

const fn beside(
    name: &'static str,
    count: usize,
    (from, over): (i32, i32),
    stories: &'static [&'static str],
) -> Plot {
    Plot {
        name,
        count,
        from,
        over,
        place: Placing::Beside,
        stories,
    }
}

#[rustfmt::skip]
pub(crate) const PLOTS: &[Plot] = &[
    plot("plain", 2, (0, 60), &["report list plan begin finish apply inspect accept close look+7 look+23"]),
    plot("large", 8, (0, 50), &["report list plan begin finish apply inspect accept close look+7"]),
    plot("lone inspector", 4, (10, 30), &["report list plan begin finish apply accept?acceptance_visit inspect_alone accept?acceptance_visit inspect accept close"]),
    plot("under snow", 8, (0, 8), &["report list snow plan begin finish apply inspect accept snow close look+7 thawed+25 look+20"]),
    plot("under snow, forgotten", 6, (0, 8), &["report list plan begin snow finish apply inspect accept close look+7 look+80"]),
    plot("quick under snow", 3, (0, 20), &["report snow quick look+8"]),
    plot("rebounds", 8, (0, 8), &["report list plan begin finish apply inspect accept close rebound relist plan begin finish apply inspect accept close rebound relist plan begin finish apply inspect accept close"]),
    plot("rebound", 6, (10, 40), &["report list plan begin finish apply inspect accept close look+7 rebound+4 relist plan begin finish"]),
    plot("rebound, not listed", 3, (10, 20), &["report list plan begin finish apply inspect accept close rebound"]),
    plot("returned", 8, (0, 50), &["report list plan begin finish apply inspect return resume finish apply inspect accept close look+7"]),
    plot("returned twice", 3, (0, 10), &["report list plan begin finish apply return resume finish apply return"]),
    plot("objection upheld", 6, (0, 50), &["report list plan begin finish apply inspect accept object close?objection uphold strike resume finish apply inspect accept close"]),
    plot("objection dismissed", 6, (0, 50), &["report list plan begin finish apply inspect accept object object close?objection dismiss close?objection dismiss close look+7"]),
    plot("spot check", 5, (5, 50), &["report list plan begin finish apply inspect accept spot strike resume"]),
    plot("voided", 6, (0, 40), &["report list plan begin finish apply inspect accept close spot+9 void resume finish apply inspect accept close"]),
    plot("rebound, voided", 2, (0, 20), &["report list plan begin finish apply inspect accept close rebound void resume finish apply inspect accept close"]),
    plot("quick", 8, (0, 90), &["report quick look+7 look+20"]),
    plot("quick rebound", 5, (0, 50), &["report quick rebound+6 relist plan begin finish apply inspect accept close"]),
    plot("excluded", 5, (0, 90), &["report exclude"]),
    beside("seen again", 7, (0, 60), &["report exclude", "report+20 list plan"]),
    beside("the same place", 7, (0, 80), &["report list plan", "report+3 merge"]),
    beside("listed twice", 3, (0, 80), &["report list plan begin", "report+3 list plan merge complain+8"]),
    plot("carried elsewhere", 4, (0, 50), &["report list plan begin finish moved_out apply?moved_to settle apply inspect accept close", "report+6 list"]),
    plot("found in publicity", 3, (0, 50), &["report list plan begin finish apply inspect accept moved_out+2 close?moved_to settle close", "report+6 list"]),
    plot("brought here", 3, (0, 40), &["report list plan begin finish apply+14?moved_to", "report+7 list moved_here"]),
    plot("complaints", 5, (0, 60), &["report list complain look plan complain+2 fail look begin finish apply inspect accept complain close complain+5 fail look"]),
    plot("complaint of an excluded suspect", 2, (20, 30), &["report exclude complain+5"]),
    plot("signboards", 4, (0, 70), &["report list correct untidy plan untidy+4 tidy+3 begin untidy+1 finish tidy+6 apply inspect accept close untidy correct"]),
    plot("severe, neglected", 3, (0, 5), &["report list look complain+52"]),
    plot("still dumping", 4, (0, 60), &["report list dumping look fail fail fail fail look"]),
    plot("stalled", 2, (0, 60), &["report", "report list", "report list plan", "report list plan begin", "report list plan begin finish", "report list plan begin finish apply", "report list plan begin finish apply inspect accept"]),
    plot("closing from the layer", 1, (0, 0), &[
        "plan begin finish apply inspect accept close look+7", "look+9 plan", "look+30", "begin finish apply", "finish apply inspect accept close",
        "inspect return resume finish", "look+3 rebound+30 relist", "look+40", "resume finish", "list plan", "look+6 rebound relist plan", "exclude",
    ]),
];

/// What is done to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deed {
    /// T01.
    Report,
    /// T02.
    List,
    /// T03.
    Exclude,
    /// T04.
    Quick,
    /// T05.
    Plan,
    /// T06.
    Begin,
    /// T07.
    Finish,
    /// T08.
    Apply,
    /// T09.
    Accept,
    /// T10.
    Return,
    /// T11.
    Close,
    /// T12.
    Strike,
    /// T13.
    Relist,
    /// T14.
    Void,
    /// T15.
    Resume,
    /// T16.
    Merge,
    /// The visit that an acceptance rests on.
    Inspect,
    /// The same by one person.
    InspectAlone,
    /// A visit of the prefecture.
    Spot,
    /// A patrol saw it.
    Look,
    /// A patrol saw snow on it.
    Snow,
    /// A patrol saw it without snow.
    Thawed,
    /// A patrol saw waste being dumped.
    Dumping,
    /// A patrol found new waste at a closed point.
    Rebound,
    /// A patrol went and saw nothing.
    Fail,
    Complain,
    Object,
    Uphold,
    Dismiss,
    /// Its waste was found at its neighbour.
    MovedOut,
    /// Its neighbour's waste was found here.
    MovedHere,
    /// The re-movement to its neighbour is settled.
    Settle,
    /// A patrol found signboard and barrier missing: a rectification order.
    Untidy,
    /// A patrol found them in place.
    Tidy,
    /// Its responsible unit is corrected.
    Correct,
}

/// Each deed: its word, and how many days after the one before it is done, at least and at most.
#[rustfmt::skip]
const DEEDS: [(&str, Deed, (i32, i32)); 35] = [
    ("report", Deed::Report, (0, 0)), ("list", Deed::List, (1, 2)), ("exclude", Deed::Exclude, (1, 3)), ("quick", Deed::Quick, (1, 3)),
    ("plan", Deed::Plan, (2, 6)), ("begin", Deed::Begin, (1, 3)), ("finish", Deed::Finish, (2, 5)), ("apply", Deed::Apply, (1, 2)),
    ("accept", Deed::Accept, (0, 1)), ("return", Deed::Return, (1, 2)), ("close", Deed::Close, (1, 1)), ("strike", Deed::Strike, (1, 2)),
    ("relist", Deed::Relist, (1, 2)), ("void", Deed::Void, (1, 3)), ("resume", Deed::Resume, (1, 4)), ("merge", Deed::Merge, (1, 2)),
    ("inspect", Deed::Inspect, (1, 2)), ("inspect_alone", Deed::InspectAlone, (1, 1)), ("spot", Deed::Spot, (1, 3)), ("look", Deed::Look, (0, 1)),
    ("snow", Deed::Snow, (0, 1)), ("thawed", Deed::Thawed, (0, 1)), ("dumping", Deed::Dumping, (1, 3)), ("rebound", Deed::Rebound, (3, 8)),
    ("fail", Deed::Fail, (1, 2)), ("complain", Deed::Complain, (1, 2)), ("object", Deed::Object, (1, 1)), ("uphold", Deed::Uphold, (1, 2)),
    ("dismiss", Deed::Dismiss, (1, 2)), ("moved_out", Deed::MovedOut, (1, 1)), ("moved_here", Deed::MovedHere, (1, 2)), ("settle", Deed::Settle, (1, 2)),
    ("untidy", Deed::Untidy, (1, 3)), ("tidy", Deed::Tidy, (2, 5)), ("correct", Deed::Correct, (1, 2)),
];

/// A deed of a story.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    pub(crate) deed: Deed,
    /// Days after the one before, at least and at most.
    pub(crate) wait: (i32, i32),
    /// It must be refused for this reason.
    pub(crate) refused: Option<&'static str>,
}

pub(crate) fn tasks(story: &'static str) -> Vec<Task> {
    story.split_whitespace().map(task).collect()
}

fn task(text: &'static str) -> Task {
    let (text, refused) = match text.split_once('?') {
        Some((text, lack)) => (text, Some(lack)),
        None => (text, None),
    };
    let (word, more) = text.split_once('+').unwrap_or((text, "0"));
    let more: i32 = more.parse().unwrap();
    let known = DEEDS.iter().find(|deed| deed.0 == word);
    let (_, deed, (least, most)) = known.unwrap_or_else(|| panic!("no deed `{word}`"));
    Task {
        deed: *deed,
        wait: (least + more, most + more),
        refused,
    }
}
