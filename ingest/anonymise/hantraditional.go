package anonymise

import "strings"

// traditional pairs each traditional character with the simplified one that the
// words, names and addresses here are written in. Characters that simplified
// text uses as well, with another meaning (乾, 著, 瞭), are not among them. Both
// take three bytes, so what is found stands in the text where it stands in the
// view. It is never changed.
const traditional = `
並并亞亚佈布佔占併并來来係系俠侠倆俩倉仓個个們们倖幸倫伦偉伟側侧傑杰傘伞備备傢家傭佣傳传債债傷伤傾倾僅仅僑侨僕仆僱雇價价儀仪儂侬億亿儉俭優优儲储儷俪兒儿內内兩两冊册凱凯別别刪删則则剛刚剝剥創创
劃划劇剧劉刘劍剑劑剂勁劲動动務务勛勋勝胜勞劳勢势勳勋勵励勸劝勻匀匯汇區区協协卻却參参吳吴吶呐吿告呂吕員员唄呗問问啓启啟启啣衔喚唤喪丧喫吃喬乔單单嗎吗嗚呜嘆叹嘗尝噴喷噸吨嚇吓嚐尝嚴严囉啰囑嘱國国
圍围園园圓圆圖图團团執执堅坚堯尧報报場场塊块塗涂塵尘墊垫墜坠墳坟墻墙壇坛壓压壘垒壞坏壟垄壩坝壯壮壽寿夠够夢梦夾夹奧奥奪夺奮奋妝妆姍姗婁娄婦妇婭娅媧娲媽妈嫺娴嫻娴嬋婵嬌娇嬰婴嬸婶孃娘孫孙學学宮宫
寃冤寢寝實实寧宁審审寫写寬宽寳宝寵宠寶宝將将專专尋寻對对導导屆届屍尸屜屉屢屡層层屬属岡冈峯峰島岛峽峡崗岗崢峥嵐岚嶄崭嶇岖嶸嵘嶺岭嶼屿嶽岳巒峦巔巅巖岩帥帅師师帳帐帶带幀帧幗帼幣币幫帮幷并幹干幾几
庫库廁厕廂厢廈厦廚厨廟庙廠厂廢废廣广廬庐廳厅弔吊張张強强彆别彈弹彎弯彙汇彥彦後后徑径從从復复徬彷徵征徹彻恆恒悅悦悽凄惡恶惱恼愛爱愜惬愷恺態态慘惨慟恸慣惯慮虑慶庆憂忧憐怜憑凭憲宪憶忆懇恳應应懲惩
懶懒懷怀懸悬懼惧戀恋戰战戲戏戶户戸户拋抛挾挟捨舍捲卷掃扫掛挂採采揀拣揚扬換换揹背損损搖摇搶抢摟搂摯挚撐撑撥拨撫抚撲扑撿捡擁拥擇择擊击擋挡擔担據据擠挤擡抬擬拟擱搁擴扩擺摆擾扰攔拦攜携攝摄攤摊攪搅
攬揽敎教敗败敘叙敵敌數数斂敛斃毙斕斓斬斩斷断於于昇升時时晉晋晝昼暈晕暉晖暢畅暫暂暱昵曄晔曆历曉晓曠旷曬晒書书會会朧胧東东柵栅桿杆梘枧條条梟枭棄弃棗枣棟栋棧栈棲栖楊杨楓枫楨桢業业極极榦干榮荣構构
槍枪樂乐樓楼標标樞枢樣样樸朴樹树樺桦橋桥機机橫横檔档檢检檯台檸柠檻槛櫃柜櫟栎櫥橱櫻樱欄栏權权欒栾欖榄欽钦歐欧歡欢歲岁歷历歸归殘残殺杀殼壳毀毁毆殴氈毡氣气氫氢汙污決决沒没沖冲況况洩泄洶汹涙泪涼凉
淒凄淚泪淨净淩凌淪沦淵渊淶涞淸清淺浅渙涣渾浑湊凑湧涌湯汤溈沩準准溝沟溫温溼湿滄沧滅灭滌涤滙汇滬沪滯滞滲渗滷卤滾滚滿满漁渔漢汉漣涟漲涨漸渐潁颍潔洁潛潜潤润澀涩澇涝澤泽濃浓濕湿濛蒙濟济濤涛濬浚濱滨
瀅滢瀋沈瀏浏瀝沥瀟潇瀠潆瀾澜灑洒灘滩灝灏灣湾為为無无煉炼煒炜煙烟煥焕煩烦熒荧熱热熾炽燁烨燈灯燒烧營营燦灿爍烁爐炉爛烂爭争爲为爺爷爾尔牀床牆墙牽牵犢犊犧牺狀状狹狭猶犹獄狱獎奖獨独獲获獻献現现琺珐
瑋玮瑣琐瑤瑶瑩莹瑪玛璉琏璣玑璦瑷環环璽玺瓊琼瓏珑瓔璎產产産产甦苏畝亩畢毕畫画異异當当疇畴療疗癒愈癥症發发皚皑皸皲皺皱盃杯盜盗盞盏盡尽監监盤盘盧卢眾众睜睁瞇眯瞞瞒矚瞩矯矫砲炮硃朱硯砚碁棋碩硕確确
碼码磚砖礎础礙碍礦矿祕秘祿禄禍祸禎祯禕祎禦御禪禅禮礼禱祷秈籼稅税稈秆種种稱称穀谷穌稣積积穎颖穩稳窩窝窮穷窯窑竄窜竅窍竇窦竊窃競竞筆笔筍笋箏筝節节範范築筑篩筛簡简簽签簾帘籃篮籌筹籠笼粵粤糧粮糾纠
紀纪約约紅红紋纹納纳紐纽紓纾純纯紗纱紙纸級级紛纷紡纺紮扎細细紳绅紹绍終终絃弦組组絆绊結结絕绝絡络給给統统絲丝絶绝絹绢綁绑綑捆經经綜综綠绿綢绸綫线維维綱纲網网綵彩綺绮綽绰緊紧緒绪線线緝缉緣缘編编
緩缓緯纬練练緹缇緻致縈萦縛缚縣县縫缝縮缩縱纵總总績绩織织繡绣繩绳繪绘繫系繳缴繹绎繼继續续纏缠纓缨纔才罈坛罎坛罰罚罵骂罷罢羅罗羣群義义習习翹翘聖圣聞闻聯联聰聪聲声聳耸聶聂職职聽听聾聋肅肃脅胁脈脉
脣唇脫脱腎肾腦脑腳脚膚肤膠胶膩腻膽胆臉脸臘腊臟脏臨临臺台與与興兴舉举舊旧舖铺舘馆艙舱艦舰艱艰艷艳艸草芻刍荳豆莊庄莖茎華华菴庵菸烟萇苌萊莱萬万葉叶葦苇葷荤蒼苍蓀荪蓋盖蓮莲蔔卜蔣蒋蔥葱蔭荫蕓芸蕭萧
薈荟薑姜薔蔷薦荐薩萨藍蓝藝艺藥药藺蔺蘆芦蘇苏蘊蕴蘋苹蘚藓蘭兰蘿萝處处虛虚號号虧亏蛻蜕蝦虾蝸蜗螢萤蟲虫蠟蜡衆众術术衛卫衝冲袞衮裊袅裏里補补裝装裡里製制複复褲裤襪袜襯衬覈核見见規规視视親亲覺觉覽览
觀观觸触訂订訃讣計计訊讯討讨訓训託托記记訟讼訣诀訪访設设許许訴诉診诊註注証证詐诈評评詞词詠咏詢询詣诣試试詩诗詮诠話话該该詳详誇夸誌志認认誕诞誘诱語语誠诚誤误說说説说誰谁課课誹诽誼谊調调諄谆談谈
請请諍诤諒谅論论諧谐諭谕諮咨諷讽諸诸諺谚諾诺謀谋謂谓謊谎謐谧謙谦講讲謝谢謠谣謹谨證证識识譙谯譚谭譜谱譯译議议護护譽誉讀读變变讌宴讎仇讓让讚赞豈岂豎竖豐丰豔艳豬猪貓猫貝贝貞贞負负財财貢贡貧贫貨货
貪贪貫贯責责貳贰貴贵買买貸贷費费貼贴貽贻貿贸賀贺賂赂資资賈贾賊贼賓宾賜赐賞赏賠赔賢贤賣卖賦赋質质賬账賭赌賴赖賺赚購购賽赛贇赟贈赠贊赞贏赢贓赃贖赎趕赶趙赵趨趋跡迹跼局踐践踴踊蹟迹蹤踪躉趸躍跃軀躯
車车軌轨軍军軒轩軟软軼轶較较載载輔辅輕轻輛辆輝辉輩辈輪轮輯辑輸输輻辐輾辗輿舆轄辖轅辕轉转轍辙轎轿轟轰辦办辭辞辮辫辯辩農农迴回逕迳這这連连週周進进遊游運运過过達达違违遙遥遜逊遞递遠远適适遲迟遶绕
遷迁選选遺遗遼辽邁迈還还邊边邏逻邐逦邨村郵邮鄉乡鄒邹鄔邬鄧邓鄭郑鄰邻鄲郸鄺邝酈郦醜丑醫医醬酱釀酿釋释釐厘釗钊針针釣钓鈍钝鈔钞鈞钧鈣钙鈴铃鈺钰鉅钜鉉铉鉛铅鉤钩銀银銅铜銓铨銘铭銜衔銳锐銷销鋁铝鋒锋
鋤锄鋪铺鋭锐鋮铖鋼钢錄录錐锥錘锤錚铮錢钱錦锦錫锡錯错録录錶表鍇锴鍊链鍋锅鍍镀鍛锻鍵键鍾钟鎂镁鎊镑鎖锁鎧铠鎮镇鏈链鏘锵鏟铲鏡镜鐐镣鐘钟鐵铁鐸铎鑄铸鑑鉴鑒鉴鑠铄鑰钥鑼锣鑽钻長长門门閃闪閆闫閉闭開开
閏闰閒闲間间閔闵閣阁閥阀閨闺閭闾閱阅閻阎闆板闊阔闕阙闖闯關关陝陕陞升陰阴陳陈陸陆陽阳隄堤隊队階阶際际隨随險险隱隐隸隶雋隽雖虽雙双雛雏雜杂雞鸡離离難难雲云電电霑沾霧雾霽霁靈灵靑青靜静鞏巩鞦秋韆千
韋韦韌韧韓韩韜韬韻韵響响頁页頂顶項项順顺須须頌颂頎颀預预頑顽頒颁頓顿頗颇領领頤颐頭头頸颈頻频顆颗題题額额顏颜願愿顛颠類类顧顾顫颤顯显顱颅風风颯飒颱台飄飘飛飞飢饥飯饭飲饮飼饲飽饱飾饰餅饼養养餓饿
餘余館馆餵喂饋馈饒饶馬马馮冯馳驰駁驳駐驻駕驾駛驶駝驼駱骆駿骏騎骑騏骐騙骗騫骞騰腾騷骚騾骡驅驱驊骅驍骁驗验驚惊驛驿驥骥髒脏體体髪发髮发鬆松鬍胡鬚须鬥斗鬧闹鬱郁魚鱼魯鲁鮑鲍鮮鲜鯉鲤鯊鲨鯨鲸鰲鳌鰻鳗
鳥鸟鳳凤鳴鸣鴉鸦鴛鸳鴨鸭鴻鸿鴿鸽鵑鹃鵝鹅鵠鹄鵬鹏鵲鹊鶴鹤鷄鸡鷗鸥鷹鹰鷺鹭鸚鹦鸞鸾鹹咸鹽盐麗丽麥麦麵面麼么黃黄黌黉點点黨党黴霉鼇鳌齊齐齋斋齒齿齡龄龍龙龐庞龔龚龜龟`

// simplified is what traditional characters are written as, 0 for any other, by
// their place behind 一. It is never changed.
var simplified = simplifiedTable()

func simplifiedTable() *[hanLast - hanFirst + 1]uint16 {
	var table [hanLast - hanFirst + 1]uint16
	from := rune(0)
	for _, r := range strings.ReplaceAll(traditional, "\n", "") {
		if from == 0 {
			from = r
			continue
		}
		table[from-hanFirst] = uint16(r)
		from = 0
	}
	return &table
}

// folds has a bit for each traditional character and each numeral, by their place
// behind 一: small enough to stay at hand, it keeps nearly every character of
// simplified text out of the table. It is never changed.
var folds = foldsTable()

func foldsTable() *[(hanLast-hanFirst)/64 + 1]uint64 {
	var bits [(hanLast-hanFirst)/64 + 1]uint64
	for r := rune(hanFirst); r <= hanLast; r++ {
		if simplify(r) != 0 || hanDigit(r) >= 0 {
			bits[(r-hanFirst)/64] |= 1 << ((r - hanFirst) % 64)
		}
	}
	return &bits
}

// mayFold reports whether a character is traditional or a numeral.
func mayFold(r rune) bool {
	n := uint32(r - hanFirst)
	return n <= hanLast-hanFirst && folds[n/64]&(1<<(n%64)) != 0
}

// The characters that are looked at as Chinese.
const hanFirst, hanLast = 0x4E00, 0x9FFF

// simplify is the simplified form of a traditional character, 0 for any other.
func simplify(r rune) rune {
	if r < hanFirst || r > hanLast {
		return 0
	}
	return rune(simplified[r-hanFirst])
}

// simplifyText is a text with each traditional character simplified: as long,
// character by character, as the text.
func simplifyText(text string) string {
	return strings.Map(func(r rune) rune {
		if plain := simplify(r); plain != 0 {
			return plain
		}
		return r
	}, text)
}
