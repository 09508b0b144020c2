package label

// traditionalForms are the traditional and variant forms of the characters that our
// own labels are written with, as pairs: the form, then the character of ours.
// Labels are the names in inputs/plan/ and templates/forms/ and the fixed words of
// the forms. A character that no label has is not here: it could not make a label
// match. TestTraditionalCovers names what a new label lacks.
const traditionalForms = "" +
	"萬万與与專专兩两個个箇个業业為为爲为義义爭争於于雲云產产産产畝亩畆亩億亿僅仅從从們们價价眾众衆众優优會会體体餘余" +
	"內内關关養养寫写軍军農农況况準准劃划創创刪删別别彆别辦办務务動动勢势區区協协醫医昇升陞升單单佔占縣县雙双發发髮发" +
	"變变臺台檯台颱台號号閤合噸吨員员響响嚮向團团糰团園园圍围國国場场處处備备復复複复夠够頭头婁娄實实審审對对導导將将" +
	"屬属侷局傢家峯峰幣币佈布師师帶带乾干幹干並并併并幷并庫库應应廢废開开異异棄弃張张強强當当噹当錄录録录徑径逕径態态" +
	"總总縂总懸悬戶户戸户戰战纔才報报護护擁拥擇择掛挂損损據据摻掺撐撑數数効效無无時时暫暂術术機机權权構构標标査查欄栏" +
	"樣样檔档檢检覈核畢毕沒没汙污汚污註注測测濟济遊游淥渌點点煙烟菸烟狀状牽牵獨独環环現现電电畧略監监蓋盖礦矿碼码種种" +
	"積积稱称競竞築筑類类係系繫系約约級级紡纺線线綫线組组織织經经結结絕绝絶绝統统綜综綠绿緑绿編编緻致纍累聯联職职脩修" +
	"捨舍節节蘆芦範范藥药營营製制補补裝装規规錶表計计訂订認认議议設设評评識识試试話话說说説说請请負负責责質质貯贮貿贸" +
	"費费資资車车軌轨轉转較较輸输達达遷迁過过進进選选裏里裡里銷销長长門门問问間间隊队階阶際际麵面麪面頁页項项預预領领" +
	"頻频題题額额飾饰馳驰驅驱驗验黃黄龍龙衹只祇只齣出衕同"

// simplified maps a traditional form to the character of our labels.
var simplified = pairs(traditionalForms)

// pairs maps each rune at an even place of s to the one behind it.
func pairs(s string) map[rune]rune {
	runes := []rune(s)
	m := make(map[rune]rune, len(runes)/2)
	for i := 0; i+1 < len(runes); i += 2 {
		m[runes[i]] = runes[i+1]
	}
	return m
}
