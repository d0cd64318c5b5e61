"""Reports of the second visit, one at each stage of its way."""

from models.demo.script import (
    Confidence,
    Finding,
    GateEvidence,
    Handover,
    Rectify,
    Report,
    Today,
    Workday,
)

REPORTS = (
    # Just received: nobody is named for it yet.
    Report(
        "r1",
        25,
        "t3",
        Today(83),
        (
            "我来大厅的路上，看见岭丰矿上的人在停车场给窗口一个干部塞了个信封，"
            "两个人一前一后上的车，车牌尾号我记下了。"
        ),
        "service",
        "二楼一名窗口工作人员",
    ),
    # Being investigated.
    Report(
        "r2",
        None,
        None,
        Workday(6, "10:10"),
        (
            "镇卫生院发的药跟外头药房一样，价钱却贵一半，收费单上写的是自费项目，"
            "问了就说药是进口的，盒子上明明印着西安产。"
        ),
        "health",
        "红岩寺镇卫生院药房",
        Workday(5, "09:30"),
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                Workday(3, "10:40"),
                "mayongqiang",
                "买药两盒留样，与药品集中采购目录核对，六种药加价百分之三十五到五十二。",
            ),
            Finding(
                Workday(1, "15:10"),
                "gaojianping",
                "药房主任称是上级允许的自选药，但拿不出文件，进货票据正在调取。",
            ),
        ),
        channel="letter",
    ),
    # Handed over; the written result is still to come.
    Report(
        "r3",
        23,
        None,
        Workday(14, "15:30"),
        (
            "大沙河修蓄水池，招标公告只在施工队群里发，中标的是镇上一个副主任的小舅子，"
            "水泥标号也不够，手一搓就掉灰。"
        ),
        "hongyansi",
        "镇政府一名副主任",
        Workday(13, "09:20"),
        ("shenlan", "xuboyuan"),
        findings=(
            Finding(
                Workday(11, "10:20"),
                "shenlan",
                "招标公告张贴照片是事后补拍，报名三家中有两家地址相同。",
            ),
            Finding(
                Workday(9, "16:00"),
                "xuboyuan",
                "取样送检，混凝土强度只有设计值的六成，两名评委没有签到。",
            ),
        ),
        handover=Handover(Workday(8, "09:40"), "shenlan", "discipline", "柞监收字第48号"),
        channel="telephone",
        confidence=Confidence(
            Workday(7, "10:00"), "shenlan", "要请举报人辨认招标公告是哪一天贴出来的。"
        ),
    ),
    # Two of four gates passed.
    Report(
        "r4",
        18,
        None,
        Workday(17, "11:00"),
        (
            "杏坪供电所的车，晚上九点还在街上给人拉建材，拉一趟收八十，司机说是帮忙，"
            "可我亲眼看见递钱。"
        ),
        "power",
        "杏坪供电所驾驶员",
        Workday(16, "14:40"),
        ("gaojianping", "xuboyuan"),
        findings=(
            Finding(
                Workday(14, "16:20"),
                "gaojianping",
                "调阅路口监控，两周内夜间出车五次，车厢装有水泥、瓷砖，派车单均为空白。",
            ),
            Finding(
                Workday(11, "11:30"),
                "xuboyuan",
                "驾驶员承认拉货三次共收二百四十元，所长不知情但钥匙由驾驶员自己保管。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                Workday(8, "10:00"),
                "xuboyuan",
                "监控、派车单和本人谈话三方面一致，公车拉私活成立。",
            ),
            GateEvidence(
                "investigated",
                Workday(5, "15:20"),
                "gaojianping",
                "二百四十元退缴，其余五个供电所的夜间出车记录一并查过，没有同类情况。",
            ),
        ),
        channel="telephone",
        signature="named",
        rectify=Rectify(
            Workday(4, "11:00"),
            "gaojianping",
            "power",
            "基层站所车辆使用管理",
            "请在全县供电所推行派车审批和钥匙交接登记，每季度由公司纪检人员抽查一次，结果张榜。",
        ),
    ),
    # Answered; the reporter has not rated yet.
    Report(
        "r5",
        None,
        None,
        Workday(22, "09:40"),
        (
            "农业局有个姓窦的，发给我们合作社的核桃苗少了两百棵，账上却写发齐了，"
            "让我们理事长补签了字。"
        ),
        "agriculture",
        "农业局窦某",
        Workday(21, "10:10"),
        ("shenlan", "mayongqiang"),
        findings=(
            Finding(
                Workday(18, "15:40"),
                "mayongqiang",
                "清点出库单与田间株数，实际少发198棵，理事长承认补签系窦某要求。",
            ),
            Finding(
                Workday(15, "10:10"),
                "shenlan",
                "差额苗木堆在局里苗圃，窦某说是忘了补发，没有发现转卖。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                Workday(12, "09:30"),
                "shenlan",
                "少发198棵属实，苗木仍在苗圃，未见转卖。",
            ),
            GateEvidence(
                "investigated",
                Workday(10, "15:00"),
                "mayongqiang",
                "差额苗木已补发到社，全年发放单逐户复核，另补二十棵。",
            ),
            GateEvidence(
                "dealt_with",
                Workday(7, "10:40"),
                "shenlan",
                "窦某虚填单据、让人补签，给予批评教育并扣半年奖励，分管副局长作检查。",
            ),
            GateEvidence(
                "rectified",
                Workday(5, "11:10"),
                "mayongqiang",
                "发苗改为当面点数、农户与镇农技员两方签字，抽看两个合作社单据齐全。",
            ),
        ),
        outcome_at=Workday(4, "10:30"),
        outcome_by="shenlan",
        outcome=(
            "您反映的少发核桃苗属实，一百九十八棵已补到合作社，没有查到转卖。经办人扣了奖励，"
            "今后当面点数、两方签字，少一棵都不签收。"
        ),
        rectify=Rectify(
            Workday(3, "10:00"),
            "mayongqiang",
            "agriculture",
            "苗木物资发放办法",
            "请定出苗木物资发放办法：发放之前公示数量，领取人当场清点，单据一式两份留底备查。",
            Workday(2, "09:20"),
            "luxiaoyan",
        ),
        channel="letter",
    ),
)
