/**
 * Makes the treasurer's workbook and the memo that the packet takes in, as Office programs write them. Run from the repository:
 * `node samples/board-packet/make/office.ts`. The results are committed, for they stand for what comes from outside.
 */
import { writeFile } from 'node:fs/promises';
import {
  LOOK,
  item,
  noteCall,
  paragraph,
  wordFile,
  wordTable,
  workbookFile,
  type SheetCell,
} from '../../../test/harness/office-files.ts';

const papers = new URL('../papers/', import.meta.url);

const whole = (v: number): SheetCell => ({ v, look: LOOK.whole });
const share = (v: number): SheetCell => ({ v, look: LOOK.percent });
const bold = (v: string): SheetCell => ({ v, look: LOOK.bold });

/** A line of the budget: what it is for, last year's account, this year's budget. */
const line = (name: string, account: number, budget: number, note = ''): SheetCell[] => [
  name,
  whole(account),
  whole(budget),
  whole(budget - account),
  share((budget - account) / account),
  note,
];
const sum = (name: string, lines: readonly (readonly [number, number])[], first: number, last: number): SheetCell[] => {
  const [account, budget] = [0, 1].map((i) => lines.reduce((all, each) => all + each[i as 0 | 1], 0)) as [
    number,
    number,
  ];
  return [
    bold(name),
    { v: account, look: LOOK.boldWhole, f: `SUM(B${first}:B${last})` },
    { v: budget, look: LOOK.boldWhole, f: `SUM(C${first}:C${last})` },
    { v: budget - account, look: LOOK.boldWhole },
    { v: (budget - account) / account, look: LOOK.boldPercent },
    undefined,
  ];
};

const income = [
  [102_945, 104_000],
  [64_000, 60_000],
  [13_315, 14_000],
  [906, 950],
] as const;
const spending = [
  [48_230, 48_000],
  [20_540, 19_500],
  [56_250, 58_400],
  [39_600, 41_200],
  [5_076, 9_600],
] as const;

const budget = workbookFile([
  {
    name: 'Budget 2026',
    rows: [
      [bold('Budget for 2026, in euros')],
      [],
      ['Line', 'Account 2025', 'Budget 2026', 'Change', 'In per cent', 'Remark'],
      [bold('Income')],
      line('Donations', ...income[0], 'as from September on'),
      line('Grants', ...income[1], 'one grant ends in June'),
      line('Events', ...income[2]),
      line('Interest', ...income[3]),
      sum('Income together', income, 5, 8),
      [bold('Spending')],
      line('Books', ...spending[0]),
      line('Lamps', ...spending[1], 'fewer batteries'),
      line('Rents', ...spending[2], 'Eastfield from May'),
      line('Wages', ...spending[3], 'four per cent more'),
      line('Repairs', ...spending[4], 'without the roof'),
      sum('Spending together', spending, 11, 15),
    ],
    merges: ['A1:F1'],
  },
  {
    name: 'Cash by quarter',
    rows: [
      ['Quarter', 'Begins', 'In', undefined, 'Out', undefined, 'Balance'],
      [undefined, undefined, 'Planned', 'Least', 'Planned', 'Most', undefined],
      ...(
        [
          ['First', 46_023, 41_000, 36_500, 43_800, 47_100, 21_400],
          ['Second', 46_113, 44_200, 39_000, 42_900, 45_600, 22_700],
          ['Third', 46_204, 43_100, 38_200, 41_500, 44_000, 24_300],
          ['Fourth', 46_296, 50_650, 45_900, 48_500, 51_300, 26_450],
        ] as const
      ).map(([name, date, ...amounts]): SheetCell[] => [
        name,
        { v: date, look: LOOK.date },
        ...amounts.map((v): SheetCell => ({ v, look: LOOK.euro })),
      ]),
    ],
    merges: ['A1:A2', 'B1:B2', 'C1:D1', 'E1:F1', 'G1:G2'],
  },
  { name: 'Workings', state: 'hidden', rows: [['Not for the board']] },
]);

const memo = wordFile({
  body: [
    paragraph('Opening hours of the reading rooms', 'Title'),
    paragraph(
      `<w:r><w:t xml:space="preserve">The director asked us to look at how the reading rooms are used in the evening. We counted readers for eight weeks</w:t></w:r>${noteCall(1)}<w:r><w:t xml:space="preserve"> and asked those who came what would help them. </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>In short:</w:t></w:r><w:r><w:t xml:space="preserve"> later on Thursdays, earlier on Saturdays.</w:t></w:r>`,
    ),
    paragraph('What we counted', 'Heading1'),
    paragraph('Table 1. Readers in an evening, mean of eight weeks', 'Caption'),
    wordTable([
      ['Room', 'Tuesday', 'Thursday', 'Saturday'],
      ['Harbour Street', '21', '34', '58'],
      ['Northgate', '12', '19', '26'],
      ['Mill Lane', '9', '17', '31'],
    ]),
    paragraph('What readers say', 'Heading1'),
    item('Those who work cannot be there before half past six.'),
    item('Parents come on Saturday mornings:'),
    item('most of them before ten,', 1),
    item('nearly all with two children or more.', 1),
    item('Nobody asked for Sundays.'),
    paragraph('What we advise', 'Heading1'),
    item('Open until nine on Thursdays, and close at six on Tuesdays.', 0, 2),
    item('Open at nine on Saturdays.', 0, 2),
    item('Count again in the autumn.', 0, 2),
  ].join(''),
  notes: ['From 6 October to 29 November 2025, without the week of the storm.'],
});

await writeFile(new URL('budget.xlsx', papers), budget);
await writeFile(new URL('opening-hours.docx', papers), memo);
