"""Matters that have been reported or answered in their first round."""

from models.demo.script import Matter, Step, Workday

REVIEWED_MATTERS = (
    # 待审核, no light: reported yesterday within its time.
    Matter(
        "m15",
        ("p1",),
        "opinion",
        "木耳种植培训办到村里棚边",
        "adopt",
        "agriculture",
        "按村排课，一课不超半天，讲师下到大棚，妇女和老人都能听。",
        Workday(9, "15:30"),
        "liwenjing",
        days=15,
        state="reported",
        steps=(
            Step(Workday(8, "09:20"), "liwenjing", "assign"),
            Step(Workday(7, "10:40"), "liuchangming", "sign"),
            Step(
                Workday(4, "10:20"),
                "liuchangming",
                "progress",
                "与金米、李砭两村约定晚上和雨天上课，首讲在老棚边，来了六十三人。",
            ),
            Step(
                Workday(1, "10:20"),
                "liuchangming",
                "report",
                "六个产业村全部排课，每课两小时，讲师电话留给农户，课表贴到菌包车间门口。",
                result="solved",
            ),
        ),
    ),
    # 待审核, no light: two of its four gates passed.
    Matter(
        "m16",
        ("p2",),
        "opinion",
        "李砭砖窑夜间违规焚烧煤矸石",
        "adopt",
        "environment",
        "夜间突击取证，依法查处，查清白天整改夜里偷烧的原因。",
        Workday(11, "16:00"),
        "qiaozhen",
        days=15,
        extra_gates=("investigated", "dealt_with"),
        state="reported",
        steps=(
            Step(Workday(10, "09:50"), "qiaozhen", "assign"),
            Step(Workday(10, "15:10"), "qinyun", "sign"),
            Step(
                Workday(6, "11:20"),
                "qinyun",
                "progress",
                "后半夜突击两次，现场抓到工人正往窑里填矸石，烟气取样超标七倍。",
            ),
            Step(
                Workday(2, "10:00"),
                "qinyun",
                "report",
                "砖窑停产，断电封窑，处罚决定已送达，窑主承诺拆除，整改方案经环保部门同意。",
                result="solved",
            ),
            Step(
                Workday(1, "09:30"),
                "luxiaoyan",
                "pass_gate",
                "夜查录像、取样报告与来信描述的时段一致，偷烧属实。",
                gate="clarified",
            ),
            Step(
                Workday(1, "14:50"),
                "qiaozhen",
                "pass_gate",
                "窑已封、电已断，八百吨煤矸石有清运记录，查出来的问题已经纠正。",
                gate="investigated",
            ),
        ),
    ),
    # 待审核, overdue: reported a day after the seven were up, not yet reviewed.
    Matter(
        "m17",
        ("p3",),
        "opinion",
        "嘉安冷库用地预审超期无回音",
        "adopt",
        "land",
        "说明卡在哪个环节、谁经手、还要几天，依法能办的马上办。",
        Workday(10, "16:30"),
        "luxiaoyan",
        days=7,
        state="reported",
        light="over",
        steps=(
            Step(Workday(9, "10:20"), "luxiaoyan", "assign"),
            Step(Workday(8, "15:10"), "houxiaojun", "sign"),
            Step(
                Workday(5, "11:10"),
                "houxiaojun",
                "progress",
                "预审材料缺一份土地利用规划图，局里没通知申请人，图已由我局自行调出。",
            ),
            Step(
                Workday(1, "16:20"),
                "houxiaojun",
                "report",
                "预审意见书已核发，责任股室没有一次告知被通报，超期一天已向督查室说明。",
                result="solved",
            ),
        ),
    ),
    # 待评价, no light: answered two days ago.
    Matter(
        "m18",
        ("p4",),
        "opinion",
        "五保老人被褥提前发放",
        "adopt",
        "civil",
        "提前采购、按册发放，严坪老人的缺口先从储备中调剂。",
        Workday(10, "16:20"),
        "qiaozhen",
        days=7,
        state="replied",
        steps=(
            Step(Workday(9, "09:50"), "qiaozhen", "assign"),
            Step(Workday(8, "10:30"), "hujing", "sign"),
            Step(
                Workday(6, "15:20"),
                "hujing",
                "progress",
                "采购合同提前签订，第一批先保有卧床老人的家庭。",
            ),
            Step(
                Workday(4, "10:10"),
                "hujing",
                "report",
                "严坪村六位五保老人的被褥已送到家，全县采购期改为提前两个月启动。",
                result="solved",
            ),
            Step(
                Workday(3, "09:40"),
                "qiaozhen",
                "pass_gate",
                "查上年发放签名册，严坪签收日为腊月二十四，意见属实。",
                gate="clarified",
            ),
            Step(
                Workday(3, "15:10"),
                "luxiaoyan",
                "pass_gate",
                "电话问到四位老人，都说收到了新被褥，邻居代为确认两位。",
                gate="rectified",
            ),
            Step(
                Workday(2, "10:40"),
                "qiaozhen",
                "reply",
                (
                    "邱大叔：六位老人的被褥提前送到了，往后采购提前两个月，不再拖到腊月底。"
                    "您看看老人盖上没有，有差错告诉我们。"
                ),
            ),
        ),
    ),
    # 待评价, no light: two askers, one has rated.
    Matter(
        "m19",
        ("p5", "p6"),
        "opinion",
        "技能培训面向外来务工者公开报名",
        "adopt",
        "hrss",
        "名额网上公布，报名先到先得，外来务工者凭居住证同等参加。",
        Workday(12, "15:10"),
        "luxiaoyan",
        days=7,
        state="replied",
        steps=(
            Step(Workday(11, "09:20"), "luxiaoyan", "assign", "两位代表说的是同一件事，合并答复。"),
            Step(Workday(10, "09:40"), "wangqian", "sign"),
            Step(
                Workday(7, "15:30"),
                "wangqian",
                "progress",
                "调看前三期学员名册，十一人为单位推荐，确有内部预留，已取消。",
            ),
            Step(
                Workday(5, "10:50"),
                "wangqian",
                "report",
                "新一期电焊、电工各四十个名额全部网上抢报，八十人中外来务工者十九人。",
                result="solved",
            ),
            Step(
                Workday(4, "09:20"),
                "liwenjing",
                "pass_gate",
                "核对前三期名册和推荐函，内部预留名额的问题已查明。",
                gate="clarified",
            ),
            Step(
                Workday(4, "15:30"),
                "qiaozhen",
                "pass_gate",
                "登录报名页面试填一遍，居住证可报，名额实时减少，无需推荐。",
                gate="rectified",
            ),
            Step(
                Workday(3, "10:20"),
                "luxiaoyan",
                "reply",
                (
                    "两位代表：电焊、电工培训已改成网上公开报名，外来的朋友凭居住证一样能报，"
                    "不多收一分钱。查实的预留名额已经取消。"
                ),
            ),
            Step(
                Workday(1, "09:50"),
                "seat:20",
                "rate",
                level="satisfied",
                words="我用手机抢上了，下礼拜就去学。",
            ),
        ),
    ),
)
