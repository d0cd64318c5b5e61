"""Matters of the first visit about the S102 project: money, jobs, spoil in the river."""

from models.demo.script import Matter, Step

CLAIM_MATTERS = (
    # Investigated as well: the money was paid out and did not arrive. More time was granted.
    Matter(
        "m11",
        ("q18",),
        "question",
        "S102占地青苗补偿款兑付",
        "route",
        "land",
        "逐户核对面积、标准、应付和已付金额，查明滞留在哪一级；能付的先付，不等全部核完。",
        "2013-06-21 10:50",
        "qiaozhen",
        assisting=("transport", "xiaoling"),
        days=15,
        extra_gates=("investigated",),
        steps=(
            Step(
                "2013-06-24 09:55", "qiaozhen", "assign", "除澄清和整改外，加查补偿款滞留的责任。"
            ),
            Step("2013-06-24 14:49", "zhanglei", "sign"),
            Step("2013-06-24 16:40", "bixuefeng", "sign"),
            Step("2013-06-24 17:05", "houxiaojun", "sign"),
            Step(
                "2013-07-01 10:20",
                "houxiaojun",
                "progress",
                (
                    "调银行流水，补偿款4月9日已到镇财政所专户，常湾、金米两村23户中有9户未发，"
                    "涉及4.7万元。"
                ),
            ),
            Step(
                "2013-07-05 15:40",
                "zhanglei",
                "finish_part",
                "项目办提供占地红线图和拨款凭证，丈量底册与协议面积一致。",
            ),
            Step(
                "2013-07-11 10:10",
                "houxiaojun",
                "extension",
                (
                    "有三户在外省打工，委托书要寄回来核对；另有两户面积争议需重新丈量，"
                    "请延期七个工作日。"
                ),
                until="2013-07-24",
            ),
            Step(
                "2013-07-11 16:00",
                "qiaozhen",
                "grant_extension",
                "争议户确需复丈，同意延期；已核清的四户不得等，本周内先发。",
                until="2013-07-24",
            ),
            Step(
                "2013-07-19 11:10",
                "bixuefeng",
                "finish_part",
                "镇财政所已把九户全部录入一折通，经办人滞留三个月未发，镇上给予批评并调换岗位。",
            ),
            Step(
                "2013-07-22 15:20",
                "houxiaojun",
                "report",
                (
                    "九户补偿款47320元7月19日全部到账，两户争议复丈后各增0.04亩，差额一并补发；"
                    "兑付表已贴到两村。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-23 09:10",
                "qiaozhen",
                "pass_gate",
                "协议、拨款凭证、一折通流水三样对上，滞留在镇财政所，不在项目上。",
                gate="clarified",
            ),
            Step(
                "2013-07-23 10:40",
                "liwenjing",
                "pass_gate",
                "镇财政所经办人的情况说明和镇上的处理决定已附卷，责任到人、款已补发。",
                gate="investigated",
            ),
            Step(
                "2013-07-24 09:30",
                "qiaozhen",
                "pass_gate",
                "电话核对九户，八户已取到钱，一户在福建打工，由其父确认到账。",
                gate="rectified",
            ),
            Step(
                "2013-07-24 16:10",
                "qiaozhen",
                "reply",
                (
                    "马代表：钱四月就到了镇上，是经办人压着没发，不是项目上没拨。"
                    "您家1840元已到一折通，组里另外几户也都发了，拖了三个月，对不住大家。"
                ),
            ),
            Step(
                "2013-07-26 09:30",
                "seat:16",
                "rate",
                level="satisfied",
                words="钱到折子上了，还查清是谁压的，这个办法好。",
            ),
            Step("2013-07-26 15:10", "qiaozhen", "propose_closing"),
            Step("2013-07-29 09:00", "luxiaoyan", "close"),
        ),
    ),
    Matter(
        "m22",
        ("o16",),
        "opinion",
        "S102工地优先招用沿线群众",
        "adopt",
        "hrss",
        "核清用工人数和来源，督促按月发工资、名单公示；有欠薪的先行清欠。",
        "2013-06-21 11:20",
        "luxiaoyan",
        assisting=("transport",),
        days=7,
        steps=(
            Step("2013-06-24 10:10", "luxiaoyan", "assign"),
            Step("2013-06-24 14:54", "zhanglei", "sign"),
            Step("2013-06-24 16:10", "wangqian", "sign"),
            Step(
                "2013-06-27 15:20",
                "wangqian",
                "progress",
                (
                    "劳动监察大队查三个标段，用工417人，沿线群众只有58人；"
                    "有一个班组拖欠四月工资2.1万元。"
                ),
            ),
            Step(
                "2013-07-01 10:00",
                "zhanglei",
                "finish_part",
                "三个标段签了用工承诺，普工岗位优先录用沿线七村的人。",
            ),
            Step(
                "2013-07-02 15:00",
                "wangqian",
                "report",
                (
                    "拖欠的2.1万元已补发，新招沿线普工73人，工资每月10日前发放，"
                    "名单和工钱贴在项目部和七个村委会。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-03 09:40",
                "liwenjing",
                "pass_gate",
                "三个标段花名册和工资表已核，外来班组包干、本地人少的情况属实。",
                gate="clarified",
            ),
            Step(
                "2013-07-03 15:00",
                "qiaozhen",
                "pass_gate",
                "常湾村委会公示栏有名单，问了两名新招的人，都领到了工牌。",
                gate="rectified",
            ),
            Step(
                "2013-07-04 09:30",
                "luxiaoyan",
                "reply",
                (
                    "李大叔：工地普工今后先问沿线村里的人，您组里已有六人上工。工钱十号前不发的，"
                    "打劳动监察电话，当天有人问。"
                ),
            ),
            Step(
                "2013-07-08 09:20",
                "seat:3",
                "rate",
                level="satisfied",
                words="我儿媳妇也去了，管一顿晌午饭，不错。",
            ),
            Step("2013-07-08 16:10", "luxiaoyan", "propose_closing"),
            Step("2013-07-09 09:00", "qiaozhen", "close"),
        ),
    ),
    # Four gates, sent back for more work once, and late for it.
    Matter(
        "m23",
        ("o17",),
        "opinion",
        "社川河弃渣侵占河道",
        "adopt",
        "water",
        "查明弃渣单位和方量，限期清运，依法处罚；清到原河床，不得就地推平。",
        "2013-06-21 11:25",
        "luxiaoyan",
        assisting=("environment",),
        days=15,
        extra_gates=("investigated", "dealt_with"),
        steps=(
            Step("2013-06-24 09:52", "luxiaoyan", "assign", "涉及违法弃渣，四道关都要过。"),
            Step("2013-06-24 15:40", "qinyun", "sign"),
            Step("2013-06-24 16:02", "jiayufeng", "sign"),
            Step(
                "2013-06-28 11:10",
                "jiayufeng",
                "progress",
                "水政大队夜查两次，抓到现行一台车，系二标段分包队，累计弃渣约3800方。",
            ),
            Step(
                "2013-07-05 16:20",
                "qinyun",
                "finish_part",
                "对河水取样两次，悬浮物超标，已向二标段下达环境违法改正通知。",
            ),
            Step(
                "2013-07-10 15:20",
                "jiayufeng",
                "report",
                "二标段已停止弃渣，清运2600方，其余推平压实，河道过水断面基本恢复。",
                result="solved",
            ),
            Step(
                "2013-07-11 14:50",
                "luxiaoyan",
                "rework",
                "交办时写明不得就地推平，余下1200方必须清走，罚款决定书也没有附卷，退回重办。",
            ),
            Step(
                "2013-07-16 10:00",
                "jiayufeng",
                "progress",
                "增派四台车连夜清运，弃渣全部拉到经批准的岭丰弃土场，沿途过磅登记。",
            ),
            Step(
                "2013-07-19 15:30",
                "jiayufeng",
                "report",
                (
                    "3800方弃渣已清净，河床露出原状；对二标段罚款五万元，分包队清退出场，"
                    "渣车全部装定位。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-22 09:20",
                "qiaozhen",
                "pass_gate",
                "河道断面图、夜查录像和渣车过磅单相互印证，弃渣位置与代表所指一致。",
                gate="clarified",
            ),
            Step(
                "2013-07-22 10:10",
                "luxiaoyan",
                "pass_gate",
                "二标段承认分包队图省运费夜间倾倒，弃渣已停、已清，查纠结果成立。",
                gate="investigated",
            ),
            Step(
                "2013-07-22 15:10",
                "liwenjing",
                "pass_gate",
                "水行政处罚决定书和五万元缴款凭证已收到，未发现公职人员参与。",
                gate="dealt_with",
            ),
            Step(
                "2013-07-23 11:20",
                "qiaozhen",
                "pass_gate",
                "沿河走了八百米，原弃渣点露出卵石河床，水面宽度与下游相当。",
                gate="rectified",
            ),
            Step(
                "2013-07-23 16:00",
                "luxiaoyan",
                "reply",
                (
                    "屈大叔：倒渣的是二标段的分包队，罚了五万，人也清走了，渣土拉了个干净。"
                    "头一次他们想推平了事，被我们退回去重做，所以比时限晚了几天。"
                ),
            ),
            Step(
                "2013-07-25 10:20",
                "seat:24",
                "rate",
                level="satisfied",
                words="河道看着宽展了，晚上也没车来倒了。",
            ),
            Step("2013-07-25 16:00", "luxiaoyan", "propose_closing"),
            Step("2013-07-26 09:00", "liwenjing", "close"),
        ),
    ),
)
