import type { Document } from 'domhandler';
import type { PageGeometry } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import {
  chapterStart,
  splitChapters,
  viewChapters,
  type Chapter,
  type ChapterStart,
  type ChapterView,
} from './chapters.ts';
import { contentsList, type ContentsEntry } from './contents.ts';
import { mendHeadings, type PlacedHeading } from './headings.ts';
import { hyphenate } from './hyphenation.ts';
import type { Layout } from './layout.ts';
import { pageArea } from './lengths.ts';
import { toHtml } from './tree.ts';

/** Chapters as templates and the stages after see them. */
export interface ArrangedChapters {
  readonly headings: readonly PlacedHeading[];
  readonly chapters: readonly Chapter[];
  readonly runs: readonly Record<string, unknown>[];
  readonly contents: readonly ContentsEntry[];
}

/** A publication of Markdown parts one after the other: chapters, gathered into runs; `hyphenated` is the language to hyphenate by. */
export async function arrangeChapters(
  parts: readonly Document[],
  files: readonly string[],
  layout: Layout,
  geometries: readonly PageGeometry[],
  hyphenated: string | undefined,
  report: Report,
): Promise<ArrangedChapters> {
  const headings = mendHeadings(parts, files, report);
  if (hyphenated !== undefined) await hyphenate(parts, hyphenated);
  const chapters = splitChapters(parts, headings);
  const start = chapterStart(layout.options['chapters'], chapters);
  const views = viewChapters(chapters, layout.options['numbering'] !== false && start !== 'run-on');
  const numbers = new Map(
    views.flatMap((view) =>
      view.heading && view.number !== undefined ? [[view.heading.attribs['id'] ?? '', view.number] as const] : [],
    ),
  );
  const contents = contentsList(headings, layout.options['contents'], numbers, contentsLines(geometries));
  return { headings, chapters, runs: runsOf(views, chapters, start), contents };
}

/** Height of a line of the contents list and of its heading with the space below, in CSS pixels: 14.25 pt and four of them. */
const CONTENTS_LINE = 19;
const CONTENTS_HEAD = 4 * CONTENTS_LINE;

/** Lines of the contents list that one page of front matter holds. */
function contentsLines(geometries: readonly PageGeometry[]): number {
  const front = geometries.find((geometry) => geometry.name === 'front')!;
  return Math.floor((pageArea(front).height - CONTENTS_HEAD) / CONTENTS_LINE);
}

/** Characters up to which text before the first chapter is a note and no chapter of its own: a third of a page. */
const SHORT_PREFACE = 800;

/** Chapters gathered into runs: each its own where chapters start on a fresh page, one for all where they run on. */
function runsOf(
  views: readonly ChapterView[],
  chapters: readonly Chapter[],
  start: ChapterStart,
): Record<string, unknown>[] {
  const show = (view: ChapterView): Record<string, unknown> => ({
    id: view.id,
    title: view.title,
    number: view.number ?? '',
    heading: view.heading ? toHtml(view.heading) : '',
    html: toHtml(view.nodes),
  });
  if (start === 'run-on')
    return [{ kind: 'text', id: 'octavo-body', start: 'next', opening: false, chapters: views.map(show) }];
  const runs: { kind: 'text'; id: string; start: string; opening: boolean; chapters: Record<string, unknown>[] }[] = [];
  let preface: ChapterView | undefined;
  for (const [i, view] of views.entries()) {
    // A few lines before the first chapter would stand alone on a page: they stand at the head of that chapter’s instead.
    if (i === 0 && !view.heading && chapters[0]!.length < SHORT_PREFACE && views.length > 1) {
      preface = view;
      continue;
    }
    const together = preface ? [show(preface), show(view)] : [show(view)];
    preface = undefined;
    runs.push({
      kind: 'text',
      id: `octavo-${view.id}`,
      start: start === 'recto' ? 'recto' : 'next',
      opening: view.heading !== undefined,
      chapters: together,
    });
  }
  return runs;
}
