//! The sentences of the page.

use crate::coverage::Coverage;
use crate::domain::Lang;

pub(super) fn subtitle(coverage: &Coverage, lang: Lang) -> String {
    let (from, to, counted) = (coverage.from, coverage.to, coverage.counted_from);
    let since = match lang {
        _ if counted <= from => String::new(),
        Lang::En => format!("; the ledger begins on {counted}, nothing before it counts"),
        Lang::Zh => format!("；台账始于 {counted}，此前不计"),
    };
    match lang {
        Lang::En => format!("{from} to {to}{since}"),
        Lang::Zh => format!("{from} 至 {to}{since}"),
    }
}

pub(super) const fn classes(lang: Lang) -> &'static str {
    lang.pick(
        "On time: visited up to the due day. Late: afterwards, before the next one was due. Missed: neither.",
        "按期：到期日前到访；逾期：到期后、下次到期前到访；漏巡：均未到访。",
    )
}

pub(super) const fn recency(lang: Lang) -> &'static str {
    lang.pick(
        "Days at the end of the period since each metre of corridor and each target was last seen.",
        "期末距每米路段、每个对象上次巡查的天数。",
    )
}

pub(super) const fn townships(lang: Lang) -> &'static str {
    lang.pick(
        "What was due in each township and what became of it, the worst served first.",
        "各乡镇应巡任务完成情况，由低到高排列。",
    )
}

pub(super) const fn promise(lang: Lang) -> &'static str {
    lang.pick(
        "What the plans promised, what happened, and for what reasons visits failed or were left out.",
        "计划任务的实际完成情况，以及未成、未排的原因。",
    )
}

pub(super) const fn estimates(lang: Lang) -> &'static str {
    lang.pick(
        "How often waste is dumped and how long it lies, told from when it was found and when somebody last looked before. It rests on a patrol noticing what it passes.",
        "由发现时间与前次巡查时间推算倾倒频次和滞留天数，以巡查经过即能发现为前提。",
    )
}

pub(super) const fn foot(lang: Lang) -> &'static str {
    lang.pick(
        "Made by xuncha from layers, ledger and plans; every figure is in the CSV files beside this page. Visits to places are counted, never persons or teams. The map shows the county's own layers and no boundaries.",
        "由 xuncha 根据图层、台账和计划生成；全部数据见同目录 CSV 文件。只统计对地点的巡查，不涉及个人和班组。地图仅用本县图层绘制，不表示行政区界。",
    )
}
