"""The demo's meetings: the first visit's talk with its issued minutes, and a draft of today."""

from dataclasses import dataclass

from models.demo.script import Day, Moment, Step, Today
from models.demo.talk_steps import CLINICS, CROSSINGS, RESETTLEMENT, SCHOOL


@dataclass(frozen=True, slots=True)
class Decision:
    """议定事项, and what became of it once the minutes were issued."""

    text: str
    lead: str
    due: Day | None
    assisting: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Pledge:
    """现场承诺 that was made at the meeting itself."""

    speaker: str
    words: str
    unit: str
    due: Day


@dataclass(frozen=True, slots=True)
class Item:
    """议题. `quotes` are keys of questions or opinions of the visit, which become statements."""

    title: str
    reporter: str
    quotes: tuple[str, ...]
    said: str
    decisions: tuple[Decision, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()  # speaker, words
    pledges: tuple[Pledge, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """会议: of a stop of the visit, or one of its own with title, place and chair."""

    drafted_at: Moment
    by: str
    items: tuple[Item, ...]
    written_at: Moment
    stop: str = ""
    held_at: Moment = ""
    title: str = ""
    place: str = ""
    chair: str = ""
    people: tuple[tuple[str, str, str, str], ...] = ()  # kind, unit, duty, name
    absent: tuple[int, ...] = ()  # seats
    representatives: bool = True
    copies_to: str = ""
    kind: str = "talk"
    submitted_at: Moment | None = None
    objection: tuple[int, str] | None = None  # a seat, and what its words should be
    confirmed: tuple[int, ...] = ()  # seats
    reviewed_at: Moment | None = None
    signed_at: Moment | None = None
    signed_by: str = ""
    issued_at: Moment | None = None
    issued_by: str = ""


COPIES = "县委办公室，县人大常委会办公室，县政协办公室，县监察局，各镇人民政府，县政府各工作部门"

FIRST = Meeting(
    "2013-06-21 08:40",
    "chenxin",
    (
        Item(
            "关于群众就医和转诊报销",
            "县卫生局局长白敬安",
            ("q22",),
            "县卫生局说明，县内定点医院已实行出院即报；转往省级医院的，省级联网尚未接通，"
            "目前仍须回县审核。会议认为，应当在转诊时一次讲清所需材料，能由经办机构调取的，"
            "不再由病人补送。",
            (
                Decision(
                    "实行转诊报销材料一次告知。由县卫生局统一制发转诊报销材料清单，"
                    "在县级医院和各镇卫生院合疗窗口随转诊单一并发给病人；缺少诊断证明的，"
                    "由经办机构向定点医院传真调取。",
                    "health",
                    "2013-07-19",
                    steps=CLINICS,
                ),
            ),
        ),
        Item(
            "关于城区新建小学",
            "县教育体育局局长汪志诚",
            ("q24",),
            "县长郭志远说明，该项目尚有三户征地协议未签，是延误的主要原因。会议要求，"
            "有关单位把征地和开工准备同步推进，进度向社会公开。",
            (
                Decision(
                    "加快城区新建小学征地和开工。由县教育体育局牵头，县国土资源局、乾佑镇人民政府"
                    "配合，依法做好剩余三户征地协商和补偿兑付，确保教学楼2013年10月底前开工，"
                    "并在施工围挡上按月公布进度。",
                    "education",
                    "2013-10-31",
                    ("land", "qianyou"),
                    SCHOOL,
                ),
            ),
        ),
        Item(
            "关于陕南移民搬迁安置",
            "县国土资源局局长段宏伟",
            ("q25",),
            "县国土资源局说明，安置点未作变更，仅临河两栋按防洪要求后退15米，群众自筹款"
            "实行专户管理。会议认为，规划和资金应当向搬迁户公开，以事实消除疑虑。",
            (
                Decision(
                    "公开移民搬迁安置点规划和自筹资金。由县国土资源局牵头，红岩寺镇人民政府配合，"
                    "将安置点平面图、防洪退让说明、自筹资金专户余额和分房办法在安置点及所在村"
                    "张榜公布，并逐户送达。",
                    "land",
                    "2013-08-30",
                    ("hongyansi",),
                    RESETTLEMENT,
                ),
            ),
        ),
        Item(
            "关于S102省道沿线村口交通安全",
            "县交通运输局局长王建军",
            ("q19", "q20"),
            "县交通运输局说明，沿线23个村口的标线、减速设施和警示牌均列入设计，与路面工程"
            "一并验收。会议强调，先行放行的路段，安全设施必须先行到位。",
            (
                Decision(
                    "落实先行放行路段的安全设施。由县交通运输局牵头，县公安局、小岭镇人民政府配合，"
                    "罗庄至常湾段半幅放行前，完成村口斑马线、减速标线、警示牌和校门口黄闪灯的"
                    "设置，未经现场核验不得放行。",
                    "transport",
                    "2013-11-29",
                    ("police", "xiaoling"),
                    CROSSINGS,
                ),
            ),
        ),
    ),
    "2013-06-24 09:10",
    stop="s5",
    people=(
        ("participant", "县卫生局", "局长", "白敬安"),
        ("participant", "县水务局", "局长", "蔺学勤"),
        ("participant", "县国土资源局", "局长", "段宏伟"),
        ("participant", "县政府办公室", "主任", "冯国庆"),
        ("participant", "县政府督查室", "主任", "李文静"),
        ("absent", "县财政局", "局长", "毛建华"),
    ),
    absent=(11,),
    copies_to=COPIES,
    submitted_at="2013-06-24 09:40",
    reviewed_at="2013-06-24 15:10",
    signed_at="2013-06-24 16:20",
    signed_by="guozhiyuan",
    issued_at="2013-06-24 16:30",
    issued_by="fengguoqing",
)

TODAY = Meeting(
    Today(80),
    "chenxin",
    (
        Item(
            "关于窗口服务时间和一窗受理",
            "县便民服务中心主任贺雅丽",
            ("q10", "q11"),
            "县便民服务中心说明，社保、工商、公安户籍窗口周六上午已经开放，其他窗口可以电话预约。"
            "会议认为，群众不知晓等于没有开放，应当把服务时间和预约方式公布到镇、到企业；"
            "餐饮开办先行合并收件。",
            (
                Decision(
                    "公布周六窗口和预约方式。由县便民服务中心将开放窗口、时间和预约电话印成一张明白纸，"
                    "发到各镇便民大厅、园区企业，并在大厅门口张贴。",
                    "service",
                    5,
                ),
                Decision(
                    "统一大厅各窗口下班时间。由县便民服务中心会同进驻单位规定统一的工作时间，"
                    "最后一名办事群众办结后方可关闭窗口。",
                    "service",
                    None,
                ),
            ),
        ),
        Item(
            "关于办事材料免费复印",
            "县便民服务中心主任贺雅丽",
            ("q15",),
            "县便民服务中心说明，合同约定办事材料免费复印，承包单位变相收费，已当场责令停止，"
            "今后由窗口工作人员免费印制。",
        ),
    ),
    Today(45),
    held_at=Today(95),
    title="第二期群众代表与便民服务单位现场座谈会",
    place="县便民服务中心二楼会议室",
    chair="zhoujianguo",
    people=(
        ("participant", "县便民服务中心", "主任", "贺雅丽"),
        ("participant", "县政府办公室", "副主任", "田晓莉"),
        ("participant", "县信访局", "局长", "向东升"),
    ),
)

CHECKED = Meeting(
    Today(70),
    "chenxin",
    (
        Item(
            "关于大厅适老服务",
            "县便民服务中心主任贺雅丽",
            ("o1", "o6"),
            "县便民服务中心汇报了大厅设施和服务现状。会议认为，群众的意见具体、可行，"
            "花钱不多、见效快的，应当立即办。",
            (
                Decision(
                    "改进大厅适老服务。由县便民服务中心办好以下事项：\n电子屏放慢滚动，旁边备纸质材料\n"
                    "取号机旁设引导员，帮助老年群众取号",
                    "service",
                    7,
                ),
            ),
            statements=(("县委常委、常务副县长周建国", "能当场改的，不要等发文。"),),
            pledges=(
                Pledge("县便民服务中心主任贺雅丽", "明天起取号机旁安排引导员。", "service", 1),
            ),
        ),
    ),
    Today(60),
    held_at=Today(85),
    title="研究便民服务大厅适老服务专题会议",
    place="县便民服务中心二楼会议室",
    chair="zhoujianguo",
    kind="special",
    people=(
        ("present", "县便民服务中心", "主任", "贺雅丽"),
        ("present", "县政府办公室", "副主任", "田晓莉"),
    ),
    submitted_at=Today(40),
    objection=(19, "我说的是取号机字太小，请添上“把字调大”。"),
    confirmed=(22,),
)

MEETINGS = {1: (FIRST,), 2: (TODAY, CHECKED)}
