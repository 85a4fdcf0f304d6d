//! Reading roads: the bare one-pass walk over the bytes, and the whole way from the file to records; for a file that is given,
//! the whole way to the network.
//!
//! `cargo bench --bench read` times a made-up county's roads. `cargo bench --bench read -- FILE [ROUNDS]` (Linux) measures a
//! `GeoJSON` file of roads, plain and in WGS 84: the processor time of the bare walk, of reading, mending and building, their
//! ratio, the most memory that was held over the size of the file, and the parts that no way does without, each by itself.
//! Every figure is the median of eleven processes or so many as told, one thread each, in turn. The roads of a province in
//! one file, features one a line as `xuncha generate DIR --size province --seed 1` writes them:
//!
//! ```text
//! awk 'FNR == 1 { if (NR == 1) print; next } /^\]/ { next } { sub(/,$/, ""); printf "%s%s", sep, $0; sep = ",\n" }
//!     END { print "\n]}" }' DIR/roads-*.geojson > FILE
//! ```
//!
//! With `GLIBC_TUNABLES=glibc.malloc.hugetlb=1` memory comes in large pages where the kernel has them.
//!
//! Instructions do not drift with the machine's load: build with debug line tables, then
//! `valgrind --tool=callgrind --toggle-collect='*bare::walk*' target/release/deps/read-* --bench --profile-time 1 read/bare`.
//! (Valgrind knows no SHA instructions, so the hash of the file weighs ten times what it does on a processor with them.)

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench may stop where its input is not as made, and prints what it measures"
)]

use std::hint::black_box;
use std::io::Write;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group};
use flate2::Compression;
use flate2::write::GzEncoder;
use xuncha::layers::{LayerKind, LayerSpec, bare, read_layers};
use xuncha::synth::{self, Size};

fn layer(path: &str) -> LayerSpec {
    LayerSpec {
        kind: LayerKind::Roads,
        path: path.to_owned(),
        datum: xuncha::domain::Datum::Wgs84,
        fields: std::collections::BTreeMap::new(),
        values: std::collections::BTreeMap::new(),
        defaults: std::collections::BTreeMap::new(),
        keep: Vec::new(),
    }
}

fn read(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let county = synth::make(Size::County, 1, false);
    let roads = county.iter().find(|file| file.name == "roads.geojson");
    let bytes = &roads.unwrap().bytes;
    std::fs::write(folder.path().join("roads.geojson"), bytes).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    let packed = packed.finish().unwrap();
    std::fs::write(folder.path().join("roads.geojson.gz"), packed).unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("bare", |b| b.iter(|| bare::walk(black_box(text))));
    for path in ["roads.geojson", "roads.geojson.gz"] {
        let specs = [layer(path)];
        group.bench_function(path, |b| b.iter(|| read_layers(folder.path(), &specs)));
    }
    group.finish();
}

criterion_group!(benches, read);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, what, file] = &args[..]
        && flag == "--once"
    {
        return of_file::once(what, Path::new(file));
    }
    let Some(file) = args.iter().find(|arg| Path::new(arg).is_file()) else {
        benches();
        Criterion::default().configure_from_args().final_summary();
        return;
    };
    let mut rounds = args.iter().filter_map(|arg| arg.parse().ok());
    of_file::measure(Path::new(file), rounds.next().unwrap_or(11));
}

/// What is measured of one file.
#[cfg(target_os = "linux")]
mod of_file {
    use std::hint::black_box;
    use std::io::Read;
    use std::path::Path;
    use std::process::Command;

    use rustix::time::{ClockId, clock_gettime};
    use sha2::{Digest, Sha256};
    use xuncha::layers::{bare, read_layers};
    use xuncha::roads::{RoadParams, build};

    use super::layer;

    /// Measures each thing in processes of its own, in turn, and prints the medians.
    pub(super) fn measure(file: &Path, rounds: usize) {
        let size = std::fs::metadata(file).unwrap().len() as f64;
        let mut found: [Vec<Vec<f64>>; 3] = Default::default();
        for _ in 0..rounds {
            for (what, found) in ["walk", "build", "parts"].iter().zip(&mut found) {
                found.push(run(what, file));
            }
        }
        let [walk, build, parts] = found.map(|rounds| medians(&rounds));
        println!(
            "bare walk              {:7.1} ms of CPU, {:.1} MB",
            walk[0],
            size / 1e6
        );
        let whole = build[2];
        println!(
            "read; mend and build   {:7.1}; {:.1} ms",
            build[0], build[1]
        );
        println!(
            "read, mend and build   {whole:7.1} ms = {:.2} times the walk",
            whole / walk[0]
        );
        println!(
            "most memory            {:7.1} MB = {:.2} times the file, {} page faults",
            build[3] / 1e6,
            build[3] / size,
            build[4]
        );
        let names = [
            "copied from the file",
            "SHA-256",
            "proof of UTF-8",
            "cosine and root",
            "a new page",
        ];
        let units = ["ms", "ms", "ms", "ms", "ns"];
        for ((name, unit), part) in names.iter().zip(units).zip(&parts) {
            println!("{name:22} {part:7.1} {unit}");
        }
    }

    fn run(what: &str, file: &Path) -> Vec<f64> {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--once", what])
            .arg(file)
            .env("RAYON_NUM_THREADS", "1")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        said.split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect()
    }

    fn medians(rounds: &[Vec<f64>]) -> Vec<f64> {
        let median = |column: usize| {
            let mut all: Vec<f64> = rounds.iter().map(|round| round[column]).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        (0..rounds[0].len()).map(median).collect()
    }

    /// Measures one thing in this process and prints the numbers.
    pub(super) fn once(what: &str, file: &Path) {
        match what {
            "walk" => walk(file),
            "build" => whole(file),
            _ => parts(file),
        }
    }

    fn walk(file: &Path) {
        let text = std::fs::read_to_string(file).unwrap();
        println!("{}", millis(|| bare::walk(black_box(&text))).0);
    }

    fn whole(file: &Path) {
        let specs = [layer(file.file_name().unwrap().to_str().unwrap())];
        let folder = std::path::absolute(file.parent().unwrap()).unwrap();
        let (read, layers) = millis(|| read_layers(&folder, &specs));
        let (made, _network) = millis(|| build(&layers.roads, &RoadParams::default()));
        let peak = of_process("/proc/self/status", |text| {
            let line = text.lines().find(|line| line.starts_with("VmHWM"));
            line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
        });
        let faults = of_process("/proc/self/stat", |text| {
            text.split_whitespace().nth(9).unwrap().to_owned()
        });
        println!("{read} {made} {} {} {faults}", read + made, peak * 1024.0);
    }

    /// What any way has to do: each by itself, on bytes and pages that are at hand.
    fn parts(file: &Path) {
        /// Words that are written to new pages: 64 MB.
        const WORDS: usize = 8 << 20;
        // Into memory that stays in the cache of a core.
        let mut chunk = vec![1; 1 << 18];
        let (copied, ()) = millis(|| {
            let mut file = std::fs::File::open(file).unwrap();
            while file.read(&mut chunk).unwrap() > 0 {}
        });
        let bytes = std::fs::read(file).unwrap();
        let (hashed, _) = millis(|| Sha256::digest(black_box(&bytes)));
        let (proved, text) = millis(|| std::str::from_utf8(black_box(&bytes)).unwrap());
        let places = bare::walk(text).unwrap().positions;
        let (turned, _) = millis(|| {
            let angles = (0..places).map(|place| 0.74 + 1e-9 * place as f64);
            angles.fold(0.0, |sum, angle| sum + angle.cos() + (angle * 1e-9).sqrt())
        });
        let (filled, _words) = millis(|| vec![1_u64; WORDS]);
        let page = filled * 1e6 / (8 * WORDS / 4096) as f64;
        println!("{copied} {hashed} {proved} {turned} {page}");
    }

    fn of_process(file: &str, found: impl Fn(&str) -> String) -> f64 {
        let text = std::fs::read_to_string(file).unwrap();
        found(&text).parse().unwrap()
    }

    /// Milliseconds that all threads of this process spend on something, and what comes of it.
    fn millis<T>(work: impl FnOnce() -> T) -> (f64, T) {
        let now = || {
            let time = clock_gettime(ClockId::ProcessCPUTime);
            time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
        };
        let before = now();
        let made = black_box(work());
        (now() - before, made)
    }
}

#[cfg(not(target_os = "linux"))]
mod of_file {
    use std::path::Path;

    pub(super) fn measure(_: &Path, _: usize) {
        println!("a file is measured on Linux only");
    }

    pub(super) fn once(_: &str, _: &Path) {}
}
