/// Settings of the matcher; all lengths in metres.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchParams {
    /// Standard deviation of a fix's place in each direction; `None` = estimated from each track's distance to the
    /// roads, within `sigma_range`.
    pub sigma: Option<f64>,
    /// Bounds of the estimate. The lower one stands for the width of a road and the care with which it was drawn.
    pub sigma_range: (f64, f64),
    /// How much longer (or shorter) than the straight line a way between two fixes is, on average, beside what sigma
    /// explains.
    pub detour: f64,
    /// What a turn on the open road counts, in natural logarithms of probability; a dozen such turns in a day are common.
    pub turn: f64,
    /// Ways less probable than the best by this much are not followed, in natural logarithms.
    pub beam: f64,
    /// Off the roads for longer than this, a track is matched anew behind it.
    pub bridge: f64,
    /// A way longer than twice the straight line and this is none: the vehicle drove where no road is drawn.
    pub longest_detour: f64,
}

impl Default for MatchParams {
    fn default() -> Self {
        Self {
            sigma: None,
            sigma_range: (4.0, 30.0),
            detour: 2.0,
            turn: 6.0,
            beam: 18.0,
            bridge: 200.0,
            longest_detour: 150.0,
        }
    }
}

/// What the settings mean for one track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Noise {
    pub(super) sigma: f64,
    /// Scale of the exponential law of detours.
    pub(super) beta: f64,
    /// A road further from a fix than this is not where it was made.
    pub(super) radius: f64,
}

impl Noise {
    pub(super) fn new(sigma: f64, params: &MatchParams) -> Self {
        Self {
            sigma,
            beta: params.detour + sigma / 2.0,
            radius: 4.0 * sigma + 10.0,
        }
    }
}
