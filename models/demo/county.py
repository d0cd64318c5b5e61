"""县情 and 机构名录 of the demo: places are real, figures rounded, the rest invented."""

from typing import TYPE_CHECKING

from models.profile import DirectoryEntry, Profile

if TYPE_CHECKING:
    from models.demo.build import Demo

KEPT_AT = "2013-06-17 16:30"

SECTIONS = (
    (
        "位置和人口",
        "柞水县在秦岭南麓，商洛市西部，离西安六十多公里，西康铁路、包茂高速穿境而过。\n"
        "全县面积两千三百多平方公里，九山半水半分田，人口约十六万，分布在十六个镇。",
        "县政府办公室整理，约数",
    ),
    (
        "今年要办的实事",
        "一是把县城到小岭镇的S102省道改成二级公路；二是让还在吃水窖水的村子通上自来水；"
        "三是城区背街小巷装上路灯；四是镇便民服务大厅都能办低保、合疗、户口。\n"
        "办到哪一步，每季度在县政府门口和各镇张榜。",
        "县政府办公室，2013年3月",
    ),
    (
        "群众有事怎么找政府",
        "先找管这件事的单位窗口，窗口和电话在后面的机构名录里。\n"
        "窗口办不了、推着不办的，到信访联合接待大厅登记，或者打县政府值班电话。"
        "今天在现场说的，都有编号，凭代表证随时能查办到哪一步。",
        "",
    ),
)

BODIES = (
    (
        "office",
        "设文秘、综合、信息、督查、应急五个股室，督查室设在办公室。",
        "办理县政府的文电会务，协调各单位，督查县政府决定和群众意见的落实，承办群众代表走进县政府活动。",
        "党政综合办公楼二楼，工作日8:00—12:00，14:30—18:00",
    ),
    (
        "petition",
        "设接访、办信、督查三个股，在信访联合接待大厅办公。",
        "接待群众来访，办理来信，转送、交办信访事项并督促办理，每周二协调县领导接访。",
        "信访联合接待大厅登记窗口，工作日8:00—18:00",
    ),
    (
        "devreform",
        "设综合、投资、农经、价格四个股，以工代赈办公室设在局内。",
        "编制全县发展规划，审批和备案投资项目，管理以工代赈，负责价格监督。局长管全面，副局长分管项目和价格。",
        "县发展和改革局一楼政务公开厅，工作日8:00—12:00，14:30—18:00",
    ),
    (
        "transport",
        "设办公室、工程、运管、路政四个股，下设农村公路管理站、运输管理所。",
        "修路养路，管客运线路和班车，审批道路运输许可，查处超限和非法营运。",
        "县交通运输局一楼，运输许可在便民服务中心7号窗口",
    ),
    (
        "water",
        "设办公室、农水、河道、水政四个股，下设县城水厂、防汛办公室。",
        "管县城和农村供水、河道堤防、防汛抗旱，审批取水和涉河建设。",
        "县水务局一楼；交水费、报修在县城水厂营业厅，24小时接听抢修电话",
    ),
    (
        "service",
        "二十一个单位进驻，设综合、税务、社保、户籍等窗口。",
        "一个大厅办理许可、登记、缴费和补贴申请，统一收件，限时办结。",
        "县便民服务中心二楼，工作日不休午，周六上午值守",
    ),
    (
        "housing",
        "设办公室、城建、房产、质安四个股，下设城管监察大队、环卫所。",
        "管城区道路、路灯、供气、环卫和保障性住房，监督建筑质量和安全。",
        "便民服务中心9号窗口；路灯报修在城管监察大队值班室",
    ),
    (
        "hrss",
        "设就业、工资福利、仲裁等股，下设社保经办中心、劳动保障监察大队。",
        "管就业、养老和工伤保险、工资支付，受理劳动争议和欠薪投诉。",
        "便民服务中心4、5号窗口，欠薪投诉到劳动保障监察大队",
    ),
)


class CountyReplay:
    """Written before the first visit, by its organiser."""

    def __init__(self, demo: "Demo") -> None:
        self.demo = demo

    def schedule(self) -> None:
        self.demo.at(KEPT_AT, self._write)

    def _write(self) -> None:
        by = self.demo.staff["zhaomin"]
        for title, text, source in SECTIONS:
            Profile.add(by, title=title, text=text, source=source)
        for key, setup, duties, window in BODIES:
            unit = self.demo.units[key]
            DirectoryEntry.keep(
                unit, by, setup=setup, duties=duties, window=window, telephone=unit.telephone
            )
