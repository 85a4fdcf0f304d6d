//! Random draws that depend on their name alone.
//!
//! What happens to one thing on one day is drawn from its name, not from a sequence: two policies meet the same snow, the
//! same absences and the same dumping, whatever each does in between (common random numbers). See Law, "Simulation
//! Modeling and Analysis", 5th ed., 2015, section 11.2.

/// What is drawn; each stream is independent of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// When waste is dumped at a spot.
    Dumping = 1,
    /// What is dumped: size, class, whether it is waste at all.
    Heap,
    /// When the public reports a heap.
    PublicReport,
    /// Whether a heap in sight is noticed.
    Notice,
    /// Waste that is carried elsewhere instead of away.
    Moved,
    /// Snow.
    Weather,
    /// A team's day: absence, late start.
    TeamDay,
    /// A stop: failure, length of the work, what is found.
    Stop,
    /// A leg: how fast it is driven.
    Leg,
    /// How long a step of the close-out takes, and how it ends.
    Step,
    /// Where the spots of a county lie.
    Spot,
}

/// The dice of one run.
#[derive(Clone, Copy, Debug)]
pub struct Dice {
    key: u64,
}

impl Dice {
    /// Of a run under a seed.
    pub const fn new(seed: u64, run: u64) -> Self {
        Self {
            key: mix(mix(seed ^ 0x5851_F42D_4C95_7F2D).wrapping_add(run)),
        }
    }

    /// The draws that belong to a name.
    pub fn of(self, stream: Stream, name: &[u64]) -> Draws {
        let start = mix(self.key ^ mix(stream as u64));
        let state = name
            .iter()
            .fold(start, |state, part| mix(state ^ mix(*part)).wrapping_add(1));
        Draws { state }
    }
}

/// A name of a thing that has a text for a name.
pub fn name(text: &str) -> u64 {
    // FNV-1a, so that a name is the same on every machine.
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// The finisher of splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
/// doi:10.1145/2660193.2660195.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Draws one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// Evenly between 0 and 1, neither included.
    pub fn share(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / 4_503_599_627_370_496.0
    }

    /// True with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number below `limit`; 0 when that is 0.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a limit is below the limit"
    )]
    pub fn below(&mut self, limit: u64) -> u64 {
        (self.share() * limit as f64) as u64
    }

    /// Exponentially with a mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -self.share().ln() * mean
    }

    /// From the standard normal distribution (Box and Muller 1958, doi:10.1214/aoms/1177706645).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.share().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }

    /// Log-normally: half of all draws lie below `median`; `sigma` is the deviation of the logarithm.
    pub fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(number: u64) -> Draws {
        Dice::new(7, 1).of(Stream::Stop, &[number])
    }

    #[test]
    fn draws_depend_on_their_name_alone() {
        let one = Dice::new(1, 2).of(Stream::Dumping, &[3, 4]).bits();
        assert_eq!(one, Dice::new(1, 2).of(Stream::Dumping, &[3, 4]).bits());
        for other in [
            Dice::new(2, 2).of(Stream::Dumping, &[3, 4]),
            Dice::new(1, 3).of(Stream::Dumping, &[3, 4]),
            Dice::new(1, 2).of(Stream::Heap, &[3, 4]),
            Dice::new(1, 2).of(Stream::Dumping, &[4, 3]),
            Dice::new(1, 2).of(Stream::Dumping, &[3]),
        ] {
            assert_ne!(one, other.clone().bits());
        }
    }

    #[test]
    fn the_distributions_have_their_means() {
        let count = 20_000_u64;
        let mean = |draw: &dyn Fn(&mut Draws) -> f64| {
            (0..count)
                .map(|number| draw(&mut draws(number)))
                .sum::<f64>()
                / count as f64
        };
        assert!((mean(&|draws| draws.share()) - 0.5).abs() < 0.01);
        assert!((mean(&|draws| draws.exponential(3.0)) - 3.0).abs() < 0.1);
        assert!(mean(&|draws| draws.normal()).abs() < 0.03);
        let below = mean(&|draws| f64::from(draws.log_normal(5.0, 0.8) < 5.0));
        assert!((below - 0.5).abs() < 0.02);
        assert!((0..count).all(|number| draws(number).below(3) < 3));
    }
}
