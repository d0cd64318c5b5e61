"""The demo's materials. What was produced for the first visit is the record's: six titles of 200
copies, and over 500 discs of three films together. All that was handed out is invented."""

from models.demo.script import Today, Workday
from models.demo.showing_script import HandedOut, Materials, Produced

FIRST = Materials(
    "2013-06-18 10:20",
    "zhaomin",
    (
        Produced(
            "investment",
            "booklet",
            "《创富柞水》招商项目画册",
            "200",
            "全县招商项目的位置、规模、合作方式和联系单位，一个项目一页。",
        ),
        Produced(
            "sights",
            "booklet",
            "《柞水观止》画册",
            "200",
            "柞水的山水、溶洞、古镇和物产，图文对照。",
        ),
        Produced(
            "floods",
            "booklet",
            "《防汛工作手册》",
            "200",
            "汛期值班、预警信号、转移路线和自救常识，各镇防汛值班电话印在封底。",
        ),
        Produced(
            "resettlement",
            "booklet",
            "《扶贫开发及陕南移民搬迁政策汇编》",
            "200",
            "搬迁对象、补助标准、申请程序和扶贫贷款的现行政策。",
        ),
        Produced(
            "benefits",
            "booklet",
            "《惠民政策手册》",
            "200",
            "低保、医疗、养老、助学、农机购置等补贴怎么申请、找谁办、多少天办结。",
        ),
        Produced(
            "newcomers",
            "booklet",
            "《陕西省流动人口计划生育管理条例》",
            "200",
            "条例全文，供外来务工经商人员和接待单位查阅。",
        ),
        Produced(
            "films",
            "disc",
            "《牛背梁》《放歌牛背梁》《柞水新时空》",
            "500余",
            "介绍柞水风光、歌曲和近年变化的三种光盘。记录只有三种合计的约数，没有分种的数。",
        ),
    ),
    (
        HandedOut("investment", 31, "2013-06-20 08:40", "dongrui"),
        HandedOut("benefits", 31, "2013-06-20 08:42", "dongrui"),
        HandedOut("floods", 31, "2013-06-20 10:20", "dongrui"),
        HandedOut("newcomers", 31, "2013-06-20 10:22", "dongrui"),
        HandedOut("resettlement", 31, "2013-06-20 15:06", "zhaomin"),
        HandedOut("sights", 31, "2013-06-20 17:20", "zhaomin"),
        HandedOut("films", 93, "2013-06-20 17:24", "zhaomin", "群众代表，每人三种各一张"),
    ),
)

SECOND = Materials(
    Workday(2, "15:30"),
    "zhaomin",
    (
        Produced(
            "window",
            "booklet",
            "《便民服务办事指南》",
            "120",
            "各窗口办什么事、带什么材料、多少天办结，附窗口电话和预约办法。",
        ),
        Produced(
            "water",
            "booklet",
            "《饮水安全和节约用水问答》",
            "100",
            "水费怎么算、停水怎么报、水质检测结果在哪里看，附抢修电话。",
        ),
        Produced(
            "fungus",
            "booklet",
            "《木耳栽培技术要点》",
            "80",
            "从制棒到采摘的操作要点，供在木耳企业参观的代表带回村里。",
        ),
    ),
    (
        HandedOut("benefits", 30, Today(196), "dongrui"),
        HandedOut("window", 30, Today(118), "dongrui"),
        HandedOut("window", 12, Today(96), "dongrui", "便民服务中心候办群众"),
        HandedOut("water", 30, Today(36), "zhaomin"),
    ),
)

MATERIALS = {1: FIRST, 2: SECOND}
