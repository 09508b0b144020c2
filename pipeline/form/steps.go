package form

import (
	"slices"
	"strings"
)

// Steps tells how the sheets of a workbook are filled in: own are the sentences of
// their definitions, common those that hold for every form. A sentence that begins like
// an earlier one, up to the first semicolon, says the same of another form and is left out.
func Steps(sheets []Sheet) (own, common []string) {
	for _, s := range sheets {
		for _, g := range s.Def.Guide {
			opening, _, _ := strings.Cut(g, "；")
			if !slices.ContainsFunc(own, func(known string) bool { return known == g || strings.HasPrefix(known, opening+"；") }) {
				own = append(own, g)
			}
		}
	}
	return own, []string{
		"橙色单元格为必填项，填写后颜色自动消失；选中单元格时显示该项的口径、单位和填法。",
		"填写后变为红色的，是未通过审核（如不是数字、超出范围、部分数大于总数），必须改正；变为深黄色的，是需要核实（如增速与绝对值不符、累计数减少），请核对，属实的在“核实说明”中写明原因。",
		"栏目名称上方的一行字随填写更新，写明还有几项必填未填、几处未通过审核、几处需核实；报送前请填齐并改正。",
		"按 Tab 键跳到下一个可填写的单元格；带下拉箭头的单元格请从列表中选择。",
		"每张表下方的单位负责人、统计负责人、填表人、联系电话和报出日期请填写完整。",
		"请勿改动表头、代码、指标名称和工作表名称；填好后保存为 .xlsx 文件报回，文件名不限。",
	}
}
