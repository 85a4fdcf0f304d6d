//! What is said of tracks.

use crate::domain::{Code, Level, codes};

codes! {
    /// Unreadable.
    UNREADABLE = "T0001", Error, "the file cannot be read: {0}", "无法读取文件：{1}",
        "check the path and the permissions of the file", "请检查文件路径和权限";
    /// More than is read into memory.
    TOO_LARGE = "T0002", Error, "the file holds more than {0} bytes", "文件超过 {0} 字节",
        "split the track file", "请拆分轨迹文件";
    /// Broken gzip.
    GZIP_BROKEN = "T0003", Error, "the gzip data are broken: {0}", "gzip 数据损坏：{1}",
        "compress or download the file again", "请重新压缩或重新下载该文件";
    /// Not there.
    MISSING = "T0008", Error, "the file does not exist", "文件不存在",
        "check the path of the track file", "请检查轨迹文件的路径";
    /// A folder or device.
    NOT_A_FILE = "T0009", Error, "the path is a folder or a device, not a file", "该路径是文件夹或设备，不是文件",
        "name the track file itself", "请写明轨迹文件本身的路径";
    /// Neither GPX nor GeoJSON.
    FOREIGN = "T0004", Error, "the file is neither GPX nor GeoJSON", "文件既不是 GPX 也不是 GeoJSON",
        "export the track as GPX 1.1", "请把轨迹导出为 GPX 1.1";
    /// GPX that cannot be read.
    GPX_BROKEN = "T0005", Error, "the GPX cannot be read, and nothing of it counts: {0}", "GPX 无法读取，整个文件未采用：{0}",
        "export the track again, or mend the element in a text editor", "请重新导出轨迹，或用文本编辑器改正该处";
    /// GeoJSON that cannot be read.
    GEOJSON_BROKEN = "T0006", Error, "the GeoJSON cannot be read: {0}", "无法读取 GeoJSON：{0}",
        "export the track as LineString or MultiLineString features", "请把轨迹导出为 LineString 或 MultiLineString 要素";
    /// No track in the file.
    NO_TRACK = "T0007", Error, "the file holds no track, route or line", "文件中没有轨迹、路线或线要素",
        "waypoints alone say nothing of the road driven; record a track", "仅有航点不能说明所走道路，请记录轨迹";
    /// Cleaning left nothing.
    NOTHING_LEFT = "T0010", Error, "no fix of the track can be used", "轨迹中没有可用的定位点",
        "see why each fix was taken out in the counts of the track", "各定位点剔除原因见该轨迹的统计";
    /// A track wholly off the network.
    OFF_THE_ROADS = "T0011", Error, "none of the {0} fixes lies on the county's roads; {1} have no road near", "{0} 个定位点均不在本县道路上，其中 {1} 个附近没有道路",
        "check that the track is of this county and in WGS 84 (not GCJ-02)", "请确认轨迹属于本县，且坐标为 WGS 84（不是 GCJ-02）";
    /// Some fixes unmatched.
    IN_PART = "T0012", Note, "{0} of {1} fixes, over {2} m, fit no road", "{1} 个定位点中有 {0} 个（约 {2} 米）与道路不符",
        "", "";
    /// Gaps.
    GAPS = "T0013", Note, "{0} gaps of {1} m in all count as not driven", "{0} 处中断共 {1} 米，按未巡查计",
        "", "";
    /// Fixes taken out.
    CLEANED = "T0014", Note, "{0} of {1} fixes taken out: {2} at 0,0, {3} out of range, {4} repeated, {5} back in time, {6} jumps, {7} standing", "{1} 个定位点剔除 {0} 个：{2} 个为 0,0，{3} 个越界，{4} 个重复，{5} 个时间倒退，{6} 个跳点，{7} 个停车",
        "", "";
    /// Driven at no known time.
    UNTIMED = "T0015", Warning, "{0} m driven without a time belong to no day and count for nothing", "{0} 米行驶没有时间，无法确定日期，不计入",
        "export the track with the time of each fix, as GPX 1.1", "请导出带有每个定位点时间的轨迹（GPX 1.1）";
}
