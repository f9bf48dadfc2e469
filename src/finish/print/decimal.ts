/** A number as content has it: four decimals, none that say nothing. */
export function decimal(value: number): string {
  const text = (Math.round(value * 10_000) / 10_000).toString();
  return text.includes('e')
    ? '0'
    : text.startsWith('0.')
      ? text.slice(1)
      : text.startsWith('-0.')
        ? `-${text.slice(2)}`
        : text;
}
