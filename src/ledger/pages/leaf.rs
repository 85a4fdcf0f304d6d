//! Rows as they lie on a leaf page (format: <https://www.sqlite.org/fileformat2.html#b_tree_pages>).

use std::ops::Range;

use crate::ledger::event::Event;
use crate::ledger::store::{Cell, PAGE, event_of};

/// First byte of a leaf page of a table.
pub(super) const KIND: u8 = 13;
/// First byte of a leaf page of an index or of a table without row numbers.
const INDEX: u8 = 10;
/// Columns of the table of events, its number included.
const COLUMNS: usize = 16;

/// A row that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Where on the page.
    pub(super) at: usize,
    /// What of it.
    pub(super) what: &'static str,
}

/// An event and where its row starts on the page.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) at: usize,
    pub(super) seq: u64,
    pub(super) event: Event,
}

/// Gives the pages that hold the ends of long rows.
pub(super) trait Overflow {
    /// The page of a number, for the row of an event; `None` when it cannot be one.
    fn page(&mut self, number: u32, seq: u64) -> Option<[u8; PAGE]>;
}

/// Reads the events of a leaf page in their order.
pub(super) fn events(
    page: &[u8; PAGE],
    overflow: &mut dyn Overflow,
    each: &mut dyn FnMut(Row),
) -> Result<(), Unreadable> {
    let mut long = Vec::new();
    let rows = cells(page)?;
    // Rows are only ever added, each below the one before it.
    if rows.last().copied().unwrap_or(PAGE) != usize::from(short(page, 5)) {
        let (at, what) = (3, "the count of rows");
        return Err(Unreadable { at, what });
    }
    for at in rows {
        let bad = |what| Unreadable { at, what };
        let cell = Table::read(page, at).ok_or(bad("the row"))?;
        let seq = u64::try_from(cell.row)
            .ok()
            .ok_or(bad("the row's number"))?;
        let payload = match cell.next {
            None => &page[cell.local],
            Some(next) => {
                long.clear();
                long.extend_from_slice(&page[cell.local]);
                follow(next, cell.payload, seq, overflow, &mut long)
                    .ok_or(bad("the pages of a long row"))?;
                &long
            }
        };
        let columns: [Cell<'_>; COLUMNS] = record(payload).ok_or(bad("the row's columns"))?;
        let [_, columns @ ..] = columns;
        let event = event_of(&columns).map_err(bad)?.to_event();
        each(Row { at, seq, event });
    }
    Ok(())
}

/// The number of the first row of a page, taken for a leaf page of the table.
pub(super) fn first(page: &[u8; PAGE]) -> Option<u64> {
    let at = *cells(page).ok()?.first()?;
    u64::try_from(Table::read(page, at)?.row).ok()
}

/// Where the rows of a leaf page of the table lie, and their numbers.
pub(super) fn spans(page: &[u8; PAGE]) -> Vec<(Range<usize>, u64)> {
    if page[0] != KIND {
        return Vec::new();
    }
    let span = |at: usize| {
        let cell = Table::read(page, at)?;
        let end = cell.local.end + if cell.next.is_some() { 4 } else { 0 };
        Some((at..end, u64::try_from(cell.row).ok()?))
    };
    cells(page)
        .unwrap_or_default()
        .into_iter()
        .filter_map(span)
        .collect()
}

/// The keys and values of the table `meta`.
pub(super) fn meta(page: &[u8; PAGE]) -> Result<Vec<(String, String)>, Unreadable> {
    if page[0] != INDEX {
        let (at, what) = (0, "the page's kind");
        return Err(Unreadable { at, what });
    }
    let mut rows = Vec::new();
    for at in cells(page)? {
        let row = || -> Option<(String, String)> {
            let (length, used) = varint(&page[at..])?;
            let start = at + used;
            let payload = page.get(start..start.checked_add(usize::try_from(length).ok()?)?)?;
            let text = |cell| match cell {
                Cell::Text(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
                _ => None,
            };
            let [key, value] = record(payload)?;
            Some((text(key)?, text(value)?))
        };
        let what = "the row";
        rows.push(row().ok_or(Unreadable { at, what })?);
    }
    Ok(rows)
}

/// The bytes between the list of rows and the rows of a page in the trees, which nobody reads.
pub(super) fn stale(page: &[u8; PAGE]) -> Range<usize> {
    let head = match page[0] {
        2 | 5 => 12,
        INDEX => 8,
        _ => return 0..0,
    };
    let start = head + 2 * usize::from(short(page, 3));
    let end = usize::from(short(page, 5));
    if end <= PAGE { start..end } else { 0..0 }
}

/// A row of a table: how long it is, its number, what of it lies on the page, and where it goes on.
struct Table {
    payload: usize,
    row: i64,
    local: Range<usize>,
    next: Option<u32>,
}

impl Table {
    fn read(page: &[u8; PAGE], at: usize) -> Option<Self> {
        // A row that is longer than this keeps only part of it on its page.
        const MOST: usize = PAGE - 35;
        const LEAST: usize = (PAGE - 12) * 32 / 255 - 23;
        let (payload, used) = varint(page.get(at..)?)?;
        let payload = usize::try_from(payload).ok()?;
        let (row, more) = varint(page.get(at + used..)?)?;
        let start = at + used + more;
        let local = if payload <= MOST {
            payload
        } else {
            let kept = LEAST + (payload - LEAST) % (PAGE - 4);
            if kept <= MOST { kept } else { LEAST }
        };
        let end = start.checked_add(local)?;
        let next = if payload > local {
            let bytes = page.get(end..end + 4)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?))
        } else {
            None
        };
        (end <= PAGE).then_some(Self {
            payload,
            row,
            local: start..end,
            next,
        })
    }
}

/// Adds the rest of a long row; it ends with the row's last byte, on a page that names no other.
fn follow(
    mut next: u32,
    payload: usize,
    seq: u64,
    overflow: &mut dyn Overflow,
    row: &mut Vec<u8>,
) -> Option<()> {
    while row.len() < payload {
        let page = overflow.page(next, seq)?;
        let count = (payload - row.len()).min(PAGE - 4);
        row.extend_from_slice(&page[4..4 + count]);
        next = u32::from_be_bytes([page[0], page[1], page[2], page[3]]);
    }
    (next == 0).then_some(())
}

/// Where the rows of a leaf page start, in their order.
fn cells(page: &[u8; PAGE]) -> Result<Vec<usize>, Unreadable> {
    let count = usize::from(short(page, 3));
    let list = 8 + 2 * count;
    let content = match usize::from(short(page, 5)) {
        0 => 65536,
        content => content,
    };
    if list > PAGE || content > PAGE || content < list {
        let (at, what) = (3, "the count of rows");
        return Err(Unreadable { at, what });
    }
    let cell = |number: usize| {
        let at = 8 + 2 * number;
        let cell = usize::from(short(page, at));
        let what = "the list of rows";
        let is_good = (content..PAGE).contains(&cell);
        is_good.then_some(cell).ok_or(Unreadable { at, what })
    };
    (0..count).map(cell).collect()
}

/// The columns of a row, exactly so many and nothing behind them.
fn record<const N: usize>(payload: &[u8]) -> Option<[Cell<'_>; N]> {
    let (head, used) = varint(payload)?;
    let head = usize::try_from(head).ok()?;
    let mut kinds = payload.get(used..head)?;
    let mut body = payload.get(head..)?;
    let mut columns = [Cell::Null; N];
    for column in &mut columns {
        let (kind, used) = varint(kinds)?;
        kinds = &kinds[used..];
        let kind = usize::try_from(kind).ok()?;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 => 8,
            12.. => (kind - 12) / 2,
            _ => return None,
        };
        let (bytes, rest) = body.split_at_checked(size)?;
        body = rest;
        *column = match kind {
            0 => Cell::Null,
            8 => Cell::Integer(0),
            9 => Cell::Integer(1),
            1..=6 => Cell::Integer(integer(bytes)),
            _ if kind % 2 == 0 => Cell::Blob(bytes),
            _ => Cell::Text(bytes),
        };
    }
    (kinds.is_empty() && body.is_empty()).then_some(columns)
}

/// A number with its sign, the highest byte first.
fn integer(bytes: &[u8]) -> i64 {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if is_negative { -1 } else { 0 };
    bytes
        .iter()
        .fold(start, |number, byte| (number << 8) | i64::from(*byte))
}

/// A number of 1 to 9 bytes, and how many they are.
fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        if at == 8 {
            return Some((((number << 8) | u64::from(*byte)).cast_signed(), 9));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), at + 1));
        }
    }
    None
}

fn short(page: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([page[at], page[at + 1]])
}
