use xuncha::simulate::experiment::*;
use xuncha::simulate::policy::as_is;
use xuncha::simulate::scenario::Scenario;
struct P;
impl Progress for P {
    fn preparing(&self, n: usize) {
        eprintln!("places {n}");
    }
    fn finished(&self, o: &xuncha::simulate::outcome::Outcome) {
        eprintln!("{} {}", o.policy, o.run);
    }
}
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let days: u32 = std::env::args().nth(2).unwrap().parse().unwrap();
    let runs: u64 = std::env::args().nth(3).unwrap().parse().unwrap();
    let iterations: u64 = std::env::args().nth(4).unwrap().parse().unwrap();
    let ws = xuncha::workspace::open(std::path::Path::new(&dir)).unwrap();
    let sc = Scenario::default();
    let plan = Plan {
        first: xuncha::units::Day::parse("2026-11-24").unwrap(),
        days,
        runs,
        iterations,
        seed: 1,
    };
    let t = std::time::Instant::now();
    let stage = Stage::new(&ws, &sc, &plan).unwrap();
    eprintln!(
        "stage {:?} spots {} left out {}",
        t.elapsed(),
        stage.world.spots.len(),
        stage.world.left_out
    );
    let policies = [as_is("as is", &ws)];
    let t = std::time::Instant::now();
    with_runs(&stage, &policies, &sc, &plan, &P, &|one| {
        eprintln!("tables {:?}", t.elapsed());
        let t = std::time::Instant::now();
        let played = one.play(0, 0)?;
        eprintln!(
            "run {:?} events {} refused {:?}",
            t.elapsed(),
            played.ledger.store().events().len(),
            played.refused.iter().take(5).collect::<Vec<_>>()
        );
        eprintln!("refused {}", played.refused.len());
        let t = std::time::Instant::now();
        let o = xuncha::simulate::outcome::outcome(
            &one.setting,
            &policies[0].workspace,
            &stage.county,
            "x",
            0,
            &played,
        )?;
        eprintln!("outcome {:?}", t.elapsed());
        for (m, v) in &o.measures {
            eprintln!("{} {v:.3}", m.word());
        }
        eprintln!("{:?}", o.weeks);
        for d in played.days.iter().take(12) {
            eprintln!("{d:?}");
        }
        eprintln!("{:?}", o.discovery);
        Ok(())
    })
    .unwrap();
    let t = std::time::Instant::now();
    let all = simulate(&stage, &policies, &sc, &plan, &|_, _| None, &P).unwrap();
    eprintln!("all {} {:?}", all.len(), t.elapsed());
}
