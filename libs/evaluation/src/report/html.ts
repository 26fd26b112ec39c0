import type { Experiment, Table } from './experiment';
import { svgPlot } from './svg-plot';

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML. */
export const escapeHtml = (value: string): string => value.replace(/[&<>"']/g, (sign) => replacements[sign]!);

const style = `
:root { color-scheme: light dark; --text: #1c1c1e; --back: #fafafa; --card: #fff; --line: #d8d8dc; --soft: #5c5c66; }
@media (prefers-color-scheme: dark) { :root { --text: #ececf0; --back: #17171a; --card: #222226; --line: #3a3a40; --soft: #a5a5b0; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; } h3 { font-size: 1rem; }
.question { font-style: italic; } .published, .note { color: var(--soft); }
figure { margin: 1rem 0; background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: .5rem; overflow-x: auto; }
figure svg { display: block; margin: auto; max-width: 100%; height: auto; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; min-width: 50%; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child, .text { text-align: left; } td.text { white-space: normal; }
nav ol { columns: 2; }`;

/** One page of all experiments that needs nothing beside itself: no script, no link to elsewhere. */
export function htmlReport(title: string, introduction: readonly string[], experiments: readonly Experiment[]): string {
  const contents = experiments
    .map(({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`)
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${introduction.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
<nav><ol>${contents}</ol></nav>
${experiments.map(section).join('\n')}
</body></html>
`;
}

function section({ id, title, question, published, plots, tables, notes }: Experiment): string {
  return `<section id="${id}"><h2>${escapeHtml(title)}</h2>
<p class="question">${escapeHtml(question)}</p>
${published === undefined ? '' : `<p class="published">The paper: ${escapeHtml(published)}</p>`}
${plots.map((plot) => `<figure>${svgPlot(plot)}</figure>`).join('\n')}
${tables.map(tableHtml).join('\n')}
${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}
</section>`;
}

function tableHtml({ title, columns, rows }: Table): string {
  const isText = columns.map((_, index) => rows.some((row) => typeof row[index] === 'string'));
  const head = columns
    .map((column, index) => `<th${isText[index] ? ' class="text"' : ''}>${escapeHtml(column)}</th>`)
    .join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<h3>${escapeHtml(title)}</h3><div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const significantDigits = 4;

function cell(value: string | number | null): string {
  if (value === null) return '<td>–</td>';
  if (typeof value === 'string') return `<td class="text">${escapeHtml(value)}</td>`;
  return `<td>${value.toLocaleString('en-US', { maximumSignificantDigits: significantDigits })}</td>`;
}
