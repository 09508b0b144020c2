// Reads workbooks with SheetJS: node official.js FILE… Prints for each a map of sheets: cells (address → value v,
// formula f, text w), merges, and the defined names of the book, as JSON.
const XLSX = require("xlsx");

const out = process.argv.slice(2).map((file) => {
  const book = XLSX.readFile(file, { cellFormula: true, cellNF: true });
  const sheets = {};
  for (const name of book.SheetNames) {
    const sheet = book.Sheets[name];
    const cells = {};
    for (const at of Object.keys(sheet).filter((k) => k[0] !== "!")) {
      const { t, v, f, w } = sheet[at];
      cells[at] = { t, v: v === undefined ? "" : String(v), f: f || "", w: w === undefined ? "" : String(w) };
    }
    sheets[name] = { cells, merges: (sheet["!merges"] || []).map((m) => XLSX.utils.encode_range(m)).sort() };
  }
  const names = {};
  for (const n of (book.Workbook || {}).Names || []) names[n.Name] = n.Ref;
  return { sheets, names };
});
console.log(JSON.stringify(out));
