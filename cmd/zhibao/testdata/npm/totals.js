// Works out 汇总表.xlsx again: node totals.js FILE. Reads the sheets with SheetJS, adds the units of each
// section, ranks them by growth, and holds that against what the workbook says. Prints {sums, ranks, differences,
// problems} as JSON.
const XLSX = require("xlsx");

const book = XLSX.readFile(process.argv[2]);
const problems = [];
let sums = 0, ranks = 0, differences = 0;
const near = (a, b) => Math.abs(a - b) <= 1e-7 * Math.max(1, Math.abs(a));

for (const name of ["县市区", "园区"]) {
  const rows = XLSX.utils.sheet_to_json(book.Sheets[name], { header: 1, raw: true });
  const at = rows.findIndex((r) => String(r[0]).trim() === "单位");
  const head = rows[at].map((h) => String(h).replace(/\s/g, ""));
  const value = head.findIndex((h) => h === "全年" || h === "本年累计"), growth = head.indexOf("增速（%）"), place = head.indexOf("增速位次");
  let units = [], section = "", total, city;
  for (const r of rows.slice(at + 1)) {
    const first = String(r[0] || "").trim();
    const where = `${name} ${section} ${first}`;
    if (r.slice(1).every((c) => c === undefined || c === "")) {
      [units, section, total, city] = [[], first, undefined, undefined];
    } else if (/^(县市区|园区)合计/.test(first)) {
      total = r[value];
      if (typeof total === "number" && !first.includes("重算")) {
        const counted = units.filter((u) => typeof u[value] === "number");
        const sum = counted.reduce((s, u) => s + u[value], 0);
        if (!near(sum, total)) problems.push(`${where}: ${total}, the units give ${sum}`);
        if (!first.includes(`计入${counted.length}个`)) problems.push(`${where}: ${counted.length} units have a figure`);
        sums++;
      }
      for (const u of units) {
        const others = units.filter((o) => typeof o[growth] === "number" && o[growth] > u[growth] + 1e-9).length;
        if (typeof u[growth] !== "number" ? typeof u[place] === "number" : u[place] !== others + 1) problems.push(`${where}: ${u[0]} is ${u[place]}, ${others} grew more`);
        ranks++;
      }
    } else if (first.startsWith("全市")) {
      city = r[value];
    } else if (first.startsWith("差额")) {
      if (!near(city - total, r[value])) problems.push(`${where}: ${r[value]}, not ${city} - ${total}`);
      differences++;
    } else if (!first.startsWith("其中")) {
      units.push(r);
    }
  }
}
console.log(JSON.stringify({ sums, ranks, differences, problems }));
