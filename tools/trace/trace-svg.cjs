/** Lanes of a trace as a picture, in light and dark as whoever looks at it prefers. */

const widthPx = 1180;
const [leftPx, rightPx, topPx] = [118, 24, 44];
const [rowPx, barPx, lanePaddingPx] = [24, 16, 8];
const legendPx = 40;
/** About a character of the labels. */
const characterPx = 6.2;
const mostTicks = 12;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A step of 1, 2 or 5 times a power of ten, ms. */
function tickStepMs(lengthMs) {
  const power = 10 ** Math.floor(Math.log10(lengthMs / mostTicks));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => lengthMs / step <= mostTicks);
}

/** Each bar with where it is, px; each lane with where it begins and how high it is. */
function laidOut(lanes) {
  const lengthMs = Math.max(...lanes.flatMap(({ bars }) => bars.map(({ endMs }) => endMs)));
  const xOf = (ms) => leftPx + (ms / lengthMs) * (widthPx - leftPx - rightPx);
  let top = topPx;
  const placed = lanes.map(({ name, bars }) => {
    const height = bars.length * rowPx + 2 * lanePaddingPx;
    const lane = {
      name,
      top,
      height,
      bars: bars.map((bar, row) => ({
        ...bar,
        x: xOf(bar.startMs),
        endX: Math.max(xOf(bar.endMs), xOf(bar.startMs) + 2),
        y: top + lanePaddingPx + row * rowPx + (rowPx - barPx) / 2,
      })),
    };
    top += height;
    return lane;
  });
  return { lengthMs, xOf, lanes: placed, bottom: top };
}

const px = (value) => value.toFixed(1);

const bar = ({ x, endX, y, trace }) =>
  `<rect class="t${trace}" x="${px(x)}" y="${y}" width="${px(endX - x)}" height="${barPx}" rx="3"/>`;

/** Within the bar where it has room, else beside it: after it, or before it where links or the end of the picture are in the way. */
function label({ x, endX, y, label: text, links }) {
  const needed = text.length * characterPx + 12;
  if (endX - x > needed) return `<text x="${px(x + 6)}" y="${y + 12}">${escape(text)}</text>`;
  const isBefore = links.length > 0 || endX + needed > widthPx - rightPx;
  const at = isBefore ? x - 6 : endX + 6;
  return `<text class="beside" x="${px(at)}" y="${y + 12}"${isBefore ? ' text-anchor="end"' : ''}>${escape(text)}</text>`;
}

/** From a parent down to where its child begins. */
function arrow(parent, child) {
  const from = Math.min(child.x, parent.endX);
  const path = `M${px(from)},${parent.y + barPx} V${child.y + barPx / 2} H${px(child.x)}`;
  const straight = `M${px(from)},${parent.y + barPx} V${child.y - 1}`;
  return `<path class="t${child.trace} parent" d="${child.x - from < 4 ? straight : path}"/>`;
}

/** Between the ends of a wait and of its batch, which link to each other: further out for those that are further apart. */
function link(wait, batch) {
  const [from, to] = [wait.y + barPx / 2, batch.y + barPx / 2];
  const out = Math.max(wait.endX, batch.endX) + 14 + (to - from) / 2;
  return `<path class="t${wait.trace} link" d="M${px(wait.endX)},${from} C${px(out)},${from} ${px(out)},${to} ${px(batch.endX)},${to}"/>`;
}

function connections(bars) {
  const byKey = new Map(bars.map((one) => [one.key, one]));
  const arrows = bars.flatMap((child) => (byKey.has(child.parent) ? [arrow(byKey.get(child.parent), child)] : []));
  // Both ends name each other: one line is drawn for the two.
  const links = bars.flatMap((one) =>
    one.links.flatMap((key) => (byKey.has(key) && byKey.get(key).y > one.y ? [link(one, byKey.get(key))] : [])),
  );
  return [...arrows, ...links];
}

function axis({ lengthMs, xOf, bottom }) {
  const step = tickStepMs(lengthMs);
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, at) => at * step).flatMap((ms) => [
    `<path class="grid" d="M${px(xOf(ms))},${topPx - 6} V${bottom}"/>`,
    `<text class="soft" x="${px(xOf(ms))}" y="${topPx - 14}" text-anchor="middle">${ms}${ms === 0 ? ' ms' : ''}</text>`,
  ]);
}

const laneBand = ({ name, top, height }, at) => [
  ...(at % 2 === 0 ? [`<rect class="band" x="0" y="${top}" width="${widthPx}" height="${height}"/>`] : []),
  `<text class="lane" x="14" y="${top + height / 2 + 5}">${name}</text>`,
];

function legend(traceNames, y) {
  let x = leftPx;
  const next = (length) => {
    const at = x;
    x += length;
    return at;
  };
  const traces = traceNames.flatMap((name, trace) => {
    const at = next(name.length * characterPx + 46);
    return [
      `<rect class="t${trace}" x="${at}" y="${y}" width="18" height="12" rx="3"/>`,
      `<text class="soft" x="${at + 24}" y="${y + 11}">${escape(name)}</text>`,
    ];
  });
  const line = (style, text) => {
    const at = next(text.length * characterPx + 62);
    return [
      `<path class="${style}" d="M${at},${y + 6} H${at + 30}"/>`,
      `<text class="soft" x="${at + 36}" y="${y + 11}">${text}</text>`,
    ];
  };
  return [
    `<text class="soft" x="14" y="${y + 11}">trace of</text>`,
    ...traces,
    ...line('key parent', 'parent, child'),
    ...line('key link', 'link, both ways'),
  ];
}

const lightTraces = ['#1f6fb2', '#2b8544', '#7d4bb0', '#b87407', '#b3404a', '#00797f'];
const darkTraces = ['#6cb6ff', '#6bc46d', '#c297ff', '#e0a33e', '#ff938a', '#56d4dd'];

const colours = (traces, { text, soft, paper, band, grid }) =>
  [
    `text { fill: ${text} } .soft { fill: ${soft} } .beside { stroke: ${paper} } .paper { fill: ${paper} } .band { fill: ${band} } .grid { stroke: ${grid} } .key { stroke: ${soft} }`,
    ...traces.map((colour, at) => `.t${at} { stroke: ${colour} } rect.t${at} { fill: ${colour} }`),
  ].join('\n');

const style = `text { font: 12.5px Helvetica, Arial, sans-serif } .lane { font-weight: 600; font-size: 14px }
.beside { paint-order: stroke; stroke-width: 3px; stroke-linejoin: round }
rect[class^="t"] { fill-opacity: 0.2; stroke-width: 1.2 }
path { fill: none } .grid { stroke-width: 1 } .parent { stroke-width: 1.3; marker-end: url(#tip) }
.link { stroke-width: 1.6; stroke-dasharray: 4 3; marker-start: url(#dot); marker-end: url(#dot) }
${colours(lightTraces, { text: '#17212b', soft: '#55636f', paper: '#ffffff', band: '#f4f6f8', grid: '#d9dfe5' })}
@media (prefers-color-scheme: dark) {
${colours(darkTraces, { text: '#e3e9ef', soft: '#a3afba', paper: '#1c2128', band: '#232932', grid: '#39424d' })}
}`;

const markers = `<defs>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0,0 L8,4 L0,8 z" style="fill: context-stroke"/></marker>
<marker id="dot" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="4.5" markerHeight="4.5"><circle cx="4" cy="4" r="4" style="fill: context-stroke"/></marker>
</defs>`;

/**
 * @param trace `lanes` and `traceNames`, as `traceLanes` has them
 * @returns the picture as SVG: lanes from top to bottom, time from left to right, one colour a trace
 */
exports.traceSvg = ({ lanes, traceNames }) => {
  const placed = laidOut(lanes);
  const bars = placed.lanes.flatMap((lane) => lane.bars);
  const height = placed.bottom + legendPx;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${height}" width="${widthPx}" height="${height}" role="img">
<title>${escape(`The traces of ${traceNames.join(', ')}`)}</title>
<style>
${style}
</style>
${markers}
<rect class="paper" width="${widthPx}" height="${height}" rx="8"/>
${[...placed.lanes.flatMap(laneBand), ...axis(placed), ...connections(bars), ...bars.map(bar), ...bars.map(label), ...legend(traceNames, placed.bottom + 14)].join('\n')}
</svg>
`;
};
