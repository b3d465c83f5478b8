/** Draws the coloured output of a terminal as an SVG, for the README. */

const COLUMN = 8.4;
const ROW = 19;
const MARGIN = 20;
const TITLE_BAR = 34;
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

const BACKGROUND = '#16181d';
const FOREGROUND = '#d7dae0';
/** By the number that an escape sequence sets them with. */
const COLORS: Readonly<Record<number, string>> = {
  30: '#5c6370',
  31: '#f47067',
  32: '#7ec16e',
  33: '#e0b050',
  34: '#6cb6ff',
  35: '#d28af0',
  36: '#56c8d8',
  37: '#d7dae0',
};

interface Style {
  readonly color: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

interface Span extends Style {
  readonly text: string;
  readonly column: number;
}

const PLAIN: Style = { color: FOREGROUND, bold: false, dim: false };

/** Text with ANSI colours as a window of a terminal. Lines that are too long are wrapped as a terminal wraps them. */
export function picture(ansi: string, columns: number, title: string): string {
  const rows = layOut(ansi.trimEnd(), columns);
  const [width, height] = [Math.ceil(columns * COLUMN + 2 * MARGIN), Math.ceil(rows.length * ROW + TITLE_BAR + 2 * MARGIN - 4)];
  const lights = ['#f47067', '#e0b050', '#7ec16e'].map(
    (color, index) => `<circle cx="${MARGIN + 2 + index * 18}" cy="18" r="5.5" fill="${color}"/>`,
  );
  const lines = rows.flatMap((spans, index) => {
    const parts = spans.filter(({ text }) => text.trim() !== '').map(spanOf);
    return parts.length === 0 ? [] : [`<text y="${TITLE_BAR + MARGIN + 9 + index * ROW}">${parts.join('')}</text>`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">
<rect width="${width}" height="${height}" rx="9" fill="${BACKGROUND}"/>
${lights.join('')}
<text x="${width / 2}" y="22.5" text-anchor="middle" font-family="${FONT}" font-size="12.5" fill="#8b919c">${escapeXml(title)}</text>
<g font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">
${lines.join('\n')}
</g>
</svg>
`;
}

/** `textLength` keeps columns straight whatever font a reader has. */
function spanOf({ text, column, color, bold, dim }: Span): string {
  const lead = text.length - text.trimStart().length;
  const shown = text.trim();
  const style = [color === FOREGROUND ? '' : ` fill="${color}"`, bold ? ' font-weight="bold"' : '', dim ? ' fill-opacity="0.62"' : ''].join(
    '',
  );
  const [x, length] = [MARGIN + (column + lead) * COLUMN, [...shown].length * COLUMN];
  return `<tspan x="${round(x)}" textLength="${round(length)}" lengthAdjust="spacingAndGlyphs"${style}>${escapeXml(shown)}</tspan>`;
}

function layOut(ansi: string, columns: number): Span[][] {
  const rows: Span[][] = [];
  let style = PLAIN;
  for (const line of ansi.split('\n')) {
    let row: Span[] = [];
    let column = 0;
    for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes !== undefined) {
        style = codes.split(';').map(Number).reduce(styled, style);
        continue;
      }
      for (let rest = [...part]; rest.length > 0; ) {
        if (column >= columns) {
          rows.push(row);
          row = [];
          column = 0;
        }
        const text = rest.slice(0, columns - column).join('');
        row.push({ ...style, text, column });
        rest = rest.slice(columns - column);
        column += [...text].length;
      }
    }
    rows.push(row);
  }
  return rows;
}

function styled(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, color: FOREGROUND };
  const color = COLORS[code];
  if (color === undefined) throw new Error(`The picture knows no ANSI code ${code}.`);
  return { ...style, color };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
