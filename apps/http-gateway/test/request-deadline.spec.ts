import { askedSloMs } from '../src/infer/request-deadline';

const parameters = (given: Record<string, string> = {}) => new Map(Object.entries(given));

it.each([
  ['the parameter, ms', {}, { slo_ms: '120' }, 120],
  ["Triton's timeout, µs", {}, { timeout: '250000' }, 250],
  ['the header', { 'hb-slo-ms': '90.5' }, {}, 90.5],
  ['the header of llm-d', { 'x-llm-d-slo-ttft-ms': '300' }, {}, 300],
  ['the parameter before the header', { 'hb-slo-ms': '90' }, { slo_ms: '120' }, 120],
])('is %s', (_what, headers, given, sloMs) => expect(askedSloMs(headers, parameters(given))).toBe(sloMs));

it.each(['0', '-5', '600001', '1e3', '99999999999999999999', 'soon', '', 'NaN', '0x10', '"100"'])(
  'is none where %j stands there, so that the SLO of the app holds',
  (text) => {
    expect(askedSloMs({ 'hb-slo-ms': text }, parameters())).toBeUndefined();
    expect(askedSloMs({}, parameters({ slo_ms: text }))).toBeUndefined();
  },
);

it('passes over what is none for what is one', () => {
  expect(askedSloMs({ 'hb-slo-ms': '80' }, parameters({ slo_ms: 'soon' }))).toBe(80);
});
