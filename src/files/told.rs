//! What the operating system and the readers of TOML and JSON say, in the language of the user: all speak English only.

use std::io::{self, ErrorKind};

use serde_json::error::Category;

use crate::domain::Lang;

/// What the operating system says of a file; in Chinese by its kind, with its number.
pub fn io(error: &io::Error, lang: Lang) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    let text = match error.kind() {
        ErrorKind::NotFound => "文件或文件夹不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已存在",
        ErrorKind::IsADirectory => "是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::DirectoryNotEmpty => "文件夹不为空",
        ErrorKind::ReadOnlyFilesystem => "所在磁盘只读",
        ErrorKind::StorageFull => "磁盘空间不足",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "文件过大",
        ErrorKind::InvalidFilename => "文件名无效或过长",
        // An unpacker says so of its data, the system of a path.
        ErrorKind::InvalidInput if error.raw_os_error().is_none() => "数据损坏",
        ErrorKind::InvalidInput => "路径或参数无效",
        ErrorKind::InvalidData => "数据损坏或编码不符",
        ErrorKind::UnexpectedEof => "数据不完整",
        ErrorKind::WriteZero => "写入中断",
        ErrorKind::Interrupted => "操作被中断",
        ErrorKind::TimedOut => "操作超时",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "文件正被占用",
        ErrorKind::CrossesDevices => "不能跨磁盘移动",
        ErrorKind::TooManyLinks => "链接过多",
        ErrorKind::BrokenPipe => "管道已关闭",
        ErrorKind::OutOfMemory => "内存不足",
        _ => return format!("操作系统拒绝（{error}）"),
    };
    match error.raw_os_error() {
        Some(number) => format!("{text}（系统错误 {number}）"),
        None => text.to_owned(),
    }
}

/// What the TOML reader says of a text, in Chinese; words of the file stay as they are, and so does a sentence that is not
/// known here.
pub fn toml(message: &str) -> String {
    let message = message.trim();
    known(message).unwrap_or_else(|| format!("写法有误（{message}）"))
}

/// What the TOML reader says of a whole text, with the place; in English as the reader shows it.
pub fn toml_at(text: &str, error: &toml::de::Error, lang: Lang) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    let told = toml(error.message());
    let Some(before) = error.span().and_then(|span| text.get(..span.start)) else {
        return told;
    };
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
        + 1;
    format!("第 {line} 行第 {column} 列：{told}")
}

/// What the JSON reader says of a text, with the place.
pub fn json(error: &serde_json::Error, lang: Lang) -> String {
    let whole = error.to_string();
    if lang == Lang::En {
        return whole;
    }
    let (line, column) = (error.line(), error.column());
    let place = format!(" at line {line} column {column}");
    let message = whole.strip_suffix(&place).unwrap_or(&whole);
    let told = match error.classify() {
        Category::Eof => "内容不完整".to_owned(),
        Category::Syntax => format!("不是有效的 JSON（{message}）"),
        Category::Data | Category::Io => toml(message),
    };
    match line {
        0 => told,
        _ => format!("第 {line} 行第 {column} 列：{told}"),
    }
}

fn known(message: &str) -> Option<String> {
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (message, None),
    };
    let should = |of: fn(&str) -> String| {
        expected.map_or(String::new(), |expected| format!("，应为 {}", of(expected)))
    };
    let after = |head: &str| what.strip_prefix(head);
    if let Some(name) = after("missing field ") {
        return Some(format!("缺少 {name}"));
    }
    if let Some(name) = after("duplicate field ") {
        return Some(format!("{name} 重复"));
    }
    if let Some(name) = after("unknown field ") {
        return Some(format!("没有设置项 {name}{}", should(names)));
    }
    if let Some(name) = after("unknown variant ") {
        return Some(format!("没有取值 {name}{}", should(names)));
    }
    if let Some(name) = after("unknown datum ") {
        return Some(format!("没有坐标系 {name}{}", should(names)));
    }
    for (head, chinese) in [
        ("invalid type: ", "类型不符：此处为 "),
        ("invalid value: ", "取值不符：此处为 "),
        ("invalid length ", "个数不符：此处为 "),
    ] {
        if let Some(found) = after(head) {
            return Some(format!("{chinese}{}{}", thing(found), should(thing)));
        }
    }
    if let Some((given, good)) = message.split_once(" is not a ")
        && let Some((_, example)) = good.split_once(" such as ")
    {
        return Some(format!("{given} 写法不符，应如 {example}"));
    }
    if what.starts_with("data did not match any variant") {
        return Some("取值的写法不符".to_owned());
    }
    let sentence = SENTENCES.iter().find(|(english, _)| *english == what)?;
    // The signs that may follow are worth telling; what the grammar calls them is not.
    let signs = expected.filter(|expected| expected.starts_with('`'));
    Some(match signs {
        Some(signs) => format!("{}，应为 {}", sentence.1, signs.replace(", ", "、")),
        None => sentence.1.to_owned(),
    })
}

/// A list of names in backticks, behind "one of" or with an "or" in it.
fn names(expected: &str) -> String {
    let list = expected.strip_prefix("one of ");
    let names = list.unwrap_or(expected).replace(", ", "、");
    let names = names.replace(" or ", " 或 ");
    if list.is_some() {
        format!("{names} 之一")
    } else {
        names
    }
}

/// A kind of value.
fn thing(english: &str) -> String {
    let (word, value) = match english.split_once([' ', '`']) {
        Some(_) if let Some(at) = english.find(" `") => (&english[..at], &english[at + 1..]),
        Some(_) if english.starts_with("string \"") => ("string", &english["string ".len()..]),
        _ => (english, ""),
    };
    let kind = match word {
        "a string" | "string" | "str" => "文字",
        "integer" | "i8" | "i16" | "i32" | "i64" | "an integer" => "整数",
        "u8" | "u16" | "u32" | "u64" | "usize" => "不小于 0 的整数",
        "floating point" | "f32" | "f64" => "数字",
        "a boolean" | "boolean" => "true 或 false",
        "sequence" | "a sequence" | "an array" | "array" => "数组",
        "map" | "a map" | "table" | "a table" => "表",
        "datetime" | "a datetime" => "日期时间",
        "a value" => "值",
        _ if word.starts_with("struct ") => "表",
        _ if word.starts_with("an array of length ") => {
            return format!("{} 个数的数组", &word["an array of length ".len()..]);
        }
        _ => return english.replace(", ", "、"),
    };
    if value.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} {value}")
    }
}

/// Sentences of the reader, without what it expected.
const SENTENCES: [(&str, &str); 38] = [
    ("duplicate key", "同一项写了两次"),
    ("key with no value", "只有名称，没有值"),
    ("missing value", "缺少值"),
    ("missing value for key", "缺少值"),
    ("invalid value", "值的写法不符"),
    ("extra `=`", "多了一个 `=`"),
    ("extra comma in array", "数组中多了一个逗号"),
    ("extra comma in inline table", "行内表中多了一个逗号"),
    ("unexpected `=` in array", "数组中不应有 `=`"),
    (
        "missing comma between array elements",
        "数组各项之间缺少逗号",
    ),
    ("missing comma between key-value pairs", "各项之间缺少逗号"),
    (
        "missing assignment between key-value pairs",
        "名称与值之间缺少 `=`",
    ),
    ("missing key for inline table element", "行内表中缺少名称"),
    ("missing opening quote", "缺少起始引号"),
    ("missing escaped value", "转义符后缺少字符"),
    ("missing array opening", "缺少 `[`"),
    ("missing inline table opening", "缺少 `{`"),
    ("missing table open", "缺少 `[`"),
    ("missing comment start", "缺少 `#`"),
    ("string values must be quoted", "文字须加引号"),
    ("invalid unquoted key", "名称须加引号"),
    ("unquoted keys cannot be empty", "名称为空"),
    ("invalid key-value pair", "此行不是“名称 = 值”"),
    ("invalid inline table element", "行内表的写法不符"),
    ("unexpected key or value", "此处不应有名称或值"),
    ("unexpected content", "此处有多余的内容"),
    (
        "unexpected content between comment and newline",
        "注释之后有多余的内容",
    ),
    ("unclosed table", "表头未闭合"),
    ("unclosed array table", "表头未闭合"),
    ("unclosed inline table", "行内表未闭合"),
    ("unclosed array", "数组未闭合"),
    ("invalid basic string", "引号未闭合"),
    ("invalid literal string", "引号未闭合"),
    ("invalid multi-line basic string", "引号未闭合"),
    ("invalid multi-line literal string", "引号未闭合"),
    ("unexpected leading zero", "数字前不应有 0"),
    ("integer number overflowed", "整数过大"),
    ("floating-point number overflowed", "数字过大"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        #[expect(dead_code, reason = "only read")]
        name: String,
        #[expect(dead_code, reason = "only read")]
        number: Option<u32>,
        #[expect(dead_code, reason = "only read")]
        place: Option<[f64; 2]>,
        #[expect(dead_code, reason = "only read")]
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Roads,
        Areas,
        Sites,
    }

    #[test]
    fn what_the_reader_says_is_told_in_chinese() {
        for (text, want) in [
            ("number = 1", "缺少 `name`"),
            (
                "name = \"a\"\nnumbr = 1",
                "没有设置项 `numbr`，应为 `name`、`number`、`place`、`kind` 之一",
            ),
            ("name = 5", "类型不符：此处为 整数 `5`，应为 文字"),
            (
                "name = \"a\"\nnumber = -1",
                "取值不符：此处为 整数 `-1`，应为 不小于 0 的整数",
            ),
            (
                "name = \"a\"\nnumber = \"x\"",
                "类型不符：此处为 文字 \"x\"，应为 不小于 0 的整数",
            ),
            (
                "name = \"a\"\nplace = [1.0]",
                "个数不符：此处为 1，应为 2 个数的数组",
            ),
            (
                "name = \"a\"\nkind = \"x\"",
                "没有取值 `x`，应为 `roads`、`areas`、`sites` 之一",
            ),
            ("name = \"a\"\nname = \"b\"", "同一项写了两次"),
            ("name", "只有名称，没有值，应为 `=`"),
            ("name =", "文字须加引号"),
            ("name = \"a", "引号未闭合，应为 `\"`"),
            ("[[name", "表头未闭合，应为 `]]`"),
        ] {
            let error = toml::from_str::<Settings>(text).unwrap_err();
            assert_eq!(toml(error.message()), want, "{}", error.message());
        }
        assert_eq!(toml("gibberish"), "写法有误（gibberish）");
    }

    #[test]
    fn errors_of_the_system_are_told_by_kind() {
        let missing = std::fs::read("/no/such/file").unwrap_err();
        assert_eq!(io(&missing, Lang::Zh), "文件或文件夹不存在（系统错误 2）");
        assert_eq!(io(&missing, Lang::En), missing.to_string());
        let other = io::Error::other("x");
        assert_eq!(io(&other, Lang::Zh), "操作系统拒绝（x）");
    }

    #[test]
    fn what_the_json_reader_says_is_told_in_chinese() {
        for (text, told) in [
            ("{\"number\": 1}", "第 1 行第 13 列：缺少 `name`"),
            (
                "{\"name\": 3, \"number\": 1}",
                "第 1 行第 10 列：类型不符：此处为 整数 `3`，应为 文字",
            ),
            ("{\"name\": \"a\"", "第 1 行第 12 列：内容不完整"),
        ] {
            let error = serde_json::from_str::<Settings>(text).unwrap_err();
            assert_eq!(json(&error, Lang::Zh), told);
            assert_eq!(json(&error, Lang::En), error.to_string());
        }
        let error = serde_json::from_str::<Settings>("{name}").unwrap_err();
        let told = json(&error, Lang::Zh);
        assert!(told.contains("不是有效的 JSON"), "{told}");
    }
}
