use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::Lang;
use crate::ledger::event::EventError;

/// Where damage lies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Somewhere in the file.
    File,
    /// From a byte of a file on, counted from 0.
    Byte {
        /// Name of the file.
        file: String,
        /// Which byte.
        offset: u64,
    },
    /// In an event.
    Event {
        /// Its number in the store.
        seq: u64,
    },
}

impl Place {
    /// For people.
    pub fn label(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::File, Lang::En) => "the file".into(),
            (Self::File, Lang::Zh) => "文件".into(),
            (Self::Byte { file, offset }, Lang::En) => format!("byte {offset} of `{file}`"),
            (Self::Byte { file, offset }, Lang::Zh) => format!("`{file}` 第 {offset} 字节"),
            (Self::Event { seq }, Lang::En) => format!("event {seq}"),
            (Self::Event { seq }, Lang::Zh) => format!("第 {seq} 条记录"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label(Lang::En))
    }
}

/// The ledger's file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is none to read.
    #[error("there is no ledger at `{path}`")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// No SQLite file, or another application's; it was not touched.
    #[error("`{path}` is not a ledger of xuncha")]
    NotOurs {
        /// Which file.
        path: PathBuf,
    },
    /// A later version of the program wrote it.
    #[error("`{path}` has layout {found}, this program knows up to {known}")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Version of its schema.
        found: i32,
        /// The latest that is known here.
        known: i32,
    },
    /// Its contents cannot be what was written.
    #[error("`{path}` is damaged at {place}: {detail}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong there.
        detail: String,
    },
    /// Somebody else kept it locked for too long.
    #[error("`{path}` is in use by another program")]
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// No room is left; nothing was added.
    #[error("no room is left to write `{path}`")]
    Full {
        /// Which file.
        path: PathBuf,
    },
    /// The file or its folder may only be read.
    #[error("`{path}` may not be written")]
    ReadOnly {
        /// Which file.
        path: PathBuf,
    },
    /// The machine refused.
    #[error("cannot read or write `{path}`")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// SQLite refused.
    #[error("cannot use `{path}`")]
    Engine {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Others added events since; read them and decide again.
    #[error("the ledger is at version {version}, not {expected}")]
    Behind {
        /// The version that the caller had seen.
        expected: u64,
        /// The version that is there.
        version: u64,
    },
    /// What was to be added is no event.
    #[error(transparent)]
    Event(#[from] EventError),
}

impl StoreError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "D0001",
            Self::NotOurs { .. } => "D0002",
            Self::Newer { .. } => "D0003",
            Self::Damaged { .. } => "D0004",
            Self::Busy { .. } => "D0005",
            Self::Full { .. } => "D0006",
            Self::ReadOnly { .. } => "D0007",
            Self::Io { .. } => "D0008",
            Self::Engine { .. } => "D0009",
            Self::Behind { .. } => "D0010",
            Self::Event(_) => "D0011",
        }
    }

    /// What happened, for people.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Missing { path } => format!("`{}` 处没有台账", path.display()),
            Self::NotOurs { path } => format!("`{}` 不是 xuncha 的台账文件", path.display()),
            Self::Newer { path, found, known } => format!(
                "`{}` 的版本为 {found}，本程序只支持到 {known}",
                path.display()
            ),
            Self::Damaged {
                path,
                place,
                detail,
            } => format!(
                "`{}` 已损坏，位置：{}（{detail}）",
                path.display(),
                place.label(lang)
            ),
            Self::Busy { path } => format!("`{}` 正被其他程序占用", path.display()),
            Self::Full { path } => format!("磁盘空间不足，无法写入 `{}`", path.display()),
            Self::ReadOnly { path } => format!("`{}` 不可写", path.display()),
            Self::Io { path, .. } => format!("无法读写 `{}`", path.display()),
            Self::Engine { path, .. } => format!("无法使用 `{}`", path.display()),
            Self::Behind { expected, version } => {
                format!("台账已更新到第 {version} 条，不是第 {expected} 条")
            }
            Self::Event(EventError::Syntax(why)) => format!("不是有效的记录：{why}"),
            Self::Event(EventError::Value { field, value }) => {
                format!("`{field}` 不能为 `{value}`")
            }
            Self::Event(EventError::Hash { device, counter }) => {
                format!("记录 {device}:{counter} 被改动：内容与哈希不符")
            }
        }
    }

    /// Advice; empty when there is none.
    pub fn hint(&self, lang: Lang) -> String {
        let text = match self {
            Self::Missing { .. } => lang.pick(
                "the first event that is added makes it",
                "添加第一条记录时会自动建立",
            ),
            Self::NotOurs { .. } => lang.pick(
                "it was left as it is; move it away, or name another workspace",
                "文件未被改动；请将其移走，或另选工作区",
            ),
            Self::Newer { .. } => lang.pick(
                "use the newer version of xuncha",
                "请使用更新版本的 xuncha",
            ),
            Self::Damaged { .. } => lang.pick(
                "keep a copy of the file and restore the last good one; other devices' event files can be merged again",
                "请先备份此文件，再恢复最近一份完好的副本；其他设备的记录文件可重新合并",
            ),
            Self::Busy { .. } | Self::Behind { .. } => lang.pick("try again", "请重试"),
            Self::Full { .. } => lang.pick(
                "make room and try again; what was confirmed before is kept",
                "请清理磁盘后重试；此前已确认的记录不受影响",
            ),
            Self::ReadOnly { .. } => lang.pick(
                "may you write to the file and its folder?",
                "请检查文件及其文件夹的写入权限",
            ),
            Self::Io { .. } | Self::Engine { .. } => {
                lang.pick("is the disk in order?", "请检查磁盘")
            }
            Self::Event(_) => lang.pick(
                "ask for the event file once more",
                "请重新获取记录文件",
            ),
        };
        text.to_owned()
    }

    /// Whether the machine is to blame, not what the user gave.
    pub fn is_machine(&self) -> bool {
        matches!(
            self,
            Self::Full { .. } | Self::ReadOnly { .. } | Self::Io { .. } | Self::Engine { .. }
        )
    }

    pub(in crate::ledger) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::Io { path, source },
        }
    }

    pub(super) fn from_sqlite(path: &Path, error: rusqlite::Error) -> Self {
        // -shm is made as long as needed before it is mapped, so this is how a full disk shows there.
        const SHM_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
        let path = path.to_owned();
        let failure = match &error {
            rusqlite::Error::SqliteFailure(failure, _) => Some(*failure),
            _ => None,
        };
        match failure.map(|failure| (failure.code, failure.extended_code)) {
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Busy { path },
            Some((ErrorCode::DiskFull, _) | (_, SHM_SIZE)) => Self::Full { path },
            Some((ErrorCode::ReadOnly | ErrorCode::PermissionDenied, _)) => Self::ReadOnly { path },
            Some((ErrorCode::NotADatabase, _)) => Self::NotOurs { path },
            Some((ErrorCode::DatabaseCorrupt, _)) => Self::Damaged {
                path,
                place: Place::File,
                detail: error.to_string(),
            },
            _ => Self::Engine {
                path,
                source: Box::new(error),
            },
        }
    }

    /// SQLite only says that it cannot open a file; a file of our own beside it shows why.
    pub(super) fn explained(self, path: &Path) -> Self {
        if !matches!(self, Self::Engine { .. }) {
            return self;
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.probe", std::process::id()));
        let probe = path.with_file_name(name);
        match std::fs::write(&probe, [0]) {
            Ok(()) => {
                // What cannot be removed is hidden and harmless.
                let _ = std::fs::remove_file(&probe);
                self
            }
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => {
                Self::ReadOnly { path: path.into() }
            }
            Err(source) => {
                let _ = std::fs::remove_file(&probe);
                Self::from_io(path, source)
            }
        }
    }
}
