use crate::support::xuncha;

#[test]
fn help_is_as_reviewed() {
    let mut text = String::new();
    for command in [
        &["--help"][..],
        &["init", "--help"],
        &["check", "--help"],
        &["plan", "--help"],
        &["verify", "--help"],
        &["coverage", "--help"],
        &["whatif", "--help"],
        &["simulate", "--help"],
        &["solve", "--help"],
        &["generate", "--help"],
    ] {
        text.push_str(&format!(
            "$ xuncha {}\n{}\n",
            command.join(" "),
            xuncha(command).expect(0).stdout
        ));
    }
    super::docs::same_as_committed("tests/data/help.txt", &text);
}
