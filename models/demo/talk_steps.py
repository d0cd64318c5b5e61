"""What became of the first talk's decisions: each handled, reviewed and closed within 2013."""

from models.demo.script import Step

CLINICS = (
    Step("2013-06-25 09:05", "qiaozhen", "assign"),
    Step("2013-06-25 11:20", "tanying", "sign"),
    Step(
        "2013-07-03 15:40",
        "tanying",
        "progress",
        "清单初稿已定，住院、大病、意外伤害三类各一张，送县医院、中医院试用，改去重复材料两项。",
    ),
    Step(
        "2013-07-15 10:30",
        "tanying",
        "report",
        "转诊报销材料清单印制3000份，县级医院和各镇卫生院合疗窗口7月12日起随转诊单发放；"
        "传真调取已为病人补齐诊断证明17份，其中省级医院14份。",
        result="solved",
    ),
    Step(
        "2013-07-16 09:50",
        "luxiaoyan",
        "pass_gate",
        "随机抽了6名近期转诊的病人，都说窗口发了单子；清单与合疗办审核口径逐条核对一致。",
        gate="clarified",
    ),
    Step(
        "2013-07-16 16:20",
        "qiaozhen",
        "pass_gate",
        "看了县医院和凤凰、杏坪两个卫生院窗口，清单在用，传真调取登记本17条有去有回。",
        gate="rectified",
    ),
    Step("2013-07-17 09:00", "qiaozhen", "propose_closing"),
    Step("2013-07-17 15:10", "liwenjing", "close"),
)

RESETTLEMENT = (
    Step("2013-06-25 09:12", "qiaozhen", "assign"),
    Step("2013-06-25 15:30", "houxiaojun", "sign"),
    Step("2013-06-26 09:20", "ruanjie", "sign"),
    Step(
        "2013-07-18 16:00",
        "houxiaojun",
        "progress",
        "平面图和防洪退让说明已由设计单位盖章；专户余额与银行对账单核对无误，涉及搬迁户126户。",
    ),
    Step(
        "2013-08-16 11:00",
        "ruanjie",
        "finish_part",
        "集镇、掌上、盘龙寺等五处张榜，126户逐户送达，外出务工的9户由亲属代签并电话告知。",
    ),
    Step(
        "2013-08-21 10:20",
        "houxiaojun",
        "report",
        "安置点平面图、退让说明、自筹资金专户余额和分房办法已张榜并送到每一户，"
        "公示期内接到询问11人次，均已当面答复，没有提出异议。",
        result="solved",
    ),
    Step(
        "2013-08-22 15:00",
        "luxiaoyan",
        "pass_gate",
        "专户对账单、送达签字表与搬迁户名册三份对过，户数、金额一致。",
        gate="clarified",
    ),
    Step(
        "2013-08-23 10:40",
        "qiaozhen",
        "pass_gate",
        "到红岩寺看了五处公示，入户问了8户，都见过图、知道分房办法。",
        gate="rectified",
    ),
    Step("2013-08-26 09:10", "luxiaoyan", "propose_closing"),
    Step("2013-08-26 16:00", "liwenjing", "close"),
)

SCHOOL = (
    Step("2013-06-25 09:18", "luxiaoyan", "assign"),
    Step("2013-06-25 14:50", "luojianhua", "sign"),
    Step("2013-06-25 16:10", "houxiaojun", "sign"),
    Step("2013-06-26 08:50", "caoyang", "sign"),
    Step(
        "2013-08-07 17:00",
        "luojianhua",
        "progress",
        "三户中两户已签协议；剩余一户对附属物清点有异议，约定8月12日重新清点。施工图审查已送审。",
    ),
    Step(
        "2013-09-12 11:30",
        "caoyang",
        "finish_part",
        "镇村干部上门七次，三户协议全部签订，附属物清点表由户主签字。",
    ),
    Step(
        "2013-09-24 16:40",
        "houxiaojun",
        "finish_part",
        "三户补偿款9月23日打入存折，土地移交手续办结。",
    ),
    Step(
        "2013-10-24 10:00",
        "luojianhua",
        "report",
        "教学楼10月22日开工，计划2014年8月竣工、秋季招生，每班控制在50人以内；"
        "围挡上设进度公示牌，每月5日更新。",
        result="solved",
    ),
    Step(
        "2013-10-25 10:10",
        "qiaozhen",
        "pass_gate",
        "三户协议、补偿发放凭证齐全，电话问了三户，钱都到账。",
        gate="clarified",
    ),
    Step(
        "2013-10-28 15:30",
        "luxiaoyan",
        "pass_gate",
        "到工地看了，基槽已开挖，公示牌写明工期、责任人和举报电话。",
        gate="rectified",
    ),
    Step("2013-10-29 09:00", "luxiaoyan", "propose_closing"),
    Step("2013-10-29 16:20", "liwenjing", "close"),
)

CROSSINGS = (
    Step("2013-06-25 09:24", "luxiaoyan", "assign"),
    Step("2013-06-25 10:40", "zhanglei", "sign"),
    Step("2013-06-25 15:05", "weigang", "sign"),
    Step("2013-06-26 09:40", "bixuefeng", "sign"),
    Step(
        "2013-10-16 16:30",
        "zhanglei",
        "progress",
        "罗庄至常湾段路面底层完工，斑马线、减速标线点位会同交警和村上确定，警示牌、黄闪灯已到货。",
    ),
    Step(
        "2013-11-13 11:00",
        "weigang",
        "finish_part",
        "交警大队逐点核验放行段标线标牌，限速40公里标志按要求移位两处，出具核验意见。",
    ),
    Step(
        "2013-11-14 09:30",
        "bixuefeng",
        "finish_part",
        "各村通过广播和入户告知放行时间、过路要求，常湾、罗庄两所学校上了安全课。",
    ),
    Step(
        "2013-11-19 10:10",
        "zhanglei",
        "report",
        "放行段九个村口的斑马线、减速标线、警示牌和两处校门口黄闪灯全部装好，"
        "经公安交警核验后于11月18日半幅放行。",
        result="solved",
    ),
    Step(
        "2013-11-20 15:00",
        "qiaozhen",
        "pass_gate",
        "核验意见、竣工照片与点位图逐一对上，放行日期在核验之后。",
        gate="clarified",
    ),
    Step(
        "2013-11-21 11:20",
        "luxiaoyan",
        "pass_gate",
        "现场走完九个村口，黄闪灯夜里亮，学生放学时有老师和协管员带队过路。",
        gate="rectified",
    ),
    Step("2013-11-22 09:10", "qiaozhen", "propose_closing"),
    Step("2013-11-22 16:00", "liwenjing", "close"),
)
