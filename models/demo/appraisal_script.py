"""What followed from the first visit's round, and two meetings with units, as they are told.

The people of a step are logins, or "seat:7" of the first visit.
"""

from typing import NamedTuple

from models.demo.script import Matter, Moment, Step, Workday

# the beginnings of remarks that became opinions, each under the key that a matter names
REMARKS = {"r1": "营业厅下班前半小时", "r2": "今天看到的服务大厅很好"}
TAKEN_OVER: Moment = "2013-06-24 16:10"
DECLINED = (
    "2013-06-25 10:20",
    "r2",
    "是肯定，也是期望，已原文转供电公司各供电所学习；没有要另办的事。",
)

# 不立项 of the first round, by unit
SET_ASIDE: dict[str, str] = {
    "service": "材料清单对不上一事，便民服务中心当场已改，下次测评再看。",
}

OF_REMARKS = Matter(
    "b1",
    ("r1",),
    "opinion",
    "营业厅收费到下班为止",
    "route",
    "power",
    "各营业厅收费到公布的下班时间为止，时间贴在门口；提前停收的，班长当日说明。",
    "2013-06-25 10:10",
    "liwenjing",
    (
        Step("2013-06-25 10:15", "liwenjing", "assign"),
        Step("2013-06-25 15:30", "liangwei", "sign"),
        Step(
            "2013-06-27 17:00",
            "liangwei",
            "progress",
            "五个营业厅都已通知，票据扎账改到下班以后；门口贴出收费时间。",
        ),
        Step(
            "2013-07-01 10:00",
            "liangwei",
            "report",
            "各营业厅收费到17时30分，一周内没有再提前停收的；乾佑营业厅班长已作说明。",
            result="solved",
        ),
        Step(
            "2013-07-02 09:20",
            "qiaozhen",
            "pass_gate",
            "提前停收是为了扎账，原因已说清。",
            gate="clarified",
        ),
        Step(
            "2013-07-02 17:40",
            "qiaozhen",
            "pass_gate",
            "17时15分到两个营业厅交费，都还在收。",
            gate="rectified",
        ),
        Step("2013-07-03 09:00", "liwenjing", "propose_closing"),
        Step("2013-07-03 15:00", "luxiaoyan", "close"),
    ),
    days=7,
)

OF_PROPOSAL = Matter(
    "e1",
    (),
    "rectification",
    "供电服务态度和抢修响应整改",
    "route",
    "power",
    "第一期民主测评中，供电公司“服务方式转变”等项不满意较多。请对照附言查清抢修电话占线、停电不通知的"
    "原因，提出整改方案，逐项落实。",
    "2013-06-24 16:40",
    "liwenjing",
    (
        Step("2013-06-24 16:50", "liwenjing", "assign"),
        Step("2013-06-25 09:10", "liangwei", "sign"),
        Step(
            "2013-06-27 17:20",
            "liangwei",
            "plan",
            "抢修电话加两条中继线、夜班加一人；计划停电提前七天贴告示、发短信；营业厅每月请一位代表来看。",
        ),
        Step(
            "2013-07-04 16:00",
            "liangwei",
            "progress",
            "中继线已加，夜班已排；七月计划停电两次，告示和短信都提前发出。",
        ),
        Step(
            "2013-07-11 15:20",
            "liangwei",
            "report",
            "抢修电话接通率由六成升到九成六；当月值班人员服务态度问题三起，已批评并扣绩效。",
            result="solved",
        ),
        Step(
            "2013-07-12 09:30",
            "qiaozhen",
            "pass_gate",
            "占线和漏通知的原因、时段、责任人已列清。",
            gate="clarified",
        ),
        Step(
            "2013-07-12 09:50",
            "qiaozhen",
            "pass_gate",
            "调取六月来电记录，与所报原因相符，三起态度问题已纠正。",
            gate="investigated",
        ),
        Step(
            "2013-07-12 10:20",
            "luxiaoyan",
            "pass_gate",
            "未见违纪，三人批评教育和扣绩效有记录。",
            gate="dealt_with",
        ),
        Step(
            "2013-07-12 16:10",
            "luxiaoyan",
            "pass_gate",
            "不同时段试拨二十次，接通十九次；两次停电的告示和短信都看过。",
            gate="rectified",
        ),
        Step("2013-07-15 09:10", "liwenjing", "propose_closing"),
        Step("2013-07-15 15:00", "tianxiaoli", "close"),
    ),
    days=15,
)


class Suggested(NamedTuple):
    """A suggestion made at a meeting."""

    key: str
    at: Moment
    seat: int
    text: str


class Met(NamedTuple):
    """一次调研座谈, of representatives of the first visit."""

    at: Moment
    by: str
    kind: str
    title: str
    held_on: Moment
    place: str
    units: tuple[str, ...]
    others: str
    staff: tuple[str, ...]
    seats: tuple[int, ...]
    paragraphs: tuple[str, ...]
    suggested: tuple[Suggested, ...]


EXCHANGES = (
    Met(
        "2013-07-05 16:30",
        "chenxin",
        "talk",
        "供电服务整改座谈会",
        "2013-07-05 14:30",
        "县供电公司二楼会议室",
        ("power",),
        "副经理一名、客户服务班班长、乾佑供电所所长",
        ("zhaomin", "chenxin"),
        (2, 11, 14, 23),
        (
            "供电公司先说整改方案：抢修电话加线、停电提前七天告示、营业厅收费到下班。",
            "2号代表问：短信发到户，老人不看手机怎么办。公司答：每村再贴一张，由台区经理负责。",
            "11号代表说红岩寺电压还是低。公司答：台区改造已列八月计划，改之前先调变压器档位。",
            "14号代表拿出新账单，说字是大了，咨询电话还要再印粗些。",
        ),
        (
            Suggested(
                "x1",
                "2013-07-05 16:50",
                23,
                "供电所每个月到村里坐半天，收费、改户名、报修一次办完，日子定下来贴在村口。",
            ),
        ),
    ),
    Met(
        Workday(3, "17:10"),
        "chenxin",
        "research",
        "农产品合作社用电用水调研",
        Workday(3, "09:30"),
        "下梁镇、杏坪镇三家合作社",
        ("agriculture", "power", "water"),
        "三家合作社负责人、两镇分管副镇长",
        ("zhaomin",),
        (4, 7, 19),
        (
            "看了木耳菌包车间、肉牛圈舍和冷库，三家都说忙季电压不稳、烘干要错峰。",
            "农业局介绍设施农业用电优惠怎样申报；合作社说不知道要报什么表。",
            "水务局当场答应把杏坪那一段渠的清淤排进本月。",
        ),
        (
            Suggested(
                "x2",
                Workday(3, "17:20"),
                7,
                "设施农业用电优惠要报哪些表、交到哪里，请印成一张纸发到每个合作社。",
            ),
        ),
    ),
)

OF_EXCHANGE = Matter(
    "x1",
    ("x1",),
    "opinion",
    "供电所每月到村坐班半天",
    "adopt",
    "power",
    "定出每个供电所到村坐班的日子和能办的事，贴到村口，报督查室备查。",
    "2013-07-08 09:40",
    "qiaozhen",
    (
        Step("2013-07-08 09:45", "qiaozhen", "assign"),
        Step("2013-07-08 15:10", "liangwei", "sign"),
        Step(
            "2013-07-11 11:00",
            "liangwei",
            "progress",
            "五个供电所的坐班表已排好，先从两河、西川两个村开始。",
        ),
        Step(
            "2013-07-16 16:30",
            "liangwei",
            "report",
            "五个所都已公布坐班日子，七月到村四次，办件四十一件。",
            result="solved",
        ),
        Step(
            "2013-07-17 09:10",
            "luxiaoyan",
            "pass_gate",
            "坐班表、能办的事都写清了。",
            gate="clarified",
        ),
        Step(
            "2013-07-17 15:40",
            "luxiaoyan",
            "pass_gate",
            "到两河村看过，告示在村口，当天有人坐班。",
            gate="rectified",
        ),
        Step(
            "2013-07-17 16:20",
            "qiaozhen",
            "reply",
            "您在座谈会上提的到村坐班已经办了，每月10日在您村村委会，收费、改户名、报修都能办。",
        ),
        Step("2013-07-18 19:00", "seat:23", "rate", level="satisfied", words="说到做到了。"),
        Step("2013-07-19 09:00", "qiaozhen", "propose_closing"),
        Step("2013-07-19 10:00", "tianxiaoli", "close"),
    ),
    days=7,
)


class Planned(NamedTuple):
    """集中整改: its measures (when drawn up, text, until when, and when what was done), and the
    titles of the matters that it gathers."""

    at: Moment
    by: str
    title: str
    reason: str
    responsible: str
    until: int  # days from its beginning
    measures: tuple[tuple[str, int, Moment | None, str], ...]
    matters: tuple[str, ...]


PLANS = (
    Planned(
        "2013-06-27 17:40",
        "liangwei",
        "供电服务集中整改",
        "第一期代表意见和民主测评都集中在电压低、停电不通知、抢修电话打不通、交费远。几件事归在一起，"
        "由客户服务部牵头，班子成员包片。",
        "副经理负责，客户服务专责梁伟经办",
        60,
        (
            (
                "抢修电话加两条中继线，夜班加一人。",
                10,
                "2013-07-04 16:10",
                "7月3日开通，夜班已排到九月。",
            ),
            (
                "计划停电提前七天贴告示、发短信。",
                14,
                "2013-07-10 10:00",
                "七月两次计划停电都提前发出，抽查十户收到九户。",
            ),
            (
                "边远村设代收点，台区经理每月走访。",
                35,
                "2013-07-25 16:30",
                "设点六处，走访记录已建。",
            ),
            (
                "西川、老庵寺两个台区改造。",
                58,
                "2013-08-19 11:20",
                "变压器更换、线路改造完成，末端电压达标。",
            ),
        ),
        ("西川、老庵寺低电压台区改造", "边远村设电费代收点", "供电服务态度和抢修响应整改"),
    ),
    Planned(
        Workday(6, "09:20"),
        "zhanglei",
        "班车和临崖路段集中整改",
        "逢集班车没有按承诺开、急弯警示不全，都是承诺以后没有人盯到底。归到一个方案，一周一查。",
        "分管副局长负责，办公室主任张磊经办",
        30,
        (
            (
                "逢集日备用车和替班司机名单报局里，开班由运管所专人督发。",
                5,
                Workday(2, "16:00"),
                "名单已报，最近一个集日准点开出。",
            ),
            ("急弯、临崖路段逐处登记缺桩和缺镜，列出补装日期。", 20, None, ""),
        ),
        ("盘龙寺急弯补栽警示桩和凸面镜", "正沟逢集加开班车"),
    ),
)
