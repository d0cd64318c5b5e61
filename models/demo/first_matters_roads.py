"""Matters of the first visit about guard rails and taxis."""

from models.demo.script import Matter, Step

ROAD_MATTERS = (
    # Late: the guard rails came after the deadline of 15 working days.
    Matter(
        "m20",
        ("o12", "o13", "o14"),
        "opinion",
        "临崖临水路段加装护栏",
        "adopt",
        "transport",
        "掌上、盘龙寺、窑镇三处逐点踏勘，先设警示桩和夜间反光标志，再装波形护栏。",
        "2013-06-21 11:10",
        "liwenjing",
        assisting=("hongyansi", "caoping"),
        days=15,
        steps=(
            Step(
                "2013-06-24 10:05",
                "liwenjing",
                "assign",
                "三位代表反映同类问题，合并办理，分别答复。",
            ),
            Step("2013-06-24 14:52", "zhanglei", "sign"),
            Step("2013-06-24 16:21", "ruanjie", "sign"),
            Step("2013-06-25 09:00", "jinpeng", "sign"),
            Step(
                "2013-07-05 10:00",
                "zhanglei",
                "plan",
                (
                    "掌上段护栏320米、盘龙寺急弯86米、窑镇三处陡坎共210米，先栽警示桩54根，"
                    "护栏由养护站分批安装。"
                ),
            ),
            Step(
                "2013-07-08 11:00",
                "ruanjie",
                "finish_part",
                "掌上、盘龙寺两处路肩杂木已清，施工期间村上派人看路。",
            ),
            Step(
                "2013-07-09 15:30",
                "jinpeng",
                "finish_part",
                "窑镇三处陡坎的临时围挡已拉好，弃土场地协调到位。",
            ),
            Step("2013-07-17 09:00", "liwenjing", "urge", "警示桩已栽，护栏未到货，请报供货日期。"),
            Step(
                "2013-07-25 10:40",
                "zhanglei",
                "progress",
                "护栏板7月24日到货，掌上段已装280米；厂家汛期运输受阻，耽搁了八天。",
            ),
            Step(
                "2013-07-31 16:20",
                "zhanglei",
                "report",
                (
                    "三处共装护栏616米、警示桩54根、反光标志40块，较时限晚十二个工作日，"
                    "已向督查室说明。"
                ),
                result="solved",
            ),
            Step(
                "2013-08-01 10:20",
                "luxiaoyan",
                "pass_gate",
                "去年掌上段翻车事故认定书载明无防护设施，三处隐患均属实。",
                gate="clarified",
            ),
            Step(
                "2013-08-02 11:30",
                "qiaozhen",
                "pass_gate",
                "跑了三个点，逐段量了长度，螺栓紧固，夜间车灯照得见反光标志。",
                gate="rectified",
            ),
            Step(
                "2013-08-02 16:00",
                "liwenjing",
                "reply",
                (
                    "三位代表：护栏都装上了，比说好的日子晚了，责任在订货太迟。"
                    "入冬前养护站再查一遍，松动的马上补，路过看见损坏请告诉镇上。"
                ),
            ),
            Step(
                "2013-08-05 10:00",
                "seat:10",
                "rate",
                level="satisfied",
                words="崖边有栏杆了，娃们骑车我也放心。",
            ),
            Step(
                "2013-08-06 09:30",
                "seat:22",
                "rate",
                level="fairly",
                words="装得结实，就是慢了些，盼了一个多月。",
            ),
            Step(
                "2013-08-07 10:40",
                "seat:18",
                "rate",
                level="satisfied",
                words="落雪以前装好就是好事。",
            ),
            Step("2013-08-07 15:30", "liwenjing", "propose_closing"),
            Step("2013-08-08 09:00", "qiaozhen", "close"),
        ),
    ),
    # Twice dissatisfied: only the leader in charge could sign it off.
    Matter(
        "m21",
        ("o15",),
        "opinion",
        "城区出租车不打表、乱要价",
        "adopt",
        "transport",
        "公布起步价和投诉电话，连续整治不打表；处罚情况按周报督查室。",
        "2013-06-21 11:15",
        "luxiaoyan",
        days=7,
        steps=(
            Step("2013-06-24 10:08", "luxiaoyan", "assign"),
            Step("2013-06-24 14:53", "zhanglei", "sign"),
            Step(
                "2013-06-28 10:10",
                "zhanglei",
                "progress",
                "运管所便衣乘车12次，9次未打表，当场处罚9台，每台三百元。",
            ),
            Step(
                "2013-07-02 16:10",
                "zhanglei",
                "report",
                "86台出租车全部贴上运价和投诉电话，一周查处不打表19台次，司机集中学习一次。",
                result="solved",
            ),
            Step(
                "2013-07-03 09:20",
                "qiaozhen",
                "pass_gate",
                "查计价器检定记录，有31台计价器过期未检，不打表有空子可钻，情况属实。",
                gate="clarified",
            ),
            Step(
                "2013-07-03 11:00",
                "luxiaoyan",
                "pass_gate",
                "督查员自费坐了四趟，三趟打表，一趟经提醒后打表，整改有明显进展。",
                gate="rectified",
            ),
            Step(
                "2013-07-03 16:30",
                "luxiaoyan",
                "reply",
                (
                    "袁代表：车上都贴了价目和电话，不打表可以不给钱，打电话投诉查实后给您回话。"
                    "这项整治连做三个月，不是一阵风。"
                ),
            ),
            Step(
                "2013-07-08 10:00",
                "seat:23",
                "rate",
                level="dissatisfied",
                words="白天打表，我夜里十一点下班，照样张口十块，说表坏了。",
            ),
            Step("2013-07-08 15:10", "zhanglei", "sign"),
            Step(
                "2013-07-11 10:40",
                "zhanglei",
                "progress",
                "增设夜间检查组，22时到24时在车站和医院门口查了三晚，处罚7台，换新计价器11台。",
            ),
            Step(
                "2013-07-16 15:40",
                "zhanglei",
                "report",
                (
                    "夜间检查固定为每周两次，过期计价器全部换检，累计停运整顿2台，"
                    "夜班驾驶员签了承诺书。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-17 09:30",
                "luxiaoyan",
                "pass_gate",
                "夜间不打表经暗访证实，31台过期计价器的名单与车牌已核实。",
                gate="clarified",
            ),
            Step(
                "2013-07-17 11:20",
                "liwenjing",
                "pass_gate",
                "7月16日晚坐了五趟，四趟打表，拒绝打表的一台当场移交运管所停运三天。",
                gate="rectified",
            ),
            Step(
                "2013-07-17 16:10",
                "luxiaoyan",
                "reply",
                (
                    "袁代表：夜里的事您反映得准，现在每周两晚有人查。您下班那个点，"
                    "运管所在纺织厂门口设了一个候客点，排队的车都打表。"
                ),
            ),
            Step(
                "2013-07-22 09:30",
                "seat:23",
                "rate",
                level="dissatisfied",
                words="候客点的车是打表，街上拦的还是讲价，没根治。",
            ),
            Step(
                "2013-07-22 15:00",
                "liwenjing",
                "escalate",
                "代表两次不满意，街面招停车辆仍有讲价现象，报请分管副县长研究。",
            ),
            Step(
                "2013-07-26 10:00",
                "hexiulan",
                "sign_off",
                (
                    "查处、换表、夜查都已做实，街面讲价要靠长期管理和更换车辆，一时难绝。"
                    "请交通局把打表率写进年终考核，国庆前后再各暗访一次，结果向袁代表当面说明；"
                    "我对这个结论负责。"
                ),
            ),
            Step("2013-07-26 15:50", "luxiaoyan", "propose_closing"),
            Step("2013-07-29 09:30", "fengguoqing", "close"),
        ),
    ),
)
