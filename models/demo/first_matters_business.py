"""Matters of the first visit about work, permits, prices and insurance."""

from models.demo.script import Matter, Step

BUSINESS_MATTERS = (
    Matter(
        "m1",
        ("q2",),
        "promise",
        "红岩寺镇以工代赈用工名单张榜公示",
        "promise",
        "devreform",
        "用工名单经村民代表会议通过，连同劳务报酬发放表张榜；困难户用工比例单独列明，附公示照片。",
        "2013-06-21 10:10",
        "liwenjing",
        assisting=("hongyansi",),
        due="2013-07-05",
        steps=(
            Step(
                "2013-06-24 09:30",
                "liwenjing",
                "assign",
                "以承诺日期为限，红岩寺镇负责召集村民代表会议。",
            ),
            Step("2013-06-24 15:10", "sunli", "sign"),
            Step("2013-06-24 16:20", "ruanjie", "sign"),
            Step(
                "2013-06-27 10:40",
                "sunli",
                "progress",
                (
                    "局农经股到红岩寺镇核对项目用工计划，河堤加固需用工62人，"
                    "已要求施工方把外来用工压到技术岗位8人以内。"
                ),
            ),
            Step(
                "2013-07-03 11:20",
                "ruanjie",
                "finish_part",
                "盘龙寺、掌上两村已开村民代表会，议定54人用工名单，其中困难户31人。",
            ),
            Step(
                "2013-07-04 15:30",
                "sunli",
                "report",
                (
                    "用工名单和劳务报酬发放表已于7月3日在盘龙寺、掌上两村公开栏张榜，"
                    "首月报酬按天核发，公示期间无异议。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-05 09:20",
                "liwenjing",
                "pass_gate",
                (
                    "核对前年河堤工程花名册，外村人员占六成属实，原因是施工方自带班组，"
                    "局里已书面说明。"
                ),
                gate="clarified",
            ),
            Step(
                "2013-07-05 10:05",
                "qiaozhen",
                "pass_gate",
                "到两村看了公开栏，名单盖有村委会章，随机问了三户，工钱数与榜上一致。",
                gate="rectified",
            ),
            Step(
                "2013-07-05 16:30",
                "liwenjing",
                "reply",
                (
                    "阮支书：今年河堤工程用工54人全部出自项目区，困难户31人，姓名、天数、"
                    "金额已上墙，往后每月25日更新一次；您看到有出入，可直接打督查室电话。"
                ),
            ),
            Step(
                "2013-07-09 09:40",
                "seat:22",
                "rate",
                level="satisfied",
                words="榜贴出来了，大家心里亮堂，没人再嚼舌根。",
            ),
            Step("2013-07-09 15:00", "liwenjing", "propose_closing"),
            Step("2013-07-10 09:10", "qiaozhen", "close"),
        ),
    ),
    Matter(
        "m12",
        ("o1",),
        "opinion",
        "项目审批一张纸一次告知",
        "adopt",
        "devreform",
        "常办事项每项一张纸，写清材料、窗口、时限、电话，字号不小于三号。",
        "2013-06-21 10:12",
        "liwenjing",
        days=7,
        steps=(
            Step("2013-06-24 09:31", "liwenjing", "assign"),
            Step("2013-06-24 15:11", "sunli", "sign"),
            Step(
                "2013-06-28 15:30",
                "sunli",
                "progress",
                "梳理出备案、核准、价格认定等十一项，砍掉重复材料九份，初稿请三位办事群众试读过。",
            ),
            Step(
                "2013-07-02 10:30",
                "sunli",
                "report",
                "十一张一次告知单已上墙、上窗口，原十六页办事指南停用，网上同步更新。",
                result="solved",
            ),
            Step(
                "2013-07-02 15:30",
                "luxiaoyan",
                "pass_gate",
                "旧指南里同一事项要三份身份证复印件，确实繁琐，代表意见切中要害。",
                gate="clarified",
            ),
            Step(
                "2013-07-03 10:20",
                "liwenjing",
                "pass_gate",
                "在大厅随机请一位六十多岁的办事人读告知单，能说出要带什么、找谁。",
                gate="rectified",
            ),
            Step(
                "2013-07-03 16:00",
                "liwenjing",
                "reply",
                (
                    "刘老师：您说的一张纸做出来了，贴在门口和窗口，大字。"
                    "您再来时请看看还有哪句绕口，我们接着改。"
                ),
            ),
            Step(
                "2013-07-05 09:30",
                "seat:5",
                "rate",
                level="satisfied",
                words="字大，话明白，老头子也看得懂。",
            ),
            Step("2013-07-05 15:50", "liwenjing", "propose_closing"),
            Step("2013-07-08 09:05", "luxiaoyan", "close"),
        ),
    ),
    Matter(
        "m13",
        ("o2",),
        "opinion",
        "小额担保贷款放宽担保方式",
        "adopt",
        "hrss",
        "在省市政策允许范围内增加担保方式，写明办理条件和不予担保的情形。",
        "2013-06-21 10:14",
        "liwenjing",
        days=15,
        steps=(
            Step("2013-06-24 10:12", "liwenjing", "assign"),
            Step("2013-06-24 16:11", "wangqian", "sign"),
            Step(
                "2013-07-04 09:40",
                "wangqian",
                "progress",
                "与信用联社、担保中心开会商定，五万元以下可三户联保，也可用房产或存单抵押。",
            ),
            Step(
                "2013-07-12 11:10",
                "wangqian",
                "report",
                (
                    "担保办法修订印发，新增联户担保、抵押担保两种；存货因变现难暂不列入。"
                    "7月已按新办法放贷六笔。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-15 09:20",
                "qiaozhen",
                "pass_gate",
                "上半年受理74人，有29人因找不到公职人员担保而放弃，数字由担保中心提供。",
                gate="clarified",
            ),
            Step(
                "2013-07-15 10:40",
                "liwenjing",
                "pass_gate",
                "看了六笔新贷款合同，四笔三户联保、两笔房产抵押，办法已贴到窗口。",
                gate="rectified",
            ),
            Step(
                "2013-07-15 16:10",
                "liwenjing",
                "reply",
                (
                    "何代表：不用再求吃财政饭的人了，三家相熟的店互保就能贷五万。"
                    "存货作保眼下银行还不认，这一条没办成，请您体谅。"
                ),
            ),
            Step(
                "2013-07-18 09:40",
                "seat:12",
                "rate",
                level="satisfied",
                words="我跟隔壁两家联保，材料已经交了。",
            ),
            Step("2013-07-18 15:10", "qiaozhen", "propose_closing"),
            Step("2013-07-19 09:00", "liwenjing", "close"),
        ),
    ),
    Matter(
        "m14",
        ("o3",),
        "opinion",
        "农贸市场每周公示菜价肉价",
        "adopt",
        "devreform",
        "选定公示品种，固定采价人和更新时间，公示牌设在市场进门醒目处。",
        "2013-06-21 10:16",
        "liwenjing",
        days=7,
        steps=(
            Step("2013-06-24 09:32", "liwenjing", "assign"),
            Step("2013-06-24 15:12", "sunli", "sign"),
            Step(
                "2013-06-27 16:20",
                "sunli",
                "progress",
                "物价检查所确定大肉、鸡蛋、洋芋、豆角等二十种，每周一早上采三个摊位取平均价。",
            ),
            Step(
                "2013-07-01 16:30",
                "sunli",
                "report",
                "市场前后门各立一块价格公示牌，7月1日起每周一10时前更新，并附西安批发市场同日价。",
                result="solved",
            ),
            Step(
                "2013-07-02 11:00",
                "qiaozhen",
                "pass_gate",
                (
                    "比对6月20日前后价格，豆角、西红柿县城比西安高两到三成，主要是运费和中间环节，"
                    "情况清楚。"
                ),
                gate="clarified",
            ),
            Step(
                "2013-07-02 15:00",
                "luxiaoyan",
                "pass_gate",
                "两块牌子上都是当周价，问了三位买菜的，都说看得见、信得过。",
                gate="rectified",
            ),
            Step(
                "2013-07-02 16:30",
                "liwenjing",
                "reply",
                (
                    "徐代表：菜价牌立在市场前后门，周一更新，跟西安的价摆在一起。"
                    "哪个摊子高得离谱，拨12358就有人来查。"
                ),
            ),
            Step(
                "2013-07-04 09:20",
                "seat:15",
                "rate",
                level="satisfied",
                words="现在买菜先看牌子，心里有数。",
            ),
            Step("2013-07-04 16:20", "luxiaoyan", "propose_closing"),
            Step("2013-07-05 09:10", "qiaozhen", "close"),
        ),
    ),
    Matter(
        "m15",
        ("o4",),
        "opinion",
        "乾佑街路边停车明码收费",
        "adopt",
        "devreform",
        "核定收费标准，撤掉无证收费人员，收费牌写明标准、单位、票据和监督电话。",
        "2013-06-21 10:18",
        "liwenjing",
        assisting=("housing",),
        days=7,
        steps=(
            Step("2013-06-24 09:33", "liwenjing", "assign"),
            Step("2013-06-24 15:13", "sunli", "sign"),
            Step("2013-06-24 15:31", "yangbo", "sign"),
            Step(
                "2013-06-28 10:50",
                "yangbo",
                "finish_part",
                "城管大队清退两名无证收费人员，乾佑街划定车位86个，编号喷在地上。",
            ),
            Step(
                "2013-07-02 15:40",
                "sunli",
                "report",
                (
                    "统一为首小时两元、以后每小时一元、夜间免费，收费牌立了十二块，一律给票，"
                    "收入缴财政非税专户。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-03 10:10",
                "liwenjing",
                "pass_gate",
                "被清退的两人说不出收费依据，五月以来收入未入账，已责令退缴2860元。",
                gate="clarified",
            ),
            Step(
                "2013-07-03 15:20",
                "qiaozhen",
                "pass_gate",
                "暗访停了两回车，都按牌子收费，主动撕票。",
                gate="rectified",
            ),
            Step(
                "2013-07-04 10:10",
                "liwenjing",
                "reply",
                (
                    "张代表：乾佑街停车头一小时两元，晚上不收，不给票您可以不交。"
                    "先前乱收的两个人已经清退，钱也收缴了。"
                ),
            ),
            Step(
                "2013-07-08 10:30",
                "seat:4",
                "rate",
                level="satisfied",
                words="门口立了牌子，顾客也不跟人吵了。",
            ),
            Step("2013-07-08 15:40", "qiaozhen", "propose_closing"),
            Step("2013-07-09 09:10", "luxiaoyan", "close"),
        ),
    ),
    Matter(
        "m30",
        ("o27",),
        "opinion",
        "改制企业职工养老保险补缴",
        "adopt",
        "hrss",
        "统一政策口径，印明白单，设专窗；断缴职工逐人建账，不得互相推诿。",
        "2013-06-21 11:55",
        "luxiaoyan",
        days=15,
        steps=(
            Step("2013-06-24 10:14", "luxiaoyan", "assign"),
            Step("2013-06-24 16:12", "wangqian", "sign"),
            Step(
                "2013-07-05 11:00",
                "wangqian",
                "progress",
                "从档案里清出罗庄水泥厂等四家改制企业职工602人，断缴的有187人，正逐人算补缴额。",
            ),
            Step(
                "2013-07-15 10:00",
                "wangqian",
                "report",
                (
                    "社保经办大厅3号窗口专办断缴补缴，明白单印发五百份，187人中已有94人核完账，"
                    "最快当日可缴。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-15 16:50",
                "liwenjing",
                "pass_gate",
                "三个窗口对能否补滞纳金说法各异，已由局里出具统一答复口径。",
                gate="clarified",
            ),
            Step(
                "2013-07-16 11:00",
                "luxiaoyan",
                "pass_gate",
                "以断缴职工身份去3号窗口问了一遍，十分钟算清，给了明白单。",
                gate="rectified",
            ),
            Step(
                "2013-07-17 15:30",
                "luxiaoyan",
                "reply",
                (
                    "鲁师傅：断的那几年可以补，到社保大厅3号窗口，带身份证和劳动手册，当场给您算。"
                    "一下子拿不出来，可以分两年缴。"
                ),
            ),
            Step(
                "2013-07-22 10:10",
                "seat:26",
                "rate",
                level="satisfied",
                words="算下来一万一，分两年缴，我办了。",
            ),
            Step("2013-07-22 16:30", "luxiaoyan", "propose_closing"),
            Step("2013-07-23 09:00", "qiaozhen", "close"),
        ),
    ),
)
