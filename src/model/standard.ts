/** Standards that an edition may claim, as `standard` names them. */
export type StandardName = 'ua-1' | 'ua-2' | 'a-2u' | 'a-2a' | 'a-3a' | 'a-4' | 'a-4f' | 'x-4';

/** What is fixed about a standard. */
export interface Standard {
  /** As people write it. */
  readonly title: string;
  /** Accessibility, archiving or printing: a file claims at most one of each. */
  readonly family: 'ua' | 'a' | 'x';
  /** The version of PDF it is written for. */
  readonly pdf: '1.6' | '1.7' | '2.0';
  /** Whether any file may be attached or none, or whether it is claimed in order to carry the sources. */
  readonly attachments: 'none' | 'any' | 'sources';
}

/** Every standard, a row each. */
export const STANDARDS: Readonly<Record<StandardName, Standard>> = {
  'ua-1': { title: 'PDF/UA-1', family: 'ua', pdf: '1.7', attachments: 'any' },
  'ua-2': { title: 'PDF/UA-2', family: 'ua', pdf: '2.0', attachments: 'any' },
  'a-2u': { title: 'PDF/A-2u', family: 'a', pdf: '1.7', attachments: 'none' },
  'a-2a': { title: 'PDF/A-2a', family: 'a', pdf: '1.7', attachments: 'none' },
  'a-3a': { title: 'PDF/A-3a', family: 'a', pdf: '1.7', attachments: 'sources' },
  'a-4': { title: 'PDF/A-4', family: 'a', pdf: '2.0', attachments: 'none' },
  'a-4f': { title: 'PDF/A-4f', family: 'a', pdf: '2.0', attachments: 'sources' },
  'x-4': { title: 'PDF/X-4', family: 'x', pdf: '1.6', attachments: 'none' },
};

/** Their names, in the order of the table. */
export const STANDARD_NAMES: readonly StandardName[] = Object.keys(STANDARDS) as StandardName[];

/** Why a file that claims `names` cannot be locked with a password, as a sentence without a full stop; undefined when it can. */
export function lockFault(names: readonly StandardName[]): string | undefined {
  // ISO 19005-2, 6.1.3; ISO 19005-4, 6.1.3; ISO 15930-7, 6.3: who keeps or prints a file must be able to open it.
  const name = names.find((each) => STANDARDS[each].family !== 'ua');
  return (
    name && `${STANDARDS[name].title} forbids encryption: whoever keeps or prints the file must be able to open it`
  );
}

/** Whether a file that claims all of `names` may carry other files inside it. */
export function carriesFiles(names: readonly StandardName[]): boolean {
  return names.every((name) => STANDARDS[name].attachments !== 'none');
}

/** Why one file cannot claim all of `names`, as a sentence without a full stop; undefined when it can. */
export function combinationFault(names: readonly StandardName[]): string | undefined {
  for (const [i, one] of names.entries()) {
    for (const other of names.slice(i + 1)) {
      if (one === other) continue;
      const [a, b] = [STANDARDS[one], STANDARDS[other]];
      if (a.family === b.family) return `a file is either ${a.title} or ${b.title}, never both`;
      if (a.pdf !== b.pdf) {
        const [old, young] = a.pdf < b.pdf ? [a, b] : [b, a];
        return `${old.title} is for PDF ${old.pdf} and ${young.title} for PDF ${young.pdf}`;
      }
    }
  }
  return undefined;
}
