//! What is wrong with the arguments, in Chinese: the parser speaks English only.

use std::error::Error as _;
use std::fmt::Write as _;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Wrong;
use super::render::locale;
use crate::domain::Lang;

/// The language asked for on a command line that cannot be read, else that of the locale.
pub(super) fn lang(args: impl Iterator<Item = std::ffi::OsString>) -> Lang {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let joined = args.iter().filter_map(|arg| arg.strip_prefix("--lang="));
    let apart = args.windows(2).filter(|pair| pair[0] == "--lang");
    let mut said = joined.chain(apart.map(|pair| pair[1].as_str()));
    match said.next() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => locale(),
    }
}

/// A misuse in Chinese; `None` for what is no misuse, such as a call for help.
pub(super) fn chinese(error: &clap::Error) -> Option<String> {
    let get = |kind| error.get(kind).map(plain);
    let arg = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("`{arg}` 缺少值"),
        ErrorKind::InvalidValue => format!("`{arg}` 的值 `{value}` 无效"),
        ErrorKind::ValueValidation => {
            format!("`{arg}` 的值 `{value}` 无效：{}", validation(error))
        }
        ErrorKind::UnknownArgument => format!("没有参数 `{arg}`"),
        ErrorKind::InvalidSubcommand => {
            let name = get(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有命令 `{name}`")
        }
        ErrorKind::NoEquals => format!("`{arg}` 与值之间须有 `=`"),
        ErrorKind::TooManyValues => format!("`{arg}` 的值 `{value}` 是多余的"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            let wanted = get(ContextKind::ExpectedNumValues).or(get(ContextKind::MinValues));
            let given = get(ContextKind::ActualNumValues).unwrap_or_default();
            format!(
                "`{arg}` 须有 {} 个值，给了 {given} 个",
                wanted.unwrap_or_default()
            )
        }
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            Some(prior) if prior == arg => format!("`{arg}` 只能写一次"),
            Some(prior) => format!("`{arg}` 不能与 `{prior}` 同用"),
            None => format!("`{arg}` 不能与其他参数同用"),
        },
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{}", list(&arg)),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8 文字".to_owned(),
        _ => return None,
    };
    let mut text = format!("错误：{what}\n");
    for (kind, head) in [
        (ContextKind::ValidValue, "可用的值："),
        (ContextKind::ValidSubcommand, "可用的命令："),
        (ContextKind::SuggestedArg, "相近的参数："),
        (ContextKind::SuggestedSubcommand, "相近的命令："),
        (ContextKind::SuggestedValue, "相近的值："),
    ] {
        if let Some(known) = get(kind).filter(|known| !known.is_empty()) {
            let _ = writeln!(text, "  {head}{}", list(&known));
        }
    }
    if let Some(usage) = get(ContextKind::Usage) {
        let usage = usage.trim();
        let usage = usage.strip_prefix("Usage:").unwrap_or(usage).trim();
        let _ = write!(text, "\n用法：{usage}\n");
    }
    text.push_str("\n详细说明请用 `--help` 查看（英文）\n");
    Some(text)
}

/// Why a value is refused.
fn validation(error: &clap::Error) -> String {
    let Some(source) = error.source() else {
        return "格式不符".to_owned();
    };
    if let Some(wrong) = source.downcast_ref::<Wrong>() {
        return wrong.zh.clone();
    }
    if let Some(number) = source.downcast_ref::<ParseIntError>() {
        return match number.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "数字过大",
            _ => "应为整数",
        }
        .to_owned();
    }
    if source.is::<std::num::ParseFloatError>() {
        return "应为数字".to_owned();
    }
    let text = source.to_string();
    match text.split_once(" is not in ") {
        Some((_, range)) => format!("应在 {range} 之内"),
        None => text,
    }
}

fn plain(value: &ContextValue) -> String {
    value.to_string()
}

fn list(words: &str) -> String {
    words.replace(", ", "、")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    fn said(line: &str) -> String {
        let args = std::iter::once("xuncha").chain(line.split(' '));
        let error = Cli::try_parse_from(args).unwrap_err();
        chinese(&error).unwrap_or_default()
    }

    #[test]
    fn every_misuse_is_told_in_chinese() {
        for (line, want) in [
            ("plan", "缺少参数：<DIR>"),
            (
                "plan x --days 0",
                "`--days <DAYS>` 的值 `0` 无效：应在 1..=366 之内",
            ),
            (
                "plan x --seed abc",
                "`--seed <SEED>` 的值 `abc` 无效：应为整数",
            ),
            ("plan x --bogus", "没有参数 `--bogus`"),
            ("plan x --treads 2", "相近的参数：--threads"),
            ("bogus", "没有命令 `bogus`"),
            ("plan x --days", "`--days <DAYS>` 缺少值"),
            (
                "generate x --size huge",
                "可用的值：township、county、prefecture、province",
            ),
            ("ledger settle d p --events a", "须有 2 个值，给了 1 个"),
            (
                "whatif d --teams 1 --balance hours",
                "`--teams <A..B>` 不能与 `--balance <BALANCE>` 同用",
            ),
            (
                "ledger visit d p --by a --role x",
                "应为 patrol、village、township、county、prefecture、province 之一",
            ),
            (
                "plan x --date 2026-13-01",
                "`--date <YYYY-MM-DD>` 的值 `2026-13-01` 无效：",
            ),
        ] {
            let text = said(line);
            assert!(text.contains(want), "{line}: {text}");
            assert!(text.starts_with("错误："), "{line}: {text}");
            for english in ["error", "Usage", "tip:", "required", "invalid", "found"] {
                assert!(!text.contains(english), "{line}: {text}");
            }
        }
        assert_eq!(said("--help"), "");
        assert_eq!(said("--version"), "");
    }

    #[test]
    fn the_language_is_found_in_what_cannot_be_read() {
        let of = |line: &str| lang(line.split(' ').map(Into::into));
        assert_eq!(of("xuncha plan --lang zh"), Lang::Zh);
        assert_eq!(of("xuncha --lang=zh plan --bogus"), Lang::Zh);
        assert_eq!(of("xuncha plan --lang en"), Lang::En);
    }
}
