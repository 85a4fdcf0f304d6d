//! A report as one page that needs no network and prints on A4.

use super::text::heading;
use super::{DailyReport, sections};
use crate::domain::{Lang, markup};

const STYLE: &str = include_str!("report.css");

/// The page of a report.
pub fn html(report: &DailyReport, lang: Lang) -> String {
    let title = markup(&heading(report, lang));
    let code = lang.pick("en", "zh-CN");
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for section in sections(report, lang) {
        let class = if section.is_urgent {
            " class=\"urgent\""
        } else {
            ""
        };
        page.push_str(&format!(
            "<section{class}>\n<h2>{}</h2>\n",
            markup(&section.title)
        ));
        if section.rows.is_empty() {
            page.push_str(&format!("<p>{}</p>\n", lang.pick("none", "无")));
        } else {
            page.push_str("<div class=\"wide\"><table>\n");
            page.push_str(&head(&section.head));
            for row in &section.rows {
                page.push_str("<tr>");
                for (at, cell) in row.iter().enumerate() {
                    let head = section.head.get(at).map_or("", String::as_str);
                    page.push_str(&format!(
                        "<td data-head=\"{}\">{}</td>",
                        markup(head),
                        markup(cell)
                    ));
                }
                page.push_str("</tr>\n");
            }
            page.push_str("</table></div>\n");
        }
        page.push_str("</section>\n");
    }
    let seal = [
        lang.pick("reported by (key)", "填报人（代号）"),
        lang.pick("checked by (key)", "审核人（代号）"),
        lang.pick("unit, seal", "填报单位（公章）"),
    ];
    page.push_str(&format!(
        "<div class=\"seal\"><span>{}</span></div>\n",
        seal.join("</span><span>")
    ));
    page.push_str("</body>\n</html>\n");
    page
}

fn head(head: &[String]) -> String {
    if head.is_empty() {
        return String::new();
    }
    let cells: Vec<String> = head.iter().map(|cell| markup(cell)).collect();
    format!("<tr><th>{}</th></tr>\n", cells.join("</th><th>"))
}
