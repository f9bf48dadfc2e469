/** Bytes that one pixel before the present one lies back, for rows of `columns` pixels. */
export interface RowForm {
  readonly columns: number;
  readonly colours: number;
  readonly bits: number;
}

/** Undoes PNG's prediction (ISO 32000-1, 7.4.4.4): each row led by the number of its filter. Rows that are missing are zero. */
export function unpredict(data: Uint8Array, { columns, colours, bits }: RowForm): Uint8Array {
  const width = Math.ceil((columns * colours * bits) / 8);
  const back = Math.max(1, Math.ceil((colours * bits) / 8));
  const rows = Math.floor(data.length / (width + 1));
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * (width + 1)]!;
    const from = row * (width + 1) + 1;
    const to = row * width;
    for (let i = 0; i < width; i++) {
      const left = i >= back ? out[to + i - back]! : 0;
      const up = row > 0 ? out[to + i - width]! : 0;
      const corner = row > 0 && i >= back ? out[to + i - width - back]! : 0;
      out[to + i] = data[from + i]! + predicted(filter, left, up, corner);
    }
  }
  return out;
}

/** What a filter foretells of a byte (PNG, 9.2). */
function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
