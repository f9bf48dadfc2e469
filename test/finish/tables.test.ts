import { PDFDocument, PDFNumber, PDFString } from 'pdf-lib';
import { expect, test } from 'vitest';
import { StructureElement } from '../../src/finish/structure-tree.ts';
import { rowsOf, settleTable } from '../../src/finish/tables.ts';

// Other people's tables have rows that end early; a screen reader then tells wrong columns (ISO 14289-1, 7.2).

/** A cell that spans so many columns and rows. */
function cell(columns = 1, rows = 1): StructureElement {
  const made = new StructureElement('TD');
  made.setAttribute('Table', 'ColSpan', PDFNumber.of(columns));
  made.setAttribute('Table', 'RowSpan', PDFNumber.of(rows));
  return made;
}

/** Cells of each row of a table, once it is settled. */
async function settled(rows: readonly (readonly StructureElement[])[]): Promise<number[]> {
  const table = new StructureElement(
    'Table',
    rows.map((cells) => new StructureElement('TR', cells)),
  );
  settleTable((await PDFDocument.create()).context, table, 1);
  return rowsOf(table).map((row) => row.kids.length);
}

test('rows that end before others get empty cells', async () => {
  expect(await settled([[cell()], [cell(), cell(), cell()], []])).toEqual([3, 3, 3]);
});

test('cells that span columns and rows count as many', async () => {
  expect(await settled([[cell(2), cell()], [cell(1, 2), cell()], [cell()]])).toEqual([2, 3, 2]);
});

test('a sound table stays as it is, and so does one of spans that nobody made', async () => {
  expect(await settled([[cell(), cell()], [cell(2)]])).toEqual([2, 1]);
  expect(await settled([[cell(1_000_000)], ...Array.from({ length: 2000 }, () => [cell()])])).toEqual(
    Array(2001).fill(1),
  );
});

test('a cell that the browser left out stands where the headers of the next one tell', async () => {
  const { context } = await PDFDocument.create();
  const head = ['a', 'b', 'c'].map((id) => {
    const made = new StructureElement('TH');
    made.id = id;
    return made;
  });
  const headed = (id: string, columns = 1): StructureElement => {
    const made = cell(columns);
    made.setAttribute('Table', 'Headers', context.obj([PDFString.of(id)]));
    return made;
  };
  const [late, last] = [headed('b', 2), headed('c')];
  const table = new StructureElement(
    'Table',
    [head, [late], [last]].map((cells) => new StructureElement('TR', cells)),
  );
  settleTable(context, table, 1);
  const [, first, second] = rowsOf(table);
  expect(first!.kids.indexOf(late)).toBe(1);
  expect(second!.kids.indexOf(last)).toBe(2);
});
