use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::args::LedgerImport;
use crate::cli::clock::now;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, finding_json};
use crate::domain::{Datum, Finding, Lang, Level, Source, TargetDetail};
use crate::layers::{LayerKind, LayerSpec, read_layers};
use crate::ledger::act::{Actor, is_key};
use crate::ledger::exchange::{Import, ImportSource, import};
use crate::ledger::fields::{mask, personal};
use crate::ledger::tables::{
    Cell, FromGrid, Grid, Mapping, Row, SheetRow, is_known, properties, read, rows,
};
use crate::ledger::{ChainFault, Event, EventRef, Field, Ledger, LedgerError, Trouble, verify};
use crate::register;
use crate::workspace::Workspace;

/// `xuncha ledger import`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerImport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let ending = args
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.unwrap_or_default().as_str() {
        "jsonl" => {
            check_name(&args.file, args.datum.unwrap_or_default())?;
            events(workspace, args, speaker)
        }
        "geojson" | "json" | "gz" => {
            let mapping = mapping(args.mapping.as_deref())?;
            let datum = declared(args.datum, &mapping)?.unwrap_or_default();
            check_name(&args.file, datum)?;
            let (rows, findings) = features(&args.file, &mapping, datum)?;
            table(workspace, args, (&rows, datum), findings, speaker)
        }
        "csv" | "txt" | "tsv" | "xlsx" | "xlsm" => {
            let mut mapping = mapping(args.mapping.as_deref())?;
            let datum = declared(args.datum, &mapping)?;
            check_name(&args.file, datum.unwrap_or_default())?;
            match datum {
                Some(datum) => mapping.declare(datum),
                None => {
                    if let Some(grid) = grid_of(workspace) {
                        mapping.take_metres_as(grid);
                    }
                }
            }
            let (rows, findings) = sheet(&args.file, &mapping)?;
            let datum = datum.unwrap_or_default();
            table(workspace, args, (&rows, datum), findings, speaker)
        }
        _ => Err(super::unknown_ending(
            &args.file,
            ".geojson .csv .xlsx .jsonl",
        )),
    }
}

/// The system that the command line or the mapping declares; both may, when they say the same.
pub(super) fn declared(said: Option<Datum>, mapping: &Mapping) -> Result<Option<Datum>, Failure> {
    if let (Some(said), Some(mapped)) = (said, mapping.datum())
        && said != mapped
    {
        return Err(Failure::Refused {
            code: "G0108",
            en: format!("the mapping says {}, not {}", mapped.word(), said.word()),
            zh: format!("对照文件注明坐标为 {}，而非 {}", mapped.word(), said.word()),
            hint: (
                "leave out --datum, or correct the mapping".into(),
                "请去掉 --datum，或更正对照文件".into(),
            ),
        });
    }
    Ok(said.or(mapping.datum()))
}

/// The one grid that the workspace declares for its dump points, else for any of its layers.
fn grid_of(workspace: &Workspace) -> Option<Datum> {
    let of = |wanted: fn(LayerKind) -> bool| {
        let layers = workspace.layers.iter().filter(|layer| wanted(layer.kind));
        let mut grids = layers
            .map(|layer| layer.datum)
            .filter(|datum| datum.is_projected());
        let first = grids.next();
        (first, grids.all(|grid| Some(grid) == first))
    };
    match of(|kind| kind == LayerKind::DumpPoints) {
        (Some(grid), alone) => alone.then_some(grid),
        (None, _) => match of(|_| true) {
            (grid, true) => grid,
            (_, false) => None,
        },
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::Io {
        action: "read",
        path: path.to_owned(),
        source,
    })
}

/// The mapping file, when one is given.
pub(super) fn mapping(path: Option<&Path>) -> Result<Mapping, Failure> {
    let Some(path) = path else {
        return Ok(Mapping::default());
    };
    let text = String::from_utf8(bytes(path)?)
        .map_err(|error| refused_mapping(path, &error.to_string()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Mapping::parse(text).map_err(|error| refused_mapping(path, &error.to_string()))
}

fn refused_mapping(path: &Path, why: &str) -> Failure {
    Failure::Refused {
        code: "G0109",
        en: format!("`{}` is not a mapping: {why}", path.display()),
        zh: format!("`{}` 不是对照文件：{why}", path.display()),
        hint: (
            "docs/ledger.md shows one".into(),
            "格式见 docs/ledger.md".into(),
        ),
    }
}

/// A name that says one datum is not read as another.
fn check_name(path: &Path, datum: Datum) -> Result<(), Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let said = [Datum::Gcj02, Datum::Bd09].into_iter().find(|one| {
        name.as_deref()
            .is_some_and(|name| name.contains(&*one.word()))
    });
    match said {
        Some(said) if said != datum => Err(Failure::Refused {
            code: "G0108",
            en: format!("the file's name says {}, not {}", said.word(), datum.word()),
            zh: format!("文件名注明坐标为 {}，而非 {}", said.word(), datum.word()),
            hint: (
                format!("give --datum {}, or rename the file", said.word()),
                format!("请用 --datum {}，或更改文件名", said.word()),
            ),
        }),
        _ => Ok(()),
    }
}

/// Rows of a sheet; those without an id are all taken.
fn sheet(path: &Path, mapping: &Mapping) -> Result<(Vec<SheetRow>, Vec<Finding>), Failure> {
    let grids =
        read(path, &bytes(path)?, mapping).map_err(|error| super::table_failure(path, &error))?;
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    // Of a workbook of ours the other sheets are made from the first.
    let is_points = |grid: &&Grid| {
        let known = grid.header.iter().filter(|name| is_known(name, mapping));
        known.count() >= 2
    };
    for grid in grids.iter().filter(is_points).take(1) {
        let reading = rows(grid, mapping);
        findings.extend(reading.faults.iter().map(|fault| {
            let source = Source {
                file: path.display().to_string().into(),
                line: fault.line,
                ..Source::default()
            };
            let finding = Finding::new(&crate::ledger::exchange::HEADER_CODE, source);
            finding
                .arg(fault.message(Lang::En))
                .arg(fault.message(Lang::Zh))
        }));
        all.extend(reading.rows);
    }
    if all.is_empty() {
        return Err(Failure::Refused {
            code: "G0112",
            en: format!(
                "no row of `{}` can be read as a point: no two headings are known",
                path.display()
            ),
            zh: format!(
                "`{}` 中没有可识别的点位：表头不足两列可识别",
                path.display()
            ),
            hint: (
                "give a mapping file of the columns (--mapping F.toml), see docs/ledger.md".into(),
                "请用 --mapping F.toml 给出列对照，见 docs/ledger.md".into(),
            ),
        });
    }
    Ok((all, findings))
}

/// Features of a GeoJSON file as rows.
fn features(
    path: &Path,
    mapping: &Mapping,
    datum: Datum,
) -> Result<(Vec<SheetRow>, Vec<Finding>), Failure> {
    let id = mapping
        .mapped()
        .iter()
        .find(|(field, _)| *field == Field::Id);
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let spec = LayerSpec {
        kind: LayerKind::DumpPoints,
        path: path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        // Degrees are turned into WGS 84 with the rows of every other kind of file.
        datum: if matches!(datum, Datum::Epsg(_)) {
            datum
        } else {
            Datum::Wgs84
        },
        fields: id
            .map(|(_, heading)| ("id".to_owned(), heading.clone()))
            .into_iter()
            .collect(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let mut layers = read_layers(folder, &[spec]);
    if !layers.fatal.is_empty() {
        return Err(Failure::Findings(layers.fatal));
    }
    let from = match datum {
        Datum::Epsg(_) => Some(datum),
        _ => grid_of_file(&layers.findings),
    };
    // What a layer's reader assumes of absent fields does not matter here: the rows are read by the ledger's own table.
    // North before east is said by the reader (L0311), which alone knows.
    layers.findings.retain(|finding| {
        let id = finding.code.id;
        finding.code.level == Level::Error || id.starts_with("L01") || id == "L0311"
    });
    let mut all = Vec::new();
    for target in &layers.targets {
        let TargetDetail::DumpPoint(_) = &target.detail else {
            continue;
        };
        let columns: Vec<(&String, &String)> = target.columns.iter().collect();
        let grid = Grid {
            header_line: 1,
            header: columns.iter().map(|(name, _)| (*name).clone()).collect(),
            rows: vec![Row {
                line: target.source.line,
                cells: columns
                    .iter()
                    .map(|(name, text)| cell(name, text, mapping))
                    .collect(),
            }],
            ..Grid::default()
        };
        for mut row in properties(&grid, mapping) {
            row.id = Some(target.id.to_string());
            row.position = crate::ledger::middle(&target.geometry).map(|at| (at.x, at.y));
            row.grid = row.position.and(from).map(|datum| FromGrid {
                datum,
                north_first: false,
            });
            all.push(row);
        }
    }
    Ok((all, layers.findings))
}

/// The grid that the member `crs` of a file declares and its positions were converted from.
fn grid_of_file(findings: &[Finding]) -> Option<Datum> {
    let mut said = findings
        .iter()
        .filter(|finding| matches!(finding.code.id, "L0305" | "L0306"));
    let name = said.next_back()?.args.first()?;
    Datum::parse(name.trim_matches('`'))
}

/// A property as a cell; a number in a column of dates counts as the mapping says.
fn cell(name: &str, text: &str, mapping: &Mapping) -> Cell {
    use crate::ledger::fields::Form;
    let field = mapping.field(name).or_else(|| Field::find(name));
    let is_date = field.is_some_and(|field| matches!(field.form(), Form::Date | Form::Time));
    match text.parse::<f64>() {
        Ok(number) if is_date && text.len() > 8 => Cell::Number(number),
        _ => Cell::Text(text.to_owned()),
    }
}

/// Takes rows.
fn table(
    workspace: &Workspace,
    args: &LedgerImport,
    (rows, datum): (&[SheetRow], Datum),
    mut findings: Vec<Finding>,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    if !is_key(&args.by.to_lowercase()) {
        return Err(Failure::Refused {
            code: "G0113",
            en: format!("`{}` is no key of a person", args.by),
            zh: format!("`{}` 不是人员代号", args.by),
            hint: (
                "letters, digits, `_`, `.`, `-`, such as `zhang1`".into(),
                "由字母、数字、`_`、`.`、`-` 组成，如 `zhang1`".into(),
            ),
        });
    }
    let (mut register, _) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let file = args
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let source = ImportSource {
        reason: args.reason.clone().unwrap_or_else(|| file.clone()),
        file,
        // Positions on a grid are in WGS 84 by now.
        datum: if matches!(datum, Datum::Epsg(_)) {
            Datum::Wgs84
        } else {
            datum
        },
    };
    let time = now(workspace.utc_offset);
    let actor = Actor {
        key: args.by.to_lowercase(),
        role: args.role,
        time,
    };
    let mut done = Import::default();
    if args.dry_run {
        done = import(register.ledger.book(), rows, &source, &actor);
    } else {
        register.ledger.append(time, |book| {
            done = import(book, rows, &source, &actor);
            Ok::<_, LedgerError>(done.drafts.clone())
        })?;
    }
    findings.append(&mut done.findings);
    tell(&done, &findings, args.dry_run, speaker);
    let is_bad = done.refused > 0
        || findings
            .iter()
            .any(|finding| finding.code.level == Level::Error);
    Ok(if is_bad { Exit::Input } else { Exit::Done })
}

fn tell(done: &Import, findings: &[Finding], dry_run: bool, speaker: Speaker) {
    let lang = speaker.lang;
    speaker.findings(findings, Detail::Full);
    let (new, changed, same, refused) = (done.new, done.changed, done.same, done.refused);
    let dry = if dry_run {
        lang.pick(" (nothing written)", "（未写入）")
    } else {
        ""
    };
    speaker.text(&match lang {
        Lang::En => {
            format!("{new} new, {changed} changed, {same} unchanged, {refused} refused{dry}\n")
        }
        Lang::Zh => format!("新增 {new}，更改 {changed}，无变化 {same}，未采用 {refused}{dry}\n"),
    });
    speaker.json(&json!({
        "new": new, "changed": changed, "unchanged": same, "refused": refused, "written": !dry_run,
        "findings": findings.iter().map(|finding| finding_json(finding, lang)).collect::<Vec<_>>(),
    }));
}

/// Takes the events of another device: all good lines, and every bad one is named.
fn events(workspace: &Workspace, args: &LedgerImport, speaker: Speaker) -> Result<Exit, Failure> {
    let bytes = bytes(&args.file)?;
    let mut events = Vec::new();
    let mut faults = Vec::new();
    let mut private = Vec::new();
    for (idx, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if idx == 0 {
            line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
        } else {
            line
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = std::str::from_utf8(line)
            .map_err(|error| error.to_string())
            .and_then(|line| Event::parse(line.trim()).map_err(|error| error.to_string()));
        match read {
            Ok(event) => {
                private.extend(
                    personal_texts(&event)
                        .into_iter()
                        .map(|said| (idx + 1, said)),
                );
                events.push(event);
            }
            Err(error) => faults.push((idx + 1, error)),
        }
    }
    let (mut register, _) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let before = conflicts(register.ledger.book());
    let refused_before = refused(register.ledger.book());
    keep_new(&mut private, &register.ledger)?;
    let taken = if args.dry_run {
        None
    } else {
        Some(register.ledger.take(&events)?)
    };
    let forked = forks(&register.ledger)?;
    for (device, counter) in &forked {
        speaker.say(
            &format!("error: device {device} has two histories from event {counter} on: a ledger.db was copied and both copies went on; both are kept, see docs/ledger.md [D0104]"),
            &format!("错误：设备 {device} 自第 {counter} 条事件起有两份历史：ledger.db 被复制后两份都在使用；两份均已保留，见 docs/ledger.md [D0104]"),
        );
    }
    let lang = speaker.lang;
    let file = args.file.display();
    for (line, why) in &faults {
        speaker.say(
            &format!("error: {file}:{line}: {why} [G0114]"),
            &format!("错误：{file}:{line}：{why} [G0114]"),
        );
    }
    let (added, known) = taken.map_or((0, 0), |taken| (taken.added, taken.known));
    let conflicts = conflicts(register.ledger.book()).saturating_sub(before);
    let mut refused = refused(register.ledger.book());
    refused.retain(|key, _| !refused_before.contains_key(key));
    say_personal(&file.to_string(), &private, speaker);
    for ((target, event), why) in &refused {
        let (en, zh) = (why.0.join("; "), why.1.join("；"));
        speaker.say(
            &format!("warning: {target}: event {event} is not allowed where it stands and was not applied: {en} [G0110]"),
            &format!("警告：{target}：事件 {event} 不合规则，未生效：{zh} [G0110]"),
        );
    }
    let (bad, idle) = (faults.len(), refused.len());
    speaker.text(&match lang {
        Lang::En => format!("{added} events new, {known} known already, {bad} lines refused; {conflicts} new conflicts, {idle} events not applied\n"),
        Lang::Zh => format!("新增事件 {added} 条，已有 {known} 条，拒收 {bad} 行；新增冲突 {conflicts} 处，未生效 {idle} 条\n"),
    });
    if conflicts > 0 {
        speaker.say(
            "`xuncha ledger verify DIR` names the conflicts, `ledger settle` settles them",
            "`xuncha ledger verify DIR` 列出冲突，`ledger settle` 处理冲突",
        );
    }
    speaker.json(&json!({
        "new": added, "known": known, "refused": faults.iter().map(|(line, why)| json!({"line": line, "why": why})).collect::<Vec<_>>(),
        "new_conflicts": conflicts,
        "not_applied": refused.iter().map(|((target, event), why)| json!({
            "target": target, "event": event, "why": lang.pick(&why.0, &why.1),
        })).collect::<Vec<_>>(),
        "personal": private.iter().map(|(line, said)| json!({
            "line": line, "event": said.event, "member": said.member,
        })).collect::<Vec<_>>(),
    }));
    Ok(if faults.is_empty() && forked.is_empty() {
        Exit::Done
    } else {
        Exit::Input
    })
}

fn conflicts(book: &crate::ledger::Book) -> usize {
    book.unsorted()
        .map(|target| target.open_conflicts().count())
        .sum()
}

/// Why an event was not applied, in English and Chinese.
type Why = (Vec<String>, Vec<String>);

/// Events that the rules do not allow where they stand, by target and event.
fn refused(book: &crate::ledger::Book) -> BTreeMap<(String, String), Why> {
    let mut refused = BTreeMap::new();
    for target in book.unsorted() {
        for trouble in &target.troubles {
            if let Trouble::Refused { event, lacks } = trouble {
                let key = (target.id.to_string(), event.name(book.devices()));
                let why = |lang| {
                    let texts = lacks.iter().map(|lack| lack.message(lang).to_owned());
                    texts.collect::<Vec<_>>()
                };
                refused.insert(key, (why(Lang::En), why(Lang::Zh)));
            }
        }
    }
    refused
}

/// A text of an event that holds a phone or identity number.
struct PersonalText {
    /// `device:counter`
    event: String,
    /// Member of the payload.
    member: String,
    /// The text, its digits hidden.
    text: String,
}

/// The reasons, notes and sources of an event that hold a personal number.
fn personal_texts(event: &Event) -> Vec<PersonalText> {
    let mut texts = Vec::new();
    let Ok(payload) = serde_json::from_str::<Value>(&event.draft.payload) else {
        return texts;
    };
    let mut open = vec![("", &payload)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, value)| (name.as_str(), value)));
            }
            Value::Array(items) => open.extend(items.iter().map(|item| (name, item))),
            Value::String(text)
                if matches!(name, "reason" | "note" | "source") && personal(text).is_some() =>
            {
                texts.push(PersonalText {
                    event: event.name(),
                    member: name.to_owned(),
                    text: mask(text),
                });
            }
            _ => {}
        }
    }
    texts
}

/// Leaves out the texts of events that the ledger has already: they were named when they came.
fn keep_new(texts: &mut Vec<(usize, PersonalText)>, ledger: &Ledger) -> Result<(), Failure> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut keep = |event: EventRef<'_>| {
        let name = format!("{}:{}", event.device, event.counter);
        texts.retain(|(_, said)| said.event != name);
    };
    let read = ledger.store().read_since(0, &mut keep);
    read.map_err(LedgerError::from)?;
    Ok(())
}

fn say_personal(file: &str, texts: &[(usize, PersonalText)], speaker: Speaker) {
    for (line, said) in texts {
        let (event, member, text) = (&said.event, &said.member, &said.text);
        speaker.say(
            &format!("warning: {file}:{line}: the {member} of event {event} holds a phone or identity number, and is kept: `{text}` [G0116]"),
            &format!("警告：{file}:{line}：事件 {event} 的 {member} 含手机号或身份证号，已照收：`{text}` [G0116]"),
        );
    }
}

/// Devices with two histories, and from which event on.
fn forks(ledger: &Ledger) -> Result<Vec<(String, u64)>, Failure> {
    let faults = verify(ledger.store()).map_err(LedgerError::from)?;
    let forks = faults.into_iter().filter_map(|fault| match fault {
        ChainFault::Fork {
            device, counter, ..
        } => Some((device, counter)),
        _ => None,
    });
    Ok(forks.collect())
}
