"""The demo's drafts: one that is finished, with its answers and what changed; one that is being
answered, one that today's visit comments on, and one that still lies on its desk."""

from dataclasses import dataclass

from models.demo.script import Day, Moment, Today, Workday


@dataclass(frozen=True, slots=True)
class Said:
    """意见. `place` is the label of its paragraph, or nothing for the whole."""

    key: str
    at: Moment
    seat: int
    place: str
    text: str
    entered_by: str = ""  # from paper


@dataclass(frozen=True, slots=True)
class Answered:
    """答复 to these comments together."""

    at: Moment
    by: str
    keys: tuple[str, ...]
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """改一段: the paragraph with this label, and the comments it comes from."""

    label: str
    words: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """一份征求意见稿, as far as it goes."""

    prepared_at: Moment
    by: str
    kind: str
    title: str
    purpose: str
    text: str
    item: str = ""  # the title of its agenda item
    opened_at: Moment | None = None
    closes_on: Day = 0
    seats: tuple[int, ...] = ()
    said: tuple[Said, ...] = ()
    answered: tuple[Answered, ...] = ()
    revised_at: Moment | None = None
    revised: tuple[Rewritten, ...] = ()
    note: str = ""
    published_at: Moment | None = None


STATION = Hearing(
    "2013-07-01 10:20",
    "zhanglei",
    "commitment",
    "县汽车客运站便民服务承诺",
    "第一期活动里，代表对坐车难提得最多。承诺公布以前，先请各位逐条看看：哪一条做不到，哪一条还不够。",
    "第一条 县汽车客运站每天6时30分开门售票，末班车发车后30分钟关门。\n"
    "第二条 当天车票在窗口、电话均可预订，预订的车票保留到发车前30分钟。\n"
    "第三条 发往各镇的末班车时间在站内公示；遇冬季和雨雪天气，可以提前发车。\n"
    "第四条 老人、军人、残疾人和带小孩的旅客优先购票、优先上车。\n"
    "第五条 候车室免费供应开水，厕所每天打扫两次。\n"
    "第六条 旅客投诉在7个工作日内答复，投诉电话在售票窗口公布。\n"
    "第七条 本承诺自公布之日起施行。",
    opened_at="2013-07-02 09:10",
    closes_on="2013-07-09",
    seats=(1, 3, 5, 7, 8, 10, 12, 14, 16, 18, 21, 23, 25, 27, 29, 31),
    said=(
        Said(
            "early",
            "2013-07-02 19:40",
            3,
            "第一条",
            "赶早去西安看病的，六点半才开门就赶不上头班车了，能不能六点开？",
        ),
        Said(
            "cold",
            "2013-07-03 08:15",
            14,
            "第一条",
            "冬天站外头冷，六点半开门太晚，老人都在门口等着。",
        ),
        Said(
            "notice",
            "2013-07-03 20:05",
            8,
            "第三条",
            "提前发车不通知，走到站才知道车走了。提前多久、在哪里通知，要写清楚。",
        ),
        Said(
            "papers",
            "2013-07-04 12:30",
            5,
            "第四条",
            "优先要不要看证件，写明白，免得窗口上吵起来。",
        ),
        Said(
            "toilet",
            "2013-07-05 18:20",
            27,
            "第五条",
            "厕所一天扫两次不够，逢集那天根本进不去人。",
        ),
        Said(
            "days",
            "2013-07-08 09:00",
            21,
            "第六条",
            "一件小事等一个多星期，太长了，三天行不行？",
            entered_by="dongrui",
        ),
        Said(
            "towns",
            "2013-07-09 16:45",
            12,
            "",
            "各镇的代办点也该一起管，光管县城一个站不够。",
        ),
    ),
    answered=(
        Answered(
            "2013-07-10 15:20",
            "zhanglei",
            ("early", "cold"),
            "adopted",
            "头班车6时40分发车，开门改为6时，留出购票候车的时间。",
        ),
        Answered(
            "2013-07-10 15:35",
            "zhanglei",
            ("notice",),
            "partly",
            "写明最多提前30分钟，前一天在站内和各镇停靠点公告；临时大雪封路的，做不到前一天通知。",
        ),
        Answered(
            "2013-07-10 15:40", "zhanglei", ("papers",), "adopted", "写明军人、残疾人凭有效证件。"
        ),
        Answered(
            "2013-07-10 15:50",
            "zhanglei",
            ("toilet",),
            "adopted",
            "改为每天三次，逢集日安排专人随脏随扫。",
        ),
        Answered("2013-07-10 16:00", "zhanglei", ("days",), "adopted", "改为3个工作日。"),
        Answered(
            "2013-07-10 16:20",
            "zhanglei",
            ("towns",),
            "declined",
            "各镇代办点由个人经营，管法和车站不一样，县交通运输局正在另拟代办点管理办法，"
            "拟好后再请代表提意见。",
        ),
    ),
    revised_at="2013-07-11 10:10",
    revised=(
        Rewritten(
            "第一条",
            "第一条 县汽车客运站每天6时开门售票，末班车发车后30分钟关门。",
            ("early", "cold"),
        ),
        Rewritten(
            "第三条",
            "第三条 发往各镇的末班车时间在站内公示；遇冬季和雨雪天气需要提前发车的，"
            "最多提前30分钟，并于前一天在站内和各镇停靠点公告。",
            ("notice",),
        ),
        Rewritten(
            "第四条",
            "第四条 老人、带小孩的旅客和凭有效证件的军人、残疾人优先购票、优先上车。",
            ("papers",),
        ),
        Rewritten(
            "第五条",
            "第五条 候车室免费供应开水，厕所每天打扫三次，逢集日随脏随扫。",
            ("toilet",),
        ),
        Rewritten(
            "第六条", "第六条 旅客投诉在3个工作日内答复，投诉电话在售票窗口公布。", ("days",)
        ),
    ),
    note="按代表意见改了五条，7月15日起施行。",
    published_at="2013-07-12 09:30",
)

WATER = Hearing(
    Workday(11, "09:40"),
    "jiayufeng",
    "commitment",
    "农村饮水安全工程报修服务承诺",
    "水管坏了找谁、几天修好、收不收钱，想用一张纸说清楚。",
    "第一条 供水设施损坏的，用户拨打报修电话，供水单位24小时内到现场。\n"
    "第二条 一般故障2天内修好，主管道故障5天内修好；不能按时修好的，向用户说明原因。\n"
    "第三条 停水检修提前一天通知；停水超过一天的，送水到组。\n"
    "第四条 报修电话和值班人员姓名张贴到每个村民小组。\n"
    "第五条 维修材料按成本收费，不收人工费。",
    opened_at=Workday(10, "09:20"),
    closes_on=-3,
    seats=(2, 4, 9, 11, 17, 20, 22, 26, 30),
    said=(
        Said(
            "far",
            Workday(9, "19:10"),
            9,
            "第一条",
            "山上几户离公路远，24小时到不了，说个实在的时间。",
        ),
        Said("two", Workday(8, "20:30"), 17, "第三条", "提前一天通知来不及存水，最好提前两天。"),
        Said(
            "doors",
            Workday(6, "08:50"),
            20,
            "第三条",
            "通知不要只贴在村委会，要到组到户，用广播喊也行。",
        ),
        Said("prices", Workday(5, "12:40"), 26, "第五条", "材料多少钱，要有一张价目表贴出来。"),
        Said(
            "duty",
            Workday(4, "10:00"),
            2,
            "第四条",
            "值班的人换了，墙上的电话要跟着改。",
            entered_by="dongrui",
        ),
    ),
    answered=(
        Answered(
            Workday(1, "10:30"), "jiayufeng", ("two",), "adopted", "计划检修改为提前两天通知。"
        ),
        Answered(
            Workday(1, "10:50"),
            "jiayufeng",
            ("doors",),
            "partly",
            "通知到组，由组长用广播告知；逐户送达人手不够，只送到孤寡老人家。",
        ),
    ),
    revised_at=Workday(1, "11:20"),
    revised=(
        Rewritten(
            "第三条",
            "第三条 停水检修提前两天通知到组，由组长用广播告知，孤寡老人家上门告知；"
            "停水超过一天的，送水到组。",
            ("two", "doors"),
        ),
    ),
)

HALL = Hearing(
    Today(43),
    "fanglin",
    "time_limit",
    "便民服务大厅限时办结和延时服务办法（试行）",
    "今天座谈会上说到窗口下班时间、跑几趟的事，办法已经拟了一稿，请各位趁记得清楚，逐条挑毛病。",
    "第一条 为了少让群众跑路、少让群众等，制定本办法。\n"
    "第二条 材料齐全的，按下列时限办结：\n"
    "（一）一般证照3个工作日；\n"
    "（二）需要现场核查的7个工作日；\n"
    "（三）需要上级审批的，收件后2个工作日内报出。\n"
    "第三条 材料不齐的，窗口一次告知所缺材料，不得让群众跑第三趟。\n"
    "第四条 下班前已经取号的，办完再下班；社保、工商、户籍窗口周六上午开放。\n"
    "第五条 超过时限没有办结的，窗口主动说明原因，中心主任三天内督促办结。\n"
    "第六条 对窗口服务不满意的，可以当场评价，也可以拨打监督电话。\n"
    "第七条 本办法由县便民服务中心负责解释，试行一年。",
    item="关于窗口服务时间和一窗受理",
    opened_at=Today(40),
    closes_on=5,
    said=(
        Said(
            "slip",
            Today(33),
            5,
            "第三条",
            "一次告知要给书面的单子，口头说的回家就忘了，第二趟还是缺。",
        ),
        Said("noon", Today(29), 8, "第四条", "中午也要有人。山里人赶班车来，正好是中午到。"),
        Said("list", Today(24), 12, "第三条", "告知单上写明是谁告知的，免得换个人又是一个说法。"),
        Said("visit", Today(18), 22, "（二）", "现场核查七天里头，来核查的那天要提前打个电话。"),
        Said(
            "towns",
            Today(11),
            19,
            "",
            "镇上的便民大厅也照这个办法办，光县里快，到镇上又慢了。",
        ),
        Said("saturday", Today(6), 5, "第四条", "周六开放的窗口，写上几点到几点。"),
    ),
)

BUSES = Hearing(
    Workday(1, "16:30"),
    "zhanglei",
    "other",
    "城乡公交首末班车公示和误点告知办法",
    "",
    "第一条 各线路首末班车时间张贴在每个停靠点，调整的提前三天公告。\n"
    "第二条 首末班车误点超过15分钟的，由司机告知等候的乘客。\n"
    "第三条 末班车不得提前发车、不得甩客。",
)

HEARINGS = {1: (STATION, WATER), 2: (HALL, BUSES)}
