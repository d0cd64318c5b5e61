"""第一期, held on Thursday 20 June 2013: the visit, its five stops and its notices.

What was asked, said, reported and done is in first_questions_*, first_opinions, first_reports_* and
first_matters_*; this module gathers all of it.
"""

from models.demo.first_inspections import INSPECTIONS
from models.demo.first_matters_buses import BUS_MATTERS
from models.demo.first_matters_business import BUSINESS_MATTERS
from models.demo.first_matters_care import CARE_MATTERS
from models.demo.first_matters_claims import CLAIM_MATTERS
from models.demo.first_matters_power import POWER_MATTERS
from models.demo.first_matters_roads import ROAD_MATTERS
from models.demo.first_matters_site import SITE_MATTERS
from models.demo.first_matters_town import TOWN_MATTERS
from models.demo.first_opinions import OPINIONS
from models.demo.first_questions_bureaus import BUREAU_QUESTIONS
from models.demo.first_questions_talk import TALK_QUESTIONS
from models.demo.first_reports_bureaus import BUREAU_REPORTS
from models.demo.first_reports_duty import DUTY_REPORTS
from models.demo.first_reports_road import ROAD_REPORTS
from models.demo.first_reports_talk import TALK_REPORTS
from models.demo.script import Notice, Stop, Visit

__all__ = [
    "INSPECTIONS",
    "MATTERS",
    "NOTICES",
    "OPINIONS",
    "QUESTIONS",
    "REPORTS",
    "STOPS",
    "VISIT",
]

VISIT = Visit(1, "2013-06-20", ("zhaomin", "dongrui"), "chenxin")

STOPS = (
    Stop(
        "s1",
        "department",
        "县发展和改革局",
        "县发展和改革局一楼政务公开厅",
        "devreform",
        "局长程立功",
        "2013-06-20 08:30",
        "2013-06-20 09:10",
        "2013-06-20 08:34",
        "2013-06-20 09:15",
        telephone="139-0914-0201",
    ),
    Stop(
        "s2",
        "department",
        "县供电公司",
        "县供电公司城区营业厅",
        "power",
        "经理杜成刚",
        "2013-06-20 09:20",
        "2013-06-20 10:00",
        "2013-06-20 09:24",
        "2013-06-20 10:06",
        telephone="139-0914-0202",
        travel=8,
    ),
    Stop(
        "s3",
        "department",
        "县交通运输局",
        "县交通运输局二楼会议室",
        "transport",
        "局长王建军",
        "2013-06-20 10:10",
        "2013-06-20 10:50",
        "2013-06-20 10:15",
        "2013-06-20 10:58",
        telephone="139-0914-0203",
        travel=6,
    ),
    Stop(
        "s4",
        "project",
        "S102省道三改二项目",
        "小岭镇常湾村K38+200施工现场",
        "transport",
        "项目办主任罗成",
        "2013-06-20 11:10",
        "2013-06-20 12:00",
        "2013-06-20 11:22",
        "2013-06-20 12:14",
        telephone="139-0914-0204",
        travel=18,
    ),
    Stop(
        "s5",
        "talk",
        "座谈会",
        "县政府三楼会议室",
        "office",
        "县长郭志远",
        "2013-06-20 15:00",
        "2013-06-20 17:10",
        "2013-06-20 15:02",
        "2013-06-20 17:24",
        travel=40,
    ),
)

QUESTIONS = BUREAU_QUESTIONS + TALK_QUESTIONS

MATTERS = (
    *POWER_MATTERS,
    *SITE_MATTERS,
    *CLAIM_MATTERS,
    *BUS_MATTERS,
    *ROAD_MATTERS,
    *BUSINESS_MATTERS,
    *TOWN_MATTERS,
    *CARE_MATTERS,
)

REPORTS = (
    *BUREAU_REPORTS,
    *ROAD_REPORTS,
    *TALK_REPORTS,
    *DUTY_REPORTS,
)

NOTICES = (
    Notice(
        "n1",
        "first",
        "devreform",
        ("m1",),
        "2013-06-24 09:00",
        "liwenjing",
        "2013-06-24 10:20",
        "fengguoqing",
        "2013-06-24 15:10",
        "sunli",
        "请将以工代赈用工名单和劳务报酬发放情况于7月5日前张榜到村，并报送公示照片。",
        cleared_at="2013-07-08 16:10",
        cleared_by="liwenjing",
        clearing="公示照片已报送，与村里张榜的名单一致。",
    ),
    Notice(
        "n2",
        "first",
        "power",
        ("m2", "m3", "m4"),
        "2013-06-21 08:50",
        "qiaozhen",
        "2013-06-21 09:30",
        "fengguoqing",
        "2013-06-21 10:05",
        "liangwei",
        "你公司负责人现场作出三项承诺，请逐项明确责任人和完成时间，两河村斜杆先行排险。",
        cleared_at="2013-07-05 15:30",
        cleared_by="qiaozhen",
        clearing="三项承诺都定了责任人和完成时间，按回复的时间盯办。",
    ),
    Notice(
        "n3",
        "first",
        "transport",
        ("m5", "m6", "m7", "m10"),
        "2013-06-24 09:05",
        "liwenjing",
        "2013-06-24 10:25",
        "fengguoqing",
        "2013-06-24 14:45",
        "zhanglei",
        "末班车、扬尘治理、涵洞疏通均有明确日期，主汛期将至，请把涵洞疏通排在最前。",
    ),
    Notice(
        "n4",
        "first",
        "water",
        ("m8", "m23"),
        "2013-06-24 09:12",
        "luxiaoyan",
        "2013-06-24 10:30",
        "fengguoqing",
        "2013-06-24 16:00",
        "jiayufeng",
        "大河村十一户饮水问题请先落实临时供水；社川河弃渣请会同环保部门依法查处。",
        by_paper="贾玉峰",
        cleared_at="2013-07-10 16:20",
        cleared_by="luxiaoyan",
        clearing="临时供水已通到十一户，督查室看过；弃渣按回复的时间盯办。",
    ),
    Notice(
        "n5",
        "first",
        "housing",
        ("m9", "m26"),
        "2013-06-24 09:18",
        "luxiaoyan",
        "2013-06-24 10:32",
        "tianxiaoli",
        "2013-06-24 15:30",
        "yangbo",
        "请就城北通气给代表一个明确说法，对背街小巷路灯逐盏登记，能修的不等立项。",
    ),
    Notice(
        "n6",
        "first",
        "land",
        ("m11",),
        "2013-06-24 09:25",
        "qiaozhen",
        "2013-06-24 10:36",
        "fengguoqing",
        "2013-06-24 17:05",
        "houxiaojun",
        "请查明常湾、金米两村青苗补偿未兑付的环节和原因，列出户名、金额、兑付日期。",
        cleared_at="2013-07-12 10:20",
        cleared_by="qiaozhen",
        clearing="户名、金额、日期都已列清，督查室抽问六户，相符。",
    ),
    Notice(
        "n7",
        "second",
        "transport",
        ("m6",),
        "2013-07-24 08:45",
        "liwenjing",
        "2013-07-24 09:40",
        "fengguoqing",
        "2013-07-24 11:05",
        "zhanglei",
        "村口一百八十米便道硬化已过承诺日期仍未完工，请两日内书面说明原因，倒排工期。",
        cleared_at="2013-08-02 09:40",
        cleared_by="liwenjing",
        clearing="原因已书面说明，工期已倒排，按回复的时间盯办。",
    ),
    Notice(
        "n8",
        "second",
        "housing",
        ("m26",),
        "2013-07-18 09:00",
        "luxiaoyan",
        "2013-07-18 10:10",
        "tianxiaoli",
        "2013-07-18 14:50",
        "yangbo",
        "路灯维修已超期，车家河路口仍无一盏亮灯，请主要负责同志到现场督办。",
        cleared_at="2013-07-26 10:10",
        cleared_by="luxiaoyan",
        clearing="主要负责同志已到现场，回复与现场核对相符。",
    ),
)
