"""Matters of the first visit about farming, relief and the office itself."""

from models.demo.script import Matter, Step

CARE_MATTERS = (
    # Nobody answered: seat 11 was away.
    Matter(
        "m28",
        ("o25",),
        "opinion",
        "病死畜禽无害化处理和补助",
        "adopt",
        "agriculture",
        "选点建无害化处理池，公布收集电话，补助按头打卡，河沟弃尸先行清理。",
        "2013-06-21 11:50",
        "qiaozhen",
        days=15,
        steps=(
            Step("2013-06-24 10:28", "qiaozhen", "assign"),
            Step("2013-06-24 16:50", "liuchangming", "sign"),
            Step(
                "2013-07-04 15:20",
                "liuchangming",
                "progress",
                (
                    "动物卫生监督所沿曹坪、瓦房口河沟清理死猪十一头，撒石灰消毒；"
                    "处理池选址定在曹坪中庙荒坡。"
                ),
            ),
            Step(
                "2013-07-12 15:50",
                "liuchangming",
                "report",
                (
                    "中庙、柴庄两处深埋式处理池建成投用，上门收集电话印成贴纸发到313家养殖户，"
                    "规模场病死猪每头补助八十元打卡。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-15 16:20",
                "luxiaoyan",
                "pass_gate",
                "河沟发现弃尸十一头，去年补助只报了四十头，与存栏量不相称，问题说得准。",
                gate="clarified",
            ),
            Step(
                "2013-07-16 10:20",
                "qiaozhen",
                "pass_gate",
                "看了中庙处理池台账，三天收集五头，农户签名和补助申报单齐全。",
                gate="rectified",
            ),
            Step(
                "2013-07-16 16:30",
                "qiaozhen",
                "reply",
                (
                    "熊代表：处理池建在您中庙后坡，死猪打电话有车来拉，不收钱，规模场每头补八十。"
                    "再看到谁往河里扔，请打动物卫生监督所电话。"
                ),
            ),
            Step(
                "2013-07-31 10:00",
                "liwenjing",
                "propose_closing",
                "回复后打过三次电话无人接听，村上说他在外地看猪场，已逾十个工作日。",
            ),
            Step("2013-07-31 16:00", "qiaozhen", "close"),
        ),
    ),
    # Rated by telephone.
    Matter(
        "m29",
        ("o26",),
        "opinion",
        "低保名单和评议情况到组公示",
        "adopt",
        "civil",
        "名单常年公示到组，写明享受原因、金额、评议时间和参加人，可防雨淋。",
        "2013-06-21 11:52",
        "qiaozhen",
        assisting=("xingping",),
        days=15,
        steps=(
            Step("2013-06-24 10:30", "qiaozhen", "assign"),
            Step("2013-06-24 15:51", "nieming", "sign"),
            Step("2013-06-24 17:00", "hujing", "sign"),
            Step(
                "2013-07-03 16:00",
                "hujing",
                "progress",
                (
                    "统一制作带玻璃罩的公示栏，先在杏坪镇试点，评议票数和参评人一并写上，"
                    "本人病情不写细。"
                ),
            ),
            Step(
                "2013-07-10 11:20",
                "nieming",
                "finish_part",
                "全镇十二个村八十七个组已全部挂牌，肖台村把去年的评议记录也补贴了出来。",
            ),
            Step(
                "2013-07-15 11:10",
                "hujing",
                "report",
                "杏坪镇低保公示已到组，县局发文要求其他八镇8月底前照此办理，每季度更新并接受查询。",
                result="solved",
            ),
            Step(
                "2013-07-16 09:30",
                "luxiaoyan",
                "pass_gate",
                "去年肖台村只在村委会贴过一次A4纸，照片时间为两天，群众意见属实。",
                gate="clarified",
            ),
            Step(
                "2013-07-16 15:30",
                "qiaozhen",
                "pass_gate",
                "看了肖台三个组的玻璃栏，原因、金额、票数齐全，问到的人都知道在哪儿看。",
                gate="rectified",
            ),
            Step(
                "2013-07-17 10:20",
                "qiaozhen",
                "reply",
                (
                    "赵大叔：低保名单钉在各组的玻璃栏里了，雨淋不着，为啥给、谁评的都写着。"
                    "您看着谁家不该吃，可以到镇上说，不会透露是您说的。"
                ),
            ),
            Step(
                "2013-07-19 10:20",
                "qiaozhen",
                "rate_by_phone",
                seat="seat:8",
                telephone="139-0914-0008",
                level="satisfied",
                words="看到了，玻璃罩着，隔壁那家写的是大病，也就没话说了。",
            ),
            Step("2013-07-19 15:50", "qiaozhen", "propose_closing"),
            Step("2013-07-22 09:00", "luxiaoyan", "close"),
        ),
    ),
    # The office's own matter: its gates and its closing are signed by 县监察局.
    Matter(
        "m31",
        ("o28",),
        "opinion",
        "群众进县政府大院凭证登记即入",
        "adopt",
        "office",
        "废除内部人员出门接人的规定，凭身份证登记放行，门岗设座椅和饮水。",
        "2013-06-21 14:50",
        "liwenjing",
        days=7,
        steps=(
            Step(
                "2013-06-24 10:35",
                "liwenjing",
                "assign",
                "本办自身事项，审核和销号由县监察局签署。",
            ),
            Step("2013-06-24 11:20", "shiyulong", "sign"),
            Step(
                "2013-06-27 10:10",
                "shiyulong",
                "progress",
                "重写大院来访登记办法，盘问改为三问：找谁、何事、带没带证；门岗四人培训一天。",
            ),
            Step(
                "2013-07-02 16:40",
                "shiyulong",
                "report",
                (
                    "新办法7月1日起执行，凭身份证登记即可入院，没带证的由被访科室电话确认，"
                    "两日来访146人无一被拦回。"
                ),
                result="solved",
            ),
            Step(
                "2013-07-04 10:40",
                "hanzhimin",
                "pass_gate",
                "调看五月门岗登记簿，来访群众平均等二十二分钟，七人等不及离开，官气确实存在。",
                gate="clarified",
            ),
            Step(
                "2013-07-04 15:00",
                "hanzhimin",
                "pass_gate",
                "换便装带身份证进门两次，都在一分钟内放行，门岗称呼得体，座椅饮水已设。",
                gate="rectified",
            ),
            Step(
                "2013-07-04 16:40",
                "liwenjing",
                "reply",
                (
                    "党主任：进县政府大院不用人接了，带身份证登记就进，忘了带也能打电话核实。"
                    "哪个门岗再给您脸色，请直接打监察局电话。"
                ),
            ),
            Step(
                "2013-07-08 09:50",
                "seat:6",
                "rate",
                level="satisfied",
                words="昨天去送材料，登个记就进去了，还给倒水。",
            ),
            Step("2013-07-08 16:30", "qiaozhen", "propose_closing"),
            Step("2013-07-09 10:30", "hanzhimin", "close"),
        ),
    ),
)
