// Reads a workbook with SheetJS: node formulas.js FILE. Prints {names, formulas, words, across, problems} as JSON:
// how many named tables, formulas with a number, with a word, and formulas that lead to another sheet there are. A
// formula without a stored value, one whose stored value is an error, and a name or a link that leads nowhere are
// problems.
const XLSX = require("xlsx");

const book = XLSX.readFile(process.argv[2], { cellFormula: true });
const problems = [], seen = new Set();
let names = 0, formulas = 0, words = 0, across = 0;

const leads = (ref, what) => {
  const m = String(ref).replace(/&#39;/g, "'").match(/^'?((?:[^']|'')+?)'?!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/);
  const sheet = m && book.Sheets[m[1].replace(/''/g, "'")];
  if (!sheet) return problems.push(`${what} leads to ${ref}`);
  const all = XLSX.utils.decode_range(sheet["!ref"]), to = XLSX.utils.decode_cell((m[4] || m[2]) + (m[5] || m[3]));
  if (to.r > all.e.r || to.c > all.e.c) problems.push(`${what} leads out of the sheet: ${ref}`);
};

for (const n of book.Workbook.Names) {
  if (n.Name.startsWith("_xlnm")) continue;
  if (seen.has(n.Name.toLowerCase())) problems.push(`the name ${n.Name} stands twice`);
  if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(n.Name) || /^[A-Z]{1,3}\d+$/i.test(n.Name)) problems.push(`${n.Name} is no name`);
  seen.add(n.Name.toLowerCase());
  leads(n.Ref, n.Name);
  names++;
}
for (const name of book.SheetNames) {
  const sheet = book.Sheets[name];
  for (const at of Object.keys(sheet)) {
    const cell = sheet[at];
    if (at[0] === "!") continue;
    if (cell.l) leads(cell.l.location || (cell.l.Target || "").replace(/^#/, ""), `${name}!${at}`);
    if (!cell.f) continue;
    if (cell.t === "n" && Number.isFinite(cell.v)) formulas++;
    else if (cell.t === "s" && cell.v) words++;
    else problems.push(`${name}!${at} keeps ${cell.t} ${cell.v} for ${cell.f}`);
    if (cell.f.includes("!")) across++;
  }
}
console.log(JSON.stringify({ names, formulas, words, across, problems }));
