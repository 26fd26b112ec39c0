import { init } from 'echarts';
import type { Plot } from './experiment';

const width = 760;
const height = 400;
/** Okabe and Ito: told apart without colour vision, too. */
const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
/** Without a browser, widths of text are estimates, and short ones: names would run into the next sign. */
const legendGap = 36;
const text = { color: '#222', fontFamily: 'system-ui, sans-serif', fontSize: 12 };

/** Draws a plot as SVG text, without a browser. */
export function svgPlot(plot: Plot): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    color: palette,
    backgroundColor: '#fff',
    textStyle: text,
    title: { text: plot.title, left: 'center', top: 8, textStyle: { ...text, fontSize: 14, fontWeight: 600 } },
    legend: {
      bottom: 6,
      icon: 'roundRect',
      itemGap: legendGap,
      textStyle: text,
      data: plot.series.map(({ name }) => name),
    },
    grid: { left: 76, right: 28, top: 44, bottom: 84 },
    xAxis: xAxis(plot),
    yAxis: {
      ...axis(plot.yLabel, 56),
      type: plot.kind === 'line' && plot.logY ? 'log' : 'value',
      nameRotate: 90,
    },
    series: seriesOf(plot),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const axis = (name: string, nameGap: number) => ({
  name,
  nameLocation: 'middle',
  nameGap,
  nameTextStyle: text,
  axisLabel: { ...text, hideOverlap: true },
});

const xAxis = (plot: Plot) =>
  plot.kind === 'bar'
    ? { ...axis(plot.xLabel, 30), type: 'category', data: plot.categories, axisLabel: { ...text, interval: 0 } }
    : { ...axis(plot.xLabel, 30), type: plot.logX ? 'log' : 'value', min: 'dataMin', max: 'dataMax' };

const seriesOf = (plot: Plot) =>
  plot.kind === 'bar'
    ? plot.series.map(({ name, values }) => ({ name, type: 'bar', data: values, barMaxWidth: 34 }))
    : plot.series.map(({ name, points, dots = false, colour }) => ({
        name,
        type: 'line',
        data: points,
        showSymbol: dots || points.length <= 40,
        symbolSize: dots ? 8 : 6,
        lineStyle: { width: dots ? 0 : 2 },
        ...(colour === undefined ? {} : { color: palette[colour % palette.length] }),
      }));
