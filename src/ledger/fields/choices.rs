//! The words that fields may hold.

use super::Choice;

const fn choice(
    word: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
) -> Choice {
    Choice {
        word,
        label,
        aliases,
    }
}

#[rustfmt::skip]
pub(super) static COORD_SOURCE: [Choice; 6] = [
    choice("gps", "GPS", &["卫星定位", "北斗", "wgs84", "手持gps"]),
    choice("gcj02", "GCJ-02", &["高德", "腾讯", "火星坐标", "amap"]),
    choice("bd09", "BD-09", &["百度", "baidu"]),
    choice("map", "图上量取", &["地图", "图上", "影像"]),
    choice("cgcs2000_gk", "CGCS2000高斯", &["cgcs2000", "国家2000", "2000坐标系", "高斯", "高斯克吕格"]),
    choice("unknown", "不明", &["未知", "不详"]),
];

#[rustfmt::skip]
pub(super) static PLACE_TYPE: [Choice; 10] = [
    choice("village_edge", "村边", &["村屯周边", "村庄周边", "村旁", "屯边"]),
    choice("roadside", "路边", &["道路两侧", "路旁", "公路沿线"]),
    choice("riverbank", "河边", &["河岸", "河道", "沿河", "河湖岸边"]),
    choice("water", "水中", &["水体", "水面", "坑塘", "沟渠"]),
    choice("farmland", "农田", &["耕地", "田间", "田边"]),
    choice("hill_edge", "山边", &["山坡", "山脚"]),
    choice("gully", "沟谷", &["沟壑", "山沟", "冲沟"]),
    choice("pit", "坑洼", &["取土坑", "废弃坑", "矿坑", "深坑"]),
    choice("forest", "林地", &["树林", "林带"]),
    choice("other", "其他", &["其它"]),
];

#[rustfmt::skip]
pub(super) static WASTE_CLASS: [Choice; 7] = [
    choice("domestic", "生活垃圾", &["生活", "农村生活垃圾"]),
    choice("construction", "建筑垃圾", &["建筑", "渣土"]),
    choice("industrial", "一般工业固废", &["工业固废", "工业垃圾", "一般工业固体废物", "工业"]),
    choice("hazardous", "危险废物", &["危废"]),
    choice("farm", "离田农业生产废弃物", &["农业生产废弃物", "农业废弃物", "农业"]),
    choice("floating", "漂浮垃圾", &["水面漂浮垃圾", "漂浮物"]),
    choice("mixed", "混合垃圾", &["混合"]),
];

#[rustfmt::skip]
pub(super) static SIZE_METHOD: [Choice; 4] = [
    choice("paced", "步测", &["步量"]),
    choice("tape", "尺量", &["皮尺", "卷尺", "测量", "实测"]),
    choice("drone", "无人机", &["航测", "无人机测量"]),
    choice("estimate", "估算", &["目测", "估计", "估测"]),
];

#[rustfmt::skip]
pub(super) static TIER: [Choice; 3] = [
    choice("census", "普查规模", &["普查", "普查级", "大", "大型"]),
    choice("small", "小型", &["小"]),
    choice("litter", "零星", &["零散", "零星垃圾"]),
];

#[rustfmt::skip]
pub(super) static FOUND_SOURCE: [Choice; 6] = [
    choice("patrol", "巡查", &["日常巡查", "巡查发现", "排查"]),
    choice("hotline", "12345热线", &["12345", "12345 hotline", "热线", "群众举报", "投诉"]),
    choice("satellite", "卫星", &["卫星遥感", "遥感", "卫片"]),
    choice("drone", "无人机", &["航拍"]),
    choice("media", "媒体", &["媒体曝光", "新闻媒体"]),
    choice("superior", "上级交办", &["上级", "交办", "督导", "督查"]),
];

#[rustfmt::skip]
pub(super) static NUISANCE: [Choice; 4] = [
    choice("none", "无", &["没有", "否", "no"]),
    choice("slight", "轻微", &["轻", "少量"]),
    choice("moderate", "明显", &["中", "中等"]),
    choice("severe", "严重", &["重", "大量"]),
];

#[rustfmt::skip]
pub(super) static HAZARD: [Choice; 4] = [
    choice("low", "低", &["轻微", "一般"]),
    choice("medium", "中", &["中等", "较重", "moderate"]),
    choice("high", "高", &["较高", "重"]),
    choice("severe", "严重", &["极高", "特别严重"]),
];

#[rustfmt::skip]
pub(super) static MEASURE: [Choice; 5] = [
    choice("full_removal", "清运", &["全部清运", "整体清运", "异地清运"]),
    choice("sort_then_remove", "筛分", &["筛分清运", "筛分处置"]),
    choice("in_situ_cap", "就地封场", &["封场", "就地封存", "覆土封场"]),
    choice("in_situ_treat", "原位修复", &["就地治理", "原位治理"]),
    choice("floating_lift", "打捞", &["打捞清运"]),
];

#[rustfmt::skip]
pub(super) static RESTORE_USE: [Choice; 4] = [
    choice("farmland", "农田", &["复垦", "耕地"]),
    choice("green", "绿地", &["绿化", "植树"]),
    choice("square", "广场", &["文化广场", "休闲广场"]),
    choice("other", "其他", &["其它"]),
];

/// As [`crate::domain::Status`] names them.
#[rustfmt::skip]
pub(super) static STATUS: [Choice; 12] = [
    choice("suspected", "疑似", &["疑似点位", "待核实"]),
    choice("listed", "挂账", &["已挂账", "已建档", "未整治"]),
    choice("planned", "已定方案", &["方案已定", "已制定方案"]),
    choice("works", "整治中", &["正在整治", "在整治"]),
    choice("done", "自查完成", &["已整治", "整治完成"]),
    choice("requested", "提请销号", &["申请销号", "待验收"]),
    choice("accepted", "验收通过", &["验收通过（公示）", "公示中", "已验收"]),
    choice("closed", "已销号", &["销号"]),
    choice("returned", "退回", &["已退回"]),
    choice("excluded", "排除", &["已排除", "不予立案"]),
    choice("quick_closed", "立行立改", &["立行立改完成"]),
    choice("merged", "合并", &["重复", "已合并"]),
];
