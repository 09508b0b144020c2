// Checks what zhibao trace says against the files themselves: node trace.js WORKSPACE PERIOD < trace.json
// Reads the leaf cells of every traced figure with SheetJS, and the lines of the plan as text, applies the
// printed formula, and holds the outcome against the printed cell, read with SheetJS too. Then looks for
// numbers in 附表1 to 附表4 and 附表6 that no traced figure stands for. Prints {checked, leaves, problems} as JSON.
const fs = require("fs");
const path = require("path");
const crypto = require("crypto");
const XLSX = require("xlsx");

const [workspace, period] = process.argv.slice(2);
const traced = JSON.parse(fs.readFileSync(0, "utf8")).figures;
const problems = [];
const books = {}, hashes = {}, texts = {};
const leaves = new Set();

const bytes = (file) => fs.readFileSync(path.join(workspace, file));
const book = (file) => books[file] || (books[file] = XLSX.read(bytes(file), { type: "buffer", cellNF: true }));
const hash = (file) => hashes[file] || (hashes[file] = crypto.createHash("sha256").update(bytes(file)).digest("hex"));
const lines = (file) => texts[file] || (texts[file] = bytes(file).toString("utf8").split("\n"));

// leaf reads a figure from where the trace says that it stands.
function leaf(f) {
  if (f.reported) {
    const r = f.reported;
    leaves.add(r.file + "!" + r.sheet + "!" + r.cell);
    if (hash(r.file) !== r.sha256) throw new Error(`${r.file} has not the hash ${r.sha256}`);
    const cell = (book(r.file).Sheets[r.sheet] || {})[r.cell];
    if (!cell) throw new Error(`${r.file} has no ${r.sheet}!${r.cell}`);
    return Number(cell.v);
  }
  if (f.line) {
    leaves.add(f.line.file + ":" + f.line.line + ":" + f.line.key);
    const text = lines(f.line.file)[f.line.line - 1] || "";
    if (f.kind === "history") {
      const head = (lines(f.line.file)[0] || "").replace("\ufeff", "").trim().split(",");
      return Number(text.split(",")[head.indexOf(f.line.key)]);
    }
    const keys = f.line.key.split(".");
    const m = text.replace(/"/g, "").match(new RegExp(`(?:^|[ {,])${keys[keys.length - 1]}: *(-?[0-9.]+)`));
    if (!m) throw new Error(`${f.line.file} line ${f.line.line} does not give ${f.line.key}: ${text}`);
    return Number(m[1]);
  }
  if (f.kind === "period") {
    const [year, month] = period.split("-").map((part) => (part[0] === "Q" ? 3 * part[1] : Number(part)));
    const whole = month === undefined;
    const say = { 报告年: year, 月份: whole ? 12 : month, 上一整年: whole ? year : year - 1 }[f.role];
    if (say === undefined) throw new Error(`${f.role} does not follow from the period`);
    return say;
  }
  throw new Error(`「${f.name}」 is ${f.kind} and has no source`);
}

// script translates a printed formula, its roles being replaced by figures.
function script(formula, values) {
  let s = formula;
  const counted = s.match(/^计数（(.*)）$/);
  if (counted) return counted[1] === "" ? 0 : counted[1].split("、").length;
  const placed = s.match(/^1＋(高|低)于(.+?)的单位数（(.*)）$/);
  if (placed) {
    const beyond = (x) => (placed[1] === "高" ? x - values[placed[2]] : values[placed[2]] - x) > 1e-9;
    return 1 + placed[3].split("、").filter((name) => beyond(values[name])).length;
  }
  for (const role of Object.keys(values).sort((a, b) => b.length - a.length)) s = s.split(role).join(`(${values[role]})`);
  s = s.replace(/（/g, "(").replace(/）/g, ")").replace(/÷/g, "/").replace(/×/g, "*").replace(/−/g, "-").replace(/＋/g, "+").replace(/\^/g, "**").replace(/ln\(/g, "Math.log(");
  s = s.replace(/(min|max)\(/g, "Math.$1(").replace(/，/g, ",");
  if (s.includes("＝")) { // an equation, whose root is the growth
    const [left, right] = s.split("＝").map((side) => (g) => Function(`"use strict"; return ${side.split("增速").join(`(${g})`)};`)());
    let [low, high] = [-99, 1000];
    for (let i = 0; i < 200; i++) {
      const g = (low + high) / 2;
      if (left(g) < right(g)) low = g; else high = g;
    }
    return low;
  }
  if (!/^(Math\.(log|min|max)|[0-9.e()+*/, -])+$/.test(s)) throw new Error(`the formula ${formula} holds unknown words: ${s}`);
  return Function(`"use strict"; return ${s};`)();
}

// value works a figure out from its leaves.
function value(f) {
  if (!f.formula) return leaf(f);
  const values = {};
  for (const x of f.from || []) if (x.value !== undefined && x.value !== "") values[x.role] = value(x);
  return script(f.formula, values);
}

// yearOf is the year of the period that a leaf is of, as its file says.
function yearOf(f) {
  if (f.reported) return Number(f.reported.file.split("/")[1].slice(0, 4));
  const split = (text) => text.replace("\ufeff", "").trim().split(",");
  return Number(split(lines(f.line.file)[f.line.line - 1])[split(lines(f.line.file)[0]).indexOf("报告期")].slice(0, 4));
}

// ofItsYear wants an earlier growth to be of the year in the head above it, and what it was
// worked out from to be of that year and of the one before.
function ofItsYear(f, at) {
  const cell = XLSX.utils.decode_cell(at.cell);
  let head = null;
  for (let r = cell.r - 1; r >= 0 && !head; r--) {
    const above = report.Sheets[at.sheet][XLSX.utils.encode_cell({ r, c: cell.c })];
    head = above && String(above.v).match(/^([0-9]{4})年[^]*增速/);
  }
  if (!head) throw new Error("no head above names a year and 增速");
  (f.formula ? f.from : [f]).forEach((x, i) => {
    if (yearOf(x) !== head[1] - i) throw new Error(`${x.name} is of ${yearOf(x)}, the head says ${head[1]}`);
  });
}

const inPrint = (text) => {
  const m = text.match(/^(?:增长)?\[?(-?[0-9]+(?:\.([0-9]+))?)/);
  return m && { number: Number(m[1]), decimals: (m[2] || "").length };
};

const report = book(`outputs/${period}/评估报告.xlsx`);
const known = new Set();
let checked = 0;
for (const f of traced) {
  const at = (f.printed || []).find((p) => p.sheet && !p.prose);
  const where = at ? at.sheet + "!" + at.cell : f.id;
  if (at) known.add(where);
  if (!f.value) continue;
  try {
    const cell = report.Sheets[at.sheet][at.cell];
    const shown = inPrint(cell.t === "n" ? f.text : String(cell.v));
    const got = value(f);
    if (/^t[23]1\..*\.then$/.test(f.id)) ofItsYear(f, at);
    const unit = Math.pow(10, -shown.decimals);
    if (Math.abs(got - shown.number) > unit / 2 + 1e-9) throw new Error(`the leaves give ${got}, printed is ${f.text}`);
    if (cell.t === "n" && Math.abs(Number(cell.v) - got) > 1e-7 * Math.max(1, Math.abs(got))) throw new Error(`the leaves give ${got}, the cell holds ${cell.v}`);
    if (cell.t === "n" && Math.abs(Number(cell.v) - shown.number) > unit / 2 + 1e-9) throw new Error(`the trace shows ${f.text}, the cell holds ${cell.v}`);
    checked++;
  } catch (e) {
    problems.push(`${where} ${f.id} 「${f.name}」: ${e.message}`);
  }
}

// Every number of the tables, and every text that is a figure with words around it. Of
// what is not a figure there are the row numbers in the first column, and heads.
const figure = /^(?:增长)?\[?-?[0-9]+(?:\.[0-9]+)?(?:—[0-9.]+)?(?:%|\]|点|以上|以内|左右|（每年）)*$/;
let numbers = 0;
for (const name of report.SheetNames.filter((n) => /^附表(?:[1-4](-|（|$)|6$)/.test(n))) {
  const sheet = report.Sheets[name];
  for (const at of Object.keys(sheet).filter((k) => k[0] !== "!")) {
    const cell = sheet[at];
    if (cell.t !== "n" && !figure.test(String(cell.v))) continue;
    if (cell.t !== "n" && at.replace(/[0-9]/g, "") === "A") continue;
    numbers++;
    if (!known.has(name + "!" + at)) problems.push(`${name}!${at} holds ${cell.v}, which nothing traces`);
  }
}
console.log(JSON.stringify({ checked, numbers, leaves: leaves.size, problems }));
