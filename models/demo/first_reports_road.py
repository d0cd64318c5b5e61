"""Reports of misconduct given at the S102 site of the first visit."""

from models.demo.script import Finding, GateEvidence, Memo, Report

ROAD_REPORTS = (
    Report(
        "r7",
        3,
        "s4",
        "2013-06-20 11:47",
        (
            "常湾那段路边的排水沟，图上说是三十公分厚，我拿卷尺量了，才十八九公分，里头拿毛石填，"
            "抹一层灰就盖住了。过两年准塌。"
        ),
        "transport",
        None,
        "2013-06-21 10:00",
        ("gaojianping", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-26 15:50",
                "gaojianping",
                "邀请县外检测机构在常湾段钻芯六处，四处厚度不足二十二厘米，两处毛石未灌满浆。",
            ),
            Finding(
                "2013-07-01 11:30",
                "xuboyuan",
                "该段边沟由二标段劳务队承包，监理验收单上厚度均填三十厘米，签字人未到现场。",
            ),
        ),
        memo=Memo(
            "2013-07-02 09:10",
            "gaojianping",
            "guozhiyuan",
            (
                "关于S102省道三改二项目常湾段边沟厚度不足的专报：四处不合格，涉及长度约640米，"
                "建议返工并追究监理责任。"
            ),
            "2013-07-02 16:50",
            "不合格的一律推倒重做，费用施工方自负；监理失职不能只换人，要记入信用档案。",
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-03 15:10",
                "xuboyuan",
                "钻芯报告与代表卷尺所量基本一致，偷减厚度情况成立。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-12 10:00",
                "gaojianping",
                "全线边沟普查19处，另查出岭丰段120米同类问题，已一并返工。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-19 11:00",
                "gaojianping",
                (
                    "施工方扣违约金八万元，劳务队清退，监理工程师停职并记入信用档案，"
                    "业主代表受通报批评。"
                ),
            ),
            GateEvidence(
                "rectified",
                "2013-08-16 10:20",
                "xuboyuan",
                "返工760米完成，重新钻芯八处，最薄30.4厘米，浆砌饱满。",
            ),
        ),
        outcome_at="2013-08-16 16:30",
        outcome_by="xuboyuan",
        outcome=(
            "李大叔，您用卷尺量出来的问题是真的。七百六十米边沟砸了重做，施工方罚了八万，"
            "签假字的监理停了职。您要是愿意，欢迎再带卷尺去量一遍。"
        ),
        rated_at="2013-08-20 10:30",
        rating="satisfied",
        words="我又去量了，三十公分只多不少，佩服。",
    ),
    Report(
        "r8",
        7,
        "s4",
        "2013-06-20 12:01",
        (
            "征地丈量的时候，管丈量的侯干事给他老表家多量了三分地，我们家的反倒量少了，"
            "石瓮的人都这么说。"
        ),
        "land",
        "负责丈量的侯某",
        "2013-06-21 10:05",
        ("shenlan", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-27 15:30",
                "mayongqiang",
                "走访石瓮社区八户，多是听说，没有人看见丈量过程有异常。",
            ),
            Finding(
                "2013-07-04 10:40",
                "shenlan",
                (
                    "请邻县测绘队对两家地块复测，其亲属家多出0.02亩，举报人家少0.01亩，"
                    "都在误差范围内。"
                ),
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-08 10:50",
                "shenlan",
                "两家复测成果由双方当面签认，多量三分地不属实；侯某与该户确有亲戚关系。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-08 15:50",
                "mayongqiang",
                "丈量没有舞弊，但参加人应回避而未回避，已指出并纠正，今后亲属地块换人丈量。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-12 09:50",
                "mayongqiang",
                "未发现多量获利，没有需要给予处分的行为。",
                not_applicable=True,
                confirmed_at="2013-07-12 14:40",
                confirmed_by="shenlan",
            ),
            GateEvidence(
                "rectified",
                "2013-07-18 15:30",
                "shenlan",
                "国土局印发丈量回避规定，补测成果连同坐标在石瓮公示七天，无人提出异议。",
            ),
        ),
        outcome_at="2013-07-19 10:40",
        outcome_by="shenlan",
        outcome=(
            "请外县的测绘队重新量过，您两家都没有差出误差，多量三分地没有这回事。"
            "不过亲戚家的地不该他去量，这条规矩已经立起来了，谢谢您提醒。"
        ),
        rated_at="2013-07-23 09:50",
        rating="fairly",
        words="当着我面量的，我认。往后别叫亲戚量亲戚。",
    ),
    Report(
        "r9",
        None,
        "s4",
        "2013-06-20 12:07",
        (
            "三标段的监理成天不在工地，在罗庄街上茶铺打牌，到月底把签字本子拿来一沓一沓地补签。"
            "这样的路谁敢走？"
        ),
        "transport",
        "三标段监理",
        "2013-06-21 10:08",
        ("gaojianping", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-28 14:40",
                "xuboyuan",
                "两次工作日下午到罗庄茶铺，均见监理员闵某打牌；同一时段工地正在浇筑台背。",
            ),
            Finding(
                "2013-07-05 16:00",
                "gaojianping",
                "旁站记录23份笔迹墨色相同，疑为一次补写，闵某承认五月以来缺旁站十一次。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-09 09:30",
                "xuboyuan",
                "茶铺所见、补写的旁站记录和本人承认相符，脱岗打牌属实。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-16 10:50",
                "gaojianping",
                "缺旁站的十一处工序全部回弹检测，两处强度不足已返工。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-22 15:40",
                "xuboyuan",
                "监理公司辞退闵某，交通局扣其合同款三万元，总监被约谈并书面检讨。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-30 10:10",
                "gaojianping",
                "新监理指纹考勤，抽查两周缺勤为零，关键工序拍照上传。",
            ),
        ),
        outcome_at="2013-07-30 15:30",
        outcome_by="gaojianping",
        outcome=(
            "三标段监理脱岗打牌、补写记录的问题查实，人已辞退，漏看的十一处工序全都重新检测，"
            "不合格的两处返了工。"
        ),
        rated_at=None,
        rating=None,
    ),
)
