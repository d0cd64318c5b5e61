"""The words in which a matter is described: its kind, state, way, light and result."""

from models.labels import Labelled


class MatterKind(Labelled):
    QUESTION = "question", "提问转办"
    OPINION = "opinion", "意见建议"
    PROMISE = "promise", "现场承诺"
    DECISION = "decision", "议定事项"
    RECTIFICATION = "rectification", "评议整改"
    INSPECTION = "inspection", "巡查发现"


class MatterState(Labelled):
    REGISTERED = "registered", "待交办"
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    REPORTED = "reported", "待审核"
    REPLIED = "replied", "待评价"
    CLOSED = "closed", "已销号"
    MERGED = "merged", "已并入"  # into another matter, where it goes on: no way of closing


class Way(Labelled):
    ADOPT = "adopt", "定向采纳"
    PROMISE = "promise", "现场承诺"
    ROUTE = "route", "归口办理"
    REPLY_IN_TIME = "reply_in_time", "限时反馈"


class Light(Labelled):
    NONE = "none", "正常"
    NEAR = "near", "临期"
    SLOW = "slow", "滞后"
    OVER = "over", "超期"


class Result(Labelled):
    SOLVED = "solved", "已解决"
    PLANNED = "planned", "列入计划"
    LIMITED = "limited", "条件限制"
    REFERENCE = "reference", "留作参考"


# a matter's way from column to column; one that was merged stands in none of them
LANES = tuple(state for state in MatterState if state is not MatterState.MERGED)
OPEN_STATES = LANES[:-1]
IN_WORK = LANES[:3]  # before its first 报结

ORDINARY_DAYS, COMPLEX_DAYS = 7, 15
NEAR_DAYS = 2  # working days left when the light turns blue
SLOW_DAYS = 5  # working days without progress until it turns yellow, unless set otherwise
SEND_BACK_DAYS = 2
