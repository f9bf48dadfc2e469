import type { ContentScanner } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import type { Matrix } from '../model/matrix.ts';
import { NOWHERE } from '../model/rectangle.ts';

/** Hundredths of a point are no slope. */
const LEVEL = 0.01;

/** Follows the construction of a path (ISO 32000-1, 8.5.2): how far it goes, and whether it is one upright rectangle. */
export class PathBounds {
  #left = NOWHERE.left;
  #bottom = NOWHERE.bottom;
  #right = NOWHERE.right;
  #top = NOWHERE.top;
  #points = 0;
  #rectangles = 0;
  #x = 0;
  #y = 0;
  #firstX = 0;
  #firstY = 0;
  /** Whether its lines are all upright or level, and one after the other. */
  #straight = true;

  /** Takes an operation of a path, its points moved by a matrix; false for any other. */
  see(scan: ContentScanner, matrix: Matrix): boolean {
    switch (scan.operator) {
      case 'm':
        if (this.#points > 0) this.#straight = false;
        this.#point(matrix, scan.number(0), scan.number(1));
        [this.#firstX, this.#firstY] = [this.#x, this.#y];
        return true;
      case 'l': {
        const [x, y] = [this.#x, this.#y];
        this.#point(matrix, scan.number(0), scan.number(1));
        if (!isLevel(x, this.#x) && !isLevel(y, this.#y)) this.#straight = false;
        return true;
      }
      case 'c':
      case 'v':
      case 'y':
        this.#straight = false;
        for (let i = 0; i + 1 < scan.count; i += 2) this.#point(matrix, scan.number(i), scan.number(i + 1));
        return true;
      case 're':
        this.#rectangle(matrix, scan.number(0), scan.number(1), scan.number(2), scan.number(3));
        return true;
      default:
        return false;
    }
  }

  get empty(): boolean {
    return this.#points + this.#rectangles === 0;
  }

  get box(): Rectangle {
    return { left: this.#left, bottom: this.#bottom, right: this.#right, top: this.#top };
  }

  /** Whether it is one upright rectangle. */
  get upright(): boolean {
    if (this.#rectangles > 0) return this.#rectangles === 1 && this.#points === 0;
    const [x, y] = [isLevel(this.#firstX, this.#x), isLevel(this.#firstY, this.#y)];
    return this.#straight && (this.#points === 4 ? x || y : this.#points === 5 && x && y);
  }

  /** Whether its lines meet at angles that may be sharp. */
  get sharp(): boolean {
    return this.#points > 2 && !this.upright;
  }

  /** Begins a new one. */
  clear(): void {
    ({ left: this.#left, bottom: this.#bottom, right: this.#right, top: this.#top } = NOWHERE);
    this.#points = this.#rectangles = 0;
    this.#straight = true;
  }

  #point([a, b, c, d, e, f]: Matrix, x: number, y: number): void {
    this.#extend(a * x + c * y + e, b * x + d * y + f);
    this.#points++;
  }

  #rectangle([a, b, c, d, e, f]: Matrix, x: number, y: number, width: number, height: number): void {
    const [right, top] = [x + width, y + height];
    this.#extend(a * x + c * y + e, b * x + d * y + f);
    this.#extend(a * right + c * y + e, b * right + d * y + f);
    this.#extend(a * x + c * top + e, b * x + d * top + f);
    this.#extend(a * right + c * top + e, b * right + d * top + f);
    this.#rectangles++;
    if ((b !== 0 || c !== 0) && (a !== 0 || d !== 0)) this.#points++;
  }

  #extend(x: number, y: number): void {
    if (x < this.#left) this.#left = x;
    if (x > this.#right) this.#right = x;
    if (y < this.#bottom) this.#bottom = y;
    if (y > this.#top) this.#top = y;
    this.#x = x;
    this.#y = y;
  }
}

function isLevel(a: number, b: number): boolean {
  return Math.abs(a - b) < LEVEL;
}
