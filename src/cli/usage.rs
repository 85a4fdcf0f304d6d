//! What is wrong with the arguments, in Chinese: the parser speaks English only.

use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command, CommandFactory, ValueEnum};

use super::args::{Cli, Format, Wrong};
use super::render::locale;
use crate::domain::Lang;

/// The language asked for on a command line that cannot be read, else that of the locale.
pub(super) fn lang(args: impl Iterator<Item = OsString>) -> Lang {
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

/// The arguments with values such as `-5` or `-5..10` joined to their options, so that each is told as the value that it
/// was meant to be: no option of ours begins with a digit.
pub(super) fn joined(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = Vec::new();
    let mut is_over = false;
    for arg in args {
        let is_negative = arg.to_str().is_some_and(|text| {
            let rest = text.strip_prefix('-');
            rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
        });
        match all.last_mut() {
            Some(before) if is_negative && !is_over && is_option(before) => {
                before.push("=");
                before.push(arg);
            }
            _ => {
                is_over |= arg == "--";
                all.push(arg);
            }
        }
    }
    all
}

/// Whether it is `--name` without a value.
fn is_option(arg: &OsStr) -> bool {
    let name = arg.to_str().and_then(|text| text.strip_prefix("--"));
    name.is_some_and(|name| !name.is_empty() && !name.contains('='))
}

/// The command that was asked for, as deep as it goes.
pub(super) fn command(matches: &ArgMatches) -> Command {
    let mut command = Cli::command();
    command.build();
    let mut matches = matches;
    while let Some((name, own)) = matches.subcommand() {
        match command.find_subcommand(name).cloned() {
            Some(found) => command = found,
            None => break,
        }
        matches = own;
    }
    command
}

/// Names all formats of `matrix` where one is unknown; the parser hides those that are of no other command.
pub(super) fn with_formats(mut error: clap::Error, args: &[OsString]) -> clap::Error {
    let arg = error.get(ContextKind::InvalidArg).map(plain);
    let is_format = arg.is_some_and(|arg| arg.starts_with("--format"));
    let is_matrix = args.iter().skip(1).any(|arg| arg == "matrix");
    if error.kind() == ErrorKind::InvalidValue && is_format && is_matrix {
        let words = Format::value_variants().iter();
        let words = words.filter_map(ValueEnum::to_possible_value);
        let words = words.map(|word| word.get_name().to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(words));
    }
    error
}

/// A misuse in Chinese with the usage of its command.
pub(super) fn told(what: &str, usage: &str) -> String {
    let usage = usage.trim();
    let usage = usage.strip_prefix("Usage:").unwrap_or(usage).trim();
    format!("错误：{what}\n\n用法：{usage}\n\n{HELP}\n")
}

/// Where to read on.
const HELP: &str = "详细说明请用 `--help` 查看（英文）";

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
    let _ = write!(text, "\n{HELP}\n");
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
        let args = joined(args.map(OsString::from));
        let error = Cli::try_parse_from(&args).unwrap_err();
        chinese(&with_formats(error, &args)).unwrap_or_default()
    }

    #[test]
    fn every_misuse_is_told_in_chinese() {
        for (line, want) in [
            ("plan", "缺少参数：<DIR>"),
            (
                "plan x --days 0",
                "`--days <DAYS>` 的值 `0` 无效：应为 1 至 366 的整数",
            ),
            (
                "plan x --seed abc",
                "`--seed <SEED>` 的值 `abc` 无效：应为整数",
            ),
            (
                "plan x --from p --at 09:00 --moves -1",
                "`--moves <K>` 的值 `-1` 无效：应为 0 至 4294967295 的整数",
            ),
            (
                "plan x --iterations -3",
                "`--iterations <N>` 的值 `-3` 无效：应为整数，不小于 0",
            ),
            (
                "ledger visit d p --by a --role patrol --seen -5..10",
                "`--seen <FROM..TO>` 的值 `-5..10` 无效：应为距路段起点的米数",
            ),
            ("matrix a b --format xml", "可用的值：text、json、csv、bin"),
            ("plan x --format xml", "可用的值：text、json\n"),
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
