import type { PlacedExhibitPage } from '../model/book.ts';

/** Pages of one exhibit that go into the book together: each of its pages once. */
export interface Batch {
  readonly number: number;
  readonly exhibit: number;
  readonly places: readonly PlacedExhibitPage[];
}

/** Pages by exhibit in order; where an exhibit has a page more than once, it is taken in again. */
export function batches(places: readonly PlacedExhibitPage[]): Batch[] {
  const made: { number: number; exhibit: number; places: PlacedExhibitPage[]; pages: Set<number> }[] = [];
  for (const place of places.toSorted((a, b) => a.page - b.page)) {
    let batch = made.find((each) => each.exhibit === place.exhibit && !each.pages.has(place.exhibitPage));
    if (!batch) {
      batch = { number: made.length + 1, exhibit: place.exhibit, places: [], pages: new Set() };
      made.push(batch);
    }
    batch.places.push(place);
    batch.pages.add(place.exhibitPage);
  }
  return made;
}
