// Fills in a workbook as a user's script would: node fill.js LIBRARY JOBS.json
// A job is {from, to, edits: [{sheet, cell, kind, value}]}; kind is number, text
// or date (2018-07-09).
const fs = require("fs");

const [library, jobs] = [process.argv[2], JSON.parse(fs.readFileSync(process.argv[3], "utf8"))];

// serial is the day number of a date, as a spreadsheet program keeps it.
const serial = (day) => Math.round((Date.parse(day + "T00:00:00Z") - Date.UTC(1899, 11, 30)) / 86400000);

function sheetjs({ from, to, edits }) {
  const XLSX = require("xlsx");
  const book = XLSX.readFile(from, { cellStyles: true, cellNF: true });
  for (const { sheet, cell, kind, value } of edits) {
    const page = book.Sheets[sheet];
    if (kind === "number") page[cell] = { t: "n", v: Number(value) };
    else if (kind === "date") page[cell] = { t: "n", v: serial(value), z: "yyyy-mm-dd" };
    else page[cell] = { t: "s", v: value };
  }
  XLSX.writeFile(book, to);
}

async function exceljs({ from, to, edits }) {
  const book = new (require("exceljs").Workbook)();
  await book.xlsx.readFile(from);
  for (const { sheet, cell, kind, value } of edits) {
    const at = book.getWorksheet(sheet).getCell(cell);
    at.value = kind === "number" ? Number(value) : kind === "date" ? new Date(value + "T00:00:00Z") : value;
  }
  await book.xlsx.writeFile(to);
}

(async () => {
  for (const job of jobs) await { sheetjs, exceljs }[library](job);
})().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
