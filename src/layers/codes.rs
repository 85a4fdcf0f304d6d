//! Every finding of this stage: its stable id and its texts in both languages.
//!
//! `L00` files, `L01` geometry, `L02` JSON, `L03` coordinate systems, `L04` ids and fields, `L05` roads, `L06` dump points,
//! `L07` sites, places and areas, `L09` the datum. `{0}`, `{1}` ... are the arguments of the finding.

use crate::domain::{Code, Level};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $id:literal $level:ident $en:literal $zh:literal $hint_en:literal $hint_zh:literal)*) => {
        $(
            $(#[$doc])*
            pub const $name: Code = Code {
                id: $id,
                level: Level::$level,
                en: $en,
                zh: $zh,
                hint_en: $hint_en,
                hint_zh: $hint_zh,
            };
        )*
        /// All codes of this stage, by id.
        pub const ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The file does not exist.
    FILE_MISSING "L0001" Error
        "the file does not exist"
        "文件不存在"
        "correct the path of the layer in `xuncha.toml`, or copy the file there"
        "请更正 `xuncha.toml` 中该图层的路径，或把文件放到该处"
    /// A folder or device where a file should be.
    FILE_NOT_A_FILE "L0002" Error
        "the path is a folder or a device, not a file"
        "该路径是文件夹或设备，不是文件"
        "name the GeoJSON file itself"
        "请写明 GeoJSON 文件本身的路径"
    /// The operating system refused to read.
    FILE_UNREADABLE "L0003" Error
        "the file cannot be read: {0}"
        "无法读取文件：{1}"
        "check the permissions of the file and the disk"
        "请检查文件权限和磁盘"
    /// No content.
    FILE_EMPTY "L0004" Error
        "the file is empty"
        "文件为空"
        "export the layer again, or remove it from `xuncha.toml`"
        "请重新导出该图层，或从 `xuncha.toml` 中删去"
    /// The gzip data are damaged or cut.
    FILE_GZIP_BROKEN "L0005" Error
        "the gzip data are broken after {0} bytes of text: {1}"
        "gzip 数据在解出 {0} 字节之后损坏：{2}"
        "compress or download the file again"
        "请重新压缩或重新下载该文件"
    /// More than is read into memory.
    FILE_TOO_LARGE "L0006" Error
        "the file holds more than {0} bytes"
        "文件超过 {0} 字节"
        "split the layer into several files"
        "请把该图层拆成几个文件"
    /// Text in another encoding.
    FILE_NOT_UTF8 "L0007" Error
        "the text is not UTF-8; it looks like {0}"
        "文本不是 UTF-8 编码，看起来是 {0}"
        "save the file as UTF-8, for example with `iconv -f GB18030 -t UTF-8`"
        "请把文件另存为 UTF-8 编码，例如用 `iconv -f GB18030 -t UTF-8`"
    /// Something else than GeoJSON.
    FILE_NOT_GEOJSON "L0008" Error
        "the file is not GeoJSON; it looks like {0}"
        "文件不是 GeoJSON，看起来是 {1}"
        "export the layer as GeoJSON (RFC 7946) with lon, lat in degrees"
        "请把该图层导出为 GeoJSON（RFC 7946），坐标为经度、纬度（度）"
    /// The end is missing.
    FILE_TRUNCATED "L0009" Error
        "the file ends in the middle; {0} good features came before"
        "文件不完整，中途结束；此前有 {0} 个要素完好"
        "copy or export the file again; what is missing cannot be known"
        "请重新复制或导出文件；缺失的内容无法得知"
    /// No features at all.
    FILE_NO_FEATURES "L0010" Warning
        "the layer has no features"
        "该图层没有任何要素"
        "" ""
    /// All positions are metres.
    FILE_PROJECTED "L0011" Error
        "all positions are metres of a projection, not degrees; the first is [{0}]"
        "全部坐标是投影坐标（米），不是度；第一个为 [{0}]"
        "say which grid it is, such as `datum = \"EPSG:4547\"` for the layer; Chinese survey sheets are mostly EPSG:4513 to 4554"
        "请为该图层声明坐标系，例如 `datum = \"EPSG:4547\"`；国内测绘成果多为 EPSG:4513 至 4554"

    /// No geometry.
    GEOMETRY_NULL "L0101" Error
        "the feature has no geometry"
        "要素没有几何图形"
        "draw it, or delete the feature"
        "请补画图形，或删除该要素"
    /// A geometry type that does not exist.
    GEOMETRY_UNKNOWN "L0102" Error
        "unknown geometry type `{0}`"
        "未知的几何类型 `{0}`"
        "use Point, LineString, Polygon or one of their Multi forms"
        "请使用 Point、LineString、Polygon 或其 Multi 形式"
    /// Several geometries in one.
    GEOMETRY_COLLECTION "L0103" Error
        "a GeometryCollection is not read"
        "不读取 GeometryCollection"
        "split it into features of one geometry each"
        "请拆成每个只含一个几何图形的要素"
    /// The kind of geometry does not fit the layer.
    GEOMETRY_KIND "L0104" Error
        "a {0} cannot be {1}"
        "{0} 不能作为{2}"
        "move the feature to the layer it belongs to, or draw it anew"
        "请把该要素移到所属图层，或重新绘制"
    /// No positions.
    GEOMETRY_EMPTY "L0105" Error
        "the {0} has no positions"
        "{0} 没有任何坐标"
        "draw it, or delete the feature"
        "请补画图形，或删除该要素"
    /// A line of one place.
    LINE_SHORT "L0106" Error
        "a line needs two different positions and part {0} has {1}"
        "线至少需要两个不同的点，第 {0} 部分只有 {1} 个"
        "draw the line anew, or delete it"
        "请重画该线，或删除"
    /// A ring that encloses nothing.
    RING_SHORT "L0107" Error
        "a ring needs four positions, the last equal to the first, and ring {1} of part {0} has {2}"
        "环至少需要四个点且首尾相同，第 {0} 部分的第 {1} 个环只有 {2} 个"
        "draw the outline anew"
        "请重画边界"
    /// A ring whose ends differ.
    RING_OPEN "L0108" Note
        "ring {1} of part {0} is not closed; its first position was added at the end"
        "第 {0} 部分的第 {1} 个环未闭合，已在末尾补上首点"
        "" ""
    /// Brackets nested wrongly.
    COORDINATES_NESTING "L0109" Error
        "the coordinates are nested too {0} for a {1}"
        "坐标数组的嵌套层数与 {1} 不符（{2}）"
        "check the brackets, or the geometry type"
        "请检查方括号，或几何类型"
    /// Something else than a number.
    POSITION_NOT_NUMBER "L0110" Error
        "a coordinate is {0}, not a number"
        "坐标是 {0}，不是数字"
        "write coordinates as bare numbers, without quotes"
        "坐标请写成数字，不加引号"
    /// Fewer than two numbers.
    POSITION_SHORT "L0111" Error
        "a position needs lon and lat and has {0} numbers"
        "坐标需要经度和纬度，只有 {0} 个数"
        "" ""
    /// Outside the globe.
    POSITION_RANGE "L0112" Error
        "position [{0}] lies outside lon -180 to 180, lat -90 to 90"
        "坐标 [{0}] 超出经度 -180 至 180、纬度 -90 至 90 的范围"
        "if these are metres, reproject the layer to degrees"
        "如果单位是米，请先把图层转换为经纬度"
    /// Latitude first.
    POSITION_SWAPPED "L0113" Error
        "position [{0}] has latitude and longitude swapped"
        "坐标 [{0}] 的经度与纬度颠倒"
        "write longitude first: [{1}]"
        "请把经度写在前面：[{1}]"
    /// Zero, zero.
    POSITION_ZERO "L0114" Warning
        "position [0, 0] lies in the Gulf of Guinea; it was kept"
        "坐标 [0, 0] 位于几内亚湾，已保留"
        "a receiver without a fix writes [0, 0]; enter the true position"
        "定位失败时会写成 [0, 0]；请填写真实坐标"
    /// Heights.
    POSITION_Z "L0115" Note
        "{0} features have heights, which are not used"
        "{0} 个要素带有高程，未使用"
        "" ""
    /// Larger than any degree.
    POSITION_METRES "L0116" Error
        "position [{0}] is in metres of a projection, not in degrees"
        "坐标 [{0}] 是投影坐标（米），不是度"
        "draw the feature in degrees like the others; a whole layer of metres says its grid with `datum = \"EPSG:4547\"`"
        "请与其他要素一样使用经纬度；整个图层为米制坐标时，用 `datum = \"EPSG:4547\"` 声明"

    /// The JSON of a feature does not parse.
    JSON_BROKEN "L0201" Error
        "the JSON of the feature is broken: {0}"
        "该要素的 JSON 有误：{0}"
        "the other features were read; mend this one in a text editor or export the layer again"
        "其余要素已读取；请用文本编辑器修正，或重新导出图层"
    /// An element of `features` that is not an object.
    FEATURE_NOT_OBJECT "L0202" Error
        "the feature is {0}, not an object"
        "该要素是 {0}，不是对象"
        "delete it"
        "请删除"
    /// An object that is not a feature.
    FEATURE_TYPE "L0203" Error
        "the type of the feature is {0}, not `Feature`"
        "该要素的 type 是 {0}，不是 `Feature`"
        "wrap a bare geometry in a Feature"
        "单独的几何图形请放进 Feature"
    /// A feature that does not say it is one.
    FEATURE_UNTYPED "L0204" Note
        "{0} features lack the member `type`; they were read as features"
        "{0} 个要素缺少 `type`，已按要素读取"
        "" ""
    /// Properties that are not an object.
    PROPERTIES_NOT_OBJECT "L0205" Error
        "the properties are {0}, not an object"
        "properties 是 {0}，不是对象"
        "" ""
    /// Punctuation between features.
    FEATURES_STRAY "L0206" Warning
        "unexpected `{0}` between features was skipped"
        "要素之间多出 `{0}`，已跳过"
        "" ""
    /// Features without a comma between them.
    FEATURES_NO_COMMA "L0207" Warning
        "a comma is missing before the feature"
        "要素之前缺少逗号"
        "" ""
    /// The root object is broken behind the features.
    ROOT_BROKEN "L0208" Warning
        "the text behind the features is broken; the features were read"
        "要素之后的文本有误；要素已读取"
        "" ""

    /// A coordinate reference system that is not known.
    CRS_REFUSED "L0301" Error
        "the file declares the coordinate system {0}, which is not read"
        "文件声明的坐标系 {0} 不支持"
        "EPSG codes of common grids are converted; reproject any other layer to EPSG:4326, for example with `ogr2ogr -t_srs EPSG:4326`"
        "常用坐标系的 EPSG 代码可自动转换；其他图层请先转换为 EPSG:4326，例如用 `ogr2ogr -t_srs EPSG:4326`"
    /// Degrees of another datum, near enough.
    CRS_NEAR "L0302" Note
        "the file declares {0}, taken as WGS 84; the two differ by a metre or two"
        "文件声明 {0}，按 WGS 84 处理；两者相差一两米"
        "" ""
    /// A `crs` member that cannot be understood.
    CRS_UNCLEAR "L0303" Error
        "the coordinate system {0} of the file cannot be understood"
        "文件的坐标系 {0} 无法识别"
        "remove the member `crs` if the numbers are lon, lat degrees"
        "如果坐标为经纬度（度），请删除 `crs` 一项"

    /// Degrees, declared in the old way.
    CRS_SAME "L0304" Note
        "the file declares {0}, read as lon, lat in degrees of WGS 84"
        "文件声明 {0}，按 WGS 84 经纬度（度）读取"
        "" ""
    /// A grid that is converted.
    CRS_GRID "L0305" Note
        "the file declares {0}, converted to WGS 84"
        "文件声明 {0}，已转换为 WGS 84"
        "" ""
    /// A grid or datum whose shift is not known.
    CRS_SHIFT "L0306" Warning
        "the file declares {0}, converted to WGS 84 without the shift of its datum: places may be off by some hundred metres"
        "文件声明 {0}，转换为 WGS 84 时未作基准面改正，位置可能偏差上百米"
        "convert the layer to EPSG:4490 (CGCS2000) with the parameters of your province"
        "请用本省的转换参数把图层转换为 EPSG:4490（CGCS2000）"
    /// The settings and the file disagree.
    CRS_IGNORED "L0307" Warning
        "the file declares {0} but the settings say `datum = \"{1}\"`; the settings hold"
        "文件声明 {0}，而设置为 `datum = \"{1}\"`；以设置为准"
        "remove the one that is wrong"
        "请删去有误的一处"
    /// Degrees where metres of a grid should be.
    GRID_DEGREES "L0308" Error
        "position [{0}] looks like degrees, but the layer is declared as {1}"
        "坐标 [{0}] 像是经纬度，但图层声明为 {1}"
        "remove `crs` or `datum` if the numbers are lon, lat degrees"
        "如果坐标为经纬度（度），请删除 `crs` 或 `datum`"
    /// The easting names another zone.
    GRID_ZONE "L0309" Error
        "position [{0}] lies in zone {2}, but {1} is zone {3}"
        "坐标 [{0}] 位于第 {2} 带，但 {1} 是第 {3} 带"
        "declare the grid of zone {2}: EPSG:{4}"
        "请声明第 {2} 带的坐标系：EPSG:{4}"
    /// Not on the grid.
    GRID_OUTSIDE "L0310" Error
        "position [{0}] is no place of {1}"
        "坐标 [{0}] 不在 {1} 范围内"
        "check the declared system, and that the numbers are metres east, north"
        "请检查声明的坐标系，以及坐标是否为东向、北向的米数"
    /// North before east.
    GRID_SWAPPED "L0311" Note
        "{0} features have north before east (X, Y as surveyors have them); they were read so"
        "{0} 个要素的坐标为先北后东（测量坐标 X、Y），已按此读取"
        "" ""
    /// Two features of one id.
    ID_DUPLICATE "L0401" Error
        "the id is also that of {0}; both are kept, this one as `{1}`"
        "编号与 {0} 重复；两者都保留，此处改为 `{1}`"
        "give every target an id of its own: visits are recorded under it"
        "请为每个对象设置唯一编号：巡查记录以编号为准"
    /// Roads of one id.
    ID_ROADS "L0402" Note
        "{0} roads share their id with another; `~2` and so on was added to tell them apart"
        "{0} 条道路的编号与其他道路相同，已加 `~2` 等后缀区分"
        "" ""
    /// No id.
    ID_MISSING "L0403" Note
        "{0} features have no id; one was made from the name and the course of each"
        "{0} 个要素没有编号，已按名称和位置生成"
        "such an id changes when the feature is moved or renamed: add a property `id` (编号) to keep its history"
        "位置或名称一改，生成的编号也会变：请添加 `编号`，以保留历史记录"
    /// An id that a spreadsheet turned into a rounded number.
    ID_DAMAGED "L0404" Warning
        "the id `{0}` is a rounded number, as spreadsheets make of long ids"
        "编号 `{0}` 是被表格软件四舍五入的数字"
        "restore the id from the original and format the column as text"
        "请从原始资料恢复编号，并把该列设为文本格式"
    /// A field name of the settings that does not exist.
    FIELD_UNKNOWN "L0405" Warning
        "the settings of the layer name `{0}`, which is no field of it"
        "图层设置中的 `{0}` 不是该图层的字段"
        "its fields are: {1}"
        "可用字段：{1}"
    /// A property of the settings that the file lacks.
    FIELD_ABSENT "L0406" Warning
        "no feature has the property `{0}`, which the settings read as `{1}`"
        "没有任何要素含有设置中对应 `{1}` 的属性 `{0}`"
        "correct `fields` of the layer in `xuncha.toml`"
        "请更正 `xuncha.toml` 中该图层的 `fields`"
    /// A value assumed.
    FIELD_DEFAULTED "L0407" Note
        "{0} features lack `{1}`; `{2}` is assumed"
        "{0} 个要素缺少 `{1}`，按 `{2}` 处理"
        "" ""
    /// A value that cannot be read.
    VALUE_BAD "L0408" Warning
        "`{1}` is not a value of `{0}`; {2}"
        "`{1}` 不是 `{0}` 的有效值；{3}"
        "" ""
    /// A date that is none.
    DATE_BAD "L0409" Warning
        "`{1}` in `{0}` is not a date of the calendar; it was left out"
        "`{0}` 中的 `{1}` 不是有效日期，已忽略"
        "write dates as 2026-11-24"
        "日期请写成 2026-11-24"
    /// A window that is none.
    WINDOW_BAD "L0410" Warning
        "`{1}` in `{0}` is not a window of time; it was left out"
        "`{0}` 中的 `{1}` 不是有效时间段，已忽略"
        "write windows as 08:00-11:30; 13:00-16:30"
        "时间段请写成 08:00-11:30; 13:00-16:30"

    /// Ways that no patrol vehicle drives.
    ROAD_NOT_DRIVABLE "L0501" Note
        "{0} ways of class `{1}` are not for vehicles and are not driven"
        "{0} 条 `{1}` 类道路不能通行车辆，不行驶"
        "" ""
    /// No class.
    ROAD_NO_CLASS "L0502" Note
        "{0} roads have no class and are taken as village roads"
        "{0} 条道路没有等级，按村道处理"
        "name the property that holds it in `fields.class` of the layer"
        "请在该图层的 `fields.class` 中指明等级所在的属性"
    /// A class nobody knows.
    ROAD_CLASS_UNKNOWN "L0503" Note
        "{0} roads have the unknown class `{1}`"
        "{0} 条道路的等级 `{1}` 无法识别"
        "say what it means in `values.class` of the layer"
        "请在该图层的 `values.class` 中说明其含义"
    /// Private roads.
    ROAD_RESTRICTED "L0504" Note
        "{0} roads have access `{1}`; they are kept open"
        "{0} 条道路的通行限制为 `{1}`，仍按可通行处理"
        "" ""
    /// A closure without dates.
    ROAD_CLOSURE_BAD "L0505" Warning
        "`{0}` is not a closure from one date to another; it was left out"
        "`{0}` 不是有效的封闭起止日期，已忽略"
        "write closures as 2026-11-20/2026-12-01, several parted by semicolons"
        "请写成 2026-11-20/2026-12-01，多段用分号隔开"
    /// Speed limits nobody knows.
    ROAD_MAXSPEED_UNKNOWN "L0506" Note
        "{0} roads have the speed limit `{1}`, which is not a number; no limit is used"
        "{0} 条道路的限速 `{1}` 不是数字，按不限速处理"
        "" ""
    /// One-way words nobody knows.
    ROAD_ONEWAY_UNKNOWN "L0507" Note
        "{0} roads have oneway `{1}`; they are taken as two-way"
        "{0} 条道路的单行值为 `{1}`，按双向处理"
        "" ""

    /// A status nobody knows.
    DUMP_STATUS_UNKNOWN "L0601" Warning
        "unknown status `{0}`; the point is taken as suspected, so that it is verified"
        "未知状态 `{0}`；按疑似处理，以便核实"
        "use the words of the ledger, or say what it means in `values.status` of the layer"
        "请使用台账用语，或在该图层的 `values.status` 中说明其含义"

    /// A state of works nobody knows.
    SITE_STATE_UNKNOWN "L0701" Warning
        "unknown state of works `{0}`; the site is taken as working"
        "未知工程状态 `{0}`；按在建处理"
        "use working, suspended, not_started or finished"
        "请使用在建、停工、未开工或完工"
    /// A type of place nobody knows.
    PLACE_TYPE_UNKNOWN "L0702" Note
        "{0} places have the unknown type `{1}`; they are taken as other and not patrolled by default"
        "{0} 个场所的类型 `{1}` 无法识别，按其他处理，默认不巡查"
        "say what it means in `values.type` of the layer"
        "请在该图层的 `values.type` 中说明其含义"
    /// A place without a type.
    PLACE_NO_TYPE "L0703" Note
        "{0} places have no type; they are taken as other and not patrolled by default"
        "{0} 个场所没有类型，按其他处理，默认不巡查"
        "add a property `type`, or set `defaults.type` of the layer"
        "请添加 `类型` 属性，或设置该图层的 `defaults.type`"
    /// A kind of area nobody knows.
    AREA_KIND_UNKNOWN "L0704" Note
        "{0} areas have the kind `{1}`; they are taken as other"
        "{0} 个区域的地类 `{1}` 按其他处理"
        "" ""
    /// An area without a kind.
    AREA_NO_KIND "L0705" Note
        "{0} areas have no kind; they are taken as other"
        "{0} 个区域没有地类，按其他处理"
        "add a property `kind`, or set `defaults.kind` of the layer"
        "请添加 `地类` 属性，或设置该图层的 `defaults.kind`"

    /// Points fit the roads better under another datum.
    DATUM_SUSPECT "L0901" Warning
        "the layer is declared as {0} but fits the roads better as {1}: half of its {4} points lie within {3} m of a road then, and only within {2} m now"
        "图层声明为 {0}，但按 {1} 与道路吻合得更好：按 {1}，{4} 个点中有一半距道路不超过 {3} 米；按 {0} 则为 {2} 米"
        "if the positions come from a phone map, set `datum = \"{1}\"` for the layer; nothing was changed"
        "如果坐标取自手机地图，请为该图层设置 `datum = \"{1}\"`；程序未作改动"
    /// Most points of a layer lie far from every road.
    LAYER_STRAY "L0902" Warning
        "declared as {0}, {1} of the layer's {2} points lie more than {3} km from any road"
        "按声明的 {0}，图层 {2} 个点中有 {1} 个距任何道路超过 {3} 公里"
        "check `datum` of this layer and of the roads in xuncha.toml, and that both files are of this county"
        "请核对 xuncha.toml 中本图层和道路图层的 `datum`，以及两者是否同为本县数据"
    /// Most points of a layer lie far from every road, but by the roads under another zone.
    ZONE_SUSPECT "L0903" Warning
        "declared as {0}, {1} of the layer's {2} points lie more than {3} km from any road; as {4}, {5} of them would lie within {6} km of one"
        "按声明的 {0}，图层 {2} 个点中有 {1} 个距任何道路超过 {3} 公里；若按 {4}，则有 {5} 个点距道路不超过 {6} 公里"
        "if {4} is the zone of the file, set `datum = \"{4}\"` for the layer; nothing was changed"
        "如文件的投影带为 {4}，请为该图层设置 `datum = \"{4}\"`；程序未作改动"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_no_text_is_missing() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for code in ALL {
            assert!(!code.en.is_empty() && !code.zh.is_empty(), "{}", code.id);
            assert_eq!(code.hint_en.is_empty(), code.hint_zh.is_empty());
            assert!(!code.en.ends_with('.') && !code.zh.ends_with('。'));
        }
    }
}
