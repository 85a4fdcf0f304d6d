//! Plots and pages as a whole.

use crate::domain::Lang;
use crate::testing::demo_page;

#[test]
#[ignore = "writes demo pages for looking at"]
fn write() {
    for lang in [Lang::Zh, Lang::En] {
        let name = format!("/tmp/charts-look/{}.html", lang.pick("en", "zh"));
        std::fs::write(name, demo_page(lang).html()).unwrap();
    }
}
