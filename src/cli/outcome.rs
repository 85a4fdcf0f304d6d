use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::domain::{Finding, Lang};
use crate::files::folder::FolderError;
use crate::files::{InputFault, told};
use crate::init::InitError;
use crate::ledger::evidence::EvidenceError;
use crate::ledger::{Lack, LedgerError};
use crate::problem::check::Fault;
use crate::problem::formats::FormatError;
use crate::workspace::WorkspaceError;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The user can mend it: input, an infeasible wish, faults found by a check.
    Input,
    /// The arguments are off.
    Usage,
    /// The machine, or we.
    Machine,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Input => 1,
            Exit::Usage => 2,
            Exit::Machine => 3,
        })
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The workspace's settings.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Findings that stop the work.
    #[error("the input cannot be used")]
    Findings(Vec<Finding>),
    /// Writing a folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A piece of evidence.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A layer for a new workspace.
    #[error(transparent)]
    Init(#[from] InitError),
    /// The search handed out routes that its checker refuses.
    #[error("the routes found are faulty, which is a bug of xuncha: {}", list(.0))]
    Routes(Vec<Fault>),
    /// The bytes of an instance file.
    #[error("cannot read `{path}`")]
    Input {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: InputFault,
    },
    /// What stands in an instance file.
    #[error("{path}: {source}")]
    Format {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: FormatError,
    },
    /// A file or folder.
    #[error("cannot {action} `{path}`")]
    Io {
        /// `read`, `write` ...
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something that the user asked for makes no sense; told in both languages.
    #[error("{en}")]
    Refused {
        /// Stable code.
        code: &'static str,
        /// English text.
        en: String,
        /// Chinese text.
        zh: String,
        /// Advice in both languages.
        hint: (String, String),
    },
}

impl Failure {
    /// Exit code of this failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Io {
                action,
                path,
                source,
            } if *action != "read" => by_write(path, source),
            Self::Workspace(WorkspaceError::Unreadable { source, .. })
            | Self::Io { source, .. }
            | Self::Init(InitError::Unreadable { source, .. })
            | Self::Input {
                source: InputFault::Unreadable(source),
                ..
            } => by_kind(source),
            Self::Folder(FolderError::Io { path, source }) => by_write(path, source),
            Self::Ledger(LedgerError::Store(error)) if error.is_machine() => Exit::Machine,
            Self::Evidence(error) if error.is_machine() => Exit::Machine,
            Self::Workspace(_)
            | Self::Findings(_)
            | Self::Folder(_)
            | Self::Refused { .. }
            | Self::Input { .. }
            | Self::Format { .. }
            | Self::Ledger(_)
            | Self::Evidence(_) => Exit::Input,
            Self::Routes(_) => Exit::Machine,
        }
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Workspace(error) => error.code(),
            Self::Findings(findings) => findings.first().map_or("X0000", |finding| finding.code.id),
            Self::Folder(error) => error.code(),
            Self::Ledger(LedgerError::Store(error)) => error.code(),
            Self::Ledger(LedgerError::Lost { .. }) => "G0118",
            Self::Ledger(_) => "G0100",
            Self::Evidence(error) => error.code(),
            Self::Routes(_) => "X0002",
            Self::Io { .. } | Self::Input { .. } => "X0001",
            Self::Format { source, .. } => source.code(),
            Self::Init(_) => "I0002",
            Self::Refused { code, .. } => code,
        }
    }

    /// Advice; empty when there is none.
    pub fn hint(&self, lang: Lang) -> String {
        match self {
            Self::Workspace(WorkspaceError::Unreadable { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                lang.pick(
                    "a workspace holds a file `xuncha.toml`; `xuncha init DIR --roads FILE` makes one",
                    "工作文件夹内应有 `xuncha.toml`；可用 `xuncha init DIR --roads FILE` 建立",
                )
                .to_owned()
            }
            Self::Folder(error) => error.hint(lang),
            Self::Ledger(LedgerError::Store(error)) => error.hint(lang),
            Self::Ledger(LedgerError::Lost { .. }) => lang
                .pick(
                    "put ledger.db back from a copy, or the evidence elsewhere to begin anew",
                    "请从备份恢复 ledger.db；若要重新建账，请先移走 evidence 文件夹",
                )
                .to_owned(),
            Self::Ledger(_) => lang
                .pick(
                    "`xuncha ledger show DIR ID` lists what every next step needs",
                    "`xuncha ledger show DIR 编号` 列出下一步所需的全部条件",
                )
                .to_owned(),
            Self::Evidence(error) => error.hint(lang),
            Self::Format { source, .. } => source.hint(lang).to_owned(),
            Self::Refused { hint: (en, zh), .. } => lang.pick(en.as_str(), zh.as_str()).to_owned(),
            _ => String::new(),
        }
    }

    /// What to tell people, in their language.
    pub fn message(&self, lang: Lang) -> String {
        let mut text = match (self, lang) {
            (Self::Refused { zh, .. }, Lang::Zh) => zh.clone(),
            (Self::Io { action, path, .. }, Lang::Zh) => {
                let action = match *action {
                    "read" => "读取",
                    "write" => "写入",
                    "create" => "建立",
                    "copy" => "复制",
                    _ => "处理",
                };
                format!("无法{action} `{}`", path.display())
            }
            (Self::Input { path, source }, Lang::Zh) => {
                return format!("无法读取 `{}`：{}", path.display(), input_fault(source));
            }
            (Self::Format { path, source }, _) => {
                return format!("{}{}{}", path.display(), lang.colon(), source.message(lang));
            }
            (
                Self::Workspace(WorkspaceError::Unreadable { path, .. })
                | Self::Init(InitError::Unreadable { path, .. }),
                Lang::Zh,
            ) => format!("无法读取 `{}`", path.display()),
            (Self::Folder(error), Lang::Zh) => error.message(lang),
            (Self::Ledger(LedgerError::Store(error)), Lang::Zh) => error.message(lang),
            (Self::Ledger(LedgerError::Lost { path }), Lang::Zh) => {
                format!(
                    "`{}` 缺失或为空，但佐证文件仍在：台账已丢失",
                    path.display()
                )
            }
            (Self::Ledger(LedgerError::Refused { target, lacks }), _) => {
                return refused(target, lacks, lang);
            }
            (Self::Evidence(error), Lang::Zh) => error.message(lang),
            (Self::Routes(faults), Lang::Zh) => {
                format!("所得路线有误，这是程序的缺陷：{}", list(faults))
            }
            _ => self.to_string(),
        };
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            let io = error.downcast_ref::<std::io::Error>();
            let json = error.downcast_ref::<serde_json::Error>();
            let part = (io.map(|error| told::io(error, lang)))
                .or_else(|| json.map(|error| told::json(error, lang)))
                .unwrap_or_else(|| error.to_string());
            if !text.contains(&part) {
                text = format!("{text}{}{part}", lang.colon());
            }
            source = error.source();
        }
        text
    }
}

/// A move that is refused, and everything that it lacks, a line each.
fn refused(target: &str, lacks: &[Lack], lang: Lang) -> String {
    let head = match lang {
        Lang::En => format!("`{target}`: refused, nothing was written; it lacks"),
        Lang::Zh => format!("`{target}`：不予办理，未写入任何内容；尚缺"),
    };
    let lines = lacks
        .iter()
        .map(|lack| format!("\n  - {}", lack.message(lang)));
    lines.fold(head, |text, line| text + &line)
}

/// Why the bytes cannot be had, in Chinese.
fn input_fault(fault: &InputFault) -> String {
    match fault {
        InputFault::Missing => "文件不存在".to_owned(),
        InputFault::NotAFile => "不是文件".to_owned(),
        InputFault::TooLarge { limit } => format!("文件超过 {limit} 字节"),
        InputFault::Unreadable(error) => told::io(error, Lang::Zh),
        InputFault::GzipBroken { good, source } => {
            format!(
                "gzip 数据在 {good} 字节后损坏：{}",
                told::io(source, Lang::Zh)
            )
        }
    }
}

fn list(faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    faults.join("; ")
}

/// A place that does not take what is to be written is the machine's, whatever it calls it (`/proc`: not found); a name
/// that leads through a missing folder is the user's to mend.
fn by_write(path: &Path, source: &std::io::Error) -> Exit {
    let is_missing = |folder: &Path| !folder.as_os_str().is_empty() && !folder.exists();
    match source.kind() {
        std::io::ErrorKind::NotFound if !path.parent().is_some_and(is_missing) => Exit::Machine,
        _ => by_kind(source),
    }
}

/// A missing or misnamed file is the user's to mend; a full disk or a refused right is the machine's.
fn by_kind(source: &std::io::Error) -> Exit {
    use std::io::ErrorKind as Kind;
    match source.kind() {
        Kind::NotFound
        | Kind::IsADirectory
        | Kind::NotADirectory
        | Kind::InvalidInput
        | Kind::AlreadyExists => Exit::Input,
        _ => Exit::Machine,
    }
}
