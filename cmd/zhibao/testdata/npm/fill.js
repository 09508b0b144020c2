// Fills in a workbook as a user's script would: node fill.js LIBRARY JOBS.json
// A job is {from, to, edits: [{sheet, cell, kind, value}]}; kind is number, text
// or date (2018-07-09); corpus knows more.
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

// An error value has a number in a workbook.
const errors = { "#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0f, "#REF!": 0x17, "#NAME?": 0x1d, "#NUM!": 0x24, "#N/A": 0x2a };

// The corpus types more kinds of values, into any cell, and saves in other formats.
function corpus({ from, to, format, edits }) {
  const XLSX = require("xlsx");
  const book = XLSX.readFile(from, { cellStyles: true, cellNF: true });
  for (const { sheet, cell, kind, value, format } of edits || []) {
    const page = book.Sheets[sheet];
    const [, formula, stored] = kind === "formula" ? value.match(/^([^=]*)(?:=(.*))?$/) : [];
    const z = format || (page[cell] || {}).z;
    page[cell] = {
      number: () => ({ t: "n", v: Number(value), z }),
      date: () => ({ t: "n", v: serial(value), z }),
      text: () => ({ t: "s", v: value }),
      bool: () => ({ t: "b", v: value === "TRUE" }),
      error: () => ({ t: "e", v: errors[value], w: value }),
      formula: () => (stored === undefined ? { t: "n", f: formula } : { t: "n", f: formula, v: Number(stored) }),
    }[kind]();
    const range = XLSX.utils.decode_range(page["!ref"] || "A1");
    const at = XLSX.utils.decode_cell(cell);
    range.e.r = Math.max(range.e.r, at.r);
    range.e.c = Math.max(range.e.c, at.c);
    page["!ref"] = XLSX.utils.encode_range(range);
  }
  XLSX.writeFile(book, to, { bookType: format });
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
  for (const job of jobs) await { sheetjs, exceljs, corpus }[library](job);
})().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
