//! Units of numbers, as people write them behind a value or in a heading.

/// A unit of a field's numbers.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// How it is written (folded).
    names: &'static [&'static str],
    /// Other units of the same kind and how many of ours each is worth.
    others: &'static [(&'static str, f64)],
}

impl Unit {
    /// Whether a folded text is this unit.
    pub(super) fn is_named(&self, text: &str) -> bool {
        self.names.contains(&text)
    }

    /// How many of this unit a written unit (folded) is worth; `万` in front counts ten thousand.
    pub(super) fn factor(&self, text: &str) -> Option<f64> {
        let plain = |text: &str| {
            if text.is_empty() || self.is_named(text) {
                return Some(1.0);
            }
            let other = self.others.iter().find(|other| other.0 == text);
            other.map(|other| other.1)
        };
        plain(text).or_else(|| Some(plain(text.strip_prefix('万')?.trim_start())? * 10_000.0))
    }
}

pub(super) static METRE: Unit = Unit {
    en: "m",
    zh: "米",
    names: &["m", "米"],
    others: &[("km", 1_000.0), ("公里", 1_000.0), ("千米", 1_000.0)],
};

pub(super) static SQUARE: Unit = Unit {
    en: "m2",
    zh: "平方米",
    names: &["m2", "m²", "㎡", "平方米", "平米", "平方"],
    others: &[
        ("亩", 2_000.0 / 3.0),
        ("公顷", 10_000.0),
        ("ha", 10_000.0),
        ("hm2", 10_000.0),
    ],
};

pub(super) static CUBIC: Unit = Unit {
    en: "m3",
    zh: "立方米",
    names: &["m3", "m³", "㎥", "立方米", "立方", "方", "立米"],
    others: &[],
};

pub(super) static TONNE: Unit = Unit {
    en: "t",
    zh: "吨",
    names: &["t", "吨"],
    others: &[("kg", 0.001), ("千克", 0.001), ("公斤", 0.001)],
};

pub(super) static YUAN: Unit = Unit {
    en: "yuan",
    zh: "元",
    names: &["yuan", "元", "cny", "rmb", "人民币元"],
    others: &[],
};

pub(super) static DEGREE: Unit = Unit {
    en: "degrees",
    zh: "度",
    names: &["°", "度", "degrees", "deg", "十进制度"],
    others: &[],
};

pub(super) static PERCENT: Unit = Unit {
    en: "%",
    zh: "%",
    names: &["%", "percent"],
    others: &[],
};
