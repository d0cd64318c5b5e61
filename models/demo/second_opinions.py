"""Opinions of the second visit: of today, since the first visit, and gathered for this one.

`c` opinions came by network, letter or telephone from representatives of the first visit; `p`
opinions from this visit's representatives while it was being prepared. Both were entered by 督查室.
"""

from models.demo.script import Declined, Opinion, Today, Workday

TODAY = (
    Opinion(
        "o1",
        22,
        "t1",
        Today(193),
        (
            "大厅电子屏滚得太快，还没看清就过去了。建议放慢些，或者在旁边放一沓纸质的，"
            "让人带回去慢慢看。"
        ),
    ),
    Opinion(
        "o2",
        15,
        "t1",
        Today(187),
        (
            "楼里门牌上只写科室名，不写管啥事。我们外行分不清，建议写上一句办什么，比如办证、"
            "盖章、批条子。"
        ),
    ),
    Opinion(
        "o3",
        13,
        "t1",
        Today(181),
        (
            "政府的电话号码老换，村上贴的还是几年前的。建议印一张大字号的便民电话卡，"
            "每户发一张贴在墙上。"
        ),
    ),
    Opinion(
        "o4",
        8,
        "t1",
        Today(175),
        "干部下乡光找村干部，走一圈吃顿饭就回。建议多进几户人家，特别是住在山背后的。",
    ),
    Opinion(
        "o5",
        24,
        "t2",
        Today(160),
        "候谈区的凳子硬邦邦，老人一坐半天腰疼。建议添几把带靠背的，再放个饮水机。",
    ),
    Opinion(
        "o6",
        19,
        "t2",
        Today(154),
        "取号机字小键多，我按了三次都按错。建议请个人站在机子旁边帮着取号，别让老人干着急。",
    ),
    Opinion(
        "o7",
        10,
        "t2",
        Today(143),
        "一个事反复转好几个单位，最后又转回镇上。建议谁接的谁管到底，不要击鼓传花。",
    ),
    Opinion(
        "o8",
        29,
        "t3",
        Today(118),
        "各窗口下班时间不一样，有的十一点半就收了。建议大厅统一时间，最后一个人办完才能关门。",
    ),
    Opinion(
        "o9",
        21,
        "t3",
        Today(105),
        "大厅里没有给吃奶娃的母亲一个背人的地方。建议腾一间小屋子，放张桌子和一把椅子。",
    ),
    Opinion(
        "o10",
        12,
        "t3",
        Today(99),
        "建议在县城建一座二十层的政务大厦，把所有局都搬进去，看着也气派。",
        Declined(
            Today(60),
            "qiaozhen",
            "reference",
            (
                "谢谢您替县里打算。中央和省上对新建办公楼管得很严，县里没有条件也不该盖，"
                "留作参考。您想要的是办事不跑路，我们正把各局的办件权限往便民中心集中，"
                "这条路更省钱。"
            ),
        ),
    ),
    Opinion(
        "o11",
        9,
        "t3",
        Today(90),
        (
            "老师评职称要交的证明有七样，五样是学校早就交过的。建议人社跟教育把档案打通，"
            "别让我们一遍遍复印。"
        ),
    ),
    Opinion(
        "o12",
        6,
        "t4",
        Today(33),
        "水质化验单贴在水厂，我们村里看不着。建议每季度送到村，用我们看得懂的话说能喝不能喝。",
    ),
    Opinion(
        "o13",
        25,
        "t4",
        Today(18),
        "河道里的采砂坑没人填，去年有娃差点滑进去。建议采完砂的必须填平，先押一笔钱，不填不退。",
    ),
    Opinion(
        "o14",
        11,
        "t4",
        Today(8),
        "明星村灌溉的渠道淤了半截，投工投劳我们愿意，就缺水泥管子。建议水务上给料，我们出力。",
    ),
    Opinion(
        "o15",
        2,
        "t4",
        Today(2),
        "我上一期就来过，提的事真给办了。建议把上一期办成的、没办成的都贴出来，叫没来的人也看看。",
    ),
)

LATER = (
    Opinion(
        "c1",
        31,
        None,
        Workday(6, "09:30"),
        "东沟代收点的人病了，电费连着两个月没处交。能不能再培训一个接手的，别让代收点空着？",
        channel="telephone",
        entered_by="qiaozhen",
        visit=1,
    ),
    Opinion(
        "c9",
        22,
        None,
        Today(62),
        "大厅取号机我家老人不会用，排到跟前又叫退回去重取。能不能派个人在机子跟前帮着取号？",
        channel="telephone",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "c2",
        9,
        None,
        Workday(7, "10:15"),
        "学生专线的司机有两次不等点名就开车，落下三个娃在校门口。建议发车前由老师签字放行。",
        channel="network",
        entered_by="luxiaoyan",
        visit=1,
    ),
    Opinion(
        "c3",
        22,
        None,
        Workday(10, "15:20"),
        "盘龙寺急弯的警示桩叫车撞歪了五根，夜里黑咕隆咚，等于没有。请交通上补栽，再装个凸面镜。",
        channel="letter",
        entered_by="liwenjing",
        visit=1,
    ),
    Opinion(
        "c4",
        4,
        None,
        Workday(12, "11:10"),
        "农贸市场后巷新换的路灯又灭了三盏，打灯杆上的电话没人接。光换不修，等于白换。",
        channel="telephone",
        entered_by="qiaozhen",
        visit=1,
    ),
    Opinion(
        "c5",
        11,
        None,
        Workday(3, "16:00"),
        (
            "中庙处理池边上那几户孤寡老人，挨着异味住，怕得病。请给他们想个搬的办法，"
            "搬不了也给换个住处。"
        ),
        channel="letter",
        entered_by="luxiaoyan",
        visit=1,
    ),
    Opinion(
        "c6",
        16,
        None,
        Workday(7, "15:40"),
        "金米的永久暗渠修好了，可进水口没装拦污栅，草秸子一堵就断水。建议装上，每月有人清。",
        channel="network",
        entered_by="luxiaoyan",
        visit=1,
    ),
    # Not yet accepted.
    Opinion(
        "c7",
        26,
        None,
        Workday(1, "10:40"),
        (
            "养老保险分期缴的第二笔，窗口说系统里查不到第一笔的记录，叫我回家找票。"
            "我票在搬家时丢了，这可咋办？"
        ),
        channel="telephone",
        entered_by="qiaozhen",
        visit=1,
    ),
    Opinion(
        "c8",
        30,
        None,
        Workday(1, "15:30"),
        "山背后水泵的管护员年纪大了，夜里坏了没人修。建议给年轻人一份补贴，轮着值。",
        channel="letter",
        entered_by="liwenjing",
        visit=1,
    ),
)

PREPARED = (
    Opinion(
        "p1",
        6,
        None,
        Workday(9, "09:40"),
        (
            "金米学木耳技术的人多，可培训总在县城，一去就是三天，家里没人看棚。"
            "建议把课开到村里棚边上。"
        ),
        channel="telephone",
        entered_by="liwenjing",
    ),
    Opinion(
        "p2",
        16,
        None,
        Workday(11, "10:30"),
        "李砭坡下那家砖窑，夜里偷着烧煤矸石，黑烟往村里灌。白天有人来查就停，人一走又烧。",
        channel="letter",
        entered_by="qiaozhen",
    ),
    Opinion(
        "p3",
        29,
        None,
        Workday(10, "11:00"),
        "我租了嘉安村的地建冷库，土地预审报上去一个多月没下文，问就说在走流程。建议给个时间表。",
        channel="network",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "p4",
        24,
        None,
        Workday(10, "14:50"),
        "我们严坪几个五保老人的过冬被褥年年发到腊月底，人都冻过一茬了。建议早一个月发到手。",
        channel="telephone",
        entered_by="qiaozhen",
    ),
    Opinion(
        "p5",
        20,
        None,
        Workday(12, "09:20"),
        "我们在工地干活，想学电焊，可培训只收本地户口的。建议外来务工的也能报，多掏点钱都行。",
        channel="network",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "p6",
        25,
        None,
        Workday(12, "09:50"),
        "电工培训名额一公布就没了，听说早叫关系户占了。建议网上公开抢，谁报谁上。",
        channel="network",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "p7",
        30,
        None,
        Workday(16, "15:10"),
        "正沟到红岩寺的班车隔一天才一趟，遇上赶集又不加车，老人只好搭农用车。建议逢集加一班。",
        channel="telephone",
        entered_by="liwenjing",
    ),
    Opinion(
        "p8",
        4,
        None,
        Workday(24, "10:20"),
        "仁和社区门口夜里飙摩托的没人管，炸街声音把娃吓得哭。建议交警夜里来堵几回。",
        channel="network",
        entered_by="qiaozhen",
    ),
    Opinion(
        "p9",
        28,
        None,
        Workday(19, "15:30"),
        "县医院门诊挂号要排一个多钟头。建议开预约挂号，给山里来的人留几个当天的号。",
        channel="network",
        entered_by="liwenjing",
    ),
    Opinion(
        "p10",
        19,
        None,
        Workday(21, "09:10"),
        "颜家庄到户的电线绑在树上，风一刮打火星子。建议把下户线换一遍，别等出了人命。",
        channel="telephone",
        entered_by="qiaozhen",
    ),
    Opinion(
        "p11",
        8,
        None,
        Workday(23, "16:10"),
        "羊得了病，镇上兽医站长年锁门，打电话说在外面。建议每个镇固定一天坐诊，把电话贴在门上。",
        channel="letter",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "p12",
        13,
        None,
        Workday(7, "09:30"),
        "梨园村口的垃圾斗一个礼拜才清一回，苍蝇嗡嗡的。建议隔天清，盖上盖子。",
        channel="telephone",
        entered_by="luxiaoyan",
    ),
    Opinion(
        "p13",
        27,
        None,
        Workday(6, "14:50"),
        "金台养牛的想联合起来买饲料，村里没个能签合同的牌子。建议帮我们办个合作社，手续一次讲清。",
        channel="network",
        entered_by="liwenjing",
    ),
)

OPINIONS = TODAY + LATER + PREPARED
