package main

import "fmt"

// Characters that place names are made of.
const (
	firstOfName  = "安宝昌长常城春大德东丰福高古广桂海和河恒红华怀黄惠吉嘉建江金锦京景靖开康兰乐理连林临灵龙隆鲁罗洛梅蒙密民明南宁平普清庆泉仁荣如瑞三山上邵绍石寿顺思松太泰天通桐万望文武西仙祥新信兴秀宣延阳"
	secondOfName = "城川德定东都丰福岗阁谷关冠光海和湖化怀基集江津靖康口乐利林陵岭流龙隆洛茂门明木南宁平坪浦普溪桥清泉群仁融瑞沙山胜圣石水寺松塘堂田亭通湾旺望围武溆西乡相祥襄新信兴秀雅岩盐阳洋业义弋阴应永远源云泽镇州竹庄"
	thirdOfName  = "上中下前后"
)

// stem is the i-th made-up place name, two characters; from the 9,300th on with a third
// before them. No two of the first 55,800 are the same, and neighbours share no character.
func stem(i int) string {
	first, second, third := []rune(firstOfName), []rune(secondOfName), []rune(thirdOfName)
	pairs := len(first) * len(second)
	j := i % pairs
	name := string(first[j%len(first)]) + string(second[(j/len(first)+j%len(first))%len(second)])
	if i < pairs {
		return name
	}
	return string(third[i/pairs-1]) + name
}

// place is a county or park of a workspace: base is the sample's unit whose figures
// it takes.
type place struct {
	code, name, base string
	district         string // of a park: the county it lies in, by name
}

// bases are the sample's counties and the parks without sub-parks, with the county
// that each park lies in.
var (
	countyBases = []string{"430202", "430203", "430204", "430211", "430212", "430223", "430224", "430225", "430281"}
	parkBases   = []string{"P02", "P03", "P04", "P05", "P06", "P07", "P08"}
	parkCounty  = []int{3, 8, 0, 5, 4, 6, 7} // index among countyBases
)

// places gives n counties and parks, nine to seven. Counties have the codes from 600001
// on, which are nobody's.
func places(n int) (counties, parks []place) {
	all := len(countyBases) + len(parkBases)
	count := (n*len(countyBases) + all - 1) / all
	for i := range count {
		counties = append(counties, place{code: fmt.Sprint(600001 + i), name: stem(i) + "县", base: countyBases[i%len(countyBases)]})
	}
	for i := range n - count {
		at := parkCounty[i%len(parkBases)] + i/len(parkBases)*len(countyBases)
		p := place{code: fmt.Sprintf("P%05d", i+1), name: stem(count+i) + "工业集中区", base: parkBases[i%len(parkBases)]}
		if at < len(counties) {
			p.district = counties[at].name
		}
		parks = append(parks, p)
	}
	return counties, parks
}
