"""第二期, held today and under way: three stops are done, the fourth is going on.

Moments are counted back from now, so nothing here names a date, a season or a year.
"""

from models.demo.script import Stop, Today, Visit
from models.demo.second_inspections import INSPECTIONS
from models.demo.second_matters_open import OPEN_MATTERS
from models.demo.second_matters_reviewed import REVIEWED_MATTERS
from models.demo.second_matters_settled import SETTLED_MATTERS
from models.demo.second_opinions import OPINIONS
from models.demo.second_questions import QUESTIONS
from models.demo.second_reports import REPORTS

__all__ = ["INSPECTIONS", "MATTERS", "OPINIONS", "QUESTIONS", "REPORTS", "STOPS", "VISIT"]

VISIT = Visit(2, None, ("zhaomin", "dongrui"), "chenxin")

STOPS = (
    Stop(
        "t1",
        "office_building",
        "党政综合办公楼",
        "党政综合办公楼一楼大厅",
        "office",
        "县政府办公室副主任田晓莉",
        Today(200),
        Today(175),
        Today(198),
        Today(172),
        telephone="139-0914-0211",
    ),
    Stop(
        "t2",
        "reception_hall",
        "信访联合接待大厅",
        "信访联合接待大厅候谈区",
        "petition",
        "县信访局局长向东升",
        Today(165),
        Today(135),
        Today(163),
        Today(132),
        telephone="139-0914-0212",
        travel=5,
    ),
    Stop(
        "t3",
        "department",
        "县便民服务中心",
        "县便民服务中心二楼综合窗口",
        "service",
        "中心主任贺雅丽",
        Today(125),
        Today(85),
        Today(122),
        Today(80),
        telephone="139-0914-0213",
        travel=8,
    ),
    Stop(
        "t4",
        "department",
        "县水务局",
        "县城水厂化验室和水务局会议室",
        "water",
        "局长蔺学勤",
        Today(40),
        Today(-5),
        Today(38),
        telephone="139-0914-0214",
        travel=15,
    ),
    Stop(
        "t5",
        "park",
        "柞水县秦岭医药产业园",
        "下梁镇沙坪社区园区展厅",
        "devreform",
        "园区管委会主任严立群",
        Today(-25),
        Today(-65),
        telephone="139-0914-0215",
        travel=25,
    ),
    Stop(
        "t6",
        "enterprise",
        "秦山木耳食品有限公司",
        "小岭镇金米村菌包车间",
        "xiaoling",
        "总经理闻长河",
        Today(-80),
        Today(-120),
        telephone="139-0914-0216",
        travel=15,
    ),
    Stop(
        "t7",
        "project",
        "乾佑河县城段综合治理项目",
        "乾佑河仁和桥至迎春桥河堤工地",
        "water",
        "项目负责人费志勇",
        Today(-135),
        Today(-170),
        telephone="139-0914-0217",
        travel=15,
    ),
    Stop(
        "t8",
        "talk",
        "座谈会",
        "县政府三楼一号会议室",
        "office",
        "县长郭志远",
        Today(-240),
        Today(-350),
        travel=30,
    ),
)

MATTERS = OPEN_MATTERS + REVIEWED_MATTERS + SETTLED_MATTERS
