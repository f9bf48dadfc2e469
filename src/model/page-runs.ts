/** Page numbers as people write them, runs joined: `1–3, 7`; of many runs the first ones, and how many pages there are. */
export function pageRuns(numbers: readonly number[], most: number = Infinity): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let j = i;
    while (numbers[j + 1] === numbers[j]! + 1) j++;
    runs.push(i === j ? `${numbers[i]}` : `${numbers[i]}–${numbers[j]}`);
    i = j + 1;
  }
  return runs.length <= most ? runs.join(', ') : `${runs.slice(0, most).join(', ')} … (${numbers.length} pages)`;
}
