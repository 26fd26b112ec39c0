/** Parts of Markdown pages; padding and dashes are Prettier's. */

/** Text as a cell of a table. */
exports.cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();

const line = (cells) => `| ${cells.join(' | ')} |`;

/**
 * Lines of a table.
 * @param head titles of the columns
 * @param rows cells of each row, already safe (`cell`)
 */
exports.table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)];

/** Lines of a fenced block. */
exports.block = (text, language = '') => [`\`\`\`${language}`, ...text.trim().split('\n'), '```'];
