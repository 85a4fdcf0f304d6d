//! A report as one page that needs no network: for a phone, a screen and A4 paper.

use crate::domain::{Lang, markup};

const STYLE: &str = include_str!("page.css");

/// A report page. All texts are plain, in the reader's language; the page escapes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The language of the page.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// What it is about: the county, the days.
    pub subtitle: String,
    /// Key figures at the top.
    pub tiles: Vec<Tile>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The last line: how it was made, what it leaves out.
    pub foot: String,
}

/// A key figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tile {
    /// What it is.
    pub name: String,
    /// The figure with its unit.
    pub value: String,
    /// A short remark, such as the figure before; may be empty.
    pub note: String,
}

/// A section of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// One sentence that says what is seen; may be empty.
    pub intro: String,
    /// What it shows.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A plot; plots that follow each other stand side by side where there is room.
    Figure(Figure),
    /// A table.
    Table(Table),
    /// Key figures.
    Tiles(Vec<Tile>),
    /// A paragraph.
    Text(String),
}

/// A plot with its caption.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// The SVG of a plot of this module, put into the page as it is.
    pub svg: String,
    /// What it shows, and where its figures are found.
    pub caption: String,
    /// Whether it takes the whole width, such as a map.
    pub wide: bool,
}

/// A table; on a phone each row is a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it shows; may be empty.
    pub caption: String,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// The rows; cells beyond the heads have none.
    pub rows: Vec<Vec<String>>,
}

impl Page {
    /// The whole page as HTML.
    pub fn html(&self) -> String {
        let (title, lang) = (markup(&self.title), self.lang);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"format-detection\" content=\"telephone=no\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
            lang.pick("en", "zh-CN"),
        );
        paragraph(&mut out, "subtitle", &self.subtitle);
        tiles(&mut out, &self.tiles);
        for section in &self.sections {
            out.push_str(&format!("<section>\n<h2>{}</h2>\n", markup(&section.title)));
            paragraph(&mut out, "intro", &section.intro);
            blocks(&mut out, &section.blocks, lang);
            out.push_str("</section>\n");
        }
        if !self.foot.is_empty() {
            out.push_str(&format!("<footer>{}</footer>\n", markup(&self.foot)));
        }
        out.push_str("</body>\n</html>\n");
        out
    }
}

/// Blocks in order; figures next to each other share a row.
fn blocks(out: &mut String, blocks: &[Block], lang: Lang) {
    let mut in_row = false;
    for block in blocks {
        let is_figure = matches!(block, Block::Figure(_));
        if is_figure != in_row {
            out.push_str(if is_figure {
                "<div class=\"figures\">\n"
            } else {
                "</div>\n"
            });
            in_row = is_figure;
        }
        match block {
            Block::Figure(figure) => {
                let class = if figure.wide { " class=\"whole\"" } else { "" };
                out.push_str(&format!(
                    "<figure{class}>\n{}<figcaption>{}</figcaption>\n</figure>\n",
                    figure.svg,
                    markup(&figure.caption)
                ));
            }
            Block::Table(table) => draw_table(out, table, lang),
            Block::Tiles(figures) => tiles(out, figures),
            Block::Text(text) => paragraph(out, "text", text),
        }
    }
    if in_row {
        out.push_str("</div>\n");
    }
}

fn paragraph(out: &mut String, class: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("<p class=\"{class}\">{}</p>\n", markup(text)));
    }
}

fn tiles(out: &mut String, tiles: &[Tile]) {
    if tiles.is_empty() {
        return;
    }
    out.push_str("<dl class=\"tiles\">\n");
    for tile in tiles {
        out.push_str(&format!(
            "<div><dt>{}</dt><dd>{}</dd>",
            markup(&tile.name),
            markup(&tile.value)
        ));
        if !tile.note.is_empty() {
            out.push_str(&format!("<dd class=\"note\">{}</dd>", markup(&tile.note)));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n");
}

fn draw_table(out: &mut String, table: &Table, lang: Lang) {
    if !table.caption.is_empty() {
        out.push_str(&format!("<h3>{}</h3>\n", markup(&table.caption)));
    }
    if table.rows.is_empty() {
        paragraph(out, "text", lang.pick("none", "无"));
        return;
    }
    out.push_str("<table>\n<thead><tr>");
    for head in &table.head {
        out.push_str(&format!("<th>{}</th>", markup(head)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let head = table.head.get(at).map_or("", String::as_str);
            let class = if is_figure(cell) { " class=\"n\"" } else { "" };
            out.push_str(&format!(
                "<td{class} data-head=\"{}\">{}</td>",
                markup(head),
                markup(cell)
            ));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Whether a cell is a number, which stands at the right of its column.
fn is_figure(cell: &str) -> bool {
    cell.chars().any(|letter| letter.is_ascii_digit())
        && cell
            .chars()
            .all(|letter| letter.is_ascii_digit() || " \u{202f}.,%+-−–±/".contains(letter))
        && cell.matches(['-', '–']).count() < 2
}
