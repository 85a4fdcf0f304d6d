//! Property names: ours, those of OpenStreetMap, the Chinese ones.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::LayerKind;

/// A field that some layer can have; its [`Field::name`] is what `xuncha.toml` calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    Id,
    OsmId,
    OsmType,
    Name,
    Township,
    Village,
    LastVisit,
    Windows,
    Status,
    StatusSince,
    Round,
    Hazard,
    StillDumping,
    Tier,
    Volume,
    Area,
    Mass,
    WasteClass,
    PlanDue,
    LookbackNext,
    State,
    Type,
    Kind,
    Class,
    Highway,
    Number,
    Mtfcc,
    Oneway,
    Junction,
    Maxspeed,
    Bridge,
    Tunnel,
    Layer,
    Access,
    MotorVehicle,
    Closed,
    Closures,
    FrozenOnly,
    Divided,
    Place,
    Amenity,
    Landuse,
    Natural,
    Waterway,
    Intermittent,
    Office,
}

impl Field {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Office as usize + 1;

    /// The name in `xuncha.toml`.
    pub(super) fn name(self) -> &'static str {
        ROWS.iter()
            .find(|row| row.0 == self)
            .map_or("", |row| row.1)
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

const ANY: &[LayerKind] = &[
    LayerKind::Roads,
    LayerKind::DumpPoints,
    LayerKind::Sites,
    LayerKind::Places,
    LayerKind::Areas,
];
const TARGETS: &[LayerKind] = &[LayerKind::DumpPoints, LayerKind::Sites, LayerKind::Places];
const ROADS: &[LayerKind] = &[LayerKind::Roads];
const DUMPS: &[LayerKind] = &[LayerKind::DumpPoints];
const SITES: &[LayerKind] = &[LayerKind::Sites];
const PLACES: &[LayerKind] = &[LayerKind::Places];
const AREAS: &[LayerKind] = &[LayerKind::Areas];
const PLACES_AREAS: &[LayerKind] = &[LayerKind::Places, LayerKind::Areas];

type Row = (
    Field,
    &'static str,
    &'static [LayerKind],
    &'static [&'static str],
);

/// Field, its name, the layers that have it, other names in order of preference.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (Field::Id, "id", ANY, &["编号", "点位编号", "对象编号", "项目编号", "工地编号", "场所编号", "路段编号", "唯一编号", "代码"]),
    (Field::OsmId, "osm_id", ANY, &["full_id", "@id", "LINEARID"]),
    (Field::OsmType, "osm_type", ANY, &["@type"]),
    (Field::Name, "name", ANY, &["名称", "点位名称", "项目名称", "工地名称", "场所名称", "村名", "屯名", "小区名称", "路线名称", "道路名称", "路名", "name:zh", "FULLNAME", "RoadName"]),
    (Field::Township, "township", TARGETS, &["乡镇", "街道", "乡镇街道", "乡镇（街道）", "乡镇/街道", "所属乡镇", "所在乡镇"]),
    (Field::Village, "village", TARGETS, &["村", "行政村", "所属村", "所在村", "村（社区）", "村/社区"]),
    (Field::LastVisit, "last_visit", TARGETS, &["上次巡查", "上次巡查日期", "最近巡查", "最近巡查日期", "最近一次巡查", "上次到访"]),
    (Field::Windows, "windows", TARGETS, &["时间窗", "开放时间", "作业时间", "可巡查时间"]),
    (Field::Status, "status", DUMPS, &["状态", "销号状态", "整治状态", "点位状态"]),
    (Field::StatusSince, "status_since", DUMPS, &["状态日期", "状态时间", "状态起始日期", "状态变更日期"]),
    (Field::Round, "round", DUMPS, &["轮次"]),
    (Field::Hazard, "hazard", DUMPS, &["危害程度", "危害等级", "危险程度"]),
    (Field::StillDumping, "still_dumping", DUMPS, &["仍在倾倒", "是否仍在倾倒"]),
    (Field::Tier, "tier", DUMPS, &["规模级别", "规模等级", "规模"]),
    (Field::Volume, "volume_m3", DUMPS, &["体积", "体积m3", "体积（立方米）", "体积(立方米)", "堆放量", "方量", "volume"]),
    (Field::Area, "area_m2", DUMPS, &["面积", "面积m2", "面积（平方米）", "面积(平方米)"]),
    (Field::Mass, "mass_t", DUMPS, &["重量", "重量t", "重量（吨）", "重量(吨)"]),
    (Field::WasteClass, "waste_class", DUMPS, &["垃圾种类", "垃圾类型", "垃圾类别", "类别", "种类"]),
    (Field::PlanDue, "plan_due", DUMPS, &["计划完成日期", "计划完成时间", "计划时限", "整治时限", "计划期限"]),
    (Field::LookbackNext, "lookback_next", DUMPS, &["下次回头看", "下次回头看日期", "回头看日期"]),
    (Field::State, "state", SITES, &["工程状态", "状态", "施工状态", "项目状态", "status"]),
    (Field::Type, "type", PLACES, &["类型", "类别", "场所类型", "场所类别", "place_type"]),
    (Field::Kind, "kind", AREAS, &["地类", "地类名称", "类别", "类型", "type"]),
    (Field::Class, "class", ROADS, &["road_class", "类别", "等级", "行政等级", "公路行政等级", "道路类别", "道路等级", "道路类型", "type"]),
    (Field::Highway, "highway", ROADS, &["fclass"]),
    (Field::Number, "ref", ROADS, &["编码", "路线编号", "路线编码", "公路编号", "线路编号", "路号", "number"]),
    (Field::Mtfcc, "mtfcc", ROADS, &[]),
    (Field::Oneway, "oneway", ROADS, &["单行", "是否单行", "单行线", "通行方向"]),
    (Field::Junction, "junction", ROADS, &[]),
    (Field::Maxspeed, "maxspeed", ROADS, &["限速", "限速值", "speed_limit"]),
    (Field::Bridge, "bridge", ROADS, &["桥梁", "桥", "是否桥梁"]),
    (Field::Tunnel, "tunnel", ROADS, &["隧道", "是否隧道"]),
    (Field::Layer, "layer", ROADS, &["层级"]),
    (Field::Access, "access", ROADS, &["通行", "通行限制"]),
    (Field::MotorVehicle, "motor_vehicle", ROADS, &["vehicle", "机动车"]),
    (Field::Closed, "closed", ROADS, &["是否封闭", "通行状态"]),
    (Field::Closures, "closures", ROADS, &["封闭", "封闭日期", "封闭时段", "封闭时间", "封路日期"]),
    (Field::FrozenOnly, "frozen_only", ROADS, &["ice_road", "winter_road", "封冻通行", "冬季通行", "封冻期通行"]),
    (Field::Divided, "divided", ROADS, &["carriageway", "dual_carriageway", "分幅", "中央隔离", "双幅"]),
    (Field::Place, "place", PLACES, &[]),
    (Field::Amenity, "amenity", PLACES, &[]),
    (Field::Landuse, "landuse", PLACES_AREAS, &[]),
    (Field::Natural, "natural", AREAS, &[]),
    (Field::Waterway, "waterway", AREAS, &[]),
    (Field::Intermittent, "intermittent", AREAS, &[]),
    (Field::Office, "office", PLACES, &["shop"]),
];

/// The page `docs/fields.md`: every field of every kind of layer, with the names that are understood and the values.
pub fn page() -> String {
    const KINDS: [(LayerKind, &str); 5] = [
        (LayerKind::Roads, "roads 道路"),
        (LayerKind::DumpPoints, "dump_points 非正规垃圾堆放点"),
        (LayerKind::Sites, "sites 建筑工地"),
        (LayerKind::Places, "places 村屯、站点、小区"),
        (LayerKind::Areas, "areas 地类"),
    ];
    let mut page = String::from(
        "# Fields of the layers\n\nProperties that are understood, by layer. Made from the code; do not edit. Other names are mapped in `xuncha.toml`:\n\
         `fields = { our name = \"the file's name\" }`. Letter case and full-width letters do not matter. Any field may be absent.\n",
    );
    for (kind, title) in KINDS {
        page.push_str(&format!(
            "\n## {title}\n\n| field | also understood | values |\n|---|---|---|\n"
        ));
        for row in ROWS.iter().filter(|row| row.2.contains(&kind)) {
            let other = row.3.join("、");
            page.push_str(&format!("| `{}` | {other} | {} |\n", row.1, values(row.0)));
        }
    }
    page
}

/// What a field holds.
const fn values(field: Field) -> &'static str {
    match field {
        Field::Id => "text, unique in the workspace; made from name and place when absent",
        Field::OsmId | Field::OsmType => "of OpenStreetMap",
        Field::Name | Field::Township | Field::Village | Field::Number => "text",
        Field::LastVisit | Field::StatusSince | Field::PlanDue | Field::LookbackNext => {
            "date: 2026-11-24, 2026/11/24, 20261124, 2026年11月24日"
        }
        Field::Windows => "opening hours: `08:00-11:30; 13:00-16:30`",
        Field::Status => {
            "suspected 疑似, listed 挂账, planned 已定方案, works 整治中, done 自查完成, requested 提请销号, accepted 验收通过, \
             closed 已销号, returned 退回, excluded 排除, quick_closed 立行立改, merged 合并"
        }
        Field::Round => "1 and up",
        Field::Hazard => "1 to 4, or 低 中 高 严重",
        Field::StillDumping => "yes/no, 是/否",
        Field::Tier => "census, small, litter; else from the size",
        Field::Volume => "m3",
        Field::Area => "m2",
        Field::Mass => "t",
        Field::WasteClass => "domestic, construction, industrial, hazardous, farm, floating, mixed",
        Field::State => "working 在建, suspended 停工, not_started 未开工, finished 完工",
        Field::Type | Field::Place | Field::Amenity | Field::Office => {
            "village 村, hamlet 屯, collection_point 收集点, transfer_station 中转站, facility 处理设施, compound 有物业小区, \
             compound_unmanaged 无物业小区, agency 房产中介, town 镇区, other; OSM values"
        }
        Field::Kind | Field::Landuse | Field::Natural | Field::Waterway => {
            "farmland 农田, hillside 山边, gully 沟谷, water 水体, settlement 居民地, other; OSM values"
        }
        Field::Intermittent => "yes: a watercourse that falls dry is a gully",
        Field::Class => {
            "expressway 高速, national 国道, provincial 省道, county 县道, township 乡道, village 村道, track 机耕道; else from `highway`, \
             the letter of the number, `mtfcc`"
        }
        Field::Highway | Field::Mtfcc => "values of OpenStreetMap, of TIGER",
        Field::Oneway => "yes/no/-1, B/F/T",
        Field::Junction => "roundabout is one-way",
        Field::Maxspeed => "km/h, or `30 mph`; 0 = none",
        Field::Bridge | Field::Tunnel => "yes/no",
        Field::Layer => "level of a crossing, 0 on the ground",
        Field::Access | Field::MotorVehicle => "no = closed",
        Field::Closed => "yes/no, closed 封闭, open 通行",
        Field::Closures => {
            "`2026-11-20/2026-12-01`, `2026-11-28T08:00/2026-11-28T17:00`, `2026-11-20/2026-12-01 22:00-06:00`, several parted by semicolons"
        }
        Field::FrozenOnly => "yes/no: passable on frozen ground only",
        Field::Divided => {
            "yes/no: carriageway of a divided road, or a divided road drawn as one line"
        }
    }
}

/// The fields of a kind of layer.
pub(super) fn fields(kind: LayerKind) -> impl Iterator<Item = Field> {
    ROWS.iter()
        .filter(move |row| row.2.contains(&kind))
        .map(|row| row.0)
}

/// The field of a kind of layer that `xuncha.toml` calls so.
pub(super) fn field(kind: LayerKind, name: &str) -> Option<Field> {
    fields(kind).find(|field| field.name() == name)
}

/// Finds the field behind a property name.
pub(super) struct Schema {
    /// Field and preference (0 is best) of each name as written.
    exact: FxHashMap<String, (Field, usize)>,
    /// The same by folded name.
    folded: FxHashMap<String, (Field, usize)>,
}

/// A folded name is liked less than any exact one.
const FOLDED: usize = 1_000;

impl Schema {
    /// The names of a layer: first those that `mapped` gives (field name -> property), then the known ones.
    pub(super) fn new<'m>(
        kind: LayerKind,
        mapped: impl Iterator<Item = (&'m String, &'m String)>,
    ) -> Self {
        let mut schema = Self {
            exact: FxHashMap::default(),
            folded: FxHashMap::default(),
        };
        for (name, property) in mapped {
            if let Some(field) = field(kind, name) {
                schema.add(field, 0, property);
            }
        }
        for (field, name, kinds, aliases) in ROWS {
            if kinds.contains(&kind) {
                schema.add(*field, 1, name);
                for (idx, alias) in aliases.iter().enumerate() {
                    schema.add(*field, 2 + idx, alias);
                }
            }
        }
        schema
    }

    fn add(&mut self, field: Field, preference: usize, name: &str) {
        self.exact
            .entry(name.to_owned())
            .or_insert((field, preference));
        self.folded
            .entry(fold(name).into_owned())
            .or_insert((field, FOLDED + preference));
    }

    /// The field that a property holds and how well its name fits (0 is best).
    pub(super) fn find(&self, property: &str) -> Option<(Field, usize)> {
        let exact = self.exact.get(property);
        exact.or_else(|| self.folded.get(&*fold(property))).copied()
    }
}

/// Lower case, with full-width letters, digits and signs as plain ones, trimmed.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    // Most words are so already.
    let is_folded = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.bytes().all(is_folded) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_row_in_its_order() {
        assert_eq!(ROWS.len(), Field::COUNT);
        for (idx, row) in ROWS.iter().enumerate() {
            assert_eq!(row.0.index(), idx, "{}", row.1);
        }
    }

    #[test]
    fn exact_names_beat_folded_ones_and_mapped_names_beat_all() {
        let mapped = [("name".to_owned(), "Bezeichnung".to_owned())];
        let schema = Schema::new(LayerKind::Sites, mapped.iter().map(|(k, v)| (k, v)));
        assert_eq!(schema.find("Bezeichnung"), Some((Field::Name, 0)));
        assert_eq!(schema.find("名称"), Some((Field::Name, 2)));
        assert_eq!(schema.find("ＮＡＭＥ").map(|f| f.0), Some(Field::Name));
        assert!(schema.find("NAME").unwrap().1 > schema.find("name").unwrap().1);
        assert_eq!(schema.find("highway"), None);
    }

    #[test]
    fn no_name_means_two_fields_of_one_layer() {
        for kind in ANY {
            let mut seen = FxHashMap::default();
            for (field, name, kinds, aliases) in ROWS.iter().filter(|row| row.2.contains(kind)) {
                for name in std::iter::once(name).chain(aliases.iter()) {
                    assert_eq!(
                        seen.insert(*name, *field),
                        None,
                        "{kind:?} {name} {kinds:?}"
                    );
                }
            }
        }
    }
}
