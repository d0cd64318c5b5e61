"""What representatives of the demo think of the units: who leans which way, and what they wrote.

Levels are weights for 满意, 基本满意, 不满意, 不了解, one set for each of the four dimensions. Who
ticked what is drawn from a fixed seed, so the demo is the same each time.
"""

from typing import NamedTuple

Weights = tuple[int, int, int, int]


class Target(NamedTuple):
    """A unit or a window of it, and what is thought of it."""

    unit: str
    window: str
    levels: tuple[Weights, Weights, Weights, Weights]
    channels: tuple[int, int, int, int, int, int]  # weights, in the order of the enum
    turnout: int  # of a hundred
    remarks: dict[int, str]  # by seat


class Round(NamedTuple):
    """一次测评. Seats that vote on paper; the others hand in on the tablet."""

    targets: tuple[Target, ...]
    papers: tuple[int, ...]
    spoiled: int  # the sheet's number on the pile; 0: none
    misread: int  # … that the second reader read differently at first
    absent: tuple[int, ...] = ()


FIRST = Round(
    targets=(
        Target(
            "petition",
            "",
            ((14, 9, 2, 3), (12, 10, 3, 3), (11, 10, 4, 3), (13, 9, 2, 4)),
            (4, 6, 6, 0, 1, 12),
            96,
            {
                4: "接访的人态度好，就是答复要跑三趟才拿得到。",
                19: "有些事说了转给镇上，镇上又说没收到。",
            },
        ),
        Target(
            "power",
            "",
            ((9, 11, 7, 1), (8, 11, 8, 1), (7, 10, 10, 1), (9, 11, 6, 2)),
            (7, 2, 9, 1, 0, 12),
            100,
            {
                2: "停电不提前通知，打抢修电话总占线。",
                11: "红岩寺一带电压低，晚上带不动电机。",
                23: "营业厅下班前半小时就不收费了。",
                28: "今天看到的服务大厅很好，希望镇上的供电所也这样。",
            },
        ),
        Target(
            "transport",
            "",
            ((10, 11, 5, 2), (9, 10, 6, 3), (10, 10, 5, 3), (11, 10, 4, 3)),
            (3, 5, 6, 0, 0, 15),
            97,
            {
                7: "修路封道要早说清楚，雨天绕行的牌子看不见。",
                16: "到村的班车说取消就取消。",
            },
        ),
        Target(
            "devreform",
            "",
            ((13, 8, 1, 7), (12, 9, 2, 6), (11, 9, 2, 7), (12, 8, 1, 8)),
            (1, 2, 3, 4, 3, 17),
            90,
            {9: "项目公示看得懂了，就是贴的地方太偏。"},
        ),
        Target(
            "water",
            "",
            ((10, 10, 4, 4), (8, 10, 6, 4), (9, 10, 5, 4), (10, 10, 3, 5)),
            (6, 2, 11, 0, 0, 8),
            94,
            {13: "一下暴雨自来水就浑，没有人出来说一声。"},
        ),
        Target(
            "hrss",
            "社会保险大厅",
            ((15, 8, 2, 3), (13, 8, 4, 3), (14, 8, 3, 3), (14, 9, 1, 4)),
            (3, 2, 16, 2, 3, 3),
            92,
            {5: "窗口上的人耐心，老年人认证能不能在镇上办。"},
        ),
        Target(
            "civil",
            "",
            ((11, 9, 4, 4), (9, 8, 7, 4), (11, 9, 4, 4), (10, 9, 4, 5)),
            (3, 5, 11, 0, 1, 7),
            94,
            {21: "低保名单最好把评的理由一起贴出来。"},
        ),
        Target(
            "service",
            "房屋登记窗口",
            ((10, 9, 6, 3), (8, 9, 8, 3), (9, 8, 8, 3), (10, 9, 5, 4)),
            (1, 1, 17, 1, 4, 2),
            88,
            {
                10: "材料清单和窗口说的对不上，跑了两回。",
                26: "中午没有人值班，远处来的要干等。",
            },
        ),
        Target(
            "land",
            "",
            ((6, 8, 4, 11), (5, 8, 5, 11), (6, 8, 4, 11), (6, 7, 3, 13)),
            (1, 1, 2, 0, 0, 1),
            8,
            {},
        ),
    ),
    papers=(3, 12, 18, 30),
    spoiled=4,
    misread=2,
)

SECOND = Round(
    targets=(
        Target(
            "petition",
            "",
            ((15, 9, 1, 3), (13, 10, 2, 3), (13, 9, 3, 3), (14, 9, 2, 3)),
            (2, 5, 6, 0, 1, 14),
            100,
            {6: "候谈区有了叫号，好多了。"},
        ),
        Target(
            "service",
            "综合窗口",
            ((13, 9, 3, 3), (12, 9, 4, 3), (12, 9, 4, 3), (13, 9, 2, 4)),
            (1, 2, 14, 1, 2, 10),
            100,
            {8: "一次把要带的材料说全。"},
        ),
        Target(
            "water",
            "",
            ((11, 10, 3, 4), (10, 10, 4, 4), (11, 10, 3, 4), (11, 10, 2, 5)),
            (5, 2, 9, 0, 0, 12),
            95,
            {},
        ),
        Target(
            "hrss",
            "",
            ((14, 9, 2, 3), (13, 9, 3, 3), (13, 9, 3, 3), (14, 9, 1, 4)),
            (3, 2, 14, 2, 2, 4),
            90,
            {},
        ),
        Target(
            "housing",
            "",
            ((8, 10, 5, 5), (7, 10, 6, 5), (8, 10, 5, 5), (8, 10, 4, 6)),
            (4, 3, 9, 1, 0, 4),
            88,
            {15: "物业的事两个单位来回推。"},
        ),
    ),
    papers=(9, 17, 26),
    spoiled=0,
    misread=2,
)
