// Reads workbooks with SheetJS: node cells.js FILE... Prints {FILE: [{name, rows: [[{ref, type, value, shown}]]}]} as
// JSON: the cells that are not empty, row by row from left to right. shown is the value under the cell's own number
// format, value the text of the double that the file holds.
const XLSX = require("xlsx");

const books = {};
for (const file of process.argv.slice(2)) {
  const book = XLSX.readFile(file, { cellNF: true, cellText: true });
  books[file] = book.SheetNames.map((name) => {
    const sheet = book.Sheets[name], rows = [];
    const area = XLSX.utils.decode_range(sheet["!ref"] || "A1");
    for (let r = area.s.r; r <= area.e.r; r++) {
      const row = [];
      for (let c = area.s.c; c <= area.e.c; c++) {
        const cell = sheet[XLSX.utils.encode_cell({ r, c })];
        if (cell && cell.v !== undefined && cell.v !== "") {
          row.push({ ref: XLSX.utils.encode_cell({ r, c }), type: cell.t, value: String(cell.v), shown: String(cell.w ?? cell.v) });
        }
      }
      if (row.length > 0) rows.push(row);
    }
    return { name, rows };
  });
}
process.stdout.write(JSON.stringify(books));
