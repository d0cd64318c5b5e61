"""Reports of misconduct given at the talk of the first visit, about duty neglected."""

from models.demo.script import Finding, GateEvidence, Handover, Report, Round

DUTY_REPORTS = (
    Report(
        "r14",
        9,
        "s5",
        "2013-06-20 16:48",
        (
            "城区有所小学，期中让每个娃交一百六十块买三本教辅，不交的老师在家长会上点名，说自愿，"
            "谁敢不自愿。"
        ),
        "education",
        "城区一所小学",
        "2013-06-21 10:36",
        ("shenlan", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-25 16:20",
                "xuboyuan",
                "翻看四个班的缴费名单，四年级全部缴纳，收款人是年级组长，款交县城一家书店。",
            ),
            Finding(
                "2013-07-02 15:10",
                "shenlan",
                "书店账上有返还学校的折扣款9120元，用于教师聚餐和购置打印机。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-04 09:20",
                "shenlan",
                "收款名单、书店账页和六位家长证词表明，教辅是变相强制征订。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-15 15:30",
                "xuboyuan",
                "向456名学生退回教辅款72960元，书店返还的折扣款收缴县财政。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-25 10:50",
                "shenlan",
                "校长行政记过，年级组长调离岗位，县教育体育局基础教育股长诫勉。",
            ),
            GateEvidence(
                "rectified",
                "2013-09-09 15:50",
                "xuboyuan",
                "秋季开学各校张贴收费公示和举报电话，暗访六所学校没有新订教辅。",
            ),
        ),
        outcome_at="2013-09-10 15:10",
        outcome_by="shenlan",
        outcome=(
            "四百五十六个孩子的教辅钱已经全部退还，校长受记过处分，书店返的折扣也收缴了。"
            "新学期哪所学校再点名要钱，请您再讲。"
        ),
        rated_at="2013-09-13 09:20",
        rating="fairly",
        words="钱退了就好，希望别换个名目再收。",
    ),
    Report(
        "r15",
        18,
        "s5",
        "2013-06-20 16:56",
        (
            "曹坪镇政府一到星期五下午就没人了，办公室门都锁着，说是下村，其实都回县城了。"
            "我跑了两个星期五，章子都没盖成。"
        ),
        "caoping",
        None,
        "2013-06-21 10:40",
        ("gaojianping", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-28 15:40",
                "gaojianping",
                "当日下午未打招呼到镇上，应到38人实到9人，十一间办公室锁门，下村登记只有四人。",
            ),
            Finding(
                "2013-07-05 15:50",
                "xuboyuan",
                "又去一次，在岗二十六人，镇长称上周已整顿，但民政办仍无人值守。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-07-09 16:20",
                "gaojianping",
                "两次点名表由镇长签字，星期五下午集体走空属实。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-11 16:00",
                "xuboyuan",
                "二十五名未请假人员逐一说明去向，十九人提前回城，六人确在村上。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-18 09:40",
                "gaojianping",
                "十九人全镇通报、扣当月考勤奖，镇长和党委副书记由县长约谈。",
            ),
            GateEvidence(
                "rectified",
                "2013-08-02 16:30",
                "xuboyuan",
                "连续三个星期五查岗，在岗都在三十人以上，便民大厅中午、周五不关门。",
            ),
        ),
        outcome_at="2013-08-05 09:20",
        outcome_by="gaojianping",
        outcome=(
            "您说的走空查实了：那天三十八人只有九个在。镇长被县长约谈，十九人通报扣奖。"
            "章子星期五下午也能盖，大厅有人值守。"
        ),
        rated_at="2013-08-08 10:10",
        rating="satisfied",
        words="上礼拜五去盖章，三分钟就好。",
    ),
    Report(
        "r16",
        29,
        "s5",
        "2013-06-20 17:00",
        (
            "我是外地人，到劳动监察去反映老板欠我伙计的工钱，那女的听我口音就说外地人事多，"
            "把材料往我这边一推，说不归她管。"
        ),
        "hrss",
        "劳动监察窗口一名女工作人员",
        "2013-06-21 10:44",
        ("mayongqiang", "xuboyuan"),
        findings=(
            Finding(
                "2013-06-25 11:10",
                "mayongqiang",
                "当日窗口录音有外地人事多一句，值班人为阎某，来访登记未登。",
            ),
            Finding(
                "2013-06-27 10:00",
                "xuboyuan",
                "欠薪属劳动监察受理范围，确系推诿；阎某说当时心里烦，话说重了。",
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-06-28 10:20",
                "mayongqiang",
                "录音与您所述一字不差，态度粗暴和推诿都可认定。",
            ),
            GateEvidence(
                "investigated",
                "2013-07-02 09:30",
                "xuboyuan",
                "欠薪案当天补登立案，两名伙计的工钱6200元7月1日结清。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-07-05 11:40",
                "mayongqiang",
                "阎某停岗培训半个月，当面赔礼道歉，局里通报。",
            ),
            GateEvidence(
                "rectified",
                "2013-07-22 10:50",
                "xuboyuan",
                "窗口装评价器，外来务工人员口音重的由熟悉方言的同志接待，暗访三次态度良好。",
            ),
        ),
        outcome_at="2013-07-22 15:50",
        outcome_by="mayongqiang",
        outcome=(
            "阚老板，窗口那番话是不该说的，人已经停岗，也向您当面道了歉；"
            "您伙计的六千二百元工钱已经拿到。外地人到柞水办事，规矩一样。"
        ),
        rated_at="2013-07-25 15:20",
        rating="satisfied",
        words="钱拿到了，道歉也听到了，心里顺了。",
    ),
    # Nobody knew whose it was: handed to 信访局, which brought the units together.
    Report(
        "r17",
        26,
        "s5",
        "2013-06-20 17:08",
        (
            "半夜拉矿的大车一辆接一辆过罗庄，明显超载，路都压得翻了浆。前头有小车探路，"
            "检查站灯都不亮，肯定有人打招呼。"
        ),
        None,
        None,
        "2013-06-21 10:48",
        ("gaojianping", "mayongqiang"),
        findings=(
            Finding(
                "2013-07-03 08:50",
                "mayongqiang",
                "7月2日夜在罗庄路口守到凌晨三点，过矿车41台，目测超载三十余台，检测站23时后无人。",
            ),
            Finding(
                "2013-07-04 16:20",
                "gaojianping",
                "检测站说夜班经费没有落实，涉及运管、公安、矿山企业几家，管理责任交叉。",
            ),
        ),
        handover=Handover(
            "2013-07-08 10:00",
            "mayongqiang",
            "petition",
            "柞信收〔2013〕35号",
            "2013-09-05 10:40",
            (
                "经联席会议协调，检测站改为四班值守，经费列入财政预算；公安、"
                "运管联合查处超载车112台次，拆除加高栏板63处，两家矿山企业签订装载承诺。"
            ),
        ),
        gates=(
            GateEvidence(
                "clarified",
                "2013-09-06 15:20",
                "mayongqiang",
                "夜间空岗、车辆超载都有录像；探路小车系车队雇用，未查到公职人员打招呼。",
            ),
            GateEvidence(
                "investigated",
                "2013-09-09 10:20",
                "gaojianping",
                "超载源头在两家矿山，装载过磅系统已接入检测站，超重的出不了矿门。",
            ),
            GateEvidence(
                "dealt_with",
                "2013-09-09 15:10",
                "mayongqiang",
                "书面结果已到，检测站站长因空岗免职，车队老板被行政拘留十天。",
            ),
            GateEvidence(
                "rectified",
                "2013-09-17 09:30",
                "gaojianping",
                "9月上旬三夜蹲守，过车二十七台，过磅全部合格，罗庄翻浆路面已补。",
            ),
        ),
        outcome_at="2013-09-17 15:40",
        outcome_by="mayongqiang",
        outcome=(
            "夜里超载、检测站空岗属实，打招呼的说法没有查到证据。现在四班守站、矿上先过磅，"
            "站长免了职，压坏的路也补了。"
        ),
        rated_at="2013-09-23 10:00",
        rating="dissatisfied",
        words="车是少了，可我总觉得背后的人没揪出来。",
        again=Round(
            findings=(
                Finding(
                    "2013-09-26 15:30",
                    "gaojianping",
                    "调取检测站站长、车队老板今年1至6月通话和转账记录，逐笔核对，两人之间无资金往来。",
                ),
                Finding(
                    "2013-10-11 10:10",
                    "mayongqiang",
                    "找当晚值班员、探路司机分别谈话，都说是看灯灭了才放车过，没有人打过招呼。",
                ),
            ),
            gates=(
                GateEvidence(
                    "clarified",
                    "2013-10-14 09:20",
                    "mayongqiang",
                    "通话、转账记录和四份谈话笔录相互印证，没有发现公职人员为矿车打招呼。",
                ),
                GateEvidence(
                    "investigated",
                    "2013-10-14 10:40",
                    "gaojianping",
                    "检测站夜班改为两人同岗，站内灯光、监控接入县局值班室，空岗当夜就能看见。",
                ),
                GateEvidence(
                    "dealt_with",
                    "2013-10-15 15:00",
                    "gaojianping",
                    "原站长免职之外，追加党内警告处分；两名值班员停岗学习。处分文件已存档。",
                ),
                GateEvidence(
                    "rectified",
                    "2013-10-16 09:10",
                    "mayongqiang",
                    "10月中旬又暗访两夜，罗庄过车十九台，无一超载，检测站灯亮人在。",
                ),
            ),
            outcome_at="2013-10-16 16:30",
            outcome_by="mayongqiang",
            outcome=(
                "照您说的又从头查了一遍：电话、银行流水都对过，当班的人也一个个谈过，"
                "确实没有找到打招呼的人。站长另受党内警告，夜里站上的灯和监控县里随时看得到。"
                "您再看见小车探路，记下时间直接打督查室电话，我们连夜去。"
            ),
            rated_at="2013-10-18 09:40",
            rating="fairly",
            words="查得细，给我也说得明白。以后夜里我还帮着看。",
        ),
    ),
)
