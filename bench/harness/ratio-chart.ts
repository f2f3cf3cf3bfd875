import type { Finding } from './report.ts';

const LABEL_WIDTH = 250;
const WIDTH = 720;
const ROW = 30;
const TOP = 40;

/** Colours that have enough contrast on a light and on a dark page. */
const STYLE = `
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .bar { fill: #0b5cad } .target { stroke: #b3261e; stroke-width: 2; stroke-dasharray: 5 4 }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6cb0ff } .target { stroke: #ff8a80 } }`;

/** An SVG with one bar per ratio, and a line at the target. */
export function drawRatios(findings: readonly Pick<Finding, 'name' | 'result' | 'target'>[]): string {
  const target = Math.max(...findings.map(({ target }) => (target && 'max' in target ? target.max : 0)));
  const largest = Math.max(target, ...findings.map(({ result }) => result)) * 1.15;
  const x = (ratio: number) => LABEL_WIDTH + (ratio / largest) * (WIDTH - LABEL_WIDTH);
  const bars = findings.map(({ name, result }, index) => {
    const y = TOP + index * ROW;
    const width = (x(result) - LABEL_WIDTH).toFixed(0);
    return `  <text x="${LABEL_WIDTH - 8}" y="${y + 16}" text-anchor="end">${name.replace(' installations', '')}</text>
  <rect class="bar" x="${LABEL_WIDTH}" y="${y}" width="${width}" height="20" rx="3"/>
  <text x="${x(result) + 6}" y="${y + 16}">${result.toFixed(2)} ×</text>`;
  });
  const height = TOP + findings.length * ROW + 10;
  const at = x(target).toFixed(0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 60} ${height}" role="img" aria-label="p50 compared with 1,000 installations">
  <style>${STYLE}
  </style>
${bars.join('\n')}
  <line class="target" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${height - 8}"/>
  <text x="${at}" y="${TOP - 16}" text-anchor="middle">target ${target} ×</text>
</svg>
`;
}
