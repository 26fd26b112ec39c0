import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { PageLink } from '../search/page-link';
import { useWidth, type Width } from './width';
import styles from './data-table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** As of `grid-template-columns`: 6rem, minmax(8rem, 1fr). */
  readonly width: string;
  /** Numbers stand at the right, so that their digits are below each other. */
  readonly align?: 'right';
  /** What it is sorted by when its head is pressed. */
  readonly sort?: string;
  /** Below which width of the window it is left out. */
  readonly leftOutBelow?: Width;
}

interface Props<Row> {
  /** What the rows are, for whoever cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where a row leads; null: nowhere. Its first cell is the link, and a click anywhere in the row follows it. */
  readonly hrefOf: (row: Row) => string | null;
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  /** The row that is shown beside the table, by its key. */
  readonly current?: string | undefined;
}

const rowHeight = 37;

/** A table of any length: only the rows in sight are in the document, and the page scrolls, not a box in it. */
export function DataTable<Row>({ label, columns, rows, keyOf, hrefOf, sort, onSort, current }: Props<Row>) {
  const width = useWidth();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // What stands above grows and shrinks, and the document with it: then it is looked up anew where the table begins.
  useLayoutEffect(() => {
    const measure = () => setTop(Math.round((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    const resized = new ResizeObserver(measure);
    resized.observe(document.body);
    measure();
    return () => resized.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => keyOf(rows[index] as Row),
  });
  const shown = columns.filter(({ leftOutBelow }) => leftOutBelow === undefined || width.atLeast(leftOutBelow));
  const template = { gridTemplateColumns: shown.map((column) => column.width).join(' ') };
  return (
    <div className={styles.table} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row} style={template}>
          {shown.map((column) => (
            <Head key={column.name} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index] as Row;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              aria-current={current !== undefined && keyOf(row) === current ? 'true' : undefined}
              className={styles.row}
              style={{ ...template, height: rowHeight, transform: `translateY(${start - top}px)` }}
            >
              <Cells row={row} columns={shown} href={hrefOf(row)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CellsProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly href: string | null;
}

function Cells<Row>({ row, columns, href }: CellsProps<Row>) {
  return columns.map(({ name, align, cell }, place) => (
    <div key={name} role="cell" data-align={align} className={styles.cell}>
      {place === 0 && href !== null ? (
        <PageLink href={href} className={styles.rowLink} data-row-link>
          {cell(row)}
        </PageLink>
      ) : (
        cell(row)
      )}
    </div>
  ));
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const sorted = column.sort !== undefined && column.sort === sort;
  const by = column.sort;
  return (
    <div
      role="columnheader"
      data-align={column.align}
      className={styles.cell}
      aria-sort={sorted ? (column.align === 'right' ? 'descending' : 'ascending') : undefined}
    >
      {by === undefined || onSort === undefined ? (
        column.name
      ) : (
        <button type="button" onClick={() => onSort(by)}>
          {column.name}
          {sorted ? <ArrowDown size={12} aria-hidden /> : null}
        </button>
      )}
    </div>
  );
}
