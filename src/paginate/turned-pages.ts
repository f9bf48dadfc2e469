/*
 * Wide tables on pages that lie on their side. Like the layout oracle's, these functions run inside the page: they see nothing of this module
 * and talk in plain data.
 */

/** Characters up to which text between wide tables lies with them instead of filling a page of its own. */
export const SHORT_TEXT = 400;

/**
 * Lays tables that are too wide for their pages, though their type is small already, and those that are to lie (`data-landscape`), on pages
 * that lie on their side, with the headings above them and little text around them. A run that holds more than that is cut into pieces, each a run of its own. Only runs on pages
 * of a kind that there is lying too.
 */
export function turnWideTables(names: readonly string[], turned: string, short: number): void {
  const isWide = (node: Element): boolean => {
    const table = node.matches('.table') ? node.querySelector('table') : null;
    const wish = node.getAttribute('data-landscape');
    if (table !== null && wish !== null) return wish === 'always';
    const room = node.getClientRects()[0]?.width ?? 0;
    return table !== null && [...table.getClientRects()].some((box) => box.width > room + 0.5);
  };
  const isHead = (node: Element): boolean => node.matches('h1, h2, h3, h4, h5, h6, header');
  const isShort = (nodes: readonly Element[]): boolean =>
    nodes.every((node) => !node.matches('.table, figure') && !node.querySelector('table, figure, img')) &&
    nodes.reduce((sum, node) => sum + (node.textContent ?? '').trim().length, 0) <= short;

  /** The run's blocks as they stand together, upright or lying. */
  const pieces = (section: HTMLElement): { lies: boolean; nodes: Element[] }[] => {
    const groups: { lies: boolean; nodes: Element[] }[] = [];
    const add = (lies: boolean, nodes: readonly Element[]): void => {
      const last = groups.at(-1);
      if (last?.lies === lies) last.nodes.push(...nodes);
      else if (nodes.length > 0) groups.push({ lies, nodes: [...nodes] });
    };
    let heads: Element[] = [];
    for (const node of section.children) {
      if (isHead(node)) {
        heads.push(node);
        continue;
      }
      const lies = isWide(node);
      add(lies, [...heads, node]);
      heads = [];
    }
    add(false, heads);
    const upright = groups.splice(0);
    for (const { lies, nodes } of upright) add(lies || isShort(nodes), nodes);
    return groups;
  };

  for (const section of document.querySelectorAll<HTMLElement>('.run[data-page].flow')) {
    const name = `${section.dataset['page']}${turned}`;
    if (!names.includes(name) || ![...section.children].some(isWide)) continue;
    const id = section.id;
    let last = section;
    for (const [index, { lies, nodes }] of pieces(section).entries()) {
      const piece = index === 0 ? section : (section.cloneNode(false) as HTMLElement);
      if (index > 0) {
        piece.id = `${id}-${index + 1}`;
        piece.dataset['pieceOf'] = id;
        piece.dataset['page'] = section.dataset['upright'] ?? section.dataset['page']!;
        piece.dataset['start'] = 'next';
        delete piece.dataset['opening'];
        piece.append(...nodes);
        last.after(piece);
        last = piece;
      } else section.dataset['upright'] = section.dataset['page']!;
      if (lies) piece.dataset['page'] = name;
    }
    for (const table of document.querySelectorAll(`[data-page='${name}'] > .table.dense`))
      table.classList.remove('dense');
  }
}
