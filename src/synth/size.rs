//! How large a made-up county is, and what it holds.

use crate::domain::RoadClass;

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// About a fifth of a township: the county of faults in the tests.
    Village,
    /// A tenth of a county.
    Township,
    /// 2,600 km2.
    County,
    /// Nine counties.
    Prefecture,
    /// Sixty counties.
    Province,
}

impl Size {
    /// Counties from west to east and from south to north.
    pub(super) const fn counties(self) -> (usize, usize) {
        match self {
            Self::Village | Self::Township | Self::County => (1, 1),
            Self::Prefecture => (3, 3),
            Self::Province => (10, 6),
        }
    }

    /// What each county holds.
    pub(super) const fn figures(self) -> &'static Figures {
        match self {
            Self::Village => &VILLAGE,
            Self::Township => &TOWNSHIP,
            Self::County | Self::Prefecture | Self::Province => &COUNTY,
        }
    }
}

/// A road that crosses the county from border to border.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trunk {
    pub(super) class: RoadClass,
    /// From south to north, else from west to east.
    pub(super) northward: bool,
    /// Where, as a share of the county's width or height.
    pub(super) at: f64,
    /// It passes the county seat.
    pub(super) by_seat: bool,
    /// It meets the expressway at an interchange.
    pub(super) interchange: bool,
}

/// Counts and lengths of one county.
#[derive(Debug)]
pub(super) struct Figures {
    /// West to east and south to north, in metres.
    pub(super) extent: (f64, f64),
    /// How far the borders wander, in metres.
    pub(super) border: f64,
    /// Share of the height that the expressway runs through from the south; 1 = all.
    pub(super) expressway: f64,
    pub(super) trunks: &'static [Trunk],
    /// Kilometres of county, township and village roads and of tracks.
    pub(super) km: [f64; 4],
    pub(super) towns: usize,
    pub(super) villages: usize,
    pub(super) hamlets: usize,
    /// Dump points on the register, and litter spots.
    pub(super) registered: usize,
    pub(super) litter: usize,
    pub(super) collection_points: usize,
    pub(super) transfer_stations: usize,
    pub(super) facilities: usize,
    /// Compounds with and without a property company.
    pub(super) compounds: (usize, usize),
    pub(super) agencies: usize,
    pub(super) sites: usize,
    /// Teams of the county and of townships.
    pub(super) teams: (usize, usize),
}

const fn trunk(class: RoadClass, northward: bool, at: f64, flags: (bool, bool)) -> Trunk {
    Trunk {
        class,
        northward,
        at,
        by_seat: flags.0,
        interchange: flags.1,
    }
}

const COUNTY: Figures = Figures {
    extent: (62_000.0, 41_935.0),
    border: 2_200.0,
    expressway: 1.0,
    trunks: &[
        trunk(RoadClass::National, true, 0.40, (true, false)),
        trunk(RoadClass::National, false, 0.50, (true, true)),
        trunk(RoadClass::Provincial, false, 0.80, (false, true)),
        trunk(RoadClass::Provincial, true, 0.78, (false, false)),
    ],
    km: [255.0, 475.0, 950.0, 600.0],
    towns: 9,
    villages: 140,
    hamlets: 900,
    registered: 30,
    litter: 260,
    collection_points: 150,
    transfer_stations: 12,
    facilities: 2,
    compounds: (24, 14),
    agencies: 6,
    sites: 45,
    teams: (3, 9),
};

const TOWNSHIP: Figures = Figures {
    extent: (23_600.0, 11_017.0),
    border: 500.0,
    expressway: 0.42,
    trunks: &[
        trunk(RoadClass::National, true, 0.40, (true, false)),
        trunk(RoadClass::County, false, 0.46, (true, true)),
        trunk(RoadClass::Provincial, true, 0.80, (false, false)),
    ],
    km: [25.5, 47.5, 95.0, 60.0],
    towns: 1,
    villages: 14,
    hamlets: 90,
    registered: 12,
    litter: 26,
    collection_points: 15,
    transfer_stations: 2,
    facilities: 1,
    compounds: (2, 2),
    agencies: 1,
    sites: 5,
    teams: (1, 1),
};

const VILLAGE: Figures = Figures {
    extent: (9_000.0, 5_800.0),
    border: 200.0,
    expressway: 0.42,
    trunks: &[
        trunk(RoadClass::National, true, 0.40, (true, false)),
        trunk(RoadClass::County, false, 0.46, (true, true)),
    ],
    km: [9.0, 8.0, 14.0, 8.0],
    towns: 1,
    villages: 4,
    hamlets: 16,
    registered: 12,
    litter: 6,
    collection_points: 3,
    transfer_stations: 1,
    facilities: 1,
    compounds: (1, 1),
    agencies: 1,
    sites: 4,
    teams: (1, 1),
};
