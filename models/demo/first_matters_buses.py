"""Matters of the first visit about buses: late runs, stops, pupils, old people."""

from models.demo.script import Matter, Step

BUS_MATTERS = (
    Matter(
        "m5",
        ("q11",),
        "promise",
        "县城至营盘末班车延后",
        "promise",
        "transport",
        "明确发车时间、车型和线路补贴办法，在车站和沿线各站张贴；试运行期间每月报一次客流。",
        "2013-06-21 10:20",
        "liwenjing",
        due="2013-07-10",
        steps=(
            Step("2013-06-24 09:40", "liwenjing", "assign"),
            Step("2013-06-24 14:45", "zhanglei", "sign"),
            Step(
                "2013-07-02 15:15",
                "zhanglei",
                "progress",
                "与客运公司签了试运行协议，由两名驾驶员轮值晚班，单趟不足十二人的差额由局里补。",
            ),
            Step(
                "2013-07-09 16:20",
                "zhanglei",
                "report",
                "7月8日起末班车已延至19:30，较承诺提前两天，首晚乘客17人；时刻表贴到沿线九个站点。",
                result="solved",
            ),
            Step(
                "2013-07-10 09:00",
                "luxiaoyan",
                "pass_gate",
                "查四、五月行车记录，有六天实际在17:40前收车，比公布时间还早，已责令客运公司整改。",
                gate="clarified",
            ),
            Step(
                "2013-07-10 10:10",
                "liwenjing",
                "pass_gate",
                "7月9日晚督查员随车到营盘，19:31发车，20:15到达，途中正常停靠。",
                gate="rectified",
            ),
            Step(
                "2013-07-10 16:00",
                "liwenjing",
                "reply",
                (
                    "党主任：末班车现在19:30从县城站发，试跑三个月，客流够就固定下来。"
                    "遇到提前收车，记下车牌号告诉我们。"
                ),
            ),
            Step(
                "2013-07-12 09:30",
                "seat:6",
                "rate",
                level="satisfied",
                words="坐了一回，车上有座，省了八十块包车钱。",
            ),
            Step("2013-07-12 15:40", "luxiaoyan", "propose_closing"),
            Step("2013-07-15 09:00", "liwenjing", "close"),
        ),
    ),
    Matter(
        "m10",
        ("q12",),
        "question",
        "杏坪集镇设置固定停靠点",
        "route",
        "transport",
        "选一个赶集日实地踏勘，停靠点避开弯道和摊位，标牌、标线一次到位。",
        "2013-06-21 10:45",
        "liwenjing",
        assisting=("xingping",),
        days=15,
        steps=(
            Step("2013-06-24 09:43", "liwenjing", "assign"),
            Step("2013-06-24 14:48", "zhanglei", "sign"),
            Step("2013-06-24 15:50", "nieming", "sign"),
            Step(
                "2013-07-03 11:30",
                "zhanglei",
                "progress",
                "7月3日逢集，会同镇上和交警在街上看了一上午，初定粮站、卫生院、柴庄路口三个点。",
            ),
            Step(
                "2013-07-09 10:30",
                "nieming",
                "finish_part",
                "停靠点前的十四个摊位已搬到粮站院内，镇上派两名协管员逢集值守。",
            ),
            Step(
                "2013-07-12 15:10",
                "zhanglei",
                "report",
                (
                    "三个停靠点的站牌和黄色标线7月11日施划完成，"
                    "客运公司已通知驾驶员集镇内不得随意停车上下客。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-15 09:30",
                "luxiaoyan",
                "pass_gate",
                "查客运线路许可，集镇段原先未设任何站点，驾驶员招手即停，隐患属实。",
                gate="clarified",
            ),
            Step(
                "2013-07-15 11:00",
                "liwenjing",
                "pass_gate",
                "看了7月13日逢集的现场录像，过往班车都在站牌处停靠，协管员在岗。",
                gate="rectified",
            ),
            Step(
                "2013-07-15 15:20",
                "liwenjing",
                "reply",
                (
                    "雷老师：粮站、卫生院、柴庄路口三个站牌都立起来了，班车只准在这三处上下。"
                    "学生家长若看见乱停，把时间和车号发来就行。"
                ),
            ),
            Step(
                "2013-07-17 09:50",
                "seat:21",
                "rate",
                level="satisfied",
                words="赶集那天我专门去看了，老人都知道在哪儿等车了。",
            ),
            Step("2013-07-17 15:30", "luxiaoyan", "propose_closing"),
            Step("2013-07-18 09:10", "liwenjing", "close"),
        ),
    ),
    Matter(
        "m18",
        ("o10",),
        "opinion",
        "周五放学增开学生专线",
        "adopt",
        "education",
        "摸清住校生周末返乡人数和方向，会同交通部门定班次；同时查处超员面包车。",
        "2013-06-21 11:00",
        "luxiaoyan",
        assisting=("transport",),
        days=15,
        steps=(
            Step("2013-06-24 10:00", "luxiaoyan", "assign"),
            Step("2013-06-24 14:50", "zhanglei", "sign"),
            Step("2013-06-24 15:30", "luojianhua", "sign"),
            Step(
                "2013-07-02 09:40",
                "luojianhua",
                "progress",
                "七所寄宿制学校摸底完毕，周五返乡学生1126人，以下梁、凤凰、杏坪三个方向最多。",
            ),
            Step(
                "2013-07-08 16:00",
                "zhanglei",
                "finish_part",
                "已落实六台大客车，周五14时30分到校门口接人，票价按普通班车执行。",
            ),
            Step(
                "2013-07-10 15:30",
                "luojianhua",
                "report",
                (
                    "秋季开学起每周五开行学生专线六趟，学校派老师跟车点名；"
                    "期末最后一周已试跑一次，乘坐学生318人。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-11 09:30",
                "qiaozhen",
                "pass_gate",
                "交警卡口6月7日录像显示一台七座车载13人，超员情况属实，已依法处罚。",
                gate="clarified",
            ),
            Step(
                "2013-07-11 10:30",
                "luxiaoyan",
                "pass_gate",
                "看了试跑当天的跟车签到表和发车照片，三个方向的车都按点到校。",
                gate="rectified",
            ),
            Step(
                "2013-07-11 16:20",
                "luxiaoyan",
                "reply",
                (
                    "周老师：学生专线九月开学正式跑，周五下午到校门口接，老师跟车。"
                    "请您也提醒家长，不要再让娃娃坐超员的面包车。"
                ),
            ),
            Step(
                "2013-07-15 10:10",
                "seat:9",
                "rate",
                level="satisfied",
                words="试跑那天我送学生上的车，一人一座，放心。",
            ),
            Step("2013-07-15 16:00", "qiaozhen", "propose_closing"),
            Step("2013-07-16 09:00", "luxiaoyan", "close"),
        ),
    ),
    # Planned first, done in October: the same asker rated twice.
    Matter(
        "m19",
        ("o11",),
        "opinion",
        "七十岁以上老人免费乘城区公交",
        "adopt",
        "transport",
        "测算人数和补贴金额，提出办法报县政府；不能马上办的，给出实施时间。",
        "2013-06-21 11:05",
        "luxiaoyan",
        days=15,
        steps=(
            Step("2013-06-24 10:02", "luxiaoyan", "assign"),
            Step("2013-06-24 14:51", "zhanglei", "sign"),
            Step(
                "2013-07-04 10:50",
                "zhanglei",
                "progress",
                (
                    "民政部门提供的数字，城区及下梁常住七十岁以上老人3240人，"
                    "初步测算每年需补贴21万元。"
                ),
            ),
            Step(
                "2013-07-12 16:00",
                "zhanglei",
                "report",
                "办法已报县政府，补贴列入下半年预算调整，拟于重阳节前实施，届时凭老年证办卡。",
                result="planned",
                until="2013-10-12",
            ),
            Step(
                "2013-07-15 10:20",
                "qiaozhen",
                "pass_gate",
                "查商洛各县区做法，其余县有三个已免费，我县尚未出台，代表所说属实。",
                gate="clarified",
            ),
            Step(
                "2013-07-15 11:20",
                "luxiaoyan",
                "pass_gate",
                "实施方案和预算报告已收到县政府办，有分管领导签批，时间节点明确。",
                gate="rectified",
            ),
            Step(
                "2013-07-15 16:40",
                "luxiaoyan",
                "reply",
                (
                    "赵大叔：免费乘车的钱要走预算，急不得，定在重阳节前办成。这一条我们一直挂着，"
                    "不办成不销号，办成了再来请您评价。"
                ),
            ),
            Step(
                "2013-07-18 10:00",
                "seat:8",
                "rate",
                level="fairly",
                words="有个准日子就好，我等着看。",
            ),
            Step(
                "2013-09-11 15:20",
                "zhanglei",
                "progress",
                "预算调整方案已经县人大常委会通过，读卡机八台到货安装，老年卡开始在社区办理。",
            ),
            Step(
                "2013-10-10 15:00",
                "zhanglei",
                "report",
                (
                    "10月9日起城区四条公交线路对七十岁以上老人免费，已发卡2187张，"
                    "未办卡的凭老年证同样免费。"
                ),
                result="solved",
            ),
            Step(
                "2013-10-11 09:40",
                "qiaozhen",
                "pass_gate",
                "县政府文件和补贴拨付凭证已附卷，覆盖线路与答复一致。",
                gate="clarified",
            ),
            Step(
                "2013-10-11 15:30",
                "luxiaoyan",
                "pass_gate",
                "督查员陪两位老人乘1路、3路，刷卡不扣钱，司机态度和气。",
                gate="rectified",
            ),
            Step(
                "2013-10-11 16:40",
                "luxiaoyan",
                "reply",
                (
                    "赵大叔，重阳节前说的事办到了：七十岁以上坐城区公交一律不要钱。"
                    "您进城带上老年证或老年卡，哪个司机要收钱，请记下车号。"
                ),
            ),
            Step(
                "2013-10-15 09:50",
                "seat:8",
                "rate",
                level="satisfied",
                words="上街坐了两回，一分没掏，没哄人。",
            ),
            Step("2013-10-15 15:30", "qiaozhen", "propose_closing"),
            Step("2013-10-16 09:00", "luxiaoyan", "close"),
        ),
    ),
)
