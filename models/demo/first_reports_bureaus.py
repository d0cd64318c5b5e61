"""Reports of misconduct given in the morning at the three bureaus of the first visit."""

from models.demo.script import Finding, GateEvidence, Handover, Report

BUREAU_REPORTS = (
    Report(
        "r1",
        12,
        "s1",
        "2013-06-20 08:57",
        (
            "上月二十一号下午三点，我去便民服务中心二楼交材料，窗口里一个人都没有，等了四十分钟，"
            "出来个人说经办的去接娃了。上班时间接娃，我们白跑一趟谁管？"
        ),
        "service",
        "二楼综合窗口工作人员",
        "2013-06-21 09:30",
        ("gaojianping", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-25 10:20",
                "gaojianping",
                "调取5月21日二楼监控，14:52至15:38综合窗口空岗，当班人员秦某未请假。",
            ),
            Finding(
                "2013-06-27 15:10",
                "xuboyuan",
                "秦某承认离岗接孩子，当月考勤另有两次早退由同事代签，中心值班主任未巡查。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-06-28 09:40",
                "gaojianping",
                "监控录像、考勤表、本人陈述三项相互印证，空岗46分钟属实。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-01 10:00",
                "xuboyuan",
                "代签两次一并查明，窗口改为AB岗，值班主任每小时巡查签字。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-04 15:00",
                "gaojianping",
                "秦某书面检查、扣发季度绩效，值班主任被约谈，处理决定已收到。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-09 10:30",
                "gaojianping",
                "7月上旬三次突击查看，窗口无空岗，AB岗牌挂在台面上。",
            ),
        ),
        outcome_at="2013-07-10 09:20",
        outcome_by="gaojianping",
        outcome=(
            "您反映的窗口空岗属实：当班人员离岗46分钟接孩子，还让同事代签过考勤。"
            "本人已作检查并扣绩效，窗口实行AB岗，一人离开另一人顶上。"
        ),
        rated_at="2013-07-12 10:00",
        rating="satisfied",
        words="再去办事有人了，还主动问我上回材料交成没有。",
    ),
    Report(
        "r2",
        None,
        "s1",
        "2013-06-20 09:11",
        (
            "发改局三楼有个年轻干部，上班时间电脑上打扑克，我从门口过了三回都在打。老百姓来问事，"
            "他头都不抬，说等会儿再来。"
        ),
        "devreform",
        "三楼一名年轻干部",
        "2013-06-21 09:35",
        ("shenlan", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-24 10:50",
                "shenlan",
                "未打招呼到三楼查看，一台办公电脑任务栏有纸牌游戏窗口，使用人为项目股季某。",
            ),
            Finding(
                "2013-06-26 16:00",
                "mayongqiang",
                "信息中心导出该机近两周记录，工作时段打开游戏十七次，累计六小时多。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-06-27 09:30",
                "shenlan",
                "电脑运行记录和当场所见证明，上班打游戏情况存在。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-02 10:10",
                "mayongqiang",
                "全局三十四台电脑一并检查，另两台装有游戏，均已卸载并封闭安装权限。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-08 15:20",
                "shenlan",
                "季某在全局大会上检讨，取消年度评优资格，分管副局长同时被提醒。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-12 11:00",
                "mayongqiang",
                "复查两回，无人打游戏，三楼设了首问接待桌，有人抬头答话。",
            ),
        ),
        outcome_at="2013-07-12 16:00",
        outcome_by="shenlan",
        outcome=(
            "经查，该同志上班打游戏、对来人爱答不理属实，已公开检讨并取消评优，"
            "全局电脑也清了一遍。感谢您不留名也愿意讲真话。"
        ),
        rated_at="2013-07-16 09:30",
        rating="satisfied",
        words="查得快，没有护短。",
    ),
    Report(
        "r3",
        17,
        "s2",
        "2013-06-20 09:47",
        (
            "营盘供电所的丁师傅给我家装表，正价之外又要了两百，说是辛苦费，不给就说要排到下个月。"
            "隔壁两家也都给了。"
        ),
        "power",
        "营盘供电所装表工丁某",
        "2013-06-21 09:40",
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-25 15:30",
                "gaojianping",
                "走访营镇社区五户，三户承认付过二百元，均无收据，时间在去年腊月到今年四月。",
            ),
            Finding(
                "2013-06-28 10:00",
                "mayongqiang",
                "丁某起先否认，看过三户的证言后承认收取六百元，未与他人分。",
            ),
            Finding(
                "2013-07-02 16:10",
                "gaojianping",
                "供电所长称不知情，但装表工单无用户签字确认环节，管理有漏洞。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-03 09:50",
                "gaojianping",
                "三户证言与丁某承认的金额一致，私收辛苦费六百元成立。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-08 10:30",
                "mayongqiang",
                "所内近一年装表八十九户逐户回访，未发现第四户，六百元已当面退清。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-15 14:50",
                "gaojianping",
                "公司解除丁某劳务合同，所长扣发半年奖金并通报，处分文件已附卷。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-18 10:40",
                "mayongqiang",
                "新工单印有收费标准和用户签字栏，营镇街公示栏写明除正价外一分不收。",
            ),
        ),
        outcome_at="2013-07-19 09:30",
        outcome_by="mayongqiang",
        outcome=(
            "您和两户邻居被多收的钱已经全部退还，收钱的人公司不再用了，所长也受了处分。"
            "今后装表要您在工单上签了字才算完。"
        ),
        rated_at="2013-07-22 11:00",
        rating="satisfied",
        words="二百块退到我手上了，办得硬气。",
    ),
    Report(
        "r4",
        None,
        "s2",
        "2013-06-20 10:01",
        (
            "供电公司那辆白色面包车，天天中午停在城关幼儿园门口接娃娃，车身上还喷着抢修两个字。"
            "这是公家的车还是他家的车？"
        ),
        "power",
        None,
        "2013-06-21 09:45",
        ("shenlan", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-26 11:50",
                "xuboyuan",
                "在幼儿园门口守候三个中午，两次见到抢修车停靠，驾驶员抱一名幼儿上车。",
            ),
            Finding(
                "2013-06-28 15:20",
                "shenlan",
                "派车单显示当时车辆在城区巡线，驾驶员孟某称顺路，只承认接过四五次。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-01 15:20",
                "shenlan",
                "天天都接查无实据，但抢修车绕道接孩子不止一次，可以认定。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-05 09:30",
                "xuboyuan",
                "车辆装上定位，中午非抢修任务一律归库，近三月行驶里程已核对。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-10 11:10",
                "shenlan",
                "孟某按公车私用通报批评，退缴油费一百八十元，车队队长作检查。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-16 15:10",
                "shenlan",
                "抽看一周定位轨迹，中午时段车辆都在库内，无再犯。",
            ),
        ),
        outcome_at="2013-07-17 10:00",
        outcome_by="xuboyuan",
        outcome=(
            "抢修车接孩子的事查实了，虽不是天天，但确有多次。驾驶员被通报、退了油钱，"
            "车上装了定位，中午不出任务就得入库。"
        ),
        rated_at="2013-07-19 16:10",
        rating="fairly",
        words="再没见那辆车了。油钱退得不多，能查就行。",
    ),
    Report(
        "r5",
        23,
        "s3",
        "2013-06-20 10:50",
        (
            "运管所有个姓苟的，在路口拦三轮车，罚一百开五十的票，说不要票就只收六十。"
            "我儿子的车叫他罚过两回。"
        ),
        "transport",
        "运管所执法人员苟某",
        "2013-06-21 09:50",
        ("shenlan", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-26 10:10", "shenlan", "收到罚款票据存根四本，有九张金额与被罚人记忆不符。"
            ),
            Finding(
                "2013-07-01 16:20",
                "mayongqiang",
                "找到七名三轮车主谈话，五人称曾不要票少交钱，时间集中在三四月。",
            ),
        ),
        handover=Handover(
            "2013-07-03 10:00",
            "shenlan",
            "discipline",
            "柞监收〔2013〕17号",
            "2013-08-21 15:30",
            (
                "经立案调查，苟某利用执法之便私收罚款1540元，给予行政记大过处分，调离执法岗位，"
                "违纪款收缴；运管所长负领导责任，诫勉谈话。"
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-08-22 09:40",
                "mayongqiang",
                "票据存根、车主证言与调查结论一致，罚款不开足票属实。",
            ),
            GateEvidence(
                "investigated",
                "2013-08-22 10:30",
                "shenlan",
                "运管所2012年以来罚款票据全部清查，未见他人同类行为，多收款项已退车主。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-08-23 09:20",
                "mayongqiang",
                "收到县监察局书面结果及处分决定复印件，处理到人。",
            ),
            GateEvidence(
                "rectified",
                "2013-09-05 15:00",
                "shenlan",
                "路面执法改为两人一组、罚缴分离，罚款到银行交，执法记录仪配发到位。",
            ),
        ),
        outcome_at="2013-09-06 09:30",
        outcome_by="mayongqiang",
        outcome=(
            "您反映的执法人员私收罚款，监察机关立案查实，已记大过并调离岗位，"
            "您儿子多交的一百一十元退回。今后罚款一律到银行交，路上不收现钱。"
        ),
        rated_at="2013-09-10 10:00",
        rating="satisfied",
        words="真给处分了，路口上再没人敢伸手。",
    ),
    Report(
        "r6",
        None,
        "s3",
        "2013-06-20 10:52",
        (
            "交通局办公室有个副主任，早上九点半才来，下午四点半就走，我在对面开铺子看了他小半年，"
            "天天这样，工资一分不少拿。"
        ),
        "transport",
        "办公室副主任",
        "2013-06-21 09:55",
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-27 09:40",
                "mayongqiang",
                "连续四个工作日门口记录，该同志三天准时，一天因送文件晚到二十分钟。",
            ),
            Finding(
                "2013-07-03 11:20",
                "gaojianping",
                (
                    "查派工单，此人4月至6月抽调到超限检测站上中班，十三时三十分到二十一时三十分，"
                    "早晨露面是回局交表。"
                ),
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-05 10:00",
                "gaojianping",
                "检测站排班表、站内录像与作息相符，晚来早走是因为上中班，不是旷工。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-05 10:20",
                "mayongqiang",
                "反映不属实，没有需要查纠的问题。",
                not_applicable=True,
                confirmed_at="2013-07-05 11:10",
                confirmed_by="gaojianping",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-05 11:20",
                "mayongqiang",
                "未发现违纪行为，无人需要处理。",
                not_applicable=True,
                confirmed_at="2013-07-05 11:40",
                confirmed_by="gaojianping",
            ),
            GateEvidence(
                "rectified",
                "2013-07-09 15:40",
                "gaojianping",
                "建议该局把抽调人员去向写在去向牌上，牌子已挂出，免得群众误会。",
            ),
        ),
        outcome_at="2013-07-10 10:30",
        outcome_by="gaojianping",
        outcome=(
            "您看到的时间没错，但那位同志这三个月抽调在超限检测站上中班，排班和录像都能对上，"
            "不是迟到早退。局门口已挂去向牌，谁在哪里一看便知。"
        ),
        rated_at="2013-07-15 09:40",
        rating="satisfied",
        words="原来是上中班，那是我错怪人家了。",
    ),
)
