//! Made-up names. Counties are named for the nowhere-lands of old tales, so that nobody takes them for real ones.

use std::collections::BTreeSet;

use super::dice::Dice;

/// 子虚 and 乌有 are "sheer fancy" and "no such thing"; 南柯 and 槐安 are lands seen in a dream.
const COUNTIES: &[&str] = &[
    "槐安", "子虚", "乌有", "南柯", "华胥", "桃源", "无何", "亡是", "黄粱", "云梦", "蓬莱", "方壶",
    "瀛洲", "员峤", "岱舆",
];
const FIRST: &[&str] = &[
    "青", "白", "红", "黑", "黄", "金", "银", "双", "三", "五", "七", "九", "大", "小", "长", "高",
    "新", "旧", "东", "西", "南", "北", "上", "下", "前", "后", "春", "秋", "松", "柳", "榆", "桦",
    "杏", "梨", "石", "砂", "月", "星", "云", "雪", "鹤", "鹿", "雁", "鹰", "马", "牛", "羊", "富",
    "和", "安", "永", "吉", "丰", "靠", "望", "清", "暖",
];
const SECOND: &[&str] = &[
    "岭", "河", "沟", "山", "泉", "台", "屯", "甸", "岗", "川", "湾", "桥", "井", "林", "坡", "崖",
    "塘", "洼", "城", "门", "源", "峰", "溪", "泡", "滩", "营", "店", "堡",
];
const HAMLET_FIRST: &[&str] = &[
    "王家", "李家", "张家", "刘家", "陈家", "孙家", "赵家", "周家", "吴家", "徐家", "朱家", "高家",
    "何家", "郭家", "马家", "罗家", "梁家", "宋家", "郑家", "韩家", "唐家", "冯家", "于家", "董家",
    "程家", "曹家", "袁家", "邓家", "许家", "傅家", "沈家", "曾家", "彭家", "吕家",
];
const HAMLET_SECOND: &[&str] = &[
    "屯", "窝棚", "沟", "店", "岗子", "油坊", "烧锅", "炉", "街", "洼子", "大院", "岭", "粉房",
    "围子", "甸子",
];
const COMPOUNDS: &[&str] = &[
    "花园", "家园", "小区", "新村", "公馆", "嘉苑", "名城", "雅居",
];
const WORKS: &[&str] = &[
    "住宅楼",
    "安置房",
    "教学楼",
    "卫生院",
    "污水处理站",
    "粮食仓储库",
    "养老服务中心",
    "桥梁改造",
    "河道治理",
    "产业园厂房",
    "商业街",
    "供热管网",
];

/// Gives names out, each once per list.
#[derive(Debug)]
pub(super) struct Names {
    dice: Dice,
    used: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(dice: Dice) -> Self {
        Self {
            dice,
            used: BTreeSet::new(),
        }
    }

    /// Two characters, such as 青岭.
    pub(super) fn land(&mut self) -> String {
        self.unused(|dice| format!("{}{}", dice.pick(FIRST), dice.pick(SECOND)))
    }

    /// A hamlet, such as 王家屯.
    pub(super) fn hamlet(&mut self) -> String {
        self.unused(|dice| {
            if dice.percent(35) {
                format!("{}{}屯", dice.pick(FIRST), dice.pick(SECOND))
            } else {
                format!("{}{}", dice.pick(HAMLET_FIRST), dice.pick(HAMLET_SECOND))
            }
        })
    }

    /// A housing compound, such as 松泉花园.
    pub(super) fn compound(&mut self) -> String {
        self.unused(|dice| {
            format!(
                "{}{}{}",
                dice.pick(FIRST),
                dice.pick(SECOND),
                dice.pick(COMPOUNDS)
            )
        })
    }

    /// A building project, such as 住宅楼三期.
    pub(super) fn works(&mut self) -> String {
        self.unused(|dice| {
            format!(
                "{}{}{}",
                dice.pick(FIRST),
                dice.pick(SECOND),
                dice.pick(WORKS)
            )
        })
    }

    /// Tries until a name is new; after many tries it is numbered.
    fn unused(&mut self, mut make: impl FnMut(&mut Dice) -> String) -> String {
        for _ in 0..200 {
            let name = make(&mut self.dice);
            if self.used.insert(name.clone()) {
                return name;
            }
        }
        let name = format!("{}{}", make(&mut self.dice), self.used.len());
        self.used.insert(name.clone());
        name
    }
}

/// The name of a county by its number.
pub(super) fn county(number: usize) -> String {
    match COUNTIES.get(number) {
        Some(name) => format!("{name}县"),
        None => format!("虚{}县", FIRST[number % FIRST.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::new(Dice::new(1, 1, 1));
        let given: BTreeSet<String> = (0..900).map(|_| names.hamlet()).collect();
        assert_eq!(given.len(), 900);
        let counties: BTreeSet<String> = (0..60).map(county).collect();
        assert_eq!(counties.len(), 60);
    }
}
