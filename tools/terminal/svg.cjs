/** Lines of a terminal as a picture in which they appear one after the other. */

const [fontPx, linePx, marginPx] = [13, 18, 16];
const characterPx = 7.85;
/** How long the end stands before it begins again, ms. */
const restMs = 9_000;
/** A longer pause tells nothing. */
const longestGapMs = 700;

const colours = { 31: '#e5534b', 32: '#57ab5a', 33: '#c69026', 36: '#39c5cf' };

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const styleOf = (style) => {
  const fill = style.map((code) => colours[code]).find((colour) => colour !== undefined);
  return [
    fill === undefined ? '' : ` fill="${fill}"`,
    style.includes('1') ? ' font-weight="bold"' : '',
    style.includes('2') ? ' opacity="0.6"' : '',
  ].join('');
};

const span = ({ text, style }) => `<tspan${styleOf(style)}>${escape(text)}</tspan>`;

/** When each line appears, ms: as it was, without long pauses. */
const shownAtMs = (lines) => {
  let [atMs, beforeMs] = [0, lines[0]?.atMs ?? 0];
  return lines.map((line) => {
    atMs += Math.min(longestGapMs, line.atMs - beforeMs);
    beforeMs = line.atMs;
    return atMs;
  });
};

const percent = (share) => `${(share * 100).toFixed(2)}%`;

/** The lines move up by one whenever one comes that has no room below. */
const scrolling = (times, rows, totalMs) =>
  times
    .slice(rows)
    .map((atMs, past) => `${percent(atMs / totalMs)} { transform: translateY(-${(past + 1) * linePx}px) }`)
    .join(' ');

/**
 * @param lines as `terminalLines` has them
 * @param size columns and rows
 * @returns the picture as SVG; without motion for whom it disturbs
 */
exports.terminalSvg = (lines, { columns, rows }) => {
  const times = shownAtMs(lines);
  const totalMs = (times.at(-1) ?? 0) + restMs;
  const [width, height] = [Math.ceil(columns * characterPx) + 2 * marginPx, rows * linePx + 2 * marginPx];
  const hidden = Math.max(0, lines.length - rows) * linePx;
  const appear = times.map(
    (atMs, at) =>
      `@keyframes l${at} { 0% { visibility: hidden } ${percent(atMs / totalMs)}, 100% { visibility: visible } } #l${at} { animation-name: l${at} }`,
  );
  const row = ({ spans }, at) => `<text id="l${at}" y="${(at + 1) * linePx - 4}">${spans.map(span).join('')}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<style>
text { font: ${fontPx}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d4dce4; white-space: pre }
g, text { animation: ${Math.round(totalMs)}ms step-end infinite }
g { animation-name: scroll; transform: translateY(-${hidden}px) }
@keyframes scroll { 0% { transform: translateY(0) } ${scrolling(times, rows, totalMs)} 100% { transform: translateY(-${hidden}px) } }
${appear.join('\n')}
@media (prefers-reduced-motion: reduce) { g, text { animation: none } }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>
<svg x="${marginPx}" y="${marginPx}" width="${width - 2 * marginPx}" height="${rows * linePx}"><g>
${lines.map(row).join('\n')}
</g></svg>
</svg>
`;
};
