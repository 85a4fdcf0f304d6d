//! The checklists (检查清单) printed on a sheet: what each numbered box asks.
//!
//! The full answer types belong to the ledger; on paper a box is ticked when the item is in order.

use crate::domain::Lang;

/// A checklist.
struct Checklist {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    items: &'static [Item],
}

/// Mark, Chinese, English.
type Item = (&'static str, &'static str, &'static str);

const GATE_ITEMS: [Item; 3] = [
    (
        "G1",
        "工程状态：在建/停工/未开工/完工",
        "state: working, suspended, not started, finished",
    ),
    (
        "G2",
        "停工、未开工项目未擅自开（复）工",
        "suspended or unstarted site has not (re)started",
    ),
    ("G3", "已做好工人解释安抚工作", "workers informed"),
];

const CHECKLISTS: [Checklist; 10] = [
    Checklist {
        code: "DP",
        zh: "堆放点",
        en: "dump point",
        items: &[
            ("1", "现有规模（方）", "size now (m³)"),
            ("2", "无新倾倒", "nothing dumped since the last visit"),
            (
                "3",
                "无渗滤液、冒烟、涉水",
                "no leachate, smoke or contact with water",
            ),
            ("4", "按方案施工", "works as planned"),
            (
                "5",
                "清运去向有联单",
                "destination of loads proven by manifest",
            ),
            ("6", "已消毒", "disinfected"),
            ("7", "禁倒标志、围挡完好", "signboard and barrier in place"),
            ("8", "积雪覆盖", "covered by snow"),
            ("9", "固定机位拍照", "photos from the fixed viewpoint"),
        ],
    },
    Checklist {
        code: "DP-C",
        zh: "销号验收",
        en: "close-out acceptance",
        items: &[
            (
                "1",
                "垃圾清净或按方案封场",
                "pile gone, or capped as planned",
            ),
            ("2", "边缘、底部干净", "edge and bottom clean"),
            ("3", "联单数量吻合", "manifests add up"),
            ("4", "场地已恢复", "ground restored"),
            ("5", "消毒记录", "disinfection record"),
            (
                "6",
                "无取土掩盖、就地推平",
                "no fresh soil or levelling that hides waste",
            ),
            ("7", "500 米内无二次堆放", "no second pile within 500 m"),
            ("8", "前后照片一致", "photos before and after match"),
            ("9", "移交责任人", "handed over to a named keeper"),
        ],
    },
    Checklist {
        code: "CO",
        zh: "沿线",
        en: "corridor",
        items: &[
            ("1", "左侧干净", "left strip clean"),
            ("2", "右侧干净", "right strip clean"),
            ("3", "岔路口已查", "mouths of side roads checked"),
            (
                "4",
                "河沟、桥涵已查",
                "water courses, bridges, culverts checked",
            ),
            ("5", "无正在倾倒", "nobody caught dumping"),
            ("6", "标志、垃圾箱完好", "signboards and bins in place"),
        ],
    },
    Checklist {
        code: "CS",
        zh: "建筑工地",
        en: "construction site",
        items: &[
            (
                "A1",
                "防治领导小组",
                "leading group led by the project manager",
            ),
            (
                "A2",
                "信息报送、应急机制，专人负责",
                "reporting and emergency mechanism, duty holder named",
            ),
            (
                "A3",
                "联络畅通（现场拨测）",
                "contact line works, tested on the spot",
            ),
            ("B1", "宿舍通风", "dormitory aired"),
            ("B2", "食堂通风", "canteen aired"),
            ("B3", "办公场所通风", "offices aired"),
            ("B4", "服务场所通风", "service places aired"),
            ("B5", "当日消毒有记录", "disinfection of the day recorded"),
            ("B6", "最近消毒日期", "date of the last disinfection"),
            ("C1", "出入口专人值守", "gate staffed"),
            ("C2", "外来人员登记", "outsiders registered"),
            ("C3", "在册/实有人数", "workers on roster / present"),
            ("C4", "无擅自离开", "nobody left without leave"),
            (
                "D1",
                "器械、用品、药品（可用天数）",
                "equipment and supplies (days of stock)",
            ),
            ("D2", "应急车辆到位", "emergency vehicle available"),
            ("E1", "健康教育记录", "health education recorded"),
            ("E2", "询问工人知晓要求", "a worker asked knows the rules"),
            (
                "F1",
                "感染者、密接人数（只记数）",
                "infected or close contacts (count only)",
            ),
            ("F2", "已报告并配合", "reported, isolation joined"),
            ("F3", "当日发热人数（只记数）", "fever today (count only)"),
            GATE_ITEMS[0],
            GATE_ITEMS[1],
            GATE_ITEMS[2],
            (
                "H1",
                "建筑垃圾去向合规，有联单",
                "construction waste to an allowed place, manifest",
            ),
            (
                "H2",
                "生活垃圾日产日清",
                "site's domestic waste cleared daily",
            ),
        ],
    },
    Checklist {
        code: "CS-G",
        zh: "停工、未开工工地",
        en: "site suspended or not started",
        items: &GATE_ITEMS,
    },
    Checklist {
        code: "VI",
        zh: "村屯",
        en: "village",
        items: &[
            ("1", "地面无垃圾", "no waste on the ground"),
            ("2", "垃圾箱未满溢", "bins not overflowing"),
            ("3", "当日清运", "cleared today"),
            ("4", "保洁员在岗", "cleaner on duty"),
            ("5", "无焚烧", "no burning"),
            ("6", "沟渠、河边干净", "ditches and river edge clean"),
            ("7", "房前屋后干净", "courtyard fronts clean"),
        ],
    },
    Checklist {
        code: "TS",
        zh: "中转站",
        en: "transfer station",
        items: &[
            ("1", "无满溢", "no overflow"),
            ("2", "按时消毒有记录", "disinfected on schedule, recorded"),
            ("3", "渗滤液收集", "leachate contained"),
            ("4", "车辆密闭", "vehicles closed"),
            ("5", "当日转运量（吨）", "throughput today (t)"),
        ],
    },
    Checklist {
        code: "TF",
        zh: "处理设施",
        en: "treatment facility",
        items: &[
            ("1", "正常运行", "running"),
            ("2", "工艺、许可合规", "process and permit in order"),
            ("3", "地磅记录", "weighbridge record"),
            ("4", "消毒", "disinfection"),
            ("5", "渗滤液、填埋气", "leachate and gas"),
            ("6", "剩余库容", "capacity left"),
        ],
    },
    Checklist {
        code: "RC",
        zh: "小区",
        en: "compound",
        items: &[
            (
                "1",
                "应急预案启动；无物业：街道、社区接管",
                "emergency plan started; no company: community has taken over",
            ),
            ("2", "日产日清", "cleared daily"),
            ("3", "公共区域消毒", "public areas disinfected"),
            ("4", "宣传栏、显示屏", "publicity board or screen"),
        ],
    },
    Checklist {
        code: "AG",
        zh: "中介、售楼处",
        en: "agency, sales office",
        items: &[
            ("1", "预案和人员台账", "plan and staff register"),
            ("2", "无促销活动", "no promotion event"),
            ("3", "消毒", "disinfection"),
            ("4", "张贴宣传", "posters in view"),
            ("5", "员工戴口罩", "staff wear masks"),
            ("6", "顾客守规", "customers follow the rules"),
            ("7", "发热报告（只记数）", "fever reported (count only)"),
        ],
    },
];

fn find(code: &str) -> Option<&'static Checklist> {
    CHECKLISTS.iter().find(|list| list.code == code)
}

/// The marks of a checklist's boxes; empty for one that is not built in.
pub(super) fn marks(code: &str) -> impl Iterator<Item = &'static str> {
    find(code)
        .map_or(&[][..], |list| list.items)
        .iter()
        .map(|item| item.0)
}

/// The title and items of a checklist; `None` for one that is not built in.
pub(super) fn legend(
    code: &str,
    lang: Lang,
) -> Option<(&'static str, Vec<(&'static str, &'static str)>)> {
    let list = find(code)?;
    let items = list
        .items
        .iter()
        .map(|(mark, zh, en)| (*mark, lang.pick(*en, *zh)));
    Some((lang.pick(list.en, list.zh), items.collect()))
}
