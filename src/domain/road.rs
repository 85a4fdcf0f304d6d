use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Closure, Course, Source};

/// Administrative class of a road (公路行政等级).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// 国家高速: no stop at the roadside.
    Expressway,
    /// 国道
    National,
    /// 省道
    Provincial,
    /// 县道
    County,
    /// 乡道
    Township,
    /// 村道; also any road without a class.
    Village,
    /// 屯路、田间路、机耕道
    Track,
}

impl RoadClass {
    /// All classes, the highest first.
    pub const ALL: [Self; 7] = [
        Self::Expressway,
        Self::National,
        Self::Provincial,
        Self::County,
        Self::Township,
        Self::Village,
        Self::Track,
    ];

    /// Position in [`RoadClass::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Which way a road may be driven (单行), relative to its drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Oneway {
    /// Both ways.
    #[default]
    No,
    /// As drawn.
    Forward,
    /// Against the drawing.
    Backward,
}

/// One line of a roads layer (道路); a MultiLineString gives one `Road` per part.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts of a road, each as the layer states it"
)]
pub struct Road {
    /// Id of the feature, with `#part` behind it when it has several parts.
    pub id: String,
    /// Its course, lon, lat in WGS 84 degrees, at least two points.
    pub line: Course,
    /// Its class; `None` when the layer does not say.
    pub class: Option<RoadClass>,
    /// Which way it may be driven.
    pub oneway: Oneway,
    /// Declared speed limit in km/h; it caps the class speed.
    pub maxspeed: Option<f64>,
    /// On a bridge.
    pub bridge: bool,
    /// In a tunnel.
    pub tunnel: bool,
    /// Level of the crossing (OSM `layer`), 0 on the ground.
    pub layer: i32,
    /// Closed to patrol vehicles altogether (a footway, `access=no`, under construction ...).
    pub closed: bool,
    /// When it is closed.
    pub closures: Vec<Closure>,
    /// Passable when the ground or the river is frozen only (封冻期通行).
    pub frozen_only: bool,
    /// Carriageway of a divided road, when the layer says so.
    pub divided: bool,
    /// Name, when it has one; roads of the same name share it.
    pub name: Option<Arc<str>>,
    /// Number such as `G202`, when it has one.
    pub number: Option<Arc<str>>,
    /// The properties that `xuncha.toml` asked to keep, as text.
    pub tags: BTreeMap<String, String>,
    /// Where it was read.
    pub source: Source,
}

impl Road {
    /// Whether the two roads pass each other at different levels: one is on a bridge or in a tunnel, or their layers differ.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        let lifted = |road: &Self| road.bridge || road.tunnel;
        lifted(self) || lifted(other) || self.layer != other.layer
    }
}

/// Planning speed (规划车速) in km/h for each class, in the order of [`RoadClass::ALL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpeedTable(pub [f64; 7]);

impl SpeedTable {
    /// Dry roads.
    pub const DRY: Self = Self([90.0, 60.0, 55.0, 45.0, 35.0, 25.0, 12.0]);
    /// Snow or ice.
    pub const SNOW: Self = Self([50.0, 30.0, 30.0, 28.0, 25.0, 18.0, 6.0]);

    /// Of each class the lower speed: snow makes no road faster, whatever the county says of it.
    #[must_use]
    pub fn slower(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|class| {
            self.0[class].min(other.0[class])
        }))
    }

    /// Speed of a class in km/h.
    pub const fn of(&self, class: RoadClass) -> f64 {
        self.0[class.index()]
    }
}
