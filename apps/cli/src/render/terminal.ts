import { styleText } from 'node:util';

/** Where a command writes. Results go to `out`, everything else (progress, reasons) to `err`. */
export interface Terminal {
  readonly outStyle: Style;
  readonly errStyle: Style;
  /** Whether a live line on `err` can be rewritten. */
  readonly live: boolean;
  /** Room for the live line; without end where there is none. */
  readonly columns: number;
  /** Characters of a line of `out`; without end where it is no terminal. */
  readonly outColumns: number;
  out(text: string): void;
  err(text: string): void;
}

/** How text looks on one stream, and how much of it a line takes. */
export interface Style {
  /** Characters of a line; without end where the stream is no terminal. */
  readonly width: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
  readonly cyan: Paint;
}
type Paint = (text: string) => string;

/** Whether a stream takes colours is decided for each stream, not here. */
const paint =
  (format: Parameters<typeof styleText>[0]): Paint =>
  (text) =>
    styleText(format, text, { validateStream: false });
const asIs: Paint = (text) => text;

export const coloured: Style = {
  width: Infinity,
  bold: paint('bold'),
  dim: paint('dim'),
  green: paint('green'),
  yellow: paint('yellow'),
  red: paint('red'),
  cyan: paint('cyan'),
};
export const colourless: Style = {
  width: Infinity,
  bold: asIs,
  dim: asIs,
  green: asIs,
  yellow: asIs,
  red: asIs,
  cyan: asIs,
};

const styleFor = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Style => {
  const width = stream.isTTY && stream.columns > 0 ? stream.columns : Infinity;
  const isColoured = !env.NO_COLOR && stream.isTTY && env.TERM !== 'dumb';
  return { ...(isColoured ? coloured : colourless), width };
};

/** The terminal of this process; respects NO_COLOR; a stream that is not a terminal gets no colours. */
export const processTerminal = (process: NodeJS.Process): Terminal => ({
  outStyle: styleFor(process.stdout, process.env),
  errStyle: styleFor(process.stderr, process.env),
  live: process.stderr.isTTY && process.env.TERM !== 'dumb',
  get columns() {
    return process.stderr.columns ?? Infinity;
  },
  get outColumns() {
    return process.stdout.columns ?? Infinity;
  },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
