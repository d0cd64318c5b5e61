"""Who takes part: the units of the county, their staff, and the representatives of both visits.

All persons are invented; the places are real.
"""

from models.demo.script import Representative, Staff, Unit

UNITS = (
    Unit("government", "县政府", "government", "guozhiyuan", "0914-43210XX"),
    Unit("office", "县政府办公室", "office", "guozhiyuan", "0914-43211XX"),
    Unit("discipline", "县监察局", "discipline", "guozhiyuan", "0914-43212XX"),
    Unit("police", "县公安局", "department", "guozhiyuan", "0914-43213XX"),
    Unit("petition", "县信访局", "petition", "zhoujianguo", "0914-43214XX"),
    Unit("devreform", "县发展和改革局", "department", "zhoujianguo", "0914-43215XX"),
    Unit("power", "县供电公司", "enterprise", "zhoujianguo", "0914-43216XX"),
    Unit("housing", "县住房和城乡建设局", "department", "zhoujianguo", "0914-43217XX"),
    Unit("land", "县国土资源局", "department", "zhoujianguo", "0914-43218XX"),
    Unit("hrss", "县人力资源和社会保障局", "department", "zhoujianguo", "0914-43219XX"),
    Unit("environment", "县环境保护局", "department", "zhoujianguo", "0914-43220XX"),
    Unit("service", "县便民服务中心", "department", "zhoujianguo", "0914-43221XX"),
    Unit("transport", "县交通运输局", "department", "hexiulan", "0914-43222XX"),
    Unit("water", "县水务局", "department", "hexiulan", "0914-43223XX"),
    Unit("agriculture", "县农业局", "department", "hexiulan", "0914-43224XX"),
    Unit("civil", "县民政局", "department", "hexiulan", "0914-43225XX"),
    Unit("education", "县教育体育局", "department", "hexiulan", "0914-43226XX"),
    Unit("health", "县卫生局", "department", "hexiulan", "0914-43227XX"),
    Unit("qianyou", "乾佑镇人民政府", "town", "zhoujianguo", "0914-43228XX"),
    Unit("xialiang", "下梁镇人民政府", "town", "zhoujianguo", "0914-43229XX"),
    Unit("xiaoling", "小岭镇人民政府", "town", "zhoujianguo", "0914-43230XX"),
    Unit("yingpan", "营盘镇人民政府", "town", "hexiulan", "0914-43231XX"),
    Unit("fenghuang", "凤凰镇人民政府", "town", "hexiulan", "0914-43232XX"),
    Unit("xingping", "杏坪镇人民政府", "town", "hexiulan", "0914-43233XX"),
    Unit("hongyansi", "红岩寺镇人民政府", "town", "hexiulan", "0914-43234XX"),
    Unit("caoping", "曹坪镇人民政府", "town", "hexiulan", "0914-43235XX"),
    Unit("wafangkou", "瓦房口镇人民政府", "town", "hexiulan", "0914-43236XX"),
)

STAFF = (
    Staff("guozhiyuan", "郭志远", "leader", "government", "县委副书记、县长"),
    Staff("zhoujianguo", "周建国", "leader", "government", "县委常委、常务副县长"),
    Staff("hexiulan", "何秀兰", "leader", "government", "副县长"),
    Staff("fengguoqing", "冯国庆", "office_head", "office", "主任"),
    Staff("tianxiaoli", "田晓莉", "office_head", "office", "副主任"),
    Staff("zhaomin", "赵敏", "organiser", "office", "信息股股长"),
    Staff("dongrui", "董锐", "organiser", "office", "信息股干事"),
    Staff("chenxin", "陈欣", "recorder", "office", "文秘股文秘"),
    Staff("liwenjing", "李文静", "supervisor", "office", "督查室主任"),
    Staff("qiaozhen", "乔振", "supervisor", "office", "督查室督查员"),
    Staff("luxiaoyan", "陆晓燕", "supervisor", "office", "督查室督查员"),
    Staff("gaojianping", "高建平", "investigator", "discipline", "执法监察室主任"),
    Staff("shenlan", "沈岚", "investigator", "discipline", "党风政风室副主任"),
    Staff("mayongqiang", "马永强", "investigator", "petition", "督查股股长"),
    Staff("xuboyuan", "许博远", "investigator", "office", "督查专员"),
    Staff("hanzhimin", "韩志民", "discipline", "discipline", "副局长"),
    Staff("pengtao", "彭涛", "administrator", "office", "信息中心工程师"),
    Staff("shiyulong", "石玉龙", "handler", "office", "综合股股长"),
    Staff("weigang", "魏刚", "handler", "police", "办公室主任"),
    Staff("zhuhongtao", "朱宏涛", "handler", "petition", "接访股股长"),
    Staff("sunli", "孙丽", "handler", "devreform", "办公室主任"),
    Staff("liangwei", "梁伟", "handler", "power", "客户服务专责"),
    Staff("yangbo", "杨波", "handler", "housing", "办公室主任"),
    Staff("houxiaojun", "侯晓军", "handler", "land", "征地股股长"),
    Staff("wangqian", "王倩", "handler", "hrss", "办公室副主任"),
    Staff("qinyun", "秦云", "handler", "environment", "监察大队副大队长"),
    Staff("fanglin", "方琳", "handler", "service", "督查考核股股长"),
    Staff("zhanglei", "张磊", "handler", "transport", "办公室主任"),
    Staff("jiayufeng", "贾玉峰", "handler", "water", "办公室主任"),
    Staff("liuchangming", "刘长明", "handler", "agriculture", "办公室主任"),
    Staff("hujing", "胡静", "handler", "civil", "低保股股长"),
    Staff("luojianhua", "罗建华", "handler", "education", "安全股股长"),
    Staff("tanying", "谭颖", "handler", "health", "医政股股长"),
    Staff("caoyang", "曹洋", "handler", "qianyou", "党政办主任"),
    Staff("jiangbo", "蒋博", "handler", "xialiang", "党政办主任"),
    Staff("bixuefeng", "毕雪峰", "handler", "xiaoling", "党政办副主任"),
    Staff("dangxiaoning", "党小宁", "handler", "yingpan", "党政办主任"),
    Staff("yuelin", "岳林", "handler", "fenghuang", "党政办主任"),
    Staff("nieming", "聂明", "handler", "xingping", "党政办主任"),
    Staff("ruanjie", "阮洁", "handler", "hongyansi", "党政办干事"),
    Staff("jinpeng", "金鹏", "handler", "caoping", "党政办主任"),
    Staff("hualei", "华磊", "handler", "wafangkou", "党政办干事"),
)

FIRST_REPRESENTATIVES = (
    Representative(1, "陈德厚", "男", "60岁以上", "下梁镇", "西川村", "务农", "139-0914-0001"),
    Representative(2, "王桂花", "女", "46–60岁", "下梁镇", "老庵寺村", "务农", "139-0914-0002"),
    Representative(3, "李忠民", "男", "60岁以上", "小岭镇", "常湾村", "务农", "139-0914-0003"),
    Representative(4, "张巧云", "女", "31–45岁", "乾佑镇", "仁和社区", "个体户", "139-0914-0004"),
    Representative(
        5, "刘文学", "男", "60岁以上", "凤凰镇", "凤街社区", "退休人员", "139-0914-0005"
    ),
    Representative(6, "党建军", "男", "46–60岁", "营盘镇", "朱家湾村", "村组干部", "139-0914-0006"),
    Representative(7, "柯玉梅", "女", "31–45岁", "下梁镇", "石瓮社区", "务农", "139-0914-0007"),
    Representative(8, "赵满仓", "男", "60岁以上", "杏坪镇", "肖台村", "务农", "139-0914-0008"),
    Representative(9, "周小芹", "女", "30岁以下", "乾佑镇", "迎春社区", "教师", "139-0914-0009"),
    Representative(10, "吴正田", "男", "60岁以上", "红岩寺镇", "掌上村", "务农", "139-0914-0010"),
    Representative(11, "熊自成", "男", "46–60岁", "曹坪镇", "中庙村", "养殖户", "139-0914-0011"),
    Representative(
        12, "何立新", "男", "31–45岁", "瓦房口镇", "街垣社区", "个体户", "139-0914-0012"
    ),
    Representative(13, "余秀珍", "女", "60岁以上", "凤凰镇", "皂河村", "务农", "139-0914-0013"),
    Representative(
        14, "孙长林", "男", "60岁以上", "乾佑镇", "什家湾村", "退休人员", "139-0914-0014"
    ),
    Representative(
        15, "徐海燕", "女", "31–45岁", "乾佑镇", "城南社区", "企业职工", "139-0914-0015"
    ),
    Representative(16, "马兴旺", "男", "46–60岁", "小岭镇", "金米村", "务农", "139-0914-0016"),
    Representative(17, "胡春霞", "女", "31–45岁", "营盘镇", "营镇社区", "经商", "139-0914-0017"),
    Representative(
        18, "郑有福", "男", "60岁以上", "曹坪镇", "窑镇社区", "退休人员", "139-0914-0018"
    ),
    Representative(
        19,
        "崔志强",
        "男",
        "30岁以下",
        "下梁镇",
        "沙坪社区",
        "外来务工",
        "139-0914-0019",
        is_resident=False,
    ),
    Representative(20, "田翠英", "女", "60岁以上", "瓦房口镇", "磨沟村", "务农", "139-0914-0020"),
    Representative(21, "雷鸣", "男", "31–45岁", "杏坪镇", "杏坪社区", "教师", "139-0914-0021"),
    Representative(
        22, "阮成发", "男", "46–60岁", "红岩寺镇", "盘龙寺村", "村组干部", "139-0914-0022"
    ),
    Representative(23, "袁爱萍", "女", "46–60岁", "乾佑镇", "车家河村", "务工", "139-0914-0023"),
    Representative(24, "屈世荣", "男", "60岁以上", "凤凰镇", "大寺沟村", "务农", "139-0914-0024"),
    Representative(25, "方菊香", "女", "60岁以上", "营盘镇", "两河村", "务农", "139-0914-0025"),
    Representative(
        26, "鲁国平", "男", "46–60岁", "小岭镇", "罗庄社区", "企业职工", "139-0914-0026"
    ),
    Representative(27, "贺小龙", "男", "30岁以下", "杏坪镇", "柴庄社区", "务工", "139-0914-0027"),
    Representative(28, "汪洁", "女", "31–45岁", "乾佑镇", "城北社区", "医生", "139-0914-0028"),
    Representative(
        29,
        "阚大海",
        "男",
        "46–60岁",
        "乾佑镇",
        "迎春社区",
        "经商",
        "139-0914-0029",
        is_resident=False,
    ),
    Representative(
        30, "薛治国", "男", "60岁以上", "瓦房口镇", "大河村", "退休人员", "139-0914-0030"
    ),
    Representative(31, "谢宝山", "男", "60岁以上", "曹坪镇", "东沟村", "务农", "139-0914-0031"),
)

SECOND_REPRESENTATIVES = (
    Representative(1, "蔡生财", "男", "60岁以上", "营盘镇", "秦丰村", "务农", "139-0914-0101"),
    Representative(
        2, "王桂花", "女", "46–60岁", "下梁镇", "老庵寺村", "务农", "139-0914-0002", returning=2
    ),
    Representative(3, "江自力", "男", "60岁以上", "曹坪镇", "银碗村", "退休人员", "139-0914-0103"),
    Representative(
        4, "康小娟", "女", "30岁以下", "乾佑镇", "仁和社区", "企业职工", "139-0914-0104"
    ),
    Representative(
        5,
        "刘文学",
        "男",
        "60岁以上",
        "凤凰镇",
        "凤街社区",
        "退休人员",
        "139-0914-0005",
        returning=5,
    ),
    Representative(6, "苏明亮", "男", "46–60岁", "小岭镇", "金米村", "村组干部", "139-0914-0106"),
    Representative(7, "龚玉莲", "女", "60岁以上", "瓦房口镇", "老庄村", "务农", "139-0914-0107"),
    Representative(8, "毛继业", "男", "46–60岁", "杏坪镇", "云蒙村", "养殖户", "139-0914-0108"),
    Representative(9, "邹敏", "女", "31–45岁", "乾佑镇", "城南社区", "教师", "139-0914-0109"),
    Representative(10, "汤有才", "男", "60岁以上", "红岩寺镇", "闫坪村", "务农", "139-0914-0110"),
    Representative(11, "倪桂兰", "女", "60岁以上", "下梁镇", "明星村", "务农", "139-0914-0111"),
    Representative(12, "龙海涛", "男", "31–45岁", "凤凰镇", "双河村", "经商", "139-0914-0112"),
    Representative(13, "万秀英", "女", "60岁以上", "乾佑镇", "梨园村", "务农", "139-0914-0113"),
    Representative(14, "史建民", "男", "46–60岁", "曹坪镇", "沙岭村", "村组干部", "139-0914-0114"),
    Representative(15, "范小琴", "女", "31–45岁", "营盘镇", "朱家湾村", "经商", "139-0914-0115"),
    Representative(16, "黎广田", "男", "60岁以上", "小岭镇", "李砭村", "务农", "139-0914-0116"),
    Representative(
        17, "常志斌", "男", "31–45岁", "下梁镇", "沙坪社区", "企业职工", "139-0914-0117"
    ),
    Representative(18, "武秋菊", "女", "46–60岁", "杏坪镇", "中台村", "务农", "139-0914-0118"),
    Representative(19, "钱德旺", "男", "60岁以上", "瓦房口镇", "颜家庄村", "务农", "139-0914-0119"),
    Representative(
        20,
        "傅晓东",
        "男",
        "30岁以下",
        "乾佑镇",
        "迎春社区",
        "外来务工",
        "139-0914-0120",
        is_resident=False,
    ),
    Representative(21, "樊翠萍", "女", "46–60岁", "红岩寺镇", "大沙河村", "务农", "139-0914-0121"),
    Representative(22, "霍长青", "男", "60岁以上", "凤凰镇", "清水村", "退休人员", "139-0914-0122"),
    Representative(23, "卢玉芳", "女", "31–45岁", "营盘镇", "曹店村", "个体户", "139-0914-0123"),
    Representative(24, "邱福来", "男", "60岁以上", "杏坪镇", "严坪村", "务农", "139-0914-0124"),
    Representative(25, "尹志刚", "男", "46–60岁", "小岭镇", "岭丰村", "务工", "139-0914-0125"),
    Representative(
        26, "葛素琴", "女", "60岁以上", "乾佑镇", "马房子村", "退休人员", "139-0914-0126"
    ),
    Representative(27, "吕兴平", "男", "31–45岁", "瓦房口镇", "金台村", "养殖户", "139-0914-0127"),
    Representative(
        28, "汪洁", "女", "31–45岁", "乾佑镇", "城北社区", "医生", "139-0914-0028", returning=28
    ),
    Representative(
        29,
        "谷玉林",
        "男",
        "46–60岁",
        "下梁镇",
        "嘉安村",
        "经商",
        "139-0914-0129",
        is_resident=False,
    ),
    Representative(30, "柳长安", "男", "60岁以上", "红岩寺镇", "正沟村", "务农", "139-0914-0130"),
)
