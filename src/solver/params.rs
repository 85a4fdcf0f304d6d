/// Settings of the search.
#[derive(Clone, Debug)]
pub struct Params {
    /// Seed of all random choices.
    pub seed: u64,
    /// Stop after so many iterations of each searcher; `None` = by time only.
    pub iterations: Option<u64>,
    /// Stop after so long; `None` = by iterations only.
    pub time_limit: Option<std::time::Duration>,
    /// Threads; 0 = all cores. The result does not depend on it when `iterations` is given and no time limit.
    pub threads: usize,
    /// How the search goes about it; the same for every instance.
    pub tuning: Tuning,
}

/// Numbers that steer the search, the same for every instance; some count only where nothing is timed, or where travel is weighed
/// against prize.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Jobs taken out in an iteration, by strings on average (c-bar of the paper that `ruin` names).
    pub removed: f64,
    /// Longest string taken out (L-max).
    pub longest: f64,
    /// Share of iterations whose strings may be three times as long, where nothing is timed.
    pub stretch: f64,
    /// Share of iterations that take out whatever is near a place, whatever its route.
    pub cluster: f64,
    /// Share of iterations that may open a route for a job that alone is not worth it, where travel is weighed against
    /// prize.
    pub opening: f64,
    /// Share of iterations that empty a route and open none but for what fits nowhere else, where travel is weighed against
    /// prize.
    pub fewer: f64,
    /// Share of iterations that take out a route's worth of jobs around one and open a route with it, where travel is weighed
    /// against prize.
    pub more: f64,
    /// Share of jobs that are offered only a part of each route: the cheapest place of all is not always the right one.
    pub blink: f64,
    /// At most so often does the temperature fall from its beginning to its end where travel is what counts.
    pub cycles_travel: f64,
    /// The same where prize is what counts.
    pub cycles_prize: f64,
    /// Iterations for each job that a fall should have where travel is what counts: with fewer there are fewer falls.
    pub patience_travel: f64,
    /// The same where prize is what counts.
    pub patience_prize: f64,
    /// Temperature at the beginning where travel is what counts, in mean legs of the solution.
    pub hot_travel: f64,
    /// The same at the end.
    pub cold_travel: f64,
    /// The same where, besides, nothing is timed.
    pub cold_untimed: f64,
    /// The same where travel is weighed against prize.
    pub cold_weighed: f64,
    /// Temperature at the beginning of a later fall where prize is not what counts, as a share of the first's.
    pub reheat: f64,
    /// Temperature at the beginning where prize is what counts, in mean prizes.
    pub hot_prize: f64,
    /// The same at the end.
    pub cold_prize: f64,
    /// By how much hotter it begins where prize is what counts for each fall beyond the first, in the size of `hot_prize`: who has
    /// the time may climb out of more.
    pub hotter: f64,
    /// Whether jobs are inserted in an order drawn from several; 0 = at random.
    pub orders: f64,
    /// Share of iterations in which stretches of the changed routes are reversed after the ruin, and share of those in which
    /// they are after the recreate.
    pub reversed: f64,
    /// Share of iterations in which tails of routes are exchanged.
    pub tails: f64,
    /// The same where nothing is timed: routes are shorter there, and other changes find more in that time.
    pub tails_untimed: f64,
    /// Whether solutions are put together from routes that were kept; 0 = no.
    pub pool: f64,
    /// Mean prizes that a typical leg of travel weighs where prize is what counts.
    pub leg_prize: f64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            removed: 10.0,
            longest: 10.0,
            stretch: 0.1,
            cluster: 0.5,
            opening: 0.5,
            fewer: 0.02,
            more: 0.02,
            blink: 0.02,
            cycles_travel: 5.0,
            cycles_prize: 3.0,
            patience_travel: 1_000.0,
            patience_prize: 1_500.0,
            hot_travel: 10.0,
            cold_travel: 0.05,
            cold_untimed: 0.03,
            cold_weighed: 0.1,
            reheat: 0.1,
            hot_prize: 1.0,
            cold_prize: 0.1,
            hotter: 1.0,
            orders: 1.0,
            reversed: 0.1,
            tails: 1.0,
            tails_untimed: 0.3,
            pool: 1.0,
            leg_prize: 0.1,
        }
    }
}
