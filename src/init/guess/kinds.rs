//! Guesses that only one kind of layer needs.

use super::super::columns::{Column, Table, fold};
use super::super::values;
use super::{Guesser, Meaning};

impl Guesser {
    /// The column whose values look most like road classes.
    pub(super) fn class(&mut self, table: &Table) {
        if table
            .column("highway")
            .or_else(|| table.column("class"))
            .is_some_and(|column| column.filled > 0)
        {
            return;
        }
        let share = |column: &Column| {
            let known =
                |value: &str| values::road_class(value).is_some() || values::known_class(value);
            let sum: usize = column
                .values
                .iter()
                .filter(|(value, _)| known(value))
                .map(|(_, count)| count)
                .sum();
            (sum * 100 / column.filled.max(1), column.filled)
        };
        let best = table
            .columns
            .iter()
            .filter(|column| column.values.len() <= 40 && column.filled * 2 > table.features)
            .filter(|column| {
                !column.folded().ends_with("name") && !column.numeric && share(column).0 >= 80
            })
            .max_by_key(|column| (share(column), std::cmp::Reverse(column.name.clone())));
        if let Some(column) = best {
            self.map("class", &column.name);
            let osm = column.values.keys().all(|value| values::known_class(value));
            let meaning: Meaning = if osm { |_| None } else { values::road_class };
            self.values(column, "class", meaning, values::known_class);
        } else {
            self.say(
                "no column looks like a road class: every road counts as a village road".to_owned(),
                "没有看似道路等级的列：一律按村道处理".to_owned(),
            );
        }
    }

    pub(super) fn oneway(&mut self, table: &Table) {
        if table.column("oneway").is_some() {
            return;
        }
        let found = table.columns.iter().find(|column| {
            matches!(
                column.folded().as_str(),
                "oneway" | "单行" | "是否单行" | "dirtravel"
            ) && column.filled > 0
        });
        if let Some(column) = found {
            let meaning: Meaning = |value| {
                Some(match fold(value).as_str() {
                    "yes" | "ft" | "f" | "是" if value != "-1" => "yes",
                    "tf" | "t" => "-1",
                    "no" | "b" | "n" | "否" | "null" => "no",
                    _ => return None,
                })
            };
            self.map("oneway", &column.name);
            self.values(column, "oneway", meaning, |value| {
                matches!(value, "yes" | "no" | "-1" | "B" | "F" | "T")
            });
        }
    }

    /// A column that says small, medium or large.
    pub(super) fn tier(&mut self, table: &Table) {
        if table.column("tier").is_some_and(|column| column.filled > 0) {
            return;
        }
        self.meant(
            table,
            "tier",
            &["size", "scale", "规模", "规模级别", "大小"],
            values::tier,
        );
    }

    /// Dates by name; moments in milliseconds are left alone and said.
    pub(super) fn dates(&mut self, table: &Table) {
        for (field, names) in [
            (
                "status_since",
                &["statussince", "statusdate", "datestatus", "状态日期"][..],
            ),
            (
                "last_visit",
                &[
                    "lastvisit",
                    "lastvisited",
                    "lastinspection",
                    "上次巡查",
                    "最近巡查日期",
                ][..],
            ),
        ] {
            let dated = |column: &&Column| {
                column.filled > 0 && column.values.keys().all(|value| values::iso_date(value))
            };
            let found = names.iter().find_map(|name| {
                table
                    .columns
                    .iter()
                    .filter(dated)
                    .find(|column| column.folded() == *name)
            });
            if let Some(column) = found.filter(|column| column.name != field) {
                self.map(field, &column.name);
                self.say(
                    format!("{field} from `{}`", column.name),
                    format!("{field} 取自“{}”", column.name),
                );
            }
        }
        for column in &table.columns {
            if column.filled > 0
                && column
                    .values
                    .keys()
                    .all(|value| values::epoch_millis(value))
            {
                self.say(
                    format!(
                        "`{}` holds moments in milliseconds since 1970 and is left unmapped",
                        column.name
                    ),
                    format!("“{}”是 1970 年起的毫秒数，未作映射", column.name),
                );
            }
        }
    }

    pub(super) fn place_type(&mut self, table: &Table) {
        let own = |name| {
            table
                .column(name)
                .is_some_and(|column: &Column| column.filled > 0)
        };
        if ["type", "place", "amenity"].into_iter().any(own) {
            return;
        }
        self.meant(
            table,
            "type",
            &["place", "placetype", "kind", "类型", "场所类型"],
            values::place_type,
        );
        if self.spec.fields.contains_key("type") {
            return;
        }
        let hints = table
            .columns
            .iter()
            .map(Column::folded)
            .chain([fold(&self.spec.path)]);
        let hint = hints.into_iter().find(|name| {
            [
                "habname",
                "habitation",
                "village",
                "hamlet",
                "settlement",
                "村",
            ]
            .iter()
            .any(|word| name.contains(word))
        });
        if hint.is_some() {
            self.spec
                .defaults
                .insert("type".to_owned(), "village".to_owned());
            self.say(
                "no column says what the places are; taken for villages from their names"
                    .to_owned(),
                "没有场所类型列；按列名视为村".to_owned(),
            );
        } else {
            self.say(
                "no column says what the places are: set `[layer.defaults] type` or map `type`"
                    .to_owned(),
                "没有场所类型列：请设置 `[layer.defaults] type` 或映射 `type`".to_owned(),
            );
        }
    }

    pub(super) fn area_kind(&mut self, table: &Table) {
        let own = |name| {
            table
                .column(name)
                .is_some_and(|column: &Column| column.filled > 0)
        };
        if ["kind", "landuse", "natural", "waterway"]
            .into_iter()
            .any(own)
        {
            return;
        }
        self.meant(
            table,
            "kind",
            &["type", "class", "landuse", "地类", "地类名称", "类型"],
            values::area_kind,
        );
        if self.spec.fields.contains_key("kind") {
            return;
        }
        let path = fold(&self.spec.path);
        let kind = [
            ("farm", "farmland"),
            ("crop", "farmland"),
            ("water", "water"),
            ("river", "water"),
            ("wetland", "water"),
            ("urban", "settlement"),
            ("built", "settlement"),
            ("hill", "hillside"),
            ("gully", "gully"),
        ]
        .into_iter()
        .find(|(word, _)| path.contains(word));
        match kind {
            Some((word, kind)) => {
                self.spec
                    .defaults
                    .insert("kind".to_owned(), kind.to_owned());
                self.say(
                    format!("every area is {kind}, as the file's name says `{word}`"),
                    format!("文件名含“{word}”，所有区域视为 {kind}"),
                );
            }
            None => self.say(
                "no column says what the areas are: set `[layer.defaults] kind` or map `kind`"
                    .to_owned(),
                "没有地类列：请设置 `[layer.defaults] kind` 或映射 `kind`".to_owned(),
            ),
        }
    }
}
