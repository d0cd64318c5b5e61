"""Matters of the first visit about water, gas, lamps and drains."""

from models.demo.script import Matter, Step

TOWN_MATTERS = (
    Matter(
        "m8",
        ("q23",),
        "promise",
        "大河村山背后十一户通自来水",
        "promise",
        "water",
        "先保临时用水，再建泵站和水池；通水后由卫生部门取样化验，结果告诉用水户。",
        "2013-06-21 10:40",
        "luxiaoyan",
        assisting=("wafangkou", "power"),
        due="2013-10-31",
        steps=(
            Step(
                "2013-06-24 09:50",
                "luxiaoyan",
                "assign",
                "瓦房口镇组织群众投劳，供电公司负责泵站电源。",
            ),
            Step("2013-06-24 15:20", "hualei", "sign"),
            Step("2013-06-24 16:00", "jiayufeng", "sign"),
            Step("2013-06-25 08:50", "liangwei", "sign"),
            Step(
                "2013-07-11 10:20",
                "jiayufeng",
                "plan",
                (
                    "泵站建在半坡老水池旁，扬程96米，高位水池容积二十方，管线1.9公里；8月开工，"
                    "10月中旬试水。"
                ),
            ),
            Step(
                "2013-08-22 09:40",
                "hualei",
                "finish_part",
                "管沟由受益户投工开挖，十一户全部按时完成，无占地纠纷。",
            ),
            Step(
                "2013-09-13 16:30",
                "liangwei",
                "finish_part",
                "泵站三相电源9月12日接通，电表按农村饮水电价执行。",
            ),
            Step(
                "2013-09-24 11:10",
                "jiayufeng",
                "progress",
                "水池浇筑养护期满，管道试压发现两处渗漏，已换管件；伏旱期间送水车共上山26趟。",
            ),
            Step(
                "2013-10-22 15:00",
                "jiayufeng",
                "report",
                (
                    "10月18日全线试水，十一户水龙头出水，水质化验合格；泵站由村里聘专人管护，"
                    "每吨水收一元八角。"
                ),
                result="solved",
            ),
            Step(
                "2013-10-23 10:00",
                "luxiaoyan",
                "pass_gate",
                (
                    "查2008年人饮工程图纸，原设计就没有覆盖这道梁以上的十一户，"
                    "水管停在半坡的原因已说明。"
                ),
                gate="clarified",
            ),
            Step(
                "2013-10-24 11:30",
                "qiaozhen",
                "pass_gate",
                "逐户拧开龙头看水，十一户全部有水，最高处薛家院水量稍小但不断流。",
                gate="rectified",
            ),
            Step(
                "2013-10-24 16:10",
                "luxiaoyan",
                "reply",
                (
                    "薛老师：山背后十一户的水比承诺早了近两周接通。冬天管子怕冻，"
                    "管护员已把明管包了草绳，泵坏了请打水务局抢修电话。"
                ),
            ),
            Step(
                "2013-10-28 10:20",
                "qiaozhen",
                "rate_on_paper",
                seat="seat:30",
                level="satisfied",
                words="背了一辈子水，这下拧开就有，老伴高兴得抹眼泪。",
            ),
            Step("2013-10-28 15:40", "qiaozhen", "propose_closing"),
            Step("2013-10-29 09:00", "luxiaoyan", "close"),
        ),
    ),
    # Nothing to rectify where the answer is that it cannot be done yet: the gate is waived by two.
    Matter(
        "m9",
        ("q5",),
        "question",
        "城北片区通天然气",
        "route",
        "housing",
        "查清过桥管线停工原因，能定的定时间，不能定的说明条件，不得含糊答复。",
        "2013-06-21 10:42",
        "luxiaoyan",
        days=15,
        steps=(
            Step("2013-06-24 09:57", "luxiaoyan", "assign"),
            Step("2013-06-24 15:30", "yangbo", "sign"),
            Step(
                "2013-07-03 16:10",
                "yangbo",
                "progress",
                (
                    "已约谈燃气公司，桥头以北管线因跨河方案未获河道管理批复停工，"
                    "目前城北申请用户只有217户。"
                ),
            ),
            Step(
                "2013-07-11 15:20",
                "yangbo",
                "report",
                (
                    "过桥方案正在重新设计，须待河道批复和上游气源指标落实后才能复工，"
                    "眼下不具备通气条件。"
                ),
                result="limited",
            ),
            Step(
                "2013-07-12 09:40",
                "liwenjing",
                "pass_gate",
                (
                    "看了停工通知、设计变更函和气源协议，停在河道批复上，不是没钱，"
                    "说法与代表听到的不同。"
                ),
                gate="clarified",
            ),
            Step(
                "2013-07-12 10:30",
                "qiaozhen",
                "waive_gate",
                "受客观条件限制，没有需要整改的行为，复工时间取决于上级批复。",
                gate="rectified",
            ),
            Step(
                "2013-07-12 15:30",
                "luxiaoyan",
                "confirm_waiver",
                "已看河道批复受理单，同意不适用，住建局须每半年公布一次进度。",
                gate="rectified",
            ),
            Step(
                "2013-07-12 16:20",
                "liwenjing",
                "reply",
                (
                    "汪大夫：气停在桥头，是因为跨河方案没批下来，眼下给不出通气日子，不敢哄您。"
                    "住建局每半年在小区门口贴一次进展，批下来第一时间告诉你们。"
                ),
            ),
            Step(
                "2013-07-16 10:20",
                "seat:28",
                "rate",
                level="fairly",
                words="没通成，但把话说明白了，比年年说快了强。",
            ),
            Step("2013-07-16 15:40", "luxiaoyan", "propose_closing"),
            Step("2013-07-17 09:00", "tianxiaoli", "close"),
        ),
    ),
    # The extension was refused, and the matter was late.
    Matter(
        "m26",
        ("o21", "o22", "o23"),
        "opinion",
        "县城背街和进村路口路灯",
        "adopt",
        "housing",
        "市场后巷先修，什家湾桥头接电，车家河路口新装；逐盏编号，落实报修电话。",
        "2013-06-21 11:40",
        "luxiaoyan",
        assisting=("power",),
        days=15,
        steps=(
            Step("2013-06-24 09:58", "luxiaoyan", "assign", "三处路灯三种情形，一并解决。"),
            Step("2013-06-24 10:40", "liangwei", "sign"),
            Step("2013-06-24 15:32", "yangbo", "sign"),
            Step(
                "2013-07-01 15:10",
                "yangbo",
                "progress",
                "市场后巷四盏灯换了灯头、当晚全亮；什家湾桥灯查明是没有接入电源。",
            ),
            Step(
                "2013-07-09 09:50",
                "liangwei",
                "finish_part",
                "什家湾桥头接户线和电表箱已装好，车家河路口预留了接电点。",
            ),
            Step(
                "2013-07-11 10:30",
                "yangbo",
                "extension",
                "车家河路口需要新采购灯杆六套，申请延期到七月底一并完成。",
                until="2013-07-31",
            ),
            Step(
                "2013-07-11 15:40",
                "luxiaoyan",
                "refuse_extension",
                "灯杆仓库里有旧杆可用，采购不是理由；此处有人夜间摔伤，不同意延期。",
            ),
            Step(
                "2013-07-17 09:10", "luxiaoyan", "urge", "已超期两个工作日，请先用旧杆把灯亮起来。"
            ),
            Step(
                "2013-07-19 16:20",
                "yangbo",
                "report",
                (
                    "车家河路口用旧杆装灯六盏，7月18日晚亮灯，至此三处共二十一盏全部亮灯，"
                    "编号牌和报修电话已贴。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-22 10:30",
                "liwenjing",
                "pass_gate",
                "市场后巷灯坏四盏、什家湾九盏从未通电、车家河无灯，与三位代表所述一一对应。",
                gate="clarified",
            ),
            Step(
                "2013-07-22 11:20",
                "qiaozhen",
                "pass_gate",
                "21日晚八点半巡看三处，二十一盏灯都亮，拍照存档。",
                gate="rectified",
            ),
            Step(
                "2013-07-22 16:20",
                "luxiaoyan",
                "reply",
                (
                    "三位代表：三处的灯都亮了，灯杆上有编号和电话，哪盏灭了报编号就行。"
                    "住建局原想拖到月底，督查室没有同意，让大家多等了几天。"
                ),
            ),
            Step(
                "2013-07-24 09:20",
                "seat:4",
                "rate",
                level="satisfied",
                words="后门巷子亮堂了，收摊不害怕了。",
            ),
            Step(
                "2013-07-25 10:00",
                "seat:14",
                "rate",
                level="satisfied",
                words="桥上亮了，晚上散步的人多了。",
            ),
            Step(
                "2013-07-26 09:20",
                "seat:23",
                "rate",
                level="fairly",
                words="灯是亮了，旧杆子矮了些，路边草也该割。",
            ),
            Step("2013-07-26 16:20", "luxiaoyan", "propose_closing"),
            Step("2013-07-29 09:20", "liwenjing", "close"),
        ),
    ),
    Matter(
        "m27",
        ("o24",),
        "opinion",
        "凤凰老街污水外溢治理",
        "adopt",
        "fenghuang",
        "疏通主沟，查明直排户并接入管网；施工不得损坏老街石板和房基。",
        "2013-06-21 11:45",
        "qiaozhen",
        assisting=("housing", "environment"),
        days=15,
        steps=(
            Step("2013-06-24 10:25", "qiaozhen", "assign"),
            Step("2013-06-24 15:33", "yangbo", "sign"),
            Step("2013-06-24 15:41", "qinyun", "sign"),
            Step("2013-06-24 16:30", "yuelin", "sign"),
            Step(
                "2013-07-02 16:20",
                "yuelin",
                "plan",
                "石板逐块编号起开，人工掏沟420米，十七户直排的厨房水接入支管，完工后按号复原。",
            ),
            Step(
                "2013-07-08 10:10",
                "qinyun",
                "finish_part",
                "两家豆腐坊已装隔渣池，废水不再直接下沟。",
            ),
            Step(
                "2013-07-09 16:40",
                "yangbo",
                "finish_part",
                "派技术员驻点指导，新铺支管180米，坡度验收合格。",
            ),
            Step(
                "2013-07-12 10:20",
                "yuelin",
                "report",
                (
                    "老街主沟清出淤泥九十方，十七户全部接管，石板按原样铺回，"
                    "落实两名保洁员每月掏沟一次。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-15 15:40",
                "qiaozhen",
                "pass_gate",
                "管道镜头看到三处塌堵，是八十年代砖沟垮塌，加上厨房水直排，原因找准了。",
                gate="clarified",
            ),
            Step(
                "2013-07-16 11:30",
                "luxiaoyan",
                "pass_gate",
                "从街头走到街尾，无冒溢无臭味，石板编号照片与铺回后对得上。",
                gate="rectified",
            ),
            Step(
                "2013-07-16 16:00",
                "qiaozhen",
                "reply",
                (
                    "余大妈：老街的沟掏通了，十七家的厨房水也接进了管子，石板一块没丢。"
                    "往后每月掏一次，再有冒水请喊保洁员。"
                ),
            ),
            Step(
                "2013-07-18 10:40",
                "seat:13",
                "rate",
                level="satisfied",
                words="热天敢开窗了，游客也肯坐下吃面了。",
            ),
            Step("2013-07-18 16:10", "luxiaoyan", "propose_closing"),
            Step("2013-07-19 09:20", "qiaozhen", "close"),
        ),
    ),
)
