import type { Manuscript, Resource } from '../model/manuscript.ts';
import { placeIn, type Edition, type Publication } from '../model/publication.ts';
import type { Span } from '../model/span.ts';
import type { World } from '../world.ts';
import { directionOf } from '../model/direction.ts';
import { fieldColour } from './colour.ts';
import type { Report } from '../model/diagnostic.ts';
import { checkFace, reportUnreadable } from './layout-face.ts';
import { fontFile } from './fonts.ts';
import type { Layout } from './layout.ts';

/** A publication as templates see it. */
export function publicationView(publication: Publication, titleId: string): Record<string, unknown> {
  return {
    title: publication.title,
    titleId,
    subtitle: publication.subtitle ?? '',
    organisation: publication.organisation ?? '',
    authors: publication.authors,
    date: publication.date ?? '',
    lang: publication.lang,
    dir: directionOf(publication.lang),
    description: publication.description ?? '',
    url: publication.url ?? '',
    name: publication.name,
  };
}

/** A packet's facts that nobody gave: empty, so that templates may ask for any of them. */
const NO_PACKET = { body: '', meeting: '', place: '', time: '', version: '', status: '', notice: '', quorum: '' };

/** A meeting's facts as templates see them; the cover says of an edition what the mark on its other pages does. */
export function packetView({ packet }: Publication, { mark }: Edition): Record<string, unknown> {
  return { ...NO_PACKET, ...packet, ...(mark && mark.text !== undefined && { status: mark.text }) };
}

/** What a meeting's cover does not show of its facts. */
const NOT_ON_COVER: ReadonlySet<string> = new Set(['notice', 'quorum']);

/** Where a publication gives the longest of what its cover shows. */
export function longestOnCover(publication: Publication): Span {
  const { title, packet = {} } = publication;
  const facts = Object.entries(packet).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' && !NOT_ON_COVER.has(key) ? [[`packet.${key}`, value]] : [],
  );
  const [longest] = [...facts, ['title', title] as const].sort(([, a], [, b]) => b.length - a.length);
  return placeIn(publication, longest![0]);
}

/** Width to height from which a cover picture is a band across the page instead of the page's ground. */
const BAND_RATIO = 1.6;

/** The cover's picture as templates see it, with the colour of the field around it; null where the layout has no cover. */
export function coverPicture(manuscript: Manuscript, layout: Layout): Record<string, unknown> | null {
  if (layout.options['cover'] === false) return null;
  const picture = manuscript.cover;
  const edge = picture?.asset.edge;
  const field = (edge && fieldColour(edge)) ?? '';
  if (!picture) return { src: '', alt: '', shape: 'none', field };
  const { natural, url } = picture.asset;
  const ratio = natural.width / natural.height;
  const shape = natural.width < 600 ? 'mark' : ratio >= BAND_RATIO ? 'band' : 'ground';
  return { src: url, alt: picture.alt, shape, ratio: ratio.toFixed(4), field };
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

/** Faces in other files than WOFF2. */
const OTHER_FACE = /\.(?:otf|ttc|ttf|woff)$/i;

/** A layout's own file by its address: style sheets, fonts, pictures; undefined when there is no such thing. Faces are looked at as they are asked for. */
export async function layoutResource(
  path: string,
  layout: Layout,
  world: World,
  report: Report,
): Promise<Resource | undefined> {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (!type) {
    if (OTHER_FACE.test(path)) reportUnreadable(path.replace(/^\/layout\//, ''), report);
    return undefined;
  }
  const font = await fontFile(path, world);
  if (font) return { bytes: font, type };
  const folder = layout.chain.find((candidate) => path.startsWith(`/layout/${candidate.name}/`));
  const file = folder && decodeURI(path.slice(`/layout/${folder.name}/`.length));
  if (!folder || !file || file.split('/').includes('..')) return undefined;
  const bytes = await folder.read(file);
  if (bytes && type === TYPES['woff2']) checkFace(bytes, `${folder.path}/${file}`, report);
  return bytes && { bytes, type };
}
