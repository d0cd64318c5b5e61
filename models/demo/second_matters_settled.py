"""Matters in a second round, in dispute, planned, or closed."""

from models.demo.script import Matter, Step, Workday

SETTLED_MATTERS = (
    # 办理中, no light: second round, opened three working days ago.
    Matter(
        "m20",
        ("p7",),
        "opinion",
        "正沟逢集加开班车",
        "adopt",
        "transport",
        "逢集日核算客流加班，时刻固定，贴到正沟村口。",
        Workday(16, "16:10"),
        "liwenjing",
        days=7,
        state="handling",
        steps=(
            Step(Workday(15, "09:40"), "liwenjing", "assign"),
            Step(Workday(14, "10:20"), "zhanglei", "sign"),
            Step(
                Workday(11, "11:00"),
                "zhanglei",
                "progress",
                "客运公司从县城线上抽调一台中巴，逢集多跑一趟。",
            ),
            Step(
                Workday(9, "15:00"),
                "zhanglei",
                "report",
                "正沟至红岩寺逢集日加开一班，早上七点半出发，下午两点返回。",
                result="solved",
            ),
            Step(
                Workday(8, "10:00"),
                "qiaozhen",
                "pass_gate",
                "隔日一班的时刻表和逢集客流登记表均已核对，供需矛盾真实存在。",
                gate="clarified",
            ),
            Step(
                Workday(8, "15:40"),
                "luxiaoyan",
                "pass_gate",
                "上一个集日随车走了一趟，座位三十一个坐满，正点返程。",
                gate="rectified",
            ),
            Step(
                Workday(6, "09:20"),
                "liwenjing",
                "reply",
                (
                    "柳大叔：逢集加开的一班已经跑起来了，早上七点半在村口等车，下午两点回来，"
                    "您赶集有座位了。"
                ),
            ),
            Step(
                Workday(3, "10:10"),
                "seat:30",
                "rate",
                level="dissatisfied",
                words="车只跑了一回，第二个集没来，我们在村口白等一早上。",
            ),
            Step(Workday(2, "09:50"), "zhanglei", "sign"),
            Step(
                Workday(1, "15:30"),
                "zhanglei",
                "progress",
                "第二个集日未开，是中巴进厂保养未安排替班；已落实备用车，今起逢集专人督发。",
            ),
        ),
    ),
    # 待评价 and disputed, no light: twice dissatisfied, waiting for the leader in charge.
    Matter(
        "m21",
        ("p8",),
        "opinion",
        "仁和社区夜间飙车扰民",
        "adopt",
        "police",
        "集中整治夜间飙车，查处改装摩托，公布举报电话。",
        Workday(24, "16:10"),
        "qiaozhen",
        days=7,
        state="replied",
        steps=(
            Step(Workday(23, "09:30"), "qiaozhen", "assign"),
            Step(Workday(22, "10:10"), "weigang", "sign"),
            Step(
                Workday(19, "15:40"),
                "weigang",
                "progress",
                "连续三晚设卡，查扣改装摩托四辆，车主均为附近青年。",
            ),
            Step(
                Workday(17, "10:40"),
                "weigang",
                "report",
                "扣车四辆、拆除消音改装件七套，路口装了抓拍，夜间巡逻加到两趟。",
                result="solved",
            ),
            Step(
                Workday(16, "09:40"),
                "luxiaoyan",
                "pass_gate",
                "社区六户录音和抓拍时间对得上，夜里十点半到十一点半最扰人。",
                gate="clarified",
            ),
            Step(
                Workday(16, "14:50"),
                "liwenjing",
                "pass_gate",
                "看了扣车单、拆件照片和巡逻表，措施已经到位。",
                gate="rectified",
            ),
            Step(
                Workday(15, "10:20"),
                "qiaozhen",
                "reply",
                (
                    "康代表：飙车的四辆摩托已扣，夜里加了巡逻和抓拍。再听见炸街请报时间和方向，"
                    "民警就近出动。"
                ),
            ),
            Step(
                Workday(13, "10:10"),
                "seat:4",
                "rate",
                level="dissatisfied",
                words="巡逻车一走就又来了，人家躲着你呢。",
            ),
            Step(Workday(13, "15:30"), "weigang", "sign"),
            Step(
                Workday(10, "15:20"),
                "weigang",
                "progress",
                "便衣蹲守两晚，查明飙车者多从迎春桥头集合，教育家长五名。",
            ),
            Step(
                Workday(8, "10:30"),
                "weigang",
                "report",
                "桥头两侧加装减速带，便衣蹲守改为不定时，十二名青年和家长签了保证书。",
                result="solved",
            ),
            Step(
                Workday(7, "09:20"),
                "qiaozhen",
                "pass_gate",
                "蹲守记录和车辆轨迹说明，飙车多发于巡逻间隙，原因已找准。",
                gate="clarified",
            ),
            Step(
                Workday(7, "15:10"),
                "luxiaoyan",
                "pass_gate",
                "减速带、警示灯已装，保证书十二份附卷，三晚暗访只见一辆。",
                gate="rectified",
            ),
            Step(
                Workday(6, "10:00"),
                "qiaozhen",
                "reply",
                (
                    "康代表：桥头装了减速带，便衣不定时蹲守，十二家签了保证书。"
                    "三晚暗访还有一辆没挡住，我们不说根治的话，请您继续监督。"
                ),
            ),
            Step(
                Workday(4, "09:40"),
                "seat:4",
                "rate",
                level="dissatisfied",
                words="半夜还是有，娃照样惊醒，你们暗访也看见了。",
            ),
            Step(
                Workday(1, "09:10"),
                "liwenjing",
                "escalate",
                "代表第二次不满意，夜间仍偶有飙车，报请分管领导决定。",
            ),
        ),
    ),
    # 待评价, no light: planned, rated once, kept open until it is done.
    Matter(
        "m22",
        ("p9",),
        "opinion",
        "县医院开展预约挂号",
        "adopt",
        "health",
        "开通电话和窗口预约，给边远乡镇留当天号，公布放号规则。",
        Workday(19, "16:30"),
        "liwenjing",
        days=15,
        state="replied",
        steps=(
            Step(Workday(18, "09:50"), "liwenjing", "assign"),
            Step(Workday(18, "15:20"), "tanying", "sign"),
            Step(
                Workday(12, "10:10"),
                "tanying",
                "progress",
                "信息科测试号源系统，内科、儿科先各留八个山区号，由卫生院代约。",
            ),
            Step(
                Workday(9, "11:10"),
                "tanying",
                "report",
                "窗口、电话预约先行，网上预约须等系统升级，列入今后两个月的计划，放号规则已拟定。",
                result="planned",
                until=40,
            ),
            Step(
                Workday(8, "14:50"),
                "luxiaoyan",
                "pass_gate",
                "门诊高峰期排队时间为四十三至七十分钟，监控截图为证。",
                gate="clarified",
            ),
            Step(
                Workday(7, "16:10"),
                "qiaozhen",
                "pass_gate",
                "试打预约电话两次接通，窗口已摆出山区号牌，升级合同有完工时间。",
                gate="rectified",
            ),
            Step(
                Workday(5, "09:50"),
                "liwenjing",
                "reply",
                (
                    "汪大夫：窗口和电话预约已开，山里来的当天号每天留八个。网上预约要等系统升级，"
                    "这条不销号，开通时再请您来评。"
                ),
            ),
            Step(
                Workday(3, "09:30"),
                "seat:28",
                "rate",
                level="fairly",
                words="先有电话也行，年轻人还是盼网上。",
            ),
        ),
    ),
    # 已销号: answered and found satisfactory.
    Matter(
        "m23",
        ("p10",),
        "opinion",
        "颜家庄到户线绑树隐患整治",
        "adopt",
        "power",
        "下户线逐户排查，绑树的限期换装，更换前先行隔离。",
        Workday(21, "15:40"),
        "qiaozhen",
        days=7,
        steps=(
            Step(Workday(20, "09:20"), "qiaozhen", "assign"),
            Step(Workday(20, "15:40"), "liangwei", "sign"),
            Step(
                Workday(17, "10:20"),
                "liangwei",
                "progress",
                "排查出绑树下户线十一处，危险的四处当天断开换线。",
            ),
            Step(
                Workday(14, "15:20"),
                "liangwei",
                "report",
                "十一处全部换成绝缘线，支架固定在墙上，用户当面试电。",
                result="solved",
            ),
            Step(
                Workday(13, "09:30"),
                "luxiaoyan",
                "pass_gate",
                "排查单写明十一处树挂线，当年施工图省料直接绑树，隐患真实。",
                gate="clarified",
            ),
            Step(
                Workday(13, "11:20"),
                "qiaozhen",
                "pass_gate",
                "看了换线前后照片，抽查三处支架牢固、线距合规。",
                gate="rectified",
            ),
            Step(
                Workday(12, "10:00"),
                "qiaozhen",
                "reply",
                (
                    "钱大叔：绑在树上的十一处电线都换到了墙上，风再大也不打火。若还有遗漏，"
                    "打供电所电话，当天来人。"
                ),
            ),
            Step(
                Workday(10, "09:50"),
                "seat:19",
                "rate",
                level="satisfied",
                words="树上干净了，刮风也敢睡觉。",
            ),
            Step(Workday(9, "15:20"), "luxiaoyan", "propose_closing"),
            Step(Workday(8, "09:20"), "liwenjing", "close"),
        ),
    ),
    # 已销号, 未评价: ten whole working days passed without an answer.
    Matter(
        "m24",
        ("p11",),
        "opinion",
        "兽医站固定坐诊和电话公示",
        "adopt",
        "agriculture",
        "九个镇固定坐诊日，坐诊表和电话贴在门上，外出要挂牌。",
        Workday(23, "16:50"),
        "luxiaoyan",
        days=7,
        steps=(
            Step(Workday(22, "09:40"), "luxiaoyan", "assign"),
            Step(Workday(21, "10:10"), "liuchangming", "sign"),
            Step(
                Workday(18, "15:50"),
                "liuchangming",
                "progress",
                "九个镇兽医站排出坐诊表，三个站缺人，从局里调三名兽医轮流下乡。",
            ),
            Step(
                Workday(15, "10:40"),
                "liuchangming",
                "report",
                "坐诊表和手机号已上墙，外出挂去向牌，杏坪每逢集日坐诊。",
                result="solved",
            ),
            Step(
                Workday(14, "09:50"),
                "luxiaoyan",
                "pass_gate",
                "随机电话抽查四个镇，来信前两个镇无人接听，问题存在。",
                gate="clarified",
            ),
            Step(
                Workday(14, "15:40"),
                "liwenjing",
                "pass_gate",
                "看了九个镇的墙面照片，杏坪集日两名兽医在岗，电话接通。",
                gate="rectified",
            ),
            Step(
                Workday(13, "10:00"),
                "luxiaoyan",
                "reply",
                (
                    "毛代表：九个镇都排了坐诊日，电话贴在门上，杏坪逢集一定有人。"
                    "羊再病了先打电话，不让您白跑一趟。"
                ),
            ),
            Step(
                Workday(2, "09:30"),
                "luxiaoyan",
                "propose_closing",
                "多次联系代表未回音，已满十个工作日，按未评价办理。",
            ),
            Step(Workday(1, "15:50"), "qiaozhen", "close"),
        ),
    ),
)
