//! Which property of a layer holds which of our fields.

mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::columns::{Column, Table};
use super::values;
use crate::domain::Datum;
use crate::layers::{LayerKind, LayerSpec};

/// Something that was guessed, and why, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A layer as it will be declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guessed {
    /// The file it was guessed from; to be copied to `spec.path` in the workspace.
    pub source: PathBuf,
    /// Its declaration.
    pub spec: LayerSpec,
    /// What was guessed, and why.
    pub said: Vec<Said>,
}

/// A layer that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InitError {
    /// The file cannot be read.
    #[error("`{path}` cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Guesses the declaration of every layer from the first features of its file, for layers whose lon, lat are of `datum`.
///
/// # Errors
/// When a file cannot be opened. A file that is no GeoJSON is declared without guesses, and said.
pub fn guess_layers(given: &[(LayerKind, &Path)], datum: Datum) -> Result<Vec<Guessed>, InitError> {
    let mut taken = BTreeSet::new();
    let mut list = Vec::new();
    for (kind, path) in given.iter().copied() {
        let bytes = std::fs::read(path).map_err(|source| InitError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let name = if taken.contains(&name.to_lowercase()) {
            format!("{}-{name}", word(kind))
        } else {
            name
        };
        taken.insert(name.to_lowercase());
        let spec = LayerSpec {
            kind,
            path: name,
            datum,
            fields: BTreeMap::new(),
            values: BTreeMap::new(),
            defaults: BTreeMap::new(),
            keep: Vec::new(),
        };
        let (spec, said) = guess(spec, &bytes);
        list.push(Guessed {
            source: path.to_owned(),
            spec,
            said,
        });
    }
    Ok(list)
}

/// The word of a layer kind in `xuncha.toml`.
pub(super) const fn word(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Roads => "roads",
        LayerKind::DumpPoints => "dump_points",
        LayerKind::Sites => "sites",
        LayerKind::Places => "places",
        LayerKind::Areas => "areas",
    }
}

/// Fills in a declaration from a file's bytes.
fn guess(spec: LayerSpec, bytes: &[u8]) -> (LayerSpec, Vec<Said>) {
    let mut guesser = Guesser {
        spec,
        said: Vec::new(),
        used: BTreeSet::new(),
    };
    match Table::read(bytes) {
        Ok(table) => guesser.all(&table),
        Err(what) => guesser.say(
            format!("nothing was guessed, as the file is no GeoJSON: {what}"),
            format!("文件不是 GeoJSON，未作推断：{what}"),
        ),
    }
    (guesser.spec, guesser.said)
}

struct Guesser {
    spec: LayerSpec,
    said: Vec<Said>,
    /// Columns that already hold a field.
    used: BTreeSet<String>,
}

/// Reads a value as one of ours.
type Meaning = fn(&str) -> Option<&'static str>;

impl Guesser {
    fn all(&mut self, table: &Table) {
        self.datum(table);
        self.id(table);
        match self.spec.kind {
            LayerKind::Roads => {
                self.class(table);
                self.oneway(table);
            }
            LayerKind::DumpPoints => {
                self.meant(
                    table,
                    "status",
                    &["status", "state", "状态", "销号状态", "整治状态", "进度"],
                    values::status,
                );
                self.tier(table);
                self.meant(
                    table,
                    "hazard",
                    &[
                        "hazard",
                        "risk",
                        "risklevel",
                        "severity",
                        "危害",
                        "危害程度",
                    ],
                    values::hazard,
                );
                self.dates(table);
            }
            LayerKind::Sites => {
                self.meant(
                    table,
                    "state",
                    &["state", "status", "工程状态", "施工状态", "状态"],
                    values::site_state,
                );
                self.dates(table);
            }
            LayerKind::Places => self.place_type(table),
            LayerKind::Areas => self.area_kind(table),
        }
        self.name(table);
        if matches!(
            self.spec.kind,
            LayerKind::DumpPoints | LayerKind::Sites | LayerKind::Places
        ) {
            self.named(
                table,
                "township",
                &[
                    "township",
                    "town",
                    "townname",
                    "townshipname",
                    "乡镇",
                    "乡镇名称",
                    "所属乡镇",
                    "镇",
                ],
            );
            self.named(
                table,
                "village",
                &["village", "villagename", "村", "行政村", "村名", "所属村"],
            );
        }
    }

    fn say(&mut self, en: String, zh: String) {
        self.said.push(Said { en, zh });
    }

    fn map(&mut self, field: &str, column: &str) {
        self.spec.fields.insert(field.to_owned(), column.to_owned());
        self.used.insert(column.to_owned());
    }

    fn datum(&mut self, table: &Table) {
        let Some(crs) = &table.crs else { return };
        let code = crs.rsplit(':').next().unwrap_or_default();
        match code {
            "CRS84" | "CRS84H" | "4326" | "4979" => {}
            "4269" | "4258" | "4283" | "6318" => self.say(
                format!("the file states `{crs}`, within two metres of wgs84 and read as such"),
                format!("文件注明“{crs}”，与 wgs84 相差两米以内，按 wgs84 读取"),
            ),
            "4490" | "4480" => {
                self.spec.datum = Datum::Cgcs2000;
                self.say(
                    format!("datum cgcs2000, as the file states `{crs}`"),
                    format!("坐标系 cgcs2000：文件注明“{crs}”"),
                );
            }
            _ if code.parse().is_ok_and(|code| Datum::epsg(code).is_some()) => self.say(
                format!("the file states `{crs}`, converted on reading"),
                format!("文件注明“{crs}”，读取时自动转换"),
            ),
            _ => self.say(
                format!("the file states `{crs}`, which is no lon, lat of a known datum: convert it first"),
                format!("文件注明“{crs}”，不是已知坐标系的经纬度，请先转换"),
            ),
        }
    }

    /// A column with a value of its own for each feature, named like an id.
    fn id(&mut self, table: &Table) {
        const ENDINGS: [&str; 7] = ["id", "编号", "编码", "代码", "no", "nr", "code"];
        /// Names that the readers know, those of OpenStreetMap together with their type.
        const KNOWN: [&str; 7] = [
            "id",
            "编号",
            "点位编号",
            "osm_id",
            "full_id",
            "@id",
            "LINEARID",
        ];
        let own = KNOWN.iter().any(|name| {
            table
                .column(name)
                .is_some_and(|column| column.filled == table.features)
        });
        if table.features == 0 || own || table.with_id == table.features {
            return;
        }
        // Shapefiles cut names to ten characters: `FACILITY_ID` becomes `FACILITY_I`.
        let cut = |name: &str| name.len() == 10 && name.to_lowercase().ends_with("_i");
        let like = |column: &&Column| {
            ENDINGS.iter().any(|end| column.folded().ends_with(end)) || cut(&column.name)
        };
        let rank = |column: &Column| match column.folded().as_str() {
            "fullid" | "osmid" => 0,
            "id" => 1,
            _ => 2,
        };
        let full = |column: &&Column| column.filled == table.features;
        let named: Vec<&Column> = table.columns.iter().filter(like).filter(full).collect();
        if let Some(column) = named
            .iter()
            .filter(|column| column.unique())
            .min_by_key(|column| rank(column))
        {
            self.map("id", &column.name);
            self.say(
                format!(
                    "id from `{}`: every feature has one of its own",
                    column.name
                ),
                format!("编号取自“{}”：每个要素各不相同", column.name),
            );
        } else if let Some(column) = named.iter().max_by_key(|column| column.values.len()) {
            let (name, kinds) = (&column.name, column.values.len());
            if kinds * 2 > table.features {
                self.say(
                    format!("`{name}` looks like an id but repeats ({kinds} values for {} features), so it is not used", table.features),
                    format!("“{name}”像编号但有重复（{} 个要素 {kinds} 个值），未采用", table.features),
                );
            }
        }
    }

    /// A column of text named like a name.
    fn name(&mut self, table: &Table) {
        const NAMES: [&str; 14] = [
            "name",
            "fullname",
            "roadname",
            "stname",
            "streetname",
            "路名",
            "道路名称",
            "点位名称",
            "工地名称",
            "项目名称",
            "村名",
            "名称",
            "nam",
            "facdesc",
        ];
        if ["name", "名称", "name:zh"]
            .iter()
            .any(|name| table.column(name).is_some_and(|column| column.filled > 0))
        {
            return;
        }
        let text: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| !column.numeric && column.filled > 0)
            .collect();
        let exact = NAMES
            .iter()
            .find_map(|name| text.iter().find(|column| column.folded() == *name));
        let ending = || {
            text.iter().find(|column| {
                column.folded().ends_with("name") && !self.used.contains(&column.name)
            })
        };
        if let Some(column) = exact.or_else(ending) {
            self.map("name", &column.name);
            self.say(
                format!(
                    "name from `{}`, filled in {} of {} features",
                    column.name, column.filled, table.features
                ),
                format!(
                    "名称取自“{}”，{} 个要素中 {} 个有值",
                    column.name, table.features, column.filled
                ),
            );
        }
    }

    /// A column of text with one of these folded names, when the file has none under our own name.
    fn named(&mut self, table: &Table, field: &str, names: &[&str]) {
        if table.column(field).is_some() {
            return;
        }
        let found = names.iter().find_map(|name| {
            table.columns.iter().find(|column| {
                column.folded() == *name
                    && !column.numeric
                    && column.filled > 0
                    && !self.used.contains(&column.name)
            })
        });
        if let Some(column) = found {
            self.map(field, &column.name);
            self.say(
                format!("{field} from `{}`", column.name),
                format!("{field} 取自“{}”", column.name),
            );
        }
    }

    /// A column with one of these names, with its values put into our words.
    fn meant(&mut self, table: &Table, field: &str, names: &[&str], meaning: Meaning) {
        let found = [field].iter().chain(names).find_map(|name| {
            table.columns.iter().find(|column| {
                column.folded() == *name
                    && column.values.keys().any(|value| meaning(value).is_some())
            })
        });
        if let Some(column) = found {
            if column.name == field {
                self.used.insert(column.name.clone());
            } else {
                self.map(field, &column.name);
            }
            self.values(column, field, meaning, |_| false);
        }
    }

    /// Declares what each value of a column means, and names those that mean nothing to us.
    fn values(&mut self, column: &Column, field: &str, meaning: Meaning, known: fn(&str) -> bool) {
        let mut ours = BTreeMap::new();
        let mut unknown = Vec::new();
        for value in column.values.keys() {
            match meaning(value) {
                Some(word) if word != value => {
                    ours.insert(value.clone(), word.to_owned());
                }
                None if !known(value) && unknown.len() < 10 => unknown.push(format!("`{value}`")),
                _ => {}
            }
        }
        let pairs: Vec<String> = ours
            .iter()
            .map(|(value, word)| format!("{value} = {word}"))
            .collect();
        let (name, list) = (&column.name, pairs.join(", "));
        if !list.is_empty() {
            self.say(
                format!("{field} from `{name}`: {list}"),
                format!("{field} 取自“{name}”：{list}"),
            );
            self.spec.values.insert(field.to_owned(), ours);
        } else if name != field {
            self.say(
                format!("{field} from `{name}`"),
                format!("{field} 取自“{name}”"),
            );
        }
        if !unknown.is_empty() {
            let list = unknown.join(", ");
            self.say(
                format!("values of `{name}` that mean nothing to us: {list}"),
                format!("“{name}”中无法识别的值：{list}"),
            );
        }
    }
}

#[cfg(test)]
mod tests;
