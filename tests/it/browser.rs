//! The sheet and the plots of reports in a real browser: on a phone and on paper. Skipped with a message where there is no chromium.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use xuncha::domain::Lang;
use xuncha::testing::demo_page;

use crate::support::{copy_of, run_in};

fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser"].into_iter().find(|name| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("skipped: no chromium on this machine");
    }
    found
}

/// Runs the browser on a page; gives what it printed.
fn browse(chromium: &str, profile: &Path, args: &[&str], page: &Path) -> String {
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(args)
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The first route sheet of a fresh plan of the sample county.
fn sheet(folder: &Path, lang: &str) -> PathBuf {
    run_in(
        folder,
        &format!("plan {{}} --date 2026-11-24 --iterations 40 --lang {lang}"),
    )
    .expect(0);
    let routes = folder.join("plans/2026-11-24/routes");
    let mut sheets: Vec<PathBuf> = fs::read_dir(routes)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .collect();
    sheets.sort();
    sheets.remove(0)
}

/// Width and height of a PNG, and how many different byte values its picture has.
fn png(path: &Path) -> (u32, u32, usize) {
    let bytes = fs::read(path).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (mut data, mut at) = (Vec::new(), 8);
    while at + 8 <= bytes.len() {
        let length = number(at) as usize;
        if &bytes[at + 4..at + 8] == b"IDAT" {
            data.extend_from_slice(&bytes[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let mut picture = Vec::new();
    flate2::read::ZlibDecoder::new(&data[..])
        .read_to_end(&mut picture)
        .unwrap();
    let mut seen = [false; 256];
    for byte in picture {
        seen[usize::from(byte)] = true;
    }
    (
        number(16),
        number(20),
        seen.iter().filter(|seen| **seen).count(),
    )
}

#[test]
fn the_sheet_fits_a_phone_and_paper_in_both_languages() {
    let Some(chromium) = chromium() else { return };
    let folder = copy_of("sample-county");
    let profile = tempfile::tempdir().unwrap();
    for lang in ["zh", "en"] {
        let sheet = sheet(folder.path(), lang);
        phone_width(chromium, profile.path(), folder.path(), &sheet);
        let shot = folder.path().join("phone.png");
        let shoot = format!("--screenshot={}", shot.display());
        browse(
            chromium,
            profile.path(),
            &["--window-size=600,1600", &shoot],
            &sheet,
        );
        let (width, height, values) = png(&shot);
        assert_eq!((width, height), (600, 1600));
        assert!(
            values > 60,
            "the {lang} sheet is drawn, not blank: {values} byte values"
        );
        let pdf = folder.path().join("sheet.pdf");
        browse(
            chromium,
            profile.path(),
            &[
                "--no-pdf-header-footer",
                &format!("--print-to-pdf={}", pdf.display()),
            ],
            &sheet,
        );
        let paper = fs::read(&pdf).unwrap();
        assert!(paper.starts_with(b"%PDF"), "the {lang} sheet prints");
        // A4 in points: 595 x 842.
        let text = String::from_utf8_lossy(&paper);
        assert!(
            text.contains("/MediaBox [0 0 594") || text.contains("/MediaBox [0 0 595"),
            "the {lang} sheet is A4"
        );
    }
}

#[test]
fn every_plot_fits_a_phone_a_screen_and_paper_in_both_languages() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let profile = tempfile::tempdir().unwrap();
    for lang in [Lang::Zh, Lang::En] {
        let page = folder.path().join("report.html");
        fs::write(&page, demo_page(lang).html()).unwrap();
        phone_width(chromium, profile.path(), folder.path(), &page);
        phone_type(chromium, profile.path(), folder.path(), &page);
        let shot = folder.path().join("screen.png");
        let shoot = format!("--screenshot={}", shot.display());
        let size = "--window-size=1280,4000";
        browse(chromium, profile.path(), &[size, &shoot], &page);
        let (width, height, values) = png(&shot);
        assert_eq!((width, height), (1280, 4000));
        assert!(values > 60, "drawn, not blank: {values} byte values");
        let pdf = folder.path().join("report.pdf");
        let print = format!("--print-to-pdf={}", pdf.display());
        let args = ["--no-pdf-header-footer", &print];
        browse(chromium, profile.path(), &args, &page);
        let paper = fs::read(&pdf).unwrap();
        let text = String::from_utf8_lossy(&paper);
        assert!(
            text.contains("/MediaBox [0 0 594") || text.contains("/MediaBox [0 0 595"),
            "the {lang:?} report is A4"
        );
        let pages = text.matches("/MediaBox").count();
        assert!((3..=5).contains(&pages), "{pages} pages");
    }
}

#[test]
fn the_reports_fit_a_phone_a_screen_and_paper_in_both_languages() {
    let Some(chromium) = chromium() else { return };
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let profile = tempfile::tempdir().unwrap();
    for (target, day) in [("990001-S-0001", 2), ("990001-S-0002", 9)] {
        let line = format!(
            "ledger visit {{}} {target} --by zhang1 --role patrol --finding clean --at 2026-11-{day:02}T10:00"
        );
        run_in(dir, &line).expect(0);
    }
    for lang in ["zh", "en"] {
        let coverage = format!(
            "coverage {{}} --from 2026-11-02 --to 2026-11-20 --lang {lang} --out {{}}/look"
        );
        run_in(dir, &coverage).expect(0);
        let page = dir.join("look/coverage.html");
        phone_width(chromium, profile.path(), dir, &page);
        phone_type(chromium, profile.path(), dir, &page);
        let shot = dir.join("screen.png");
        let shoot = format!("--screenshot={}", shot.display());
        browse(
            chromium,
            profile.path(),
            &["--window-size=1280,4000", &shoot],
            &page,
        );
        let (width, _, values) = png(&shot);
        assert_eq!(width, 1280);
        assert!(values > 60, "drawn, not blank: {values} byte values");
        let pdf = dir.join("report.pdf");
        let print = format!("--print-to-pdf={}", pdf.display());
        let args = ["--no-pdf-header-footer", &print];
        browse(chromium, profile.path(), &args, &page);
        let text = String::from_utf8_lossy(&fs::read(&pdf).unwrap()).into_owned();
        assert!(
            text.contains("/MediaBox [0 0 594") || text.contains("/MediaBox [0 0 595"),
            "the {lang} report is A4"
        );
    }
}

/// No text of a plot may be smaller than 11 px on a phone of 360 px, or stick out of its plot.
fn phone_type(chromium: &str, profile: &Path, folder: &Path, page: &Path) {
    let said = ask_phone(
        chromium,
        profile,
        folder,
        page,
        "let least=99,out=0,texts=0;for(const svg of d.querySelectorAll('figure svg')){const s=svg.getBoundingClientRect();\
         least=Math.min(least,15*s.width/svg.viewBox.baseVal.width);for(const t of svg.querySelectorAll('text')){texts++;\
         const r=t.getBoundingClientRect();if(r.left<s.left-1||r.right>s.right+1||r.top<s.top-1||r.bottom>s.bottom+1)out++;}}\
         document.title='least '+Math.floor(least)+' out '+out+' of '+texts;",
    );
    assert!(
        matches!(said[..], [least, 0, texts] if least >= 11 && texts > 100),
        "smallest type, texts that stick out, texts: {said:?}"
    );
}

/// Nothing may be wider than a phone of 360 px.
fn phone_width(chromium: &str, profile: &Path, folder: &Path, page: &Path) {
    let script = "document.title='width '+d.scrollWidth+' of '+d.clientWidth;";
    let widths = ask_phone(chromium, profile, folder, page, script);
    assert!(
        matches!(widths[..], [wide, phone] if wide <= phone && phone <= 360),
        "{widths:?}"
    );
}

/// Opens a page as wide as a phone and runs a script upon it, `d` being its root; gives the numbers the script puts into the title.
fn ask_phone(chromium: &str, profile: &Path, folder: &Path, page: &Path, script: &str) -> Vec<u32> {
    let wrapper = folder.join("phone.html");
    let html = format!(
        "<!doctype html><body><iframe id=f width=360 height=800 src=\"file://{}\"></iframe><script>\
         document.getElementById('f').onload=e=>{{const d=e.target.contentDocument.documentElement;{script}}}</script>",
        page.display()
    );
    fs::write(&wrapper, html).unwrap();
    let dom = browse(
        chromium,
        profile,
        &["--virtual-time-budget=5000", "--dump-dom"],
        &wrapper,
    );
    let title = dom
        .split("<title>")
        .nth(1)
        .and_then(|rest| rest.split("</title>").next())
        .unwrap_or("");
    title
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}
