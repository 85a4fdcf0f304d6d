//! Where the events lie: one SQLite file (WAL, full sync), the only place that knows SQLite.
//!
//! The store knows events and their chain, not what they mean. It is told what time it is, never asks.

mod error;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};

pub use error::{Place, StoreError};

use super::event::{Digest, Draft, Event, EventError, EventKind, EventRef, is_device};
use super::moment::Moment;
use super::raw::Raw;
use super::role::Role;
use super::wal;

/// `"XunC"`, which marks a SQLite file as a ledger of xuncha.
pub(super) const APPLICATION: i32 = 0x5875_6e43;
/// Bytes of a page: the size of the pages of most file systems.
pub(super) const PAGE: usize = 4096;
/// Each brings the schema from its place in this list to the next.
const MIGRATIONS: [&str; 1] = [include_str!("sql/0001_init.sql")];
/// How long to wait for somebody else who writes.
const PATIENCE: Duration = Duration::from_secs(10);

const COLUMNS: &str = "seq, device, counter, prev, hash, time, time_offset, recorded, recorded_offset, \
                       actor, role, target, other, seen, kind, payload";
const INSERT: &str = "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To add events; the file is made when there is none.
    Write,
    /// To read; nothing is changed.
    Read,
}

/// What an append has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Version of the store after it.
    pub version: u64,
    /// The events, in their places of the chain.
    pub events: Vec<Event>,
}

/// What a union with another device's events has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Events that were new.
    pub added: usize,
    /// Events that were there already.
    pub known: usize,
    /// Version of the store after it.
    pub version: u64,
}

/// Where events lie: append-if-version and read-since, and what follows from the two.
///
/// The version of a store is the number of its last event, 0 when it is empty; events are numbered from 1 without gaps.
pub trait EventStore {
    /// The device that writes here.
    fn device(&self) -> &str;

    /// Number of the last event, 0 when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn version(&self) -> Result<u64, StoreError>;

    /// Adds events of this device if nobody has added any since `expected`; all or none.
    ///
    /// # Errors
    /// [`StoreError::Behind`] when others wrote since; else when a draft is no event or the store cannot be written.
    fn append_if_version(
        &mut self,
        expected: u64,
        drafts: Vec<Draft>,
        recorded: Moment,
    ) -> Result<Appended, StoreError>;

    /// Adds the events of other devices that are not there yet, in the order given; all or none.
    ///
    /// # Errors
    /// When one is no event, or the store cannot be written.
    fn take(&mut self, events: &[Event]) -> Result<Taken, StoreError>;

    /// Shows every event after `version` in the order in which they came here, and gives the new version.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read_since(
        &self,
        version: u64,
        each: &mut dyn FnMut(EventRef<'_>),
    ) -> Result<u64, StoreError>;

    /// The events about a target, also those that name it as the other point, in the order in which they came here.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read_target(&self, target: &str) -> Result<Vec<Event>, StoreError>;
}

/// The ledger's file.
///
/// Its calls are those of [`EventStore`]; what is appended or taken is durable on return.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    device: String,
}

impl Store {
    /// Opens a ledger; to write, it is made when there is none.
    ///
    /// A process killed while it makes one leaves an empty file or one that SQLite rolls back to empty, which the
    /// next to open it for writing fills. Reading works in a folder that may not be written to, unless a
    /// crash has left events in the `-wal` file beside it.
    ///
    /// # Errors
    /// When there is none to read, the file is not ours (nothing is changed then), newer, damaged or locked, or the
    /// machine refuses.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        Self::open_patiently(path, access, PATIENCE)
    }

    /// An empty store in the name of a file that is neither read nor made; it is gone when it is dropped.
    ///
    /// It writes as `device`, else as one drawn now.
    ///
    /// # Errors
    /// When the machine refuses.
    pub fn in_memory(path: &Path, device: Option<&str>) -> Result<Self, StoreError> {
        let begin = || -> Result<(Connection, String), rusqlite::Error> {
            let mut conn = Connection::open_in_memory()?;
            set_up(&conn)?;
            migrate(&mut conn, first_meta)?;
            let drawn = value(&meta(&conn)?, "device").map(str::to_owned);
            Ok((conn, drawn.unwrap_or_default()))
        };
        let (conn, drawn) = begin().map_err(|error| StoreError::from_sqlite(path, error))?;
        Ok(Self {
            conn,
            path: path.into(),
            device: device.map_or(drawn, str::to_owned),
        })
    }

    fn open_patiently(path: &Path, access: Access, patience: Duration) -> Result<Self, StoreError> {
        let is_new = inspect(path)?;
        if is_new && access == Access::Read {
            return Err(StoreError::Missing { path: path.into() });
        }
        wal::check(path)?;
        let conn = match access {
            Access::Write => open_to_write(path, patience),
            Access::Read => open_to_read(path, patience),
        }?;
        let at = |error| StoreError::from_sqlite(path, error);
        let found = user_version(&conn).map_err(at)?;
        check_version(path, found)?;
        if access == Access::Read && found == 0 {
            return Err(StoreError::Missing { path: path.into() });
        }
        let meta = meta(&conn).map_err(at)?;
        let device = value(&meta, "device").filter(|device| is_device(device));
        let device = device.ok_or_else(|| StoreError::Damaged {
            path: path.into(),
            place: Place::File,
            detail: "it does not name its device".into(),
        })?;
        Ok(Self {
            device: device.to_owned(),
            conn,
            path: path.into(),
        })
    }

    /// The device that writes here: 8 hexadecimal digits, drawn when the file was made.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number of the last event, 0 when there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn version(&self) -> Result<u64, StoreError> {
        version(&self.conn).map_err(self.at())
    }

    /// Adds events of this device if nobody has added any since `expected`; all or none, durable on return.
    ///
    /// # Errors
    /// [`StoreError::Behind`] when others wrote since; else when a draft is no event or the file cannot be written.
    pub fn append_if_version(
        &mut self,
        expected: u64,
        drafts: Vec<Draft>,
        recorded: Moment,
    ) -> Result<Appended, StoreError> {
        let path = self.path.clone();
        let at = |error| StoreError::from_sqlite(&path, error);
        let tx = begin(&mut self.conn).map_err(at)?;
        let mut version = version(&tx).map_err(at)?;
        if version != expected {
            return Err(StoreError::Behind { expected, version });
        }
        let (mut counter, mut prev) = last_of(&tx, &self.device).map_err(at)?;
        let mut events = Vec::with_capacity(drafts.len());
        for draft in drafts {
            counter += 1;
            version += 1;
            let event = Event::chained(draft, &self.device, counter, prev, recorded);
            check(&event)?;
            insert(&tx, version, &event.borrowed()).map_err(at)?;
            prev = event.hash;
            events.push(event);
        }
        tx.commit().map_err(at)?;
        Ok(Appended { version, events })
    }

    /// Adds the events of other devices that are not there yet, in the order given; all or none, durable on return.
    ///
    /// # Errors
    /// When the contents of one do not give its hash, or the file cannot be written.
    pub fn take(&mut self, events: &[Event]) -> Result<Taken, StoreError> {
        events.iter().try_for_each(check)?;
        let path = self.path.clone();
        let at = |error| StoreError::from_sqlite(&path, error);
        let tx = begin(&mut self.conn).map_err(at)?;
        let before = version(&tx).map_err(at)?;
        let mut version = before;
        for event in events {
            if !has(&tx, event).map_err(at)? {
                version += 1;
                insert(&tx, version, &event.borrowed()).map_err(at)?;
            }
        }
        tx.commit().map_err(at)?;
        let added = usize::try_from(version - before).unwrap_or(events.len());
        Ok(Taken {
            added,
            known: events.len() - added,
            version,
        })
    }

    /// Shows every event after `version` in the order in which they came here, and gives the new version.
    ///
    /// # Errors
    /// When the file cannot be read or a row is no event.
    pub fn read_since(
        &self,
        version: u64,
        each: &mut dyn FnMut(EventRef<'_>),
    ) -> Result<u64, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM event WHERE seq > ?1 ORDER BY seq");
        let mut statement = self.conn.prepare_cached(&sql).map_err(self.at())?;
        let mut rows = statement.query([stored(version)]).map_err(self.at())?;
        let mut last = version;
        while let Some(row) = rows.next().map_err(self.at())? {
            let (seq, event) = self.event(row, last + 1)?;
            if seq != last + 1 {
                return Err(self.damaged(last + 1, "it is missing"));
            }
            each(event);
            last = seq;
        }
        drop(rows);
        if last == version {
            self.version()
        } else {
            Ok(last)
        }
    }

    /// The events about a target, also those that name it as the other point, in the order in which they came here.
    ///
    /// # Errors
    /// When the file cannot be read or a row is no event.
    pub fn read_target(&self, target: &str) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event WHERE target = ?1 UNION \
             SELECT {COLUMNS} FROM event WHERE other = ?1 ORDER BY seq"
        );
        let mut statement = self.conn.prepare_cached(&sql).map_err(self.at())?;
        let mut rows = statement.query([target]).map_err(self.at())?;
        let mut events = Vec::new();
        while let Some(row) = rows.next().map_err(self.at())? {
            events.push(self.event(row, 0)?.1.to_event());
        }
        Ok(events)
    }

    /// SQLite's own findings; none when all is well.
    pub(super) fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .conn
            .prepare("PRAGMA integrity_check")
            .map_err(self.at())?;
        let rows = statement
            .query_map([], |row| row.get(0))
            .map_err(self.at())?;
        let mut found: Vec<String> = rows.collect::<Result<_, _>>().map_err(self.at())?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// Keeps the file as it is while `look` looks at its bytes: other writers wait, or, where the file may only
    /// be read, at least what is seen now stays.
    pub(super) fn held<T>(&mut self, look: impl FnOnce() -> T) -> Result<T, StoreError> {
        let path = self.path.clone();
        let at = |error| StoreError::from_sqlite(&path, error);
        let is_read_only = self.conn.is_readonly("main").map_err(at)?;
        let behavior = if is_read_only {
            TransactionBehavior::Deferred
        } else {
            TransactionBehavior::Immediate
        };
        let tx = self.conn.transaction_with_behavior(behavior).map_err(at)?;
        version(&tx).map_err(at)?;
        let seen = look();
        tx.rollback().map_err(at)?;
        Ok(seen)
    }

    /// Reads a row as an event; `expected` is its number when the row does not even tell that.
    fn event<'r>(
        &self,
        row: &'r Row<'_>,
        expected: u64,
    ) -> Result<(u64, EventRef<'r>), StoreError> {
        let seq = row.get_ref(0).ok().and_then(|value| value.as_i64().ok());
        let seq = seq.and_then(|seq| u64::try_from(seq).ok());
        let seq = seq.ok_or_else(|| self.damaged(expected, "its number cannot be read"))?;
        let columns = std::array::from_fn(|at| row.get_ref(at + 1).map_or(Cell::Null, Cell::from));
        let event = event_of(&columns);
        let event =
            event.map_err(|column| self.damaged(seq, format!("`{column}` cannot be read")))?;
        Ok((seq, event))
    }

    fn damaged(&self, seq: u64, detail: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            path: self.path.clone(),
            place: Place::Event { seq },
            detail: detail.into(),
        }
    }

    fn at(&self) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
        |error| StoreError::from_sqlite(&self.path, error)
    }
}

impl EventStore for Store {
    fn device(&self) -> &str {
        self.device()
    }

    fn version(&self) -> Result<u64, StoreError> {
        self.version()
    }

    fn append_if_version(
        &mut self,
        expected: u64,
        drafts: Vec<Draft>,
        recorded: Moment,
    ) -> Result<Appended, StoreError> {
        self.append_if_version(expected, drafts, recorded)
    }

    fn take(&mut self, events: &[Event]) -> Result<Taken, StoreError> {
        self.take(events)
    }

    fn read_since(
        &self,
        version: u64,
        each: &mut dyn FnMut(EventRef<'_>),
    ) -> Result<u64, StoreError> {
        self.read_since(version, each)
    }

    fn read_target(&self, target: &str) -> Result<Vec<Event>, StoreError> {
        self.read_target(target)
    }
}

/// A value as SQLite stores it; blobs and texts are borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Also a real number, which no column of ours holds.
    Null,
    /// A whole number.
    Integer(i64),
    /// Bytes that should be UTF-8.
    Text(&'a [u8]),
    /// Bytes.
    Blob(&'a [u8]),
}

impl<'a> From<ValueRef<'a>> for Cell<'a> {
    fn from(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null | ValueRef::Real(_) => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(bytes) => Self::Text(bytes),
            ValueRef::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

/// Reads the columns of an event after its number; else the name of the first that cannot be one.
pub(super) fn event_of<'a>(columns: &[Cell<'a>; 15]) -> Result<EventRef<'a>, &'static str> {
    let [
        device,
        counter,
        prev,
        hash,
        time,
        time_offset,
        recorded,
        recorded_offset,
        actor,
        role,
        target,
        other,
        seen,
        kind,
        payload,
    ] = *columns;
    let text = |name, cell| match cell {
        Cell::Text(bytes) => std::str::from_utf8(bytes).ok().ok_or(name),
        _ => Err(name),
    };
    let integer = |name, cell| match cell {
        Cell::Integer(number) => Ok(number),
        _ => Err(name),
    };
    let digest = |name, cell| match cell {
        Cell::Blob(bytes) => bytes.try_into().map(Digest).ok().ok_or(name),
        _ => Err(name),
    };
    let moment = |name, seconds, offset| {
        let offset = i32::try_from(integer(name, offset)?).ok().ok_or(name)?;
        Moment::new(integer(name, seconds)?, offset).ok_or(name)
    };
    let counter = u64::try_from(integer("counter", counter)?).ok();
    let role = text("role", role)?;
    Ok(EventRef {
        device: Some(text("device", device)?)
            .filter(|text| is_device(text))
            .ok_or("device")?,
        counter: counter.filter(|number| *number > 0).ok_or("counter")?,
        prev: digest("prev", prev)?,
        recorded: moment("recorded", recorded, recorded_offset)?,
        time: moment("time", time, time_offset)?,
        actor: text("actor", actor)?,
        role: Role::ALL
            .into_iter()
            .find(|known| known.word() == role)
            .ok_or("role")?,
        target: text("target", target)?,
        other: match other {
            Cell::Null => None,
            cell => Some(text("other", cell)?),
        },
        seen: text("seen", seen)?,
        kind: EventKind::parse(text("kind", kind)?).ok_or("kind")?,
        payload: text("payload", payload)?,
        hash: digest("hash", hash)?,
    })
}

/// A file made anew from the same events, as a writer who never was interrupted would have made it.
///
/// Where a row lies in the file, and which stale bytes lie between the rows, follows from the order of the rows
/// alone, whatever transactions brought them. A file that went through a later migration has to be replayed with the
/// migration at the same event.
#[derive(Debug)]
pub(super) struct Replay {
    conn: Connection,
    path: PathBuf,
}

impl Replay {
    /// Begins with an empty file.
    pub(super) fn new(path: &Path, meta: &[(String, String)]) -> Result<Self, StoreError> {
        let begin = || -> Result<Connection, rusqlite::Error> {
            let mut conn = Connection::open(path)?;
            set_up(&conn)?;
            conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")?;
            migrate(&mut conn, || Ok(meta.to_vec()))?;
            conn.execute_batch("BEGIN")?;
            Ok(conn)
        };
        Ok(Self {
            conn: begin().map_err(|error| StoreError::from_sqlite(path, error))?,
            path: path.into(),
        })
    }

    /// Adds the next event.
    pub(super) fn add(&self, seq: u64, event: &Event) -> Result<(), StoreError> {
        insert(&self.conn, seq, &event.borrowed())
            .map_err(|error| StoreError::from_sqlite(&self.path, error))
    }

    /// Writes it all down.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        let done = self.conn.execute_batch("COMMIT");
        let done = done.and_then(|()| self.conn.close().map_err(|(_, error)| error));
        done.map_err(|error| StoreError::from_sqlite(&self.path, error))
    }
}

/// Version of SQLite that runs here.
pub(super) fn engine() -> String {
    rusqlite::version_number().to_string()
}

/// The value of a key of the table `meta`.
pub(super) fn value<'a>(meta: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let found = meta.iter().find(|(known, _)| known == key)?;
    Some(&found.1)
}

/// The digest that `meta` holds of its other values, so that a changed one is noticed.
pub(super) fn meta_sum(meta: &[(String, String)]) -> String {
    let lines: Vec<String> = meta
        .iter()
        .filter(|(key, _)| key != "sum")
        .map(|(key, value)| format!("{key}={value}\n"))
        .collect();
    Digest::of(lines.concat().as_bytes()).to_string()
}

/// Looks at the first bytes of the file without SQLite, which would change a foreign one; whether it is still to be made.
fn inspect(path: &Path) -> Result<bool, StoreError> {
    let io = |source| StoreError::from_io(path, source);
    match std::fs::metadata(path) {
        Ok(data) if data.is_file() => {}
        Ok(_) => return Err(StoreError::NotOurs { path: path.into() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(io(error)),
    }
    let mut header = [0; 100];
    let count = Raw::open(path)
        .and_then(|raw| raw.read(0, &mut header))
        .map_err(io)?;
    if count == 0 {
        return Ok(true);
    }
    let word = |at: usize| {
        i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if count < header.len() || !header.starts_with(b"SQLite format 3\0") || word(68) != APPLICATION
    {
        return Err(StoreError::NotOurs { path: path.into() });
    }
    check_version(path, word(60))?;
    Ok(false)
}

fn check_version(path: &Path, found: i32) -> Result<(), StoreError> {
    let known = i32::try_from(MIGRATIONS.len()).expect("few migrations");
    if (0..=known).contains(&found) {
        return Ok(());
    }
    Err(StoreError::Newer {
        path: path.into(),
        found,
        known,
    })
}

fn open_to_write(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let prepare = || -> Result<Connection, rusqlite::Error> {
        let mut conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(patience)?;
        set_up(&conn)?;
        if conn.is_readonly("main")? {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
                None,
            ));
        }
        let version = user_version(&conn)?;
        if usize::try_from(version).is_ok_and(|version| version < MIGRATIONS.len()) {
            migrate(&mut conn, first_meta)?;
        }
        write_ahead(&conn, patience)?;
        sign(&mut conn)?;
        Ok(conn)
    };
    prepare().map_err(|error| StoreError::from_sqlite(path, error).explained(path))
}

fn open_to_read(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    let open = |name: &Path, flags| -> Result<Connection, rusqlite::Error> {
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(name, flags)?;
        conn.busy_timeout(patience)?;
        set_up(&conn)?;
        // The first read shows whether the file beside it that readers share can be made.
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(conn)
    };
    let error = match open(path, OpenFlags::empty()) {
        Ok(conn) => return Ok(conn),
        Err(error) => StoreError::from_sqlite(path, error),
    };
    let is_settled = std::fs::metadata(wal::path(path)).map_or(0, |data| data.len()) == 0;
    let is_refused = matches!(
        error,
        StoreError::ReadOnly { .. } | StoreError::Engine { .. } | StoreError::Full { .. }
    );
    if !is_refused || !is_settled {
        return Err(error);
    }
    // Where nothing can be written nobody writes, so the file stays as it is; whoever wrote already would have made the
    // file that readers share.
    let uri = format!("file:{}?immutable=1", escaped(path));
    open(Path::new(&uri), OpenFlags::SQLITE_OPEN_URI)
        .map_err(|error| StoreError::from_sqlite(path, error))
}

/// A path as it is written in a URI.
fn escaped(path: &Path) -> String {
    let mut text = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                text.push(char::from(*byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// What holds for every connection.
fn set_up(conn: &Connection) -> Result<(), rusqlite::Error> {
    // Freed bytes are overwritten, so that the file's bytes follow from its events.
    conn.execute_batch(&format!(
        "PRAGMA page_size = {PAGE};
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA trusted_schema = OFF;"
    ))
}

/// Brings the schema up to date, in one transaction.
fn migrate(
    conn: &mut Connection,
    first: impl FnOnce() -> Result<Vec<(String, String)>, rusqlite::Error>,
) -> Result<(), rusqlite::Error> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another process may have been quicker.
    let found = user_version(&tx)?;
    for (number, sql) in (0..)
        .zip(MIGRATIONS)
        .skip_while(|(number, _)| *number < found)
    {
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", number + 1)?;
    }
    if found == 0 {
        tx.pragma_update(None, "application_id", APPLICATION)?;
        for (key, value) in first()? {
            tx.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
        }
    }
    tx.commit()
}

/// What a new file says about itself.
fn first_meta() -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut draw = [0; 4];
    getrandom::fill(&mut draw)
        .map_err(|error| std::io::Error::other(error.to_string()))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let device = format!("{:08x}", u32::from_be_bytes(draw));
    let mut meta = vec![
        ("device".to_owned(), device),
        ("engine".to_owned(), engine()),
    ];
    meta.push(("sum".to_owned(), meta_sum(&meta)));
    Ok(meta)
}

/// Adds the version of SQLite to those that have written here: where stale bytes lie may depend on it.
fn sign(conn: &mut Connection) -> Result<(), rusqlite::Error> {
    let known = meta(conn)?;
    let engines = value(&known, "engine").unwrap_or_default().to_owned();
    let mine = engine();
    if engines.split(' ').any(|known| known == mine) {
        return Ok(());
    }
    let tx = begin(conn)?;
    let mut meta = meta(&tx)?;
    for (key, value) in &mut meta {
        if key == "engine" {
            *value = format!("{value} {mine}");
        }
    }
    let sum = meta_sum(&meta);
    let engines = value(&meta, "engine").unwrap_or_default();
    tx.execute("UPDATE meta SET value = ?1 WHERE key = 'engine'", [engines])?;
    tx.execute("UPDATE meta SET value = ?1 WHERE key = 'sum'", [&sum])?;
    // Rewrites the first page, and with it the version that SQLite keeps in its header.
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.commit()
}

/// Turns the write-ahead log on, which two processes that make the file at once dispute without waiting.
fn write_ahead(conn: &Connection, patience: Duration) -> Result<(), rusqlite::Error> {
    const STEP: Duration = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    loop {
        let mode = conn.query_row("PRAGMA journal_mode = WAL", [], |row| {
            row.get::<_, String>(0)
        });
        match mode {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && waited < patience =>
            {
                std::thread::sleep(STEP);
                waited += STEP;
            }
            other => return other.map(|_| ()),
        }
    }
}

fn user_version(conn: &Connection) -> Result<i32, rusqlite::Error> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn meta(conn: &Connection) -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut statement = conn.prepare("SELECT key, value FROM meta ORDER BY key")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn begin(conn: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn version(conn: &Connection) -> Result<u64, rusqlite::Error> {
    let mut statement = conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM event")?;
    let seq: i64 = statement.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(seq).unwrap_or(0))
}

/// Number and hash of the last event of a device.
fn last_of(conn: &Connection, device: &str) -> Result<(u64, Digest), rusqlite::Error> {
    let mut statement = conn.prepare_cached(
        "SELECT counter, hash FROM event WHERE device = ?1 ORDER BY counter DESC, seq DESC LIMIT 1",
    )?;
    let last = statement.query_row([device], |row| {
        let counter: i64 = row.get(0)?;
        Ok((u64::try_from(counter).unwrap_or(0), Digest(row.get(1)?)))
    });
    Ok(last.optional()?.unwrap_or((0, Digest::NONE)))
}

fn has(conn: &Connection, event: &Event) -> Result<bool, rusqlite::Error> {
    let mut statement = conn
        .prepare_cached("SELECT 1 FROM event WHERE device = ?1 AND counter = ?2 AND hash = ?3")?;
    statement.exists(params![event.device, stored(event.counter), event.hash.0])
}

fn insert(conn: &Connection, seq: u64, event: &EventRef<'_>) -> Result<(), rusqlite::Error> {
    conn.prepare_cached(INSERT)?.execute(params![
        stored(seq),
        event.device,
        stored(event.counter),
        event.prev.0,
        event.hash.0,
        event.time.seconds(),
        event.time.offset(),
        event.recorded.seconds(),
        event.recorded.offset(),
        event.actor,
        event.role.word(),
        event.target,
        event.other,
        event.seen,
        event.kind.word(),
        event.payload,
    ])?;
    Ok(())
}

/// Numbers come from rows or from [`Event::parse`], which both keep to what SQLite can hold.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Whether an event would be read back from its line as it is.
fn check(event: &Event) -> Result<(), StoreError> {
    for (field, text) in [
        ("seen", &event.draft.seen),
        ("payload", &event.draft.payload),
    ] {
        if text.contains(['\n', '\r']) {
            return Err(StoreError::Event(EventError::Value {
                field,
                value: text.clone(),
            }));
        }
    }
    Event::parse(&event.line())?;
    Ok(())
}
