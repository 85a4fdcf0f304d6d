//! The table of fields: word, Chinese name, need, form, other names.

use super::choices::{
    COORD_SOURCE, FOUND_SOURCE, HAZARD, MEASURE, NUISANCE, PLACE_TYPE, RESTORE_USE, SIZE_METHOD,
    STATUS, TIER, WASTE_CLASS,
};
use super::units::{CUBIC, DEGREE, METRE, SQUARE, TONNE, YUAN};
use super::{Field, Form, Need, Row, Unit};

const fn row(
    field: Field,
    word: &'static str,
    label: &'static str,
    need: Need,
    form: Form,
    aliases: &'static [&'static str],
) -> Row {
    Row {
        field,
        word,
        label,
        need,
        form,
        aliases,
    }
}

const fn number(most: f64, decimals: u8, unit: &'static Unit) -> Form {
    Form::Number {
        least: 0.0,
        most,
        decimals,
        unit: Some(unit),
    }
}

const fn degrees(most: f64) -> Form {
    Form::Number {
        least: -most,
        most,
        decimals: 8,
        unit: Some(&DEGREE),
    }
}

const NUISANCES: Form = Form::Grade {
    least: 0,
    steps: &NUISANCE,
};
const HAZARDS: Form = Form::Grade {
    least: 1,
    steps: &HAZARD,
};
const PHOTOS: Form = Form::Whole {
    least: 0,
    most: 100_000,
};
const ROUNDS: Form = Form::Whole {
    least: 1,
    most: 1_000,
};

use Field as F;
use Form::{Code, Codes, Date, Enum, Key, Keys, Manifests, Map, Shares, Text, Time, Truth};
use Need::{Closing, ClosingWhenMoved, Derived, Listing, ListingSize, Optional, Planning};

#[rustfmt::skip]
pub(super) static ROWS: [Row; Field::COUNT] = [
    row(F::Id, "id", "编号", Listing, Code, &["点位编号", "点位编码", "堆放点编号", "唯一编号", "编码"]),
    row(F::ExternalIds, "external_ids", "外部编号", Optional, Map, &["系统编号", "国家系统编号", "省系统编号"]),
    row(F::Name, "name", "点位名称", Listing, Text, &["名称", "堆放点名称"]),
    row(F::County, "county", "县", Listing, Text, &["县区", "县（市、区）", "县市区", "县（市）", "区县", "所属县"]),
    row(F::Township, "township", "乡镇", Listing, Text, &["街道", "乡镇街道", "乡镇（街道）", "乡镇/街道", "乡（镇）", "所属乡镇", "所在乡镇"]),
    row(F::Village, "village", "村", Listing, Text, &["行政村", "所属村", "所在村", "村（社区）", "村/社区", "村名"]),
    row(F::Hamlet, "hamlet", "屯", Optional, Text, &["自然屯", "自然村", "村民小组", "屯（组）", "屯名"]),
    row(F::Lon, "lon", "经度", Listing, degrees(180.0), &["longitude", "lng", "经度WGS84", "经度（WGS84）", "经度（CGCS2000）", "lon_wgs84", "东经"]),
    row(F::Lat, "lat", "纬度", Listing, degrees(90.0), &["latitude", "纬度WGS84", "纬度（WGS84）", "纬度（CGCS2000）", "lat_wgs84", "北纬"]),
    row(F::CoordSource, "coord_source", "坐标来源", Listing, Enum(&COORD_SOURCE), &["定位方式", "坐标采集方式"]),
    row(F::Accuracy, "accuracy_m", "定位精度", Optional, number(100_000.0, 1, &METRE), &["精度"]),
    row(F::AccessNote, "access_note", "到达说明", Optional, Text, &["到达方式", "行车说明"]),
    row(F::SnapNode, "snap_node", "停车点", Optional, Code, &["停车位置"]),
    row(F::PlaceType, "place_type", "位置类型", Listing, Enum(&PLACE_TYPE), &["所处位置", "地点类型", "位置类别"]),
    row(F::WasteClass, "waste_class", "垃圾种类", Listing, Enum(&WASTE_CLASS), &["垃圾类型", "垃圾类别", "种类", "主要垃圾种类"]),
    row(F::Mix, "mix_pct", "成分", Optional, Shares, &["垃圾成分", "成分比例", "成分（%）"]),
    row(F::Area, "area_m2", "面积", ListingSize, number(10_000_000.0, 2, &SQUARE), &["占地面积", "堆放面积"]),
    row(F::Height, "height_m", "高", Optional, number(1_000.0, 2, &METRE), &["高度", "堆高", "堆放高度", "平均高度"]),
    row(F::Volume, "volume_m3", "体积", ListingSize, number(100_000_000.0, 3, &CUBIC), &["volume", "堆放量", "堆放体积", "方量", "垃圾量", "存量"]),
    row(F::Mass, "mass_t", "重量", ListingSize, number(100_000_000.0, 3, &TONNE), &["质量", "吨数"]),
    row(F::SizeMethod, "size_method", "测量方法", Optional, Enum(&SIZE_METHOD), &["测量方式", "量测方法"]),
    row(F::Tier, "tier", "规模级别", Listing, Enum(&TIER), &["规模等级", "规模"]),
    row(F::FirstSeen, "first_seen", "发现时间", Listing, Date, &["发现日期", "首次发现", "首次发现日期", "排查时间", "排查日期"]),
    row(F::FoundBy, "found_by", "发现人", Listing, Key, &["上报人", "排查人"]),
    row(F::FoundSource, "found_source", "发现来源", Listing, Enum(&FOUND_SOURCE), &["来源", "线索来源", "发现途径", "问题来源"]),
    row(F::DistWater, "dist_water_m", "距水体", Optional, number(1_000_000.0, 1, &METRE), &["距水体距离"]),
    row(F::DistWellhead, "dist_wellhead_m", "距水源", Optional, number(1_000_000.0, 1, &METRE), &["距水源地", "距水源距离", "距水源地距离"]),
    row(F::DistVillage, "dist_village_m", "距村", Optional, number(1_000_000.0, 1, &METRE), &["距村庄", "距村屯", "距村庄距离", "距居民点"]),
    row(F::DistRoad, "dist_road_m", "距路", Optional, number(1_000_000.0, 1, &METRE), &["距道路", "距道路距离", "距主干道"]),
    row(F::InSourceZone, "in_source_zone", "饮用水源保护区", Listing, Truth, &["是否在饮用水源保护区", "是否位于饮用水源保护区", "水源保护区"]),
    row(F::Leachate, "leachate", "渗滤液", Listing, NUISANCES, &["渗滤液情况"]),
    row(F::Odour, "odour", "异味", Listing, NUISANCES, &["odor", "恶臭", "臭味"]),
    row(F::Smoke, "smoke", "自燃", Listing, NUISANCES, &["自燃冒烟", "冒烟"]),
    row(F::SlopeRisk, "slope_risk", "滑塌", Listing, NUISANCES, &["滑塌风险", "坍塌风险", "滑坡风险"]),
    row(F::Hazard, "hazard", "危害程度", Listing, HAZARDS, &["危害等级", "危险程度", "风险等级"]),
    row(F::StillDumping, "still_dumping", "是否仍在倾倒", Listing, Truth, &["仍在倾倒", "是否继续倾倒"]),
    row(F::RespUnit, "resp_unit", "责任单位", Listing, Text, &["整治责任单位", "牵头单位"]),
    row(F::RespPerson, "resp_person_ref", "责任人", Listing, Key, &["责任人编号", "整治责任人", "责任人代号"]),
    row(F::SupervUnit, "superv_unit", "督导单位", Optional, Text, &["督办单位", "包保单位", "监管单位"]),
    row(F::Measure, "measure", "整治措施", Closing, Enum(&MEASURE), &["整治方式", "治理措施", "处置方式", "整治方法"]),
    row(F::DestFacility, "dest_facility", "去向", ClosingWhenMoved, Code, &["垃圾去向", "清运去向", "处置去向", "处理设施"]),
    row(F::PlanStart, "plan_start", "计划开始日期", Planning, Date, &["计划开始时间", "计划开工日期", "计划开工时间"]),
    row(F::PlanDue, "plan_due", "计划完成日期", Planning, Date, &["计划完成时间", "计划时限", "整治时限", "计划期限", "整改时限", "完成时限"]),
    row(F::ActualStart, "actual_start", "实际开始日期", Optional, Date, &["实际开始时间", "实际开工日期", "开工日期"]),
    row(F::ActualEnd, "actual_end", "实际完成日期", Optional, Date, &["实际完成时间", "完成日期", "完成时间", "整治完成日期", "整治完成时间"]),
    row(F::Manifests, "manifests", "转运联单", ClosingWhenMoved, Manifests, &["联单", "清运联单"]),
    row(F::VolumeOut, "volume_out_m3", "运出量", Closing, number(100_000_000.0, 3, &CUBIC), &["清运量", "运出", "运出体积", "外运量"]),
    row(F::InPlace, "in_place_m3", "就地处置量", Closing, number(100_000_000.0, 3, &CUBIC), &["就地处置", "原位处置量"]),
    row(F::Residual, "residual_m3", "残留量", Closing, number(100_000_000.0, 3, &CUBIC), &["残留", "剩余量", "剩余"]),
    row(F::DisinfectedAt, "disinfected_at", "消毒时间", Closing, Time, &["消杀时间", "消毒日期", "消杀日期"]),
    row(F::Agent, "agent", "药剂", Closing, Text, &["消毒药剂", "消杀药剂"]),
    row(F::PhotosBefore, "photos_before", "整治前照片", Derived, PHOTOS, &["整治前照片数"]),
    row(F::PhotosDuring, "photos_during", "整治中照片", Derived, PHOTOS, &["整治中照片数"]),
    row(F::PhotosAfter, "photos_after", "整治后照片", Derived, PHOTOS, &["整治后照片数"]),
    row(F::RestoreUse, "restore_use", "恢复用途", Optional, Enum(&RESTORE_USE), &["恢复利用", "土地恢复用途"]),
    row(F::Signboard, "signboard", "禁倒标志", Optional, Truth, &["禁倒标识", "警示牌", "禁倒牌"]),
    row(F::Barrier, "barrier", "围挡", Optional, Truth, &["围栏", "是否围挡"]),
    row(F::Status, "status", "状态", Derived, Enum(&STATUS), &["销号状态", "整治状态", "点位状态"]),
    row(F::Round, "round", "轮次", Derived, ROUNDS, &["挂账轮次"]),
    row(F::StatusSince, "status_since", "状态时间", Derived, Time, &["状态日期", "状态起始日期", "状态变更日期", "状态变更时间"]),
    row(F::AcceptedBy, "accepted_by", "验收人", Closing, Keys, &["验收人员", "验收"]),
    row(F::AcceptUnit, "accept_unit", "验收单位", Optional, Text, &[]),
    row(F::AcceptDoc, "accept_doc", "验收文号", Closing, Text, &["验收文件", "验收单编号"]),
    row(F::PublicityFrom, "publicity_from", "公示开始日期", Closing, Date, &["公示开始时间", "公示起始日期", "公示起"]),
    row(F::PublicityTo, "publicity_to", "公示结束日期", Closing, Date, &["公示结束时间", "公示截止日期", "公示止"]),
    row(F::FilingNo, "filing_no", "备案号", Closing, Text, &["销号备案号", "备案编号", "销号文号"]),
    row(F::ReturnDue, "return_due", "退回整改期限", Optional, Date, &["退回期限", "重新整改时限"]),
    row(F::LookbackNext, "lookback_next", "下次回头看", Derived, Date, &["下次回头看日期", "回头看日期"]),
    row(F::MovedFrom, "moved_from", "来自", Derived, Codes, &["移自"]),
    row(F::MovedTo, "moved_to", "移至", Derived, Codes, &["移往"]),
    row(F::SnowCover, "snow_cover", "积雪覆盖", Optional, Truth, &["是否积雪", "积雪"]),
    row(F::Cost, "cost_yuan", "费用", Optional, number(100_000_000_000.0, 2, &YUAN), &["整治费用", "投入资金", "资金"]),
    row(F::FundSource, "fund_source", "资金来源", Optional, Text, &["经费来源"]),
    row(F::BalanceReason, "balance_reason", "方量不平说明", Optional, Text, &["方量差异说明"]),
    row(F::ExcludeReason, "exclude_reason", "排除理由", Optional, Text, &["排除原因"]),
];
