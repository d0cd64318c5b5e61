"""Reports of misconduct given at the talk of the first visit, about towns and services."""

from models.demo.script import Finding, GateEvidence, Handover, Memo, Report

TALK_REPORTS = (
    Report(
        "r10",
        8,
        "s5",
        "2013-06-20 16:18",
        (
            "我们肖台村主任的丈人，儿子在县城买了两套房，还吃着低保。真正瘫在床上的老孙头倒没有。"
            "找镇上，镇上说名额满了。"
        ),
        "xingping",
        "肖台村村主任及镇民政专干",
        "2013-06-21 10:20",
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-27 11:00",
                "mayongqiang",
                "入户三天，所指老人住儿子家新房，房产登记在其子名下两套，去年3月起享受低保。",
            ),
            Finding(
                "2013-07-03 15:50",
                "gaojianping",
                "评议记录有十一人签名，其中六人称没参加，系村文书代签；镇民政专干未入户。",
            ),
        ),
        memo=Memo(
            "2013-07-04 10:20",
            "mayongqiang",
            "guozhiyuan",
            (
                "关于肖台村低保评议代签和漏保问题的专报：一户不该享受、一户应保未保，"
                "建议对杏坪镇低保开展清理。"
            ),
            "2013-07-05 09:00",
            "该退的退，该进的马上进，瘫在床上的不能等名额；全县低保年内过一遍筛子。",
        ),
        handover=Handover(
            "2013-07-05 15:10",
            "gaojianping",
            "discipline",
            "柞监收〔2013〕19号",
            "2013-08-28 11:10",
            (
                "镇民政专干裴某工作失职，给予行政警告处分；肖台村主任优亲厚友，"
                "由杏坪镇党委给予党内严重警告，违规领取的低保金5850元追回入库。"
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-08-29 09:30",
                "gaojianping",
                "房产登记、入户照片与代签人承认材料齐备，一错一漏都已查明。",
            ),
            GateEvidence(
                "investigated",
                "2013-08-29 10:40",
                "mayongqiang",
                "杏坪全镇清理低保，退出37户、新纳入29户，名单经群众评议后公示。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-08-30 15:20",
                "mayongqiang",
                "监察机关书面结果已到，两人处分决定和追缴票据附卷。",
            ),
            GateEvidence(
                "rectified",
                "2013-09-12 10:10",
                "gaojianping",
                "老孙头七月起按一类低保领取，评议改由镇上干部到场唱票，签名按手印。",
            ),
        ),
        outcome_at="2013-09-12 16:10",
        outcome_by="gaojianping",
        outcome=(
            "您说的两件事都属实：不该吃的已经退出并追回钱款，瘫痪老人七月起领上了低保。签假名的、"
            "没入户的都受了处分。"
        ),
        rated_at="2013-09-16 10:20",
        rating="satisfied",
        words="老孙头领上了，老汉流着泪谢大家。",
    ),
    Report(
        "r11",
        None,
        "s5",
        "2013-06-20 16:22",
        (
            "下梁镇管宅基地的那个干部，找他批庄基不提两条烟两瓶酒就说材料不齐。"
            "我们村给过的不止我一家，我不敢写名字。"
        ),
        "xialiang",
        "镇国土所一名干部",
        "2013-06-21 10:24",
        ("shenlan", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-28 16:20",
                "xuboyuan",
                "查近两年宅基地审批84宗，有二十一宗在受理后搁置超过六十天，经办人均为葛某。",
            ),
            Finding(
                "2013-07-10 10:30",
                "shenlan",
                "异地约谈申请人十四名，四人承认送过烟酒，折价约三千元。",
            ),
        ),
        handover=Handover(
            "2013-07-12 10:20",
            "shenlan",
            "discipline",
            "柞监收〔2013〕22号",
            "2013-09-17 16:00",
            (
                "葛某收受礼品折合2980元，故意拖延审批，给予行政降级处分，退缴礼金，"
                "免去国土所副所长职务。"
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-09-18 09:20",
                "shenlan",
                "四名申请人证言和送礼烟酒的购货记录吻合，索要礼品属实。",
            ),
            GateEvidence(
                "investigated",
                "2013-09-18 10:40",
                "xuboyuan",
                "搁置的二十一宗逐宗复审，十八宗符合条件的已补发批准书，三宗讲明了不批的道理。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-09-22 15:10",
                "shenlan",
                "收到降级免职的书面结果，全县国土所开了警示会。",
            ),
            GateEvidence(
                "rectified",
                "2013-09-26 11:00",
                "xuboyuan",
                (
                    "宅基地审批移到镇便民大厅公开受理，缺什么材料一次写在告知单上，"
                    "超二十个工作日自动亮红灯。"
                ),
            ),
        ),
        outcome_at="2013-09-27 09:40",
        outcome_by="shenlan",
        outcome=(
            "收烟酒才批庄基的事查实，人已降级免职，礼金退缴。压下来的申请重新审过，能批的都批了。"
            "没有任何人知道是您反映的。"
        ),
        rated_at="2013-09-30 10:10",
        rating="satisfied",
        words="庄基批下来了，没送一根烟。",
    ),
    Report(
        "r12",
        28,
        "s5",
        "2013-06-20 16:33",
        (
            "我是当大夫的，说句得罪人的话：有的镇卫生院给合疗病人多开检查，"
            "一个感冒查了彩超又查CT，清单上还有没打过的针。"
        ),
        "health",
        "凤凰镇一家卫生院",
        "2013-06-21 10:28",
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                "2013-07-02 10:30",
                "gaojianping",
                "抽取四至五月住院病历六十份，十三份检查与诊断不符，六份有计费无执行记录。",
            ),
            Finding(
                "2013-07-09 15:20",
                "mayongqiang",
                "电话回访六名病人，四人确认没有打过清单上的针剂，多收金额合计1126元。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-11 15:40",
                "gaojianping",
                "医疗专家组逐份评审签字，过度检查十三例、虚记费用六例成立。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-19 15:10",
                "mayongqiang",
                "虚记的1126元退还病人，合疗基金追回8430元，全县十三家卫生院自查同类问题。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-31 09:50",
                "gaojianping",
                "院长免职，两名医师暂停处方权三个月，卫生局合疗科长受批评。",
            ),
            GateEvidence(
                "rectified",
                "2013-08-14 15:30",
                "mayongqiang",
                "住院费用实行一日一单、病人签字，抽查二十份病历没有再发现虚记。",
            ),
        ),
        outcome_at="2013-08-15 10:10",
        outcome_by="mayongqiang",
        outcome=(
            "您以同行的良心说的话，查下来是实情。多收的钱退给了病人，院长免职，"
            "两位医师停了处方权，现在每天给病人一张清单签字。"
        ),
        rated_at="2013-08-19 10:40",
        rating="satisfied",
        words="这样查，老实看病的大夫腰杆也直了。",
    ),
    # About 县政府办公室: no investigator of that office, and the memo passes its own leader by.
    Report(
        "r13",
        None,
        "s5",
        "2013-06-20 16:45",
        (
            "我在营盘开农家乐，端午前后的一个星期天，县政府办的公车拉了两家人来吃饭，"
            "大人娃娃八九个，吃完还装了两袋土豆走。"
        ),
        "office",
        "县政府办公室驾驶员",
        "2013-06-21 10:32",
        ("shenlan", "mayongqiang"),
        findings=(
            Finding(
                "2013-06-27 16:40",
                "shenlan",
                "高速路口抓拍证实6月9日该车驶向营盘，派车登记本当天空白。",
            ),
            Finding(
                "2013-07-02 11:00",
                "mayongqiang",
                "驾驶员骆某承认周日私自开车带亲戚出游，饭钱440元自付，有农家乐流水为证。",
            ),
        ),
        memo=Memo(
            "2013-07-04 15:30",
            "shenlan",
            "zhoujianguo",
            (
                "关于县政府办公室驾驶员周日私用公车的专报：事实清楚，"
                "机关车辆节假日封存制度执行不严，请责成整改。"
            ),
            "2013-07-05 10:30",
            "政府办更要带头，从严处理，封存钥匙由值班领导保管。",
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-08 09:30",
                "shenlan",
                "抓拍、登记本、本人承认齐全，私车出游属实；饭钱自付，没有公款吃喝。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-11 10:10",
                "mayongqiang",
                "清查机关十七辆车近半年节假日行踪，另发现一次未登记用车，一并纠正。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-17 15:50",
                "shenlan",
                "骆某行政警告、退缴油费过路费，分管副主任在县政府常务会上检讨。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-29 11:10",
                "mayongqiang",
                "7月27日到车库突击检查，十七辆车全部封存，钥匙在值班领导处。",
            ),
        ),
        outcome_at="2013-07-29 16:00",
        outcome_by="mayongqiang",
        outcome=(
            "县政府办公车周日拉家人出游属实，驾驶员受警告、退了油钱，车钥匙节假日由值班领导收着。"
            "您看见车牌再报，一样查。"
        ),
        rated_at="2013-08-01 09:30",
        rating="satisfied",
        words="敢查政府办的车，我没想到。",
    ),
)
