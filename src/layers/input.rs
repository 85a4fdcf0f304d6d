//! A file's bytes as text: gzip, byte order mark, encoding.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::codes;
use super::locate::Locator;
use crate::domain::{Code, Finding, Lang, Source};
use crate::files::{self, InputFault};

/// The most that is read of one layer, in bytes of text.
pub(super) const LARGEST: u64 = 4 << 30;

/// A layer's text and the hash of its file.
pub(super) struct Input {
    /// SHA-256 of the bytes of the file, in hex; empty when it cannot be read.
    pub(super) sha256: String,
    /// The text without a byte order mark, or why there is none.
    pub(super) text: Result<String, Finding>,
}

/// Reads a file; `name` is how findings call it.
pub(super) fn read(path: &Path, name: &str) -> Input {
    let bytes = match bytes_of(path, name) {
        Ok(bytes) => bytes,
        Err(finding) => {
            return Input {
                sha256: String::new(),
                text: Err(finding),
            };
        }
    };
    Input {
        sha256: hex(&Sha256::digest(&bytes)),
        text: plain(bytes, name).and_then(|bytes| decode(bytes, name)),
    }
}

/// The hash of a file alone, a block at a time; `None` when it cannot be read or is larger than what is read of a layer.
pub(super) fn hash(path: &Path) -> Option<String> {
    const BLOCK: usize = 1 << 18;
    // Asked first, because opening a named pipe would wait for ever.
    let kind = fs::metadata(path).ok()?;
    if !kind.is_file() || kind.len() > LARGEST {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut hash = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Some(hex(&hash.finalize())),
            Ok(got) => hash.update(&block[..got]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn at(code: &'static Code, name: &str, line: u32, column: u32) -> Finding {
    Finding::new(
        code,
        Source {
            file: name.into(),
            line,
            column,
            feature: None,
        },
    )
}

fn bytes_of(path: &Path, name: &str) -> Result<Vec<u8>, Finding> {
    files::read_whole(path, LARGEST).map_err(|fault| told(&fault, name))
}

fn plain(bytes: Vec<u8>, name: &str) -> Result<Vec<u8>, Finding> {
    files::unpack(bytes, LARGEST).map_err(|fault| told(&fault, name))
}

fn told(fault: &InputFault, name: &str) -> Finding {
    let finding = |code| at(code, name, 0, 0);
    match fault {
        InputFault::Missing => finding(&codes::FILE_MISSING),
        InputFault::NotAFile => finding(&codes::FILE_NOT_A_FILE),
        InputFault::TooLarge { limit } => finding(&codes::FILE_TOO_LARGE).arg(limit),
        InputFault::Unreadable(error) => finding(&codes::FILE_UNREADABLE)
            .arg(error)
            .arg(files::told::io(error, Lang::Zh)),
        InputFault::GzipBroken { good, source } => finding(&codes::FILE_GZIP_BROKEN)
            .arg(good)
            .arg(source)
            .arg(files::told::io(source, Lang::Zh)),
    }
}

fn decode(mut bytes: Vec<u8>, name: &str) -> Result<String, Finding> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(at(&codes::FILE_EMPTY, name, 0, 0));
    }
    if let Some((en, zh)) = container(&bytes) {
        return Err(at(&codes::FILE_NOT_GEOJSON, name, 0, 0).arg(en).arg(zh));
    }
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&bytes[..good]);
        let (line, column) = Locator::new(&before).at(good);
        at(&codes::FILE_NOT_UTF8, name, line, column).arg(encoding(bytes))
    })
}

/// Binary files that people take for a layer, in both languages.
fn container(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: [(&[u8], &str, &str); 5] = [
        (
            b"PK\x03\x04",
            "a ZIP archive (XLSX, KMZ or a packed Shapefile)",
            "ZIP 压缩包（XLSX、KMZ 或打包的 Shapefile）",
        ),
        (
            b"SQLite format 3\0",
            "a GeoPackage or SQLite database",
            "GeoPackage 或 SQLite 数据库",
        ),
        (b"\x00\x00\x27\x0a", "a Shapefile", "Shapefile"),
        (
            b"\xD0\xCF\x11\xE0",
            "an old Excel or Word file",
            "旧版 Excel 或 Word 文件",
        ),
        (b"%PDF", "a PDF", "PDF 文件"),
    ];
    KNOWN
        .iter()
        .find(|(magic, ..)| bytes.starts_with(magic))
        .map(|(_, en, zh)| (*en, *zh))
}

/// Names the encoding of text that is not UTF-8, as far as its bytes tell.
fn encoding(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        "UTF-16"
    } else if looks_gb18030(bytes) {
        "GB18030 (GBK)"
    } else {
        "another encoding or a damaged file"
    }
}

/// Whether all bytes above ASCII pair up as GB18030 wants them: a lead byte, then a trail byte or a digit.
fn looks_gb18030(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match (byte, tail) {
            (0..=0x7F, _) => tail,
            (0x81..=0xFE, [0x40..=0x7E | 0x80..=0xFE, tail @ ..]) => tail,
            (0x81..=0xFE, [0x30..=0x39, third, 0x30..=0x39, tail @ ..]) if *third > 0x80 => tail,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb18030_is_named_and_placed() {
        let mut bytes = b"{\n\"a\": \"".to_vec();
        bytes.extend([0xB4, 0xE5, 0xCD, 0xCD]);
        bytes.extend(b"\"}");
        let finding = decode(bytes, "x").unwrap_err();
        assert_eq!(finding.code.id, codes::FILE_NOT_UTF8.id);
        assert_eq!((finding.source.line, finding.source.column), (2, 7));
        assert!(finding.args[0].contains("GB18030"));
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(decode(b"\xEF\xBB\xBF{}".to_vec(), "x").unwrap(), "{}");
    }

    #[test]
    fn a_zip_is_named() {
        let finding = decode(b"PK\x03\x04abc".to_vec(), "x").unwrap_err();
        assert_eq!(finding.code.id, codes::FILE_NOT_GEOJSON.id);
    }
}
