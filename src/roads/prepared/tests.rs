use super::super::{Ways, build, travel_matrix};
use super::*;
use crate::domain::{ClockTime, Closure, ClosureHours, Level, Oneway, RoadClass, Source};
use crate::roads::{LinkIdx, Position};
use crate::testing::{at, grid, road};
use crate::units::Day;

const ODD: Code = Code {
    id: "L9999",
    level: Level::Note,
    en: "",
    zh: "",
    hint_en: "",
    hint_zh: "",
};

fn of(roads: Vec<Road>) -> Prepared {
    let (network, repairs) = build(&roads, &RoadParams::default());
    let source = Source {
        file: "b.geojson".into(),
        line: 3,
        column: 4,
        feature: Some(0),
    };
    let finding = Finding::new(&ODD, source).id("屯").arg(1).arg("{0}");
    Prepared {
        roads,
        findings: vec![finding.clone().place(at(0.0, 0.0)), finding],
        features: BTreeMap::from([("道路.geojson".to_owned(), 7)]),
        network,
        repairs,
    }
}

/// A grid with a gap, an island, and one road with all that a road can have.
fn sample(columns: usize, rows: usize) -> Prepared {
    let mut roads = grid(columns, rows, 3);
    roads.push(road("near", &[at(100.0, -3.0), at(100.0, -300.0)]));
    roads.push(road("island", &[at(-3000.0, 0.0), at(-2700.0, 0.0)]));
    let full = &mut roads[1];
    full.class = Some(RoadClass::Track);
    full.oneway = Oneway::Backward;
    full.maxspeed = Some(7.5);
    (full.bridge, full.divided, full.frozen_only, full.layer) = (true, true, true, -2);
    full.closures = vec![
        Closure::whole_days(Day::EPOCH.plus(-3), Day::EPOCH.plus(20_000)),
        Closure {
            days: None,
            hours: ClosureHours::Daily(ClockTime::hm(22, 0), ClockTime::hm(5, 30)),
        },
        Closure {
            days: Some((Day::EPOCH, Day::EPOCH)),
            hours: ClosureHours::Through(ClockTime::hm(0, 0), ClockTime::hm(24, 0)),
        },
    ];
    full.name = Some("大屯路".into());
    full.number = Some("Y001".into());
    full.tags = BTreeMap::from([("a".to_owned(), String::new())]);
    full.source.feature = Some(u32::MAX);
    of(roads)
}

fn key() -> Key {
    Key::new(&["a".to_owned()], &RoadParams::default())
}

fn back(bytes: &[u8]) -> Result<Prepared, Unusable> {
    decode(bytes, &key(), &RoadParams::default(), &[&ODD])
}

/// Everything that can be told of prepared roads, but for what is made when first needed.
fn all(prepared: &Prepared) -> String {
    let network = &prepared.network;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        prepared.roads,
        prepared.findings,
        prepared.features,
        prepared.repairs,
        network.links,
        network.graph,
        network.node_island,
        network.island_length
    )
}

#[test]
fn what_is_read_is_what_was_written() {
    let prepared = sample(12, 9);
    let read = back(&encode(&key(), &prepared)).unwrap();
    assert_eq!(all(&read), all(&prepared));
    let shape = |prepared: &Prepared| format!("{:?}", prepared.network.hierarchy());
    assert_eq!(shape(&read), shape(&prepared));
    assert_eq!(encode(&key(), &read), encode(&key(), &prepared));
}

#[test]
fn ways_are_the_same() {
    let prepared = sample(14, 14);
    let read = back(&encode(&key(), &prepared)).unwrap();
    let positions: Vec<Position> = (0..40)
        .map(|number| Position::new(LinkIdx(number * 7), f64::from(number) / 40.0))
        .collect();
    assert_eq!(
        travel_matrix(&read.network, &positions),
        travel_matrix(&prepared.network, &positions)
    );
    let path = |ways: Ways<'_>| ways.query().path(positions[3], positions[30]);
    assert_eq!(path(read.network.ways()), path(prepared.network.ways()));
}

#[test]
fn another_key_is_older_and_no_damage() {
    let bytes = encode(&key(), &sample(4, 4));
    let other = Key::new(&["b".to_owned()], &RoadParams::default());
    let faster = RoadParams {
        join_tolerance: 5.5,
        ..RoadParams::default()
    };
    for key in [other, Key::new(&["a".to_owned()], &faster)] {
        let read = decode(&bytes, &key, &RoadParams::default(), &[&ODD]);
        assert_eq!(read.err(), Some(Unusable::Older));
    }
}

#[test]
fn a_cut_or_changed_file_is_refused() {
    let bytes = encode(&key(), &sample(3, 3));
    for at in 0..bytes.len() {
        assert_eq!(back(&bytes[..at]).err(), Some(Unusable::Damaged), "{at}");
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(back(&changed).err(), Some(Unusable::Damaged), "{at}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(back(&longer).is_err());
    assert!(back(&[]).is_err());
    assert!(back(b"xuncha-roads").is_err());
}

/// Even where somebody sums a foreign file anew, reading it ends in an answer that cannot make anything panic.
#[test]
fn changes_under_a_right_sum_never_panic() {
    let bytes = encode(&key(), &sample(3, 3));
    let body = bytes.len() - HASH;
    let mut kept = 0;
    for at in MAGIC.len()..body {
        for value in [0, 0xff, bytes[at].wrapping_add(1)] {
            let mut changed = bytes[..body].to_vec();
            changed[at] = value;
            let hash = Sha256::digest(&changed);
            changed.extend_from_slice(&hash);
            if let Ok(read) = back(&changed) {
                kept += 1;
                if kept % 50 == 0 {
                    let end = read.network.links().len() - 1;
                    let end = LinkIdx(u32::try_from(end).unwrap());
                    let at = |link, fraction| Position::new(link, fraction);
                    travel_matrix(&read.network, &[at(LinkIdx(0), 0.3), at(end, 1.0)]);
                }
            }
        }
    }
    assert!(kept > 0);
}

#[test]
fn an_order_names_each_junction_once() {
    assert!(is_order(&[2, 0, 1], 3));
    assert!(!is_order(&[2, 0, 0], 3));
    assert!(!is_order(&[0, 1], 3));
    assert!(!is_order(&[0, 1, 3], 3));
}

#[test]
fn a_folder_that_cannot_be_written_to_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = sample(3, 3);
    let read = |dir: &Path| read(dir, &key(), &RoadParams::default(), &[&ODD]);
    assert_eq!(read(folder.path()).err(), Some(Unusable::Missing));
    write(&folder.path().join("none"), &key(), &prepared);
    assert!(!folder.path().join("none").exists());
    std::fs::write(folder.path().join(FOLDER), "a file").unwrap();
    write(folder.path(), &key(), &prepared);
    assert_eq!(read(folder.path()).err(), Some(Unusable::Missing));
    std::fs::remove_file(folder.path().join(FOLDER)).unwrap();
    write(folder.path(), &key(), &prepared);
    assert_eq!(all(&read(folder.path()).unwrap()), all(&prepared));
    let left: Vec<_> = std::fs::read_dir(folder.path().join(FOLDER))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 2, "the roads and .gitignore");
}
