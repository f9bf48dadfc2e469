import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { agendaOf } from '../../src/compose/agenda.ts';
import { Minutes, openMinuteNumbers } from '../../src/compose/minutes.ts';
import { toHtml } from '../../src/compose/tree.ts';
import type { GroupPart } from '../../src/model/part.ts';
import { publicationOf } from '../harness/publication.ts';

describe('minutes', () => {
  const marked = (html: string, minutes = new Minutes(), key = '1'): string => {
    const content = parseDocument(html);
    minutes.markAll([{ key, supplement: 0, content }], { resolution: 'Resolution' });
    return toHtml(content.children);
  };

  test('a motion and what follows of it stand together', () => {
    const html = marked(
      '<p><strong>Motion:</strong> That it be so.</p>\n<p><strong>Moved:</strong> Ada. <strong>Seconded:</strong> Ben.</p><p><strong>Resolved:</strong> It is so.</p><p>Next.</p><p><strong>Vote:</strong> alone</p>',
    );
    expect(html).toMatch(/^<div class="motion"><p class="motion-text">.*Moved.*Resolution 1:.*<\/p><\/div>\s*<p>Next/s);
    expect(html).toContain('<p class="motion-facts"><strong>Vote:</strong> alone</p>');
  });

  test('resolutions and actions count through several papers; actions may stand in lists', () => {
    const minutes = new Minutes();
    const first = marked('<p><strong>Resolved:</strong> A.</p><p><strong>Action:</strong> Ben writes.</p>', minutes);
    const second = marked(
      '<ul><li><strong>Action:</strong> Ada calls.</li><li>Nothing</li></ul><p><strong>Resolved:</strong> B.</p>',
      minutes,
    );
    expect(first).toContain('Resolution 1:');
    expect(second).toContain('Resolution 2:');
    expect(minutes.actions).toEqual([
      { id: 'octavo-action-1', number: 1, text: 'Ben writes.' },
      { id: 'octavo-action-2', number: 2, text: 'Ada calls.' },
    ]);
    expect(second).toContain('<li class="action" id="octavo-action-2">');
  });

  test('what is left of a book keeps the numbers of the full one', () => {
    const paper = (key: string, html: string) => ({ key, supplement: 0, content: parseDocument(html) });
    const [resolved, closed] = ['<p><strong>Resolved:</strong> A.</p>', '<section data-closed="">'];
    const action = '<ul><li><strong>Action:</strong> Ada calls.</li></ul>';
    const known = openMinuteNumbers([
      paper('1', `${resolved}${closed}${resolved}${closed}${action}</section></section>${resolved}${action}`),
      paper('2', `${resolved}${resolved}${action}`),
      paper('3', `${resolved}${action}`),
    ]);
    const minutes = new Minutes(known);
    const first = marked(`${resolved}<section data-withheld=""></section>${resolved}${action}`, minutes, '1');
    const third = marked(`${resolved}${action}`, minutes, '3');
    expect(first).toMatch(/Resolution 1:.*Resolution 3:/);
    expect(third).toContain('Resolution 6:');
    expect(minutes.actions.map(({ number }) => number)).toEqual([2, 4]);
  });

  test('other bold words stay as they are', () => {
    const html =
      '<p><strong>Motion</strong> of the ship</p><p>A <strong>Motion:</strong> later</p><p><strong>Emotion:</strong> none</p>';
    expect(marked(html)).toBe(html);
  });
});

describe('the agenda', () => {
  const group = (number: string, more: Partial<GroupPart> = {}): GroupPart => ({
    ...{ kind: 'group', number, title: `Item ${number}`, consent: false, parts: [] },
    ...more,
  });
  const agenda = (parts: readonly GroupPart[], time = '18:30') =>
    agendaOf(
      { publication: publicationOf([], { parts, packet: { time } }), page: { width: 595, height: 842 }, say: {} },
      () => undefined,
    );

  test('tells when each item begins, as far as durations are known', () => {
    const times = (...parts: readonly GroupPart[]): string[] => agenda(parts).items.map((item) => item.time);
    expect(times(group('1', { minutes: 5 }), group('2', { minutes: 330 }), group('3', { minutes: 5 }))).toEqual([
      '18:30',
      '18:35',
      '0:05',
    ]);
    expect(times(group('1', { minutes: 5 }), group('2'), group('3'))).toEqual(['18:30', '18:35', '']);
    const nested = group('1', { parts: [group('1.1', { minutes: 10 }), group('1.2', { minutes: 20 })] });
    expect(times(nested, group('2', { minutes: 5 }))).toEqual(['18:30', '18:30', '18:40', '19:00']);
    expect(agenda([nested, group('2', { minutes: 5 })]).total).toBe(35);
  });

  test('writes times as the meeting’s is written', () => {
    const next = (time: string): string | undefined =>
      agenda([group('1', { minutes: 45 }), group('2')], time).items[1]!.time.replaceAll('\u00a0', ' ');
    expect(next('6:30 pm')).toBe('7:15 pm');
    expect(next('11:30 A.M.')).toBe('12:15 P.M.');
    expect(next('9 am')).toBe('9:45 am');
    expect(next('19.30 Uhr')).toBe('20.15');
    expect(next('ab 19 Uhr')).toBe('19:45');
    expect(next('18 h 30')).toBe('19 h 15');
    expect(next('18h15')).toBe('19h');
  });

  test('shows no times where the meeting’s is not one of the clock', () => {
    for (const time of ['evening', '25:00', 'room 12'])
      expect(agenda([group('1', { minutes: 5 })], time).has.time).toBe(false);
    expect(agenda([group('1')]).has).toEqual({ presenter: false, minutes: false, time: false });
  });
});
