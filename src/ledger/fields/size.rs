//! Size classes by the thresholds of the census (建办村〔2017〕2号).

use crate::domain::Tier;

/// Below this a heap is litter unless the county says otherwise, in m3.
pub const LITTER_BELOW_M3: f64 = 10.0;

/// How much lies there, as far as it was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// In m3.
    pub volume_m3: Option<f64>,
    /// In m2.
    pub area_m2: Option<f64>,
    /// In t.
    pub mass_t: Option<f64>,
}

/// The size class (规模级别) of a heap; `None` when nothing that decides was measured.
///
/// Census size begins at 500 m3 (construction waste 5,000 m3, hazardous waste 3 t, floating waste 500 m2).
pub fn tier_of(waste_class: &str, size: Size, litter_below_m3: f64) -> Option<Tier> {
    let (measured, census) = match waste_class {
        "construction" => (size.volume_m3, 5_000.0),
        "hazardous" => (size.mass_t, 3.0),
        "floating" => (size.area_m2, 500.0),
        _ => (size.volume_m3, 500.0),
    };
    match (measured, size.volume_m3) {
        (Some(measured), _) if measured >= census => Some(Tier::Census),
        (_, Some(volume)) if volume < litter_below_m3 => Some(Tier::Litter),
        (None, None) => None,
        _ => Some(Tier::Small),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(
        class: &str,
        volume: Option<f64>,
        area: Option<f64>,
        mass: Option<f64>,
    ) -> Option<Tier> {
        let size = Size {
            volume_m3: volume,
            area_m2: area,
            mass_t: mass,
        };
        tier_of(class, size, LITTER_BELOW_M3)
    }

    #[test]
    fn census_size_begins_at_its_threshold() {
        assert_eq!(
            tier("domestic", Some(500.0), None, None),
            Some(Tier::Census)
        );
        assert_eq!(tier("domestic", Some(499.9), None, None), Some(Tier::Small));
        assert_eq!(
            tier("construction", Some(4_999.0), None, None),
            Some(Tier::Small)
        );
        assert_eq!(
            tier("hazardous", Some(1.0), None, Some(3.0)),
            Some(Tier::Census)
        );
        assert_eq!(
            tier("floating", None, Some(500.0), None),
            Some(Tier::Census)
        );
        assert_eq!(tier("mixed", Some(9.9), None, None), Some(Tier::Litter));
        assert_eq!(tier("farm", None, Some(900.0), None), None);
    }
}
